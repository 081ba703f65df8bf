"""Text and properties by kreuzberg, for formats that are not taken apart here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.charsets import clean


@dataclass(frozen=True)
class Extracted:
    """What kreuzberg found."""

    text: str
    metadata: Mapping[str, Any]


def content(raw: bytes, media_type: str) -> Extracted:
    """The text of a document; raises `Unreadable` where kreuzberg cannot read it."""
    import kreuzberg  # 98 MB of code, mapped only for those who need it

    config = kreuzberg.ExtractionConfig(use_cache=False, disable_ocr=True)
    try:
        result = kreuzberg.extract_bytes_sync(raw, media_type, config)
    except (kreuzberg.KreuzbergError, ValueError) as error:
        raise Unreadable(f"damaged, or not what its name says ({_said(error)})") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library's own way of giving up
            raise
        raise Unreadable(f"damaged: the library that reads it gave up ({_said(error)})") from error
    return Extracted(clean(str(result.content)), dict(result.metadata or {}))


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
