"""Several shares in one sentence: «А вносит 45 %, мы 35 %, остальное банк» tells one for each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from affidavit.findings.anchor import Anchor, tree_of
from affidavit.findings.clause import Sentence
from affidavit.findings.fill import fill_roles
from affidavit.findings.frame import Frame, Trigger
from affidavit.findings.reader import Reading
from affidavit.findings.saying import mention_role
from affidavit.model import Document, MentionKind, Role

SHARE = "share"
_PARTING = frozenset(", ; — – and while и а й та і ды".split())
_PARTIES = frozenset({"organisation", "person", "place", "pronoun", "phrase"})


def apportion(
    frame: Frame,
    sentence: Sentence,
    reading: Reading,
    document: Document,
    roles: Mapping[str, Role],
) -> list[dict[str, Role]]:
    """The roles of a claim for each share that a sentence tells, where `roles` are those that the whole
    sentence gives; empty where it tells one or none. A part is filled from its own words; what is no party
    (the project) it has from the whole, and a party too if it names another itself."""
    found: list[dict[str, Role]] = []
    for first, last in _parts(sentence) if SHARE in roles else ():
        part = _part(sentence, first, last)
        place = next(n for n, w in enumerate(part.words) if _is_share(part, w.start))
        anchor = Anchor.of(part, (place,), Trigger((), 1.0, "share"), tree_of(part))
        within = replace(reading, words=reading.words[first:last])
        own, _ = fill_roles(frame, anchor, document, (), within)
        if SHARE not in own:
            continue
        alone = own.keys() <= {SHARE}
        for name, role in roles.items():
            if not (alone and role.kind in _PARTIES):
                own.setdefault(name, role)
        if all(spec.name in own for spec in frame.roles if spec.required):
            found.append({spec.name: own[spec.name] for spec in frame.roles if spec.name in own})
    return found if len(found) > 1 else []


def grown(sentence: Sentence, roles: Mapping[str, Role]) -> dict[str, Role]:
    """Roles with the share that it grows or falls to, where they have the one from which it does: «с 30 % до
    45 %»."""
    old = roles.get(SHARE)
    shares = [m for m in sentence.mentions if m.kind is MentionKind.SHARE]
    for before, behind in pairwise(shares):
        between = sentence.layer.text[before.span.end : behind.span.start]
        if old and old.span == before.span and _UP_TO.fullmatch(between):
            return {**roles, SHARE: mention_role(behind)}
    return dict(roles)


_UP_TO = re.compile(r"(?:\s+\w+)?,?\s+(?:аж\s+)?(?:до|to|да)\s+", re.IGNORECASE)


def _is_share(sentence: Sentence, at: int) -> bool:
    return any(
        m.kind is MentionKind.SHARE and m.span.start <= at < m.span.end for m in sentence.mentions
    )


def _parts(sentence: Sentence) -> Sequence[tuple[int, int]]:
    """(first word, behind the last) of the parts of a sentence that hold a share each: they part at the
    last comma or «and» before the next one; empty where that does not part them."""
    inside = [_is_share(sentence, word.start) for word in sentence.words]
    starts = [n for n, share in enumerate(inside) if share and not (n and inside[n - 1])]
    edges = [0]
    for before, behind in pairwise(starts):
        between = range(behind - 1, before, -1)
        edge = next((n for n in between if sentence.words[n].low in _PARTING), None)
        if edge is None:
            return ()
        edges.append(edge)
    return tuple(zip(edges, [*edges[1:], len(inside)], strict=True)) if len(edges) > 1 else ()


def _part(sentence: Sentence, first: int, last: int) -> Sentence:
    words = sentence.words[first:last]
    start, end = words[0].start, words[-1].end
    return replace(
        sentence,
        start=start,
        end=end,
        words=words,
        mentions=tuple(m for m in sentence.mentions if start <= m.span.start and m.span.end <= end),
        names=sentence.names[first:last],
        keys=sentence.keys[first:last],
    )
