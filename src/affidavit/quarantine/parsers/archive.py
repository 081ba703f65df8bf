"""Archives: each member an item of its own, taken out as a stream, never written by its name.

ZIP is read by its own table with Python's zipfile (pyzipper for AES), everything else, and a ZIP
whose table is broken, with libarchive; 7z with a password with py7zr.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import plausibility
from affidavit.quarantine.parsers.members import (
    MAX_DEPTH,
    clean_name,
    locked_reason,
    parsed,
    refusal,
    watched,
)
from affidavit.quarantine.parsers.sevenzip import is_locked, read_locked
from affidavit.quarantine.parsers.unpack import ArchiveBroken, available, members

_MEMBERS = 1_000_000
_CHUNK = 1 << 20
_OF_OLD = {1: "shrinking", 2: "reducing", 3: "reducing", 4: "reducing", 5: "reducing", 6: "imploding", 10: "imploding"}  # fmt: skip
_NEWER = {9, 93, 95, 98}  # deflate64, zstd, xz, PPMd: libarchive knows them
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
           RuntimeError, struct.error, KeyError)  # fmt: skip


def read(source: Input, emit: Emit) -> Parsed:
    """Members in the order of the archive's own table; what is not taken out is listed."""
    if source.path.count("/member:") >= MAX_DEPTH:
        raise Unreadable(f"more than {MAX_DEPTH} archives inside one another", Status.REFUSED)
    if source.media_type == "application/zip":
        try:
            archive = zipfile.ZipFile(source.stream())
            table = archive.infolist()
        except _BROKEN as error:
            return _with_libarchive(source, emit, f"its table is broken ({error})")
        if _misplaced(archive, table):
            return _with_libarchive(source, emit, "its table does not say where the members are")
        if any(m.compress_type in _NEWER and not m.flag_bits & 0x1 for m in table):
            return _with_libarchive(source, emit, "")
        return _zip(source, emit, archive, table)
    seven = source.media_type == "application/x-7z-compressed"
    if seven and (is_locked(source) or not available()):
        return read_locked(source, emit)
    return _with_libarchive(source, emit, "")


def _zip(
    source: Input, emit: Emit, archive: zipfile.ZipFile, table: list[zipfile.ZipInfo]
) -> Parsed:
    files = [member for member in table if not member.is_dir()]
    for number, member in enumerate(files[:_MEMBERS], start=1):
        name, segment = _name(member), f"member:{number}"
        mode = member.external_attr >> 16
        if stat.S_ISLNK(mode) or stat.S_IFMT(mode) in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO):
            _list(emit, segment, name, Status.REFUSED, "a link or device, not a file")
        elif problem := refusal(member.file_size, member.compress_size):
            _list(emit, segment, name, Status.REFUSED, problem)
        elif member.compress_type in _OF_OLD:
            reason = f"packed by {_OF_OLD[member.compress_type]}, a method of the 1980s that is not unpacked"
            _list(emit, segment, name, Status.UNREADABLE, reason)
        elif member.flag_bits & 0x1:
            _locked(source, emit, segment, name, member)
        else:
            emit(Child(segment, name, "", -1), watched(_chunks(archive, member), source.length))
    excess = len(files) - _MEMBERS
    problem = (
        f"{excess} members beyond the first {_MEMBERS} were not taken out" if excess > 0 else ""
    )
    return parsed(source, len(files), problem, len(files))


def _misplaced(archive: zipfile.ZipFile, table: list[zipfile.ZipInfo]) -> bool:
    """Whether the table points at places where no member begins."""
    first = next((m for m in table if not m.is_dir() and not m.flag_bits & 0x1), None)
    if first is None:
        return False
    try:
        archive.open(first).close()
    except zipfile.BadZipFile:
        return True
    except _BROKEN:
        return False
    return False


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    got = 0
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                got += len(chunk)
                yield chunk
    except _BROKEN as error:
        raise Unreadable(f"damaged in the archive after {got} bytes ({error})") from error


def _locked(source: Input, emit: Emit, segment: str, name: str, member: zipfile.ZipInfo) -> None:
    """Try the passwords on an encrypted member."""
    import pyzipper

    with pyzipper.AESZipFile(source.stream()) as archive:
        same = next(
            (i for i in archive.infolist() if i.header_offset == member.header_offset), None
        )
        for password in source.passwords:
            forms = [
                password.encode(),
                *(password.encode(c, "replace") for c in ("cp866", "cp1251")),
            ]
            for raw in dict.fromkeys(forms):
                try:
                    with archive.open(same, pwd=raw) as stream:
                        data = stream.read()
                except _BROKEN:
                    continue
                emit(Child(segment, name, "", len(data)), data)
                return
    _list(emit, segment, name, Status.ENCRYPTED, locked_reason(source))


def _list(emit: Emit, segment: str, name: str, status: Status, reason: str) -> None:
    emit(Child(segment, name, "", 0, status=status, reason=reason), None)


def _with_libarchive(source: Input, emit: Emit, remark: str) -> Parsed:
    number, problem = 0, remark
    try:
        for member in members(source):
            number += 1
            if number > _MEMBERS:
                problem = f"members beyond the first {_MEMBERS} were not taken out"
                break
            name, segment = clean_name(member.name), f"member:{number}"
            if member.refused:
                _list(emit, segment, name, Status.REFUSED, member.refused)
            else:
                emit(Child(segment, name, "", -1), watched(member.chunks, source.length))
    except ArchiveBroken as error:
        problem = "; ".join(filter(None, (remark, str(error))))
        if not number:
            locked = "ncrypt" in problem or "assphrase" in problem
            reason = locked_reason(source) if locked else f"not a readable archive ({problem})"
            status = Status.ENCRYPTED if locked else Status.UNREADABLE
            raise Unreadable(reason, status) from error
    return parsed(source, -1 if problem else number, problem, number)


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; old archives keep Cyrillic names as cp866 that reads as cp437."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        try:
            raw = name.encode("cp437")
        except UnicodeError:
            return clean_name(name)
        choices = [raw.decode(c, "replace") for c in ("utf-8", "cp866", "windows-1251")]
        if "\ufffd" not in choices[0]:
            return clean_name(choices[0])
        if plausibility(choices[2]) > plausibility(choices[1]) + 0.1:
            return clean_name(choices[2])
        return clean_name(choices[1])
    return clean_name(name)


PARSER = Parser(
    name="archive",
    media_types=(
        "application/zip", "application/x-tar", "application/x-7z-compressed",
        "application/vnd.rar", "application/vnd.ms-cab-compressed", "application/x-cpio",
        "application/x-iso9660-image", "application/x-lha", "application/x-archive",
    ),
    library="Python's zipfile, pyzipper, libarchive, py7zr",
    limits="8 archives inside one another; 250 times the packed size; 64 GB in all; links and "
    "devices are refused; members are never written by their names",
    read=read,
    family="archives",
    reads="zip (also locked, AES, broken tables), tar, 7z (also locked), rar as far as libarchive "
    "reads it, cab, cpio, iso, lha",
    leaves_out="locked rar; volumes of a split archive",
)  # fmt: skip
