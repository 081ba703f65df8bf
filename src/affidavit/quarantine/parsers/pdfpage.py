"""The text of one PDF page: where its words stand, and what of it a reader would not see."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from affidavit.model import Anchor
from affidavit.quarantine.parsers.charsets import clean

_Box = tuple[float, float, float, float]
_CHARACTERS = 60_000
_SCAN_CHARACTERS, _STAMP_CHARACTERS = 12, 400
_SCAN_AREA, _WHOLE_AREA = 0.2, 0.5
_DRAWN_LETTERS = 60
_INVISIBLE = 3
_OBJECTS = 20_000


@dataclass(frozen=True)
class PageText:
    """A page: what it shows, with anchors; what is hidden on it; whether it is a scan."""

    text: str
    anchors: tuple[Anchor, ...]
    hidden: str
    notes: tuple[str, ...]
    scan: bool


@dataclass(frozen=True)
class _Painted:
    """What is painted on a page: the order of objects, what covers others, the share of the largest
    picture, how many paths are drawn."""

    order: dict[int, int]
    invisible: frozenset[int]
    covers: tuple[tuple[int, _Box], ...]
    pictures: float
    paths: int


def page_text(page: pypdfium2.PdfPage, name: str) -> PageText:
    """The words of a page; boxes are in points from its upper left corner."""
    textpage = page.get_textpage()
    count = textpage.count_chars()
    raw = textpage.get_text_range() if count > 0 else ""
    width, height = page.get_size()
    painted = _painted(page, width * height)
    scan = _is_scan(len(raw.strip()), painted)
    if count > _CHARACTERS:
        return PageText(_tidy(raw), (), "", (), scan)
    builder = _Builder(textpage, painted, _Frame.of(page))
    for index, letter in enumerate(raw if len(raw) == count else _letters(textpage, count)):
        builder.add(index, letter)
    return builder.result(scan)


def _letters(textpage: Any, count: int) -> Iterator[str]:
    """The letters one by one, where some take two of pdfium's places or none in its text."""
    high = 0
    for index in range(count):
        code = int(c.FPDFText_GetUnicode(textpage, index))
        if 0xD800 <= code < 0xDC00:
            high = code
            yield ""
        elif 0xDC00 <= code < 0xE000 and high:
            yield chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
            high = 0
        else:
            yield chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _is_scan(characters: int, painted: _Painted) -> bool:
    """Whether a page shows words that are no text: a picture or letters drawn as curves and hardly any
    text, or a picture of the whole page with a stamp or fax line on it."""
    if characters < _SCAN_CHARACTERS:
        return painted.pictures >= _SCAN_AREA or painted.paths >= _DRAWN_LETTERS
    own = not painted.invisible
    return own and painted.pictures >= _WHOLE_AREA and characters < _STAMP_CHARACTERS


def _tidy(text: str) -> str:
    return clean(text).replace("\ufffe", "-")


@dataclass(frozen=True)
class _Frame:
    """What of a page is shown (its CropBox, in the page's own coordinates) and how it is turned."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "_Frame":
        """The frame of a page."""
        left, bottom, right, top = page.get_cropbox()
        return cls(min(left, right), min(bottom, top), max(left, right), max(bottom, top), page.get_rotation())  # fmt: skip

    def misses(self, box: _Box) -> bool:
        """Whether a box lies wholly outside."""
        left, bottom, right, top = box
        return right < self.left or top < self.bottom or left > self.right or bottom > self.top

    def shown(self, box: _Box) -> _Box:
        """(left, top, right, bottom) from the upper left corner of the page as it is shown."""
        width, height = self.right - self.left, self.top - self.bottom
        corners = []
        for x, y in (
            (box[0] - self.left, box[1] - self.bottom),
            (box[2] - self.left, box[3] - self.bottom),
        ):
            corners.append(
                {90: (y, x), 180: (width - x, y), 270: (height - y, width - x)}.get(
                    self.rotation, (x, height - y)
                )
            )
        (x1, y1), (x2, y2) = corners
        return (round(min(x1, x2), 1), round(min(y1, y2), 1), round(max(x1, x2), 1), round(max(y1, y2), 1))  # fmt: skip


class _Builder:
    """Collects letters into shown and hidden text, and shown ones into anchored words."""

    def __init__(self, textpage: Any, painted: _Painted, frame: "_Frame") -> None:
        self._textpage, self._painted, self._frame = textpage, painted, frame
        self._shown: list[str] = []
        self._hidden: list[str] = []
        self._notes: dict[str, None] = {}
        self._anchors: list[Anchor] = []
        self._word: _Box | None = None
        self._start = 0

    def add(self, index: int, letter: str) -> None:
        """One letter of the page."""
        if letter in ("", "\r"):
            return
        letter = "-" if letter == "\ufffe" else clean(letter)
        box = self._box(index) if not letter.isspace() else None
        reason = self._why_hidden(index, box) if box else ""
        if reason:
            self._notes[reason] = None
            self._hidden.append(letter)
            return
        if letter.isspace():
            self._end_word()
            if self._hidden and self._hidden[-1] != " ":
                self._hidden.append(" ")
        elif box is not None:
            self._word = box if self._word is None else _union(self._word, box)
        self._shown.append(letter)
        if letter.isspace():
            self._start = len(self._shown)

    def _end_word(self) -> None:
        if self._word is not None:
            place = self._frame.shown(self._word)
            self._anchors.append(Anchor(self._start, len(self._shown), box=place))
        self._word = None

    def result(self, scan: bool) -> PageText:
        """The page."""
        self._end_word()
        hidden = "".join(self._hidden).strip()
        return PageText(
            "".join(self._shown), tuple(self._anchors), hidden, tuple(self._notes), scan
        )

    def _box(self, index: int) -> _Box | None:
        try:
            left, bottom, right, top = self._textpage.get_charbox(index)
        except pypdfium2.PdfiumError:
            return None
        return (left, bottom, right, top)

    def _why_hidden(self, index: int, box: _Box) -> str:
        """Why a reader would not see a letter; empty where it is seen."""
        left, bottom, right, top = box
        if self._frame.misses(box):
            return "text outside the page"
        if not (self._painted.invisible or self._painted.covers):
            return ""
        handle = _address(c.FPDFText_GetTextObject(self._textpage, index))
        over_picture = self._painted.pictures > 0.5
        if handle in self._painted.invisible:
            if over_picture:  # recognised by another program and laid over a scan
                self._notes["text laid over pictures by another program"] = None
                return ""
            return "invisible text"
        own = self._painted.order.get(handle, 1 << 30)
        middle = ((left + right) / 2, (bottom + top) / 2)
        if any(order > own and _inside(middle, cover) for order, cover in self._painted.covers):
            return "covered text"
        return ""


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _union(one: _Box, two: _Box) -> _Box:
    return (min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3]))


def _inside(point: tuple[float, float], box: _Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _painted(page: pypdfium2.PdfPage, area: float) -> _Painted:
    order: dict[int, int] = {}
    invisible: set[int] = set()
    covers: list[tuple[int, _Box]] = []
    pictures = 0.0
    texts = paths = 0
    for number in range(min(c.FPDFPage_CountObjects(page), _OBJECTS)):
        handle = c.FPDFPage_GetObject(page, number)
        kind = c.FPDFPageObj_GetType(handle)
        if kind == c.FPDF_PAGEOBJ_TEXT:
            texts += 1
            order[_address(handle)] = number
            if c.FPDFTextObj_GetTextRenderMode(handle) == _INVISIBLE:
                invisible.add(_address(handle))
            continue
        paths += kind == c.FPDF_PAGEOBJ_PATH
        box = _bounds(handle)
        if box is None:
            continue
        size = (box[2] - box[0]) * (box[3] - box[1])
        if kind in (c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_FORM):
            pictures = max(pictures, size / area if area else 0.0)
        elif (
            kind == c.FPDF_PAGEOBJ_PATH
            and texts
            and size < 0.9 * area
            and _opaque_rectangle(handle)
        ):
            covers.append((number, box))
    return _Painted(order, frozenset(invisible), tuple(covers), pictures, paths)


def _bounds(handle: Any) -> _Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return None
    return (left.value, bottom.value, right.value, top.value)


def _opaque_rectangle(handle: Any) -> bool:
    """Whether a path is a filled box that lets nothing through."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(handle, mode, stroke) or mode.value == 0:
        return False
    if c.FPDFPath_CountSegments(handle) not in (4, 5) or c.FPDFPageObj_HasTransparency(handle):
        return False  # a highlighter's mark lets the text through
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not c.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha):
        return False
    return alpha.value >= 250
