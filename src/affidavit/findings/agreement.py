"""What claims say of one another: the same, a later value, the contrary; and who stands behind whom.

Two claims of one frame are compared role by role: entities by their id, goods by type, name or kind
across languages. A claim supports another only if they are independent: a forward, a quoted text,
another piece that cites the same speaker or the same words is no second source.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from affidavit.findings.frame import frame_by_name
from affidavit.findings.sameness import proper_keys, role_keys, same_thing, type_keys
from affidavit.model import Claim, Modality, Polarity

VERSION = "1"
SUPPORTS, SAME, REVISES, CONTRADICTS = "supports", "same", "revises", "contradicts"
_VALUES = frozenset({"share", "money", "quantity"})
_LOOSE = frozenset({"cause", "phrase", "role", "@kin", "@measure"})
_NEIGHBOURS = 40
"""With so many others that share a key with it, by day, a claim is compared: cost stays linear."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What must be known beside the claims: the day and origin (`report` or `leak`) of each document,
    and the entities of roles by (claim id, role)."""

    days: Mapping[str, str]
    origins: Mapping[str, str]
    entity_of: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the claim `claim` says of the claim `other`: `kind` is supports, same (not independent),
    revises (a later value) or contradicts; `why` in words."""

    claim: str
    other: str
    kind: str
    why: tuple[str, ...]


def relate(claims: Iterable[Claim], setting: Setting) -> list[Relation]:
    """Every relation between claims that share a key, each pair once, in the order of ids."""
    buckets: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        for key in _keys(claim, setting):
            buckets[claim.frame, key].append(claim)
    found: dict[tuple[str, str], Relation] = {}
    seen: set[tuple[str, str]] = set()
    for bucket in buckets.values():
        ordered = sorted(bucket, key=lambda c: (setting.days.get(c.document, ""), c.id))
        for n, claim in enumerate(ordered):
            for other in ordered[n + 1 : n + 1 + _NEIGHBOURS]:
                pair = (claim.id, other.id) if claim.id < other.id else (other.id, claim.id)
                if pair not in seen:
                    seen.add(pair)
                    if relation := compare(claim, other, setting):
                        found[pair] = relation
    return [found[pair] for pair in sorted(found)]


def _keys(claim: Claim, setting: Setting) -> Iterator[str]:
    for name, role in sorted(claim.roles.items()):
        if entity := setting.entity_of.get((claim.id, name)):
            yield entity
        if role.kind not in _VALUES:
            yield from sorted(role_keys(role, claim.language))


def compare(earlier: Claim, later: Claim, setting: Setting) -> Relation | None:
    """What `later` says of `earlier` (by day); None where they are about different things."""
    frame = frame_by_name(earlier.frame)
    if frame is None or (earlier.document == later.document and earlier.evidence == later.evidence):
        return None
    agreeing, why = 0, []
    values: list[str] = []
    for spec in frame.roles:
        if spec.name not in earlier.roles or spec.name not in later.roles:
            if spec.required and not _VALUES.intersection(spec.kinds):
                return None
            continue
        if set(spec.kinds) <= _VALUES:
            if earlier.roles[spec.name].normal != later.roles[spec.name].normal:
                values.append(
                    f"{spec.name} {earlier.roles[spec.name].text} → {later.roles[spec.name].text}"
                )
            continue
        same = _same(earlier, later, spec.name, setting)
        if same is False and (spec.required or not _LOOSE.issuperset(spec.kinds[-1:])):
            return None
        if same:
            agreeing += 1
            why.append(f"same {spec.name}")
        elif spec.required:
            return None
    if not agreeing:
        return None
    return _kind(earlier, later, agreeing, values, why, setting)


def _same(one: Claim, other: Claim, role: str, setting: Setting) -> bool | None:
    entities = setting.entity_of.get((one.id, role)), setting.entity_of.get((other.id, role))
    if entities[0] and entities[1]:
        if entities[0] == entities[1]:
            return True
        if not proper_keys(one.roles[role].text) & proper_keys(other.roles[role].text):
            return False
    return same_thing(one.roles[role], other.roles[role], (one.language, other.language))


def _kind(
    earlier: Claim,
    later: Claim,
    agreeing: int,
    values: Sequence[str],
    why: list[str],
    setting: Setting,
) -> Relation | None:
    days = setting.days.get(earlier.document, ""), setting.days.get(later.document, "")
    settled = {earlier.modality, later.modality} <= {Modality.ASSERTED, Modality.PLANNED}
    if earlier.polarity != later.polarity:
        if _narrower(earlier, later):
            return None
        firm = earlier.modality == later.modality == Modality.ASSERTED
        if agreeing < _FIRM or not firm or values:
            return None
        denied = (
            "the later denies it" if later.polarity is Polarity.NEGATED else "the earlier denies it"
        )
        return Relation(later.id, earlier.id, CONTRADICTS, (*why, denied))
    if values:
        if days[0] and days[1] and days[0] < days[1] and settled:
            return Relation(later.id, earlier.id, REVISES, (*why, *values))
        if days[0] and days[0] == days[1] and agreeing >= _FIRM:
            return Relation(later.id, earlier.id, CONTRADICTS, (*why, *values))
        return None
    dependent = depends(earlier, later)
    kind = SAME if dependent else SUPPORTS
    return Relation(later.id, earlier.id, kind, (*why, *([dependent] if dependent else [])))


def _narrower(one: Claim, other: Claim) -> bool:
    """Whether what is denied is a kind of what is affirmed («no combat helicopters»): no contradiction."""
    denied, affirmed = (one, other) if one.polarity is Polarity.NEGATED else (other, one)
    frame = frame_by_name(denied.frame)
    for spec in frame.roles if frame else ():
        if spec.required and spec.name in denied.roles and spec.name in affirmed.roles:
            words = re.findall(r"[^\W\d_]{3,}", denied.roles[spec.name].text.lower())
            known = affirmed.roles[spec.name].text.lower()
            if len(words) > 1 and not type_keys(denied.roles[spec.name].text):
                return not any(word[:5] in known for word in words[:-1])
    return False


_FIRM = 2


def depends(one: Claim, other: Claim) -> str:
    """Why two claims are no two sources; empty where they are."""
    if one.document == other.document:
        return "the same document"
    texts = [" ".join(claim.evidence[0].quote.split()) for claim in (one, other)]
    if texts[0] in texts[1] or texts[1] in texts[0]:
        return "the same words: a forward, a quotation or a copy"
    speakers = [
        claim.attribution[-1].speaker if claim.attribution else "" for claim in (one, other)
    ]
    if proper_keys(speakers[0]) & proper_keys(speakers[1]):
        return f"the same speaker: {speakers[0]}"
    for mine, others in ((one, other), (other, one)):
        outlet = mine.attribution[0].speaker if mine.attribution else ""
        cited = [a.speaker for a in others.attribution[1:]]
        if any(proper_keys(outlet) & proper_keys(speaker) for speaker in cited):
            return f"the one cites the other: {outlet}"
    return ""


def standing(
    claims: Iterable[Claim], relations: Iterable[Relation], setting: Setting
) -> dict[str, str]:
    """For each claim id: contradicted, supported (by an independent source of the other origin),
    only_reported or only_leaked."""
    origin = {claim.id: setting.origins.get(claim.document, "leak") for claim in claims}
    found = {
        claim: "only_reported" if where == "report" else "only_leaked"
        for claim, where in origin.items()
    }
    for relation in relations:
        crosses = origin.get(relation.claim) != origin.get(relation.other)
        for claim in (relation.claim, relation.other):
            if claim not in found:
                continue
            if relation.kind == CONTRADICTS:
                found[claim] = "contradicted"
            elif relation.kind == SUPPORTS and crosses and found[claim] != "contradicted":
                found[claim] = "supported"
    return found
