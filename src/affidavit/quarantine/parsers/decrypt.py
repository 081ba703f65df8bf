"""Office files that are locked with a password, by msoffcrypto-tool."""

import io
import struct
import zipfile
from dataclasses import replace

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.contained import ENCRYPTED_OFFICE
from affidavit.quarantine.parsers.members import locked_reason
from affidavit.quarantine.parsers.ole import Storage, open_ole

_DEFAULT = (
    "VelvetSweatshop"  # what Excel itself uses for files that are locked against writing only
)
_WRONG = (InvalidKeyError, DecryptionError, ParseError, ValueError, AssertionError, NotImplementedError, EOFError, OverflowError, struct.error, KeyError, AttributeError, TypeError, IndexError, zipfile.BadZipFile)  # fmt: skip


def opened_office(source: Input) -> Input:
    """The document itself, or what it is once the password that fits has opened it."""
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(bytes(source.untrusted_bytes)))
        if not file.is_encrypted():
            return source
    except (FileFormatError, OSError, *_WRONG):
        return source  # not a form it knows: the reader proper says what is wrong with it
    opened = _decrypted(source)
    if opened is None:
        raise Unreadable(locked_reason(source), Status.ENCRYPTED)
    return replace(source, source=memoryview(opened))


def read(source: Input, emit: Emit) -> Parsed:
    """A locked OOXML file: what it is once opened becomes its one member."""
    with open_ole(source) as root:
        names = root.stream_names()
        protected = any("DRM" in name or "IRM" in name for name in _folders(root))
    if protected or "EncryptedPackage" not in names:
        reason = "protected by rights management; only its owner's server can open it"
        raise Unreadable(reason, Status.ENCRYPTED)
    opened = _decrypted(source)
    if opened is None:
        raise Unreadable(locked_reason(source), Status.ENCRYPTED)
    emit(Child("opened:1", source.name, "", len(opened)), opened)
    return Parsed("archive", ENCRYPTED_OFFICE, "decrypt 1", title=source.name, expected=1)


def _folders(storage: Storage) -> list[str]:
    return [name for below, inner in storage.storages() for name in (below, *_folders(inner))]


def _decrypted(source: Input) -> bytes | None:
    for password in (*source.passwords, _DEFAULT):
        out = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(bytes(source.untrusted_bytes)))
            try:
                file.load_key(password=password, verify_password=True)
            except TypeError:
                file.load_key(password=password)
            file.decrypt(out)
        except (FileFormatError, OSError, *_WRONG):
            continue
        if out.tell() > 512:
            return out.getvalue()
    return None


PARSER = Parser(
    name="decrypt",
    media_types=(ENCRYPTED_OFFICE,),
    library="msoffcrypto-tool",
    limits="512 MB",
    read=read,
    family="documents",
    reads="locked DOCX, XLSX, PPTX with a password that is given",
    leaves_out="files under rights management",
)
