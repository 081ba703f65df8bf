"""Old Excel workbooks (XLS, BIFF 2 to 8), by xlrd; by calamine where xlrd gives up."""

import io
import struct
from collections.abc import Iterator
from typing import Any

import xlrd

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.calamine import sheets
from affidavit.quarantine.parsers.cells import sheet_layers, shown
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.decrypt import opened_office
from affidavit.quarantine.parsers.oldoffice import embedded_ole, ole_properties

_BROKEN = (xlrd.XLRDError, xlrd.compdoc.CompDocError, AssertionError, IndexError, KeyError, ValueError,
           TypeError, AttributeError, struct.error, UnicodeError, NotImplementedError, OverflowError)  # fmt: skip


def read(source: Input, emit: Emit) -> Parsed:
    """The sheets in their order; hidden rows, columns and sheets as layers of their own."""
    source = opened_office(source)
    raw = bytes(source.untrusted_bytes)
    try:
        texts, cut = _with_xlrd(raw)
    except _BROKEN:
        texts, cut = sheets(raw)
    properties = ole_properties(source)
    embedded_ole(source, emit)
    problems = ["a sheet was cut at 40 million characters"] if cut else []
    return Parsed(
        kind="sheet",
        media_type="application/vnd.ms-excel",
        parser="oldsheet 1",
        status=Status.PARTIAL if problems else Status.OK,
        reason="; ".join(problems),
        title=properties.get("title") or source.name,
        metadata=properties,
        texts=tuple(texts),
    )


def _with_xlrd(raw: bytes) -> tuple[list[RawText], bool]:
    log = io.StringIO()
    try:
        book = xlrd.open_workbook(
            file_contents=raw, logfile=log, formatting_info=True, on_demand=True
        )
    except NotImplementedError:
        book = xlrd.open_workbook(file_contents=raw, logfile=log, on_demand=True)
    texts: list[RawText] = []
    cut = False
    with book:
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            layers, was_cut = sheet_layers(clean(sheet.name), _cells(book, sheet), bool(sheet.visibility))  # fmt: skip
            texts += layers
            cut = cut or was_cut
            for (row, col), note in sorted(sheet.cell_note_map.items()):
                text = clean(note.text or "").strip()
                if text:
                    place = f"comment at {xlrd.cellname(row, col)} in {sheet.name}"
                    texts.append(RawText("comment", clean(place), f"{text}\n"))
            book.unload_sheet(number)
    return texts, cut


def _cells(book: Any, sheet: Any) -> Iterator[tuple[int, int, str, bool]]:
    rows, columns = sheet.rowinfo_map, sheet.colinfo_map
    for row in range(sheet.nrows):
        out_of_sight = row in rows and bool(rows[row].hidden)
        for col in range(sheet.row_len(row)):
            text = _text(book, sheet, row, col)
            if text:
                yield row, col, text, out_of_sight or (col in columns and bool(columns[col].hidden))


def _text(book: Any, sheet: Any, row: int, col: int) -> str:
    kind, value = sheet.cell_type(row, col), sheet.cell_value(row, col)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERROR"))
    if kind not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    number, code = 14 if kind == xlrd.XL_CELL_DATE else 0, ""
    if book.formatting_info:
        number = book.xf_list[sheet.cell_xf_index(row, col)].format_key
        known = book.format_map.get(number)
        code = known.format_str if known is not None else ""
    return shown(float(value), code, number, from_1904=book.datemode == 1)


PARSER = Parser(
    name="oldsheet",
    media_types=("application/vnd.ms-excel",),
    library="xlrd, python-calamine; msoffcrypto-tool for locked files",
    limits="40 million characters a sheet",
    read=read,
    family="documents",
    reads="XLS of all versions: cells as they are shown with their places, hidden rows, columns and "
    "sheets, comments, properties, embedded OLE objects",
    leaves_out="formulas (their last results are read), text boxes and charts",
)
