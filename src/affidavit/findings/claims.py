"""Claims of a document: every frame over every sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod

from affidavit.findings.attribution import document_voice, quoted_author
from affidavit.findings.circulation import sent_round
from affidavit.findings.clause import Sentence, Standing, find_triggers, read_sentences
from affidavit.findings.fill import Anchor, fill_roles
from affidavit.findings.frame import Frame, Trigger, frames
from affidavit.findings.grammar import grow
from affidavit.findings.kinship import kin_claims
from affidavit.findings.modality import modality_of
from affidavit.findings.moods import judged
from affidavit.findings.positions import position_claims
from affidavit.findings.quotations import utterances
from affidavit.findings.reader import ANY, NONE, Reading, read, see, surroundings
from affidavit.findings.saying import Saying
from affidavit.model import (
    Claim,
    Document,
    Mention,
    Modality,
    Span,
    TextLayer,
)
from affidavit.model.text import SIGNATURE, SUBJECT

VERSION = "5"
BRIEFING_THRESHOLD = 0.5
"""Claims below this confidence are hints: listed apart, never in a briefing."""


def find_claims(
    document: Document, layers: Sequence[TextLayer], mentions: Sequence[Mention]
) -> list[Claim]:
    """All claims of a document, in the order of layers and places."""
    voice = document_voice(document, layers)
    circulated = sent_round(document)
    by_layer: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_layer.setdefault(mention.span.layer, []).append(mention)
    found: dict[str, Claim] = {}
    for layer in layers:
        if layer.kind == SIGNATURE:
            continue
        own = by_layer.get(layer.id, [])
        said = (*voice, *quoted_author(layer, own))
        sentences = [sentence for sentence in read_sentences(layer, own) if sentence.words]
        quoted = utterances(sentences)
        standing = [sorted(find_triggers(sentence), key=_order) for sentence in sentences]
        readings = read([see(s, triggers) for s, triggers in zip(sentences, standing, strict=True)])
        for n, (sentence, triggers) in enumerate(zip(sentences, standing, strict=True)):
            inside = tuple(u for u in quoted if u.start < sentence.end and sentence.start < u.end)
            saying = Saying(document, sentence, said, inside)
            doubts = {"surroundings": surroundings(readings, n)}
            doubts |= {"title": _TITLE} if layer.kind == SUBJECT else {}
            doubts |= {"circulation": _SENT_ROUND} if circulated else {}
            for claim in _claims(saying, triggers, readings[n]):
                claim = _with(claim, {name: part for name, part in doubts.items() if part < 1})
                found.setdefault(claim.id, claim)
    return list(found.values())


_TITLE = 0.6
"""How far a subject line goes, which tells what a message is about and not what is so."""
_SENT_ROUND = 0.5
"""How far news go that all readers of a list were sent: a hint, until somebody confirms it."""


def _claims(saying: Saying, standing: Sequence[Standing], reading: Reading) -> Iterator[Claim]:
    """The claims of a sentence: of each frame the surest, and others about something else."""
    sentence = saying.sentence
    if sentence.question:
        return
    anchors = _anchors(sentence, standing, reading)
    best: dict[int, list[tuple[Claim, Anchor]]] = {}
    for number, anchor in anchors:
        if claim := _claim(frames()[number], saying, anchor, reading):
            best.setdefault(number, []).append((claim, anchor))
    told = {
        c.frame for found in best.values() for c, _ in found if c.confidence >= BRIEFING_THRESHOLD
    }
    for number, frame in enumerate(frames()):
        if told.isdisjoint(frame.yields_to):
            special = _SPECIAL.get(frame.anchor)
            own = [_weighed(c, reading) for c in special(frame, saying)] if special else []
            yield from own
            if not any(claim.confidence >= BRIEFING_THRESHOLD for claim in own):
                yield from _apart(frame, best.get(number, []))


_SPECIAL = {"post": position_claims, "kin": kin_claims}
_DOUBTED = 0.3
"""How likely the network has to find a claim whose words stand right beside each other."""


def _weighed(claim: Claim, reading: Reading) -> Claim:
    """A claim with what the network makes of its sentence."""
    chance = reading.of(claim.frame)
    if chance is None:
        return claim
    return _with(claim, {"wording": round(min(1.0, chance / _DOUBTED), 3)})


def _with(claim: Claim, more: Mapping[str, float]) -> Claim:
    """A claim whose confidence has these parts too."""
    if not more:
        return claim
    parts = {**claim.parts, **more}
    return replace(claim, parts=parts, confidence=round(prod(parts.values()), 3))


_UNLIKELY, _LIKELY = 0.05, 0.25
"""Below the one no trigger counts; from the other on, a sentence needs none."""
_TELLING = 4
"""Words that a sentence has at least which tells something without a trigger: not a cell of a table."""


def _anchors(
    sentence: Sentence, standing: Sequence[Standing], reading: Reading
) -> list[tuple[int, Anchor]]:
    """(number of the frame, where it is announced): its triggers, and the word that tells most for a
    frame that is likely anyway. «Repair» in the name of a repair plant announces nothing."""
    chances = [reading.of(frame.name) for frame in frames()]
    places: dict[tuple[int, tuple[int, ...]], Trigger] = {}
    for number, trigger, where in standing:
        chance = chances[number]
        if (chance is None or chance >= _UNLIKELY) and not any(sentence.names[n] for n in where):
            places.setdefault((number, where), trigger)
    announcing = _announcing(sentence)
    for number, frame in enumerate(frames()):
        chance = chances[number]
        if chance is not None and chance >= _LIKELY:
            word = reading.telling(frame.name, announcing)
            if word != NONE:
                places.setdefault((number, (word,)), Trigger((), 1.0, "wording"))
    if not places:
        return []
    english = sentence.language == "en"
    tree = None if english else grow(sentence.words, sentence.mentions, sentence.language)
    return [
        (number, Anchor.of(sentence, where, trigger, tree))
        for (number, where), trigger in places.items()
    ]


_ANNOUNCING = frozenset({"VERB", "INFN", "NOUN", "PRTF", "PRTS", "GRND", "ADJS", "PRED"})


def _announcing(sentence: Sentence) -> list[int]:
    """The words that may announce something without a trigger: verbs and nouns outside names, in what is
    a sentence."""
    if sentence.layer.kind == SUBJECT or sum(w.is_word for w in sentence.words) < _TELLING:
        return []
    return [
        n
        for n, word in enumerate(sentence.words)
        if word.is_word and not sentence.names[n] and (not word.kinds or word.kinds & _ANNOUNCING)
    ]


_NAMED_ONLY = 0.85
"""How far a claim goes that names what it is about and nobody who does it."""


def _apart(frame: Frame, found: list[tuple[Claim, Anchor]]) -> Iterator[Claim]:
    """The surest claim, and those beside it about something else that is named, where another trigger
    announces them."""
    needed = [spec.name for spec in frame.roles if spec.required]
    taken: list[Span] = []
    used: set[int] = set()
    for claim, anchor in sorted(found, key=lambda pair: -pair[0].confidence):
        spans = [role.span for name in needed if (role := claim.roles[name]).span]
        if any(a.start < b.end and b.start < a.end for a in spans for b in taken):
            continue
        guessed = any(claim.roles[name].kind == "phrase" for name in needed)
        again = not anchor.trigger.slots or not used.isdisjoint(anchor.places)
        if taken and (again or guessed or claim.confidence < BRIEFING_THRESHOLD):
            continue
        yield claim
        taken += spans
        used.update(anchor.places)


def _order(found: Standing) -> tuple[int, float, tuple[int, ...]]:
    number, trigger, places = found
    return number, -trigger.weight, places


def _claim(frame: Frame, saying: Saying, anchor: Anchor, reading: Reading) -> Claim | None:
    sentence, places = saying.sentence, anchor.places
    saying = saying.at(sentence.words[places[0]].start)
    excluded = frame.excluded.get(sentence.language, frozenset())
    if any(word.low in excluded or word.forms & excluded for word in sentence.words):
        return None
    if sentence.conditional_before(places[0]):
        return None
    speakers = tuple(a.span for a in saying.chain if a.span and a.span.layer == sentence.layer.id)
    roles, filled = fill_roles(frame, anchor, saying.document, speakers, reading)
    if any(spec.required and spec.name not in roles for spec in frame.roles):
        return None
    read = reading.knows(frame.name)
    known = {name for name, role in roles.items() if read or role.kind != "phrase"}
    complete = all(not known.isdisjoint(group) for group in frame.any_of)
    parts = {
        **_wording(frame, anchor, reading),
        "roles": round(filled, 3),
        "completeness": 1.0 if complete else _NAMED_ONLY,
    }
    deniable = frame.negatable or anchor.trigger.deniable
    negated = deniable and not anchor.trigger.denying and anchor.denied
    default = frame.present if frame.present and anchor.present else frame.modality
    modality = modality_of(sentence, places, default, future=frame.negatable and anchor.future)
    if read:
        modality = judged(frame.name, anchor, modality, saying.document)
    if frame.moods and modality not in frame.moods:
        modality = Modality(frame.modality)
    return saying.claim(frame, roles, parts, negated=negated, modality=modality)


def _wording(frame: Frame, anchor: Anchor, reading: Reading) -> dict[str, float]:
    """The parts of a claim's confidence that its wording gives. A frame that the model does not know has
    its trigger's weight and, if `everyday`, whether the sentence is about affairs at all."""
    chance = reading.of(frame.name)
    if chance is not None:
        firm = anchor.trigger.slots and anchor.trigger.firm and chance >= _HALF_SURE
        return {"wording": round(chance + (1 - chance) * _FIRMER if firm else chance, 3)}
    parts = {"trigger": anchor.trigger.weight}
    if frame.everyday and anchor.sentence.language == "en":
        parts["affair"] = round(min(1.0, reading.chances[ANY] / _ENOUGH), 3)
    return parts


_HALF_SURE, _FIRMER = 0.3, 0.3
"""A firm trigger takes away so much of the doubt that a network half sure leaves."""
_ENOUGH = 0.4
"""How likely a sentence is about affairs whose wording leaves no doubt of that."""
