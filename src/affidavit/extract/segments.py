"""A mail body told apart: what its author wrote, what is quoted, what is signature.

Works on lines, with what the mail programs of the four languages put between the parts.
"""

import re
from collections.abc import Iterator

from affidavit.model.text import BODY, QUOTED, SIGNATURE

_QUOTE = re.compile(r"^\s{0,3}(?:[A-ZА-ЯЁІЇЄҐЎ][\wА-Яа-яЁё]{0,3})?\s?>")
_NOT_A_QUOTE = re.compile(r"^\s*>\s*[=≥]?\s*\d+(?![\d.)])")

_FORWARD = re.compile(
    r"^[\s>*]*(?:-{2,}|_{5,}|={5,})\s*(?:"
    r"original message|forwarded (?:message|by)|исходное сообщение|пересылаемое сообщение|"
    r"перенаправленное сообщение|пересланное сообщение|конец пересылаемого|переслано|"
    r"(?:оригінальне|вихідне|початкове|переслане|перенаправлене|пересилане) повідомлення|"
    r"(?:зыходнае|арыгінальнае|пераслан\w+|перасыла\w+|перанакірава\w+) паведамленне|"
    r"перадрасаван\w+ паведамленне|reply message|ответ на сообщение)\b.*$"
    r"|^\s*(?:begin forwarded message|начало переадресованного сообщения|"
    r"початок (?:листа, що пересилається|пересланого повідомлення|переадресованого повідомлення)|"
    r"пачатак перас\w+ паведамлення|пачатак перанакіраванага паведамлення|"
    r"пересланное сообщение|переслане повідомлення)\s*:\s*$"
    r"|^\s*_{20,}\s*$",
    re.IGNORECASE,
)
_HEADER_NAMES = {
    "from": r"from|от(?: кого)?|від(?: кого)?|ад(?: каго)?",
    "other": (
        r"sent|date|to|cc|subject|importance|attachments|reply-to|отправлено|дата|кому|копия|тема|"
        r"надіслано|відправлено|копія|адпраўлена|даслана|каму|копія|тэма|вложения|важность|"
        r"вкладення|reply to|received"
    ),
}
_FROM_LINE = re.compile(rf"^[\s>*]*(?:{_HEADER_NAMES['from']})\*?\s*:\*?\s*\S", re.IGNORECASE)
_OTHER_LINE = re.compile(rf"^[\s>*]*(?:{_HEADER_NAMES['other']})\*?\s*:", re.IGNORECASE)

_WROTE = (
    r"wrote|writes|said|пишет|писал(?:\(а\)|а|и)?|написал(?:\(а\)|а|и)?|сообщил\w*|пише|писа(?:в|ла)(?:\(ла\))?|"
    r"написа(?:в|ла)(?:\(ла\))?|написав\(-ла\)|піша|пісаў|пісала|напісаў(?:\(-?ла\))?|напісала|вы писали|ви писали|"
    r"вы пісалі|пишете"
)
_DATED = r"\d{1,2}[./\s-]|\d{4}|@|\d{1,2}:\d{2}"
_INTRO = re.compile(
    rf"^[^>].*(?:{_DATED}).*\b(?:{_WROTE})\b[^.!?]{{0,60}}:\s*$"
    rf"|^(?:{_WROTE})\b.*(?:{_DATED}).*:\s*$"
    rf"|^.*\b(?:вы писали|ви писали|вы пісалі|you wrote)\b.*:\s*$"
    r"|^.*(?:\d{4}|\d{1,2}:\d{2}).*<[^<>\s]+@[^<>\s]+>:?\s*:\s*$",
    re.IGNORECASE,
)
_INTRO_START = re.compile(
    r"^(?:on\s.*\d|(?:пн|вт|ср|чт|пт|сб|вс|нд|аўт|чц|сер|пан|няд|суб)[,.\s].*\d|"
    r"(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|"
    r"четвер|субота|неділя|панядзелак|аўторак|серада|чацвер|пятніца|нядзеля)\b.*\d|"
    r"\d{1,2}[./\s]\S+.*\d{1,2}:\d{2}|\d{1,2}\s\w+\s\d{4})",
    re.IGNORECASE,
)
_YOU_WROTE = re.compile(r"\b(?:вы писали|ви писали|вы пісалі|you wrote)\b", re.IGNORECASE)
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
        if _FORWARD.match(lines[number]) or _header_block(lines, number):
            return _mark(quoted, number, len(lines))
        intro = _intro_length(lines, number)
        if intro:
            after = _next_filled(lines, number + intro)
            if after < len(lines) and _QUOTE.match(lines[after]):
                _mark(quoted, number, after)
                number = after
                continue
            if _stands_alone(lines[number]):
                return _mark(quoted, number, len(lines))
        if _QUOTE.match(lines[number]) and _is_quotation(lines, number):
            end = number
            while end < len(lines) and _QUOTE.match(lines[end]):
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


def _is_quotation(lines: list[str], number: int) -> bool:
    """Lines that only have a greater-than sign before a quantity are prose."""
    end = number
    while end < len(lines) and _QUOTE.match(lines[end]):
        end += 1
    return not all(_NOT_A_QUOTE.match(line) for line in lines[number:end])


def _header_block(lines: list[str], number: int) -> bool:
    """A From line, and at least two more header lines right below."""
    if not _FROM_LINE.match(lines[number]):
        return False
    following = [line for line in lines[number + 1 : number + 8] if line.strip()][:4]
    return sum(bool(_OTHER_LINE.match(line)) for line in following) >= 2


def _intro_length(lines: list[str], number: int) -> int:
    """How many lines from here introduce a quotation: 0, 1, or 2 or 3 where it is wrapped."""
    if _QUOTE.match(lines[number]):
        return 0
    if _INTRO.match(lines[number].rstrip("\n")):
        return 1
    if _INTRO_START.match(lines[number]):
        for length in (2, 3):
            joined = " ".join(line.strip() for line in lines[number : number + length])
            if len(lines) >= number + length and _INTRO.match(joined):
                return length
    return 0


def _stands_alone(line: str) -> bool:
    """Whether an introduction needs no quotation marks after it: it starts with a date or has an address."""
    return bool(_INTRO_START.match(line) or "@" in line or _YOU_WROTE.search(line))


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
