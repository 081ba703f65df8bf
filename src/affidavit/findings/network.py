"""Who writes to whom, and who is tied to whom by which claim: with weights, first and last days, and who
is central in each year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from affidavit.model import Claim, Message

WRITES = "writes"


@dataclass(slots=True)
class Tie:
    """An edge: `kind` is `writes` (one way) or the frame of the claims (both ways); `weight` counts
    messages or claims; days are ISO, empty where none is known."""

    kind: str
    one: str
    other: str
    weight: int = 0
    first: str = ""
    last: str = ""

    def add(self, day: str) -> None:
        """Count one more, on a day."""
        self.weight += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last, day)


def ties(
    messages: Iterable[Message],
    claims: Iterable[Claim],
    days: Mapping[str, str],
    bearer: Mapping[str, str],
    entity_of: Mapping[tuple[str, str], str],
) -> list[Tie]:
    """All edges, heaviest first. `bearer` maps an address to its entity; an address that nobody is
    known by stands for itself."""
    found: dict[tuple[str, str, str], Tie] = {}

    def add(kind: str, one: str, other: str, day: str) -> None:
        found.setdefault((kind, one, other), Tie(kind, one, other)).add(day)

    for message in messages:
        for sender, recipient in _letters(message, bearer):
            add(WRITES, sender, recipient, days.get(message.id, ""))
    for claim in claims:
        parties = {e for role in claim.roles if (e := entity_of.get((claim.id, role)))}
        for one, other in combinations(sorted(parties), 2):
            add(claim.frame, one, other, days.get(claim.document, ""))
    return sorted(found.values(), key=lambda t: (-t.weight, t.kind, t.one, t.other))


def _letters(message: Message, bearer: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    sender = message.sender
    if sender is None or not sender.address:
        return
    mine = bearer.get(sender.address.lower(), sender.address.lower())
    others = {
        bearer.get(p.address.lower(), p.address.lower())
        for p in message.participants
        if p.role in ("to", "cc", "bcc") and p.address
    }
    yield from ((mine, other) for other in sorted(others - {mine}))


def central(
    messages: Iterable[Message], days: Mapping[str, str], bearer: Mapping[str, str]
) -> list[tuple[str, str, int, int]]:
    """(year, entity or address, with how many others it wrote or was written to, messages): the ten
    with most others in each year."""
    others: dict[tuple[str, str], set[str]] = defaultdict(set)
    counts: Counter[tuple[str, str]] = Counter()
    for message in messages:
        year = days.get(message.id, "")[:4]
        for sender, recipient in _letters(message, bearer) if year else ():
            others[year, sender].add(recipient)
            others[year, recipient].add(sender)
            counts[year, sender] += 1
            counts[year, recipient] += 1
    rows = [(year, who, len(known), counts[year, who]) for (year, who), known in others.items()]
    rows.sort(key=lambda row: (row[0], -row[2], -row[3], row[1]))
    kept: Counter[str] = Counter()
    out = []
    for row in rows:
        kept[row[0]] += 1
        if kept[row[0]] <= _MOST:
            out.append(row)
    return out


_MOST = 10
