"""Names of people that their own form gives away."""

import re
from collections.abc import Iterator
from functools import cache

from affidavit.extract.candidates import Candidate
from affidavit.language.fold import name_keys
from affidavit.language.lexicon import given_names
from affidavit.language.scripts import fold_case
from affidavit.model import MentionKind

_FINDER = "rules 1"
_CAP = r"[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’ʼ]+(?:-[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’ʼ]+)?"
_LATIN_CAP = r"[A-Z][a-z'’]+(?:-[A-Z][a-z'’]+)?"
_PATRONYMIC = (
    r"[А-ЯЁІЇЄҐЎ][а-яёіїєґў'’]+(?:(?:ович|евич|йович|авіч|евіч|ёвіч|овіч|ьевич)(?:а|у|ем|ам|е|у|еві|ем|ам)?|"
    r"(?:овн|евн|івн|ївн|аўн|еўн|ичн|інічн|инишн)(?:а|ы|е|у|ой|ою|и|і|ай|аю))"
)
_PATTERNS = (
    (re.compile(rf"\b{_CAP}[ \u00a0]+(?:{_CAP})[ \u00a0]+{_PATRONYMIC}\b"), 0.97),
    (re.compile(rf"\b{_CAP}[ \u00a0]+{_PATRONYMIC}[ \u00a0]+{_CAP}\b"), 0.96),
    (re.compile(rf"\b{_CAP}[ \u00a0]+{_PATRONYMIC}\b"), 0.95),
    (re.compile(rf"\b{_CAP}[ \u00a0]?[А-ЯЁІЇЄҐЎ]\.(?:[ \u00a0]?[А-ЯЁІЇЄҐЎ]\.)?(?![а-яё])"), 0.93),
    (re.compile(rf"(?<![\w.])[А-ЯЁІЇЄҐЎ]\.[ \u00a0]?(?:[А-ЯЁІЇЄҐЎ]\.[ \u00a0]?)?{_CAP}\b"), 0.93),
    (re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Prof|Miss|Messrs)\.?[ \u00a0](?P<name>{_LATIN_CAP}(?:[ \u00a0]{_LATIN_CAP})?)"), 0.9),
    (re.compile(rf"\b(?:г-н\w?|г-жа|господин\w?|госпожа|пан|пані|спадар\w?|спадарыня|тов\.)[ \u00a0](?P<name>{_CAP}(?:[ \u00a0]{_CAP})?)"), 0.9),
    (re.compile(rf"(?<![\w.])[A-Z]\.[ \u00a0]?(?:[A-Z]\.[ \u00a0]?)?{_LATIN_CAP}(?![\w.]*\b(?:Street|Road))"), 0.7),
    (re.compile(rf"\b{_LATIN_CAP},?[ \u00a0][A-Z]\.(?:[ \u00a0]?[A-Z]\.)?(?!\w)"), 0.65),
)  # fmt: skip
_GIVEN_AND_MORE = re.compile(
    rf"\b(?:{_CAP}|{_LATIN_CAP})(?:[ \u00a0](?:[A-ZА-Я]\.[ \u00a0])?(?:{_CAP}|{_LATIN_CAP})){{1,2}}"
)
_NOT_SURNAMES = frozenset(fold_case(w) for w in "Сергеевск January February March April May June July August September October November December Street Road City Airport University".split())  # fmt: skip


def find_people(text: str) -> Iterator[Candidate]:
    """Initials, patronymics, forms of address, given name and surname."""
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            group = "name" if "name" in pattern.groupindex else 0
            yield _person(text, match.start(group), match.end(group), confidence)
    for match in _GIVEN_AND_MORE.finditer(text):
        words = match.group().split()
        known = [n for n, word in enumerate(words) if _is_given(word)]
        if known and not any(fold_case(word) in _NOT_SURNAMES for word in words):
            start = match.start()
            if known[0] == 1 and len(words) == 3 and words[0].isascii():
                start = text.index(words[1], start)  # «Yesterday Oleg Marchenko»
            yield _person(text, start, match.end(), 0.85 if known[0] == 0 else 0.8)


def _is_given(word: str) -> bool:
    folded = fold_case(word)
    if folded in given_names():
        return True
    if folded.isascii() or len(folded) < 4:
        return False
    return any(folded.startswith(n[:-1]) and len(folded) - len(n) < 3 for n in _longer(folded[:3]))


@cache
def _longer(prefix: str) -> tuple[str, ...]:
    return tuple(n for n in given_names() if n.startswith(prefix) and len(n) > 3)


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
    r"(?:Уважаем\w+|Дорог\w+|Шановн\w+|Вельмишановн\w+|Паважан\w+|Шаноўн\w+|Здравствуйте|Добрый|"
    r"День|Dear|Hello|Hi|Вітаю|Прывітанне|Коллега|Господин\w*|Г-н|Пан|Тов)[,\s\u00a0]+"
)


def _person(text: str, start: int, end: int, confidence: float) -> Candidate:
    if salutation := _SALUTATION.match(text, start, end):
        start = salutation.end()
    return Candidate(
        start, end, MentionKind.PERSON, " ".join(text[start:end].split()), confidence, _FINDER
    )
