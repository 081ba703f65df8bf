"""How well scans are recognised: invented pages, rendered with noise and slightly turned.

    python benchmarks/ocr.py [--languages rus+ukr+bel+eng] [--dpi 200] [--keep FOLDER]

Prints the character error rate (edits for each character expected, white space folded) by page.
"""

import argparse
import io
import random
import time
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from affidavit.quarantine import Quarantine, Source

TEXTS = Path(__file__).parent / "data" / "ocr_texts.yaml"
FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    str(Path(__file__).parents[1] / "src/affidavit/app/demo/data/DejaVuSans.ttf"),
)


def scan(text: str, dpi: int, font_file: str, seed: int) -> bytes:
    """An A4 page of 12-point text as a scanner would give it: grey, speckled, turned by half a degree."""
    chance = random.Random(seed)
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    page = Image.new("L", (width, height), 250)
    font = ImageFont.truetype(font_file, round(12 / 72 * dpi))
    lines = [part for line in text.splitlines() for part in wrapped(line, font, width - 2 * dpi)]
    ImageDraw.Draw(page).multiline_text(
        (dpi, dpi), "\n".join(lines), font=font, fill=25, spacing=dpi // 18
    )
    page = page.rotate(chance.uniform(-0.8, 0.8), resample=Image.Resampling.BICUBIC, fillcolor=250)
    noise = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    page = Image.blend(page, noise, 0.14).filter(ImageFilter.GaussianBlur(0.6))
    dots = ImageDraw.Draw(page)
    for _ in range(width * height // 9_000):
        dots.point((chance.randrange(width), chance.randrange(height)), fill=chance.randrange(120))
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def wrapped(line: str, font: Any, width: int) -> list[str]:
    """A line broken so that it fits the page."""
    out = [""]
    for word in line.split():
        longer = f"{out[-1]} {word}".strip()
        out = [*out[:-1], longer] if font.getlength(longer) <= width else [*out, word]
    return out


def error_rate(expected: str, found: str) -> float:
    """Edits for each expected character, white space folded."""
    one, two = " ".join(expected.split()), " ".join(found.split())
    return Levenshtein.distance(one, two) / max(1, len(one))


def measure(languages: str, dpi: int, keep: Path | None) -> list[tuple[str, float]]:
    """(page, error rate) of every page."""
    pages: dict[str, list[str]] = yaml.safe_load(TEXTS.read_text("utf-8"))
    rows: list[tuple[str, float]] = []
    with Quarantine() as quarantine:
        for language, texts in pages.items():
            for number, text in enumerate(texts, start=1):
                font = next(f for f in FONTS[(number - 1) % 2 :] if Path(f).is_file())
                raw = scan(text, dpi, font, number)
                if keep:
                    (keep / f"{language}{number}.png").write_bytes(raw)
                started = time.monotonic()
                options: dict[str, Any] = {"ocr": "picture", "languages": languages}
                outcome = quarantine.parse(Source("p.png", "x/p.png", "", len(raw), data=raw), None, options)  # fmt: skip
                if outcome.parsed is None:
                    raise SystemExit(outcome.reason)
                rate = error_rate(text, outcome.parsed.texts[0].text)
                rows.append((f"{language} {number}", rate))
                sure = outcome.parsed.metadata["confidence"]
                print(f"{language} page {number}: error rate {100 * rate:5.2f} %  {time.monotonic() - started:5.2f} s  confidence {sure}")  # fmt: skip
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", default="rus+ukr+bel+eng")
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="a folder to keep the pictures in")
    arguments = parser.parse_args()
    found = measure(arguments.languages, arguments.dpi, arguments.keep)
    print(f"worst page {100 * max(rate for _, rate in found):.2f} %")
