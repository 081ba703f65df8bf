"""PDF: the text of each page."""

import pypdfium2

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean

_PAGES = 5_000
_METADATA = ("Author", "Creator", "Producer", "CreationDate", "ModDate", "Subject", "Keywords")


def read(source: Input, emit: Emit) -> Parsed:
    """One layer a page. Pages without text are counted in the metadata."""
    try:
        document = pypdfium2.PdfDocument(bytes(source.untrusted_bytes))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("the PDF is protected by a password", Status.ENCRYPTED) from error
        raise Unreadable(f"not a readable PDF ({error})") from error
    texts: list[RawText] = []
    bad: list[int] = []
    pages = len(document)
    for number in range(min(pages, _PAGES)):
        try:
            text = clean(document[number].get_textpage().get_text_bounded()).replace("\ufffe", "-")
        except pypdfium2.PdfiumError:
            bad.append(number + 1)
            continue
        if text.strip():
            texts.append(RawText("page", f"page {number + 1}", text))
    reasons = [f"pages that cannot be read: {', '.join(map(str, bad[:20]))}"] if bad else []
    reasons += [f"only the first {_PAGES} of {pages} pages were read"] if pages > _PAGES else []
    if not texts and not reasons:
        reasons = ["no page has text (a scan?)"]
    known = document.get_metadata_dict(skip_empty=True)
    metadata = {name: clean(known[name]) for name in _METADATA if name in known}
    return Parsed(
        kind="pdf",
        media_type="application/pdf",
        parser="pdf 1",
        status=Status.PARTIAL if reasons else Status.OK,
        reason="; ".join(reasons),
        title=clean(known.get("Title", "")) or source.name,
        metadata={**metadata, "pages": str(pages)},
        texts=tuple(texts),
    )


PARSER = Parser(
    name="pdf",
    media_types=("application/pdf",),
    library="pypdfium2",
    limits="the first 5,000 pages; text only, no pictures",
    read=read,
)
