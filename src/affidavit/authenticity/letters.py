"""What the outside of a message tells: its way, its program, its clock. The facts that checks compare."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import cache

from publicsuffixlist import PublicSuffixList

from affidavit.authenticity.stamps import Stamp, stamps_of
from affidavit.model import Message

_BY = re.compile(r"\bby\s+([\w.-]+)", re.IGNORECASE)
_FROM = re.compile(r"^\s*from\s+([\w.-]+|\[[^\]]+\])", re.IGNORECASE)
_VERSION = re.compile(r"[\d.]+\w*|[([{].*")
_HEX = re.compile(r"[0-9A-Fa-f]{4,}")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ORDERED = ("date", "from", "to", "subject", "message-id")
_LONG_RANDOM = 30
_OUTLOOK = "class"
"""What only messages out of Outlook's archives have; their date is not a field."""
_MAILDIR_NAME = re.compile(r"/(?:cur|new)/(\d{9,10})\.[^/]*$")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-:./]?(\d\d)[-:./]?(\d\d)")


@dataclass(frozen=True, slots=True)
class Hop:
    """A Received line: the host that took the message `by`, what it says it took it from, and when (UTC)."""

    by: str
    origin: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class Paper:
    """What an attachment says of itself: `created` and `modified` are days, empty where it does not tell."""

    document: str
    name: str
    created: str = ""
    modified: str = ""
    author: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The outside of one message.

    `mailbox` is where it lay; `zone` the offset of its Date in minutes; `client` the program without its version;
    `id_form` and `boundary` are shapes (digits and letters stand for any), `order` the order of its usual fields.
    `hops` go from the sender on. `filed` is when the mailbox itself says that it was put there. `weekday_wrong` tells that Date names a weekday that day was not.
    """

    document: str
    path: str
    mailbox: str
    place: int
    title: str
    sender: str
    name: str
    message_id: str
    sent: datetime | None
    zone: int | None
    weekday_wrong: bool
    client: str
    id_host: str
    id_form: str
    boundary: str
    charset: str
    order: str
    hops: tuple[Hop, ...]
    recorded: tuple[str, ...]
    stamps: tuple[Stamp, ...] = ()
    filed: datetime | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def domain(self) -> str:
        """The domain of its From."""
        return self.sender.rpartition("@")[2]

    @property
    def taken(self) -> datetime | None:
        """When the first host took it."""
        return next((hop.when for hop in self.hops if hop.when), None)


def letter_of(
    message: Message, path: str, mailbox: str, place: int, papers: Sequence[Paper] = ()
) -> Letter:
    """The facts of a message."""
    fields: dict[str, list[str]] = {}
    for name, value in message.headers:
        fields.setdefault(name.lower(), []).append(value)
    local, _, host = message.message_id.rpartition("@")
    kind = " ".join(fields.get("content-type", ()))
    boundary = _BOUNDARY.search(kind)
    charset = _CHARSET.search(kind)
    told = next(iter(fields.get("date", ())), "")
    sender = message.sender
    return Letter(
        document=message.id,
        path=path,
        mailbox=mailbox,
        place=place,
        title=message.title,
        sender=sender.address.lower() if sender else "",
        name=sender.name if sender else "",
        message_id=message.message_id,
        sent=message.date if told or _OUTLOOK in message.metadata else None,
        zone=_zone(told),
        weekday_wrong=_weekday_wrong(told),
        client=_client(fields),
        id_host=host.lower(),
        id_form=shape(local, words=False),
        boundary=shape(boundary[1] or boundary[2], words=True) if boundary else "",
        charset=charset[1].lower() if charset else "",
        order=_order(message),
        hops=tuple(_hop(value) for value in reversed(fields.get("received", ()))),
        recorded=tuple(fields.get("authentication-results", ())),
        stamps=tuple(stamps_of(message)),
        filed=_filed(path, message),
        papers=tuple(papers),
    )


def is_bulk(message: Message) -> bool:
    """Whether a message says of itself that it goes to many: a list, a newsletter, an automatic answer."""
    fields = {name.lower(): value.lower() for name, value in message.headers}
    kind = fields.get("precedence", "") + " " + fields.get("auto-submitted", "")
    return bool({"list-id", "list-unsubscribe"} & fields.keys()) or any(
        word in kind for word in ("bulk", "list", "junk", "auto-")
    )


def paper_of(document: str, name: str, metadata: Mapping[str, str]) -> Paper:
    """What an attachment's own properties say."""
    return Paper(
        document, name, _day(metadata.get("created", "")), _day(metadata.get("modified", "")),
        metadata.get("author", ""), metadata.get("application", ""),
    )  # fmt: skip


def shape(text: str, *, words: bool) -> str:
    """What texts made by one program have in common: 9 for digits, x for hexadecimal, a for letters, w for both.
    With `words` plain words stand as they are (`NextPart`)."""
    if len(text) >= _LONG_RANDOM and re.search(r"[a-z]", text) and re.search(r"[A-Z]", text) and re.search(r"\d", text) and not words:  # fmt: skip
        return "B"

    def kind(match: re.Match[str]) -> str:
        token = match.group()
        if _HEX.fullmatch(token) and (not token.isalpha() or len(token) >= 8):
            return "x"
        if token.isdigit():
            return "9"
        if token.isalpha():
            return token if words else "a"
        return "w"

    return re.sub(r"-{5,}", "-----", _TOKEN.sub(kind, text))


def same_person(one: Letter, other: Letter) -> bool:
    """Whether two messages are from one person: one address but for what stands behind a plus sign, or one name at one
    registered domain."""
    first, second = (_without_tag(letter.sender) for letter in (one, other))
    if first == second:
        return True
    names = [sorted(letter.name.lower().replace(",", " ").split()) for letter in (one, other)]
    return names[0] == names[1] != [] and registered(one.domain) == registered(other.domain)


def _without_tag(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def registered(host: str) -> str:
    """The domain that somebody has registered and under which a host is, by the list of public suffixes; the host itself
    where that tells nothing (an address in numbers, a name without a dot)."""
    name = ascii_domain(host.strip("[]"))
    return (_suffixes().privatesuffix(name) or name) if name else ""


def ascii_domain(host: str) -> str:
    """A domain as the DNS writes it, in small letters."""
    plain = host.strip(".").lower()
    try:
        return plain if plain.isascii() else plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _client(fields: Mapping[str, list[str]]) -> str:
    told = next((fields[n][0] for n in ("x-mailer", "user-agent") if fields.get(n)), "")
    return " ".join(_VERSION.sub(" ", told).replace("/", " ").split()).lower()[:60]


def _order(message: Message) -> str:
    seen = [name.lower() for name, _ in message.headers]
    return " ".join(dict.fromkeys(name for name in seen if name in _ORDERED))


def _hop(value: str) -> Hop:
    route, _, stamp = value.rpartition(";")
    by, origin = _BY.search(route), _FROM.search(route)
    return Hop(by[1].lower() if by else "", origin[1].lower() if origin else "", moment(stamp))


def moment(stamp: str) -> datetime | None:
    """A date of RFC 5322 in UTC; None where there is none."""
    try:
        parts = parsedate_tz(stamp.strip())
        if parts is None:
            return None
        zone = timezone(timedelta(seconds=max(-86340, min(86340, parts[9] or 0))))
        return datetime(*parts[:6], tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _filed(path: str, message: Message) -> datetime | None:
    """The second in the name of a Maildir's file, or when Outlook made the entry."""
    if match := _MAILDIR_NAME.search(path):
        return datetime.fromtimestamp(int(match[1]), UTC)
    try:
        return datetime.fromisoformat(message.metadata.get("created", "")).astimezone(UTC)
    except ValueError:
        return None


def _zone(told: str) -> int | None:
    match = re.search(r"([+-])(\d\d)(\d\d)\b", told)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _weekday_wrong(told: str) -> bool:
    """Whether a Date names a weekday, and the day was another one."""
    named = told.strip()[:3].lower()
    try:
        parts = parsedate_tz(told)
        if named not in _WEEKDAYS or parts is None:
            return False
        return date(*parts[:3]).weekday() != _WEEKDAYS.index(named)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False


def _day(told: str) -> str:
    match = _DAY.search(told)
    return "-".join(match.groups()) if match else ""
