"""The examples that stand in frame and pattern files, put to the test."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from affidavit.extract.mentions import find_mentions
from affidavit.findings.claims import BRIEFING_THRESHOLD, find_claims
from affidavit.findings.frame import read_yaml
from affidavit.findings.leads import find_leads
from affidavit.findings.links import Context
from affidavit.model import Claim, Document, TextLayer
from affidavit.model.errors import FrameError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one example: `wrong` says in words what is not as it should be, empty if nothing."""

    frame: str
    language: str
    text: str
    counter: bool
    wrong: str


def told_in(document: Document, layers: Sequence[TextLayer]) -> list[Claim]:
    """The claims of a document above the threshold."""
    found = find_claims(document, layers, find_mentions(document, layers))
    return [c for c in found if c.confidence >= BRIEFING_THRESHOLD]


def claims_in(text: str, language: str, frame: str = "") -> list[Claim]:
    """The claims above the threshold in a text that stands alone."""
    document = Document("doc-" + "0" * 24, "text", "0" * 64)
    layer = TextLayer.make(document.id, "body", "", text, language)
    return [c for c in told_in(document, [layer]) if not frame or c.frame == frame]


def try_frame(path: Path) -> Iterator[Outcome]:
    """Every example of a frame file against the frames in use.

    Raises `FrameError` where an example lacks its text or language.
    """
    data = read_yaml(path)
    for number, example in enumerate(data.get("examples") or (), 1):
        for key in ("lang", "text"):
            if key not in example:
                raise FrameError(f"{path.name}, example {number}: `{key}:` is missing; add it")
        found = claims_in(example["text"], example["lang"], data["frame"])
        counter = bool(example.get("none"))
        wrong = _nothing(found) if counter else _as_told(example, found)
        yield Outcome(data["frame"], example["lang"], example["text"], counter, wrong)


def _nothing(found: Sequence[Claim]) -> str:
    if not found:
        return ""
    return "a claim where none should be: " + _told(found[0])


def _as_told(example: Mapping[str, Any], found: Sequence[Claim]) -> str:
    if not found:
        return "no claim"
    wrongs = [_differs(example, claim) for claim in found]
    return min(wrongs, key=len)


def _differs(example: Mapping[str, Any], claim: Claim) -> str:
    said = {name: role.text for name, role in claim.roles.items()}
    wrong = [
        f"{name} is {said.get(name, 'not there')!r}, not {text!r}"
        for name, text in example.get("roles", {}).items()
        if said.get(name) != text
    ]
    for what, value in (("polarity", claim.polarity.value), ("modality", claim.modality.value)):
        wanted = example.get(what, "affirmed" if what == "polarity" else "asserted")
        if value != wanted:
            wrong.append(f"{what} is {value}, not {wanted}")
    return "; ".join(wrong)


def _told(claim: Claim) -> str:
    return ", ".join(f"{name}: {role.text}" for name, role in claim.roles.items())


def try_pattern(path: Path) -> Iterator[Outcome]:
    """Every example of a pattern file: the texts are read, and a lead of the pattern must come of
    them, or, with `none: true`, must not."""
    data = read_yaml(path)
    for number, example in enumerate(data.get("examples") or (), 1):
        if "texts" not in example:
            raise FrameError(f"{path.name}, example {number}: `texts:` is missing; add it")
        claims = [
            c for text in example["texts"] for c in claims_in(text, example.get("lang", "en"))
        ]
        context = Context({}, {}, {}, dict(example.get("listed", {})))
        leads = [lead for lead in find_leads(claims, context) if lead.pattern == data["pattern"]]
        counter = bool(example.get("none"))
        wrong = (
            "" if bool(leads) != counter else "a lead where none should be" if leads else "no lead"
        )
        text = " / ".join(example["texts"])
        yield Outcome(data["pattern"], example.get("lang", "en"), text, counter, wrong)
