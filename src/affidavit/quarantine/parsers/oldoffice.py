"""Old Word documents (DOC): text by kreuzberg, properties and what is embedded by olefile."""

import io
import re
import struct
from datetime import datetime

import olefile

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.blips import pictures
from affidavit.quarantine.parsers.charsets import clean, decode
from affidavit.quarantine.parsers.decrypt import opened_office
from affidavit.quarantine.parsers.kreuz import content
from affidavit.quarantine.parsers.ole import Storage, native_file, open_ole, packaged_file

_PROPERTIES = {
    "author": "author", "last_saved_by": "last modified by", "create_time": "created",
    "last_saved_time": "modified", "last_printed": "printed", "company": "company", "manager": "manager",
    "template": "template", "creating_application": "application", "revision_number": "revision",
    "title": "title", "subject": "subject", "keywords": "keywords", "comments": "description",
}  # fmt: skip


def read(source: Input, emit: Emit) -> Parsed:
    """The text as one layer, the properties as metadata, embedded files as children."""
    source = opened_office(source)
    raw = bytes(source.untrusted_bytes)
    properties = ole_properties(source)
    sent = embedded_ole(source, emit)
    _send_pictures(source, emit, sent)
    text = _text(source, raw)
    return Parsed(
        kind="doc",
        media_type=source.media_type,
        parser="oldoffice 1",
        status=Status.OK,
        title=properties.get("title") or source.name,
        metadata=properties,
        texts=(RawText("body", "", text),) if text.strip() else (),
    )


def _text(source: Input, raw: bytes) -> str:
    """The text by kreuzberg; of a container that it refuses, from one written anew; of Word 6 and 95,
    from where the document says that its text stands."""
    try:
        return content(raw, source.media_type).text
    except Unreadable as failure:
        with open_ole(source) as root:
            if text := _word_6(root.stream("WordDocument") or b""):
                return text
            anew = root.as_file(_PROPER)
        try:
            return content(anew, source.media_type).text
        except Unreadable:
            raise failure from None


_PROPER = {name.lower(): name for name in ("WordDocument", "1Table", "0Table", "Data", "PowerPoint Document", "Current User", "Pictures", "ObjectPool", "\x01CompObj", "\x05SummaryInformation", "\x05DocumentSummaryInformation")}  # fmt: skip


def _word_6(stream: bytes) -> str:
    """The text of a Word 6 or 95 document that was saved whole ([MS-DOC] knows only its heirs)."""
    if stream[:2] not in (b"\xdc\xa5", b"\x65\xa5", b"\x9b\xa5") or len(stream) < 0x20:
        return ""
    flags, first, last = struct.unpack_from("<H12xII", stream, 0x0A)
    if flags & 0x0004 or not 0x20 <= first < last <= len(stream):
        return ""
    text = decode(stream[first:last], "cp1252")[0]
    text = re.sub("\x13[^\x14\x15]*\x14?|\x15|[\x01-\x06\x08]", "", text)
    return clean(text.replace("\x07", "\t").replace("\x0b", "\n").replace("\x0c", "\n"))


def ole_properties(source: Input) -> dict[str, str]:
    """The document's own statement of author, company, dates and program."""
    try:
        with olefile.OleFileIO(io.BytesIO(bytes(source.untrusted_bytes))) as ole:
            known = ole.get_metadata()
            charset = f"cp{known.codepage}" if known.codepage else ""
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError, KeyError):
        return {}
    found = {}
    for name, label in _PROPERTIES.items():
        value = getattr(known, name, None)
        if isinstance(value, bytes):
            value = decode(value.strip(b"\0"), "utf-8" if charset == "cp65001" else charset)[0]
        if isinstance(value, datetime):
            value = value.isoformat() if value.year > 1980 else ""
        text = " ".join(clean(str(value or "")).replace("\ufffd", " ").split())
        if text:
            found[label] = text
    return found


def _send_pictures(source: Input, emit: Emit, sent: int) -> None:
    with open_ole(source) as root:
        data = root.stream("Data") or b""
        drawn = (root.stream("WordDocument") or b"") + data
    for number, (name, picture) in enumerate(pictures(drawn), start=sent + 1):
        emit(Child(f"embedded:{number}", name, "", len(picture)), picture)


def embedded_ole(source: Input, emit: Emit) -> int:
    """Send the files that OLE objects in a document hold, in the order of their storages; returns how
    many objects there are."""
    number = 0
    try:
        with open_ole(source) as root:
            for number, (name, storage) in enumerate(_object_storages(root, 0), start=1):
                segment = f"embedded:{number}"
                label, data = _file_in(storage, name)
                if data:
                    emit(Child(segment, label, "", len(data)), data)
                else:
                    reason = f"an embedded object ({label}) that is no file of its own"
                    emit(Child(segment, name, "", 0, status=Status.UNREADABLE, reason=reason), None)
    except Unreadable:
        return number
    return number


def _object_storages(root: Storage, depth: int) -> list[tuple[str, Storage]]:
    found = []
    for name, storage in root.storages():
        if name.startswith("MBD") or (name.startswith("_") and name[1:].isdigit()):
            found.append((name, storage))
        elif depth < 3 and name == "ObjectPool":
            found += _object_storages(storage, depth + 1)
    return found


def _file_in(storage: Storage, name: str) -> tuple[str, bytes | None]:
    native = storage.stream("\x01Ole10Native")
    if native:
        label, data = native_file(native)
        return label or name, data or None
    program = storage.stream("\x01CompObj") or b""
    words = re.findall(rb"[\x20-\x7e]{6,60}", program)
    label = words[0].decode("ascii") if words else name
    texts = [storage.stream(stream) for stream in ("WordDocument", "Workbook", "Book", "PowerPoint Document")]  # fmt: skip
    if any(texts):
        return label, storage.as_file()
    return label, packaged_file(storage)


PARSER = Parser(
    name="oldoffice",
    media_types=("application/msword",),
    library="kreuzberg, olefile; msoffcrypto-tool for locked files",
    limits="512 MB",
    read=read,
    family="documents",
    reads="DOC: text, properties, embedded files, pictures",
    leaves_out="tracked changes and comments are not told from the text; Word 2, and Word 6 as "
    "far as kreuzberg goes",
)
