"""Candidate mentions, and which of them stand where several overlap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from affidavit.model import MentionKind
from affidavit.model.text import meet


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a finder says is mentioned between two offsets of a layer."""

    start: int
    end: int
    kind: MentionKind
    normal: str
    confidence: float
    finder: str
    attributes: Mapping[str, str] = field(default_factory=dict)


# Kinds that may lie inside one another; all others exclude each other where they overlap.
_NESTS = {
    (MentionKind.PLACE, MentionKind.ORGANISATION),
    (MentionKind.PERSON, MentionKind.ORGANISATION),
    (MentionKind.EQUIPMENT, MentionKind.GOODS),
    (MentionKind.ORGANISATION, MentionKind.GOODS),
    (MentionKind.ORGANISATION, MentionKind.ROLE),
    (MentionKind.PLACE, MentionKind.ROLE),
    (MentionKind.PLACE, MentionKind.GOODS),
}


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the surest, then the longest, of those that exclude each other; in order of place.

    Cost grows with the number of candidates: only those in the same stretch of text are compared.
    """
    kept: list[Candidate] = []
    near: dict[int, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.kind)):
        stretches = range(one.start // _STRETCH, one.end // _STRETCH + 1)
        others = (other for stretch in stretches for other in near.get(stretch, ()))
        if all(_compatible(one, other) for other in others if meet(one, other)):
            kept.append(one)
            for stretch in stretches:
                near.setdefault(stretch, []).append(one)
    return sorted(kept, key=lambda c: (c.start, c.end, c.kind))


def covered(length: int, places: Iterable[tuple[int, int]]) -> bytearray:
    """For each of so many characters 1 where a place (start, end) covers it, else 0."""
    taken = bytearray(length)
    for start, end in places:
        taken[start:end] = b"\1" * (end - start)
    return taken


_STRETCH = 128


def _compatible(one: Candidate, other: Candidate) -> bool:
    if (one.start, one.end) == (other.start, other.end):
        return False
    inner, outer = (one, other) if one.end - one.start < other.end - other.start else (other, one)
    inside = outer.start <= inner.start and inner.end <= outer.end
    return inside and (inner.kind, outer.kind) in _NESTS
