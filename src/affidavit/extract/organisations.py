"""Names of organisations that legal forms, quotation marks and head nouns give away."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import is_head, known_bodies
from affidavit.extract.words import Word
from affidavit.language.lexicon import legal_form_words
from affidavit.model import MentionKind

_FINDER = "rules 1"
_QUOTED = r"(?:«[^«»\n]{2,80}(?:«[^«»\n]{1,60}»?)?[^«»\n]{0,40}»|“[^“”\n]{2,80}”|„[^„“”\n]{2,80}[“”]|\"[^\"\n]{2,80}\")"
_BEFORE = "|".join(map(re.escape, legal_form_words("before")))
_AFTER = "|".join(map(re.escape, legal_form_words("after")))
_NAME_WORD = r"[A-ZА-ЯЁІЇЄҐЎ][\w.&+'’-]*"
_LATIN_WORD = r"[A-Z][\w&+'’-]*"
_GAP = "[ \u00a0]+"
_PLAIN = rf"(?!(?:{_AFTER})(?!\w)){_LATIN_WORD}"
_PATTERNS = (
    (re.compile(rf"(?<!\w)(?:{_BEFORE})\s+(?:(?:НПО|НПП|КБ|ОКБ|ПКБ|НИИ|ТД|УК|ПО|НПЦ|НПФ|СКБ|ЧОП|ГК)\s+)?{_QUOTED}"), 0.97),
    (re.compile(rf"(?<!\w)(?:{_BEFORE})\s+(?:{_NAME_WORD}\s+){{0,3}}{_NAME_WORD}(?:[ -]\d+)?"), 0.72),
    (re.compile(rf"(?<![\w.]){_PLAIN}(?:{_GAP}(?:(?:&|and|of){_GAP})?{_PLAIN}){{0,5}},?{_GAP}(?:{_AFTER})(?![\w])(?:,?{_GAP}(?:{_AFTER})(?!\w))?"), 0.92),
    (re.compile(r"\b\d{2,4}(?:-?(?:й|го|му|м))?\s+(?:АРЗ|ВРЗ|БТРЗ|ЦАРЗ|ARZ|АвиаРЗ)\b"), 0.9),
    (re.compile(r"\b(?:Министерств\w+|Міністерств\w+|Міністэрств\w+)\s+[а-яёіїєґў]+(?:\s+(?:и|та|і)\s+[а-яёіїєґў]+)?(?:\s+(?:РФ|РБ|[А-ЯІ][а-яёі]+(?:\s+Федерации|\s+Федерації)?))?"), 0.9),
    (re.compile(r"\b(?:Ministry|Department|Bureau)\s+of\s+[A-Z]\w+(?:\s+(?:and|of)\s+(?:the\s+)?[A-Z]\w+|\s+[A-Z]\w+){0,3}"), 0.9),
    (re.compile(r"\b(?:[A-Z]\w+(?:n|ish|ese|i)\s+)(?:Air Force|Navy|Army|Ministry of \w+|Armed Forces|Air Forces)\b"), 0.9),
)  # fmt: skip
_SENTENCE_WORDS = frozenset(
    "The This That We Our In On At For And But If As By To A An He She It They What When Where Which Who There These "
    "Those All Every Any Some Both Each No Yes Dear Please So After Before During Since With From Of Your My His Her".split()
)


# «ВВС Казахстана»: a country's name in the genitive right behind a body.
_WHOSE = re.compile(
    r"[ \u00a0](?:[А-ЯІ][а-яёі]+(?:ии|ана|и|ы|я|а|ая|ей|ої|ії)|РФ|РБ|России|of [A-Z]\w+)(?!\w)"
)


def find_organisations(text: str) -> Iterator[Candidate]:
    """By legal form, numbered plant, ministry; and bodies known by a short name."""
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            start = _skip_sentence_word(text, match.start(), match.end())
            yield _organisation(text, start, match.end(), confidence)
    for match in re.finditer(r"(?<![\w-])[A-ZА-ЯІЎ][\w]{1,14}(?![\w-])", text):
        if match.group() in known_bodies():
            whose = _WHOSE.match(text, match.end())
            end = whose.end() if whose else match.end()
            yield _organisation(text, match.start(), end, 0.9)


def find_headed(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """A head noun with a quoted name behind it, or with capitalised adjectives before it."""
    for n, word in enumerate(sentence):
        if not word.is_word or not is_head(word, "organisations", language, "heads"):
            continue
        if word.low.isascii() and not word.capital:
            continue
        start, end = _left_edge(sentence, n), word.end
        quoted = re.match(rf"\s+({_QUOTED})", text[word.end : word.end + 90])
        if quoted:
            end = word.end + quoted.end()
            yield _organisation(text, word.start if start == n else sentence[start].start, end, 0.9)
        elif start < n:
            sure = 0.88 if n - start > 1 and word.capital else 0.82
            yield _organisation(text, sentence[start].start, end, sure)


def _left_edge(sentence: list[Word], n: int) -> int:
    """The first word of a name that ends in this noun: capitals, with small adjectives between."""
    first = n
    for back in range(n - 1, max(-1, n - 5), -1):
        word = sentence[back]
        between_capitals = word.is_word and not word.capital and not word.low.isascii()
        if word.is_word and word.capital and word.text not in _SENTENCE_WORDS:
            if back == 0 and not word.low.isascii() and "ADJF" not in word.kinds:
                break
            first = back
        elif not between_capitals or not _adjective(word):
            break
    return first


def _adjective(word: Word) -> bool:
    if word.kinds:
        return bool(word.kinds & {"ADJF", "PRTF"})
    return word.low.isascii() or word.low.endswith(
        ("ий", "ого", "ому", "ы", "ага", "аму", "ым", "им")
    )


def _skip_sentence_word(text: str, start: int, end: int) -> int:
    first = text[start:end].split(" ", 1)[0]
    return start + len(first) + 1 if first in _SENTENCE_WORDS else start


def _organisation(text: str, start: int, end: int, confidence: float) -> Candidate:
    while end > start and (text[end - 1] in " ,;" or re.search(r"[a-zа-я]\.$", text[start:end])):
        end -= 1
    normal = " ".join(text[start:end].split())
    return Candidate(start, end, MentionKind.ORGANISATION, normal, confidence, _FINDER)
