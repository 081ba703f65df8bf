"""What claims say of one another: the same, a later value, the contrary; and who stands behind whom.

Two claims of one frame are compared role by role: entities by their id, goods by type, name or kind
across languages. A claim supports another only if they are independent: a forward, a quoted text,
another piece that cites the same speaker or the same words is no second source.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from affidavit.findings.content import Content, Likeness, Rareness, likeness, names_by_document
from affidavit.findings.frame import frame_by_name
from affidavit.findings.sameness import of_kind, proper_keys, type_keys
from affidavit.model import Claim, Mention, Modality, Polarity

VERSION = "4"
SUPPORTS, SAME, REVISES, CONTRADICTS = "supports", "same", "revises", "contradicts"
_NEIGHBOURS = 40
"""With so many others that share a key with it, by day, a claim is compared: cost stays linear."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What must be known beside the claims: the day and origin (`report` or `leak`) of each document,
    and the entities of roles by (claim id, role)."""

    days: Mapping[str, str]
    origins: Mapping[str, str]
    entity_of: Mapping[tuple[str, str], str]
    parties: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names and mail domains (`@firm.example`) of those between whom a document passed."""

    def day(self, claim: Claim) -> str:
        """The day of a claim's document; empty where it has none."""
        return self.days.get(claim.document, "")

    def origin(self, claim: Claim) -> str:
        """Where a claim's document comes from: report or leak."""
        return self.origins.get(claim.document, "leak")


@dataclass(frozen=True, slots=True)
class Relation:
    """What the claim `claim` says of the claim `other`: `kind` is supports, same (not independent),
    revises (a later value) or contradicts; `why` in words."""

    claim: str
    other: str
    kind: str
    why: tuple[str, ...]


def relate(
    claims: Iterable[Claim], setting: Setting, mentions: Iterable[tuple[str, Mention]] = ()
) -> list[Relation]:
    """Every relation between claims that share a key, each pair once, in the order of ids.
    `mentions` are (document, mention): what its documents name beside their claims."""
    held = {claim.id: (claim, Content.of(claim, setting.entity_of)) for claim in claims}
    rareness = Rareness(names_by_document(held.values(), mentions, setting.parties))
    found: dict[tuple[str, str], Relation] = {}
    for one, other in sorted(_pairs(held, setting)):
        first, then = sorted((held[one], held[other]), key=lambda h: (setting.day(h[0]), h[0].id))
        affair = rareness.shared(first[0].document, then[0].document)
        if relation := compare(first, then, affair, setting):
            found[one, other] = relation
    return _settled(found, {name: setting.origin(claim) for name, (claim, _) in held.items()})


def _pairs(held: Mapping[str, tuple[Claim, Content]], setting: Setting) -> set[tuple[str, str]]:
    """The pairs of claims of a frame that share a key: each with its neighbours by day among those
    that share it, of its own origin and of the other."""
    buckets: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, (claim, content) in held.items():
        origin = setting.origin(claim)
        of_roles = (key for keys in content.roles.values() for key in of_kind(keys, *_TELLING))
        for key in {*content.named, *of_roles,
                    *(f"value {value}" for value in content.values.values())}:  # fmt: skip
            buckets[claim.frame, key].append((origin, name))
    pairs = set()
    for bucket in buckets.values():
        day = {name: (setting.day(held[name][0]), name) for _, name in bucket}
        reported = [name for origin, name in bucket if origin == "report"]
        leaked = sorted(
            (name for origin, name in bucket if origin != "report"), key=day.__getitem__
        )
        for ordered in (leaked, sorted(reported, key=day.__getitem__)):
            for n, one in enumerate(ordered):
                pairs |= {(one, other) for other in ordered[n + 1 : n + 1 + _NEIGHBOURS]}
        days = [day[name] for name in leaked]
        for one in reported:
            at = bisect(days, day[one])
            near = leaked[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
            pairs |= {(one, other) for other in near}
    return {(min(pair), max(pair)) for pair in pairs}


_TELLING = ("entity", "type", "name", "kind", "country")


def _settled(
    found: Mapping[tuple[str, str], Relation], origin: Mapping[str, str]
) -> list[Relation]:
    """Relations without the contradictions of a report's value to one of the leak where the leak holds
    the report's value too: the leak's value has changed, and the report tells one of them."""
    backed = set()
    for relation in found.values():
        pair = relation.claim, relation.other
        origins = [origin[name] for name in pair]
        if relation.kind == SUPPORTS and origins[0] != origins[1]:
            backed |= {name for name, where in zip(pair, origins, strict=True) if where == "report"}
    return [
        relation
        for _, relation in sorted(found.items())
        if not (relation.kind == CONTRADICTS and {relation.claim, relation.other} & backed)
    ]


def compare(
    earlier: tuple[Claim, Content], later: tuple[Claim, Content], affair: int, setting: Setting
) -> Relation | None:
    """What `later` says of `earlier` (by day); None where they are about different things. `affair`
    is how many rare names their documents share."""
    one, other = earlier[0], later[0]
    if one.document == other.document and one.evidence == other.evidence:
        return None
    like = likeness(earlier, later, affair)
    if like is None:
        return None
    if years := _other_year(one, other, setting):
        like = replace(like, points=like.points - _YEAR_APART, why=(*like.why, years))
    crosses = setting.origin(one) != setting.origin(other)
    kind, more = _kind(one, other, like, crosses, setting)
    return Relation(other.id, one.id, kind, (*like.why, *more)) if kind else None


_ENOUGH, _UNSURE, _FIRM = 3.0, 3.5, 4.0
"""Points from which two claims say the same, and where a role cannot be told to be the same or they
are to contradict each other."""


_YEAR_APART = 1.5


def _other_year(one: Claim, other: Claim, setting: Setting) -> str:
    """In words, that what happened is told of different years; a claim without a time of its own
    speaks of the year of its document, or the one before."""
    years = [int(claim.when[:4]) if claim.when else 0 for claim in (one, other)]
    days = [setting.day(claim) for claim in (one, other)]
    said = [int(day[:4]) if day else 0 for day in days]
    told = [year or there for year, there in zip(years, said, strict=True)]
    if one.frame in _LASTING or one.polarity != other.polarity or not any(years) or not all(told):
        return ""
    apart = abs(told[0] - told[1])
    return f"other years: {told[0]}, {told[1]}" if apart > (0 if all(years) else 1) else ""


_LASTING = frozenset({"ownership", "position", "citizenship", "family", "sanction_measure"})


def _kind(
    earlier: Claim, later: Claim, like: Likeness, crosses: bool, setting: Setting
) -> tuple[str, tuple[str, ...]]:
    """(kind of relation or nothing, reasons)."""
    days = setting.day(earlier), setting.day(later)
    asserted = earlier.modality == later.modality == Modality.ASSERTED
    if earlier.polarity != later.polarity:
        if like.points < _FIRM or not asserted or like.differing or _narrower(earlier, later):
            return "", ()
        negated = later.polarity is Polarity.NEGATED
        return CONTRADICTS, (f"the {'later' if negated else 'earlier'} denies it",)
    if like.differing:
        return _differing(like, crosses, days, earlier, later)
    unsure = not _required(earlier).isdisjoint(like.unknown)
    if like.points < (_UNSURE if unsure else _ENOUGH):
        return "", ()
    if crosses and asserted and like.points >= _FIRM and (told := _other_time(earlier, later)):
        return CONTRADICTS, (told,)
    dependent = depends(earlier, later)
    return (SAME, (dependent,)) if dependent else (SUPPORTS, ())


def _required(claim: Claim) -> frozenset[str]:
    frame = frame_by_name(claim.frame)
    return frozenset(spec.name for spec in frame.roles if spec.required) if frame else frozenset()


def _differing(
    like: Likeness, crosses: bool, days: tuple[str, str], earlier: Claim, later: Claim
) -> tuple[str, tuple[str, ...]]:
    """What two claims with differing values say of one another: a report and the leak contradict each
    other, the leak's own later value revises its earlier one, two sums are two payments."""
    settled = {earlier.modality, later.modality} <= {Modality.ASSERTED, Modality.PLANNED}
    loose = like.unknown and not (crosses and like.points >= _FIRM)
    if like.apart or loose or like.points < _VALUED or not (like.certain or like.points >= _FIRM):
        return "", ()
    if not crosses and days[0] and days[0] < days[1] and settled:
        return REVISES, like.differing
    if earlier.frame == _INSTALMENTS or not settled:
        return "", ()
    if (
        like.points >= (_ENOUGH if crosses else _FIRM)
        and days[0]
        and (crosses or days[0] == days[1])
    ):
        return CONTRADICTS, like.differing
    return "", ()


_INSTALMENTS = "payment"
_VALUED = 2.0


def _other_time(one: Claim, other: Claim) -> str:
    """In words, that what happened once is told of two days far apart; empty where it is not."""
    if one.frame not in _ONCE or not _DAY.fullmatch(one.when) or not _DAY.fullmatch(other.when):
        return ""
    months = [int(when[:4]) * 12 + int(when[5:7]) for when in (one.when, other.when)]
    return f"{one.when} → {other.when}" if abs(months[0] - months[1]) > 1 else ""


_ONCE = frozenset({"shipment", "meeting"})
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?")


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
    origin = {claim.id: setting.origin(claim) for claim in claims}
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
