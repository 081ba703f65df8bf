"""Whether a name may be an entry of a list, with the reasons in words.

Candidates share a key of a telling word, or a number. Two tiers: `strong`, which may be acted on after a look, and
`possible`, which needs more to be known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from affidavit.language.names import (
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
)
from affidavit.language.phonetics import sounds, unlikeness
from affidavit.language.scripts import fold_case
from affidavit.screening.entries import ListEntry, born_alike, plain_number

STRONG, POSSIBLE = 0.85, 0.65
_PEOPLE = frozenset({"Person", "LegalEntity"})
_FIRMS = frozenset({"Company", "Organization", "LegalEntity", "PublicBody"})
_EXACT, _WEAKER = 0.95, 0.1
"""What the very same name of several words comes to; what one loses that the list calls a weak alias."""


@dataclass(frozen=True, slots=True)
class ScreenedName:
    """What is looked for: a name with what else is known of its bearer. `countries` are ISO 3166 codes,
    `numbers` passports, taxpayer and registration numbers in any writing."""

    name: str
    schema: str = ""
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    birth_date: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """An entry that fits: `tier` is strong or possible."""

    list: str
    entry: ListEntry
    listed_name: str
    score: float
    tier: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A name of an entry, as it is indexed."""

    list: str
    entry: ListEntry
    name: str
    weak: bool


class Matcher:
    """An index over the names and numbers of lists."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[ListEntry]]]) -> None:
        self._people: dict[str, list[_Listed]] = defaultdict(list)
        self._forenames: dict[str, list[tuple[str, _Listed]]] = defaultdict(list)
        """By given name and patronymic, for surnames with a slip of the hand."""
        self._firms: dict[str, list[_Listed]] = defaultdict(list)
        self._exact: dict[str, list[_Listed]] = defaultdict(list)
        """By the whole name as it is written: whatever else is made of it, what is there is found."""
        self._numbers: dict[str, list[_Listed]] = defaultdict(list)
        for list_name, entries in lists:
            for entry in entries:
                self._index(list_name, entry)

    def _index(self, list_name: str, entry: ListEntry) -> None:
        for number in entry.numbers:
            self._numbers[number].append(_Listed(list_name, entry, entry.name, False))
        names = [(name, False) for name in (entry.name, *entry.aliases)]
        for name, weak in (*names, *((name, True) for name in entry.weak)):
            listed = _Listed(list_name, entry, name, weak)
            if entry.schema in _PEOPLE:
                parts = person_name(name)
                for key in parts.keys:
                    self._people[key].append(listed)
                for key in parts.forename_keys if parts.surname else ():
                    self._forenames[key].append((sounds(parts.surname), listed))
            if entry.schema in _FIRMS:
                for key in organisation_name(name).keys:
                    self._firms[key].append(listed)
            self._exact[_plain(name)].append(listed)

    def screen(self, wanted: ScreenedName) -> list[Verdict]:
        """The entries that fit, best first, each once."""
        best: dict[tuple[str, str], Verdict] = {}
        for verdict in self._candidates(wanted):
            key = (verdict.list, verdict.entry.id)
            if key not in best or verdict.score > best[key].score:
                best[key] = verdict
        return sorted(best.values(), key=lambda v: (-v.score, v.list, v.entry.id))

    def _candidates(self, wanted: ScreenedName) -> Iterator[Verdict]:
        for number in filter(None, map(plain_number, (*wanted.numbers, wanted.name))):
            for listed in self._numbers.get(number, ()):
                why = (f"same number {number}",)
                yield Verdict(listed.list, listed.entry, listed.name, 1.0, "strong", why)
        for name in dict.fromkeys((wanted.name, *wanted.aliases)):
            if wanted.schema in ("", "Person", "LegalEntity"):
                yield from self._as_person(wanted, name)
            if wanted.schema != "Person" and not (_is_person(name) and not wanted.schema):
                yield from self._as_firm(wanted, name)
            for listed in self._exact.get(_plain(name), ()):
                if _of_kind(wanted.schema, listed.entry.schema):
                    yield from _verdict(
                        wanted, name, listed, _WRITTEN, ("the name as it is written",)
                    )

    def _as_person(self, wanted: ScreenedName, name: str) -> Iterator[Verdict]:
        mine = person_name(name)
        if not mine.whole:
            return
        seen: set[int] = set()
        for key in mine.keys:
            for listed in self._people.get(key, ()):
                if id(listed) in seen:
                    continue
                seen.add(id(listed))
                yield from _person(wanted, name, listed)
        sound = sounds(mine.surname)
        for key in mine.forename_keys if len(sound) >= _LONG else ():
            for theirs, listed in self._forenames.get(key, ()):
                if id(listed) not in seen and OSA.distance(sound, theirs, score_cutoff=1) <= 1:
                    seen.add(id(listed))
                    yield from _person(wanted, name, listed)

    def _as_firm(self, wanted: ScreenedName, name: str) -> Iterator[Verdict]:
        mine = organisation_name(name)
        seen: set[int] = set()
        buckets = sorted((self._firms.get(key, _NOBODY) for key in mine.keys), key=len)
        telling = [bucket for bucket in buckets if 0 < len(bucket) <= _COMMON] or buckets[:1]
        for bucket in telling:
            for listed in bucket:
                if id(listed) in seen:
                    continue
                seen.add(id(listed))
                score, why = compare_organisations(mine, organisation_name(listed.name))
                if score:
                    yield from _verdict(wanted, name, listed, score, why)


_COMMON = 400
"""With so many names that share a word, it is looked up only where the name has no rarer one."""
_NOBODY: list[_Listed] = []


def _person(wanted: ScreenedName, name: str, listed: _Listed) -> Iterator[Verdict]:
    mine, theirs = person_name(name), person_name(listed.name)
    score, why = compare_people(mine, theirs)
    if not score or _other_person(wanted.name, listed.entry):
        return
    surnames = (mine.surname, mine.given) if mine.loose else (mine.surname,)
    if score >= STRONG and min(unlikeness(s, theirs.surname) for s in surnames) > _ALIKE:
        score, why = min(score, _DOUBTED), (*why, "but the surnames are not quite alike")
    yield from _verdict(wanted, name, listed, score, why)


_LONG = 6
_ALIKE, _DOUBTED = 0.115, 0.8
"""How unlike, by sound, surnames may be of which it is said that they are one; what a name comes to that
is less alike."""


def _of_kind(wanted: str, listed: str) -> bool:
    """Whether a name that is asked for as one kind may be an entry of another."""
    return (
        "Person" not in (wanted, listed)
        or wanted == listed
        or not wanted
        or listed == "LegalEntity"
    )


_WRITTEN = 0.7
"""What the same writing alone comes to: one word may be anybody's."""


def _is_person(name: str) -> bool:
    """Whether a name can only be a person's: it has a patronymic."""
    parts = person_name(name)
    return parts.whole and len(parts.patronymic) > 1 and not parts.more


def _plain(name: str) -> str:
    return " ".join(fold_case(name).replace("-", " ").split())


def _other_person(name: str, entry: ListEntry) -> bool:
    """Whether the fullest name contradicts the entry's own, whatever a shorter alias allows."""
    score, why = compare_people(person_name(name), person_name(entry.name))
    return score == 0.0 and why != ("other surname",) and bool(why)


def _verdict(
    wanted: ScreenedName, name: str, listed: _Listed, score: float, why: tuple[str, ...]
) -> Iterator[Verdict]:
    """The verdict on a name whose likeness alone gives `score`, with what else is known of both."""
    entry = listed.entry
    reasons = list(why)
    if _plain(name) == _plain(listed.name) and len(name.split()) > 1:
        reasons.insert(0, "same name")
        score = max(score, _EXACT)
    if listed.name != entry.name:
        reasons.append(f"listed under the {'weak ' if listed.weak else ''}alias {listed.name}")
    if listed.weak:
        score -= _WEAKER
    if wanted.countries and entry.countries:
        agrees = not set(wanted.countries).isdisjoint(entry.countries)
        reasons.append("country agrees" if agrees else "other country")
        score += 0.05 if agrees else -0.1
    if wanted.birth_date[:4].isdigit() and entry.birth_dates:
        if not any(born_alike(day, wanted.birth_date) for day in entry.birth_dates):
            return
        reasons.append("year of birth agrees")
        score += 0.1
    elif entry.schema == "Person":
        reasons.append("no birth date to compare")
    if wanted.numbers and entry.numbers:
        reasons.append("none of the numbers agrees")
        score -= 0.05
    score = round(min(1.0, score), 3)
    if score >= POSSIBLE:
        tier = "strong" if score >= STRONG else "possible"
        yield Verdict(listed.list, entry, listed.name, score, tier, tuple(reasons))
