"""How the mail programs of the four languages set quoted text: marks, introductions, header blocks."""

import re

QUOTE_MARK = re.compile(r"^\s{0,3}(?:[A-ZА-ЯЁІЇЄҐЎ][\wА-Яа-яЁё]{0,3})?\s?>")
_NOT_A_QUOTE = re.compile(r"^\s*>\s*[=≥]?\s*\d+(?![\d.)])")

FORWARD_MARK = re.compile(
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
_ADDRESS = re.compile(r"[^\s<>\"':;,()\[\]]+@[^\s<>\"':;,()\[\]]+")


def is_quotation(lines: list[str], number: int) -> bool:
    """Lines that only have a greater-than sign before a quantity are prose."""
    end = number
    while end < len(lines) and QUOTE_MARK.match(lines[end]):
        end += 1
    return not all(_NOT_A_QUOTE.match(line) for line in lines[number:end])


def header_block(lines: list[str], number: int) -> bool:
    """A From line with at least two other header lines right below, or such lines with a From line among them."""
    following = [line for line in lines[number + 1 : number + 8] if line.strip()][:4]
    others = sum(bool(_OTHER_LINE.match(line)) for line in following)
    if _FROM_LINE.match(lines[number]):
        return others >= 2
    named = any(_FROM_LINE.match(line) for line in following[:3])
    return bool(_OTHER_LINE.match(lines[number])) and named and others >= 2


def intro_length(lines: list[str], number: int) -> int:
    """How many lines from here introduce a quotation: 0, 1, or 2 or 3 where it is wrapped."""
    if QUOTE_MARK.match(lines[number]):
        return 0
    if _INTRO.match(lines[number].rstrip("\n")):
        return 1
    if _INTRO_START.match(lines[number]):
        for length in (2, 3):
            joined = " ".join(line.strip() for line in lines[number : number + length])
            if len(lines) >= number + length and _INTRO.match(joined):
                return length
    return 0


def stands_alone(line: str) -> bool:
    """Whether an introduction needs no quotation marks after it: it starts with a date or has an address."""
    return bool(_INTRO_START.match(line) or "@" in line or _YOU_WROTE.search(line))
