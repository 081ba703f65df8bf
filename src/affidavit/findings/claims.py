"""Claims of a document: every frame over every sentence."""

from collections.abc import Iterator, Sequence

from affidavit.findings.attribution import document_voice, quoted_author, speakers
from affidavit.findings.clause import Sentence, find_trigger, read_sentences
from affidavit.findings.fill import fill_roles
from affidavit.findings.frame import Frame, frames
from affidavit.findings.modality import modality_of
from affidavit.findings.positions import position_claims
from affidavit.model import (
    Attribution,
    Claim,
    Document,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Role,
    Span,
    TextLayer,
)
from affidavit.model.text import SIGNATURE

VERSION = "1"
BRIEFING_THRESHOLD = 0.5
"""Claims below this confidence are hints: listed apart, never in a briefing."""


def find_claims(
    document: Document, layers: Sequence[TextLayer], mentions: Sequence[Mention]
) -> list[Claim]:
    """All claims of a document, in the order of layers and places."""
    voice = document_voice(document, layers)
    by_layer: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_layer.setdefault(mention.span.layer, []).append(mention)
    found: dict[str, Claim] = {}
    for layer in layers:
        if layer.kind == SIGNATURE:
            continue
        own = by_layer.get(layer.id, [])
        said = (*voice, *quoted_author(layer, own))
        before: Sentence | None = None
        for sentence in read_sentences(layer, own):
            chain = (*said, *speakers(sentence, before))
            for claim in _claims(sentence, document, chain):
                found.setdefault(claim.id, claim)
            before = sentence
    return list(found.values())


def _claims(
    sentence: Sentence, document: Document, chain: tuple[Attribution, ...]
) -> Iterator[Claim]:
    if sentence.question:
        return
    for frame in frames():
        if frame.anchor == "post":
            yield from position_claims(frame, sentence, document, chain)
            continue
        best: Claim | None = None
        excluded = frame.excluded.get(sentence.language, frozenset())
        if any(not w.forms.isdisjoint(excluded) for w in sentence.words):
            continue
        for trigger in frame.triggers.get(sentence.language, ()):
            for places in find_trigger(sentence, trigger):
                claim = _claim(frame, sentence, places, trigger.weight, document, chain)
                if claim and (best is None or claim.confidence > best.confidence):
                    best = claim
        if best is not None:
            yield best


def _claim(
    frame: Frame, sentence: Sentence, places: tuple[int, ...], weight: float, document: Document,
    chain: tuple[Attribution, ...],
) -> Claim | None:  # fmt: skip
    if sentence.conditional_before(places[0]):
        return None
    roles, filled = fill_roles(frame, sentence, places, document)
    missing = [spec.name for spec in frame.roles if spec.required and spec.name not in roles]
    if missing:
        return None
    alternatives = [any(name in roles for name in group) for group in frame.any_of]
    parts = {
        "trigger": weight,
        "roles": round(filled, 3),
        "completeness": 1.0 if all(alternatives) else 0.5,
    }
    negated = frame.negatable and sentence.negated_at(places[0])
    return make_claim(
        frame, sentence, document, chain, roles, parts, negated=negated, places=places
    )


def make_claim(
    frame: Frame, sentence: Sentence, document: Document, chain: tuple[Attribution, ...],
    roles: dict[str, Role], parts: dict[str, float], *, negated: bool, places: tuple[int, ...],
) -> Claim:  # fmt: skip
    """A claim whose evidence is the whole sentence."""
    modality = modality_of(sentence, places, frame.modality) if places else Modality(frame.modality)
    confidence = 1.0
    for value in parts.values():
        confidence *= value
    return Claim(
        frame=frame.name,
        document=document.id,
        roles=roles,
        polarity=Polarity.NEGATED if negated else Polarity.AFFIRMED,
        modality=modality,
        when=_when(sentence),
        attribution=chain,
        evidence=(Span.over(sentence.layer, sentence.start, sentence.end),),
        language=sentence.language,
        confidence=round(confidence, 3),
        extractor=frame.extractor,
        parts=parts,
    )


def _when(sentence: Sentence) -> str:
    """The first date the sentence gives that has a year."""
    dates = [m.normal for m in sentence.mentions if m.kind is MentionKind.DATE]
    return next((date for date in dates if not date.startswith("-")), "")
