"""Numbers of paragraphs in Word lists, as Word works them out: contracts are cited by them."""

import re
from dataclasses import dataclass, field
from typing import Any

from affidavit.quarantine.parsers.package import Package, attribute, is_number, local

_LEVELS = 9
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class _Level:
    """How a level is numbered: its format, its text (`%1.%2)`), where it starts."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class Numbering:
    """The lists of a document and how far each has been counted."""

    _kinds: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, package: Package) -> "Numbering":
        """What the document says of its lists and styles."""
        found = cls()
        root = package.xml("word/numbering.xml")
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                found._kinds[attribute(element, "abstractNumId")] = _levels(element)
            elif local(element) == "num":
                found._list(element)
        styles = package.xml("word/styles.xml")
        for style in styles if styles is not None else ():
            if local(style) == "style":
                properties = _child(style, "pPr")
                number, level = _reference(properties)
                based = _child(style, "basedOn")
                found._styles[attribute(style, "styleId")] = (number, level, _value(based))
        return found

    def _list(self, element: Any) -> None:
        key = attribute(element, "numId")
        for inner in element:
            if local(inner) == "abstractNumId":
                self._lists[key] = _value(inner)
            elif local(inner) == "lvlOverride":
                start = _child(inner, "startOverride")
                if start is not None:
                    self._starts[key, _whole(attribute(inner, "ilvl"))] = _whole(_value(start), 1)

    def label(self, paragraph: Any) -> str:
        """The number or mark before a paragraph, with a blank; empty for one that has none."""
        properties = _child(paragraph, "pPr")
        number, level = _reference(properties)
        if not number:
            number, level = self._of_style(_value(_child(properties, "pStyle")), level)
        kind = self._lists.get(number, "")
        levels = self._kinds.get(kind)
        if not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(kind, [0] * _LEVELS)
        override = self._starts.get((number, level))
        if override is not None and (number, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        self._begun.add((number, level))
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        text = _shown(levels, level, counts)
        return f"{text} " if text.strip() else ""

    def _of_style(self, style: str, level: int) -> tuple[str, int]:
        for _ in range(10):
            number, own, based = self._styles.get(style, ("", 0, ""))
            if number:
                return number, own or level
            style = based
        return "", 0


def _shown(levels: dict[int, _Level], level: int, counts: list[int]) -> str:
    if levels[level].form == "bullet":
        return "•"

    def part(match: re.Match[str]) -> str:
        other = int(match.group(1)) - 1
        known = levels.get(other, _Level())
        return _number(counts[other] or known.start, known.form)

    return re.sub(r"%([1-9])", part, levels[level].text)


def _number(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("russianLower", "russianUpper"):
        letter = _RUSSIAN[(value - 1) % len(_RUSSIAN)]
        return letter.upper() if form == "russianUpper" else letter
    if form in ("lowerRoman", "upperRoman"):
        out, rest = "", min(value, 4000)
        for worth, letters in _ROMAN:
            out += letters * (rest // worth)
            rest %= worth
        return out.upper() if form == "upperRoman" else out
    if form == "none":
        return ""
    return f"{value:02}" if form == "decimalZero" else str(value)


def _levels(kind: Any) -> dict[int, _Level]:
    found = {}
    for element in kind:
        if local(element) == "lvl":
            number = _whole(attribute(element, "ilvl"))
            form, text, start = (_child(element, name) for name in ("numFmt", "lvlText", "start"))
            if number < _LEVELS:
                found[number] = _Level(
                    _value(form) or "decimal", _value(text)[:100], _whole(_value(start), 1)
                )
    return found


def _reference(properties: Any) -> tuple[str, int]:
    numbered = _child(properties, "numPr")
    level = min(_whole(_value(_child(numbered, "ilvl"))), _LEVELS - 1)
    return _value(_child(numbered, "numId")), level


def _child(element: Any, name: str) -> Any:
    return next((e for e in element if local(e) == name), None) if element is not None else None


def _value(element: Any) -> str:
    return attribute(element, "val") if element is not None else ""


def _whole(text: str, otherwise: int = 0) -> int:
    return int(text) if is_number(text) and len(text) < 8 else otherwise
