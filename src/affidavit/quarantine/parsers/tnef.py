"""TNEF (winmail.dat): an Outlook message as a mail server packed it ([MS-OXTNEF]).

The attributes are read here, for the library at hand is abandoned and takes all memory on some
inputs; what they carry is read as any other Outlook message.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from affidavit.quarantine.parsed import Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import decode
from affidavit.quarantine.parsers.mapi import (
    BINARY,
    STRING,
    STRING8,
    MapiAttachment,
    MapiMessage,
    Value,
    charset_of,
    decode_value,
)
from affidavit.quarantine.parsers.mapimail import parsed_message

SIGNATURE = b"\x78\x9f\x3e\x22"
_DEPTH = 10
_OBJECT, _CLSID, _MULTIPLE = 0x000D, 0x0048, 0x1000
_SIZES = {0x0002: 4, 0x0003: 4, 0x000A: 4, 0x000B: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, _CLSID: 16}  # fmt: skip
_SUBJECT, _BODY, _CLASS, _SENT, _CODEPAGE = 0x8004, 0x800C, 0x8008, 0x8005, 0x9007
_MESSAGE_PROPERTIES, _RECIPIENTS = 0x9003, 0x9004
_START, _TITLE, _DATA, _ATTACHMENT_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005


@dataclass
class _Open:
    """An attachment whose attributes are still coming."""

    properties: dict[int, Value] = field(default_factory=dict)
    data: bytes | None = None
    message: MapiMessage | None = None


def read(source: Input, emit: Emit) -> Parsed:
    """The message with its attachments."""
    message = message_of(bytes(source.untrusted_bytes), 0)
    return parsed_message(message, source, emit)


def message_of(raw: bytes, depth: int) -> MapiMessage:
    """What the attributes say, as a message; a broken end is remarked."""
    if not raw.startswith(SIGNATURE) or len(raw) < 6:
        raise Unreadable("not TNEF, or cut off at its start")
    properties: dict[int, Value] = {}
    recipients: list[dict[int, Value]] = []
    attachments: list[_Open] = []
    remarks: list[str] = []
    charset = "cp1252"
    try:
        for tag, data in _attributes(raw):
            if tag == _CODEPAGE and len(data) >= 4:
                charset = charset_of(int.from_bytes(data[:4], "little"), 0)
            elif tag == _START:
                attachments.append(_Open())
            elif tag == _MESSAGE_PROPERTIES:
                properties |= _Reader(data, charset, depth).properties()[0]
            elif tag == _RECIPIENTS:
                recipients += _Reader(data, charset, depth).rows()
            elif tag in (_TITLE, _DATA, _ATTACHMENT_PROPERTIES) and attachments:
                _fill(attachments[-1], tag, data, charset, depth)
            elif tag in _PLAIN:
                _plain(properties, tag, data, charset)
    except (struct.error, ValueError, IndexError) as error:
        remarks.append(f"damaged or cut off ({error}); what came before was read")
    finished = tuple(MapiAttachment(a.properties, a.data, a.message) for a in attachments)
    return MapiMessage(properties, tuple(recipients), finished, tuple(remarks))


_PLAIN = {_SUBJECT: 0x0037, _BODY: 0x1000, _CLASS: 0x001A, _SENT: 0x0039}


def _plain(properties: dict[int, Value], tag: int, data: bytes, charset: str) -> None:
    """The attributes of old that say what a property says too."""
    if tag == _SENT:
        year, month, day, hour, minute, second = struct.unpack_from("<6H", data)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        since = moment - datetime(1601, 1, 1, tzinfo=UTC)
        properties.setdefault(_PLAIN[tag], int(since.total_seconds()) * 10_000_000)
        return
    text = decode(data.rstrip(b"\0"), charset)[0]
    properties.setdefault(_PLAIN[tag], text.removeprefix("IPM.Microsoft Mail.") if tag == _CLASS else text)  # fmt: skip


def _fill(attachment: _Open, tag: int, data: bytes, charset: str, depth: int) -> None:
    if tag == _TITLE:
        attachment.properties.setdefault(0x3704, decode(data.rstrip(b"\0"), charset)[0])
    elif tag == _DATA:
        attachment.data = data
    else:
        properties, message = _Reader(data, charset, depth).properties()
        own = properties.pop(0x3701, None)
        attachment.properties |= properties
        attachment.message = message or attachment.message
        if isinstance(own, bytes) and not attachment.data:
            attachment.data = own
        if attachment.message is not None:
            attachment.data = None


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """(attribute id, data) in order."""
    position = 6
    while position + 9 <= len(raw):
        tag, _, length = struct.unpack_from("<xHHI", raw, position)
        data = raw[position + 9 : position + 9 + length]
        if len(data) < length:
            yield tag, data
            raise ValueError(f"an attribute of {length} bytes has {len(data)}")
        yield tag, data
        position += 9 + length + 2


class _Reader:
    """Reads a list of MAPI properties."""

    def __init__(self, data: bytes, charset: str, depth: int) -> None:
        self._data, self._charset, self._depth = data, charset, depth
        self._position = 0

    def rows(self) -> list[dict[int, Value]]:
        """A table of recipients."""
        return [self.properties()[0] for _ in range(min(self._number(), 100_000)) if self._position < len(self._data)]  # fmt: skip

    def properties(self) -> tuple[dict[int, Value], MapiMessage | None]:
        """The properties, and the message that one of them embeds."""
        found: dict[int, Value] = {}
        message: MapiMessage | None = None
        for _ in range(self._number()):
            if self._position + 4 > len(self._data):
                break
            kind, tag = struct.unpack_from("<HH", self._data, self._position)
            self._position += 4
            if tag >= 0x8000:
                self._name()
            for value in self._values(kind):
                if kind & 0x0FFF == _OBJECT and value[16:20] == SIGNATURE and self._depth < _DEPTH:
                    message = message_of(value[16:], self._depth + 1)
                elif kind & 0x0FFF == _OBJECT:
                    found.setdefault(tag, value[16:])
                elif tag < 0x8000 and tag not in found:
                    decoded = decode_value(kind & 0x0FFF, value, self._charset)
                    if decoded is not None:
                        found[tag] = decoded
        return found, message

    def _number(self) -> int:
        (number,) = struct.unpack_from("<I", self._data, self._position)
        self._position += 4
        return int(number)

    def _take(self, size: int) -> bytes:
        data = self._data[self._position : self._position + size]
        if len(data) < size:
            raise ValueError(f"a property of {size} bytes has {len(data)}")
        self._position += size
        return data

    def _name(self) -> None:
        """A named property's name, which is passed over."""
        self._take(16)
        if self._number() == 0:
            self._take(4)
        else:
            length = self._number()
            self._take(-(-length // 4) * 4)

    def _values(self, kind: int) -> Iterator[bytes]:
        base = kind & 0x0FFF
        variable = base in (STRING, STRING8, BINARY, _OBJECT)
        count = self._number() if variable or kind & _MULTIPLE else 1
        for _ in range(count):
            if variable:
                length = self._number()
                value = self._take(length)
                self._take(-length % 4)
                yield value
            elif base in _SIZES:
                yield self._take(_SIZES[base])
            else:
                raise ValueError(f"a property of unknown type {kind:#06x}")


PARSER = Parser(
    name="tnef",
    media_types=("application/vnd.ms-tnef",),
    library="own reader",
    limits="10 messages inside one another",
    read=read,
    family="mail",
    reads="winmail.dat: fields, recipients, bodies (plain, HTML, RTF), attachments, embedded messages",
    leaves_out="named properties",
)
