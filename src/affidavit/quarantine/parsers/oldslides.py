"""Old PowerPoint presentations (PPT): a layer a slide, notes, comments and embedded files ([MS-PPT]).

Only what the last save holds is read: earlier versions stay in the file until it is saved anew.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.blips import pictures
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.decrypt import opened_office
from affidavit.quarantine.parsers.oldoffice import ole_properties
from affidavit.quarantine.parsers.ole import open_ole
from affidavit.quarantine.parsers.package import unwrapped

_DOCUMENT, _SLIDE, _NOTES, _MASTER, _STORAGE = 1000, 1006, 1008, 1016, 4113
_PERSIST, _CHARS, _BYTES, _CSTRING = 1011, 4000, 4008, 4026
_LIST, _EDIT, _DIRECTORY, _COMMENT, _PLACEHOLDER = 4080, 4085, 6002, 12000, 3011
_TEXTBOX = 0xF00D
_TAGS = 5003
_SHAPE = 0xF004
_RECORDS = 2_000_000
_OBJECT = 256 << 20


@dataclass(frozen=True)
class _Record:
    """A record of the stream; `instance` tells records of one kind apart."""

    kind: int
    instance: int
    start: int
    end: int
    holds: bool


def read(source: Input, emit: Emit) -> Parsed:
    """The slides in their order, with what belongs to each."""
    source = opened_office(source)
    with open_ole(source) as root:
        stream = root.stream("PowerPoint Document") or b""
        user = root.stream("Current User") or b""
        drawn = root.stream("Pictures") or b""
    try:
        texts = _Presentation(stream, user).texts()
    except (struct.error, IndexError, ValueError, KeyError) as error:
        raise Unreadable(f"its slides are damaged ({error})") from error
    properties = ole_properties(source)
    for number, (name, data) in enumerate((*_objects(stream, user), *pictures(drawn)), start=1):
        label, inner = unwrapped(name, data)
        emit(Child(f"embedded:{number}", label, "", len(inner)), inner)
    return Parsed(
        kind="slides",
        media_type="application/vnd.ms-powerpoint",
        parser="oldslides 1",
        title=properties.get("title") or source.name,
        metadata=properties,
        texts=tuple(texts),
    )


def _records(stream: bytes, start: int, end: int) -> Iterator[_Record]:
    """The records between two places, not those inside them."""
    for _ in range(_RECORDS):
        if start + 8 > end:
            return
        head, kind, length = struct.unpack_from("<HHI", stream, start)
        stop = min(start + 8 + length, end)
        yield _Record(kind, head >> 4, start + 8, stop, head & 0xF == 0xF)
        start = start + 8 + length


def _inside(stream: bytes, record: _Record, depth: int = 0) -> Iterator[_Record]:
    """All records inside one, in order, at any depth."""
    for inner in _records(stream, record.start, record.end):
        yield inner
        if (inner.holds or inner.kind == _TAGS) and depth < 20:
            yield from _inside(stream, inner, depth + 1)


def _live(stream: bytes, user: bytes) -> dict[int, int]:
    """Persist id -> place of its record, as the last save has it."""
    found: dict[int, int] = {}
    (edit,) = struct.unpack_from("<I", user, 16)
    for _ in range(1000):
        head = next(_records(stream, edit, len(stream)), None)
        if head is None or head.kind != _EDIT:
            break
        before, directory = struct.unpack_from("<8xII", stream, head.start)
        table = next(_records(stream, directory, len(stream)), None)
        if table is not None and table.kind == _DIRECTORY:
            for key, place in _entries(stream[table.start : table.end]):
                found.setdefault(key, place)
        if not 0 < before < edit:
            break
        edit = before
    return found


def _entries(table: bytes) -> Iterator[tuple[int, int]]:
    position = 0
    while position + 4 <= len(table):
        (head,) = struct.unpack_from("<I", table, position)
        first, count = head & 0xFFFFF, head >> 20
        for number in range(count):
            (place,) = struct.unpack_from("<I", table, position + 4 + 4 * number)
            yield first + number, place
        position += 4 + 4 * count


class _Presentation:
    """The live records of a presentation."""

    def __init__(self, stream: bytes, user: bytes) -> None:
        self._stream = stream
        self._places = _live(stream, user)

    def texts(self) -> list[RawText]:
        """All layers."""
        document = next((r for r in self._all() if r.kind == _DOCUMENT), None)
        if document is None:
            raise ValueError("no table of slides")
        lists = {r.instance: r for r in _inside(self._stream, document) if r.kind == _LIST}
        found: list[RawText] = []
        for number, (key, outline) in enumerate(self._listed(lists.get(0)), start=1):
            slide = self._at(key)
            lines = [*outline, *(self._shown(slide) if slide else ())]
            found += _layer("slide", f"slide {number}", lines)
            found += self._comments(slide, number) if slide else []
        for number, (key, outline) in enumerate(self._listed(lists.get(2)), start=1):
            notes = self._at(key)
            found += _layer(
                "note", f"notes {number}", [*outline, *(self._shown(notes) if notes else ())]
            )
        masters = [
            line for key, _ in self._listed(lists.get(1)) for line in self._own(self._at(key))
        ]
        return found + _layer("note", "on all slides", list(dict.fromkeys(masters)))

    def _all(self) -> Iterator[_Record]:
        for key in sorted(self._places):
            if record := self._at(key):
                yield record

    def _at(self, key: int) -> _Record | None:
        place = self._places.get(key)
        return (
            next(_records(self._stream, place, len(self._stream)), None)
            if place is not None
            else None
        )

    def _listed(self, record: _Record | None) -> Iterator[tuple[int, list[str]]]:
        """(persist id, texts of the outline) of what a list names."""
        key, lines = 0, list[str]()
        for inner in _records(self._stream, record.start, record.end) if record else ():
            if inner.kind == _PERSIST:
                if key:
                    yield key, lines
                (key,) = struct.unpack_from("<I", self._stream, inner.start)
                lines = []
            elif text := self._text(inner):
                lines.append(text)
        if key:
            yield key, lines

    def _text(self, record: _Record) -> str:
        raw = self._stream[record.start : record.end]
        if record.kind == _CHARS:
            return _tidy(raw.decode("utf-16-le", "replace"))
        return _tidy(raw.decode("latin-1")) if record.kind == _BYTES else ""

    def _shown(self, page: _Record) -> list[str]:
        """The texts of a slide's or notes page's own boxes."""
        boxes = [r for r in _inside(self._stream, page) if r.kind == _TEXTBOX]
        return [t for box in boxes for r in _records(self._stream, box.start, box.end) if (t := self._text(r))]  # fmt: skip

    def _own(self, master: _Record | None) -> list[str]:
        """The texts of a master's boxes that are no places kept free."""
        lines: list[str] = []
        for shape in _inside(self._stream, master) if master else ():
            if shape.kind == _SHAPE:
                inner = list(_inside(self._stream, shape))
                if not any(r.kind == _PLACEHOLDER for r in inner):
                    lines += [t for r in inner if (t := self._text(r))]
        return lines

    def _comments(self, slide: _Record, number: int) -> list[RawText]:
        found: list[RawText] = []
        for record in _inside(self._stream, slide):
            if record.kind == _COMMENT:
                words = {r.instance: _tidy(self._stream[r.start : r.end].decode("utf-16-le", "replace")) for r in _records(self._stream, record.start, record.end) if r.kind == _CSTRING}  # fmt: skip
                text = words.get(1, "")
                if text.strip():
                    by = words.get(0, "")
                    name = f"comment {len(found) + 1} on slide {number}"
                    found.append(RawText("comment", name, f"{by}: {text}\n" if by else f"{text}\n"))
        return found


def _tidy(text: str) -> str:
    return clean(text.replace("\x0b", "\n")).strip("\n")


def _layer(kind: str, name: str, lines: list[str]) -> list[RawText]:
    text = "\n".join(line for line in lines if line.strip())
    return [RawText(kind, name, text + "\n")] if text else []


def _objects(stream: bytes, user: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the OLE objects that the last save holds."""
    try:
        places = _live(stream, user)
    except struct.error:
        return
    for key in sorted(places):
        record = next(_records(stream, places[key], len(stream)), None)
        if record is None or record.kind != _STORAGE:
            continue
        raw = stream[record.start : record.end]
        if record.instance == 1:
            try:
                raw = zlib.decompressobj().decompress(raw[4:], _OBJECT)
            except zlib.error:
                continue
        if raw:
            yield f"object {key}", raw


PARSER = Parser(
    name="oldslides",
    media_types=("application/vnd.ms-powerpoint",),
    library="own reader; olefile; msoffcrypto-tool for locked files",
    limits="512 MB",
    read=read,
    family="documents",
    reads="PPT: slides, what masters write on all of them, speaker notes, comments, properties, "
    "embedded files, pictures",
    leaves_out="earlier versions that quick saves left in the file; charts",
)
