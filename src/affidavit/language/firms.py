"""Names of organisations taken apart, and compared with reasons a person reads."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from affidavit.language.lexicon import (
    legal_forms,
    organisation_acronyms,
    organisation_kinds,
    organisation_meanings,
)
from affidavit.language.phonetics import distance, skeleton, sounds, stems, unlikeness
from affidavit.language.scripts import CYRILLIC, fold_case

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)(?:[»”“\"]|$)")
_ORDINAL = re.compile(
    r"(?<=\d)(?:-?(?:й|ый|ий|го|му|м|ой|ы|га|аму)|-[ая])(?!\w)|(?<=\d)(?:st|nd|rd|th)(?!\w)"
)
_GRAMMAR = frozenset(
    "building making of the and for de и та і й в у при имени им ім імя no № nr".split()
)
_SAME = 0.13
_SLIP = 0.5
_LONG = 8
_BRAND = 0.075
"""How unlike two writings of a describing word, and of a brand, may be per sound."""


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """The parts of an organisation's name. `brand` are the words in quotation marks or, without
    them, those that no list knows; `meanings` what the known words mean; `kinds` what it is;
    `numbers` with the letter that may follow (421А); `letters` single ones (Градиент-М);
    `acronyms` what the name is or gives; `part` whether it is a branch."""

    brand: tuple[str, ...]
    other: tuple[str, ...]
    meanings: frozenset[str]
    kinds: frozenset[str]
    numbers: frozenset[str]
    letters: frozenset[str]
    acronyms: frozenset[str]
    part: frozenset[str]
    initials: str = field(default="", compare=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the name is looked up under."""
        words = (*self.brand, *self.other)
        found = [key for word in words for key in skeleton(word)]
        found += [f"#{number}" for number in self.numbers]
        found += [
            f"@{acronym}"
            for acronym in (*self.acronyms, *([self.initials] if len(self.initials) > 1 else ()))
        ]
        return tuple(dict.fromkeys(found))

    @property
    def telling(self) -> frozenset[str]:
        """The words by which it is told from others, as sounds."""
        return frozenset(stems(word)[-1] for word in (*self.brand, *self.other))


@lru_cache(maxsize=100_000)
def organisation_name(text: str) -> OrganisationName:
    """Take an organisation's name apart: legal form and quotation marks do not count."""
    read = _ORDINAL.sub("", re.sub(r"\.(?=\w\.)|(?<=\b\w)\.", "", text.replace("\u00a0", " ")))
    quoted = [m.span(1) for m in _QUOTED.finditer(read)]
    brand: list[str] = []
    other: list[str] = []
    letters: set[str] = set()
    numbers: set[str] = set()
    meanings: set[str] = set()
    kinds: set[str] = set()
    part: set[str] = set()
    acronyms: set[str] = set()
    initials = ""
    last_end, last = -1, ""
    alone = sum(fold_case(word) not in legal_forms() for word in _TOKEN.findall(read)) == 1
    for match in _TOKEN.finditer(read):
        word, low = match.group(), fold_case(match.group())
        inside = any(a <= match.start() < b for a, b in quoted)
        joined = match.start() == last_end or (
            match.start() == last_end + 1 and read[last_end] == "-"
        )
        if word.isdigit():
            numbers.add(word.lstrip("0"))
        elif len(word) == 1 and word.isupper() and joined and last.isdigit():
            numbers.discard(last.lstrip("0"))
            numbers.add(last.lstrip("0") + sounds(low))
        elif len(word) == 1:
            letters |= {sounds(low)} if joined else set()
        elif low in _GRAMMAR:
            pass
        elif (known := organisation_acronyms().get(low)) and word.isupper() and not inside:
            meanings |= set(known)
            kinds |= set(known) & organisation_kinds()
            initials += low if CYRILLIC.search(low) else ""
        elif low in legal_forms() and not inside:
            pass
        elif (meaning := organisation_meanings(low)) and not (
            inside and len(_TOKEN.findall(read[slice(*_span(quoted, match.start()))])) == 1
        ):
            for found, letter, section in meaning:
                meanings.add(found)
                initials += letter
                if section == "kinds":
                    kinds.add(found)
                elif section == "branches" and (found != "service" or joined):
                    part.add(found)
        elif word.isupper() and 2 <= len(word) <= 6 and (alone or not (inside or read.isupper())):
            acronyms.add(sounds(low))
            other.append(low)
        else:
            (brand if inside or not quoted else other).append(low)
            initials += low[0]
        last_end, last = match.end(), word
    return OrganisationName(
        tuple(brand), tuple(other), frozenset(meanings), frozenset(kinds), frozenset(numbers),
        frozenset(letters), frozenset(acronyms), frozenset(part), sounds(initials) if len(initials) > 1 else "",
    )  # fmt: skip


def _span(quoted: list[tuple[int, int]], at: int) -> tuple[int, int]:
    return next(span for span in quoted if span[0] <= at < span[1])


def compare_organisations(
    one: OrganisationName, other: OrganisationName
) -> tuple[float, tuple[str, ...]]:
    """(0..1, reasons): another number, kind or letter in the name refuses, telling words decide."""
    if one.numbers != other.numbers and (one.numbers or other.numbers):
        return 0.0, ("other number in the name",)
    if one.letters != other.letters:
        return 0.0, ("other letter in the name",)
    if one.part != other.part:
        return 0.0, ("one is a part of the other",)
    if (
        one.kinds
        and other.kinds
        and one.kinds.isdisjoint(other.kinds)
        and not _loose_kinds(one, other)
    ):
        return 0.0, ("other kind of organisation",)
    by_letters = _acronym_agrees(one, other)
    mine, theirs = (*one.brand, *one.other), (*other.brand, *other.other)
    if by_letters:
        return (0.86 if by_letters > _SHORT else 0.75), ("the acronym agrees",)
    left, right = _unmatched(mine, theirs)
    if left and right:
        return 0.0, ("other telling words",)
    matched = len(mine) - len(left)
    extra = left or right
    if matched and extra:
        longer, shorter = (one, other) if left else (other, one)
        if set(extra) & set(longer.brand) and shorter.brand:
            return (
                (0.0, ("more words in the name",))
                if longer.brand[0] not in extra
                else (0.0, ("other telling words",))
            )
    return _score(one, other, matched, len(extra))


def _score(
    one: OrganisationName, other: OrganisationName, matched: int, extra: int
) -> tuple[float, tuple[str, ...]]:
    shared = one.meanings & other.meanings
    apart = one.meanings ^ other.meanings
    why: list[str] = []
    if matched:
        why.append("same telling words" if not extra else "telling words in common")
        score = 0.85 - 0.15 * min(extra, 2)
        if one.meanings and other.meanings:
            score += 0.1 if not apart else 0.05 if shared else -0.35
            if shared:
                why.append(
                    "same kind of organisation"
                    if one.kinds & other.kinds
                    else "same words describe it"
                )
        if (
            one.meanings
            and other.meanings
            and (one.meanings - other.meanings)
            and (other.meanings - one.meanings)
        ):
            score -= 0.5
            why.append("other words describe it")
        return round(max(0.0, min(1.0, score)), 3), tuple(why)
    if extra:
        return 0.0, ()
    if (
        one.numbers
        and shared
        and not (one.meanings - other.meanings and other.meanings - one.meanings)
    ):
        why = ["same number in the name", "same words describe it"]
        return (0.9 if not apart else 0.75 if len(shared) > 1 else 0.5), tuple(why)
    if shared and not apart and len(shared) > 1:
        return 0.8, ("all words mean the same",)
    return 0.0, ()


def _loose_kinds(one: OrganisationName, other: OrganisationName) -> bool:
    """«предприятие» or «компания» says too little to contradict «завод»."""
    vague = frozenset({"enterprise", "company", "firm", "group", "association"})
    return one.kinds <= vague or other.kinds <= vague


_SHORT = 3


def _acronym_agrees(one: OrganisationName, other: OrganisationName) -> int:
    """The length of an acronym that stands for the other name: ЗАРЗ for «Заречинский авиаремонтный
    завод»; 0 where none does, or where both have other words of their own."""
    for short, full in ((one, other), (other, one)):
        if (
            short.acronyms
            and full.initials
            and not (len(short.brand) + len(short.other) > len(short.acronyms))
        ):
            for acronym in short.acronyms:
                if len(acronym) > 2 and _letters(acronym) == _letters(full.initials):
                    return len(acronym)
    return 0


def _letters(text: str) -> str:
    return text.replace("h", "g").replace("j", "i")


def _unmatched(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words of each that have no like in the other."""
    free = list(theirs)
    left = []
    for word in mine:
        best = min(free, key=lambda w: _unlike(word, w), default=None)
        if best is not None and _unlike(word, best) <= _BRAND:
            free.remove(best)
        else:
            left.append(word)
    return left, free


def _unlike(one: str, other: str) -> float:
    """As `unlikeness`, but strict on words of one alphabet: «Гранит» is not «Гранат»."""
    if one == other:
        return 0.0
    unlike = unlikeness(one, other)
    if bool(CYRILLIC.search(one)) == bool(CYRILLIC.search(other)) and unlike:
        same_letters = min(distance(a, b) for a in stems(one) for b in stems(other))
        strict = _SLIP if min(len(one), len(other)) >= _LONG else _SLIP / 2
        unlike = unlike if same_letters <= strict else max(unlike, _SAME)
    if unlike > _BRAND:
        unlike = min(unlike, *(unlikeness(a, b) for a in _places(one) for b in _places(other)))
    return unlike


_OF_A_PLACE = re.compile(r"(?<=\w{4})(?:[сц]ьк|[сц]к)(?:ий|ого|ому|им|ой|ая|і|ага|аму|ай|ім|ої|а)$")


def _places(word: str) -> tuple[str, ...]:
    """A word, and the place it may be the adjective of: Житомирський, Житомир."""
    bare = _OF_A_PLACE.sub("", word)
    return (word,) if bare == word else (word, bare)
