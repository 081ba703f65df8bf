"""Apple Mail's .emlx: a length, a message, and a list of what the program noted about it."""

import plistlib
import re
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser

_LENGTH = re.compile(rb"\A\s*(\d{1,12})[ \t]*\r?\n")


def read(source: Input, emit: Emit) -> Parsed:
    """The message is a range of the file, so that its bytes are as they were received."""
    match = _LENGTH.match(source.head(64))
    if match is None:
        raise Unreadable("it does not begin with the length of its message")
    told, start = int(match.group(1)), match.end()
    length = min(told, source.length - start)
    emit(Child("message", "", "message/rfc822", length, start), None)
    reason = f"announces {told} bytes and holds {length}" if length < told else ""
    return Parsed(
        kind="mailbox",
        media_type="message/x-emlx",
        parser="emlx 1",
        status=Status.PARTIAL if reason else Status.OK,
        reason=reason,
        title=source.name,
        metadata=_notes(source.part(start + length, 1 << 20)),
        expected=1,
    )


def _notes(raw: bytes) -> dict[str, str]:
    try:
        known = plistlib.loads(raw.strip()) if raw.strip() else {}
    except (plistlib.InvalidFileException, ExpatError, ValueError, AttributeError, TypeError, OverflowError):  # fmt: skip
        return {}
    found = {}
    for key, value in known.items() if isinstance(known, dict) else ():
        if str(key).startswith("date") and isinstance(value, (int, float)) and 0 < value < 1 << 33:
            value = datetime.fromtimestamp(value, UTC).isoformat()
        if isinstance(value, (str, int, float)):
            found[f"Apple Mail: {key}"] = str(value)[:300]
    return found


PARSER = Parser(
    name="emlx",
    media_types=("message/x-emlx",),
    library="own reader, Python's plistlib",
    limits="none of its own",
    read=read,
    family="mail",
    reads="Apple Mail's .emlx and .partial.emlx with the program's notes",
    leaves_out="attachments that Apple Mail keeps in files beside a .partial.emlx (they are items of their own)",
)
