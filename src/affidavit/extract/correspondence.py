"""Who wrote a quoted text and when, and what a signature says of its writer.

The introductions and header blocks of Outlook, Thunderbird, The Bat!, mail.ru, Yandex, Gmail, Apple
Mail and phones in the four languages, and signatures in the order people put them: closing, name,
post, organisation, phones, addresses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from affidavit.extract.candidates import Candidate
from affidavit.extract.dates import find_dates
from affidavit.language.scripts import fold_case
from affidavit.model import MentionKind

_HEADER = re.compile(
    r"^[\s>*]*(?P<name>from|от(?: кого)?|від(?: кого)?|ад(?: каго)?|sent|date|отправлено|дата|надіслано|відправлено|адпраўлена|даслана)\*?\s*:\*?\s*(?P<value>.+?)\s*$",
    re.IGNORECASE,
)
_FROM = frozenset({"from", "от", "от кого", "від", "від кого", "ад", "ад каго"})
_HEADER_LINES = 12
_MAIL = re.compile(r"[<\[(]?(?:mailto:)?(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)[>\])]*")
_WROTE = re.compile(
    r"\s*(?:wrote|writes|said|пишет|пишете|писал(?:\(а\)|а|и)?|написал(?:\(а\)|а|и)?|сообщил\w*|пише|писа(?:в|ла)(?:\(ла\))?|"
    r"написа(?:в|ла)(?:\((?:-?ла|а)\)|\(-ла\))?|написав\(-ла\)|піша|пісаў(?:\(ла\))?|пісала|напісаў(?:\(-?ла\))?|напісала)\s*:?\s*$",
    re.IGNORECASE,
)
_YOU_WROTE = re.compile(r"(?:вы писали|ви писали|вы пісалі|you wrote)", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:здравствуйте|добрый день|привет|вітаю|добрий день|доброго дня|прывітанне|добры дзень|hello|hi|dear)[,\s]+(?P<name>[^,.!\d\n]{2,40}?)[.,!]",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?(?:[+-]\d{2}:?\d{2}|utc|gmt|msk|мск)\S*)?|\b(?:в|о|об|у|а|at|от|від|ад|of|г\.|р\.|г|р)\b(?=\s|,|$)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:пн|вт|ср|чт|пт|сб|вс|нд|аўт|чцв|чц|пан|сер|пят|суб|няд|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?|"
    r"\b(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|п.ятниця|субота|неділя|панядзелак|аўторак|серада|чацвер|пятніца|нядзеля)\b",
    re.IGNORECASE,
)
_INTRO_LINES = 3
_EDGES = " \t,;:<>\"«»'()[]|-–—*."


@dataclass(frozen=True, slots=True)
class Quotation:
    """Where a quoted text comes from: empty where it does not say. `date` is an ISO day; `start` and
    `end` are where the author's name stands in the layer."""

    author: str = ""
    address: str = ""
    date: str = ""
    start: int = 0
    end: int = 0


def quotation(text: str) -> Quotation:
    """The author, address and day of a quoted text, from its header block or introduction."""
    return _from_headers(text) or _from_introduction(text) or Quotation()


def _from_headers(text: str) -> Quotation | None:
    author = address = date = ""
    start = end = 0
    offset = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        if number > _HEADER_LINES:
            break
        if found := _HEADER.match(line.rstrip("\n")):
            name, value = found.group("name").lower(), found.group("value")
            if name in _FROM and not author and not address:
                mail = _MAIL.search(value)
                address = mail.group("mail").lower() if mail else ""
                author = _MAIL.sub("", value).strip(_EDGES) if mail else value.strip(_EDGES)
                start = offset + line.find(author) if author else 0
                end = start + len(author)
            elif name not in _FROM and not date:
                date = _day(value)
        offset += len(line)
    return Quotation(author, address, date, start, end) if author or address else None


def _from_introduction(text: str) -> Quotation | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    head = ""
    for line in lines[:_INTRO_LINES]:
        head = f"{head} {line.lstrip('> ')}".strip()
        if head.endswith(":"):
            break
    else:
        return None
    date = _day(head)
    mail = _MAIL.search(head)
    if _YOU_WROTE.search(head):
        greeted = _GREETING.search(head)
        author = greeted.group("name").strip() if greeted else ""
    else:
        rest = _WROTE.sub("", _MAIL.sub(" ", head.rstrip(": ")))
        rest = re.sub(r"^on\s", "", _without_date(rest), flags=re.IGNORECASE)
        author = _name_in(rest)
    if not (author or date or mail):
        return None
    start = text.find(author) if author else 0
    return Quotation(
        author,
        mail.group("mail").lower() if mail else "",
        date,
        max(0, start),
        max(0, start) + len(author),
    )


def _day(text: str) -> str:
    """The first whole day a line names."""
    for found in sorted(find_dates(text), key=lambda c: c.start):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", found.normal):
            return found.normal
    return ""


def _without_date(text: str) -> str:
    spans = [c for c in find_dates(text) if not c.attributes]
    for c in sorted(spans, key=lambda c: -c.start):
        text = text[: c.start] + " , " + text[c.end :]
    return _WEEKDAY.sub(" ", _CLOCK.sub(" , ", text))


def _name_in(text: str) -> str:
    pieces = [piece.strip(_EDGES) for piece in re.split(r"[,|]", text)]
    named = [p for p in pieces if re.search(r"[^\W\d_]{2,}", p) and p[:1].isupper()]
    return named[-1] if named else ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says of its writer; empty where it does not say."""

    person: str = ""
    role: str = ""
    organisation: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


_NAME_LINE = re.compile(r"^[A-ZА-ЯЁІЇЄҐЎ][\w'’ʼ-]+(?: [A-ZА-ЯЁІЇЄҐЎ][\w'’ʼ-]+){1,2}$", re.MULTILINE)
_FAX = re.compile(r"(?:факс|fax|ф\.)\s*[.:]?\s*$", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+/])(?:\+?\d[\d ()\u00a0.–-]{6,20}\d)(?:\s?(?:доб|вн|дад|ext|унутр)\.?\s?\d{1,5})?(?!\w)"
)
_LABELLED = re.compile(
    r"(?:тел|моб|т|м|раб|сот|маб|phone|tel|mob|mobile|cell|viber|whatsapp|telegram|тэл|direct|office)[\w.]*\s*(?:/\s*\w+\s*)*[.:)]*\s*$",
    re.IGNORECASE,
)


def signature(text: str, found: list[Candidate]) -> Signature:
    """A signature's parts, from the mentions found in it; the first of each counts."""
    ordered = sorted(found, key=lambda c: (c.start, -c.end))
    first = {
        kind: next((text[c.start : c.end] for c in ordered if c.kind is kind), "")
        for kind in (MentionKind.PERSON, MentionKind.ROLE, MentionKind.ORGANISATION)
    }
    line = next((m.group() for m in _NAME_LINE.finditer(text)), "")
    if line and first[MentionKind.PERSON] and first[MentionKind.PERSON] in line:
        first[MentionKind.PERSON] = line.strip()
    emails = tuple(c.normal for c in ordered if c.kind is MentionKind.CONTACT and "@" in c.normal)
    return Signature(
        " ".join(first[MentionKind.PERSON].split()),
        " ".join(first[MentionKind.ROLE].split()),
        " ".join(first[MentionKind.ORGANISATION].split()),
        tuple(phones(text)),
        tuple(dict.fromkeys(emails)),
    )


def phones(text: str) -> Iterator[str]:
    """The phone numbers of a signature as they stand, without faxes."""
    offset = 0
    for line in text.splitlines(keepends=True):
        for match in _PHONE.finditer(line):
            before = line[: match.start()]
            digits = re.sub(r"\D", "", match.group())
            plain = match.group().startswith("+") or _LABELLED.search(before)
            if len(digits) >= 7 and not _FAX.search(before) and plain:
                yield match.group().strip(" .–-")
        offset += len(line)


def same_number(one: str, other: str) -> bool:
    """Whether two writings of a phone number have the same digits."""
    return re.sub(r"\D", "", fold_case(one)) == re.sub(r"\D", "", fold_case(other))
