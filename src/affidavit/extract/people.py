"""Names of people that their own form gives away."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from affidavit.extract.candidates import Candidate, covered
from affidavit.extract.english import entry, is_mostly_small
from affidavit.extract.gazetteer import organisation_heads
from affidavit.extract.russian import as_russian, naming
from affidavit.language.fold import name_keys
from affidavit.language.lexicon import given_group, given_names
from affidavit.language.scripts import fold_case
from affidavit.language.stems import parses
from affidavit.model import MentionKind

_FINDER = "rules 1"
_CAP = r"[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’ʼ]+(?:-[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’ʼ]+)?"
_LATIN_CAP = r"[A-Z][a-z'’]+(?:-[A-Z][a-z'’]+)?"
_PATRONYMIC = (
    r"[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’]+(?:(?:ович|евич|йович|авіч|евіч|ёвіч|овіч|ьевич)(?:а|у|ем|ам|е|у|еві|ем|ам)?|"
    r"(?:овн|евн|івн|ївн|аўн|еўн|ичн|інічн|инишн)(?:а|ы|е|у|ой|ою|и|і|ай|аю))"
)
_STYLES = (
    r"[Пп]ророк(?:а|у|ом|е|ові|у)?|[Пп]ап(?:а|ы|е|у|ой|и|і|ою)|[Пп]атриарх\w{0,3}|[Пп]атріарх\w{0,3}|[Пп]атрыярх\w{0,3}|"
    r"[Мм]итрополит\w{0,3}|[Мм]ітропаліт\w{0,3}|[Аа]рхиепископ\w{0,3}|[Аа]рхієпископ\w{0,3}|[Ее]пископ\w{0,3}|"
    r"[Кк]орол(?:ь|я|ю|ём|ем|е)|[Кк]оролев(?:а|ы|е|у|ой|и|і|ою)|[Пп]ринц(?:а|у|ем|е)?|[Пп]ринцесс(?:а|ы|е|у|ой)|"
    r"[Ии]мператор(?:а|у|ом|е)?|[Іі]мператор\w{0,3}|[Кк]нязь|[Кк]нязя|[Ии]мам(?:а|у|ом)?|[Аа]ятолл(?:а|ы|е|у|ой)|[Шш]ейх(?:а|у|ом)?"
)
_PATTERNS = (
    (re.compile(rf"\b{_CAP}[ \u00a0]+(?:{_CAP})[ \u00a0]+{_PATRONYMIC}\b"), 0.97),
    (re.compile(rf"\b{_CAP}[ \u00a0]+{_PATRONYMIC}[ \u00a0]+{_CAP}\b"), 0.96),
    (re.compile(rf"\b{_CAP}[ \u00a0]+{_PATRONYMIC}\b"), 0.95),
    (re.compile(rf"\b{_CAP}[ \u00a0]?[А-ЯЁІЇЄҐЎ]\.(?:[ \u00a0]?[А-ЯЁІЇЄҐЎ]\.)?(?![а-яё])"), 0.93),
    (re.compile(rf"(?<![\w.])[А-ЯЁІЇЄҐЎ]\.[ \u00a0]?(?:[А-ЯЁІЇЄҐЎ]\.[ \u00a0]?)?{_CAP}\b"), 0.93),
    (re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Prof|Miss|Messrs)\.?[ \u00a0](?P<name>{_LATIN_CAP}(?:[ \u00a0]{_LATIN_CAP})?)"), 0.9),
    (re.compile(rf"\b(?:г-н\w?|г-жа|господин\w?|госпожа|пан|пані|спадар\w?|спадарыня|тов\.)[ \u00a0](?P<name>{_CAP}(?:[ \u00a0]{_CAP})?)"), 0.9),
    (re.compile(rf"\b(?:{_STYLES})[ \u00a0](?P<name>{_CAP}(?:[ \u00a0][IVX]+\b)?)"), 0.85),
    (re.compile(rf"(?<![\w.])[A-Z]\.[ \u00a0]?(?:[A-Z]\.[ \u00a0]?)?{_LATIN_CAP}(?![\w.]*\b(?:Street|Road))"), 0.7),
    (re.compile(rf"\b{_LATIN_CAP},?[ \u00a0](?!B\.[ ]?V|N\.[ ]?V|S\.[ ]?A)[A-Z]\.(?:[ \u00a0]?[A-Z]\.)?(?!\w)"), 0.65),
)  # fmt: skip
_GIVEN_AND_MORE = re.compile(
    rf"\b(?:{_CAP}|{_LATIN_CAP})(?:[ \u00a0](?:[A-ZА-Я]\.[ \u00a0])?(?:{_CAP}|{_LATIN_CAP})){{1,2}}"
)
_NOT_SURNAMES = frozenset(fold_case(w) for w in "Сергеевск January February March April May June July August September October November December Street Road City Airport University".split())  # fmt: skip


def find_people(text: str, language: str) -> Iterator[Candidate]:
    """Initials, patronymics, forms of address, given name and surname."""
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            group = "name" if "name" in pattern.groupindex else 0
            start = match.start(group)
            if pattern in _INITIALS and (
                _only_a_word(match.group(group), language) or _next_ones(text, match, language)
            ):
                continue
            first, _, more = match.group(group).partition(" ")
            if " " in more and naming(first.lower(), language) == _ONLY_A_PLACE:
                start += len(first) + 1  # «министр Польши Яцек Чапутович»
            yield _person(text, start, match.end(group), confidence)
    for match in _GIVEN_AND_MORE.finditer(text):
        words = match.group().split()
        known = [n for n, word in enumerate(words) if _is_given(word, language)]
        if known and not any(fold_case(word) in _NOT_SURNAMES for word in words):
            start = match.start()
            if known[0] == 1 and len(words) == 3:
                start = text.index(words[1], start)  # «Yesterday Oleg Marchenko»
            yield _person(text, start, match.end(), 0.85 if known[0] == 0 else 0.8)


_ONLY_A_PLACE = frozenset({"place"})
_INITIALS = frozenset(pattern for pattern, _ in _PATTERNS[3:5])
"""The patterns that find a surname by the initials beside it."""


def _only_a_word(name: str, language: str) -> bool:
    """«К.О. Замечания»: what stands beside the initials is a common word."""
    words = re.findall(r"[^\W\d_]{2,}", name)
    return bool(words) and all(
        naming(word.lower(), language) == frozenset({"word"}) for word in words
    )


_ONE_INITIAL = re.compile(r"(?P<word>[^\W\d_]{2,})[ \u00a0]?[^\W\d_]\.$")
_CAPITALISED = re.compile(r"[ \u00a0]?[^\W\d_][а-яёіїєґў]")


def _next_ones(text: str, match: re.Match[str], language: str) -> bool:
    """«Паходжанне А. Ратундуса»: the initial is that of the name behind it, for the word before it is
    none."""
    one = _ONE_INITIAL.search(match.group())
    follows = _CAPITALISED.match(text, match.end())
    if not one or not follows or not text[match.end() : match.end() + 3].lstrip()[:1].isupper():
        return False
    return not naming(one.group("word").lower(), language) & {"surname", "name"}


def _is_given(word: str, language: str) -> bool:
    folded = fold_case(word)
    if folded in given_names():
        return True
    if folded.isascii() and len(folded) > 3:
        known = entry(folded)
        return known is not None and "g" in known.signs and not is_mostly_small(folded)
    if folded.isascii() or len(folded) < 4 or not naming(word.lower(), language) <= _NAMING_ONLY:
        return False
    return any(folded.startswith(n[:-1]) and len(folded) - len(n) < 3 for n in _longer(folded[:3]))


_NAMING_ONLY = frozenset({"name", "surname", "patronymic", "unknown", "rare", "word"})


@cache
def _longer(prefix: str) -> tuple[str, ...]:
    return tuple(n for n in given_names() if n.startswith(prefix) and len(n) > 3)


_ADDRESSED = re.compile(
    rf"(?:^|\n)[ \t>]*(?:(?:Уважаем\w+|Дорог\w+|Шановн\w+|Вельмишановн\w+|Паважан\w+|Шаноўн\w+|Любий|Люба|Пане|Пані|Спадар\w*|Привет|Вітаю|"
    rf"Прывітанне|Здравствуйте|Добрый день|Добрий день|Добры дзень|Dear|Hi|Hello)[, ]+)?(?P<name>{_CAP}|{_LATIN_CAP})[,!]"
)


def find_addressed(text: str) -> Iterator[Candidate]:
    """A given name that a message or line begins with: «Вераніка, скінь ліст»."""
    for match in _ADDRESSED.finditer(text):
        if given_group(match.group("name")):
            yield _person(text, match.start("name"), match.end("name"), 0.84)


_OVER = re.compile(r"\s(?:по|з|із|зі|па|ў|у|в|for|of)\s")
_BEHIND_A_POST = re.compile(
    rf"[ \u00a0](?P<name>(?:{_CAP}|{_LATIN_CAP})(?:[ \u00a0](?:{_CAP}|{_LATIN_CAP}|[A-ZА-ЯІ]\.(?:[ \u00a0]?[A-ZА-ЯІ]\.)?)){{0,2}})(?![\w«])"
)


def find_behind_posts(text: str, settled: Sequence[Candidate]) -> Iterator[Candidate]:
    """A name right behind a post, or behind the organisation right behind it: «капитан Пономарь»."""
    firms = {c.start: c for c in settled if c.kind is MentionKind.ORGANISATION}
    names = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE)
    taken = covered(len(text), ((c.start, c.end) for c in settled if c.kind in names))
    for post in (c for c in settled if c.kind is MentionKind.ROLE):
        firm = firms.get(post.end + 1)
        match = _BEHIND_A_POST.match(text, firm.end if firm else post.end)
        if match is None:
            continue
        start, end = match.span("name")
        if _common_words(match.group("name")):
            continue
        if _OVER.search(post.normal) and " " not in match.group("name"):
            continue  # «министр по делам Брексита»
        if not any(taken[start:end]):
            yield _person(text, start, end, 0.8)


def _common_words(name: str) -> bool:
    """Whether any word of a name is one that is mostly written small ("Minister Statement"), or a place."""
    for word in re.findall(r"[^\W\d_]{2,}", name):
        low = word.lower()
        if low.isascii():
            if is_mostly_small(low) or low in organisation_heads():
                return True
        elif ("place" in naming(low, "ru") and not naming(low, "ru") & {"name", "surname"}) or (
            "word" in naming(low, "ru") and not _nominative(low)
        ):
            return True
    return False


def _nominative(word: str) -> bool:
    """Whether a common word can be the subject, as a surname behind a post mostly is («капитан
    Пономарь», not «президент Совета»)."""
    return any(
        str(r.tag.case) == "nomn" and str(r.tag.POS) == "NOUN"
        for r in parses(as_russian(word, "uk"))
    )


def find_known(text: str, names: tuple[str, ...]) -> Iterator[Candidate]:
    """People of the message's own header, wherever their names stand, in any case or alphabet.

    `names` are display names; a surname must fit, and what stands around it must fit too.
    """
    keys = [
        ({k for part in re.findall(r"[^\W\d_]{2,}", name) for k in name_keys(part)})
        for name in names
    ]
    for match in re.finditer(
        rf"(?:{_CAP}|{_LATIN_CAP})(?:[ \u00a0](?:{_CAP}|{_LATIN_CAP})){{0,2}}", text
    ):
        parts = match.group().split()
        for known in keys:
            fitting = [part for part in parts if not known.isdisjoint(name_keys(part))]
            if len(fitting) == len(parts) and len(known) >= 2 and len(parts) >= 2:
                yield _person(text, match.start(), match.end(), 0.9)


_SALUTATION = re.compile(
    r"(?:Головбух|Занесіть|Узамен|Пане|Пані|Уважаем\w+|Дорог\w+|Шановн\w+|Вельмишановн\w+|Паважан\w+|Шаноўн\w+|Здравствуйте|Добрый|"
    r"День|Привет\w*|Благодар\w+|Спасибо|Прошу|Dear|Hello|Hi|Вітаю|Прывітанне|Коллега|Господин\w*|Г-н|Пан|Тов)[,\s\u00a0]+"
)


def _person(text: str, start: int, end: int, confidence: float) -> Candidate:
    if salutation := _SALUTATION.match(text, start, end):
        start = salutation.end()
    return Candidate(
        start, end, MentionKind.PERSON, " ".join(text[start:end].split()), confidence, _FINDER
    )
