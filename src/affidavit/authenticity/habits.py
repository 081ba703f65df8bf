"""How the senders of a case, and the programs they write with, usually write. Learned from the case itself."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from affidavit.authenticity.letters import Letter, registered
from affidavit.authenticity.stamps import Stamp

_ENOUGH = 5
"""Messages from which a sender is said to have a habit."""
_FILED = timedelta(days=1)
_OWN_CLOCK = timedelta(days=2)
_PROGRAM = ("client", "id_form", "boundary", "order")


@dataclass(frozen=True, slots=True)
class Rarity:
    """How a value stands among others: `seen` of `among`, `bits` of surprise (a message in 2^bits would be
    so), `usual` the value most seen."""

    seen: int
    among: int
    bits: float
    usual: str

    @property
    def known(self) -> bool:
        """Whether there are enough to compare with."""
        return self.among >= _ENOUGH


_NOTHING = Rarity(0, 0, 0.0, "")


class Habits:
    """Counts over all messages; a message is always compared with the others, never with itself."""

    def __init__(self, letters: Iterable[Letter]) -> None:
        self._seen: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._delays: dict[str, list[float]] = defaultdict(list)
        self._stamps: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        self._filed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        copies: set[tuple[str, str]] = set()
        for letter in letters:
            if letter.message_id and (letter.sender, letter.message_id) in copies:
                continue
            copies.add((letter.sender, letter.message_id))
            for subject, value in _values(letter):
                self._seen[subject][value] += 1
            for stamp in letter.stamps if letter.sent else ():
                fits, among = self._stamps[_stamp_form(letter, stamp)]
                self._stamps[_stamp_form(letter, stamp)] = [
                    fits + (not stamp_is_off(stamp, letter)),
                    among + 1,
                ]
            if (late := filed_after(letter)) is not None:
                near, among = self._filed[letter.mailbox]
                self._filed[letter.mailbox] = [near + (abs(late) <= _FILED), among + 1]
            if (delay := delay_of(letter)) is not None:
                self._delays[letter.sender].append(delay)

    def rarity(self, letter: Letter, feature: str) -> Rarity:
        """How the value of a feature stands among the sender's other messages."""
        return self._rarity(letter, (feature, letter.sender))

    def zone_rarity(self, letter: Letter) -> Rarity:
        """How the offset of Date stands among the sender's other messages of the same half of the year."""
        return self._rarity(letter, ("zone", letter.sender, _season(letter)))

    def route_rarity(self, letter: Letter) -> Rarity:
        """How the first host that took it stands among the sender's other messages in the same mailbox."""
        return self._rarity(letter, ("route", letter.sender, letter.mailbox))

    def program_rarity(self, letter: Letter, feature: str) -> Rarity:
        """How the value of a feature stands among all other messages that name the same program."""
        return (
            self._rarity(letter, (feature, "program", letter.client)) if letter.client else _NOTHING
        )

    def _rarity(self, letter: Letter, subject: tuple[str, ...]) -> Rarity:
        counts = self._seen.get(subject)
        own = next((value for s, value in _values(letter) if s == subject), None)
        if counts is None or own is None:
            return _NOTHING
        among = counts.total() - 1
        seen = max(0, counts[own] - 1)
        bits = max(0.0, math.log2((among + 1) / (seen + 0.5))) if among > 0 else 0.0
        usual = counts.most_common(1)[0][0]
        return Rarity(seen, among, round(bits, 2) if seen < among else 0.0, usual)

    def stamps_fit(self, letter: Letter, stamp: Stamp) -> tuple[int, int]:
        """(how many others fit their Date, of how many) among stamps written the same way at the same place."""
        fits, among = self._stamps.get(_stamp_form(letter, stamp), (0, 0))
        return max(0, fits - (not stamp_is_off(stamp, letter))), max(0, among - 1)

    def filed_near(self, mailbox: str) -> tuple[int, int]:
        """(how many were put into a mailbox within a day of their delivery, of how many that tell)."""
        near, among = self._filed.get(mailbox, (0, 0))
        return near, among

    def usual_delay(self, sender: str) -> timedelta | None:
        """The middle of the time between Date and the first host for a sender; None for too few."""
        delays = self._delays.get(sender, [])
        return timedelta(seconds=median(delays)) if len(delays) >= _ENOUGH else None


def _stamp_form(letter: Letter, stamp: Stamp) -> tuple[str, str, str]:
    form = letter.id_form if stamp.where == "Message-ID" else letter.boundary
    return stamp.where, stamp.kind, form if not stamp.begins else ""


def stamp_is_off(stamp: Stamp, letter: Letter) -> bool:
    """Whether a time that a program wrote does not fit the Date."""
    if letter.sent is None:
        return False
    late = stamp.when - letter.sent
    return late > _OWN_CLOCK or (late < -_OWN_CLOCK and not stamp.begins)


def filed_after(letter: Letter) -> timedelta | None:
    """How long after it was taken, or sent, a message was put into its mailbox, by the mailbox's word."""
    arrived = letter.hops[-1].when if letter.hops else letter.sent
    return letter.filed - arrived if letter.filed and arrived else None


def delay_of(letter: Letter) -> float | None:
    """Seconds from Date to the first host that took the message."""
    if letter.sent is None or letter.taken is None:
        return None
    return (letter.taken - letter.sent).total_seconds()


def route_of(letter: Letter) -> str:
    """The domain of the first host that took a message, «none» for one without Received."""
    return registered(letter.hops[0].by or letter.hops[0].origin) if letter.hops else "none"


def _season(letter: Letter) -> str:
    """Whether Europe's clocks are an hour on, within some days; only to compare like with like."""
    when = letter.sent
    summer = when is not None and (3, 28) <= (when.month, when.day) <= (10, 28)
    return "summer" if summer else "winter"


def _values(letter: Letter) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    if not letter.sender:
        return found
    facts = {
        "client": letter.client,
        "id_form": letter.id_form,
        "id_host": registered(letter.id_host) if letter.id_host else "",
        "boundary": letter.boundary,
        "order": letter.order,
        "charset": letter.charset,
    }
    for feature, value in facts.items():
        if value or feature == "client":
            found.append(((feature, letter.sender), value))
    if letter.papers:
        found.append((("author", letter.sender), letter.papers[0].author))
    if letter.zone is not None:
        found.append((("zone", letter.sender, _season(letter)), f"{letter.zone}"))
    found.append((("route", letter.sender, letter.mailbox), route_of(letter)))
    if letter.client:
        for feature in _PROGRAM[1:]:
            if facts[feature]:
                found.append(((feature, "program", letter.client), facts[feature]))
    return found
