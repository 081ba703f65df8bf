"""Outlook's own form of a message (MAPI), wherever it was found: MSG, PST, OST, TNEF.

A message is its properties, its recipients' and its attachments'. `dump` writes all of that as
bytes that depend on nothing else, so that a message out of a PST is an item with a hash like any
other, and `load` reads them back.
"""

import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.charsets import decode

MAGIC = b"MAPI\x01\x0a"
MEDIA_TYPE = "application/x-mapi-message"
_DEPTH = 20

Value = str | bytes | int | bool
Properties = Mapping[int, Value]
"""Property id -> value. A time is a FILETIME: tenths of microseconds since 1601, UTC."""

STRING, STRING8, BINARY, TIME, BOOLEAN = 0x001F, 0x001E, 0x0102, 0x0040, 0x000B
_INTEGERS = {0x0002: "<h", 0x0003: "<i", 0x0014: "<q", TIME: "<Q", 0x000A: "<i"}


@dataclass(frozen=True)
class MapiAttachment:
    """An attachment: its properties, and its bytes or the message that it is."""

    properties: Properties
    data: bytes | None = None
    message: "MapiMessage | None" = None
    problem: str = ""


@dataclass(frozen=True)
class MapiMessage:
    """A message with everything that belongs to it."""

    properties: Properties
    recipients: tuple[Properties, ...] = ()
    attachments: tuple[MapiAttachment, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def text(self, *tags: int) -> str:
        """The first of some properties that is there, as a text without NUL at its end."""
        return text_of(self.properties, *tags)


def text_of(properties: Properties, *tags: int) -> str:
    """The first of some text properties that says something."""
    for tag in tags:
        value = properties.get(tag)
        if isinstance(value, str) and value.strip("\0 "):
            return value.strip("\0")
    return ""


def number_of(properties: Properties, tag: int, default: int = 0) -> int:
    """A whole number."""
    value = properties.get(tag)
    return int(value) if isinstance(value, int) else default


def time_of(properties: Properties, *tags: int) -> datetime | None:
    """The first of some times, in UTC."""
    for tag in tags:
        value = properties.get(tag)
        if isinstance(value, int) and value > 0:
            try:
                moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=value // 10)
            except OverflowError:
                continue
            if 1970 <= moment.year <= 2100:
                return moment
    return None


def decode_value(kind: int, raw: bytes, charset: str) -> Value | None:
    """A property's value by its type; None for types that are not kept."""
    if kind == STRING:
        return raw.decode("utf-16-le", "replace")
    if kind == STRING8:
        return decode(raw.rstrip(b"\0"), charset)[0]
    if kind == BINARY:
        return raw
    if kind == BOOLEAN:
        return bool(raw[:1].strip(b"\0"))
    if kind in _INTEGERS:
        form = _INTEGERS[kind]
        size = struct.calcsize(form)
        return int(struct.unpack(form, raw[:size].ljust(size, b"\0"))[0])
    return None


def codepage_charset(codepage: int) -> str:
    """Python's name for a Windows code page; cp1252 where it is unknown."""
    import codecs

    special = {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u",
               28591: "latin-1", 28595: "iso8859-5", 50220: "iso2022_jp", 50225: "iso2022_kr",
               51949: "euc_kr", 936: "gbk", 54936: "gb18030", 10007: "mac-cyrillic",
               51932: "euc_jp", 50222: "iso2022_jp", 50227: "gb2312", 20936: "gb2312"}  # fmt: skip
    for name in (special.get(codepage, ""), f"cp{codepage}", f"iso8859-{codepage - 28590}"):
        try:
            if name:
                return codecs.lookup(name).name
        except LookupError:
            continue
    return "cp1252"


def charset_of(message_codepage: int, internet_codepage: int) -> str:
    """The charset of 8-bit texts. Programs that fill in 1252 by rote are not believed where the
    message names another code page for its body."""
    if message_codepage in (0, 1252) and internet_codepage not in (0, 65001, 1200, 20127, 28591):
        return codepage_charset(internet_codepage)
    return codepage_charset(message_codepage) if message_codepage else "cp1252"


def dump(message: MapiMessage) -> bytes:
    """The message as bytes: a JSON head that points into the binary values behind it."""
    blobs: list[bytes] = []
    head = json.dumps(_plain(message, blobs, [0]), sort_keys=True, ensure_ascii=True, separators=(",", ":"))  # fmt: skip
    raw = head.encode("ascii")
    return MAGIC + len(raw).to_bytes(8, "big") + raw + b"".join(blobs)


def load(raw: memoryview) -> MapiMessage:
    """What `dump` wrote; raises `Unreadable` for anything else."""
    start = len(MAGIC) + 8
    size = int.from_bytes(raw[len(MAGIC) : start], "big")
    try:
        head = json.loads(bytes(raw[start : start + size]))
        return _message(head, raw[start + size :], 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"not a message taken out of Outlook ({error})") from error


def _plain(message: MapiMessage, blobs: list[bytes], end: list[int]) -> dict[str, Any]:
    return {
        "properties": _plain_properties(message.properties, blobs, end),
        "recipients": [_plain_properties(r, blobs, end) for r in message.recipients],
        "attachments": [
            {
                "properties": _plain_properties(a.properties, blobs, end),
                "data": _kept(a.data, blobs, end) if a.data is not None else None,
                "message": _plain(a.message, blobs, end) if a.message else None,
                "problem": a.problem,
            }
            for a in message.attachments
        ],
        "remarks": list(message.remarks),
    }


def _kept(data: bytes, blobs: list[bytes], end: list[int]) -> list[int]:
    blobs.append(data)
    end[0] += len(data)
    return [end[0] - len(data), len(data)]


def _plain_properties(properties: Properties, blobs: list[bytes], end: list[int]) -> dict[str, Any]:
    return {
        f"{tag:04x}": _kept(value, blobs, end) if isinstance(value, bytes) else value
        for tag, value in sorted(properties.items())
    }


def _message(head: Mapping[str, Any], blobs: memoryview, depth: int) -> MapiMessage:
    if depth > _DEPTH:
        raise ValueError(f"more than {_DEPTH} messages inside one another")
    return MapiMessage(
        _properties(head["properties"], blobs),
        tuple(_properties(r, blobs) for r in head["recipients"]),
        tuple(
            MapiAttachment(
                _properties(a["properties"], blobs),
                _blob(a["data"], blobs) if a["data"] is not None else None,
                _message(a["message"], blobs, depth + 1) if a["message"] else None,
                str(a["problem"]),
            )
            for a in head["attachments"]
        ),
        tuple(map(str, head["remarks"])),
    )


def _properties(plain: Mapping[str, Any], blobs: memoryview) -> dict[int, Value]:
    return {
        int(tag, 16): _blob(value, blobs) if isinstance(value, list) else value
        for tag, value in plain.items()
    }


def _blob(place: Iterable[int], blobs: memoryview) -> bytes:
    start, length = place
    return bytes(blobs[start : start + length])
