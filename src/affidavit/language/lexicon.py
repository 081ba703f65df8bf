"""Lists of words that names are made of, read once per process from `data/`."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.language.fold import name_key
from affidavit.language.scripts import fold_case

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> Any:
    return yaml.load((_DATA / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)


@cache
def given_names() -> frozenset[str]:
    """Given names of the four languages, folded."""
    return frozenset(fold_case(n) for names in _read("given_names").values() for n in names.split())


@cache
def given_name_keys() -> frozenset[str]:
    """Name keys of the given names."""
    return frozenset(name_key(name) for name in given_names() if len(name) > 3)


@dataclass(frozen=True, slots=True)
class GivenName:
    """A given name in the forms of four languages. `sure` is false for a short form; `other` is the
    number of the name of the other sex that this form may be the genitive of (Евгения), else -1."""

    number: int
    sex: str
    sure: bool
    forms: frozenset[str]
    other: int = -1


@cache
def _given_forms() -> dict[str, GivenName]:
    found: dict[str, GivenName] = {}
    number = 0
    for sex, section in (("m", "men"), ("f", "women")):
        for line in _read("given_forms")[section]:
            main, _, short = line.partition("|")
            forms = frozenset(fold_case(form) for form in main.split())
            for form in forms:
                found.setdefault(form, GivenName(number, sex, True, forms))
            for form in short.split():
                found.setdefault(fold_case(form), GivenName(number, sex, False, forms))
            number += 1
    return found


_GIVEN_ENDINGS = (
    ("о", ("а",)), ("е", ("о", "", "й")), ("ю", ("я",)),
    ("а", ("", "й", "о", "ь")), ("я", ("й", "ь", "и", "")), ("у", ("", "а", "о", "ь")), ("ю", ("й", "я", "ь")), ("ом", ("", "о", "")),
    ("ем", ("й", "ь", "")), ("ею", ("а", "я")), ("ой", ("а",)), ("ей", ("я", "а", "й")), ("ою", ("а",)), ("е", ("а", "я", "")), ("ы", ("а",)),
    ("и", ("а", "я")), ("і", ("а", "я", "й")), ("ию", ("ий",)), ("ия", ("ий",)), ("ием", ("ий",)), ("ії", ("ія",)), ("ії", ("ія",)), ("ією", ("ія",)),
    ("ии", ("ия",)), ("ові", ("", "о")), ("еві", ("й", "ь")), ("єві", ("й",)), ("єм", ("й",)), ("ім", ("й",)), ("ам", ("", "о")), ("ай", ("а",)), ("яй", ("я",)),
    ("ёй", ("я",)), ("ьі", ("ья",)), ("ьи", ("ья",)), ("ье", ("ья",)), ("ьей", ("ья",)), ("ьею", ("ья",)), ("ле", ("л",)), ("ы", ("а",)),
)  # fmt: skip
_FLEETING = {"павл": "павел", "льв": "лев", "петр": "петр"}


@lru_cache(maxsize=100_000)
def given_group(word: str) -> GivenName | None:
    """The given name a word is a form of, in any case and language; None where it is none."""
    folded = fold_case(word)
    known = _given_forms()
    found = known.get(folded)
    oblique = next(
        (
            name
            for ending, endings in _GIVEN_ENDINGS
            if folded.endswith(ending) and len(folded) > len(ending) + 2
            for end in endings
            if (
                name := known.get(
                    _FLEETING.get(folded[: -len(ending)] + end, folded[: -len(ending)] + end)
                )
            )
        ),
        None,
    )
    if found is None:
        return oblique
    if oblique is not None and oblique.number != found.number:
        return replace(found, other=oblique.number)
    return found


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms, folded and without full stops."""
    forms = _read("legal_forms")
    return frozenset(
        fold_case(form).replace(".", "") for part in forms.values() for form in part.split()
    )


@cache
def legal_form_words(position: str) -> tuple[str, ...]:
    """Legal forms as written that stand `before` or `after` a name, longest first."""
    return tuple(sorted(_read("legal_forms")[position].split(), key=lambda f: (-len(f), f)))


Meaning = tuple[str, str, str]
"""(what a word means, the letter it gives to a Russian acronym, kinds, branches or words)."""


@cache
def _meanings() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for section, entries in _read("organisation_words").items():
        if section == "acronyms":
            continue
        for meaning, words in entries.items():
            name, _, letter = meaning.rpartition(" ")
            for word in words.split():
                found.setdefault(fold_case(word), (name, letter, section))
    return found


_MEANING_ENDING = 5
_COMPOUNDS = (
    "авиа",
    "авіа",
    "авія",
    "вертолето",
    "вертоліто",
    "судно",
    "судо",
    "машино",
    "машина",
    "станко",
    "авто",
    "аўта",
    "электро",
    "радио",
    "радіо",
)


@lru_cache(maxsize=100_000)
def organisation_meanings(word: str) -> tuple[Meaning, ...]:
    """What a folded word of an organisation's name means: «авиаремонтный» is aircraft and repair."""
    meanings = _meanings()
    if word in meanings:
        return (meanings[word],)
    if word.isascii():
        plural = meanings.get(word[:-1]) if word.endswith("s") else None
        return (plural,) if plural else ()
    for size in range(len(word) - 1, max(2, len(word) - _MEANING_ENDING), -1):
        if word[:size] in meanings and size > 2:
            return (meanings[word[:size]],)
    for first in _COMPOUNDS:
        if word.startswith(first) and len(word) > len(first) + 3:
            rest = organisation_meanings(word[len(first) :])
            start = meanings.get(first) or next(
                (m for w, m in meanings.items() if w.startswith(first[:-1])), None
            )
            return (start, *rest) if start and rest else ()
    return ()


@cache
def organisation_kinds() -> frozenset[str]:
    """The meanings that say what an organisation is."""
    return frozenset(name for name, _, section in _meanings().values() if section == "kinds")


@cache
def organisation_acronyms() -> dict[str, tuple[str, ...]]:
    """Folded acronyms of kinds of organisation -> what they mean: АРЗ is aircraft, repair, plant."""
    entries = _read("organisation_words")["acronyms"].split()
    pairs = (entry.split("=")[-1].split(":") for entry in entries)
    return {
        fold_case(short): tuple(meaning.replace("_", " ") for meaning in meanings.split("."))
        for short, meanings in pairs
    }
