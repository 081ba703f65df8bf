"""Claims against what annotators say a text states.

The forms, all YAML: examples of one frame (`frame:`, `examples:`, `counter_examples:`), and lists of
messages (`from:`, `subject:`, `body:`) or reports (`outlet:`, `text:`), each with `claims:` that give
frame, quote, roles, polarity and modality.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import yaml

from affidavit.evaluation.scores import Score
from affidavit.extract.layers import build_document
from affidavit.findings.examples import told_in
from affidavit.model import Claim, Document, TextLayer
from affidavit.model.errors import UsageError
from affidavit.quarantine.parsed import Parsed, RawText


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text is annotated to state: `quote` is the sentence, `roles` name -> words."""

    frame: str
    quote: str
    roles: Mapping[str, str]
    polarity: str
    modality: str


@dataclass(frozen=True, slots=True)
class Told:
    """A text with all that it states; `frames` are those that were annotated (empty: all)."""

    name: str
    language: str
    parsed: Parsed
    statements: tuple[Statement, ...]
    frames: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tally:
    """Scores of one frame in one language; `polarity` and `modality` over what was found rightly."""

    claims: Score = field(default_factory=Score)
    polarity: Score = field(default_factory=Score)
    modality: Score = field(default_factory=Score)
    roles: Score = field(default_factory=Score)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.claims + other.claims,
            self.polarity + other.polarity,
            self.modality + other.modality,
            self.roles + other.roles,
        )


def read_told(path: Path) -> Iterator[Told]:
    """The annotated texts of a YAML file or of all in a folder; raises `UsageError` for another form."""
    for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
        data = yaml.safe_load(file.read_text("utf-8"))
        if isinstance(data, dict) and "examples" in data:
            yield from _examples(data)
        elif isinstance(data, list) and data and isinstance(data[0], dict):
            yield from (_document(entry) for entry in data)
        else:
            raise UsageError(f"{file}: no annotated claims; see docs/frames.md for the form")


def _examples(data: Mapping[str, Any]) -> Iterator[Told]:
    frame = data["frame"]
    for entry in (*data["examples"], *data.get("counter_examples", ())):
        text = entry["text"]
        claims = [{"frame": frame, "quote": text, **c} for c in entry.get("claims", ())]
        parsed = Parsed("text", "text/plain", "gold", texts=(RawText("body", "", text),))
        told = tuple(_statement(claim) for claim in claims)
        yield Told(entry["id"], entry["lang"], parsed, told, frozenset({frame}))


def _document(entry: Mapping[str, Any]) -> Told:
    day = f"{entry['date']}T09:00:00+00:00" if entry.get("date") else ""
    if "body" in entry:
        to = entry.get("to", [])
        people = [("from", *parseaddr(entry["from"]))]
        people += [("to", *parseaddr(one)) for one in ([to] if isinstance(to, str) else to)]
        texts = [
            RawText("subject", "", entry.get("subject", "")),
            RawText("body", "", entry["body"]),
        ]
        parsed = Parsed(
            "message", "message/rfc822", "gold", title=entry.get("subject", ""), date=day,
            texts=tuple(texts), people=tuple(people),
        )  # fmt: skip
    else:
        parsed = Parsed(
            "report", "text/html", "gold", title=entry.get("title", ""), date=day,
            metadata={"outlet": entry["outlet"]}, texts=(RawText("body", "", entry["text"]),),
        )  # fmt: skip
    told = tuple(_statement(claim) for claim in entry.get("claims") or ())
    return Told(entry["id"], entry["lang"], parsed, told)


def _statement(claim: Mapping[str, Any]) -> Statement:
    return Statement(
        claim["frame"], claim["quote"], claim.get("roles", {}),
        claim.get("polarity", "affirmed"), claim.get("modality", "asserted"),
    )  # fmt: skip


def read_as_told(told: Told) -> tuple[Document, list[TextLayer]]:
    """A text as a document with its layers, but for the subject, in the language it is said to be in."""
    built = build_document("0" * 64, told.parsed)
    layers = [
        TextLayer.make(built.document.id, layer.kind, layer.name, layer.text, told.language)
        for layer in built.layers
        if layer.kind != "subject"
    ]
    return built.document, layers


def claims_of(told: Told) -> list[Claim]:
    """The claims above the threshold that are found in a text."""
    found = told_in(*read_as_told(told))
    return [c for c in found if not told.frames or c.frame in told.frames]


def pair(
    told: Told, found: Iterable[Claim]
) -> tuple[list[tuple[Statement, Claim]], list[Statement], list[Claim]]:
    """(those that match, statements that were missed, claims that were not stated). A claim matches a
    statement of its frame whose sentence it cites and whose first role it fills with words that
    overlap; each is used once."""
    left = list(told.statements)
    matched: list[tuple[Statement, Claim]] = []
    false: list[Claim] = []
    for claim in found:
        fitting = [s for s in left if fits(s, claim)]
        if not fitting:
            false.append(claim)
            continue
        best = max(fitting, key=lambda s: (_agreeing(s, claim), s.polarity == claim.polarity))
        matched.append((best, claim))
        left.remove(best)
    return matched, left, false


def fits(statement: Statement, claim: Claim) -> bool:
    """Whether a claim is what an annotator says: its frame, its sentence, words of one role in common."""
    if statement.frame != claim.frame:
        return False
    wanted = flat(statement.quote)
    quotes = [flat(span.quote) for span in claim.evidence]
    cited = any(wanted in quote or quote in wanted for quote in quotes)
    return cited and _agreeing(statement, claim) > 0


def flat(text: str) -> str:
    """A text with one blank for every run of blanks and line ends: annotators quote across lines."""
    return " ".join(text.split())


def _agreeing(statement: Statement, claim: Claim) -> int:
    """How many roles have words in common."""
    return sum(
        _overlap(text, claim.roles[name].text)
        for name, text in statement.roles.items()
        if name in claim.roles
    )


def _overlap(one: str, other: str) -> bool:
    first, second = one.casefold(), other.casefold()
    return first in second or second in first or bool(set(first.split()) & set(second.split()))


def score_claims(texts: Iterable[Told]) -> dict[tuple[str, str], Tally]:
    """(frame, language) -> scores."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for told in texts:
        matched, missed, false = pair(told, claims_of(told))
        for statement, claim in matched:
            tally = tallies[statement.frame, told.language]
            tally.claims += Score(1, 1, 1)
            tally.polarity += Score(statement.polarity == claim.polarity, 1, 1)
            tally.modality += Score(statement.modality == claim.modality, 1, 1)
            right = _agreeing(statement, claim)
            tally.roles += Score(right, len(claim.roles), len(statement.roles))
        for statement in missed:
            tallies[statement.frame, told.language].claims += Score(0, 0, 1)
        for claim in false:
            tallies[claim.frame, told.language].claims += Score(0, 1, 0)
    return dict(sorted(tallies.items()))
