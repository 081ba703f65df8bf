"""Times that mail programs write into Message-IDs, boundaries and the Thread-Index, beside the Date that a reader sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from affidavit.authenticity.threads import thread_index
from affidavit.model import Message

_DIGITS = re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_FILETIME = re.compile(
    r"(?:(?<![0-9A-Fa-f])|(?<![0-9A-Fa-f])[0-9A-Fa-f]{4})(01[A-D][0-9A-F]{5})[.$]([0-9A-F]{8})(?![0-9A-Fa-f])",
    re.IGNORECASE,
)
_UNIX = re.compile(r"^([345678][0-9A-F]{7})\.\d{5,8}@")
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_INDEX_HEAD = 22


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time that a program wrote: `where` it stands, `kind` how it is written. `begins` marks one that is when the
    conversation began, so no later than the message."""

    where: str
    kind: str
    when: datetime
    begins: bool = False


def stamps_of(message: Message) -> list[Stamp]:
    """Every time that is read out of a message's own marks."""
    return list(_stamps(message))


def _stamps(message: Message) -> Iterator[Stamp]:
    if match := _DIGITS.search(message.message_id):
        yield from _day(match)
    if match := _UNIX.match(message.message_id):
        when = datetime.fromtimestamp(int(match[1], 16), UTC)
        yield Stamp("Message-ID", "seconds since 1970", when)
    kinds = " ".join(value for name, value in message.headers if name.lower() == "content-type")
    for where, text in (("Message-ID", message.message_id), ("boundary", kinds)):
        if found := _FILETIME.search(text):
            for when in _filetime(int(found[1] + found[2], 16)):
                yield Stamp(where, "Windows time", when)
    index = thread_index(message)
    if len(index) >= _INDEX_HEAD:
        for when in _filetime(int.from_bytes(index[:6], "big") << 16):
            yield Stamp("Thread-Index", "Windows time", when, begins=True)


def _day(match: re.Match[str]) -> Iterator[Stamp]:
    try:
        when = datetime(int(match[1]), int(match[2]), int(match[3]), 12, tzinfo=UTC)
    except ValueError:
        return
    yield Stamp("Message-ID", "digits", when)


def _filetime(ticks: int) -> Iterator[datetime]:
    """A Windows time of hundred nanoseconds since 1601, where it is one of our days."""
    try:
        when = _WINDOWS_EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return
    if 1995 <= when.year <= 2040:
        yield when
