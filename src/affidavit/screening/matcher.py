"""Whether a name may be an entry of a list, with the reasons in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from affidavit.language.names import (
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
)
from affidavit.language.scripts import fold_case
from affidavit.screening.lists import ListEntry

STRONG, POSSIBLE = 0.85, 0.65
_PEOPLE = frozenset({"Person"})
_FIRMS = frozenset({"Company", "Organization", "LegalEntity", "PublicBody"})


@dataclass(frozen=True, slots=True)
class ScreenedName:
    """What is looked for: a name with what else is known of its bearer."""

    name: str
    schema: str = ""
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An entry that fits: `tier` is strong or possible."""

    list: str
    entry: ListEntry
    listed_name: str
    score: float
    tier: str
    why: tuple[str, ...]


class Matcher:
    """An index over the names of lists; candidates share a key of a telling word."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[ListEntry]]]) -> None:
        self._people: dict[str, list[tuple[str, ListEntry, str]]] = defaultdict(list)
        self._firms: dict[str, list[tuple[str, ListEntry, str]]] = defaultdict(list)
        for list_name, entries in lists:
            for entry in entries:
                for name in (entry.name, *entry.aliases):
                    if entry.schema in _PEOPLE or entry.schema == "LegalEntity":
                        for key in person_name(name).keys:
                            self._people[key].append((list_name, entry, name))
                    if entry.schema in _FIRMS:
                        for key in organisation_name(name).keys:
                            self._firms[key].append((list_name, entry, name))

    def screen(self, wanted: ScreenedName) -> list[Verdict]:
        """The entries that fit, best first, each once."""
        best: dict[tuple[str, str], Verdict] = {}
        for verdict in self._candidates(wanted):
            key = (verdict.list, verdict.entry.id)
            if key not in best or verdict.score > best[key].score:
                best[key] = verdict
        return sorted(best.values(), key=lambda v: (-v.score, v.list, v.entry.id))

    def _candidates(self, wanted: ScreenedName) -> Iterator[Verdict]:
        for name in dict.fromkeys((wanted.name, *wanted.aliases)):
            if wanted.schema in ("", "Person"):
                mine = person_name(name)
                for key in mine.keys if mine.whole else ():
                    for list_name, entry, listed in self._people.get(key, ()):
                        if _other_person(wanted.name, entry):
                            continue
                        score, why = compare_people(mine, person_name(listed))
                        yield from _verdict(wanted, name, list_name, entry, listed, score, why)
            if wanted.schema != "Person":
                parts = organisation_name(name)
                for key in parts.keys:
                    for list_name, entry, listed in self._firms.get(key, ()):
                        score, why = compare_organisations(parts, organisation_name(listed))
                        yield from _verdict(wanted, name, list_name, entry, listed, score, why)


def _other_person(name: str, entry: ListEntry) -> bool:
    """Whether the fullest name contradicts the entry's own, whatever a shorter alias allows."""
    score, why = compare_people(person_name(name), person_name(entry.name))
    return score == 0.0 and why != ("other surname",) and bool(why)


def _verdict(
    wanted: ScreenedName, name: str, list_name: str, entry: ListEntry, listed: str, score: float,
    why: tuple[str, ...],
) -> Iterator[Verdict]:  # fmt: skip
    reasons = list(why)
    if score and fold_case(name) == fold_case(listed):
        reasons.insert(0, "same name")
        score = max(score, 0.95)
    elif score and listed != entry.name:
        reasons.append(f"listed under the alias {listed}")
    if wanted.countries and entry.countries and score:
        if set(wanted.countries) & set(entry.countries):
            reasons.append("country agrees")
            score += 0.05
        else:
            reasons.append("other country")
            score -= 0.1
    if wanted.birth_date and entry.birth_date and score:
        if wanted.birth_date[:4] == entry.birth_date[:4]:
            reasons.append("year of birth agrees")
            score += 0.1
        else:
            reasons.append("other year of birth")
            score = 0.0
    elif entry.schema == "Person" and score:
        reasons.append("no birth date to compare")
    score = round(min(1.0, score), 3)
    if score >= POSSIBLE:
        tier = "strong" if score >= STRONG else "possible"
        yield Verdict(list_name, entry, listed, score, tier, tuple(reasons))
