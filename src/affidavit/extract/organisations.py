"""Names of organisations that legal forms, quotation marks and head nouns give away."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.english import entry
from affidavit.extract.gazetteer import heads, is_head, known_bodies, world_names
from affidavit.extract.places import place_country
from affidavit.extract.russian import naming
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
    (re.compile(r"\b(?:Ministry|Department|Bureau)\s+of\s+[A-Z]\w+(?:\s+(?:and|of)\s+(?:the\s+)?[A-Z]\w+|\s+[A-Z]\w+){0,3}"), 0.9),
    (re.compile(r"\b(?:[A-Z]\w+(?:n|ish|ese|i)\s+)(?:Air Force|Navy|Army|Ministry of \w+|Armed Forces|Air Forces)\b"), 0.9),
)  # fmt: skip
_LAWS = frozenset({"УК РФ", "УК РБ", "ГК РФ", "ГК РБ", "УК РК", "ГК РК"})
_SENTENCE_WORDS = frozenset(
    "CEO CFO CTO COO VP Director President Chairman The This That We Our In On At For And But If As By To A An He She It They What When Where Which Who There These "
    "Those All Every Any Some Both Each No Yes Dear Please So After Before During Since With From Of Your My His Her".split()
)


# «ВВС Казахстана», «МИД ФРГ»: a country's name right behind a body.
_WHOSE = re.compile(
    r"[ \u00a0](?:[А-ЯІЄ][а-яёії]+(?:ии|ана|и|ы|я|а|ая|ей|ої|ії|у|і)|РФ|РБ|ФРГ|США|КНР|ОАЭ|ОАЕ|СССР|СРСР|УССР|РК|РА|"
    r"Великой Британии|Великої Британії|Вялікабрытаніі|of [A-Z]\w+)(?!\w)"
)
_COUNTRY = re.compile(r"РФ|РБ|ФРГ|США|КНР|ОАЭ|СССР|РК|РА")


def find_organisations(text: str, language: str) -> Iterator[Candidate]:
    """By legal form, numbered plant, ministry; and bodies known by a short name."""
    for pattern, confidence in _PATTERNS:
        for match in pattern.finditer(text):
            if match.group() in _LAWS:
                continue
            start = _skip_sentence_word(text, match.start(), match.end())
            yield _organisation(text, start, match.end(), confidence)
    for match in re.finditer(r"(?<![\w-])[A-ZА-ЯІЎ][\w]{1,14}(?![\w-])", text):
        if match.group() in known_bodies():
            whose = _WHOSE.match(text, match.end())
            end = whose.end() if whose and _is_country(whose.group(), language) else match.end()
            yield _organisation(text, match.start(), end, 0.9)
    yield from _find_world(text)


_WORLDWIDE = 0.79
"""Below what finds a longer name that begins with one: «Mozilla Foundation»."""
_WORLD_WORD = re.compile(r"(?<![\w@./-])(?:al-)?[A-Z][\w&/'’-]*!?")


def _find_world(text: str) -> Iterator[Candidate]:
    """Names that are known in Latin letters everywhere."""
    known = world_names()
    for match in _WORLD_WORD.finditer(text):
        for name in known.get(match.group(), ()):
            end = match.start() + len(name)
            if text.startswith(name, match.start()) and not text[end : end + 1].isalnum():
                yield _organisation(text, match.start(), end, _WORLDWIDE)
                break


def _is_country(words: str, language: str) -> bool:
    last = words.split()[-1]
    if naming(last.lower(), language) & {"name", "surname"}:
        return False  # «главы МВФ Кристалины Георгиевой»
    return last.isupper() or any(
        place_country(name, language) for name in (" ".join(words.split()[-2:]), last)
    )


def find_headed(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """A head noun with a quoted name behind it, with capitalised adjectives before it, or with what
    it is of: «Министерство внутренних дел», «мэрия Москвы»."""
    for n, word in enumerate(sentence):
        if not word.is_word or not is_head(word, "organisations", language, "heads"):
            continue
        if word.low.isascii() and not word.capital:
            continue
        start, end = _left_edge(sentence, n), word.end
        quoted = re.match(rf"\s+({_QUOTED})", text[word.end : word.end + 90])
        if quoted and is_head(word, "organisations", language, "describing"):
            inside = word.end + quoted.start(1) + 1
            yield _organisation(text, inside, word.end + quoted.end() - 1, 0.9)
        elif quoted:
            end = word.end + quoted.end()
            yield _organisation(text, word.start if start == n else sentence[start].start, end, 0.9)
        else:
            last = _right_edge(sentence, n, language)
            if word.low.isascii() and last == n and not _is_telling(sentence[start:n]):
                continue
            named = is_head(word, "organisations", language, "bodies") and (
                word.capital or is_head(word, "organisations", language, "authorities")
            )
            if start < n or (last > n and named):
                sure = 0.88 if n - start > 1 and word.capital else _SURE_OF_ONE[word.low.isascii()]
                yield _organisation(text, sentence[start].start, sentence[last].end, sure)


def _is_telling(before: list[Word]) -> bool:
    """Whether an English head has more before it than words of a heading: not «Great Service»."""
    known = (entry(word.low) for word in before if word.is_word)
    return any(e is None or e.capitals > _OFTEN_CAPITAL for e in known)


def _english_edge(sentence: list[Word], n: int) -> int:
    """The last word of what a body is of or for: «Housing Authority of New Orleans»."""
    after = sentence[n + 1 : n + _MOST_AFTER + 3]
    if not after or after[0].low not in ("of", "for"):
        return n
    if not is_head(sentence[n], "organisations", "en", "bodies"):
        return n
    last = n
    for at, word in enumerate(after[1:], n + 2):
        if word.capital and word.low.isascii():
            last = at
        elif word.low not in _JOINTS:
            break
    return last


_JOINTS = frozenset({"of", "for", "the", "and"})
_OFTEN_CAPITAL = 5
_MOST_AFTER = 6
_SURE_OF_ONE = {False: 0.82, True: 0.8}
"""How sure a head with one capitalised word before it is a name: in English it may be a heading."""


def _right_edge(sentence: list[Word], n: int, language: str) -> int:
    """The last word of what a body is of or for: genitives, «по надзору …», a country."""
    if sentence[n].low.isascii():
        return _english_edge(sentence, n)
    if language != "ru":
        return n
    last, at, open_ended = n, n + 1, False
    while at < min(len(sentence), n + 1 + _MOST_AFTER):
        word = sentence[at]
        if word.low in ("по", "и") and at + 1 < len(sentence) and not sentence[at + 1].capital:
            wanted = "datv" if word.low == "по" else "gent"
            if last == n and word.low == "и":
                break
            if wanted not in sentence[at + 1].cases or sentence[at + 1].capital:
                break
            at += 1
            word = sentence[at]
            open_ended = True
        if not word.is_word:
            break
        of = word.cases & ({"gent", "datv"} if open_ended else {"gent"})
        if word.capital:
            if _COUNTRY.fullmatch(word.text) or (of and "place" in naming(word.low, language)):
                last = at
            elif not (of and "ADJF" in word.kinds):
                break
        elif not of or "NPRO" in word.kinds:
            break
        elif "NOUN" in word.kinds:
            last = at
        at += 1
    return last


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
    if first in _SENTENCE_WORDS:
        return start + len(first) + 1
    post, of, _ = text[start:end].partition(" of ")  # «Senior Vice President of CCNG, Inc.»
    held = of and not heads("posts", "en").isdisjoint(post.lower().split())
    return start + len(post + of) if held else start


_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Ltd|Co|Bros|Jr|S\.A|s\.r\.o|a\.s)$")


def _full_stop(name: str) -> bool:
    """Whether a name ends in a full stop that ends the sentence."""
    return re.search(r"[a-zа-я]\.$", name) is not None


def _organisation(text: str, start: int, end: int, confidence: float) -> Candidate:
    while end > start and (text[end - 1] in " ,;" or _full_stop(text[start:end])):
        end -= 1
    if _ABBREVIATED.search(text[start:end]) and re.match(
        r"\.(?:[ \u00a0]+[a-zа-я(\d]|[,;:)])", text[end : end + 3]
    ):
        end += 1
    normal = " ".join(text[start:end].split())
    return Candidate(start, end, MentionKind.ORGANISATION, normal, confidence, _FINDER)
