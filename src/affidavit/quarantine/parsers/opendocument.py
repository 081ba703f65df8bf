"""OpenDocument (ODT, ODS, ODP, ODG) and its forerunner SXW: text, sheets with cells, slides."""

import posixpath
from collections.abc import Iterator
from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.cells import sheet_layers
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.members import locked_reason
from affidavit.quarantine.parsers.odfcrypt import decrypted_part, is_encrypted
from affidavit.quarantine.parsers.package import Package, attribute, embedded, is_number, local

_META = {
    "initial-creator": "author", "creator": "last modified by", "creation-date": "created", "date": "modified",
    "print-date": "printed", "printed-by": "printed by", "generator": "application", "title": "title",
    "subject": "subject", "keyword": "keywords", "description": "description", "editing-cycles": "revision",
}  # fmt: skip
_KINDS = {"spreadsheet": "sheet", "presentation": "slides", "graphics": "slides", "calc": "sheet", "impress": "slides"}  # fmt: skip
_LATER = frozenset({"tracked-changes", "annotation", "annotation-end", "note", "notes", "forms"})
_REPEATED = 2_000


def read(source: Input, emit: Emit) -> Parsed:
    """Text, sheets or slides, with what stands beside them in layers of its own."""
    package = Package(source)
    if is_encrypted(package):
        package = _opened(package, source)
    root = package.xml("content.xml")
    if root is None:
        raise Unreadable("its content is missing or damaged")
    kind = next((k for word, k in _KINDS.items() if word in source.media_type), "odt")
    body = next((e for e in root.iter() if local(e) == "body"), root)
    declared = [clean(e.text or "") for e in root.iter() if local(e) in ("footer-decl", "header-decl", "date-time-decl")]  # fmt: skip
    if kind == "sheet":
        texts = _sheets(body)
    elif kind == "slides":
        texts = _slides(body)
    else:
        text = clean(_text(body))
        texts = [RawText("body", "", text)] if text.strip() else []
    if any(words.strip() for words in declared):
        texts.append(RawText("note", "header and footer", "\n".join(filter(None, declared)) + "\n"))
    texts += _beside(body)
    texts += _headers(package)
    properties = _properties(package)
    embedded(package, emit, ("Pictures", "media"))
    _objects(package, emit)
    return Parsed(
        kind=kind,
        media_type=source.media_type,
        parser="opendocument 1",
        status=Status.PARTIAL if package.damaged else Status.OK,
        reason="; ".join(package.damaged[:5]),
        title=properties.get("title") or source.name,
        metadata=properties,
        texts=tuple(texts),
    )


def _opened(package: Package, source: Input) -> Package:
    for password in source.passwords:
        if decrypted_part(package, "content.xml", password) is not None:
            return _Unlocked(package, password, source)
    raise Unreadable(locked_reason(source), Status.ENCRYPTED)


class _Unlocked(Package):
    """A package whose parts are decrypted as they are read."""

    def __init__(self, locked: Package, password: str, source: Input) -> None:
        super().__init__(source)
        self._locked, self._password = locked, password

    def read(self, name: str) -> bytes | None:
        """A part's bytes, decrypted where it is encrypted."""
        part = decrypted_part(self._locked, name, self._password)
        return part if part is not None else super().read(name)


def _text(element: Any) -> str:
    """The visible text below an element: a paragraph a line, cells apart by tabs."""
    out: list[str] = []
    _walk(element, out)
    return "".join(out)


def _walk(element: Any, out: list[str]) -> None:
    if (
        element.text
        and local(element) in ("p", "h", "span", "a", "title", "desc", "meta", "ruby-base")
    ) or _inline(element):
        out.append(element.text or "")
    for child in element:
        name = local(child)
        if name == "s":
            count = attribute(child, "c")
            out.append(" " * min(int(count) if is_number(count) else 1, 1000))
        elif name == "tab":
            out.append("\t")
        elif name == "line-break":
            out.append("\n")
        elif name == "table-cell":
            start = len(out)
            _walk(child, out)
            out[start:] = ["".join(out[start:]).rstrip("\n").replace("\n", " "), "\t"]
        elif name not in _LATER:
            _walk(child, out)
        if name in ("p", "h", "table-row"):
            while out and out[-1] == "\t":
                out.pop()
            out.append("\n")
        if (child.tail and local(element) in ("p", "h", "span", "a")) or (
            child.tail and _inline(element)
        ):
            out.append(child.tail)


def _inline(element: Any) -> bool:
    """Fields and the like inside a paragraph carry their words as text."""
    parent = element.getparent()
    return bool(element.text and element.text.strip()) and parent is not None and local(parent) in ("p", "h", "span", "a")  # fmt: skip


def _sheets(body: Any) -> list[RawText]:
    found: list[RawText] = []
    for table in body.iter():
        if local(table) == "table" and local(table.getparent()) in ("spreadsheet", "body"):
            hidden = attribute(table, "display") == "false"
            layers, _ = sheet_layers(clean(attribute(table, "name")), _cells(table), hidden)
            found += layers
    return found


def _cells(table: Any) -> Iterator[tuple[int, int, str, bool]]:
    row_number = 0
    hidden_columns = _hidden_columns(table)
    for row in table.iter():
        if local(row) != "table-row":
            continue
        times = _count(row, "number-rows-repeated")
        hidden = attribute(row, "visibility") in ("collapse", "filter")
        for copy in range(min(times, _REPEATED)):
            column_number = 0
            empty = True
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                across = _count(cell, "number-columns-repeated")
                text = _text(cell).strip()
                if text:
                    empty = False
                    for n in range(min(across, _REPEATED)):
                        out_of_sight = hidden or column_number + n in hidden_columns
                        yield row_number + copy, column_number + n, text, out_of_sight
                column_number += across
            if empty:
                break
        row_number += times


def _hidden_columns(table: Any) -> set[int]:
    found: set[int] = set()
    number = 0
    for column in table.iter():
        if local(column) == "table-column":
            count = _count(column, "number-columns-repeated")
            if attribute(column, "visibility") in ("collapse", "filter"):
                found.update(range(number, min(number + count, 16_384)))
            number += count
    return found


def _count(element: Any, name: str) -> int:
    value = attribute(element, name)
    return max(1, int(value)) if is_number(value) and len(value) < 9 else 1


def _slides(body: Any) -> list[RawText]:
    found: list[RawText] = []
    pages = [e for e in body.iter() if local(e) == "page"]
    for number, page in enumerate(pages, start=1):
        text = clean(_text(page)).strip("\n")
        if text.strip():
            found.append(RawText("slide", f"slide {number}", text + "\n"))
        for notes in page:
            if local(notes) == "notes":
                words = clean(_text(notes)).strip("\n")
                if words.strip():
                    found.append(RawText("note", f"notes of slide {number}", words + "\n"))
    return found


def _beside(body: Any) -> list[RawText]:
    """Notes, comments and tracked deletions."""
    found: list[RawText] = []
    deleted: list[str] = []
    counts = {"note": 0, "annotation": 0}
    for element in body.iter():
        name = local(element)
        if name == "note":
            inner = next((e for e in element if local(e) == "note-body"), element)
            counts[name] += 1
            found.append(RawText("note", f"note {counts[name]}", clean(_text(inner)).strip("\n") + "\n"))  # fmt: skip
        elif name == "annotation":
            counts[name] += 1
            by = " ".join(e.text or "" for e in element if local(e) in ("creator", "date"))
            words = clean("".join(_text(e) for e in element if local(e) not in ("creator", "date")) or _paragraphs(element)).strip()  # fmt: skip
            if words:
                found.append(RawText("comment", f"comment {counts[name]}", f"{by}: {words}\n"))
        elif name == "deletion":
            by = " ".join(e.text or "" for e in element.iter() if local(e) in ("creator", "date"))
            words = " ".join(_paragraphs(element).split())
            if words:
                deleted.append(f"{by}: {words}" if by.strip() else words)
    if deleted:
        found.append(RawText("deleted", "", clean("\n".join(deleted)) + "\n"))
    return [layer for layer in found if layer.text.strip()]


def _paragraphs(element: Any) -> str:
    return "\n".join("".join(p.itertext()) for p in element.iter() if local(p) in ("p", "h"))


def _headers(package: Package) -> list[RawText]:
    """Headers and footers of the page styles, and what masters write on every slide."""
    root = package.xml("styles.xml")
    found: list[RawText] = []
    seen: set[str] = set()
    for page in (e for e in root.iter() if local(e) == "master-page") if root is not None else ():
        frames = [f for f in page if local(f) in ("frame", "custom-shape", "text-box") and attribute(f, "placeholder") != "true"]  # fmt: skip
        words = "\n".join(dict.fromkeys(t for f in frames if (t := clean(_text(f)).strip())))
        if words and words not in seen:
            seen.add(words)
            found.append(RawText("note", f"on all slides {len(found) + 1}", words + "\n"))
    for element in root.iter() if root is not None else ():
        name = local(element)
        if name in ("header", "footer", "header-left", "footer-left"):
            text = clean(_paragraphs(element)).strip()
            if text and text not in seen:
                seen.add(text)
                found.append(RawText("note", f"{name} {len(found) + 1}", text + "\n"))
    return found


def _properties(package: Package) -> dict[str, str]:
    root = package.xml("meta.xml")
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        name = _META.get(local(element))
        text = " ".join(clean(element.text or "").split())
        if name and text:
            found.setdefault(name, text)
        if local(element) == "template":
            found["template"] = clean(attribute(element, "title") or attribute(element, "href"))
        if local(element) == "user-defined" and text:
            found[f"own: {clean(attribute(element, 'name'))}"] = text
    settings = package.xml("settings.xml")
    for element in settings.iter() if settings is not None else ():
        if local(element) == "config-item" and attribute(element, "name") == "PrinterName" and element.text:  # fmt: skip
            found["printer"] = clean(element.text)
    return found


def _objects(package: Package, emit: Emit) -> None:
    """Embedded objects: OLE files as they are; OpenDocument ones by their own text."""
    number = 0
    for name in sorted(package.names):
        base = posixpath.basename(name)
        if "/" not in name and base.startswith(("Object ", "ObjectReplacement")):
            data = package.read(name)
            if data:
                number += 1
                emit(Child(f"object:{number}", base, "", len(data)), data)
        elif name.count("/") == 1 and base == "content.xml" and name.startswith("Object "):
            data = package.read(name)
            if data:
                number += 1
                emit(Child(f"object:{number}", f"{name.partition('/')[0]}.xml", "application/xml", len(data)), data)  # fmt: skip


PARSER = Parser(
    name="opendocument",
    media_types=tuple(
        f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation", "graphics")
    ) + tuple(f"application/vnd.sun.xml.{kind}" for kind in ("writer", "calc", "impress", "draw")),
    library="lxml; cryptography for locked files",
    limits="400 MB a part; a cell or row repeated more than 2,000 times counts 2,000 times",
    read=read,
    family="documents",
    reads="ODT, ODS, ODP, ODG, SXW and kin: text, cells with their places, hidden rows, columns and "
    "sheets, slides, notes, comments, tracked deletions, headers, properties, printer, embedded "
    "objects; locked with AES or Blowfish",
    leaves_out="formulas (their last results are read); OpenPGP-locked files",
)  # fmt: skip
