"""A mail body told apart: what its author wrote, what is quoted, what is signature.

Works on lines, with what mail programs put between the parts (`language.quoting`).
"""

import re
from collections.abc import Iterator

from affidavit.language.quoting import (
    FORWARD_MARK,
    QUOTE_MARK,
    header_block,
    intro_length,
    is_quotation,
    stands_alone,
)
from affidavit.model.text import BODY, QUOTED, SIGNATURE

_CLOSING = re.compile(
    r"^\s*(?:с (?:искренним |глубоким |большим |наилучшими )?(?:уважением|пожеланиями)|с ув\.?|с почтением|всего доброго|"
    r"искренне ваш\w*|з (?:повагою|найкращими побажаннями)|із повагою|щиро ваш\w*|"
    r"з павагай|з найлепшымі пажаданнямі|шчыра ваш\w*|"
    r"(?:best|kind|warm|warmest|with best|with kind)(?: and kind)? regards|regards|sincerely|"
    r"yours (?:sincerely|faithfully|truly)|best wishes|kindest regards|cheers|best|br|rgds)\s*[,.!]?\s*(?:\S.{0,40})?$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\s*(?:отправлено (?:с|из|от)|sent from|get outlook for|надіслано (?:з|із)|відправлено (?:з|із)|"
    r"адпраўлена (?:з|са)|даслана (?:з|са)|получить outlook)\b(?:\s+[^\s,]+){1,6}\s*$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"^(?:-- ?|—\s?|--\s*)$")
_SIGNATURE_LINES = 14
_SIGNATURE_CHARACTERS = 900


def segment(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of the parts of a body in order; together they are the whole text."""
    lines = text.splitlines(keepends=True)
    quoted = _quoted_lines(lines)
    parts: list[tuple[str, int, int]] = []
    offset = 0
    for start, end, is_quoted in _runs(quoted, lines):
        size = sum(len(line) for line in lines[start:end])
        if is_quoted:
            parts.append((QUOTED, offset, offset + size))
        else:
            cut = _signature_start(lines[start:end])
            head = sum(len(line) for line in lines[start : start + cut])
            if head:
                parts.append((BODY, offset, offset + head))
            if size > head:
                parts.append((SIGNATURE, offset + head, offset + size))
        offset += size
    return parts


def _quoted_lines(lines: list[str]) -> list[bool]:
    quoted = [False] * len(lines)
    number = 0
    while number < len(lines):
        if FORWARD_MARK.match(lines[number]) or header_block(lines, number):
            return _mark(quoted, number, len(lines))
        intro = intro_length(lines, number)
        if intro:
            after = _next_filled(lines, number + intro)
            if after < len(lines) and QUOTE_MARK.match(lines[after]):
                _mark(quoted, number, after)
                number = after
                continue
            if stands_alone(lines[number]):
                return _mark(quoted, number, len(lines))
        if QUOTE_MARK.match(lines[number]) and is_quotation(lines, number):
            end = number
            while end < len(lines) and QUOTE_MARK.match(lines[end]):
                end += 1
            _mark(quoted, number, end)
            number = end
            continue
        number += 1
    return quoted


def _mark(quoted: list[bool], start: int, end: int) -> list[bool]:
    for number in range(start, end):
        quoted[number] = True
    return quoted


def _next_filled(lines: list[str], number: int) -> int:
    while number < len(lines) and not lines[number].strip():
        number += 1
    return number


def _runs(quoted: list[bool], lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, quoted) of runs of lines; empty lines go with what stands before them."""
    kinds: list[bool] = []
    for flag, line in zip(quoted, lines, strict=True):
        kinds.append(kinds[-1] if kinds and not line.strip() else flag)
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or kinds[number] != kinds[start]:
            yield start, number, kinds[start]
            start = number


def _signature_start(lines: list[str]) -> int:
    """Index of the first line of the signature in a block of own lines; their number for none."""
    for number in range(len(lines)):
        rest = lines[number:]
        short = len(rest) <= _SIGNATURE_LINES and sum(map(len, rest)) <= _SIGNATURE_CHARACTERS
        if _DELIMITER.match(lines[number].rstrip("\n")) and short:
            return number
        if short and _CLOSING.match(lines[number]):
            return number
        if short and _DEVICE.match(lines[number]):
            return min(number, _name_block(lines[:number]))
    return _name_block(lines)


_NAME_LINE = re.compile(
    r"^(?:[A-ZА-ЯЁІЇЄҐЎ][\w'’ʼ-]*\.?(?:\s+|(?<=\.)|$)){1,4}$|^[A-ZА-ЯЁІЇЄҐЎ]\.\s?[A-ZА-ЯЁІЇЄҐЎ]\.\s?[A-ZА-ЯЁІЇЄҐЎ][\w'’ʼ-]+$"
)
_BLOCK_LINES = 7
_BLOCK_WIDTH = 70


def _name_block(lines: list[str]) -> int:
    """Index of the last paragraph, where it is a name or initials with at most some short lines below
    and something stands before it; the number of lines for none."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    first = last
    while first and lines[first - 1].strip():
        first -= 1
    block = [line.strip() for line in lines[first:last]]
    if not block or not any(line.strip() for line in lines[:first]) or len(block) > _BLOCK_LINES:
        return len(lines)
    named = _NAME_LINE.match(block[0]) and len(block[0]) <= _NAME_WIDTH
    short = all(
        len(line) <= _BLOCK_WIDTH and not line.endswith(("?", "!", ":", ";")) for line in block
    )
    return first if named and short else len(lines)


_NAME_WIDTH = 40
