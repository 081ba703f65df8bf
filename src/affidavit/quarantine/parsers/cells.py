"""Cells of a sheet as text with an anchor each, and numbers as they are to be read."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from affidavit.model import Anchor
from affidavit.quarantine.parsed import RawText
from affidavit.quarantine.parsers.charsets import clean

_SHEET_LIMIT = 40_000_000
_DATE_IDS = {14: "d.m.y", 15: "d.m.y", 16: "d.m", 17: "m.y", 18: "h:m", 19: "h:m", 20: "h:m",
             21: "h:m:s", 22: "d.m.y h:m", 45: "h:m", 46: "h:m", 47: "h:m"}  # fmt: skip
_NUMBER_IDS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
               37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00"}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_DATE_LETTERS = re.compile(r"[ydhs]|(?<![a-z])m", re.IGNORECASE)


def column(number: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass
class SheetText:
    """Builds a sheet's layer: a line a row, cells apart by tabs, each with its anchor."""

    name: str
    size: int = 0
    cut: bool = False
    _out: list[str] = field(default_factory=list)
    _anchors: list[Anchor] = field(default_factory=list)
    _row: int = -1

    def add(self, row: int, col: int, text: str) -> None:
        """A cell; rows must come in order."""
        text = clean(text).replace("\n", " ").strip()
        if not text or self.cut:
            return
        if self.size + len(text) > _SHEET_LIMIT:
            self.cut = True
            return
        if self._out:
            self._put("\t" if row == self._row else "\n")
        start = self.size
        self._put(text)
        self._row = row
        self._anchors.append(Anchor(start, self.size, f"{column(col)}{row + 1}"))

    def _put(self, text: str) -> None:
        self._out.append(text)
        self.size += len(text)

    def layer(self, kind: str = "sheet") -> RawText:
        """The sheet as a layer."""
        return RawText(kind, self.name, "".join(self._out) + "\n", tuple(self._anchors))

    @property
    def empty(self) -> bool:
        """Whether nothing was added."""
        return not self._out


def sheet_layers(
    name: str, cells: Iterable[tuple[int, int, str, bool]], hidden: bool
) -> tuple[list[RawText], bool]:
    """The layers of a sheet: what is shown and, in one of its own, what is hidden.

    `cells` are (row, column, text, whether hidden), counted from 0. Says also whether it was cut.
    """
    shown, concealed = SheetText(name), SheetText(f"{name} (hidden)")
    for row, col, text, out_of_sight in cells:
        (concealed if out_of_sight or hidden else shown).add(row, col, text)
    layers = [] if shown.empty else [shown.layer()]
    layers += [] if concealed.empty else [concealed.layer("hidden")]
    return layers, shown.cut or concealed.cut


def plain_number(value: float) -> str:
    """A number without a format: whole where it is whole."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e17:
        return str(int(value))
    return repr(round(value, 12)) if abs(value) < 1e6 else f"{value:.15g}"


def shown(value: float, code: str, number: int = 0, *, from_1904: bool = False) -> str:
    """A number with all its digits, as a percentage, date or amount of money where its format says so.

    A sheet may show fewer digits than it holds; rounding would lose what a search looks for.
    """
    sections = (code or _NUMBER_IDS.get(number, "") or "").split(";")
    code = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    value = abs(value) if value < 0 and len(sections) > 1 else value
    if code.strip().lower() in ("", "general", "standard", "@") and number not in _DATE_IDS:
        return plain_number(value)
    if re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE) and abs(value) < 1e9:
        return _elapsed(value)
    bare = re.sub(r"(?<=s)[.,]0+", "", _LITERAL.sub("", code), flags=re.IGNORECASE)
    if number in _DATE_IDS or (_DATE_LETTERS.search(bare) and not re.search("[0#?]", bare)):
        return _date(value, bare.lower() or _DATE_IDS.get(number, "d.m.y"), from_1904)
    if not re.search("[0#?]", bare) or "E" in bare.upper() or "/" in bare:
        return plain_number(value)
    percent = "%" in bare
    before, after = _literals(code)
    digits = plain_number(round(value * 100, 4) if percent else value)
    if re.fullmatch("0{2,}", bare.strip()) and digits.isdigit():
        digits = digits.zfill(len(bare.strip()))  # a number that is a name: tax numbers, codes
    return f"{before}{digits}{'%' if percent else ''}{after}"


def _elapsed(value: float) -> str:
    """Hours, minutes and seconds that went by, more than a day's too."""
    seconds = round(abs(value) * 86_400)
    sign = "-" if value < 0 else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _literals(code: str) -> tuple[str, str]:
    """The words a format writes before and behind the digits."""
    digits = re.search("[0#?]", _LITERAL.sub(lambda m: "\0" * len(m.group()), code))
    split = digits.start() if digits else len(code)
    parts = {True: "", False: ""}
    for match in _LITERAL.finditer(code):
        words = match.group(1) or match.group(2) or match.group(3) or ""
        parts[match.start() < split] += words
    return parts[True], parts[False]


def _date(value: float, code: str, from_1904: bool) -> str:
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    try:
        moment = start + timedelta(seconds=round(value * 86_400))
    except (OverflowError, ValueError):
        return plain_number(value)
    day, hour = "d" in code or "y" in code, "h" in code
    if day:
        return moment.strftime("%Y-%m-%d %H:%M" if hour else "%Y-%m-%d")
    return moment.strftime("%H:%M:%S" if hour or "s" in code else "%Y-%m")
