"""Candidate mentions, and which of them stand where several overlap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from affidavit.model import MentionKind


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
    (MentionKind.EQUIPMENT, MentionKind.EQUIPMENT),
    (MentionKind.ORGANISATION, MentionKind.GOODS),
    (MentionKind.ORGANISATION, MentionKind.ROLE),
    (MentionKind.PLACE, MentionKind.ROLE),
    (MentionKind.PLACE, MentionKind.GOODS),
}


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the surest, then the longest, of those that exclude each other; in order of place."""
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.kind)):
        if all(_compatible(one, other) for other in kept if _overlap(one, other)):
            kept.append(one)
    return sorted(kept, key=lambda c: (c.start, c.end, c.kind))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _compatible(one: Candidate, other: Candidate) -> bool:
    if (one.start, one.end) == (other.start, other.end):
        return False
    inner, outer = (one, other) if one.end - one.start < other.end - other.start else (other, one)
    inside = outer.start <= inner.start and inner.end <= outer.end
    return inside and (inner.kind, outer.kind) in _NESTS
