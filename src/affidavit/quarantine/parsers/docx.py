"""Word documents (OOXML)."""

from typing import Any

from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.sniff import DOCX

_METADATA = ("authors", "created_by", "modified_by", "created_at", "modified_at")


def read(source: Input, emit: Emit) -> Parsed:
    """The document's text as one body layer, its properties as metadata."""
    import kreuzberg  # 98 MB of code, mapped only for those who need it

    config = kreuzberg.ExtractionConfig(use_cache=False, disable_ocr=True)
    try:
        result = kreuzberg.extract_bytes_sync(bytes(source.untrusted_bytes), DOCX, config)
    except (kreuzberg.KreuzbergError, ValueError) as error:
        raise Unreadable(f"not a readable Word document ({str(error)[:200]})") from error
    known: dict[str, Any] = dict(result.metadata or {})
    text = clean(str(result.content))
    return Parsed(
        kind="docx",
        media_type=DOCX,
        parser="docx 1",
        title=clean(str(known.get("title") or source.name)),
        metadata={name: clean(str(known[name])) for name in _METADATA if known.get(name)},
        texts=(RawText("body", "", text),) if text.strip() else (),
    )


PARSER = Parser(
    name="docx", media_types=(DOCX,), library="kreuzberg", limits="text and properties", read=read
)
