"""Readers of lists, one module for each publisher; which one a file needs is told from its first bytes."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from affidavit.model.errors import UsageError
from affidavit.screening.formats import (
    eu,
    goods,
    ofac,
    ofac_advanced,
    opensanctions,
    plain,
    seco,
    uk,
    unitednations,
)
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.tables import decoded, lines
from affidavit.screening.formats.trees import BROKEN, root_name

__all__ = ["Reading", "read_file"]

_ROOTS: dict[str, Callable[[Path], Reading]] = {
    "sdnList": ofac.read_xml,
    "Sanctions": ofac_advanced.read_advanced,
    "export": eu.read_xml,
    "CONSOLIDATED_LIST": unitednations.read_xml,
    "ArrayOfFinancialSanctionsTarget": uk.read_ofsi_xml,
    "Designations": uk.read_fcdo_xml,
    "swiss-sanctions-list": seco.read_xml,
}
_HEAD = 200_000
_FIRST_LINES = 5
KNOWN = (
    "OpenSanctions (targets.simple.csv, statements, entities as JSON lines), OFAC (csv, xml, advanced xml), "
    "EU (csv, xml 1.1), UK (OFSI and UK Sanctions List: csv, xml, ods), UN xml, SECO xml, a csv of goods with a column `hs6`, or a csv with a column `name`"
)


def read_file(path: Path) -> Reading:
    """The entries of a list; raises `UsageError` for a file of no known form."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UsageError(f"the list {path} cannot be read: {error.strerror}") from error
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    reader = _reader(path, start)
    if reader is None:
        raise UsageError(f"{path} is no list that affidavit reads; give one of: {KNOWN}")
    reading = reader(path)
    reading.broken = any(line.startswith(BROKEN) for line in reading.skipped)
    return reading


def _reader(path: Path, start: bytes) -> Callable[[Path], Reading] | None:
    if start.startswith(b"<"):
        return _ROOTS.get(root_name(path)[0])
    if start.startswith(b"{"):
        return opensanctions.read_entities
    if start.startswith(b"PK"):
        return uk.read_ods if zipfile.is_zipfile(path) else None
    return _of_columns(decoded(start))


def _of_columns(text: str) -> Callable[[Path], Reading] | None:
    """The reader that the first lines of a CSV ask for."""
    rows = []
    for _, row in lines(text, []):
        rows.append(row)
        if len(rows) == _FIRST_LINES:
            break
    for row in rows:
        names = {field.strip().lower() for field in row}
        for columns, reader in _HEADERS:
            if set(columns) <= names:
                return reader
        if uk.series_of(row):
            return uk.read_csv
        if eu.is_header(row):
            return eu.read_csv
    if rows and len(rows[0]) == 1 and eu.is_header(rows[0][0].split(";")):
        return eu.read_csv
    for matches, reader in _SHAPES:
        if rows and sum(map(matches, rows)) * 2 > len(rows):
            return reader
    first = text.split("\n", 1)[0].lower()
    named = {part.strip(' "\r') for part in first.replace(";", ",").replace("\t", ",").split(",")}
    return plain.read_csv if "name" in named else None


_HEADERS: tuple[tuple[tuple[str, ...], Callable[[Path], Reading]], ...] = (
    (opensanctions.SIMPLE, opensanctions.read_simple),
    (opensanctions.STATEMENTS, opensanctions.read_statements),
    (goods.COLUMNS, goods.read_csv),
)
_SHAPES: tuple[tuple[Callable[[list[str]], bool], Callable[[Path], Reading]], ...] = (
    (ofac.is_sdn, ofac.read_sdn),
    (ofac.is_alt, ofac.read_alt),
    (ofac.is_address, ofac.read_addresses),
)
