"""The attachments of the demo leak: small, real files of their formats."""

import ctypes
import io
import re
import zipfile
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FONT = Path(__file__).parent / "data" / "DejaVuSans.ttf"
_WIDTH, _HEIGHT, _MARGIN, _SIZE, _LEADING = 595.0, 842.0, 60.0, 10.5, 15.0
_LINE = 78
_CHANCE = re.compile(rb"(?<=<)[0-9A-Fa-f]{32}(?=>)|(?<=\(D:)\d{14}")
"""What a PDF holds by chance: its identifiers and the time it was made."""
_MEMBERS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/'
        'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.'
        'org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
        '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
}


def docx(text: str) -> bytes:
    """A Word document with one paragraph a line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.splitlines()
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.'
        f'org/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_MEMBERS, "word/document.xml": body}.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def pdf(text: str) -> bytes:
    """A PDF with the text set in an embedded font."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(_WIDTH, _HEIGHT)
    raw = _FONT.read_bytes()
    data = (ctypes.c_uint8 * len(raw)).from_buffer_copy(raw)
    font = pdfium.FPDFText_LoadFont(document.raw, data, len(raw), pdfium.FPDF_FONT_TRUETYPE, 1)
    height = _HEIGHT - _MARGIN
    for line in _wrapped(text):
        height -= _LEADING
        if not line.strip():
            continue
        entry = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, _SIZE)
        encoded = (line + "\0").encode("utf-16-le")
        letters = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
        pdfium.FPDFText_SetText(entry, letters)
        pdfium.FPDFPageObj_Transform(entry, 1, 0, 0, 1, _MARGIN, height)
        pdfium.FPDFPage_InsertObject(page.raw, entry)
    pdfium.FPDFPage_GenerateContent(page.raw)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_chance(buffer.getvalue())


def scan(text: str, random: Random, name: str) -> bytes:
    """A picture of a typed letter, a little turned and dirty: JPEG, or a PDF that holds only that."""
    page = Image.new("L", (1240, 1754), 248)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(_FONT), 26)
    for number, line in enumerate(_wrapped(text)):
        draw.text((130, 150 + 42 * number), line, font=font, fill=30)
    for _ in range(900):
        spot = (random.randrange(1240), random.randrange(1754))
        draw.point(spot, fill=random.randrange(90, 220))
    page = page.rotate(random.uniform(-0.8, 0.8), fillcolor=248).filter(
        ImageFilter.GaussianBlur(0.6)
    )
    buffer = io.BytesIO()
    if name.lower().endswith(".pdf"):
        page.save(buffer, "PDF", resolution=150.0)
    else:
        page.save(buffer, "PNG" if name.lower().endswith(".png") else "JPEG", quality=70)
    return _without_chance(buffer.getvalue())


def _without_chance(raw: bytes) -> bytes:
    return _CHANCE.sub(lambda found: b"0" * len(found.group()), raw)


def broken_pdf() -> bytes:
    """A PDF whose download broke off."""
    return pdf("Паспорт изделия")[:900]


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + len(word) >= _LINE:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines
