"""What a PDF holds beside its pages' text: annotations, form fields, XFA packets, files."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from affidavit.quarantine.parsed import RawText
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.package import parse_xml

_ANNOTATIONS = 5_000
_ATTACHMENTS = 10_000
_AT_ONCE = 256 << 20


def annotations(page: pypdfium2.PdfPage, form: Any, number: int) -> list[RawText]:
    """Comments of a page, one a layer, and its filled form fields as one layer."""
    found: list[RawText] = []
    fields: list[str] = []
    for index in range(min(c.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
        annotation = c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_WIDGET:
            if form is not None and (field := _field(form, annotation)):
                fields.append(field)
        elif text := _string(annotation, b"Contents").strip():
            by = " ".join(
                filter(None, (_string(annotation, b"T").strip(), _string(annotation, b"M")))
            )
            name = f"annotation {len(found) + 1} on page {number}"
            found.append(RawText("comment", name, f"{by}: {text}\n" if by else f"{text}\n"))
        c.FPDFPage_CloseAnnot(annotation)
    if fields:
        found.append(RawText("field", f"fields on page {number}", "\n".join(fields) + "\n"))
    return found


def _wide(call: Any, *arguments: Any) -> str:
    """A text that pdfium writes as UTF-16 into a buffer of the length it asks for."""
    size = call(*arguments, None, 0)
    if size <= 2 or size > 8 << 20:
        return ""
    buffer = (c.FPDF_WCHAR * (size // 2 + 1))()
    call(*arguments, buffer, size)
    return clean(bytes(buffer)[: size - 2].decode("utf-16-le", "replace"))


def _string(annotation: Any, key: bytes) -> str:
    return _wide(c.FPDFAnnot_GetStringValue, annotation, key)


def _field(form: Any, annotation: Any) -> str:
    name = _wide(c.FPDFAnnot_GetFormFieldName, form, annotation)
    value = _wide(c.FPDFAnnot_GetFormFieldValue, form, annotation)
    return f"{name}: {value}" if value.strip() else ""


def attachments(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of the files embedded in a document and in its annotations."""
    for index in range(min(document.count_attachments(), _ATTACHMENTS)):
        attachment = document.get_attachment(index)
        try:
            yield attachment.get_name(), bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            yield "", None
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        for index in range(min(c.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
            annotation = c.FPDFPage_GetAnnot(page, index)
            if annotation and c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_FILEATTACHMENT:
                yield from _of_annotation(annotation)
        page.close()


def _of_annotation(annotation: Any) -> Iterator[tuple[str, bytes | None]]:
    handle = c.FPDFAnnot_GetFileAttachment(annotation)
    if not handle:
        return
    name = _wide(c.FPDFAttachment_GetName, handle)
    size = ctypes.c_ulong()
    if not c.FPDFAttachment_GetFile(handle, None, 0, size) or size.value > _AT_ONCE:
        yield name, None
        return
    buffer = ctypes.create_string_buffer(size.value)
    held = c.FPDFAttachment_GetFile(handle, buffer, size.value, size)
    yield name, buffer.raw if held else None


def form_packets(document: pypdfium2.PdfDocument) -> list[RawText]:
    """The words of an XFA form: what was filled in, and its template."""
    found = []
    for index in range(max(0, c.FPDF_GetXFAPacketCount(document))):
        size = ctypes.c_ulong()
        name = ctypes.create_string_buffer(256)
        c.FPDF_GetXFAPacketName(document, index, name, 256)
        label = name.value.decode("ascii", "replace")
        if label not in ("datasets", "template"):
            continue
        c.FPDF_GetXFAPacketContent(document, index, None, 0, size)
        if not 0 < size.value <= _AT_ONCE:
            continue
        buffer = ctypes.create_string_buffer(size.value)
        c.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
        root = parse_xml(buffer.raw[: size.value])
        words = [w.strip() for w in root.itertext() if w.strip()] if root is not None else []
        text = clean(re.sub(r"\n{2,}", "\n", "\n".join(words)))
        if text.strip():
            found.append(RawText("field", f"XFA {label}", text + "\n"))
    return found
