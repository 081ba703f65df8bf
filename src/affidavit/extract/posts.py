"""Posts: a noun that heads a post, with what stands around it."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import is_head
from affidavit.extract.words import Word
from affidavit.model import MentionKind

_FINDER = "rules 1"
_BEFORE_EN = frozenset(
    "deputy chief head senior junior general executive managing vice assistant lead principal acting first commercial "
    "technical financial finance sales procurement purchasing production quality design project export import "
    "marketing regional area board company plant product programme program logistics supply human resources hr it "
    "managing research development engineering operations flight test staff press account key customer".split()
)
_BEFORE_WORDS = frozenset(
    {"и", "о", "в", "врио", "зам", "гл", "нач", "пом", "вед", "ст", "ген", "тех", "зав"}
)
_OF_EN = re.compile(
    r"^\s+(?:of|for)\s+(?:the\s+)?(?:[a-z-]+\s+(?:and\s+)?){0,3}(?:department|procurement|production|design|engineering|quality|sales|supply|logistics|export|purchasing|finance|security|maintenance|development|operations|programme|program|office|section|unit|division|workshop|shop|bureau|research|staff)\b"
)
_AFTER_RU = re.compile(
    r"^\s+(?:по\s+[а-яё-]+(?:\s+[а-яё-]+)?(?:\s+и\s+[а-яё-]+)?|"
    r"(?:[а-яё-]+(?:ого|его|ой|ей|ых|их)\s+){0,2}(?:отдела|цеха|службы|управления|бюро|участка|производства|департамента|"
    r"группы|лаборатории|склада|смены|сектора|филиала|директора|инженера|конструктора|бухгалтера|технолога|начальника)"
    r"(?:\s+(?:по\s+[а-яё-]+(?:\s+[а-яё-]+)?|[а-яё-]+(?:ого|ой|ых|их|ия|ий|ки|ок|ов|ства|та)(?:\s+и\s+[а-яё-]+)?|№\s?\d+))?)",
)


def find_posts(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """Posts with their adjectives and what they are over: «начальник отдела закупок»."""
    taken = -1
    for n, word in enumerate(sentence):
        if n <= taken or not word.is_word or not is_head(word, "posts", language):
            continue
        first, last = n, n
        while first > 0 and _belongs(sentence, first - 1):
            first -= 1
        while (
            last + 1 < len(sentence)
            and word.low.isascii()
            and is_head(sentence[last + 1], "posts", language)
        ):
            last += 1
        end = sentence[last].end
        tail = text[end : end + 90]
        after = (_OF_EN if word.low.isascii() else _AFTER_RU).match(tail)
        while after:
            end += after.end()
            after = None if word.low.isascii() else _AFTER_RU.match(text[end : end + 90])
        start = sentence[first].start
        taken = max(
            taken, last, max((i for i, w in enumerate(sentence) if w.end <= end), default=n)
        )
        normal = " ".join(text[start:end].split())
        yield Candidate(start, end, MentionKind.ROLE, normal, 0.85, _FINDER)


def _belongs(sentence: list[Word], n: int) -> bool:
    word = sentence[n]
    if word.text in ("-", "."):
        return n > 0 and (
            sentence[n - 1].low in _BEFORE_WORDS
            or (word.text == "-" and sentence[n - 1].low.isascii() and sentence[n - 1].is_word)
        )
    if word.low.isascii():
        return word.low in _BEFORE_EN
    if word.low in _BEFORE_WORDS:
        return word.low != "в" and n + 1 < len(sentence) and sentence[n + 1].text == "."
    if word.kinds:
        return (
            "ADJF" in word.kinds
            and "NPRO" not in word.kinds
            and "CONJ" not in word.kinds
            and word.low not in ("наш", "ваш", "новый", "новым", "нового", "этот", "бывший", "сам")
        )
    return word.low.endswith(
        ("ний", "вний", "ловний", "льний", "ны", "оўны", "ального", "ічний", "ічны")
    )
