"""Whether the outside of a message fits itself and its sender's other mail: its clock, its way, its program.

No check is fatal, and each says how many messages it compares with. What is rare is weighed by how rare it is in this
very case (self-information, Shannon 1948); what contradicts itself is called so.
"""

import itertools
import math
import re
from collections.abc import Iterator
from datetime import date, timedelta

from affidavit.authenticity.checks import CONTRADICTION, OK, UNKNOWN, UNUSUAL, Check, weighed
from affidavit.authenticity.habits import (
    Habits,
    Rarity,
    delay_of,
    filed_after,
    route_of,
    stamp_is_off,
)
from affidavit.authenticity.letters import Letter, registered

_TOLERATED = timedelta(minutes=10)
_EARLY = timedelta(hours=3)
_NEVER = timedelta(hours=36)
_LATE = timedelta(days=2)
_VERY_LATE = timedelta(days=30)
_BACKWARDS = timedelta(minutes=10)
_PAPER = timedelta(days=2)
_MOST_PROGRAM = 7.0
_FEW_STAMPS, _MOSTLY = 3, 0.8
_MANY = 20
_DRAFTED = timedelta(days=60)
"""So long may a draft lie."""
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(fail|softfail|permerror|none|pass|neutral|temperror)", re.IGNORECASE)  # fmt: skip


def check_outside(letter: Letter, habits: Habits) -> list[Check]:
    """Every check of a message's own fields."""
    return [
        *_clock(letter, habits),
        *_own_stamps(letter, habits),
        *_way(letter, habits),
        *_program(letter, habits),
        *_address(letter, habits),
        *_recorded(letter),
        *_folder(letter, habits),
        *_papers(letter, habits),
    ]


def _clock(letter: Letter, habits: Habits) -> Iterator[Check]:
    if letter.weekday_wrong:
        yield Check("weekday", CONTRADICTION, "the Date names a weekday that its day was not", 12.0)
    delay = delay_of(letter)
    if delay is None:
        yield Check(
            "date", UNKNOWN, "there is no Date, or no Received line with a time, to compare"
        )
        return
    late, usual = timedelta(seconds=delay), habits.usual_delay(letter.sender)
    told = f"the Date is {_span(late)} {'before' if delay >= 0 else 'after'} the first host took it"
    if usual is not None and abs(late - usual) <= _TOLERATED and abs(usual) > _TOLERATED:
        yield Check("date", OK, f"{told}, as with this sender's other mail")
    elif _whole_hours(late):
        yield weighed("date", 3.0, f"{told}: whole hours, as with a wrong time zone", "")
    elif late < -_NEVER:
        yield Check("date", CONTRADICTION, told, 10.0)
    elif late < -_EARLY or late > _VERY_LATE:
        yield weighed("date", 6.0, told, "")
    elif late < -_TOLERATED or late > _LATE:
        yield weighed("date", 3.0, told, "")
    else:
        yield Check("date", OK, "the Date fits when the first host took it")


def _whole_hours(late: timedelta) -> bool:
    """Whether a clock is off by whole hours, some minutes apart, no more than zones can be."""
    seconds = abs(late.total_seconds())
    return 3000 < seconds <= 14 * 3600 and min(seconds % 3600, 3600 - seconds % 3600) < 300


def _own_stamps(letter: Letter, habits: Habits) -> Iterator[Check]:
    """Times that programs write into a message's marks, against its Date; only of kinds that fit elsewhere in the
    case, where there are others."""
    for stamp in letter.stamps if letter.sent else ():
        assert letter.sent is not None
        fits, among = habits.stamps_fit(letter, stamp)
        if among >= _FEW_STAMPS and fits < _MOSTLY * among:
            continue
        off = stamp_is_off(stamp, letter)
        told = f"the time in its {stamp.where} is {stamp.when:%Y-%m-%d}"
        if not off:
            yield Check("own_stamp", OK, f"{told}, which fits its Date")
        elif timedelta() < letter.sent - stamp.when <= _DRAFTED:
            yield Check("own_stamp", UNUSUAL, f"{told}, its Date is {letter.sent:%Y-%m-%d}: written some time before it was sent", 4.0)  # fmt: skip
        elif among >= _FEW_STAMPS or stamp.kind == "Windows time":
            compared = f"; in {fits} of {among} others they fit" if among else ""
            yield Check("own_stamp", CONTRADICTION, f"{told}, its Date is {letter.sent:%Y-%m-%d}{compared}", 10.0)  # fmt: skip
        else:
            yield Check("own_stamp", UNUSUAL, f"{told}, its Date is {letter.sent:%Y-%m-%d}", 4.0)


def _way(letter: Letter, habits: Habits) -> Iterator[Check]:
    times = [hop.when for hop in letter.hops if hop.when]
    back = max((a - b for a, b in itertools.pairwise(times)), default=timedelta())
    if len(times) < 2:
        yield Check("received_order", UNKNOWN, f"{len(times)} Received lines tell a time")
    elif back > _BACKWARDS:
        bits = 2.5 if back < _EARLY or _whole_hours(back) else 5.0
        yield weighed("received_order", bits, f"a host took it {_span(back)} before the one it had it from", "")  # fmt: skip
    else:
        yield Check("received_order", OK, f"{len(times)} Received lines follow one another in time")
    rarity = habits.route_rarity(letter)
    if not rarity.known:
        yield _too_few("route", rarity)
        return
    way = route_of(letter)
    here = (
        f"{'came without any Received line' if way == 'none' else f'first came to a host of {way}'}"
    )
    usual = "none" if rarity.usual == "none" else rarity.usual
    yield weighed(
        "route", rarity.bits,
        f"it {here}; of {rarity.among} other messages of this sender in the same mailbox {rarity.seen} did (most: {usual})",
        f"it {here}, like {rarity.seen} of {rarity.among} others of this sender in this mailbox",
    )  # fmt: skip


def _program(letter: Letter, habits: Habits) -> Iterator[Check]:
    """The mail program: what it names itself, the shapes of what it writes; each against the sender's and, where a
    program is named, against all that name it."""
    own = {f: habits.rarity(letter, f) for f in ("client", "id_form", "boundary", "order")}
    known = {f: r for f, r in own.items() if r.known}
    told_of = ""
    if not known:
        yield _too_few("program", own["client"])
    else:
        told_of, worst = max(known.items(), key=lambda pair: pair[1].bits)
        feature = told_of
        bits = min(worst.bits, _MOST_PROGRAM)
        others = [habits.program_rarity(letter, f) for f in ("id_form", "boundary", "order")]
        like = letter.client and all(r.seen > 0 for r in others if r.among)
        if like and feature == "client":
            bits = bits / 2
        told = _PROGRAM_WORDS[feature]
        yield weighed(
            "program", bits,
            f"{told} is {_shown(letter, feature)}; of {worst.among} other messages of this sender {worst.seen} have it "
            f"(most: {worst.usual or 'none'}){'; it looks as that program writes' if like else ''}",
            f"it looks like this sender's {worst.among} other messages",
        )  # fmt: skip
    pretended = [
        (f, r)
        for f in ("id_form", "boundary", "order")
        if (r := habits.program_rarity(letter, f)).known and r.seen == 0
    ]
    if pretended:
        feature, rarity = max(pretended, key=lambda pair: pair[1].bits)
        twice = feature == told_of  # the same oddity once more, seen from the program's side
        yield weighed(
            "program_form", min(rarity.bits, _MOST_PROGRAM) / (2 if twice else 1),
            f"it names the program {letter.client}, but {_PROGRAM_WORDS[feature]} is {_shown(letter, feature)}, as in none of {rarity.among} other messages that name it",
            f"{_PROGRAM_WORDS[feature]} was not yet seen of {letter.client}",
        )  # fmt: skip
    rarity = habits.rarity(letter, "charset")
    if rarity.known and letter.charset not in ("us-ascii", "utf-8"):
        yield weighed(
            "charset", rarity.bits / 2,
            f"its charset is {letter.charset}; of {rarity.among} other messages of this sender {rarity.seen} have it",
            f"its charset is {letter.charset}, as in {rarity.seen} of {rarity.among} others",
        )  # fmt: skip


_PROGRAM_WORDS = {
    "client": "the program it names",
    "id_form": "the form of its Message-ID",
    "boundary": "the form of its boundary",
    "order": "the order of its fields",
}


def _shown(letter: Letter, feature: str) -> str:
    return str(getattr(letter, feature)) or "none"


def _address(letter: Letter, habits: Habits) -> Iterator[Check]:
    host = registered(letter.id_host) if letter.id_host else ""
    if not letter.message_id:
        yield Check("message_id", UNUSUAL, "it has no Message-ID", 2.5)
    elif "@" not in letter.message_id:
        yield Check("message_id", UNUSUAL, "its Message-ID has no domain", 2.5)
    else:
        rarity = habits.rarity(letter, "id_host")
        if not rarity.known:
            yield _too_few("message_id", rarity)
        else:
            yield weighed(
                "message_id", 0.0 if host == registered(letter.domain) else rarity.bits,
                f"its Message-ID is of {host}; of {rarity.among} other messages of this sender {rarity.seen} are (most: {rarity.usual})",
                f"its Message-ID is of {host}, like {rarity.seen} of {rarity.among} others",
            )  # fmt: skip
    rarity = habits.zone_rarity(letter)
    if letter.zone is None or not rarity.known:
        yield _too_few("zone", rarity)
    else:
        yield weighed(
            "zone", rarity.bits * 0.75,
            f"its clock is at {_offset(letter.zone)}; of {rarity.among} others of this sender in that half of the year {rarity.seen} are (most: {_offset(int(rarity.usual))})",
            f"its clock is at {_offset(letter.zone)}, like {rarity.seen} of {rarity.among} others",
        )  # fmt: skip


def _recorded(letter: Letter) -> Iterator[Check]:
    found = {
        (m[1].lower(), m[2].lower()) for text in letter.recorded for m in _RESULT.finditer(text)
    }
    failed = sorted(f"{name} {result}" for name, result in found if result in ("fail", "permerror"))
    if failed:
        yield Check("authentication_results", UNUSUAL, f"a host that took it recorded: {', '.join(failed)}", 2.5)  # fmt: skip
    elif any(result == "pass" for _, result in found):
        yield Check("authentication_results", OK, "a host that took it recorded that its signature or sender passed (nobody can check that any more)")  # fmt: skip


def _folder(letter: Letter, habits: Habits) -> Iterator[Check]:
    """When the mailbox says that it was put there; only in mailboxes that were filled as mail came."""
    late = filed_after(letter)
    near, among = habits.filed_near(letter.mailbox)
    if late is None or among < _MANY or near < _MOSTLY * among:
        return
    told = f"its mailbox has it since {letter.filed:%Y-%m-%d}"
    compared = f"{near} of {among} messages of this mailbox came within a day of their dates"
    off = abs(late) > _PAPER
    bits = math.log2((among + 1) / (among - near + 0.5)) if off else 0.0
    yield weighed("folder", bits, f"{told}, {_span(late)} off its dates; {compared}", f"{told}, as its dates say")  # fmt: skip


def _papers(letter: Letter, habits: Habits) -> Iterator[Check]:
    rarity = habits.rarity(letter, "author")
    if letter.papers and rarity.known:
        author = letter.papers[0].author or "nobody"
        yield weighed(
            "attachment_author", rarity.bits / 2,
            f"by its own properties {letter.papers[0].name or 'what is attached'} was written by {author}; of {rarity.among} other attachments of this sender {rarity.seen} were",
            f"what is attached was written by {author}, like {rarity.seen} of {rarity.among} others",
        )  # fmt: skip
    for paper in letter.papers:
        if letter.sent is None:
            return
        latest = letter.sent.date() + _PAPER
        for word, day in (("made", paper.created), ("changed", paper.modified)):
            when = _as_date(day)
            if when is not None and when > latest:
                yield Check("attachment", CONTRADICTION, f"{paper.name or 'an attachment'} was {word} on {day} by its own properties, after the message was sent", 10.0, (paper.document,))  # fmt: skip
                break
        else:
            if paper.created or paper.modified:
                yield Check("attachment", OK, f"the dates in {paper.name or 'an attachment'} are before the message")  # fmt: skip


def _as_date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _too_few(name: str, rarity: Rarity) -> Check:
    return Check(name, UNKNOWN, f"{rarity.among} other messages to compare with: too few")


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _span(time: timedelta) -> str:
    """A time in words: the largest unit that fits."""
    seconds = abs(time.total_seconds())
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"
