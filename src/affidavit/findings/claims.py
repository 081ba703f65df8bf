"""Claims of a document: every frame over every sentence."""

from collections.abc import Iterator, Sequence

from affidavit.findings.affairs import trust
from affidavit.findings.attribution import document_voice, quoted_author
from affidavit.findings.clause import find_triggers, read_sentences
from affidavit.findings.fill import Anchor, fill_roles
from affidavit.findings.frame import Frame, Trigger, frames
from affidavit.findings.grammar import grow
from affidavit.findings.kinship import kin_claims
from affidavit.findings.modality import modality_of
from affidavit.findings.positions import position_claims
from affidavit.findings.quotations import utterances
from affidavit.findings.saying import Saying
from affidavit.model import (
    Claim,
    Document,
    Mention,
    Span,
    TextLayer,
)
from affidavit.model.text import SIGNATURE

VERSION = "2"
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
        sentences = list(read_sentences(layer, own))
        quoted = utterances(sentences)
        for sentence in sentences:
            inside = tuple(u for u in quoted if u.start < sentence.end and sentence.start < u.end)
            for claim in _claims(Saying(document, sentence, said, inside)):
                found.setdefault(claim.id, claim)
    return list(found.values())


def _claims(saying: Saying) -> Iterator[Claim]:
    """The claims of a sentence: of each frame the surest, and others about something else."""
    sentence = saying.sentence
    if sentence.question:
        return
    best: dict[int, list[Claim]] = {}
    triggers: dict[tuple[int, tuple[int, ...]], Trigger] = {}
    for number, trigger, places in sorted(find_triggers(sentence), key=_order):
        if not any(sentence.names[n] for n in places):
            triggers.setdefault((number, places), trigger)
        # «Repair» in the name of a repair plant announces nothing
    english = sentence.language == "en"
    tree = (
        grow(sentence.words, sentence.mentions, sentence.language)
        if triggers and not english
        else None
    )
    affair = trust(sentence.text, sentence.mentions) if triggers and english else 1.0
    for (number, places), trigger in triggers.items():
        anchor = Anchor.of(sentence, places, trigger, tree)
        if claim := _claim(frames()[number], saying, anchor, affair):
            best.setdefault(number, []).append(claim)
    told = {c.frame for found in best.values() for c in found if c.confidence >= BRIEFING_THRESHOLD}
    for number, frame in enumerate(frames()):
        if frame.anchor == "post":
            yield from position_claims(frame, saying)
        elif frame.anchor == "kin":
            yield from kin_claims(frame, saying)
            yield from _apart(frame, best.get(number, []))
        elif number in best and told.isdisjoint(frame.yields_to):
            yield from _apart(frame, best[number])


_NAMED_ONLY = 0.7
"""How far a claim goes that names what it is about and nobody who does it."""


def _apart(frame: Frame, found: list[Claim]) -> Iterator[Claim]:
    """The surest claim, and those beside it that are about something else altogether."""
    needed = [spec.name for spec in frame.roles if spec.required]
    taken: list[Span] = []
    for claim in sorted(found, key=lambda c: -c.confidence):
        spans = [role.span for name in needed if (role := claim.roles[name]).span]
        if any(a.start < b.end and b.start < a.end for a in spans for b in taken):
            continue
        if taken and claim.confidence < BRIEFING_THRESHOLD:
            continue
        yield claim
        taken += spans


def _order(found: tuple[int, Trigger, tuple[int, ...]]) -> tuple[int, float, tuple[int, ...]]:
    number, trigger, places = found
    return number, -trigger.weight, places


def _claim(frame: Frame, saying: Saying, anchor: Anchor, affair: float) -> Claim | None:
    sentence, places = saying.sentence, anchor.places
    saying = saying.at(sentence.words[places[0]].start)
    excluded = frame.excluded.get(sentence.language, frozenset())
    if any(word.low in excluded or word.forms & excluded for word in sentence.words):
        return None
    if sentence.conditional_before(places[0]):
        return None
    speakers = tuple(a.span for a in saying.chain if a.span and a.span.layer == sentence.layer.id)
    roles, filled = fill_roles(frame, anchor, saying.document, speakers)
    if any(spec.required and spec.name not in roles for spec in frame.roles):
        return None
    known = {name for name, role in roles.items() if role.kind != "phrase"}
    complete = all(not known.isdisjoint(group) for group in frame.any_of)
    named = all(roles[s.name].kind != "phrase" for s in frame.roles if s.required)
    parts = {
        "trigger": anchor.trigger.weight,
        "roles": round(filled, 3),
        "completeness": 1.0 if complete else _NAMED_ONLY if named else 0.5,
    }
    if sentence.language == "en" and frame.everyday:
        parts["affair"] = affair
    deniable = frame.negatable or anchor.trigger.deniable
    negated = deniable and not anchor.trigger.denying and anchor.denied
    default = frame.present if frame.present and anchor.present else frame.modality
    modality = modality_of(sentence, places, default, future=frame.negatable and anchor.future)
    return saying.claim(frame, roles, parts, negated=negated, modality=modality)
