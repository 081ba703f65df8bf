"""Outlook's MSG files: the properties of a message in an OLE container, to any nesting."""

from affidavit.quarantine.parsed import Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.mapi import (
    MEDIA_TYPE,
    MapiAttachment,
    MapiMessage,
    Value,
    charset_of,
    decode_value,
    load,
    number_of,
)
from affidavit.quarantine.parsers.mapimail import parsed_message
from affidavit.quarantine.parsers.ole import Storage, open_ole, packaged_file

_ROOT_HEAD, _INNER_HEAD, _PART_HEAD = 32, 24, 8
_DEPTH = 20
_EMBEDDED = 5


def read(source: Input, emit: Emit) -> Parsed:
    """A message as Outlook saved it, or one taken out of a PST by another parser."""
    if source.media_type == MEDIA_TYPE:
        return parsed_message(load(source.untrusted_bytes), source, emit)
    with open_ole(source) as root:
        message = _message(root, _ROOT_HEAD, 0)
    return parsed_message(message, source, emit)


def _message(storage: Storage, head: int, depth: int) -> MapiMessage:
    if depth > _DEPTH:
        raise Unreadable(f"more than {_DEPTH} messages inside one another")
    charset = _charset(storage, head)
    recipients = []
    attachments = []
    for name, child in storage.storages():
        if name.startswith("__recip_version1.0_"):
            recipients.append(_properties(child, _PART_HEAD, charset))
        elif name.startswith("__attach_version1.0_"):
            attachments.append(_attachment(child, charset, depth))
    properties = _properties(storage, head, charset)
    return MapiMessage(properties, tuple(recipients), tuple(attachments))


def _attachment(storage: Storage, charset: str, depth: int) -> MapiAttachment:
    properties = _properties(storage, _PART_HEAD, charset)
    method = number_of(properties, 0x3705)
    inside = dict(storage.storages()).get("__substg1.0_3701000D")
    if inside is not None and method == _EMBEDDED:
        return MapiAttachment(properties, message=_message(inside, _INNER_HEAD, depth + 1))
    if inside is not None:
        return MapiAttachment(properties, packaged_file(inside) or inside.as_file())
    data_value = properties.pop(0x3701, None)
    return MapiAttachment(properties, data_value if isinstance(data_value, bytes) else None)


def _entries(storage: Storage, head: int) -> list[tuple[int, int, bytes]]:
    """(property id, type, the eight bytes of its value) of a storage's table."""
    table = storage.stream("__properties_version1.0") or b""
    found = []
    for start in range(head, len(table) - 15, 16):
        kind = int.from_bytes(table[start : start + 2], "little")
        tag = int.from_bytes(table[start + 2 : start + 4], "little")
        found.append((tag, kind, table[start + 8 : start + 16]))
    return found


def _charset(storage: Storage, head: int) -> str:
    numbers = {tag: int.from_bytes(raw[:4], "little") for tag, kind, raw in _entries(storage, head) if kind == 3}  # fmt: skip
    return charset_of(numbers.get(0x3FFD, 0), numbers.get(0x3FDE, 0))


def _properties(storage: Storage, head: int, charset: str) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for tag, kind, raw in _entries(storage, head):
        if kind in (0x001F, 0x001E, 0x0102):
            stream = storage.stream(f"__substg1.0_{tag:04X}{kind:04X}")
            raw = stream if stream is not None else b""
        value = decode_value(kind, raw, charset)
        if value is not None:
            found[tag] = value
    for name in storage.stream_names():  # a table may have lost what the streams still hold
        tag, kind = _of_stream(name)
        if tag and tag not in found and kind in (0x001F, 0x001E, 0x0102):
            value = decode_value(kind, storage.stream(name) or b"", charset)
            if value is not None:
                found[tag] = value
    return found


def _of_stream(name: str) -> tuple[int, int]:
    digits = name.removeprefix("__substg1.0_")
    if len(digits) != 8 or digits == name:
        return 0, 0
    try:
        return int(digits[:4], 16), int(digits[4:], 16)
    except ValueError:
        return 0, 0


PARSER = Parser(
    name="msg",
    media_types=("application/vnd.ms-outlook", MEDIA_TYPE),
    library="olefile; own property reader",
    limits="20 messages inside one another; 512 MB",
    read=read,
    family="mail",
    reads="Outlook MSG: fields, recipients, bodies (plain, HTML, RTF), attachments, embedded "
    "messages, OLE objects that hold a file",
    leaves_out="named properties (categories, custom fields)",
)
