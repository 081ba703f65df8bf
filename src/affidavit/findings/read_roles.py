"""Roles that the network reads and no name fills: «нашему заказчику», "the Swedes", «АЦП»."""

from collections.abc import Mapping

from affidavit.findings.anchor import Anchor
from affidavit.findings.clause import Sentence
from affidavit.findings.fillers import first_person
from affidavit.findings.frame import Frame, RoleSpec
from affidavit.findings.phrases import noun_role, run_of_words
from affidavit.findings.reader import Reading, peak
from affidavit.model import MentionKind, Role
from affidavit.model.documents import Document
from affidavit.model.text import meet


def read_phrases(
    frame: Frame, roles: dict[str, Role], anchor: Anchor, document: Document, reading: Reading
) -> dict[str, float]:
    """Fill roles with the words that the network reads as them, where nothing is chosen or what is
    chosen it does not read so; returns how sure it is of each."""
    sentence = anchor.sentence
    sure: dict[str, float] = {}
    for spec in frame.roles if reading.knows(frame.name) else ():
        if _WORDABLE.isdisjoint(spec.kinds):
            continue
        chances = reading.role(frame.name, spec.name)
        old = roles.get(spec.name)
        if old is not None and (old.span is None or peak(sentence, old.span, chances) >= _UNREAD):
            continue
        if old is None and spec.sender and first_person(spec, sentence, anchor.places, document):
            continue
        place = run_of_words(sentence, chances)
        found = unless_named(noun_role(sentence, *place), spec, sentence) if place else None
        if found is None or found.span is None or overlaps(found, spec.name, roles):
            continue
        roles[spec.name] = found
        sure[spec.name] = peak(sentence, found.span, chances)
    return sure


def overlaps(found: Role, own: str, roles: Mapping[str, Role]) -> bool:
    """Whether words of a role fill another one already."""
    span = found.span
    return span is not None and any(
        other.span and meet(other.span, span) for name, other in roles.items() if name != own
    )


def read_required(
    frame: Frame, roles: dict[str, Role], anchor: Anchor, document: Document, reading: Reading
) -> dict[str, float]:
    """Fill roles without which there is no claim with the words that the network reads as them, though
    not surely or as a name of another kind; such words fill no other role then."""
    sentence = anchor.sentence
    sure: dict[str, float] = {}
    for spec in frame.roles if reading.knows(frame.name) else ():
        if not spec.required or spec.name in roles:
            continue
        if spec.sender and first_person(spec, sentence, anchor.places, document):
            continue
        chances = reading.role(frame.name, spec.name)
        place = run_of_words(sentence, chances, _HARDLY)
        if place is None or not _may_be(spec, sentence, *place):
            continue
        found = noun_role(sentence, *place)
        assert found.span is not None
        sure[spec.name] = peak(sentence, found.span, chances)
        for name, other in list(roles.items()):
            span = other.span
            if span is None or not meet(span, found.span):
                continue
            if peak(sentence, span, reading.role(frame.name, name)) > sure[spec.name]:
                break
            del roles[name]
        else:
            roles[spec.name] = found
    return sure


_HARDLY = 0.2


def _may_be(spec: RoleSpec, sentence: Sentence, start: int, end: int) -> bool:
    """Whether words may fill a role that a name of another kind holds: a number of money and shares only,
    a day or a person's name nothing."""
    if not _COUNTED.isdisjoint(spec.kinds):
        return any(c.isdigit() for c in sentence.layer.text[start:end])
    return all(
        m.span.end <= start or end <= m.span.start or m.kind.value in spec.kinds
        for m in sentence.mentions
        if m.kind in _NAMED
    )


_COUNTED = frozenset({"money", "share"})


_UNREAD = 0.15
_WORDABLE = frozenset({"phrase", "organisation", "person", "pronoun", "role", "goods", "equipment"})
"""Kinds of fillers that need not be names: «нашему заказчику», "the Swedes"."""


def unless_named(phrase: Role | None, spec: RoleSpec, sentence: Sentence) -> Role | None:
    """A phrase, unless it holds the name of a person, a place or a day that the role does not take."""
    span = phrase.span if phrase else None
    if span is None:
        return phrase
    for mention in sentence.mentions:
        if (
            meet(mention.span, span)
            and mention.kind in _NAMED
            and mention.kind.value not in spec.kinds
        ):
            return None
    return phrase


_NAMED = (MentionKind.PERSON, MentionKind.PLACE, MentionKind.DATE, MentionKind.ROLE)
