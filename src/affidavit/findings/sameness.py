"""Whether two roles are filled by the same thing, across wordings, languages and alphabets."""

import re
from functools import lru_cache

from affidavit.extract.gazetteer import goods_concepts
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
        plain = re.sub(r"[-./]", "", match.group())
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
        found |= {_HOUSES[form] for form in forms if form in _HOUSES}
    return frozenset(found)


_HOUSES = {
    form: house
    for house, nouns in {
        "plant": "завод предприятие підприємство прадпрыемства plant factory works",
        "yard": "верфь верф shipyard yard",
        "bureau": "бюро bureau",
    }.items()
    for noun in nouns.split()
    for form in {noun, *query_stems(noun)}
}


@lru_cache(maxsize=50_000)
def proper_keys(text: str) -> frozenset[str]:
    """Names in a text as keys that are the same in every alphabet and case."""
    found = _CAPITALISED.findall(text)
    keys = (key for word in found for key in name_keys(re.sub(r"[\W\d_]+", "", word)))
    return frozenset(key for key in keys if len(key) > 2)


def same_thing(one: Role, other: Role, languages: tuple[str, str]) -> bool | None:
    """Whether two fillers are of one type, name or kind of goods; None where that cannot be told."""
    types = type_keys(one.text), type_keys(other.text)
    if types[0] and types[1]:
        return bool(types[0] & types[1])
    names = proper_keys(one.text), proper_keys(other.text)
    if names[0] & names[1]:
        return True
    kinds = concept_keys(one.text, languages[0]), concept_keys(other.text, languages[1])
    if kinds[0] and kinds[1]:
        return bool(kinds[0] & kinds[1])
    if fold_case(one.normal) == fold_case(other.normal):
        return True
    return None


def role_keys(role: Role, language: str) -> frozenset[str]:
    """All keys of a filler, to find what may be the same."""
    return frozenset(
        [f"type {key}" for key in type_keys(role.text)]
        + [f"name {key}" for key in proper_keys(role.text)]
        + [f"kind {key}" for key in concept_keys(role.text, language)]
    )
