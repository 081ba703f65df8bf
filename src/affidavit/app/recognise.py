"""Scans: pages and pictures without text are recognised, and what was recognised is kept by content."""

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from affidavit.model import Status
from affidavit.model.codec import from_plain, to_plain
from affidavit.quarantine import Outcome, Parsed, Quarantine, RawText, Source

OCR_VERSION = "1"


@dataclass(frozen=True, slots=True)
class OcrCache:
    """Recognised texts in a folder, by the bytes they were read from, page and languages.

    The folder may be deleted: what it held is recognised again.
    """

    folder: Path
    languages: str

    def get(self, sha256: str, page: str) -> RawText | None:
        """What was recognised before; None where nothing is kept or what is kept was altered."""
        try:
            check, _, body = self._file(sha256, page).read_text("utf-8").partition("\n")
        except (OSError, UnicodeError):
            return None
        if hashlib.sha256(body.encode()).hexdigest() != check:
            return None
        return from_plain(RawText, json.loads(body))

    def put(self, sha256: str, page: str, text: RawText) -> None:
        """Keep what was recognised."""
        file = self._file(sha256, page)
        file.parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(to_plain(text), ensure_ascii=False, separators=(",", ":"))
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}")
        Path(name).replace(file)

    def _file(self, sha256: str, page: str) -> Path:
        key = json.dumps([OCR_VERSION, sha256, page, self.languages])
        return self.folder / sha256[:2] / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def recognise_scans(
    cache: OcrCache | None, quarantine: Quarantine, source: Source, sha256: str,
    outcome: Outcome, options: dict[str, Any],
) -> Outcome:  # fmt: skip
    """The outcome with the text of its scans; what could not be recognised makes it partial."""
    parsed = outcome.parsed
    assert parsed is not None
    if cache is None:
        what = f"{_pages(parsed.scans)} not recognised: recognition is switched off"
        return _partial(outcome, parsed, what)
    texts: list[RawText] = []
    failed: dict[str, list[str]] = {}
    for page in parsed.scans:
        text = cache.get(sha256, page)
        if text is None:
            asked = {**options, "ocr": page, "languages": cache.languages}
            answer = quarantine.parse(source, None, asked)
            if answer.parsed is None:
                failed.setdefault(answer.reason, []).append(page)
                continue
            text = answer.parsed.texts[0]
            cache.put(sha256, page, text)
        if text.text.strip():
            texts.append(text)
    read = replace(parsed, texts=(*parsed.texts, *texts))
    if not failed:
        return replace(outcome, parsed=read)
    reasons = [f"{_pages(pages)}: {reason}" for reason, pages in failed.items()]
    return _partial(outcome, read, "; ".join(reasons))


def _pages(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _partial(outcome: Outcome, parsed: Parsed, reason: str) -> Outcome:
    whole = "; ".join(filter(None, (outcome.reason, reason)))
    return replace(outcome, parsed=parsed, status=Status.PARTIAL, reason=whole)
