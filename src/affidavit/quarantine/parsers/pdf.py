"""PDF, by pdfium: the text of each page with the place of each word, and what lies beside it."""

from typing import Any

import pypdfium2

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.members import clean_name, locked_reason
from affidavit.quarantine.parsers.pdfextras import annotations, attachments, form_packets
from affidavit.quarantine.parsers.pdfpage import PageText, page_text
from affidavit.quarantine.parsers.report import report_of_text

_PAGES = 20_000
_METADATA = {
    "Author": "author", "Creator": "application", "Producer": "producer", "CreationDate": "created",
    "ModDate": "modified", "Subject": "subject", "Keywords": "keywords",
}  # fmt: skip


def read(source: Input, emit: Emit) -> Parsed:
    """One layer a page; hidden text, annotations and form fields in layers of their own."""
    document = opened(source)
    form = _forms(document)
    texts: list[RawText] = []
    notes: dict[str, list[int]] = {}
    scans: list[str] = []
    pages = len(document)
    for number in range(1, min(pages, _PAGES) + 1):
        try:
            page = document[number - 1]
            found = page_text(page, f"page {number}")
            texts += _layers(found, number, notes)
            texts += annotations(page, form, number)
            if found.scan:
                scans.append(f"page {number}")
            page.close()
        except pypdfium2.PdfiumError:
            notes.setdefault("pages that cannot be read", []).append(number)
    texts += form_packets(document)
    for number, (name, data) in enumerate(attachments(document), start=1):
        label = clean_name(name)
        if data is None:
            emit(Child(f"attachment:{number}", label, "", 0, status=Status.UNREADABLE, reason="damaged in the PDF"), None)  # fmt: skip
        else:
            emit(Child(f"attachment:{number}", label, "", len(data)), data)
    reasons = [f"pages that cannot be read: {_list(bad)}"] if (bad := notes.pop("pages that cannot be read", [])) else []  # fmt: skip
    reasons += [f"only the first {_PAGES} of {pages} pages were read"] if pages > _PAGES else []
    known = document.get_metadata_dict(skip_empty=True)
    metadata = {
        label: clean(known[name].strip("\0 ")) for name, label in _METADATA.items() if name in known
    }
    metadata |= {label: f"pages {_list(where)}" for label, where in notes.items()}
    parsed = Parsed(
        kind="pdf",
        media_type="application/pdf",
        parser="pdf 2",
        status=Status.PARTIAL if reasons else Status.OK,
        reason="; ".join(reasons),
        title=clean(known.get("Title", "").strip("\0 ")) or source.name,
        metadata={**metadata, "pages": str(pages)},
        texts=tuple(texts),
        scans=tuple(scans),
    )
    return report_of_text(parsed) if source.options.get("report") else parsed


def opened(source: Input) -> pypdfium2.PdfDocument:
    """The document, with the first password that fits; raises `Unreadable` where none does."""
    raw = bytes(source.untrusted_bytes)
    error: Exception | None = None
    for password in (None, *source.passwords):
        try:
            return pypdfium2.PdfDocument(raw, password=password)
        except pypdfium2.PdfiumError as failure:
            error = failure
            if "password" not in str(failure).lower():
                break
    said = str(error)
    if "password" in said.lower():
        raise Unreadable(locked_reason(source), Status.ENCRYPTED) from error
    what = said.partition("PDFium: ")[2].rstrip(").").lower() or said
    if "data format" in what:
        what = "damaged, or only a piece of one"
    raise Unreadable(f"not a readable PDF ({what})") from error


def _forms(document: pypdfium2.PdfDocument) -> Any:
    try:
        document.init_forms()
    except pypdfium2.PdfiumError:
        return None
    return document.formenv


def _layers(found: PageText, number: int, notes: dict[str, list[int]]) -> list[RawText]:
    layers = []
    if found.text.strip():
        layers.append(RawText("page", f"page {number}", found.text, found.anchors))
    if found.hidden.strip():
        layers.append(RawText("hidden", f"hidden on page {number}", found.hidden + "\n"))
    for label in found.notes:
        notes.setdefault(label, []).append(number)
    return layers


def _list(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:20]))
    return shown if len(numbers) <= 20 else f"{shown} and {len(numbers) - 20} more"


def render(source: Input, number: int, scale: float) -> Any:
    """A page as a picture; `scale` is pixels a point."""
    document = opened(source)
    page = document[number - 1]
    width, height = page.get_size()
    limited = min(scale, 9000 / max(width, height, 1))
    picture = page.render(scale=limited, may_draw_forms=True).to_pil()
    return picture, limited


PARSER = Parser(
    name="pdf",
    media_types=("application/pdf",),
    library="pypdfium2 (pdfium)",
    limits="20,000 pages; 512 MB",
    read=read,
    family="documents",
    reads="text with the place of each word, hidden and covered text apart, annotations, form fields, "
    "XFA, embedded files, properties; pages without text are recognised",
    leaves_out="XMP; scripts; pictures as items of their own",
)
