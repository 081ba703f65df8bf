"""Sentences of a text, as offsets."""

import re
from collections.abc import Iterator

# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "г гг т тт д др пр см ср стр рис тел ул пл обл р руб коп тыс млн млрд трлн шт им инж зам гл нач "
    "проф доц акад вул буд грн гр сп ст п пп ч экз мин макс напр т.е т.д т.п т.к и.о в.о "
    "mr mrs ms dr prof st no vs inc ltd co corp jr sr dept approx e.g i.e etc fig vol pp gen col "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_END = re.compile(
    r"(?P<mark>[.!?…]+[»\"”)\]]*)(?=\s|$)|\n[ \t>|]*\n|\n(?=[ \t>]*(?:[-•*–—]|\d{1,2}[.)]|(?:п|пп|ст)\.\s?\d+\S*)\s)|(?P<short>\n)(?=[ \t>]*[A-ZА-ЯЁІЇЄҐЎ\d+«\"])"
)
_FIRMS = frozenset({"ltd", "inc", "co", "corp"})
_NEXT_BEGINS = re.compile(
    r"\s+(?:The|This|That|It|He|She|They|We|But|And|In|On|[A-Z]\w+ (?:is|was|are|were|has|have|had|will|would|can|did|does))\b"
)
"""What follows the full stop of «Ltd.» where it ends the sentence too."""
_SHORT_LINE = 45
_WORD_SIZE = 60
_WORD_BEFORE = re.compile(r"([^\s(«\"]+)$")


def _ends_sentence(text: str, start: int, mark_start: int, mark: str, end: int) -> bool:
    if not mark.startswith(".") or len(mark.rstrip('»"”)]')) > 1:
        return True
    before = _WORD_BEFORE.search(text[max(start, mark_start - _WORD_SIZE) : mark_start])
    word = before.group(1).lower() if before else ""
    if word in _FIRMS and _NEXT_BEGINS.match(text, end):
        return True
    if word in _ABBREVIATIONS or re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", word):
        return False
    following = text[end : end + 40].lstrip()
    short = mark_start - start < _WORD_SIZE
    if short and re.fullmatch(r"\d{1,2}", word) and not text[start:mark_start].strip(word + " \n"):
        return False
    return not following or not following[0].islower()


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence, white space at its edges left out, in order.

    A line break inside a paragraph does not end a sentence (mail is wrapped); an empty line, the
    next point of a list, or a capital after a short line does. Marks of quotation count as white
    space.
    """
    start = 0
    for match in _END.finditer(text):
        mark = match.group("mark")
        if match.group("short") and not _short_line(text, match.start()):
            continue
        if mark and not _ends_sentence(text, start, match.start(), mark, match.end()):
            continue
        end = match.end() if mark else match.start()
        yield from _trimmed(text, start, end)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _short_line(text: str, end: int) -> bool:
    """Whether the line that ends here is too short to have been wrapped: a heading, an entry of a
    list, a line of a signature."""
    return end - (text.rfind("\n", 0, end) + 1) < _SHORT_LINE


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] == ">"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
