"""Words on pictures, by Tesseract: each with its box and how sure it is."""

import os
import re
from pathlib import Path
from typing import Any

from PIL import Image

from affidavit.language.detect import detect_language
from affidavit.model import Anchor
from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Input
from affidavit.quarantine.parsers.charsets import clean

_PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")  # fmt: skip
_SCALE = 300 / 72
_SURE = 60.0
_NOISE = 30.0
_engines: dict[str, Any] = {}


def recognise(source: Input) -> Parsed:
    """The words of the page or picture that the request names, as one layer `ocr`."""
    page = str(source.options["ocr"])
    languages = str(source.options.get("languages", "eng"))
    if source.media_type == "application/pdf":
        from affidavit.quarantine.parsers.pdf import render

        picture, scale = render(source, int(re.sub(r"\D", "", page)), _SCALE)
    else:
        from affidavit.quarantine.parsers.picture import frame

        picture, scale = frame(source, page), 1.0
    words, languages = _in_its_language(picture.convert("L"), languages)
    text = _layer(page, words, scale)
    sure = sum(w.confidence * len(w.text) for w in words) / max(1, sum(len(w.text) for w in words))
    return Parsed("ocr", source.media_type, "ocr 1", metadata={"confidence": f"{sure:.0f}", "languages": languages}, texts=(text,))  # fmt: skip


_PACKS = {"ru": "rus", "uk": "ukr", "be": "bel", "en": "eng"}


def _in_its_language(picture: Image.Image, languages: str) -> tuple[list["_Word"], str]:
    """The words, read a second time with the languages the page turned out to be in: fewer languages
    confuse fewer letters. The reading that is surer stands."""
    words = _read(picture, languages)
    allowed = languages.split("+")
    pack = _PACKS.get(detect_language(" ".join(word.text for word in words)), "")
    if len(allowed) < 3 or pack not in allowed:
        return words, languages
    fewer = pack if pack == "eng" or "eng" not in allowed else f"{pack}+eng"
    again = _read(picture, fewer)
    if again and _sureness(again) + 2 >= _sureness(words):
        return again, fewer
    return words, languages


class _Word:
    """A word as it was recognised; `end` says what ends with it: a line, a paragraph."""

    __slots__ = ("box", "confidence", "end", "text")

    def __init__(self, text: str, confidence: float, box: tuple[int, int, int, int]) -> None:
        self.text, self.confidence, self.box, self.end = text, confidence, box, " "


def _layer(page: str, words: list[_Word], scale: float) -> RawText:
    out: list[str] = []
    anchors = []
    size = 0
    for word in words:
        left, top, right, bottom = (round(edge / scale, 1) for edge in word.box)
        anchors.append(Anchor(size, size + len(word.text), box=(left, top, right, bottom), confidence=round(word.confidence / 100, 2)))  # fmt: skip
        out += [word.text, word.end]
        size += len(word.text) + len(word.end)
    return RawText("ocr", page, "".join(out), tuple(anchors))


def _read(picture: Image.Image, languages: str) -> list[_Word]:
    """The words; a page that reads badly is tried once more turned as its letters stand."""
    if max(picture.size) < 1200:  # letters of less than 20 points' height are read badly
        factor = min(3.0, 1800 / max(picture.size))
        enlarged = picture.resize(
            [round(s * factor) for s in picture.size], Image.Resampling.LANCZOS
        )
        words = _words(enlarged, languages)
        for word in words:
            word.box = tuple(round(edge / factor) for edge in word.box)  # type: ignore[assignment]
        return words
    words = _words(picture, languages)
    if words and _sureness(words) >= _SURE:
        return words
    turned = [(angle, _words(picture.rotate(angle, expand=True), languages)) for angle in (90, 180, 270)]  # fmt: skip
    angle, best = max(turned, key=lambda pair: _worth(pair[1]))
    if _worth(best) > 1.5 * _worth(words) and _sureness(best) >= _SURE:
        return [_turned_back(word, angle, picture.size) for word in best]
    return words


def _sureness(words: list[_Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _worth(words: list[_Word]) -> float:
    return sum(max(0.0, word.confidence - 50) * len(word.text) for word in words)


def _turned_back(word: _Word, angle: int, size: tuple[int, int]) -> _Word:
    """The word with its box on the picture as it was before it was turned counterclockwise."""
    width, height = size
    left, top, right, bottom = word.box
    if angle == 90:
        word.box = (width - bottom, left, width - top, right)
    elif angle == 180:
        word.box = (width - right, height - bottom, width - left, height - top)
    else:
        word.box = (top, height - right, bottom, height - left)
    return word


def _words(picture: Image.Image, languages: str) -> list[_Word]:
    import tesserocr

    engine = _engine(languages)
    engine.ClearAdaptiveClassifier()  # what was read before must not change what is read now
    engine.SetImage(picture)
    engine.SetSourceResolution(300)
    engine.Recognize()
    found: list[_Word] = []
    iterator = engine.GetIterator()
    level = tesserocr.RIL.WORD
    for at in tesserocr.iterate_level(iterator, level) if iterator else ():
        try:
            text = clean(at.GetUTF8Text(level)).strip()
        except RuntimeError:
            continue
        confidence = float(at.Confidence(level))
        if not text or confidence < _NOISE:
            continue
        word = _Word(text, confidence, at.BoundingBox(level))
        if at.IsAtFinalElement(tesserocr.RIL.PARA, level):
            word.end = "\n\n"
        elif at.IsAtFinalElement(tesserocr.RIL.TEXTLINE, level):
            word.end = "\n"
        found.append(word)
    engine.Clear()
    if found:
        found[-1].end = "\n"
    return found


def _engine(languages: str) -> Any:
    if languages not in _engines:
        try:
            import tesserocr
        except ImportError as error:
            raise Unreadable("no text; recognition is not installed (tesserocr)") from error
        place = next((p for p in (os.environ.get("TESSDATA_PREFIX", ""), *_PLACES) if p and Path(p).is_dir()), "")  # fmt: skip
        missing = [name for name in languages.split("+") if not Path(place, f"{name}.traineddata").is_file()]  # fmt: skip
        if missing:
            packages = " ".join(f"tesseract-ocr-{name}" for name in missing)
            raise Unreadable(
                f"no text; recognition lacks the languages {', '.join(missing)}; install them "
                f"(Debian: {packages}) and run `affidavit retry`"
            )
        _engines[languages] = tesserocr.PyTessBaseAPI(path=place, lang=languages, psm=tesserocr.PSM.AUTO)  # fmt: skip
    return _engines[languages]
