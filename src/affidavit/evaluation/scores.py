"""Precision, recall and F1 of mentions; pairwise and B-cubed scores of entities."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found rightly, found in all, and to be found."""

    right: float = 0
    found: float = 0
    wanted: float = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """Of what was found, the part that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of what was to be found, the part that was; 0 where there was nothing."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return f1(self.precision, self.recall)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def exact(found: Iterable[Place], wanted: Iterable[Place]) -> Score:
    """Spans count as right where both edges are."""
    mine, theirs = set(found), set(wanted)
    return Score(len(mine & theirs), len(mine), len(theirs))


def overlapping(found: Iterable[Place], wanted: Iterable[Place]) -> Score:
    """Spans count as right where they share a character; each span is used once."""
    mine, theirs = sorted(set(found)), sorted(set(wanted))
    free = list(theirs)
    right = 0
    for start, end in mine:
        best = max(
            (span for span in free if span[0] < end and start < span[1]),
            key=lambda span: min(end, span[1]) - max(start, span[0]),
            default=None,
        )
        if best is not None:
            free.remove(best)
            right += 1
    return Score(right, len(mine), len(theirs))


def b_cubed(
    found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]
) -> tuple[float, float, float]:
    """(precision, recall, F1) of a clustering of the same things (Bagga and Baldwin, 1998).

    Both map a thing to its cluster; things without a cluster in `found` stand alone.
    """
    mine = {thing: found.get(thing, ("alone", thing)) for thing in wanted}
    sizes, golds = Counter(mine.values()), Counter(wanted.values())
    shared = Counter((mine[thing], wanted[thing]) for thing in wanted)
    precision = recall = 0.0
    for (cluster, entity), count in shared.items():
        precision += count * count / sizes[cluster]
        recall += count * count / golds[entity]
    total = len(wanted) or 1
    return precision / total, recall / total, f1(precision / total, recall / total)


def pairwise(found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]) -> Score:
    """Pairs of things in one cluster."""

    def pairs(counts: Iterable[int]) -> float:
        return sum(n * (n - 1) / 2 for n in counts)

    mine = {thing: found.get(thing, ("alone", thing)) for thing in wanted}
    shared = Counter((mine[thing], wanted[thing]) for thing in wanted)
    return Score(
        pairs(shared.values()),
        pairs(Counter(mine.values()).values()),
        pairs(Counter(wanted.values()).values()),
    )


def worst_mistakes(
    found: Mapping[str, Hashable], wanted: Mapping[str, Hashable], most: int = 10
) -> list[tuple[int, str, Hashable, tuple[tuple[Hashable, int], ...]]]:
    """(things concerned, "joined" or "split", cluster or entity, its parts by size), worst first."""
    inside: dict[tuple[str, Hashable], Counter[Hashable]] = defaultdict(Counter)
    for thing, entity in wanted.items():
        cluster = found.get(thing, ("alone", thing))
        inside["joined", cluster][entity] += 1
        inside["split", entity][cluster] += 1
    rows = [
        (parts.total() - max(parts.values()), how, key, tuple(parts.most_common(4)))
        for (how, key), parts in inside.items()
        if len(parts) > 1
    ]
    return sorted(rows, key=lambda row: (-row[0], row[1], str(row[2])))[:most]
