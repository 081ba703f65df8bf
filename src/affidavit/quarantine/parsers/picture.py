"""Pictures: their size and what they say of themselves; their words are recognised."""

import io
import re
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.package import local, parse_xml

_PIXELS = 200_000_000
_FRAMES = 2_000
_SMALL = (90, 24)
_EXIF = ("Make", "Model", "Software", "DateTime", "Artist", "Copyright", "ImageDescription", "HostComputer")  # fmt: skip
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError,
           OverflowError, Image.DecompressionBombError, KeyError, AttributeError)  # fmt: skip
Image.MAX_IMAGE_PIXELS = _PIXELS


def read(source: Input, emit: Emit) -> Parsed:
    """The picture's own data; each frame large enough to bear words is a scan."""
    if source.media_type == "image/svg+xml":
        return _vector(source)
    try:
        with _opened(source) as picture:
            frames = min(getattr(picture, "n_frames", 1), _FRAMES)
            moving = picture.format in ("GIF", "WEBP") and frames > 1
            metadata = {
                "format": str(picture.format), "width": str(picture.width),
                "height": str(picture.height), **_exif(picture),
            }  # fmt: skip
            sizes = _sizes(picture, 1 if moving else frames)
            if picture.width * picture.height > _PIXELS:
                raise Unreadable(f"a picture of {picture.width} x {picture.height} points is too large")  # fmt: skip
    except _BROKEN as error:
        raise Unreadable(f"not a readable picture ({_said(error)})") from error
    if frames > 1:
        metadata["frames"] = str(frames)
    names = ["picture"] if len(sizes) == 1 else [f"picture {n + 1}" for n in range(frames)]
    large = [n for n, (w, h) in zip(names, sizes, strict=True) if w >= _SMALL[0] and h >= _SMALL[1]]
    return Parsed(
        kind="image",
        media_type=source.media_type,
        parser="picture 1",
        title=source.name,
        metadata=metadata,
        scans=tuple(large),
    )


def _opened(source: Input) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damaged EXIF is no reason to refuse the picture
        return Image.open(io.BytesIO(source.untrusted_bytes))


def _sizes(picture: Image.Image, frames: int) -> list[tuple[int, int]]:
    """The size of each frame, as far as they can be reached."""
    sizes = []
    for number in range(frames):
        try:
            picture.seek(number)
        except _BROKEN:
            sizes.append(picture.size)
            continue
        sizes.append(picture.size)
    return sizes


def frame(source: Input, name: str) -> Image.Image:
    """A frame as a picture, upright as its camera says."""
    number = int(re.sub(r"\D", "", name) or 1) - 1
    try:
        picture = _opened(source)
        picture.seek(number)
        picture.load()
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            white = Image.new("RGBA", picture.size, "white")
            white.alpha_composite(picture.convert("RGBA"))
            picture = white
        if picture.mode.startswith("I;16"):
            picture = picture.point(lambda value: value / 256)
        return ImageOps.exif_transpose(picture).convert("L")
    except _BROKEN as error:
        raise Unreadable(f"damaged picture ({_said(error)})") from error


def _said(error: BaseException) -> str:
    """The library's words, without places in memory that differ from run to run."""
    if isinstance(error, UnidentifiedImageError):
        return "damaged, or of a kind that Pillow does not know"
    return re.sub(r"<[^>]* at 0x[0-9a-f]+>", "it", " ".join(str(error).split()))[:120]


def _exif(picture: Image.Image) -> dict[str, str]:
    found = {}
    try:
        exif = picture.getexif()
        for tag, value in {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}.items():
            name = ExifTags.TAGS.get(tag, "")
            if name in (*_EXIF, "DateTimeOriginal", "BodySerialNumber"):
                found[name] = clean(str(value)).strip("\ufffd ")[:200]
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        if 2 in place and 4 in place:
            found["GPS"] = f"{_degrees(place[2])} {place.get(1, '')}, {_degrees(place[4])} {place.get(3, '')}"  # fmt: skip
    except (*_BROKEN, ZeroDivisionError):
        return found
    return {name: value for name, value in found.items() if value}


def _degrees(parts: Any) -> str:
    degrees, minutes, seconds = (float(part) for part in parts)
    return f"{degrees + minutes / 60 + seconds / 3600:.5f}"


def _vector(source: Input) -> Parsed:
    root = parse_xml(bytes(source.untrusted_bytes))
    if root is None:
        raise Unreadable("not a readable SVG picture")
    words = ["".join(e.itertext()).strip() for e in root.iter() if local(e) in ("text", "title", "desc")]  # fmt: skip
    text = clean("\n".join(filter(None, words)))
    texts = (RawText("body", "", text + "\n"),) if text.strip() else ()
    return Parsed("image", "image/svg+xml", "picture 1", Status.OK, title=source.name, texts=texts)


PARSER = Parser(
    name="picture",
    media_types=(
        "image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp", "image/jp2",
        "image/x-portable-anymap", "image/svg+xml", "image/x-icon",
    ),
    library="Pillow; lxml for SVG; tesserocr (Tesseract) for their words",
    limits="200 million points; 2,000 frames; what is smaller than 90 x 24 points is not recognised",
    read=read,
    family="scans",
    reads="PNG, JPEG, GIF, TIFF (all pages), BMP, WebP, JPEG 2000, PNM, SVG: size, EXIF, words",
    leaves_out="HEIC, DjVu, EMF, WMF, camera raw",
)  # fmt: skip
