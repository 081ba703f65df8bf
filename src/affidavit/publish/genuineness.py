"""What the briefing tells of whether messages are genuine and the leak is whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from affidavit.custody import Case

CONTRADICTED = "contradicted"
_UNGRADED = "a file, not a message: nothing is said of whether it is genuine"
_ORDER = (
    "cryptographically authentic", "corroborated", "coherent", "nothing to go by", CONTRADICTED,
)  # fmt: skip
_KINDS = {
    "message": "Messages that others refer to",
    "quoted_message": "Messages known only from quotations",
    "spoken_message": "Messages that are spoken of",
    "attachment": "Attachments that are spoken of",
    "promised": "Promised by mail, and not there",
    "series": "Holes in numbered series",
    "silence": "Times without mail",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The grade of a document in words, and whether something contradicts it."""

    told: str
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Genuineness:
    """How many messages have which grade, those that are contradicted with the reason, and what is missing:
    (kind in words, (reference, day, path) of each)."""

    grades: tuple[tuple[str, int], ...]
    contradicted: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


def standings(case: Case) -> Mapping[str, Standing]:
    """Document id -> its standing; what is inside a message is told with the message's grade, not given it."""
    found: dict[str, Standing] = {}
    for row in case.rows.view("authenticity"):
        contradicted = row["grade"] == CONTRADICTED
        found[row["id"]] = Standing(f"{row['grade']}: {row['why']}", contradicted)
        for inner in row["inside"]:
            told = f"inside a message that is {row['grade']}: {row['why']}"
            found.setdefault(inner, Standing(told, contradicted))
    return found


def standing_of(known: Mapping[str, Standing], document: str) -> Standing:
    """The standing of one document."""
    return known.get(document, Standing(_UNGRADED))


def genuineness(case: Case) -> Genuineness:
    """The section of the briefing."""
    rows = case.rows.view("authenticity")
    counts = Counter(row["grade"] for row in rows)
    against = tuple((row["path"], row["why"]) for row in rows if row["grade"] == CONTRADICTED)
    grades = tuple((grade, counts[grade]) for grade in _ORDER if counts[grade])
    return Genuineness(grades, against, tuple(_gaps(case)))


def _gaps(case: Case) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
    paths: dict[str, str] = {}
    for item in case.rows.items():
        if item.document:
            paths.setdefault(item.document, item.path)
    gaps = case.rows.view("gap")
    for kind, words in _KINDS.items():
        told = tuple(_told(gap, paths) for gap in gaps if gap["kind"] == kind)
        if told:
            yield words, told


def _told(gap: Mapping[str, Any], paths: Mapping[str, str]) -> tuple[str, str, str]:
    proof = gap["evidence"][0] if gap["evidence"] else {"document": "", "quote": ""}
    reference = gap["reference"]
    if gap["expected"] is not None:
        reference += f" (about {gap['expected']:.0f} expected, {gap['found']} found)"
    elif gap["kind"] in ("spoken_message", "attachment", "promised"):
        reference = f"“{' '.join(proof['quote'].split())}”"
    return reference, gap["near"], paths.get(proof["document"], "")
