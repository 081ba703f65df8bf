"""Web archives (WARC): each page or file that was fetched is an item, with its address."""

from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser

_AT_ONCE = 256 << 20
_KINDS = ("response", "resource", "revisit", "conversion")


def read(source: Input, emit: Emit) -> Parsed:
    """Responses in order; what the crawler notes about itself is counted, not sent."""
    kinds: dict[str, int] = {}
    problem = ""
    sent = 0
    try:
        for record in ArchiveIterator(source.stream(), arc2warc=True):
            kind = str(record.rec_type)
            kinds[kind] = kinds.get(kind, 0) + 1
            if kind in _KINDS:
                sent += 1
                _send(record, sent, emit)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, IndexError) as error:
        problem = f"damaged after {sent} records ({' '.join(str(error).split())[:150]})"
        if not kinds:
            raise Unreadable(problem) from error
    return Parsed(
        kind="archive",
        media_type="application/warc",
        parser="warc 1",
        status=Status.PARTIAL if problem else Status.OK,
        reason=problem,
        title=source.name,
        metadata={"records": ", ".join(f"{count} {name}" for name, count in sorted(kinds.items()))},
        expected=sent if not problem else -1,
    )


def _send(record: Any, number: int, emit: Emit) -> None:
    address = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    fields = record.http_headers
    media_type = str(fields.get_header("Content-Type") or "") if fields else str(record.rec_headers.get_header("Content-Type") or "")  # fmt: skip
    kind = media_type.partition(";")[0].strip().lower()
    segment = f"member:{number}"
    code = fields.get_statuscode() if fields else "200"
    if record.rec_type == "revisit":
        emit(Child(segment, address, kind, 0, status=Status.REFUSED, reason="a note that nothing changed since an earlier visit; it holds no bytes"), None)  # fmt: skip
        return
    data = record.content_stream().read(_AT_ONCE + 1)
    if len(data) > _AT_ONCE:
        emit(Child(segment, address, kind, 0, status=Status.REFUSED, reason=f"larger than {_AT_ONCE >> 20} MB"), None)  # fmt: skip
    elif not data:
        emit(Child(segment, address, kind, 0, status=Status.REFUSED, reason=f"an answer without content (HTTP {code})"), None)  # fmt: skip
    else:
        emit(Child(segment, address, kind, len(data)), data)


PARSER = Parser(
    name="warc",
    media_types=("application/warc",),
    library="warcio",
    limits="256 MB a record",
    read=read,
    family="reports",
    reads="WARC 1.x and ARC, also packed: responses and resources with their addresses",
    leaves_out="requests and the crawler's own records are counted only",
)
