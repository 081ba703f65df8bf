"""What a claim is about, as keys that are the same in every language, and how much two claims share."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from affidavit.extract.amounts import numbers_in
from affidavit.findings.frame import Frame, RoleSpec, frame_by_name
from affidavit.findings.sameness import (
    HOUSES,
    concept_keys,
    country_keys,
    domain_keys,
    named_keys,
    of_kind,
    role_keys,
    type_keys,
)
from affidavit.model import Claim, Mention, MentionKind

_OF = "of "
VALUES = frozenset({"share", "money"})
_RARE_IN, _RARE_PART = 12, 0.02


@dataclass(frozen=True, slots=True)
class Content:
    """What a claim names: `roles` are the keys of each role, `named` the types, names and entities of
    its roles and its sentence, `values` the normal forms of money and shares, `numbers` what its
    sentence counts, `topics` the kinds of goods and the
    countries in it; `hedged` are the roles whose value is told roughly («почти два миллиона»)."""

    roles: Mapping[str, frozenset[str]]
    named: frozenset[str]
    values: Mapping[str, str]
    numbers: frozenset[float]
    topics: frozenset[str]
    hedged: frozenset[str] = frozenset()

    @classmethod
    def of(cls, claim: Claim, entity_of: Mapping[tuple[str, str], str]) -> "Content":
        """What a claim names; `entity_of` are the entities of roles by (claim id, role)."""
        roles, values = {}, {}
        hedged = set()
        quote = " ".join(claim.evidence[0].quote.split())
        for name, role in sorted(claim.roles.items()):
            if role.kind in VALUES:
                values[name] = role.normal
                if _HEDGE.search(quote[: max(0, quote.find(" ".join(role.text.split())))]):
                    hedged.add(name)
                continue
            keys = role_keys(role, claim.language, quote.startswith(role.text))
            if entity := entity_of.get((claim.id, name)):
                keys |= {f"entity {entity}"}
            roles[name] = keys
        named = frozenset(f"type {key}" for key in type_keys(quote))
        names = named_keys(quote, claim.language, begins=True) - _calendar()
        named |= frozenset(f"name {key}" for key in names)
        for keys in roles.values():
            named |= of_kind(keys, "type", "name", "entity")
        topics = concept_keys(quote, claim.language) - HOUSES
        topics |= {f"{_OF}{code}" for code in country_keys(quote, claim.language)}
        worth = {value.partition(" ")[0] for value in values.values()}
        numbers = frozenset(n for n in numbers_in(quote) if f"{n:g}" not in worth)
        return cls(roles, named, values, numbers, topics, frozenset(hedged))


@cache
def _calendar() -> frozenset[str]:
    """What English writes with a capital and is no name."""
    return named_keys(
        "January February March April June July August September October November December "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "en",
    )


class Rareness:
    """Which names few documents of a case have: two that share several are about one affair."""

    def __init__(self, names: Mapping[str, frozenset[str]]) -> None:
        """`names` are the names of each document, as `named_keys`."""
        counts = Counter(key for keys in names.values() for key in keys)
        most = max(_RARE_IN, int(_RARE_PART * len(names)))
        self._rare = {
            document: frozenset(key for key in keys if counts[key] <= most)
            for document, keys in names.items()
        }

    def shared(self, one: str, other: str) -> int:
        """How many rare names two documents share."""
        none: frozenset[str] = frozenset()
        return len(self._rare.get(one, none) & self._rare.get(other, none))


def names_by_document(
    claims: Iterable[tuple[Claim, Content]],
    mentions: Iterable[tuple[str, Mention]],
    parties: Mapping[str, Sequence[str]],
) -> dict[str, frozenset[str]]:
    """The names of each document with claims: those of its claims, of all its mentions, and of those who
    write to one another (`parties`: names and mail domains)."""
    names: dict[str, set[str]] = {}
    for claim, content in claims:
        named = {key.partition(" ")[2] for key in content.named}
        names.setdefault(claim.document, set()).update(named)
    for document, mention in mentions:
        if document in names and mention.kind in _NAMED:
            text = mention.span.quote
            names[document] |= named_keys(text, "ru") | type_keys(text)
    for document, written in parties.items():
        for text in written if document in names else ():
            names[document] |= domain_keys(text) or named_keys(text, "ru")
    return {document: frozenset(keys) for document, keys in names.items()}


_NAMED = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE, MentionKind.EQUIPMENT)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two claims of a frame share: `points`, the reasons in words, the roles that are
    `certain` to be the same, those of which that is `unknown`, the values in which they
    differ, and whether a role is filled by what is not the same (`apart`)."""

    points: float
    why: tuple[str, ...]
    certain: frozenset[str]
    unknown: frozenset[str]
    differing: tuple[str, ...]
    apart: bool


SAME_ROLE, SAME_KIND, SAME_MONEY, SAME_SHARE, NAMED = 2.0, 1.0, 2.0, 1.5, 1.0
AFFAIR, AFFAIR_MOST = 0.5, 1.5
SAME_TOPIC, _TOPICS_MOST = 0.5, 1.5
_NAMED_MOST = 2


def likeness(
    one: tuple[Claim, Content], other: tuple[Claim, Content], affair: int
) -> Likeness | None:
    """How much two claims of a frame share; None where what they are about is certainly not the
    same. `affair` is how many rare names their documents share."""
    frame = frame_by_name(one[0].frame)
    if frame is None:
        return None
    told = _roles(frame, one[1], other[1])
    if told is None or _other_types(told[2], one[1], other[1]):
        return None
    points, why, certain, unknown, apart = told
    differing = []
    for name in sorted(one[1].values.keys() & other[1].values.keys()):
        loose = name in one[1].hedged | other[1].hedged
        if _equal(one[1].values[name], other[1].values[name], loose=loose):
            points += SAME_SHARE if one[1].values[name].endswith("%") else SAME_MONEY
            why.append(f"same {name}")
        else:
            differing.append(f"{name} {one[0].roles[name].text} → {other[0].roles[name].text}")
    for more, reason in _of_sentences(one, other, certain):
        points += more
        why.append(reason)
    if affair:
        points += min(AFFAIR_MOST, AFFAIR * affair)
        why.append(f"their documents share {affair} names that are rare in the case")
    return Likeness(
        points,
        tuple(why),
        frozenset(certain),
        frozenset(unknown),
        tuple(differing),
        apart,
    )


def _of_sentences(
    one: tuple[Claim, Content], other: tuple[Claim, Content], certain: set[str]
) -> Iterator[tuple[float, str]]:
    """(points, reason) for what two sentences share beside the roles that are certainly the same."""
    in_roles = [frozenset().union(*(c.roles[r] for r in certain)) for c in (one[1], other[1])]
    shared = (one[1].named & other[1].named) - in_roles[0] - in_roles[1]
    if shared:
        yield NAMED * min(_NAMED_MOST, len(shared)), "the same names in the sentence"
    if topics := sorted(one[1].topics & other[1].topics):
        worth = min(_TOPICS_MOST, SAME_TOPIC * len(topics))
        yield worth, f"the same goods or countries in the sentence: {', '.join(topics)}"
    if counted := one[1].numbers & other[1].numbers:
        yield NAMED, f"the same number: {min(counted):g}"
    elif one[1].numbers and other[1].numbers:
        yield -_OTHER_NUMBER, "other numbers"
    when = one[0].when[:7], other[0].when[:7]
    if len(when[0]) == len("2020-01") and when[0] == when[1]:
        yield NAMED, f"the same time: {when[0]}"


_OTHER_NUMBER = 0.5


def _equal(one: str, other: str, *, loose: bool) -> bool:
    """Whether two sums of one currency, or two shares, are the same but for rounding, which is `loose` where one of
    them is told roughly."""
    (a, unit), (b, other_unit) = (text.rsplit(" ", 1) for text in (one, other))
    try:
        apart = abs(float(a) - float(b))
        return unit == other_unit and apart <= (_ROUGHLY if loose else _ROUNDING) * float(a)
    except ValueError:
        return one == other


_ROUNDING, _ROUGHLY = 0.03, 0.12
_HEDGE = re.compile(
    r"\b(?:nearly|almost|about|around|some|roughly|more than|over|just (?:under|over)|less than|close to|up to|as much as|"
    r"около|почти|примерно|порядка|более|больше|чуть|свыше|немногим|приблизительно|не менее|до|"
    r"майже|близько|приблизно|понад|трохи|більше|більш|"
    r"амаль|каля|прыблізна|звыш|больш|крыху|fast|rund|etwa|knapp|über|około|prawie|ponad)(?:\s+\w+){0,2}\s*[$€£₽]?$",
    re.IGNORECASE,
)


def _roles(
    frame: Frame, one: Content, other: Content
) -> tuple[float, list[str], set[str], set[str], bool] | None:
    """(points, reasons, roles that are certainly the same, those that cannot be told to be,
    whether others differ); None where the claims are about different things."""
    points, why, apart = 0.0, [], False
    certain: set[str] = set()
    unknown: set[str] = set()
    for spec in frame.roles:
        if spec.name not in one.roles or spec.name not in other.roles:
            continue
        keys = one.roles[spec.name], other.roles[spec.name]
        if _certainly(*keys):
            points += SAME_ROLE
            certain.add(spec.name)
            why.append(f"same {spec.name}")
            continue
        verdict = _differ(_with_kinds(keys[0], one), _with_kinds(keys[1], other), one, other)
        if verdict in ("type", "name") and _decides(spec):
            return None
        if verdict == _SWAPPED:
            unknown.add(spec.name)
        elif verdict and not of_kind(keys[0] & keys[1], "country"):
            points -= _UNLIKE_REQUIRED if spec.required else _UNLIKE
            apart = True
        elif keys[0] & keys[1]:
            points += SAME_KIND
            why.append(f"same kind of {spec.name}")
        elif not (keys[0] & other.named or keys[1] & one.named):
            unknown.add(spec.name)
    return points, why, certain, unknown, apart


def _other_types(certain: set[str], one: Content, other: Content) -> bool:
    """Whether both sentences name types, none in common, and nothing else makes them one."""
    types = of_kind(one.named, "type"), of_kind(other.named, "type")
    return bool(types[0] and types[1]) and not certain and types[0].isdisjoint(types[1])


def _decides(spec: RoleSpec) -> bool:
    """Whether another filler of a role makes it another affair: another person, other goods, another
    place."""
    return spec.kinds[0] == "place" or (spec.required and spec.kinds[0] in _DECISIVE)


_DECISIVE = ("person", "equipment", "goods")


def _certainly(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two fillers bear one name or type, or are nothing but the people of one country."""
    shared = one & other
    nameless = not of_kind(one, *_NAMING) or not of_kind(other, *_NAMING)
    return bool(of_kind(shared, *_NAMING) or (nameless and of_kind(shared, "country")))


_NAMING = ("entity", "type", "name")
_UNLIKE, _UNLIKE_REQUIRED = 0.5, 2.0
"""What a role filled by something else costs: roles that are not required are often filled wrongly."""
_LOOSELY = ("kind", "country")
_SWAPPED = "swapped"


def _with_kinds(keys: frozenset[str], content: Content) -> frozenset[str]:
    """The keys of a filler; of one known by its type only, with the kinds of goods in its sentence."""
    if not of_kind(keys, "type") or of_kind(keys, "kind"):
        return keys
    return keys | {f"kind {topic}" for topic in content.topics if not topic.startswith(_OF)}


def _differ(
    mine: frozenset[str], theirs: frozenset[str], one: Content, other: Content
) -> str | None:
    """In what two fillers are different things: type, name, kind of goods or country; `_SWAPPED` where
    what the one names stands elsewhere in the sentence of the other; None where they may be one."""
    for kind in ("type", "name", "kind", "country"):
        first, second = of_kind(mine, kind), of_kind(theirs, kind)
        if not first or not second or not first.isdisjoint(second):
            continue
        if kind in _LOOSELY and of_kind(mine, *_NAMING) and of_kind(theirs, *_NAMING):
            continue
        apart = first.isdisjoint(other.named) and second.isdisjoint(one.named)
        return kind if apart else _SWAPPED
    return None
