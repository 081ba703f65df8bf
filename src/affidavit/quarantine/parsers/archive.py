"""ZIP archives: each member an item of its own."""

import io
import re
import zipfile
import zlib

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser

_RATIO = 200
_MEMBERS = 50_000
_MEMBER_BYTES = 256 << 20


def read(source: Input, emit: Emit) -> Parsed:
    """Members in the order of the archive's own table; what is not taken out is listed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.untrusted_bytes))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(f"not a readable ZIP archive ({error})") from error
    depth = source.path.count("/member:")
    for number, member in enumerate(members[:_MEMBERS], start=1):
        if member.is_dir():
            continue
        name = _name(member)
        segment = f"member:{number}"
        refusal = _refusal(member, depth)
        if refusal:
            status, reason = refusal
            emit(Child(segment, name, "", 0, status=status, reason=reason), None)
            continue
        try:
            data = archive.read(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:  # fmt: skip
            emit(Child(segment, name, "", 0, status=Status.UNREADABLE, reason=f"damaged in the archive ({error})"), None)  # fmt: skip
            continue
        emit(Child(segment, name, "", len(data)), data)
    excess = len(members) - _MEMBERS
    return Parsed(
        kind="archive",
        media_type="application/zip",
        parser="archive 1",
        status=Status.PARTIAL if excess > 0 else Status.OK,
        reason=f"{excess} members beyond the first {_MEMBERS} were not taken out"
        if excess > 0
        else "",
        title=source.name,
        metadata={"members": str(len(members))},
    )


def _refusal(member: zipfile.ZipInfo, depth: int) -> tuple[Status, str] | None:
    if member.flag_bits & 0x1:
        return Status.ENCRYPTED, "protected by a password"
    if depth >= 5:
        return Status.REFUSED, "more than five archives deep"
    if member.file_size > _MEMBER_BYTES:
        return Status.REFUSED, f"would unfold to {member.file_size >> 20} MB"
    if member.file_size > 1_000_000 and member.file_size > _RATIO * max(1, member.compress_size):
        return Status.REFUSED, f"unfolds more than {_RATIO} times (an archive bomb?)"
    return None


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; old archives keep Cyrillic names as cp866 that reads as cp437."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("cp866")
        except UnicodeError:
            name = member.filename
    return re.sub(r"[\x00-\x1f]", "_", name).encode("utf-8", "replace").decode("utf-8")


PARSER = Parser(
    name="archive",
    media_types=("application/zip",),
    library="Python's zipfile",
    limits="50,000 members; 256 MB a member; 200 times its packed size; five archives deep",
    read=read,
)
