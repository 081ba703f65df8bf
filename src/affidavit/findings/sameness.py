"""Whether two roles are filled by the same thing, across wordings, languages and alphabets."""

import re
from functools import lru_cache

from affidavit.extract.english import entry
from affidavit.extract.gazetteer import (
    capitals,
    countries,
    country_of_adjective,
    goods_concepts,
    organisation_heads,
)
from affidavit.extract.numerals import value_of
from affidavit.extract.russian import names_nothing
from affidavit.extract.words import words
from affidavit.language.fold import name_keys, vowel_key
from affidavit.language.scripts import fold_case
from affidavit.language.stems import query_stems
from affidavit.model import Role

_DESIGNATION = re.compile(
    r"(?<!\w)(?:[^\W_]*\d[^\W_]*(?:[-./][^\W_]+)*|[^\W\d_]+-\d[^\W_]*(?:-[^\W_]+)*)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁІЇЄҐЎ][\w’'-]{3,}")
_LANGUAGES = ("ru", "uk", "be", "en")


@lru_cache(maxsize=50_000)
def type_keys(text: str) -> frozenset[str]:
    """Designations («Ми-8МТВ-1», "Mi-8MTV-1") as keys that are the same in every alphabet."""
    found = set()
    for match in _DESIGNATION.finditer(text):
        plain = re.sub(r"[-./]|(?<=\d)s$", "", match.group())
        if any(c.isdigit() for c in plain) and any(c.isalpha() for c in plain):
            found.add(_LETTERS.sub(lambda m: vowel_key(m.group()).lower(), plain))
    return frozenset(found)


@lru_cache(maxsize=50_000)
def concept_keys(text: str, language: str) -> frozenset[str]:
    """What kinds of goods a text names: the entries of the vocabulary of goods."""
    used = language if language in _LANGUAGES else "en"
    known = goods_concepts(used)
    found = set()
    for word in words(text, 0, len(text), used):
        forms = word.keys
        table = goods_concepts("en") if word.low.isascii() else known
        found |= {table[form] for form in forms if form in table}
        found |= {_HOUSE_OF[form] for form in forms if form in _HOUSE_OF}
    return frozenset(found)


_HOUSE_OF = {
    form: house
    for house, nouns in {
        "plant": "завод предприятие підприємство прадпрыемства plant factory works",
        "yard": "верфь верф shipyard yard",
        "bureau": "бюро bureau",
    }.items()
    for noun in nouns.split()
    for form in {noun, *query_stems(noun)}
}
HOUSES = frozenset(_HOUSE_OF.values())
"""The keys of those who make or repair, which are no goods."""


@lru_cache(maxsize=50_000)
def proper_keys(text: str) -> frozenset[str]:
    """Names in a text as keys that are the same in every alphabet and case."""
    found = _CAPITALISED.findall(text)
    keys = (key for word in found for key in name_keys(re.sub(r"[\W\d_]+", "", word)))
    return frozenset(key for key in keys if len(key) > 2)


_UNION = re.compile(
    r"\b(?:European Union|EU|Brussels|Евросоюз\w*|Европейск\w+ союз\w*|Брюссел\w*|Євросоюз\w*|Європейськ\w+ Союз\w*|Еўрасаюз\w*|Еўрапейск\w+ саюз\w*|ЕС|ЄС)\b"
)
"""What acts like a state and is none."""


@lru_cache(maxsize=50_000)
def country_keys(text: str, language: str) -> frozenset[str]:
    """The countries that a text names, as states, by what is of them («лаосцы», "the Lao side") or by their
    capitals, which stand for them ("Washington")."""
    used = language if language in _LANGUAGES else "en"
    known = countries()
    found = {"eu"} if _UNION.search(text) else set()
    read = [*words(text, 0, len(text), used)]
    for n, word in enumerate(read):
        pair = " ".join(one.low for one in read[n : n + 2])
        forms = (fold_case(pair), fold_case(word.low), *word.keys)
        code = country_of_adjective(word.text, used)
        code = code or next((known[form] for form in forms if form in known), "")
        code = code or next((capitals()[form] for form in forms if form in capitals()), "")
        if code:
            found.add(code)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def named_keys(text: str, language: str, *, begins: bool = False) -> frozenset[str]:
    """Names in a text as keys that are the same for a name and the adjective made of it (Dvina,
    «Двинский»), and however a language spells its last sound (Hanfeng, «Ханьфэн»). Types, countries
    and their people, numbers and, where the text `begins` a sentence, its first word if it is a common
    one, are no names."""
    general = organisation_heads()
    found = set()
    for match in _WORD.finditer(text):
        word = match.group()
        low = fold_case(word)
        quoted = text[match.start() - 1 : match.start()] in _QUOTES
        plain = not quoted and (
            low in general or value_of(low) or concept_keys(word, language)
            or (begins and match.start() == 0 and _is_common(word.lower(), language))
        )  # fmt: skip
        country = low not in capitals() and country_keys(word, language)
        if not (plain or any(c.isdigit() for c in word) or country):
            found |= {_bare(key) for key in proper_keys(word)}
    return frozenset(found)


def _is_common(word: str, language: str) -> bool:
    if not word.isascii():
        return names_nothing(word, language)
    known = entry(word)
    return known is not None and known.capitals < _HALF


_HALF = 5
"""Tenths of its uses in which a word that is mostly no name has a capital."""


_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_QUOTES = tuple("«“„\"'")
_ADJECTIVE = re.compile("(?<=.{3})n?sk$|(?<=n)g$")


def _bare(key: str) -> str:
    return _ADJECTIVE.sub("", key.replace("z", "s"))


def domain_keys(domain: str) -> frozenset[str]:
    """The names in a mail domain (`@slobozhan-loko.example`) as `named_keys`: whose it is."""
    if not domain.startswith("@"):
        return frozenset()
    label = domain[1:].rsplit(".", 1)[0].rsplit(".", 1)[-1]
    return named_keys(" ".join(part.capitalize() for part in label.split("-")), "en")


_ORDINALS = re.compile(
    r"(?<!\w)(?:(?P<o1>first|перв\w+|перш\w+)|(?P<o2>second|втор\w+|друг(?:ий|а|ого|ої|ому|у|им|і|ы|ая|ое|ога|ой))"
    r"|(?P<o3>third|трет\w+|трэц\w+)|(?P<o4>fourth|четв[её]рт\w+|четверт\w+|чацв[её]рт\w+)|(?P<o5>fifth|пят(?:ый|ая|ого|ой|ому|ую|ым|ы|ага|аму)|п.ят(?:ий|а|ого|ої|у))"
    r"|(?P<n>[1-9])(?:st|nd|rd|th|-?(?:й|я|е|го|му|ю|ий|а|ша|га)))(?!\w)",
    re.IGNORECASE,
)


def ordinal_keys(text: str) -> frozenset[str]:
    """Which one of several: «второй транш», "the second instalment"."""
    found = set()
    for match in _ORDINALS.finditer(text):
        named = next(
            (name[1:] for name, value in match.groupdict().items() if value and name != "n"),
            match["n"],
        )
        if named:
            found.add(f"ordinal {named}")
    return frozenset(found)


def role_keys(role: Role, language: str, begins: bool) -> frozenset[str]:
    """All keys of a filler, to tell what may be the same: `type`, `name`, `kind`, `country` and its own
    `text`. It `begins` its sentence or does not."""
    return (
        frozenset(f"type {key}" for key in type_keys(role.text))
        | frozenset(f"name {key}" for key in named_keys(role.text, language, begins=begins))
        | frozenset(f"name {key}" for key in domain_keys(role.normal))
        | {f"text {fold_case(role.normal)}"}
        | frozenset(f"kind {key}" for key in concept_keys(role.text, language))
        | frozenset(f"kind {key}" for key in ordinal_keys(role.text))
        | frozenset(f"country {key}" for key in country_keys(role.text, language))
    )


def of_kind(keys: frozenset[str], *kinds: str) -> frozenset[str]:
    """Those of `role_keys` that are of some kinds."""
    return frozenset(key for key in keys if key.partition(" ")[0] in kinds)
