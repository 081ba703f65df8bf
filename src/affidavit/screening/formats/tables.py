"""Lines of CSV files, those that cannot be read told apart."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from affidavit.model.errors import UsageError

csv.field_size_limit(4_000_000)


_MARKS = ("\0", "\x1a", "\ufeff", "ï»¿")
"""What stands where files were joined or code pages mixed up, and is no part of any value."""


def text_of(path: Path) -> str:
    """The text of a file, whatever it is written in."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the list {path} cannot be read: {error.strerror}") from error
    return decoded(raw)


_FIRST_LETTER, _MANY, _SAMPLE = 0xC0, 0.1, 1_000_000
"""In the Cyrillic code page letters are the bytes from there on; in a Western text few are."""


def decoded(raw: bytes) -> str:
    """Bytes as text: UTF-16 where they say so, else UTF-8, else the code page of Western or, where
    most letters would be accented, of Cyrillic offices."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    letters = sum(byte >= _FIRST_LETTER for byte in raw[:_SAMPLE])
    cyrillic = letters > _MANY * len(raw[:_SAMPLE])
    for encoding in ("utf-8-sig", "cp1251" if cyrillic else "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def lines(text: str, skipped: list[str], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, fields) of each record; what the reader refuses goes to `skipped`."""
    for mark in _MARKS:
        text = text.replace(mark, "")
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            skipped.append(f"line {rows.line_num}: {error}")
            continue
        if any(field.strip() for field in row):
            yield rows.line_num, row


def records(
    text: str, skipped: list[str], columns: Sequence[str], delimiter: str = ","
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, field by the lower-case name of its column) for the lines behind the header, which is the
    first line that has all of `columns`."""
    header: list[str] = []
    for number, row in lines(text, skipped, delimiter):
        if not header:
            names = [field.strip().lower() for field in row]
            header = names if set(columns) <= set(names) else []
            continue
        if len(row) < len(header) and not _is_short(row, header):
            skipped.append(f"line {number}: {len(row)} fields where the header has {len(header)}")
            continue
        yield number, dict(zip(header, (field.strip() for field in row), strict=False))


def _is_short(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether only empty fields at the end can be missing."""
    return len(row) > len(header) // 2
