"""Immutable texts and exact places in them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from affidavit.model.errors import QuoteMismatch
from affidavit.model.ids import content_id, text_hash

BODY, QUOTED, SIGNATURE, SUBJECT = "body", "quoted", "signature", "subject"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a part of a layer's text stands in the document it was read from.

    `cell` names a cell (`B4`). `box` is (left, top, right, bottom): in points from the page's upper
    left corner for a page, in pixels for a picture. `confidence` 0..1 is that of a recognised word.
    """

    start: int
    end: int
    cell: str = ""
    box: tuple[float, float, float, float] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands: a range of cells (`B4:C5`), or a box as in `Anchor`; and how sure the least
    sure of its recognised words is."""

    cells: str
    box: tuple[float, float, float, float] | None
    confidence: float


_CELL = re.compile(r"([A-Z]+)(\d+)")


def place_of(anchors: Iterable[Anchor], start: int, end: int) -> Place | None:
    """The place of the characters from `start` to `end`; None where the layer has no anchors there."""
    found = [a for a in anchors if a.start < end and a.end > start]
    if not found:
        return None
    cells = [m.groups() for a in found if (m := _CELL.fullmatch(a.cell))]
    boxes = [a.box for a in found if a.box is not None]
    box = None
    if boxes:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        box = (min(lefts), min(tops), max(rights), max(bottoms))
    return Place(_cell_range(cells), box, min(a.confidence for a in found))


def _cell_range(cells: list[tuple[str, ...]]) -> str:
    if not cells:
        return ""
    columns = sorted({column for column, _ in cells}, key=lambda c: (len(c), c))
    rows = sorted({int(row) for _, row in cells})
    first, last = f"{columns[0]}{rows[0]}", f"{columns[-1]}{rows[-1]}"
    return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """One text of a document; never changed once made, and its id says what it holds.

    `kind` is subject, body, quoted, signature, page, sheet, slide, note, comment, deleted, hidden,
    ocr, field or part; `name` tells layers of one kind apart (`page 3`). `language` is an ISO 639-1 code or `und`.
    """

    id: str
    document: str
    kind: str
    name: str
    text: str
    language: str

    @classmethod
    def make(cls, document: str, kind: str, name: str, text: str, language: str) -> "TextLayer":
        """Build a layer with the id its content gives it."""
        return cls(cls.make_id(document, kind, name, text), document, kind, name, text, language)

    @staticmethod
    def make_id(document: str, kind: str, name: str, text: str) -> str:
        """A layer's id covers its text, so a changed text no longer fits its id."""
        return content_id("layer", document, kind, name, text_hash(text))

    @property
    def intact(self) -> bool:
        """Whether the text is still the one the id was made from."""
        return self.id == self.make_id(self.document, self.kind, self.name, self.text)


class Stretch(Protocol):
    """Whatever stands from one offset to before another."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def meet(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches of one layer have a place in common."""
    return one.start < other.end and other.start < one.end


@dataclass(frozen=True, slots=True)
class Span:
    """`layer.text[start:end] == quote`, in code points. Made by `over` or `check`ed at load."""

    layer: str
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise QuoteMismatch(
                f"span {self.start}..{self.end} of {self.layer} cannot hold a quote of "
                f"{len(self.quote)} characters; derive the case again with `affidavit rebuild`"
            )

    @classmethod
    def over(cls, layer: TextLayer, start: int, end: int) -> "Span":
        """The span over this part of the layer, quoting it."""
        return cls(layer.id, start, end, layer.text[start:end])

    @classmethod
    def checked(cls, layer: TextLayer, start: int, end: int, quote: str) -> "Span":
        """A span read from outside (a file, a database), refused unless it says the truth."""
        span = cls(layer.id, start, end, quote)
        span.check({layer.id: layer})
        return span

    def check(self, layers: Mapping[str, TextLayer]) -> None:
        """Raise `QuoteMismatch` unless the layer says exactly the quote at this place."""
        layer = layers.get(self.layer)
        if layer is None:
            raise QuoteMismatch(f"span cites layer {self.layer}, which is not in the case")
        found = layer.text[self.start : self.end]
        if found != self.quote:
            raise QuoteMismatch(
                f"{self.layer} says {found!r} at {self.start}..{self.end}, "
                f"but it is quoted as {self.quote!r}; `affidavit verify` lists all such places"
            )
