"""Excel workbooks (OOXML): a layer a sheet, each cell with its place; XLSB by calamine."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.calamine import sheets
from affidavit.quarantine.parsers.cells import sheet_layers, shown
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.contained import XLSB, XLSX
from affidavit.quarantine.parsers.package import Package, attribute, embedded, is_number, local
from affidavit.quarantine.parsers.slides import paragraphs

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")


def read(source: Input, emit: Emit) -> Parsed:
    """The sheets in their order; hidden rows, columns and sheets as layers of their own."""
    package = Package(source)
    properties = package.properties()
    texts, cut = (
        sheets(bytes(source.untrusted_bytes)) if source.media_type == XLSB else _xml(package)
    )
    texts += _beside(package)
    embedded(package, emit, ("embeddings", "media"))
    problems = [
        *package.damaged[:5],
        *(["a sheet was cut at 40 million characters"] if cut else []),
    ]
    if printer := _printer(package):
        properties["printer"] = printer
    return Parsed(
        kind="sheet",
        media_type=source.media_type,
        parser="workbook 1",
        status=Status.PARTIAL if problems else Status.OK,
        reason="; ".join(problems),
        title=properties.get("title") or source.name,
        metadata=properties,
        texts=tuple(texts),
    )


@dataclass(frozen=True)
class _Book:
    """What all sheets share."""

    strings: list[str]
    formats: list[tuple[int, str]]
    from_1904: bool


def _xml(package: Package) -> tuple[list[RawText], bool]:
    main = next((t for k, t in package.relations("").values() if k == "officeDocument"), "xl/workbook.xml")  # fmt: skip
    root = package.xml(main)
    if root is None:
        raise Unreadable("its table of sheets is missing or damaged")
    relations = package.relations(main)
    folder = main.rpartition("/")[0]
    book = _Book(_strings(package, folder), _formats(package, folder), any(attribute(e, "date1904") in ("1", "true") for e in root.iter() if local(e) == "workbookPr"))  # fmt: skip
    texts: list[RawText] = []
    cut = False
    for element in root.iter():
        if local(element) != "sheet":
            continue
        target = next((relations[v][1] for k, v in element.attrib.items() if k.endswith("}id") and v in relations), "")  # fmt: skip
        raw = package.read(target)
        if raw is None:
            continue
        hidden = attribute(element, "state") in ("hidden", "veryHidden")
        name = clean(attribute(element, "name"))
        layers, was_cut = sheet_layers(name, _cells(raw, book), hidden)
        texts += _edges(raw, name)
        texts += layers
        cut = cut or was_cut
    return texts, cut


def _edges(raw: bytes, name: str) -> list[RawText]:
    """The headers and footers that a sheet prints."""
    words = []
    for element in _elements(raw, "headerFooter"):
        words += [
            re.sub(r'&"[^"]*"|&\d+|&[A-Z]', " ", part.text).strip() for part in element if part.text
        ]
    text = clean("\n".join(filter(None, words)))
    return [RawText("note", f"header and footer of {name}", text + "\n")] if text.strip() else []


def _strings(package: Package, folder: str) -> list[str]:
    raw = package.read(f"{folder}/sharedStrings.xml")
    found = []
    for element in _elements(raw, "si") if raw else ():
        runs = [t.text or "" for t in element.iter() if local(t) == "t" and local(t.getparent()) != "rPh"]  # fmt: skip
        found.append("".join(runs))
    return found


def _formats(package: Package, folder: str) -> list[tuple[int, str]]:
    """(number, code) of each cell style."""
    root = package.xml(f"{folder}/styles.xml")
    codes: dict[int, str] = {}
    found: list[tuple[int, str]] = []
    for element in root.iter() if root is not None else ():
        name = local(element)
        if name == "numFmt" and is_number(element.get("numFmtId", "")):
            codes[int(element.get("numFmtId"))] = element.get("formatCode", "")
        elif name == "cellXfs":
            for style in element:
                number = style.get("numFmtId", "0")
                found.append((int(number) if is_number(number) else 0, ""))
    return [(number, codes.get(number, "")) for number, _ in found]


def _elements(raw: bytes, name: str) -> Iterator[Any]:
    """The elements of a name, one after another, each forgotten once it was looked at."""
    try:
        events = etree.iterparse(
            io.BytesIO(raw), events=("end",), tag="{*}" + name, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=True, recover=True,
        )  # fmt: skip
        for _, element in events:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def _cells(raw: bytes, book: _Book) -> Iterator[tuple[int, int, str, bool]]:
    hidden_columns = _hidden_columns(raw)
    last = -1
    for row in _elements(raw, "row"):
        number = row.get("r", "")
        last = int(number) - 1 if is_number(number) else last + 1
        out_of_sight = row.get("hidden") in ("1", "true")
        next_column = 0
        for cell in row:
            match = _PLACE.match(cell.get("r", ""))
            col = _column_number(match.group(1)) if match else next_column
            next_column = col + 1
            text = _cell_text(cell, book)
            if text:
                yield last, col, text, out_of_sight or col in hidden_columns


def _hidden_columns(raw: bytes) -> set[int]:
    found: set[int] = set()
    for part in re.findall(rb"<(?:\w+:)?col\b[^>]*hidden=\"(?:1|true)\"[^>]*>", raw[:200_000]):
        bounds = [int(n) for n in re.findall(rb"(?:min|max)=\"(\d{1,5})\"", part)]
        if bounds:
            found.update(range(min(bounds) - 1, min(max(bounds), 16_384)))
    return found


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell_text(cell: Any, book: _Book) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter() if local(t) == "t")
    value = next((e.text for e in cell if local(e) == "v" and e.text), "")
    if not value:
        return ""
    if kind == "s":
        known = is_number(value) and int(value) < len(book.strings)
        return _without_escapes(book.strings[int(value)]) if known else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return str(value)
    try:
        amount = float(value)
    except ValueError:
        return str(value)
    style = cell.get("s", "0")
    number, code = book.formats[int(style)] if is_number(style) and int(style) < len(book.formats) else (0, "")  # fmt: skip
    return shown(amount, code, number, from_1904=book.from_1904)


def _without_escapes(text: str) -> str:
    """Letters that a sheet writes as `_x000D_`."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def _beside(package: Package) -> list[RawText]:
    """Comments with their cells, and the words of drawings and charts."""
    found = []
    for name in sorted(package.names):
        lower = name.lower()
        if "/comments" in lower or "/threadedcomments" in lower:
            root = package.xml(name)
            for comment in root.iter() if root is not None else ():
                if local(comment) in ("comment", "threadedComment"):
                    words = clean("".join(t.text or "" for t in comment.iter() if local(t) in ("t", "text")))  # fmt: skip
                    if words.strip():
                        label = (
                            f"comment at {attribute(comment, 'ref')} in {lower.rpartition('/')[2]}"
                        )
                        found.append(RawText("comment", label, f"{words}\n"))
        elif "/drawings/drawing" in lower or "/charts/chart" in lower or "/diagrams/data" in lower:
            root = package.xml(name)
            if root is None:
                continue
            words = paragraphs(root)
            if "/charts/" in lower:
                words += "\n".join(e.text for e in root.iter() if local(e) == "v" and e.text)
            if words.strip():
                label = lower.rpartition("/")[2].removesuffix(".xml")
                found.append(RawText("part", label, clean(words.rstrip()) + "\n"))
    return found


def _printer(package: Package) -> str:
    """The name of the printer a sheet was last set up for."""
    for name in package.names:
        if "printersettings" in name.lower() and name.lower().endswith(".bin"):
            raw = package.read(name) or b""
            device = raw[:64].decode("utf-16-le", "replace").partition("\0")[0]
            if device and device.isprintable() and "\ufffd" not in device:
                return device
    return ""


PARSER = Parser(
    name="workbook",
    media_types=(XLSX, XLSB),
    library="lxml; python-calamine for XLSB",
    limits="40 million characters a sheet; 400 MB a part",
    read=read,
    family="documents",
    reads="XLSX and its kin, XLSB: cells as they are shown with their places, hidden rows, columns "
    "and sheets, comments, drawings, charts, properties, printer, embedded files",
    leaves_out="formulas (their last results are read); number formats of XLSB",
)
