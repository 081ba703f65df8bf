"""PDF pages from bare content streams, and pictures of text."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import affidavit.app.demo

FONT = Path(affidavit.app.demo.__file__).parent / "data" / "DejaVuSans.ttf"


def pdf(*streams, annotations="", names="", objects=()):
    """A PDF of pages with Helvetica as /F1; `annotations` stand on the first page."""
    count = len(streams)
    body = [
        f"<</Type/Catalog/Pages 2 0 R{names}>>",
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{4 + 2 * n} 0 R' for n in range(count))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, stream in enumerate(streams):
        marks = f"/Annots[{annotations}]" if annotations and n == 0 else ""
        body.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents {5 + 2 * n} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>{marks}>>"
        )
        body.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    body += objects
    out = b"%PDF-1.7\n"
    places = []
    for number, entry in enumerate(body, 1):
        places.append(len(out))
        raw = entry if isinstance(entry, bytes) else entry.encode("latin-1")
        out += f"{number} 0 obj\n".encode() + raw + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(body) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return out


def at(x, y, text, mode=0):
    """A line of 12-point text."""
    return f"BT /F1 12 Tf {mode} Tr {x} {y} Td ({text}) Tj ET "


def picture(text, form="PNG", turned=0, size=(1240, 500)):
    """Black text on white, as a file."""
    page = Image.new("L", size, 255)
    font = ImageFont.truetype(str(FONT), 34)
    ImageDraw.Draw(page).multiline_text((80, 80), text, font=font, fill=0, spacing=16)
    buffer = io.BytesIO()
    page.rotate(turned, expand=True, fillcolor=255).save(buffer, form)
    return buffer.getvalue()


def scanned_pdf(*texts):
    """A PDF whose pages are pictures."""
    pages = [Image.open(io.BytesIO(picture(text))).convert("RGB") for text in texts]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return buffer.getvalue()
