"""Outlook's PST and OST files, by libpff: folder by folder, message by message, never as a whole."""

from collections.abc import Iterator
from typing import Any

import pypff

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.mapi import (
    MEDIA_TYPE,
    MapiAttachment,
    MapiMessage,
    Value,
    charset_of,
    decode_value,
    dump,
    number_of,
    text_of,
)
from affidavit.quarantine.parsers.pffinner import attached_message

_DEPTH = 40
_ATTACHMENT = 512 << 20
_SEARCH_FOLDER = 3
_EMBEDDED = 5
_VOLATILE = frozenset({0x0FF6, 0x0FF9, 0x0FFB, 0x0FFF, 0x0E09, 0x300B, 0x65E0, 0x65E2, 0x65E3, 0x0E2F, 0x0E23, 0x3014, 0x6815})  # fmt: skip


def read(source: Input, emit: Emit) -> Parsed:
    """Every message becomes an item, named by its folders and its number there."""
    file = pypff.file()
    try:
        file.open_file_object(source.stream())
    except OSError as error:
        raise Unreadable(f"not a readable Outlook archive ({_said(error)})") from error
    walker = _Walker(file, emit, int(source.options.get("skip", 0)))
    walker.folder(file.get_root_folder(), "", 0)
    walker.orphans()
    return Parsed(
        kind="mailbox",
        media_type=source.media_type,
        parser="pst 1",
        status=Status.PARTIAL if walker.problems else Status.OK,
        reason="; ".join(walker.problems[:20]),
        metadata={
            "messages": str(walker.found),
            "folders": "; ".join(walker.counts),
            "orphans": str(walker.orphaned),
        },
        expected=walker.announced + walker.orphaned,
    )


class _Walker:
    """Goes through the folders; keeps count of what they announce and what is there."""

    def __init__(self, file: Any, emit: Emit, skip: int) -> None:
        self._file, self._emit, self._skip = file, emit, skip
        self.found = self.announced = self.orphaned = 0
        self.counts: list[str] = []
        self.problems: list[str] = []

    def folder(self, folder: Any, path: str, depth: int) -> None:
        """A folder's messages, then the folders below it."""
        try:
            properties = _properties(folder, "cp1252")
            messages, folders = folder.number_of_sub_messages, folder.number_of_sub_folders
        except OSError as error:
            self.problems.append(f"folder {path or '/'}: {_said(error)}")
            return
        announced = number_of(properties, 0x3602, messages)
        if (folder.identifier or 0) & 0x1F != _SEARCH_FOLDER:  # its messages stand in other folders
            self.announced += announced
            if messages or announced:
                self.counts.append(f"{path or '/'}: {messages} of {announced}")
            if messages < announced:
                self.problems.append(f"folder {path} announces {announced} messages and holds {messages}")  # fmt: skip
            for number in range(messages):
                self._message(folder.get_sub_message, number, path)
        if depth >= _DEPTH and folders:
            self.problems.append(f"folders below {path} are more than {_DEPTH} deep")
            return
        for number in range(folders):
            try:
                below = folder.get_sub_folder(number)
                name = clean(below.name or "").replace("/", "∕").strip() or f"folder {number + 1}"
            except OSError as error:
                self.problems.append(f"folder {number + 1} below {path or '/'}: {_said(error)}")
                continue
            self.folder(below, f"{path}/{name}" if path else name, depth + 1)

    def orphans(self) -> None:
        """Messages that stand in no folder any more (deleted, and not yet overwritten)."""
        try:
            count = self._file.number_of_orphan_items
        except OSError as error:
            self.problems.append(f"what stands in no folder: {_said(error)}")
            return
        for number in range(count):
            self.orphaned += 1
            self._message(self._file.get_orphan_item, number, "(in no folder)")

    def _message(self, get: Any, number: int, path: str) -> None:
        segment = f"{path}/{number + 1:06}" if path else f"{number + 1:06}"
        self.found += 1
        if self.found <= self._skip:
            self._emit(Child(segment, "", MEDIA_TYPE, 0), None)
            return
        try:
            message = message_of(get(number), 0)
        except (OSError, MemoryError) as error:
            reason = f"damaged in the archive ({_said(error)})"
            self._emit(Child(segment, "", MEDIA_TYPE, 0, status=Status.UNREADABLE, reason=reason), None)  # fmt: skip
            return
        data = dump(message)
        self._emit(Child(segment, text_of(message.properties, 0x0037).lstrip("\x01"), MEDIA_TYPE, len(data)), data)  # fmt: skip


def message_of(item: Any, depth: int) -> MapiMessage:
    """A message with its recipients and attachments; raises OSError where it is damaged."""
    if depth > 20:
        return MapiMessage({}, remarks=("more than 20 messages inside one another",))
    charset = _charset(item)
    properties = _properties(item, charset)
    remarks: list[str] = []
    recipients: tuple[dict[int, Value], ...] = ()
    try:
        table = getattr(item, "recipients", None)
        if table is not None:
            recipients = tuple(_record(record, charset) for record in table.record_sets)
    except OSError as error:
        remarks.append(f"the recipients are damaged ({_said(error)})")
    attachments = []
    for number in range(getattr(item, "number_of_attachments", None) or 0):
        try:
            attachments.append(_attachment(item.get_attachment(number), charset, depth))
        except OSError as error:
            attachments.append(MapiAttachment({}, problem=f"damaged in the archive ({_said(error)})"))  # fmt: skip
    return MapiMessage(properties, recipients, tuple(attachments), tuple(remarks))


def _attachment(attachment: Any, charset: str, depth: int) -> MapiAttachment:
    properties = _properties(attachment, charset)
    properties.pop(0x3701, None)
    if number_of(properties, 0x3705) == _EMBEDDED:
        inner = attached_message(attachment)
        if inner is not None:
            return MapiAttachment(properties, message=message_of(inner, depth + 1))
        return MapiAttachment(properties, problem="an embedded message that libpff cannot reach")
    size = attachment.get_size() or 0
    if size > _ATTACHMENT:
        return MapiAttachment(properties, problem=f"larger than {_ATTACHMENT >> 20} MB")
    if size == 0:
        return MapiAttachment(properties)
    data = bytes(attachment.read_buffer(size))
    problem = f"only {len(data)} of {size} bytes could be read" if len(data) < size else ""
    return MapiAttachment(properties, data, problem=problem)


def _charset(item: Any) -> str:
    numbers = {e.entry_type: e.data for r in item.record_sets for e in r.entries if e.entry_type in (0x3FFD, 0x3FDE)}  # fmt: skip
    pages = [int.from_bytes(numbers.get(tag) or b"", "little") for tag in (0x3FFD, 0x3FDE)]
    return charset_of(*pages)


def _properties(item: Any, charset: str) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for record in item.record_sets:
        found = {**_record(record, charset), **found}
    return found


def _record(record: Any, charset: str) -> dict[int, Value]:
    return dict(_entries(record, charset))


def _entries(record: Any, charset: str) -> Iterator[tuple[int, Value]]:
    for entry in record.entries:
        tag, kind = entry.entry_type, entry.value_type
        if tag is None or tag >= 0x8000 or tag in _VOLATILE:
            continue
        try:
            value = decode_value(kind, entry.data or b"", charset)
        except OSError:
            continue
        if value is not None:
            yield tag, value


def _said(error: BaseException) -> str:
    """libpff's last words: the first line says what, the rest how it got there."""
    return " ".join(str(error).split(". ")[0].split())[:160]


PARSER = Parser(
    name="pst",
    media_types=("application/vnd.ms-outlook-pst",),
    library="libpff",
    limits="40 folders deep; attachments of 512 MB; passwords are ignored, for they lock nothing",
    read=read,
    family="mail",
    reads="PST and OST: folders, recipients, bodies, attachments, embedded messages, what stands "
    "in no folder; counts are compared with each folder's own",
    leaves_out="named properties; folder settings; attachments by reference are listed",
)
