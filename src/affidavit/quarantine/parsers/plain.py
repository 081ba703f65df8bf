"""Plain text, and tables in text form with a place for each cell."""

import csv
import re
from collections.abc import Iterator

from affidavit.model import Anchor, Status
from affidavit.quarantine.parsed import Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.cells import column
from affidavit.quarantine.parsers.charsets import decode
from affidavit.quarantine.parsers.report import report_of_text

_KINDS = {"text/csv": "csv", "text/tab-separated-values": "csv"}
_TEXT_LIMIT = 50_000_000
_CELLS_LIMIT = 5_000_000


def read(source: Input, emit: Emit) -> Parsed:
    """The whole file as one body layer."""
    raw = source.head(_TEXT_LIMIT)
    text, charset, remark = decode(raw, str(source.options.get("charset", "")))
    reasons = [remark] if "no text" in remark else []
    reasons += ["only the first 50 MB were read"] if source.length > _TEXT_LIMIT else []
    kind = _KINDS.get(source.media_type, "text")
    anchors = tuple(_cells(text)) if kind == "csv" and len(text) <= _CELLS_LIMIT else ()
    parsed = Parsed(
        kind=kind,
        media_type=source.media_type,
        parser="plain 2",
        status=Status.PARTIAL if reasons else Status.OK,
        reason="; ".join(reasons),
        title=source.name,
        metadata={"charset": charset},
        texts=(RawText("body", "", text, anchors),) if text.strip() else (),
    )
    return report_of_text(parsed) if source.options.get("report") and kind == "text" else parsed


def _cells(text: str) -> Iterator[Anchor]:
    """The places of the cells of a table, by the mark between them that the first lines show."""
    try:
        mark = csv.Sniffer().sniff(text[:20_000], ",;\t|").delimiter
    except csv.Error:
        mark = max(",;\t|", key=text[:20_000].count)
    pattern = re.compile(
        rf'(?:"((?:[^"]|"")*)"|([^{re.escape(mark)}\n]*))({re.escape(mark)}|\n|\Z)'
    )
    row = col = position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:  # a quotation mark that never ends: the rest is one cell
            yield Anchor(position, len(text), f"{column(col)}{row + 1}")
            return
        start, end = match.span(1) if match.group(1) is not None else match.span(2)
        if text[start:end].strip():
            yield Anchor(start, end, f"{column(col)}{row + 1}")
        row, col = (row, col + 1) if match.group(3) == mark else (row + 1, 0)
        position = match.end() if match.end() > position else position + 1


PARSER = Parser(
    name="plain",
    media_types=(
        "text/plain", "text/csv", "text/tab-separated-values", "application/json",
        "application/xml", "text/xml", "text/enriched",
    ),
    library="own charset repair, Python's csv",
    limits="the first 50 MB; cells have places in tables of up to 5 million characters",
    read=read,
    family="documents",
    reads="text, CSV, TSV, JSON, XML in any charset; as the file has it, so that places are the file's",
    leaves_out="",
)  # fmt: skip
