"""Names of people and organisations taken apart, and compared with reasons a person reads.

Nothing here decides who is who; it says how well two names agree and why.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from affidavit.language.fold import latin, name_key, name_keys, vowel_key
from affidavit.language.lexicon import given_name_keys, given_names, legal_forms, organisation_words
from affidavit.language.scripts import fold_case

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?")
_PATRONYMIC = re.compile(
    r"(?:ович|евич|йович|авіч|евіч|ёвіч|овіч|ьич|ьевич|овна|евна|ична|івна|ївна|аўна|еўна|овн[аеуыо]й?|евн[аеуыо]й?|"
    r"ович[ауем]+|евич[ауем]+|ovich|evich|ovych|yovych|avich|ievich|ovna|evna|ivna|auna|eichna|ichna)$"
)
_TITLES = frozenset(
    "mr mrs ms dr prof miss г-н г-жа господин госпожа пан пані тов товарищ sir".split()
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a person's name as keys, empty where unknown. Given name and patronymic start
    with their initial; an initial alone is all that is known of them."""

    surname: tuple[str, ...]
    given: tuple[str, ...]
    patronymic: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether surname and given name are known."""
        return bool(self.surname and self.given)


@lru_cache(maxsize=100_000)
def person_name(text: str) -> PersonName:
    """Take a person's name apart, whatever the order and alphabet."""
    words = [
        w
        for w in _WORD.findall(text.replace("\u00a0", " "))
        if fold_case(w).strip(".") not in _TITLES
    ]
    surname: list[str] = []
    given: list[str] = []
    patronymic: list[str] = []
    comma = text.find(",")
    plain: list[str] = []
    initials: list[str] = []
    for word in words:
        low = fold_case(word).rstrip(".")
        if len(low) == 1:
            initials.append(low)
        elif _PATRONYMIC.search(low) and len(words) > 1:
            patronymic.append(low)
        else:
            plain.append(low)
    known = [
        w for w in plain if w in given_names() or not given_name_keys().isdisjoint(name_keys(w))
    ]
    if comma > 0 and len(plain) >= 2:
        surname, given = plain[:1], plain[1:2]
    elif initials or (patronymic and len(plain) == 1):
        if initials:
            surname, given = plain[:1], initials[:1]
            patronymic = patronymic or initials[1:2]
        else:
            given = plain
    elif len(plain) >= 2:
        exact = [w for w in plain if w in given_names()] or known
        given = exact[:1] if exact and exact[0] != plain[-1] else plain[:1]
        if exact and exact[0] == plain[-1]:
            given = exact[:1]
        surname = [w for w in plain if w not in given][-1:]
    elif plain:
        surname = plain
    return PersonName(_keys(surname), _with_initial(given), _with_initial(patronymic))


def _keys(words: list[str]) -> tuple[str, ...]:
    return name_keys(words[0]) if words else ()


def _with_initial(words: list[str]) -> tuple[str, ...]:
    if not words:
        return ()
    initial = vowel_key(words[0])[:1].lower()
    return (initial,) if len(words[0]) == 1 else (initial, *name_keys(words[0]))


def compare_people(one: PersonName, other: PersonName) -> tuple[float, tuple[str, ...]]:
    """(0..1, reasons): 0 where something contradicts, the more the more parts agree."""
    why: list[str] = []
    score = 0.0
    if one.surname and other.surname:
        if set(one.surname).isdisjoint(other.surname):
            return 0.0, ("other surname",)
        score, why = 0.5, ["same surname"]
    for part, weight, name in (("given", 0.3, "given name"), ("patronymic", 0.2, "patronymic")):
        mine, theirs = getattr(one, part), getattr(other, part)
        if not mine or not theirs:
            continue
        agreement = _agree(mine, theirs)
        if not agreement:
            return 0.0, (f"other {name}",)
        score += weight if agreement == "same" else weight * 0.6
        why.append(
            f"{agreement} {name}" if agreement == "same" else f"initial of the {name} agrees"
        )
    if not one.surname or not other.surname:
        score *= 0.8
    return round(score, 3), tuple(why)


def _agree(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    if len(mine) > 1 and len(theirs) > 1:
        return "" if set(mine[1:]).isdisjoint(theirs[1:]) else "same"
    return "initial" if mine[0] == theirs[0] else ""


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """The parts of an organisation's name: telling words as keys, meanings of common words,
    numbers, and its acronym where the name is or gives one."""

    telling: frozenset[str]
    common: frozenset[str]
    numbers: frozenset[str]
    acronyms: frozenset[str]


_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+")


@lru_cache(maxsize=100_000)
def organisation_name(text: str) -> OrganisationName:
    """Take an organisation's name apart: legal form and quotation marks do not count."""
    telling: set[str] = set()
    common: set[str] = set()
    numbers: set[str] = set()
    letters: list[str] = []
    acronyms: set[str] = set()
    for word in _TOKEN.findall(re.sub(r"\.(?=\w\.)|(?<=\b\w)\.", "", text)):
        low = fold_case(word)
        if word.isdigit():
            numbers.add(word.lstrip("0"))
            continue
        keys = name_keys(low)
        meaning = next((organisation_words()[k] for k in keys if k in organisation_words()), "")
        if low in legal_forms() and not meaning:
            continue
        if meaning and low not in ("кб", "окб"):
            common.update(meaning.split())
        elif meaning:
            common.update(("design", "bureau"))
        elif word.isupper() and 3 <= len(word) <= 6:
            acronyms.add(latin(low))
            telling.add(name_key(low))
        elif len(low) > 1:
            telling.update(keys[-1:])
        letters.append(_initials(low))
    if len(letters) >= 3:
        acronyms.add(latin("".join(letters)))
    return OrganisationName(
        frozenset(telling), frozenset(common), frozenset(numbers), frozenset(acronyms)
    )


def _initials(word: str) -> str:
    """The letters a word gives to an acronym: авиаремонтный gives а and р."""
    for prefix in ("авиа", "авіа", "авія", "вертолето", "судо", "станко", "машино", "авто"):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            return word[0] + word[len(prefix)]
    return word[0]


def compare_organisations(
    one: OrganisationName, other: OrganisationName
) -> tuple[float, tuple[str, ...]]:
    """(0..1, reasons): another number in the name refuses, telling words decide."""
    if one.numbers != other.numbers and (one.numbers or other.numbers):
        return 0.0, ("other number in the name",)
    if one.acronyms & other.acronyms:
        return 0.85, ("the acronym agrees",)
    shared = one.telling & other.telling
    if not shared:
        return 0.0, ()
    smaller, larger = sorted((one.telling, other.telling), key=len)
    cover = len(shared) / len(smaller)
    spread = len(shared) / len(larger)
    both_common = one.common and other.common
    clash = bool(both_common) and not one.common & other.common
    score = 0.55 * cover + 0.35 * spread + (0.1 if one.common & other.common else 0.05)
    why = ["same telling words" if cover == spread == 1 else "telling words in common"]
    if both_common and not clash:
        why.append("same kind of organisation")
    if clash or _contradicts(one.common, other.common):
        score *= 0.5
        why.append("other kind of organisation")
    return round(score, 3), tuple(why)


def _contradicts(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """«car repair plant» is not «aircraft repair plant»."""
    fields = frozenset({"car", "aircraft", "helicopter", "bearing", "optical"})
    return bool(mine & fields) and bool(theirs & fields) and not mine & theirs & fields
