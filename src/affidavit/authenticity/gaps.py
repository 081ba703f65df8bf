"""What the leak refers to and does not hold: messages, attachments, numbers of a series, times without mail."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from affidavit.authenticity.origins import Origin
from affidavit.authenticity.spoken import (
    ADDRESSEE,
    ATTACHMENT,
    AUTHOR,
    PROMISE,
    Spoken,
)
from affidavit.authenticity.threads import Threads
from affidavit.model import Message, content_id

MESSAGE_ABSENT, QUOTED_ONLY, SPOKEN_OF = "message", "quoted_message", "spoken_message"
ATTACHMENT_ABSENT, PROMISED, SERIES, SILENCE = "attachment", "promised", "series", "silence"
_GHOST_WORDS = 8
_GHOST_SHARE = 0.3
"""A quotation of which more stands in some message is that message's, edited."""
_KEPT_PROMISE = timedelta(days=30)
_DAY = timedelta(days=1)
_LATELY = timedelta(days=60)
_LONG_AGO = timedelta(days=400)
_RUN, _STEP = 3, 3
_WINDOW = timedelta(days=90)
_LEAST_SILENCE = 10
_EXPECTED_DAYS = 6.0
"""The same in days with mail: many messages of one day are no rhythm."""
_FEWEST = 5
"""Messages that a side must have to have a rhythm."""
_LONGER = 2.0
_STANDING_OUT = 3
_EXPECTED = 10.0
"""Messages that a silence would have held at the mailbox's rhythm: by chance one in e^10 such times is empty."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where something absent is spoken of: a place in a layer, or a header field (`layer` empty)."""

    document: str
    quote: str
    layer: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not there. `reference` names it, `near` is the ISO day around which it belongs; for a silence
    `expected` and `found` are numbers of messages. `ghost` are the places that quote its words, which can be cited
    as a quotation only."""

    kind: str
    reference: str
    evidence: tuple[Proof, ...]
    near: str
    expected: float | None = None
    found: int | None = None
    ghost: tuple[Proof, ...] = ()

    @property
    def id(self) -> str:
        """What is absent, and by whose word."""
        places = [f"{p.document} {p.layer} {p.start}" for p in self.evidence]
        return content_id("gap", self.kind, self.reference, *places)


def day_of(when: datetime | None) -> str:
    """The day of a time, empty for none."""
    return when.date().isoformat() if when else ""


def absent_messages(
    threads: Threads, messages: Mapping[str, Message], ghosts: Mapping[str, Sequence[Origin]]
) -> Iterator[Gap]:
    """Messages that are only referred to by their ids, with their words where a referrer quotes them."""
    used: set[int] = set()
    for reference, documents in threads.absent.items():
        proofs = tuple(Proof(d, f"refers to <{reference}>") for d in documents)
        direct = [d for d in documents if threads.parent_of.get(d, ("",))[0] == reference]
        quoted = [o for d in direct for o in ghosts.get(d, ()) if o.quotation.depth == 1]
        used |= {o.key for o in quoted}
        days = sorted(day_of(messages[d].date) for d in documents if messages[d].date)
        near = days[0] if days else ""
        yield Gap(
            MESSAGE_ABSENT,
            f"<{reference}>",
            proofs,
            near,
            ghost=tuple(p for o in quoted for p in _ghost(o)),
        )
    yield from _quoted_only(messages, ghosts, used)


def _quoted_only(
    messages: Mapping[str, Message], ghosts: Mapping[str, Sequence[Origin]], used: set[int]
) -> Iterator[Gap]:
    """Messages whose words are quoted, and of whom nothing else is known than the quotation's head."""
    groups: dict[int, list[Origin]] = defaultdict(list)
    for pieces in ghosts.values():
        for origin in pieces:
            named = origin.quotation.author or origin.quotation.address
            if named and origin.size >= _GHOST_WORDS and origin.key not in used:
                groups[origin.key].append(origin)
    for pieces in groups.values():
        first = pieces[0].quotation
        who = " ".join(filter(None, (first.author, f"<{first.address}>" if first.address else "")))
        about = f" “{first.subject}”" if first.subject else ""
        days = sorted(day_of(messages[o.quotation.document].date) for o in pieces)
        yield Gap(
            QUOTED_ONLY, f"a message of {who}{about}", tuple(_head(o) for o in pieces),
            days[0], ghost=_ghost(pieces[0]),
        )  # fmt: skip


def is_ghost(origin: Origin) -> bool:
    """Whether a quoted piece stands in no message of the leak."""
    return not origin.source and origin.share < _GHOST_SHARE and origin.size > 0


def _ghost(origin: Origin) -> tuple[Proof, ...]:
    """The places that quote an absent message, each a stretch of its own words only."""
    quotation = origin.quotation
    return tuple(
        Proof(quotation.document, "", quotation.layer, start, end) for start, end in quotation.spans
    )


def _head(origin: Origin) -> Proof:
    quotation = origin.quotation
    start, end = quotation.head
    return Proof(quotation.document, "", quotation.layer, start, end)


class Posts:
    """Who wrote to whom when, to see whether what is spoken of is there."""

    def __init__(self, messages: Iterable[Message], with_papers: frozenset[str]) -> None:
        self._by_sender: dict[str, list[Message]] = defaultdict(list)
        self._with_papers = with_papers
        self._to: dict[str, list[Message]] = defaultdict(list)
        for message in messages:
            for address in {p.address.lower() for p in message.participants if p.role != "from"}:
                self._to[address].append(message)
            if message.sender and message.date:
                self._by_sender[message.sender.address.lower()].append(message)

    def gap(self, message: Message, one: Spoken, proof: Proof) -> Gap | None:
        """The gap that a place speaks of; None where what it speaks of is there, or nobody can tell."""
        if one.kind == ATTACHMENT:
            held = message.id in self._with_papers
            return (
                None
                if held
                else Gap(ATTACHMENT_ABSENT, "an attachment", (proof,), day_of(message.date))
            )
        if one.kind == PROMISE:
            return None if self._kept(message, one) else Gap(PROMISED, "something promised by mail", (proof,), _promised_day(message, one))  # fmt: skip
        if self._there(message, one):
            return None
        return Gap(SPOKEN_OF, "a message that is spoken of", (proof,), _spoken_day(message, one))

    def _kept(self, message: Message, one: Spoken) -> bool:
        """Whether its author wrote again, in time, to one of the same people with something attached."""
        if message.sender is None or message.date is None:
            return True
        people = {p.address.lower() for p in message.participants} - {
            message.sender.address.lower()
        }
        last = max(
            [message.date.date() + _KEPT_PROMISE, *(_last_day(d) + 7 * _DAY for d in one.days)]
        )
        return any(
            message.date < other.date
            and other.date.date() <= last
            and other.id in self._with_papers
            and people & {p.address.lower() for p in other.participants}
            for other in self._by_sender[message.sender.address.lower()]
            if other.date
        )

    def _there(self, message: Message, one: Spoken) -> bool:
        """Whether a message of who is said to have sent it is there, of one of the days told or, where none is told, of
        the last weeks."""
        if message.sender is None or message.date is None:
            return True
        own = message.sender.address.lower()
        people = {p.address.lower() for p in message.participants if p.address} - {own}
        if one.who == AUTHOR:
            sent = [m for m in self._by_sender[own] if m.id != message.id]
        elif one.who == ADDRESSEE:
            sent = [m for person in sorted(people) for m in self._by_sender[person]]
        else:
            sent = [m for m in self._to[own] if m.id != message.id]
        past = [
            d
            for d in one.days
            if len(d) > 4 and _oldest(message) <= _first_day(d) <= message.date.date()
        ]
        if one.days and not past:
            return True
        if past:
            return any(_within(m, past) for m in sent if m.date and m.date < message.date)
        return any(m.date and message.date - _LATELY <= m.date < message.date for m in sent)


def _oldest(message: Message) -> date:
    """Letters of longer ago are history, not mail that should be there."""
    assert message.date is not None
    return message.date.date() - _LONG_AGO


def _within(message: Message, days: Sequence[str]) -> bool:
    assert message.date is not None
    day = message.date.date()
    return any(_first_day(d) - _DAY <= day <= _last_day(d) + _DAY for d in days)


def _first_day(told: str) -> date:
    parts = [int(p) for p in re.findall(r"\d+", told)[:3]]
    try:
        return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return date.min + 365 * _DAY


def _last_day(told: str) -> date:
    first, parts = _first_day(told), len(re.findall(r"\d+", told))
    return first + {1: 365, 2: 31}.get(parts, 0) * _DAY


def _promised_day(message: Message, one: Spoken) -> str:
    return next((d for d in one.days if d > day_of(message.date)), day_of(message.date))


def _spoken_day(message: Message, one: Spoken) -> str:
    return next((d for d in one.days if d <= day_of(message.date)), day_of(message.date))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document number where it stands: `what` is the word before it, `number` as it is written."""

    what: str
    number: str
    day: str
    proof: Proof


_LAST_NUMBER = re.compile(r"^(.*?)(\d+)(\D*)$")


def series_gaps(numbered: Iterable[Numbered]) -> Iterator[Gap]:
    """Holes in numbered series: at least three numbers close together, fewer holes than a third of them, and later
    numbers on later days."""
    groups: dict[tuple[str, str, str], dict[int, Numbered]] = defaultdict(dict)
    for one in sorted(numbered, key=lambda n: (n.day or "9", n.proof.document)):
        if match := _LAST_NUMBER.match(one.number):
            key = one.what.lower()[:5], match[1].lower(), match[3].lower()
            groups[key].setdefault(int(match[2]), one)
    for (_, before, after), known in sorted(groups.items()):
        for run in _runs(sorted(known)):
            holes = sorted(set(range(run[0], run[-1] + 1)) - set(run))
            if (
                not holes
                or len(run) < _RUN
                or 3 * len(holes) > len(run)
                or not _in_order(run, known)
            ):
                continue
            width = len(_digits(known[run[0]].number))
            for hole in holes:
                below, above = max(n for n in run if n < hole), min(n for n in run if n > hole)
                what = known[below].what
                yield Gap(
                    SERIES, f"{what} {before}{hole:0{width}}{after}".strip(),
                    (known[below].proof, known[above].proof), known[below].day,
                )  # fmt: skip


def _digits(number: str) -> str:
    match = _LAST_NUMBER.match(number)
    return match[2] if match else ""


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number - run[-1] > _STEP:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _in_order(run: Sequence[int], known: Mapping[int, Numbered]) -> bool:
    """Whether numbers grow with the days: at most a quarter of the steps go back."""
    days = [known[n].day for n in run]
    if len({known[n].proof.document for n in run}) < _RUN:
        return False
    back = sum(a > b for a, b in itertools.pairwise(days) if a and b)
    return 4 * back <= len(run)


def silences(name: str, days: Sequence[date], proof: Proof) -> Iterator[Gap]:
    """Times in which a mailbox, a folder or a correspondent is silent against its rhythm of the 90 days before and
    after; `days` are those of its messages. Who writes now and then in bursts has no rhythm to be silent against."""
    ordered = sorted(days)
    breaks = sorted(((b - a).days - 1 for a, b in itertools.pairwise(ordered)), reverse=True)
    for before, after in itertools.pairwise(ordered):
        length = (after - before).days - 1
        if length < _LEAST_SILENCE or length < _LONGER * _ordinary(breaks, length):
            continue
        sides = (
            ([d for d in ordered if before - _WINDOW <= d <= before], before - ordered[0]),
            ([d for d in ordered if after <= d <= after + _WINDOW], ordered[-1] - after),
        )
        expected = min(_rate(side, known) for side, known in sides) * length
        active = min(_rate(sorted(set(side)), known) for side, known in sides) * length
        if expected >= _EXPECTED and active >= _EXPECTED_DAYS:
            yield Gap(
                SILENCE, f"{name}: no message from {before + _DAY} to {after - _DAY}", (proof,),
                (before + _DAY).isoformat(), round(expected, 1), 0,
            )  # fmt: skip


def _rate(days: Sequence[date], known: timedelta) -> float:
    """Messages a day over the window on one side, or what is known of it, at least a month; none for too few."""
    span = max(min(known, _WINDOW).days + 1, 30)
    return len(days) / span if len(days) >= _FEWEST else 0.0


def _ordinary(breaks: Sequence[int], length: int) -> int:
    """The longest break that is not among the few that stand out with this one."""
    others = [b for b in breaks if b < length] + [b for b in breaks if b == length][1:]
    return (
        max(others[_STANDING_OUT:] or others or [0])
        if len(breaks) > 2 * _STANDING_OUT
        else max(others, default=0)
    )
