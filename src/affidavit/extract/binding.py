"""Posts tied to whose they are and where: by what stands beside them, or by the signature they are in."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from affidavit.extract.candidates import Candidate
from affidavit.extract.correspondence import signature
from affidavit.model import MentionKind
from affidavit.model.text import SIGNATURE

_LINK = re.compile(
    r"^[\s,()«»\"—–:-]{0,6}(?:(?:наш\w*|the|our|of|at|is|was|as|г-н\w?|господин\w?|Mr|Mrs|Ms|Dr|пан\w*|спадар\w*|в|у|на|завода|предприятия|компании|фирмы)\.?[\s,]*){0,3}$",
    re.IGNORECASE,
)
_REACH = 70


def bind(text: str, layer_kind: str, settled: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, posts and people with `person`, `role`, `organisation` and `email` as
    attributes where the text ties them."""
    if layer_kind == SIGNATURE:
        return _in_signature(text, settled)
    starts = [c.start for c in settled]
    out = []
    for c in settled:
        if c.kind is MentionKind.ROLE:
            first = bisect_left(starts, c.start - 2 * _REACH)
            last = bisect_left(starts, c.start + 2 * _REACH)
            tied = _beside(text, c, settled[first:last])
            c = replace(c, attributes={**c.attributes, **tied}) if tied else c
        out.append(c)
    return out


def _in_signature(text: str, settled: Sequence[Candidate]) -> list[Candidate]:
    said = signature(text, list(settled))
    out = []
    for c in settled:
        own: dict[str, str] = {}
        if c.kind is MentionKind.PERSON and " ".join(text[c.start : c.end].split()) == said.person:
            email = said.emails[0] if said.emails else ""
            own = {"role": said.role, "organisation": said.organisation, "email": email}
        elif c.kind is MentionKind.ROLE:
            own = {"person": said.person, "organisation": said.organisation}
        own = {name: value for name, value in own.items() if value}
        out.append(replace(c, attributes={**c.attributes, **own}) if own else c)
    return out


def _beside(text: str, post: Candidate, near: Sequence[Candidate]) -> dict[str, str]:
    """The person right beside a post, and the organisation right behind it or behind the person."""
    people = [c for c in near if c.kind is MentionKind.PERSON]
    firms = [c for c in near if c.kind is MentionKind.ORGANISATION]
    person = min(
        (c for c in people if _tied(text, post, c, firms)),
        key=lambda c: abs(c.start - post.start),
        default=None,
    )
    ends = [post.end, *([person.end] if person else [])]
    firm = next(
        (
            f
            for end in ends
            for f in firms
            if 0 <= f.start - end < _REACH and _LINK.match(text[end : f.start])
        ),
        None,
    )
    found = {"person": person, "organisation": firm}
    return {name: " ".join(text[c.start : c.end].split()) for name, c in found.items() if c}


def _tied(text: str, post: Candidate, person: Candidate, firms: Sequence[Candidate]) -> bool:
    first, last = (post, person) if post.start < person.start else (person, post)
    if first.end > last.start or last.start - first.end > _REACH:
        return False
    between = text[first.end : last.start]
    for firm in firms:
        if first.end <= firm.start and firm.end <= last.start:
            between = text[first.end : firm.start] + text[firm.end : last.start]
    return _LINK.match(between) is not None
