"""Plain text and tables in text form."""

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import decode

_KINDS = {"text/csv": "csv", "text/tab-separated-values": "csv"}
_TEXT_LIMIT = 50_000_000


def read(source: Input, emit: Emit) -> Parsed:
    """The whole file as one body layer."""
    raw = bytes(source.untrusted_bytes[:_TEXT_LIMIT])
    text, charset, remark = decode(raw, str(source.options.get("charset", "")))
    cut = len(source.untrusted_bytes) > _TEXT_LIMIT
    reasons = [remark] if "no text" in remark else []
    reasons += ["only the first 50 MB were read"] if cut else []
    return Parsed(
        kind=_KINDS.get(source.media_type, "text"),
        media_type=source.media_type,
        parser="plain 1",
        status=Status.PARTIAL if reasons else Status.OK,
        reason="; ".join(reasons),
        title=source.name,
        metadata={"charset": charset},
        texts=(RawText("body", "", text),) if text.strip() else (),
    )


PARSER = Parser(
    name="plain",
    media_types=(
        "text/plain", "text/csv", "text/tab-separated-values", "text/calendar", "text/vcard",
        "application/json", "application/xml", "text/xml", "text/x-vcard", "text/enriched",
    ),
    library="own charset repair",
    limits="the first 50 MB",
    read=read,
)  # fmt: skip
