"""Equipment by its type designation or proper name: Ми-8МТВ-5, Haas VF-2, 16К20, баржа «Окская-17»."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from affidavit.extract.candidates import Candidate
from affidavit.extract.english import entry
from affidavit.extract.gazetteer import equipment_words
from affidavit.language.fold import latin
from affidavit.language.scripts import CYRILLIC
from affidavit.model import MentionKind

_FINDER = "rules 2"
_UP = "A-ZА-ЯЁІЇЄҐЎ"
_TAIL = rf"(?:[{_UP}]{{0,5}}\d{{0,4}}[{_UP}]{{0,4}}\d?)"
_CODE = (
    rf"(?:[{_UP}][a-zа-яіў]?[{_UP}]{{0,5}}\d{{0,2}}-\d{{1,5}}|\d?[{_UP}]{{1,6}}\d{{1,5}}|\d{{1,4}}[{_UP}]{{1,4}}\d{{1,5}}|"
    rf"(?:Ми|Мі|Ка|Ан|Ил|Іл|Ту|Як|Су|Бе|Mi|Ka|An|Il|Tu|Yak|Su|Be|МиГ|МіГ|MiG|БелАЗ|КамАЗ|КрАЗ|ВелАЗ)-\d{{1,6}})"
    rf"{_TAIL}(?:[-/]\d{{0,4}}[{_UP}]{{0,5}}\d{{0,4}}(?<![-/]))*"
)
_DESIGNATION = re.compile(rf"(?<![\w./@№#=%+-])(?:{_CODE})(?![\w@=%]|[-.]\w)")
_HYPHENED = re.compile(
    rf"(?<![\w./@№#=%+-])[{_UP}]{{1,4}}-[{_UP}]{{1,3}}\d{{1,4}}{_TAIL}(?![\w@=%]|[-.]\w)"
)
_SPACED = re.compile(
    rf"(?<![\w./@№-])(?:{'|'.join(equipment_words('families'))})[ \u00a0]\d{{1,4}}[A-Z]{{0,4}}(?:-?\d{{1,3}}[A-Z]{{0,2}})?(?![\w%])"
)
_MAKER = re.compile(
    rf"(?<![\w-])(?P<maker>{'|'.join(re.escape(m).replace('_', '[ -]') for m in equipment_words('makers'))})"
    r"(?P<model>(?:[ \u00a0](?!(?:GmbH|AG|Ltd|Inc|LLC|Corp|SE|Co|S\.A|AB|Oy|KG|PLC|plc)\b)"
    r"(?:[A-ZА-Я][\w.-]*[\w]|[A-Z]|\d{1,5}[A-Z]{0,3}(?:[-/]\d+)*(?![.,]?\d|\s?(?:%|шт|кг|т\b|млн|тыс|тис)))){1,4}|-\d{2,6}\w{0,3})"
)
_NAME = r"(?:«[^«»\n]{2,40}»|“[^“”\n]{2,40}”|„[^„“”\n]{2,40}[“”]|\"[^\"\n]{2,40}\")"
_VESSEL = re.compile(rf"(?<!\w)(?:M/?V|MT|SS|т/х|Т/х|теплоход\w*|т\.х\.)[ \u00a0](?P<name>{_NAME})")
_WORD_BEFORE = re.compile(r"(?<![\w-])([A-Z][a-z]{2,}|[A-Z]{3,7})[ \u00a0]$")
_PART_NUMBER = re.compile(
    r"(?:P/?N|S/?N|зав\.?|сер\.?|арт\.?|инв\.?|кат\.?|№|no\.?|номер\w*|каб(?:инет\w*|\.)?|комн\w*|кімн\w*|пакой|room|цех\w*|корп\w*|"
    r"этаж\w*|офис\w*|кв\.?|gate|file|файл\w*|пункт\w*|п\.|табл\w*|стр\.?|ГОСТ|ISO|ДСТУ|СТБ|ТУ|ОСТ|DIN|EN|рейс\w*|flight)[ \u00a0:№#]*$",
    re.IGNORECASE,
)


def designation(text: str) -> str:
    """A designation in Latin capitals without blanks: Ми-8МТВ-1 and Mi-8MTV-1 are one."""
    return latin(re.sub(r"[\s«»\"“”]+", "", text)).upper()


def find_designations(text: str) -> Iterator[Candidate]:
    """Type designations, with the maker's name where it stands right before."""
    for match in _MAKER.finditer(text):
        if re.search(r"\d", match.group("model")) or _is_model(match.group("model")):
            yield _equipment(text, *match.span(), 0.94)
    for pattern, sure in ((_DESIGNATION, 0.86), (_HYPHENED, 0.8), (_SPACED, 0.9)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if _is_none(text, match.group(), start):
                continue
            start = _with_maker(text, start, match.group())
            yield _equipment(text, start, end, sure + 0.03 * (start < match.start()))
    for match in _VESSEL.finditer(text):
        yield _equipment(text, match.start("name"), match.end("name"), 0.92)


def _is_model(words: str) -> bool:
    """Whether a capitalised word behind a maker can be a model: Zeiss Contura, Siemens Vectron."""
    first = words.split()[0]
    known = entry(first.lower())
    return first.isascii() and len(words.split()) == 1 and (known is None or not known.signs)


def _is_none(text: str, word: str, start: int) -> bool:
    """Whether a code is a standard, a part's number, a room, a size of paper and so on."""
    head = re.match(rf"[{_UP}]*", word.upper())
    if word.upper() in _not_types() or (head and head.group() in _not_types()):
        return True
    if len(re.sub(r"\W", "", word)) < 3 and not re.match(
        r"(?:Ми|Мі|Ка|Ан|Ту|Як|Су|Ил|Іл|Бе|Л|Mi|Ka|An|L)-\d", word
    ):
        return True
    return _PART_NUMBER.search(text, max(0, start - 14), start) is not None


@cache
def _not_types() -> frozenset[str]:
    return frozenset(equipment_words("not_types"))


def _with_maker(text: str, start: int, word: str) -> int:
    """Where a designation begins with the maker's name before it: «Goodway GS-2600»."""
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if not before or CYRILLIC.search(word):
        return start
    maker = before.group(1)
    known = entry(maker.lower())
    if known is not None and (known.capitals < 8 or set(known.signs) & {"g", "p"}):
        return start
    return start if maker.upper() in _not_types() else before.start(1)


def _equipment(text: str, start: int, end: int, sure: float) -> Candidate:
    normal = designation(text[start:end])
    return Candidate(start, end, MentionKind.EQUIPMENT, normal, sure, _FINDER)


_QUOTED_AFTER = re.compile(rf"[ \u00a0](?P<name>{_NAME})")
_MODEL_AFTER = re.compile(
    rf"[ \u00a0](?P<name>(?:[A-Z][\w&-]+[ \u00a0]){{0,2}}(?:{_CODE}|[A-Z]{{1,5}}[ \u00a0]\d{{1,4}}[A-Z]?|[A-Z][a-z]+[ \u00a0]\d{{2,4}}|[A-Z][ \u00a0]\d{{1,3}}[ \u00a0][A-Z]))(?![\w%])"
)


def named_after(text: str, heads: Sequence[tuple[int, bool]]) -> Iterator[Candidate]:
    """What stands right behind the noun of a machine: a model, or a name in quotation marks.

    `heads` are (end of the noun, whether such things bear names of their own).
    """
    for end, bears_name in heads:
        if bears_name and (quoted := _QUOTED_AFTER.match(text, end)):
            yield _equipment(text, quoted.start("name"), quoted.end("name"), 0.92)
        if (model := _MODEL_AFTER.match(text, end)) and not _is_none(
            text, model.group("name"), end
        ):
            yield _equipment(text, model.start("name"), model.end("name"), 0.95)
