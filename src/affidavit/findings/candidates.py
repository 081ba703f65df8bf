"""What a sentence may claim: every frame that is announced in it, with what speaks for and against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from affidavit.findings.anchor import Anchor, tree_of
from affidavit.findings.clause import Sentence, Standing
from affidavit.findings.confidence import Around, confidence, grounds
from affidavit.findings.fill import fill_roles
from affidavit.findings.frame import Frame, Trigger, frames
from affidavit.findings.kinship import kin_claims
from affidavit.findings.modality import modality_of
from affidavit.findings.moods import mood_model, mood_signs
from affidavit.findings.positions import position_claims
from affidavit.findings.reader import ANY, NONE, Reading
from affidavit.findings.saying import Saying, sized
from affidavit.findings.shares import SHARE, apportion, grown
from affidavit.model import Claim, Modality
from affidavit.model.text import SUBJECT


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that a sentence may state. `anchor` is what announces it (None where a post or a word of kin
    does); `grounds` are what its confidence is made from, for a frame that the network knows; `signs` and
    `ruled` what its modality is."""

    claim: Claim
    frame: Frame
    anchor: Anchor | None
    grounds: Mapping[str, float] = field(default_factory=dict)
    signs: Sequence[str] = ()
    ruled: Modality = Modality.ASSERTED


def candidates(
    saying: Saying, standing: Sequence[Standing], reading: Reading, near: Around
) -> Iterator[Candidate]:
    """All that a sentence may claim, frame by frame in the order of `frames()`; a question claims nothing."""
    sentence = saying.sentence
    if sentence.question:
        return
    announced: dict[int, list[Anchor]] = {}
    for number, anchor in _anchors(sentence, standing, reading):
        announced.setdefault(number, []).append(anchor)
    for number, frame in enumerate(frames()):
        if special := _SPECIAL.get(frame.anchor):
            for claim in special(frame, saying):
                yield _special(frame, claim, sentence, reading, near)
        made = (_candidate(frame, saying, a, reading, near) for a in announced.get(number, ()))
        yield from _by_share([one for one in made if one], saying, reading)


_SPECIAL = {"post": position_claims, "kin": kin_claims}


def _special(
    frame: Frame, claim: Claim, sentence: Sentence, reading: Reading, near: Around
) -> Candidate:
    if not reading.knows(frame.name):
        return Candidate(claim, frame, None)
    told = {"special": 1.0, "tied": claim.confidence}
    found = grounds(frame, sentence, reading, claim.roles, near, told)
    return Candidate(sized(claim, {"reading": confidence(found)}), frame, None, found)


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
    tree = tree_of(sentence)
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


def _candidate(
    frame: Frame, saying: Saying, anchor: Anchor, reading: Reading, near: Around
) -> Candidate | None:
    sentence, places = anchor.sentence, anchor.places
    saying = saying.at(sentence.words[places[0]].start)
    known = reading.knows(frame.name)
    conditional = sentence.conditional_before(places[0])
    if _is_excluded(frame, sentence) or sentence.hypothetical(places[0]):
        return None
    if conditional and not known:
        return None
    speakers = tuple(a.span for a in saying.chain if a.span and a.span.layer == sentence.layer.id)
    roles, filled = fill_roles(frame, anchor, saying.document, speakers, reading)
    if any(spec.required and spec.name not in roles for spec in frame.roles):
        return None
    roles = grown(sentence, roles)
    named = {name for name, role in roles.items() if known or role.kind != "phrase"}
    complete = all(not named.isdisjoint(group) for group in frame.any_of)
    deniable = frame.negatable or anchor.trigger.deniable
    negated = deniable and not anchor.trigger.denying and anchor.denied
    default = frame.present if frame.present and anchor.present else frame.modality
    ruled = modality_of(sentence, places, default, future=frame.negatable and anchor.future)
    signs = mood_signs(frame.name, anchor, ruled, saying.document) if known else []
    modality = mood_model().read(signs, ruled) if known else ruled
    if frame.moods and modality not in frame.moods:
        modality = Modality(frame.modality)
    found: Mapping[str, float] = {}
    if not known:
        parts = _own_parts(frame, anchor, reading, filled, complete=complete)
    else:
        told = {
            "conditional": float(conditional),
            "negated": float(negated),
            f"{modality}": 1.0,
            "trigger": float(bool(anchor.trigger.slots)),
            "firm": float(bool(anchor.trigger.slots) and anchor.trigger.firm),
            "weight": anchor.trigger.weight if anchor.trigger.slots else 0.0,
            "filled": filled,
            "incomplete": float(not complete),
            "yields": float(_yields(frame, reading)),
        }
        found = grounds(frame, sentence, reading, roles, near, told)
        parts = {"reading": confidence(found)}
    claim = saying.claim(frame, roles, parts, negated=negated, modality=modality)
    return Candidate(claim, frame, anchor, found, signs, ruled)


def _by_share(found: list[Candidate], saying: Saying, reading: Reading) -> list[Candidate]:
    """The same, where the sentence tells several shares: a claim for each in place of the surest."""
    best = max(found, key=lambda one: one.claim.confidence, default=None)
    if best is None or SHARE not in best.claim.roles:
        return found
    parts = apportion(best.frame, saying.sentence, reading, saying.document, best.claim.roles)
    split = [replace(best, anchor=None, claim=replace(best.claim, roles=own)) for own in parts]
    return split or found


def _is_excluded(frame: Frame, sentence: Sentence) -> bool:
    words = frame.excluded.get(sentence.language, frozenset())
    return any(word.low in words or word.forms & words for word in sentence.words)


def _yields(frame: Frame, reading: Reading) -> bool:
    """Whether the sentence likely states a claim of a frame that this one stands back for."""
    return any((reading.of(name) or 0.0) >= 0.5 for name in frame.yields_to)


def _own_parts(
    frame: Frame, anchor: Anchor, reading: Reading, filled: float, *, complete: bool
) -> dict[str, float]:
    """The parts of the confidence of a frame that the network does not know: its trigger's weight and, if
    it is `everyday`, whether the sentence is about affairs at all; how well its roles are filled."""
    parts = {"trigger": anchor.trigger.weight}
    if frame.everyday and anchor.sentence.language == "en":
        parts["affair"] = round(min(1.0, reading.chances[ANY] / _ENOUGH), 3)
    parts["roles"] = round(filled, 3)
    parts["completeness"] = 1.0 if complete else _NAMED_ONLY
    return parts


_ENOUGH = 0.4
"""How likely a sentence is about affairs whose wording leaves no doubt of that."""
