"""Dates and periods, in digits and words, absolute and relative to the day of the message.

Normal forms are ISO 8601 and, for what that has no form for, EDTF (ISO 8601-2): `2023-02-24`, `2023-02`,
`2023`, `2023-Q2`, `2023-W08`, `2021-22` (a summer), `2021/2022` (from one to the other), `--02-24` and
`--02` where no year is told.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from affidavit.extract.candidates import Candidate
from affidavit.language.calendarwords import (
    DAY_WORDS,
    DAYS,
    EDGES,
    MONTHS,
    PERIODS,
    SEASONS,
    WEEKDAYS,
    WHICH,
    YEAR_WORDS,
)
from affidavit.model import MentionKind

_FINDER = "rules 2"
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
_YEAR = r"(?:19|20)\d\d"
_YEAR_WORD = r"(?:\s?(?:года|году|годе|годах|год|гг\.|г\.|г|року|році|рік|років|роках|роки|рр\.|р\.|годзе|годзе|гадах|гады)(?![а-яёіўґї]))"
_MONTH = "|".join(form for _, form in MONTHS)
_PREPOSITION = r"(?:(?<=\bв )|(?<=\bво )|(?<=\bс )|(?<=\bсо )|(?<=\bк )|(?<=\bко )|(?<=\bдо )|(?<=\bот )|(?<=\bна )|(?<=\bза )|(?<=\bпо )|(?<=\bу )|(?<=\bў )|(?<=\bз )|(?<=\bіз )|(?<=\bвід )|(?<=\bад )|(?<=\bда )|(?<=\bin )|(?<=\bby )|(?<=\bsince )|(?<=\buntil )|(?<=\bfrom )|(?<=\bto )|(?<=\bof )|(?<=\btill )|(?<=\bon )|(?<=\bbefore )|(?<=\bafter )|(?<=\bduring )|(?<=\bраніше )|(?<=\bпосле )|(?<=\bпісля ))"
_QUARTER = (
    r"(?:I{1,3}|IV|[1-4])(?:-?[йм]|-?го|st|nd|rd|th)?[ \u00a0](?:кв\.|квартал\w*|quarter)|Q[1-4]"
)
_HALF = r"(?:I{1,2}|[12])(?:-?[йме]|-?го|-му)?[ \u00a0](?:полугоди\w+|півріччя\w*|паўгоддз\w+)|H[12]|(?:first|second)[ ]half"
_UNIT_AFTER = r"(?!\s?(?:%|шт|кг|т\b|тонн|руб|млн|тыс|евро|USD|EUR|[$€]))"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(rf"(?<![\d-])({_YEAR})-(\d\d)-(\d\d)(?![\d-])")),
    ("span_dots", re.compile(rf"(?<![\d.])(\d{{1,2}})\.(\d{{1,2}})(?:\.({_YEAR}))?\s?[-–—]\s?(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR}|\d\d)(?!\d)")),
    ("dots", re.compile(rf"(?<![\d.])(\d{{1,2}})[./](\d{{1,2}})[./]({_YEAR}|\d\d)(?![\d%]|[./]\d)")),
    ("span_days", re.compile(rf"(?<!\d)(\d{{1,2}})\s?[-–—]\s?(\d{{1,2}})\s(?P<month>{_MONTH})(?:,?\s({_YEAR}){_YEAR_WORD}?)?(?!\w)", re.IGNORECASE)),
    ("day", re.compile(rf"(?<![\d.,№])(\d{{1,2}})(?:st|nd|rd|th|-?го)?\s(?:of\s)?(?P<month>{_MONTH})\.?(?!\w)(?:,?\s({_YEAR}){_YEAR_WORD}?)?", re.IGNORECASE)),
    ("day", re.compile(rf"(?<!\w)(?P<month>{_MONTH})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s({_YEAR}))(?!\d)", re.IGNORECASE)),
    ("edge", re.compile(rf"(?<!\w)(?P<edge>{'|'.join(EDGES)})\s(?:of\s)?(?:the\s|this\s|next\s)?(?:(?P<which>{'|'.join(WHICH)})\s)?(?P<what>(?P<month>{_MONTH})(?!\w)(?:\s{_YEAR}{_YEAR_WORD}?)?|(?:{_QUARTER})(?:\s{_YEAR}{_YEAR_WORD}?)?|(?:{'|'.join(PERIODS)})(?!\w)|{_YEAR}{_YEAR_WORD}?)", re.IGNORECASE)),
    ("yearend", re.compile(r"(?<!\w)year-end(?!\w)", re.IGNORECASE)),
    ("part", re.compile(rf"(?<!\w)(?P<edge>mid|early|late)[- ](?P<month>{_MONTH})(?!\w)(?:\s({_YEAR}))?", re.IGNORECASE)),
    ("month", re.compile(rf"(?<!\w)(?P<month>{_MONTH})\.?\s({_YEAR}){_YEAR_WORD}?(?!\d)", re.IGNORECASE)),
    ("quarter", re.compile(rf"(?<!\w)(?P<q>{_QUARTER}|{_HALF})(?:\s(?P<year>{_YEAR}){_YEAR_WORD}?)?(?!\w)")),
    ("season", re.compile(rf"(?<!\w)(?:(?P<which>{'|'.join(WHICH)})\s)?(?P<season>{'|'.join(SEASONS)})\s(?P<year>{_YEAR}){_YEAR_WORD}?(?!\d)", re.IGNORECASE)),
    ("season", re.compile(rf"(?<!\w)(?P<which>{'|'.join(WHICH)})\s(?P<season>{'|'.join(SEASONS)})(?!\w)(?P<year>)", re.IGNORECASE)),
    ("years", re.compile(rf"(?<![\d-])({_YEAR})\s?[-–—/]\s?({_YEAR}|\d\d)(?:{_YEAR_WORD}|(?![\w/-]))")),
    ("year", re.compile(rf"(?<![\d.,-])({_YEAR})(?:-?(?:м|го|й))?{_YEAR_WORD}")),
    ("year", re.compile(rf"{_PREPOSITION}({_YEAR})(?![\d%\w]|[.,/-]\d|\s\d){_UNIT_AFTER}", re.IGNORECASE)),
    ("relative", re.compile(rf"(?<!\w)(?P<word>{'|'.join(DAY_WORDS)})(?!\w)", re.IGNORECASE)),
    ("relative_year", re.compile(rf"(?<!\w)(?P<word>{'|'.join(YEAR_WORDS)})(?!\w)", re.IGNORECASE)),
    ("weekday", re.compile(rf"(?<!\w)(?:(?P<which>{'|'.join(WHICH)})\s)?(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)", re.IGNORECASE)),
    ("period", re.compile(rf"(?<!\w)(?P<which>{'|'.join(WHICH)})\s(?P<what>{'|'.join(PERIODS)})(?!\w)", re.IGNORECASE)),
    ("bare_month", re.compile(rf"{_PREPOSITION}(?P<month>{_MONTH})(?!\w|\.\w)", re.IGNORECASE)),
    ("short", re.compile(rf"{_PREPOSITION}(\d{{1,2}})\.(\d{{2}})(?![\d.%]){_UNIT_AFTER}", re.IGNORECASE)),
)  # fmt: skip


def find_dates(text: str, base: date | None = None) -> Iterator[Candidate]:
    """Dates and periods of a text; relative ones are resolved against `base`, the message's day."""
    if base and not _FIRST_YEAR < base.year < _LAST_YEAR:
        base = None  # a broken or hostile header: no calendar goes on from there
    taken = bytearray(len(text))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            normal = _NORMAL[kind](match, base)
            if normal:
                taken[start:end] = b"\1" * (end - start)
                if text[end - 1] == "." and not re.search(r"(?:г|р)\.$", text[start:end]):
                    end -= 1
                relative = {"relative": "yes"} if kind in _RELATIVE else {}
                yield Candidate(start, end, MentionKind.DATE, normal, 0.85, _FINDER, relative)


_RELATIVE = frozenset(
    {"relative", "relative_year", "weekday", "period", "bare_month", "short", "yearend"}
)


def _which(forms: dict[str, int], word: str) -> int:
    return next(v for form, v in forms.items() if re.fullmatch(form, word, re.IGNORECASE))


def _month_of(match: re.Match[str]) -> int:
    word = match.group("month").rstrip(".")
    return next(number for number, form in MONTHS if re.fullmatch(form, word, re.IGNORECASE))


def _valid(year: str | None, month: int, day: int, base: date | None = None) -> str:
    full = f"20{year}" if year and len(year) == 2 else year
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    if not full and base is not None:
        full = str(_nearest_year(month, base))
    if full and day > monthrange(int(full), month)[1]:
        return ""
    return f"{full or '-'}-{month:02}-{day:02}"


def _nearest_year(month: int, base: date) -> int:
    """The year in which a month is nearest to a day."""
    years = (base.year - 1, base.year, base.year + 1)
    return min(years, key=lambda year: abs((year - base.year) * 12 + month - base.month))


def _iso(m: re.Match[str], _: date | None) -> str:
    return _valid(m.group(1), int(m.group(2)), int(m.group(3)))


def _dots(m: re.Match[str], _: date | None) -> str:
    day, month = int(m.group(1)), int(m.group(2))
    return _valid(m.group(3), month, day) or _valid(m.group(3), day, month)


def _span_dots(m: re.Match[str], _: date | None) -> str:
    last = _valid(m.group(6), int(m.group(5)), int(m.group(4)))
    first = _valid(m.group(3) or m.group(6), int(m.group(2)), int(m.group(1)))
    return f"{first}/{last}" if first and last else ""


def _span_days(m: re.Match[str], base: date | None) -> str:
    month, year = _month_of(m), m.group(4)
    first, last = (_valid(year, month, int(m.group(n)), base) for n in (1, 2))
    return f"{first}/{last}" if first and last else ""


def _day(m: re.Match[str], base: date | None) -> str:
    numbers = [group for group in m.groups() if group and group.isdigit()]
    day = next(int(n) for n in numbers if len(n) < 3)
    year = next((n for n in numbers if len(n) == 4), None)
    return _valid(year, _month_of(m), day, base)


def _month(m: re.Match[str], _: date | None) -> str:
    return f"{m.group(2)}-{_month_of(m):02}"


def _bare_month(m: re.Match[str], base: date | None) -> str:
    word = m.group("month")
    if word.isascii() and not word[0].isupper():
        return ""
    month = _month_of(m)
    return f"{_nearest_year(month, base)}-{month:02}" if base else f"--{month:02}"


def _short(m: re.Match[str], base: date | None) -> str:
    return _valid(None, int(m.group(2)), int(m.group(1)), base)


def _quarter(m: re.Match[str], base: date | None) -> str:
    text = m.group("q")
    year = m.group("year") or (str(base.year) if base else "-")
    half = re.search(r"полуг|півр|паўг|^H|half", text)
    if half:
        return f"{year}-{39 + _ordinal(text)}"  # EDTF: 40 and 41 are the halves of a year
    return f"{year}-Q{_ordinal(text)}"


def _season(m: re.Match[str], base: date | None) -> str:
    number = _which(SEASONS, m.group("season"))
    year = m.group("year")
    if not year:
        if base is None:
            return f"--{number}"
        year = str(base.year + min(0, _which(WHICH, m.group("which"))))
    return f"{year}-{number}"


def _years(m: re.Match[str], _: date | None) -> str:
    last = m.group(2) if len(m.group(2)) == 4 else m.group(1)[:2] + m.group(2)
    return f"{m.group(1)}/{last}" if int(last) > int(m.group(1)) else ""


def _year(m: re.Match[str], _: date | None) -> str:
    return m.group(1)


def _relative(m: re.Match[str], base: date | None) -> str:
    shift = _which(DAY_WORDS, m.group("word"))
    return (base + timedelta(shift)).isoformat() if base else f"day {shift:+d}"


def _relative_year(m: re.Match[str], base: date | None) -> str:
    shift = _which(YEAR_WORDS, m.group("word"))
    return str(base.year + shift) if base else f"year {shift:+d}"


def _weekday(m: re.Match[str], base: date | None) -> str:
    number = _which(WEEKDAYS, m.group("weekday"))
    if (
        m.group("weekday").isascii()
        and not m.group("weekday")[0].isupper()
        and len(m.group("weekday")) < 6
    ):
        return ""
    if base is None:
        return f"weekday {number + 1}"
    ahead = (number - base.weekday()) % 7
    which = m.group("which")
    shift = _which(WHICH, which) if which else 0
    if shift > 0:
        ahead = ahead or 7
    elif shift < 0:
        ahead = ahead - 7 if ahead else -7
    elif ahead > DAYS // 2:
        ahead -= 7
    return (base + timedelta(ahead)).isoformat()


def _period(m: re.Match[str], base: date | None) -> str:
    shift, what = _which(WHICH, m.group("which")), _which(PERIODS, m.group("what"))
    name = ("week", "month", "quarter", "year")[what]
    if base is None:
        return f"{name} {shift:+d}"
    if what == 0:
        year, week, _ = (base + timedelta(7 * shift)).isocalendar()
        return f"{year}-W{week:02}"
    if what == 3:
        return str(base.year + shift)
    months = base.year * 12 + base.month - 1 + shift * (1 if what == 1 else 3)
    year, month = divmod(months, 12)
    return f"{year}-{month + 1:02}" if what == 1 else f"{year}-Q{month // 3 + 1}"


def _edge(m: re.Match[str], base: date | None) -> str:
    """«до конца года»: the last day of it; of a beginning the first, of a middle the month."""
    edge, what = _which(EDGES, m.group("edge")), m.group("what")
    year = re.search(_YEAR, what)
    if m.group("month"):
        known = year.group() if year else str(_nearest_year(_month_of(m), base)) if base else ""
        return _edge_of_month(known, _month_of(m), edge)
    if base is None and not year:
        return f"{('start', 'middle', 'end')[edge]} of {what}"
    told = int(year.group()) if year else base.year if base else 0
    if quarter := re.match(_QUARTER, what, re.IGNORECASE):
        last = 3 * _ordinal(quarter.group())
        return _edge_of_month(str(told), last - 2 + edge, edge)
    if year or base is None:
        return _edge_of_year(told, edge)
    period = _which(PERIODS, what)
    if period == 0:
        return (base + timedelta((6 if edge == 2 else 2 * edge) - base.weekday())).isoformat()
    if period == 1:
        return _edge_of_month(str(base.year), base.month, edge)
    if period == 2:
        last = (base.month - 1) // 3 * 3 + 3
        return _edge_of_month(str(base.year), last - 2 + edge, edge)
    return _edge_of_year(base.year, edge)


def _ordinal(text: str) -> int:
    """Which quarter or half a text tells: «III квартал», «2-е полугодие», "second half"."""
    if roman := re.match(r"(IV|I{1,3})\b", text.upper()):
        return {"I": 1, "II": 2, "III": 3, "IV": 4}[roman.group(1)]
    if digit := re.search(r"[1-4]", text):
        return int(digit.group())
    return 2 if "second" in text else 1


def _edge_of_year(year: int, edge: int) -> str:
    return (f"{year}-01-01", f"{year}-07", f"{year}-12-31")[edge]


def _edge_of_month(year: str, month: int, edge: int) -> str:
    last = monthrange(int(year), month)[1] if year else 30
    return f"{year or '-'}-{month:02}-{(1, 15, last)[edge]:02}"


def _part(m: re.Match[str], base: date | None) -> str:
    edge = "eml".index(m.group("edge")[0].lower())  # early, mid, late
    year = m.group(3) or (str(_nearest_year(_month_of(m), base)) if base else "")
    return _edge_of_month(year, _month_of(m), edge)


def _yearend(_: re.Match[str], base: date | None) -> str:
    return f"{base.year}-12-31" if base else "end of year"


_NORMAL = {
    "iso": _iso, "dots": _dots, "span_dots": _span_dots, "span_days": _span_days, "day": _day, "month": _month,
    "bare_month": _bare_month, "short": _short, "quarter": _quarter, "season": _season, "years": _years,
    "year": _year, "relative": _relative, "relative_year": _relative_year, "weekday": _weekday,
    "period": _period, "edge": _edge, "part": _part, "yearend": _yearend,
}  # fmt: skip
