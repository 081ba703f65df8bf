"""Equipment and goods: type designations, quoted names, and noun phrases around known nouns."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import is_head
from affidavit.extract.words import Word
from affidavit.language.fold import latin
from affidavit.model import MentionKind

_FINDER = "rules 1"
_TAIL = r"\d{1,4}[A-ZА-ЯІa-zа-я]{0,5}\d{0,2}(?:-\d{1,3}[A-ZА-Яа-я]{0,3})?(?:[A-ZА-Я]{1,3})?(?![\w])"
_DESIGNATION = re.compile(
    r"(?<![\w-])(?:(?:Ми|Ка|Ан|Ил|Ту|Як|Су|МиГ|Мiг|МіГ|Мі|Іл|Бе|Ла|Mi|Ka|An|Il|Tu|Yak|Su|MiG|Be|L|Л)-"
    + _TAIL
    + r"|(?:ТВ[23]|ТВ7|TV[237]|ВК|VK|АИ|AI|АЛ|AL|РД|RD|ПД|PD|ПС|НК|АШ|Д|ВР|VR|АМ|ГТД|НР|РН)-?\d{1,4}[A-ZА-Я]{0,4}(?:-\d{1,4}[A-ZА-Я]{0,3})?(?![\w])"
    r"|(?:Т|БМП|БТР|БРДМ|БМД|С|Р|РСЗО|T|BMP|BTR|S|R)-\d{2,3}[А-ЯA-Z]{0,3}\d?(?![\w])"
    r"|(?:Boeing|Airbus|Боинг|Embraer|Cessna|Bombardier)[ -][A-Z]?\d{2,4}(?:-\d{2,4}\w*)?"
    r"|(?:UH|AH|CH|HH|MH|F|C|B|A|KC|MQ|RQ|DHC|AW|EC|CJ)-?\d{1,3}[A-Z]{0,2}(?=[ ,.;:)]|$)(?<=\d|[A-Z]))"
)
_GENERIC = re.compile(
    r"(?<![\w.@/-])(?=[\w-]*\d)(?:[A-ZА-ЯІ]{1,6}[a-zа-я]{0,3}[- ]?\d{1,5}[A-ZА-Яa-zа-я]{0,4}(?:[-/]\d{1,4}[A-ZА-Яа-я]{0,4})*|\d{1,3}[A-ZА-Я]{1,3}\d{1,4}[A-ZА-Я]{0,3})(?![\w@])"
)
_QUOTED_NAME = re.compile(r"^\s*(«[^«»\n]{2,40}»|“[^“”\n]{2,40}”|\"[^\"\n]{2,40}\")")
_MAKE = re.compile(
    r"^(?:\s+(?:фирмы|марки|компании|типа|производства|модели|from|by)?\s*(?:[A-Z][\w-]+|[A-Z]{2,}[\w-]*\d*|[A-ZА-Я]+-?\d[\w-]*))+(?:\s\d{2,4}(?![\w%]))?"
)
_NOT_TYPES = re.compile(
    r"^(?:ГОСТ|ISO|ИСО|ТУ|ОСТ|СНиП|EN|DIN|UTF|IP|COVID|ПК|№|A4|А4|А3|A3|Q[1-4]|HTTP|MP3|MP4|USB|USD|EUR|RUB|BYN|UAH|GMT|UTC|FW|RE|[A-ZА-Я]\d)[ -]?\d*"
)


def find_designations(text: str) -> Iterator[Candidate]:
    """Type designations of aircraft, engines and vehicles, known by their first letters."""
    for match in _DESIGNATION.finditer(text):
        yield Candidate(
            match.start(),
            match.end(),
            MentionKind.EQUIPMENT,
            designation(match.group()),
            0.9,
            _FINDER,
        )


def designation(text: str) -> str:
    """A designation in Latin capitals without blanks: Ми-8МТВ-1 and Mi-8MTV-1 are one."""
    return latin(re.sub(r"[\s«»\"“”]+", "", text)).upper()


def find_things(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """Noun phrases headed by a noun of the vocabulary, with what names the make or type."""
    for n, word in enumerate(sentence):
        kind = _kind_of(word, language)
        if kind is None or _half_of_a_compound(sentence, n):
            continue
        first = _modifiers(sentence, n, language)
        end = _named_part(text, word.end)
        named = end > word.end
        start = sentence[first].start
        phrase = " ".join(text[start:end].split())
        confidence = 0.85 if named else 0.7 if first < n else 0.6
        yield Candidate(start, end, kind, phrase, confidence, _FINDER, {"head": min(word.forms)})


def _half_of_a_compound(sentence: list[Word], n: int) -> bool:
    """«gear» in «gear-box»: what is behind the hyphen heads the word."""
    if n + 2 >= len(sentence) or sentence[n + 1].text != "-":
        return False
    return sentence[n + 1].start == sentence[n].end and sentence[n + 2].is_word


def _kind_of(word: Word, language: str) -> MentionKind | None:
    if word.is_word:
        for kind in (MentionKind.EQUIPMENT, MentionKind.GOODS):
            if is_head(word, "things", language, kind.value):
                return kind
    return None


def _modifiers(sentence: list[Word], n: int, language: str) -> int:
    """The first of the adjectives and noun modifiers that stand right before the head."""
    first = n
    for back in range(n - 1, max(-1, n - 9), -1):
        word = sentence[back]
        if word.text == "-" and back > 0 and sentence[back - 1].is_word:
            first = back - 1
            continue
        if first == back:
            continue  # the first half of a hyphenated modifier
        if not word.is_word:
            if (
                word.text.isdigit()
                and len(word.text) <= 4
                and back > 0
                and sentence[back - 1].text == "-"
            ):
                continue
            break
        if not _modifies(word, language):
            break
        first = back
    return first


_ENGLISH_STOP = frozenset(
    "the a an of for to in on at by with from and or but is are was were be been has have had will would can could "
    "our their his her its this that these those we they he she it you i your my not no any some all two three four "
    "five six seven eight nine ten first second more most other another such which who what when where while also "
    "as than then there here if because since until during under over between into about per via each every both "
    "plant company factory firm works shipyard repair repairs overhaul overhauls service services develop develops make makes buy purchase supply deliver order "
    "offer offers manufacture manufactures produce produces need needs use uses instead without".split()
)


def _modifies(word: Word, language: str) -> bool:
    if word.low.isascii():
        return (
            word.low not in _ENGLISH_STOP and not word.low.endswith(("ing", "ed", "ly"))
        ) or word.low in _KEPT
    if word.kinds:
        return (
            bool(word.kinds & {"ADJF", "PRTF"})
            and not word.kinds & {"NPRO", "PREP", "CONJ"}
            and word.low not in _PRONOUNS
        )
    return _ADJECTIVE.search(word.low) is not None


_ADJECTIVE = re.compile(
    r"(?:н|ськ|цьк|ов|єв|ич|в|л|т)(?:ий|ого|ому|их|ими|ої|ою)$|(?:льн|сн|тн|чн|рн|ськ|цьк|ов)(?:і|а|е|у)$"
    r"|(?:н|ск|цк|в|л|т)(?:ы|ага|аму|ых|ымі|ая|ай|ую|ыя|ае|і|іх|ія|іх)$"
)
_KEPT = frozenset(
    {
        "machining",
        "milling",
        "turning",
        "grinding",
        "measuring",
        "bearing",
        "used",
        "advanced",
        "casting",
    }
)
_PRONOUNS = frozenset(
    "этот эта это эти этих этим этой того тот те тех наш наша наши наших нашего нашей нашим ваш ваши ваших вашего свой свои своих весь все всех каждый каждого какой какие который которые которых любой другой другие других такой такие таких сам самый один два три первый первые первых".split()
)


def _named_part(text: str, end: int) -> int:
    """Where the phrase ends with the quoted name, make or designation behind its head."""
    tail = text[end : end + 60]
    if quoted := _QUOTED_NAME.match(tail):
        end += quoted.end()
        tail = text[end : end + 60]
    if make := _MAKE.match(tail):
        return end + make.end()
    match = _DESIGNATION.match(tail.lstrip()) or _GENERIC.match(tail.lstrip())
    if match and tail[:1] == " " and not _NOT_TYPES.match(match.group()):
        return end + len(tail) - len(tail.lstrip()) + match.end()
    return end
