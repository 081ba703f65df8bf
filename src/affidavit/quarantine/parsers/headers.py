"""Header fields of RFC 5322 as they stand, and what they say."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_tz

from affidavit.quarantine.parsers.charsets import clean, decode

_END = re.compile(rb"\r?\n\r?\n|\r\r")
_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?]*\?=")
_ADDRESS_FIELDS = ("from", "sender", "to", "cc", "bcc", "reply-to")


def split_message(raw: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """(fields as (name, raw value), body). Envelope lines before the fields are skipped."""
    raw = raw.lstrip(b"\r\n")
    end = _END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    fields: list[tuple[str, list[bytes]]] = []
    for line in re.split(rb"\r\n|\n|\r", head):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
        elif match := _NAME.match(line):
            fields.append((match.group(1).decode("ascii"), [line[match.end() :].lstrip(b" \t")]))
        elif line.startswith((b"From ", b">From ")) or not fields:
            continue
        else:
            break
    return [(name, b"\n".join(lines)) for name, lines in fields], body


def decode_value(raw: bytes) -> str:
    """A field's value as a person reads it: unfolded, encoded words and raw 8-bit decoded."""
    text, _, _ = decode(raw)
    text = re.sub(r"\n[ \t]+", " ", text).replace("\n", " ").strip()
    return decode_words(text)


def decode_words(text: str) -> str:
    """RFC 2047 encoded words; neighbours in one charset are joined before decoding."""
    if not _ENCODED_WORD.search(text):
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    out = ""
    for piece, charset in pieces:
        if isinstance(piece, str):
            out += piece
        elif charset is None:  # letters between the encoded words, as decode_header writes them
            out += piece.decode("raw-unicode-escape", "replace")
        else:
            out += decode(piece, charset)[0]
    return clean(out).replace("\n", " ")


def field_values(fields: list[tuple[str, bytes]], name: str) -> list[bytes]:
    """All raw values of a field, in order."""
    return [value for field, value in fields if field.lower() == name]


def participants(fields: list[tuple[str, bytes]]) -> list[tuple[str, str, str]]:
    """(role, name, address) of every address in the address fields, in order."""
    found: list[tuple[str, str, str]] = []
    for role in _ADDRESS_FIELDS:
        for raw in field_values(fields, role):
            text = re.sub(r"\n[ \t]+", " ", decode(raw)[0]).replace("\n", " ")
            for name, address in getaddresses([text]):
                name, address = decode_words(name).strip(" \"'"), decode_words(address).strip()
                if "@" not in address and address and not name:
                    name, address = address, ""
                if name or address:
                    found.append((role, name, address))
    return found


def raw_addresses(fields: list[tuple[str, bytes]]) -> tuple[tuple[str, str], ...]:
    """(field, value as it stood) of the address fields that decoding changed."""
    found = []
    for name, value in fields:
        if name.lower() in _ADDRESS_FIELDS:
            raw = value.decode("ascii", "backslashreplace")
            if raw != decode_value(value):
                found.append((name, raw))
    return tuple(found)


def message_ids(fields: list[tuple[str, bytes]], name: str) -> tuple[str, ...]:
    """The ids in a field, without their angle brackets, each once."""
    text = " ".join(decode(value)[0] for value in field_values(fields, name))
    found = _MESSAGE_ID.findall(text)
    if not found and name == "message-id" and text.strip():
        found = [text.split()[0].strip("<>")]
    return tuple(dict.fromkeys(found))


def message_date(fields: list[tuple[str, bytes]]) -> tuple[str, str]:
    """(UTC date in ISO 8601 or empty, the date as it stood).

    Without a usable Date field, the newest Received field's date is taken.
    """
    told = [decode_value(value) for value in field_values(fields, "date")]
    received = [decode_value(v).rpartition(";")[2] for v in field_values(fields, "received")]
    raw = told[0] if told else ""
    for candidate in (*told, *received[:1]):
        if moment := _moment(candidate):
            return moment.astimezone(UTC).isoformat(), raw or candidate.strip()
    return "", raw


def _moment(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        zone = timezone(timedelta(seconds=max(-86340, min(86340, parts[9] or 0))))
        moment = datetime(*parts[:6], tzinfo=zone)
        return moment if 1970 <= moment.year <= 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
