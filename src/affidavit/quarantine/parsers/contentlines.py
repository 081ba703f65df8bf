"""Calendars (RFC 5545) and visiting cards (RFC 6350): their lines, unfolded, in words."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import decode

_LINE = re.compile(
    r"^(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$", re.DOTALL
)
_WORDS = {
    "SUMMARY": "Summary", "DESCRIPTION": "Description", "LOCATION": "Location", "DTSTART": "Start",
    "DTEND": "End", "DUE": "Due", "ORGANIZER": "Organizer", "ATTENDEE": "Attendee", "STATUS": "Status",
    "RRULE": "Repeats", "COMMENT": "Comment", "CONTACT": "Contact", "URL": "Web", "METHOD": "Method",
    "FN": "Name", "N": "Full name", "NICKNAME": "Nickname", "ORG": "Organisation", "TITLE": "Post",
    "ROLE": "Role", "TEL": "Phone", "EMAIL": "Mail", "ADR": "Address", "BDAY": "Born", "NOTE": "Note",
    "IMPP": "Messenger", "CATEGORIES": "Categories",
}  # fmt: skip
_PARTS = ("N", "ADR", "ORG")
_OF_PROGRAMS = frozenset("VERSION PRODID UID DTSTAMP SEQUENCE CREATED LAST-MODIFIED TRANSP CLASS PRIORITY CALSCALE REV PHOTO LOGO".split())  # fmt: skip


@dataclass(frozen=True)
class _Entry:
    name: str
    parameters: str
    value: str


def read(source: Input, emit: Emit) -> Parsed:
    """One layer an event, task or card; people of a calendar are participants."""
    text, charset, _ = decode(bytes(source.untrusted_bytes))
    card = source.media_type == "text/vcard"
    texts: list[RawText] = []
    people: list[tuple[str, str, str]] = []
    date = title = ""
    lines: list[str] = []
    inside: list[str] = []
    head: list[str] = []
    for entry in _entries(text):
        if entry.name == "BEGIN":
            inside.append(entry.value.strip().upper())
            continue
        if entry.name == "END":
            if inside and inside.pop() in ("VEVENT", "VTODO", "VJOURNAL", "VCARD") and lines:
                kind = "contact" if card else "event"
                texts.append(
                    RawText("body", f"{kind} {len(texts) + 1}", "\n".join([*head, *lines]) + "\n")
                )
                lines = []
            continue
        if "VTIMEZONE" in inside or "VALARM" in inside:
            continue
        if entry.name not in _OF_PROGRAMS and entry.value.strip():
            label = _WORDS.get(entry.name, entry.name)
            (lines if len(inside) > 1 or card else head).append(f"{label}: {_shown(entry)}")
        if entry.name in ("ORGANIZER", "ATTENDEE"):
            people.append(_person(entry))
        title = title or (entry.value if entry.name in ("SUMMARY", "FN") else "")
        if entry.name in ("DTSTART", "REV") and not date:
            date = _moment(entry.value)
    if lines:
        texts.append(RawText("body", f"entry {len(texts) + 1}", "\n".join(lines) + "\n"))
    if not texts and not head:
        raise Unreadable("neither an event nor a card can be found in it")
    return Parsed(
        kind="contact" if card else "event",
        media_type=source.media_type,
        parser="contentlines 1",
        title=title.strip() or source.name,
        date=date if not card else "",
        metadata={"charset": charset, "entries": str(len(texts))},
        texts=tuple(texts),
        people=tuple(dict.fromkeys(people)),
    )


def _entries(text: str) -> Iterator[_Entry]:
    """The lines, unfolded; quoted-printable of old cards undone."""
    unfolded = re.sub(r"\n[ \t]", "", text)
    for line in _joined(unfolded.split("\n")):
        match = _LINE.match(line)
        if match is None:
            continue
        name, parameters, value = match.groups()
        if "QUOTED-PRINTABLE" in parameters.upper():
            charset = re.search(r"CHARSET=([\w-]+)", parameters, re.IGNORECASE)
            raw = quopri.decodestring(value.encode("utf-8", "replace"))
            value = decode(raw, charset.group(1) if charset else "utf-8")[0]
        if "BASE64" in parameters.upper() or "ENCODING=B" in parameters.upper():
            continue
        yield _Entry(name.upper(), parameters, _unescaped(value))


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines of quoted-printable that go on behind an equals sign, as one."""
    whole: list[str] = []
    for line in lines:
        going_on = bool(whole) or "QUOTED-PRINTABLE" in line.upper()
        if going_on and line.endswith("="):
            whole.append(line[:-1])
            continue
        yield "".join((*whole, line))
        whole = []
    if whole:
        yield "".join(whole)


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda m: "\n" if m.group(1) in "nN" else m.group(1), value)


def _shown(entry: _Entry) -> str:
    value = entry.value
    if entry.name in _PARTS:
        value = ", ".join(part.strip() for part in value.split(";") if part.strip())
    if entry.name in ("ORGANIZER", "ATTENDEE"):
        _, name, address = _person(entry)
        value = f"{name} <{address}>" if name else address
    return re.sub(r"\s*\n\s*", "\n  ", value.strip())


def _person(entry: _Entry) -> tuple[str, str, str]:
    name = re.search(r"CN=(?:\"([^\"]*)\"|([^;:]*))", entry.parameters, re.IGNORECASE)
    address = re.sub(r"^mailto:", "", entry.value.strip(), flags=re.IGNORECASE)
    role = "from" if entry.name == "ORGANIZER" else "to"
    return role, (name.group(1) or name.group(2) or "").strip() if name else "", address


def _moment(value: str) -> str:
    digits = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}))?", value.strip())
    if digits is None:
        return ""
    try:
        numbers = [int(part) for part in digits.groups(default="0")]
        return datetime(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], tzinfo=UTC).isoformat()  # fmt: skip
    except ValueError:
        return ""


PARSER = Parser(
    name="contentlines",
    media_types=("text/calendar", "text/vcard"),
    library="own reader",
    limits="512 MB",
    read=read,
    family="mail",
    reads="iCalendar (events, tasks, people) and vCard 2.1 to 4.0",
    leaves_out="pictures in cards; time zones other than UTC are taken as UTC",
)
