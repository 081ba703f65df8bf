"""Filling the roles of a claim from what stands in its sentence."""

from collections.abc import Iterable, Iterator, Mapping

from affidavit.findings.anchor import Anchor
from affidavit.findings.clause import Sentence
from affidavit.findings.fillers import (
    ORGANISATION,
    Filler,
    first_person,
    mentioned,
    parties,
    subject,
    worded,
)
from affidavit.findings.frame import Cues, Frame, RoleSpec
from affidavit.findings.grammar import SUBJECT, noun_phrase
from affidavit.findings.phrases import (
    cause_in,
    noun_role,
    phrase_after_cue,
    phrase_behind,
    stands_after,
)
from affidavit.findings.read_roles import (
    overlaps,
    read_phrases,
    read_required,
    unless_named,
)
from affidavit.findings.reader import Reading, peak
from affidavit.model import Role, Span
from affidavit.model.documents import Document
from affidavit.model.text import meet

_GUESSED = 0.75
"""How far a noun phrase is trusted that no list knows."""


def fill_roles(
    frame: Frame,
    anchor: Anchor,
    document: Document,
    speakers: tuple[Span, ...],
    reading: Reading,
) -> tuple[dict[str, Role], float]:
    """(roles, how well they are filled 0..1) for a trigger.

    Who only says it (`speakers`) fills nothing.
    """
    sentence, places = anchor.sentence, anchor.places
    cause = cause_in(sentence) if any("cause" in spec.kinds for spec in frame.roles) else None
    fillers = [*mentioned(sentence), *parties(sentence, document), *subject(sentence, places)]
    fillers += worded(sentence, frame)
    fillers = [f for f in fillers if not _inside(f, cause)]
    fillers = [f for f in fillers if not any(meet(f, s) for s in speakers)]
    ties = {f: anchor.ties(f) for f in fillers}
    chosen = _best(_scored(frame, anchor, ties, reading))
    roles = {name: _role(sentence, filler) for name, (_, filler) in chosen.items()}
    if cause is not None:
        roles |= {spec.name: cause for spec in frame.roles if "cause" in spec.kinds}
    sure = read_phrases(frame, roles, anchor, document, reading)
    sure |= read_required(frame, roles, anchor, document, reading)
    for spec in frame.roles:
        loose = spec.required and spec.phrase and spec.ties and not _is_tied(spec, chosen, ties)
        wanted = spec.name not in roles or (loose and not reading.knows(frame.name))
        found = _other(frame, spec, anchor, document, reading) if wanted else None
        if found and not overlaps(found, spec.name, roles):
            roles[spec.name] = found if spec.name not in roles else _nearer(roles[spec.name], found)
    quality = sum(min(1.0, score) for score, _ in chosen.values()) / len(chosen) if chosen else 0.6
    if _inside_span(roles.get("supplier"), roles.get("replaces")):
        del roles["supplier"]  # the make that is replaced does not supply the substitute
    ordered = {spec.name: roles[spec.name] for spec in frame.roles if spec.name in roles}
    needed = [s.name for s in frame.roles if s.required and s.name in roles]
    guessed = [sure.get(name, 0.0) for name in needed if roles[name].kind == "phrase"]
    trust = _GUESSED + (1 - _GUESSED) * min(guessed) if guessed else 1.0
    return ordered, (0.9 + 0.1 * quality) * trust


def _scored(
    frame: Frame, anchor: Anchor, ties: Mapping[Filler, frozenset[str]], reading: Reading
) -> Iterator[tuple[float, int, str, Filler]]:
    """(how well it fits, minus the number of the role, the role, the filler) of all that fit a role, where
    `ties` are the fillers and how grammar ties them to the trigger."""
    sentence, language = anchor.sentence, anchor.sentence.language
    things = [f for f in ties if f.kind in ("goods", "equipment")]
    for order, spec in enumerate(frame.roles):
        cues = spec.cues.get(language, Cues())
        others = [s.cues.get(language, Cues()) for s in frame.roles if s.name != spec.name]
        chances = reading.role(frame.name, spec.name) if reading.knows(frame.name) else None
        for filler, tied in ties.items():
            make = filler.kind == ORGANISATION and any(_within(filler, thing) for thing in things)
            if make and spec.name not in ("supplier", "replaces"):
                continue  # «станки Aldercott»: the make of the goods is no party
            if filler.kind not in spec.kinds:
                continue
            score = _score(filler, spec, cues, others, sentence, anchor.places)
            score += _tied(tied, spec)
            if chances is not None:
                score += peak(sentence, filler, chances) - _DOUBT
            if spec.required and spec.ties and anchor.tree is None and not tied:
                score += _UNTIED
            if score > 0:
                yield score, -order, spec.name, filler


def _best(scored: Iterable[tuple[float, int, str, Filler]]) -> dict[str, tuple[float, Filler]]:
    """For each role the filler that fits best and fills no other."""
    chosen: dict[str, tuple[float, Filler]] = {}
    for score, _, name, filler in sorted(scored, key=lambda s: (-s[0], -s[1], s[3].start)):
        if name not in chosen and not any(_same_place(filler, f) for _, f in chosen.values()):
            chosen[name] = (score, filler)
    return chosen


def _is_tied(
    spec: RoleSpec,
    chosen: Mapping[str, tuple[float, Filler]],
    ties: Mapping[Filler, frozenset[str]],
) -> bool:
    """Whether grammar ties what was chosen for a role to the trigger in the way the role wants."""
    return spec.name in chosen and bool(ties[chosen[spec.name][1]] & spec.ties)


def _nearer(chosen: Role, phrase: Role) -> Role:
    """The phrase at the place of the object, unless it is about what was chosen anyway."""
    if chosen.span is None or phrase.span is None:
        return chosen
    return chosen if meet(chosen.span, phrase.span) else phrase


def _inside_span(inner: Role | None, outer: Role | None) -> bool:
    if inner is None or outer is None or inner.span is None or outer.span is None:
        return False
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _within(inner: Filler, outer: Filler) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _inside(filler: Filler, role: Role | None) -> bool:
    span = role.span if role else None
    return span is not None and span.start <= filler.start and filler.end <= span.end


def _same_place(one: Filler, other: Filler) -> bool:
    return meet(one, other) and not (
        one.kind == "organisation" and other.kind in ("goods", "equipment")
    )


def _score(
    filler: Filler, spec: RoleSpec, cues: Cues, others: list[Cues], sentence: Sentence,
    places: tuple[int, ...],
) -> float:  # fmt: skip
    """How well a filler fits a role: preposition, case, side of the trigger, nearness."""
    trigger_start = sentence.words[places[0]].start
    trigger_end = sentence.words[places[-1]].end
    score = 0.45 if spec.kinds.index(filler.kind) == 0 else 0.38
    after = filler.start >= trigger_end
    cued = stands_after(filler.before, cues.prepositions)
    if cued:
        score += 0.45
    elif any(stands_after(filler.before, other.prepositions) for other in others):
        score -= 0.4
    elif cues.prepositions and not cues.cases and not cues.side:
        score -= 0.25
    if spec.required and not cued and stands_after(filler.before, _WITHOUT):
        score -= 0.5
    if cues.cases and filler.cases and not cued:
        score += 0.2 if filler.cases & cues.cases else -0.25
    if cues.side and not cued:
        fits = (cues.side == "after") == after
        score += 0.2 if fits else -0.15
    if after:
        distance = _words_between(sentence, trigger_end, filler.start)
    else:
        distance = _words_between(sentence, filler.end, trigger_start)
    return score - 0.025 * distance + 0.05 * filler.confidence


_FITS, _CONTRADICTS, _UNTIED, _DOUBT = 0.35, -0.45, -0.3, 0.3


def _tied(ties: frozenset[str], spec: RoleSpec) -> float:
    """What grammar says of a filler for a role."""
    plain = {tie for tie in ties if not tie.startswith("by:")}
    if not spec.ties or not ties:
        return 0.0
    if plain & spec.ties:
        return _FITS if len(plain) == 1 else _FITS / 2
    return _CONTRADICTS if plain else 0.0


_WITHOUT = frozenset(
    "без;из - за;за;через;праз;з - за;without;lack of;want of;due to;because of;owing to;shortage of;absence of".split(
        ";"
    )
)
"""Before what is missing or to blame, which is never what a claim is about."""


def _words_between(sentence: Sentence, start: int, end: int) -> float:
    """Words between two places; a comma counts for two, a colon or dash for three."""
    cost = 0.0
    for word in sentence.words:
        if start <= word.start < end:
            cost += {",": 2.0, ";": 8.0, ":": 3.0, "—": 3.0, "–": 3.0}.get(word.text, 1.0)
    return cost


def _role(sentence: Sentence, filler: Filler) -> Role:
    span = Span.over(sentence.layer, filler.start, filler.end)
    reach = "header" if filler.normal.startswith("@") else "sentence"
    return Role(span.quote, filler.kind, filler.normal, span, reach)


def _other(
    frame: Frame, spec: RoleSpec, anchor: Anchor, document: Document, reading: Reading
) -> Role | None:
    """A role that no mention fills: «we», or the noun phrase behind the trigger."""
    sentence, places = anchor.sentence, anchor.places
    if spec.sender and (found := first_person(spec, sentence, places, document)):
        return found
    if reading.knows(frame.name) and not spec.required:
        return None
    if "phrase" in spec.kinds and (found := phrase_after_cue(spec, sentence)):
        return found
    if not spec.phrase:
        return None
    ties = spec.ties | ({SUBJECT} if anchor.trigger.turned else set())
    if anchor.tree is not None and anchor.tokens and ties:
        place = noun_phrase(anchor.tree, anchor.tokens, anchor.above, ties)
        if place is not None:
            return unless_named(noun_role(sentence, *place), spec, sentence)
    return unless_named(phrase_behind(sentence, places), spec, sentence)
