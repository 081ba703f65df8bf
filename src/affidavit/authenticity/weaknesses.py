"""What weakens a DKIM signature, whatever its key: what a reader sees and it does not cover, and what can be forged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import getaddresses

from affidavit.authenticity.letters import moment

_ONCE = (
    "from", "subject", "date", "to", "message-id", "reply-to", "cc", "mime-version", "content-type",
    "content-transfer-encoding",
)  # fmt: skip
_TOLD = ("from", "subject", "date", "to", "cc", "message-id")
_MUST = ("from", "subject", "date")
_SHAPE = ("content-type", "content-transfer-encoding")
_DELIMITER = re.compile(rb"(?m)^--([^\r\n]+?)[ \t]*\r?$")
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]+)\"|([^\s;]+))", re.IGNORECASE)
OTHER_DAY = "other_day"
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/=]{1,80}\r?\n|\s)*[A-Za-z0-9+/=]{0,80}\s*")
_QUOTED = re.compile(rb"=[0-9A-F]{2}|=\r?\n")
_APART = timedelta(days=3)
"""So long after its Date a message may be signed: a server that was down, a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Note:
    """What weakens a signature, in words. A `fatal` one takes its force as a proof of the whole message: it can be
    forged, or what a reader sees is not what is signed."""

    kind: str
    text: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature says of itself and the message it stands on: `headers` are (lower-case name, value) in order,
    `names` the fields that it covers, `tags` its own."""

    headers: Sequence[tuple[str, bytes]]
    names: Sequence[str]
    tags: Mapping[bytes, bytes]
    body: bytes


def weaknesses(one: Signed) -> Iterator[Note]:
    """Every weakness that does not depend on the key."""
    if one.tags[b"a"].lower().endswith(b"sha1"):
        yield Note("sha1", "signed with SHA-1, which can be forged", fatal=True)
    yield from _fields(one)
    yield from _shape(one)
    yield from _times(one)


def _fields(one: Signed) -> Iterator[Note]:
    present = [name for name, _ in one.headers]
    for name in _TOLD:
        if name in present and name not in one.names:
            yield Note("unsigned", f"{name.capitalize()} is not signed", name in _MUST)
    for name in _ONCE:
        if present.count(name) > 1:
            told = f"{name.capitalize()} stands there {present.count(name)} times"
            yield Note("twice", told, fatal=True)
    authors = [v.decode("utf-8", "replace") for n, v in one.headers if n == "from"]
    if len([a for _, a in getaddresses(authors) if "@" in a]) > 1:
        yield Note("several_from", "From names more than one address", fatal=True)


def _shape(one: Signed) -> Iterator[Note]:
    """Whether a reader takes the signed body apart as it was meant: the fields that tell how, where they are not signed. An
    unsigned boundary must be the first that stands in the body, an unsigned encoding one that the body has."""
    values = {name: value for name, value in one.headers if name in _SHAPE}
    loose = [name for name in _SHAPE if name in values and name not in one.names]
    for name in loose:
        fits = _boundary_fits if name == "content-type" else _encoding_fits
        if fits(values[name], one.body):
            yield Note("unsigned", f"{name.capitalize()} is not signed")
        else:
            text = f"{name.capitalize()} is not signed and not what the body is: how it is shown may be anybody's"
            yield Note("shape", text, fatal=True)


def _boundary_fits(kind: bytes, body: bytes) -> bool:
    if not kind.strip().lower().startswith(b"multipart/"):
        return True
    match, first = _BOUNDARY.search(kind), _DELIMITER.search(body)
    return bool(match and first and first[1].rstrip() == (match[1] or match[2]).rstrip())


def _encoding_fits(encoding: bytes, body: bytes) -> bool:
    name = encoding.strip().lower()
    if name == b"base64":
        return _BASE64.fullmatch(body) is not None
    return name != b"quoted-printable" or _QUOTED.search(body) is not None or b"=" not in body


def _times(one: Signed) -> Iterator[Note]:
    """The signature's own times against the Date."""
    told = next((v.decode("ascii", "replace") for n, v in one.headers if n == "date"), "")
    sent = moment(told)
    if sent is None:
        yield Note("no_date", "it has no Date that can be read", fatal=True)
        return
    signed, ends = (_time(one.tags.get(tag, b"")) for tag in (b"t", b"x"))
    if signed is not None and abs(signed - sent) > _APART:
        text = f"it was signed on {signed:%Y-%m-%d}, its Date is {sent:%Y-%m-%d}"
        yield Note(OTHER_DAY, text)
    if ends is not None and ends < sent:
        yield Note("expired", f"expired on {ends:%Y-%m-%d}, before the message's day", fatal=True)


def _time(raw: bytes) -> datetime | None:
    """Seconds since 1970; None for none, or for a time that no calendar has."""
    told = raw.strip()
    if not told.isdigit() or len(told) > 11:
        return None
    return datetime.fromtimestamp(min(int(told), 4_000_000_000), UTC)
