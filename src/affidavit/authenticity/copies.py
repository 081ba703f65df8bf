"""Whether two copies of one message have the same words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein, Opcode

from affidavit.authenticity.passages import words

SAME, MORE, OTHER, LOST = "same", "more", "other", "lost"
_LOST = re.compile(r"\w[?\ufffd]+\w")
_FEW_LOST = 3
_SHOWN = 12
_LONGEST = 20_000
"""Words of a text that are compared; the rest of a longer one only for being the same."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`kind` is same; more (the one has more at its beginning or end); other (words inside differ, are added or left
    out); or lost (a charset took letters from one, so that nothing can be said). `here` and `there` are the first
    words that differ."""

    kind: str
    here: str = ""
    there: str = ""


def compare_copies(one: str, other: str) -> Comparison:
    """How the texts of two copies stand to one another."""
    mine, theirs = words(one), words(other)
    if mine == theirs:
        return Comparison(SAME)
    if (len(_LOST.findall(one)) >= _FEW_LOST) != (len(_LOST.findall(other)) >= _FEW_LOST):
        return Comparison(LOST)
    mine, theirs = mine[:_LONGEST], theirs[:_LONGEST]
    changes = [op for op in Levenshtein.opcodes(mine, theirs) if op.tag != "equal"]
    inner = [op for op in changes if not _at_an_end(op, len(mine), len(theirs))]
    told = [op for op in inner if _telling((*mine[op.src_start : op.src_end], *theirs[op.dest_start : op.dest_end]))]  # fmt: skip
    shown = (told or changes)[:1]
    if not shown:
        return Comparison(SAME)
    first = shown[0]
    here = " ".join(mine[first.src_start : first.src_end][:_SHOWN])
    there = " ".join(theirs[first.dest_start : first.dest_end][:_SHOWN])
    return Comparison(OTHER if told else MORE if changes != inner else SAME, here, there)


def _at_an_end(change: Opcode, mine: int, theirs: int) -> bool:
    """Whether words are only added before the first or behind the last."""
    begins = change.src_start == 0 and change.dest_start == 0
    ends = change.src_end == mine and change.dest_end == theirs
    return change.tag in ("insert", "delete") and (begins or ends)


def _telling(changed: Sequence[str]) -> bool:
    return any(len(word) >= 2 or word.isdigit() for word in changed)
