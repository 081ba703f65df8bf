"""Sheets by calamine, for workbooks whose own form is not taken apart here."""

import io
from typing import Any

import python_calamine

from affidavit.quarantine.parsed import RawText, Unreadable
from affidavit.quarantine.parsers.cells import plain_number, sheet_layers
from affidavit.quarantine.parsers.charsets import clean


def sheets(raw: bytes) -> tuple[list[RawText], bool]:
    """(the layers of all sheets, whether one was cut); raises `Unreadable` where they are damaged."""
    try:
        return _sheets(raw)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"its sheets are damaged ({error})") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library's own way of giving up
            raise
        raise Unreadable(f"damaged: the library that reads it gave up ({error})") from error


def _sheets(raw: bytes) -> tuple[list[RawText], bool]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    texts: list[RawText] = []
    cut = False
    for sheet in book.sheets_metadata:
        rows = book.get_sheet_by_name(sheet.name)
        top, left = rows.start or (0, 0)
        cells = (
            (top + r, left + c, _plain(value), False)
            for r, row in enumerate(rows.to_python(skip_empty_area=True))
            for c, value in enumerate(row)
        )
        hidden = "isible" not in str(sheet.visible)
        layers, was_cut = sheet_layers(clean(sheet.name), cells, hidden)
        texts += layers
        cut = cut or was_cut
    return texts, cut


def _plain(value: Any) -> str:
    return plain_number(value) if isinstance(value, float) else str(value)
