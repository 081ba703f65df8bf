"""From what a parser found to documents with immutable, language-marked layers."""

from datetime import datetime
from typing import Any

from affidavit.extract.segments import segment
from affidavit.language.detect import UNDETERMINED, detect_language
from affidavit.model import Document, Message, Participant, TextLayer
from affidavit.model.text import BODY, SIGNATURE
from affidavit.quarantine.parsed import Parsed

VERSION = "1"


def build_document(sha256: str, parsed: Parsed) -> tuple[Document, list[TextLayer]]:
    """The document some bytes are, and its layers in the order they are read."""
    common: dict[str, Any] = {
        "id": Document.make_id(sha256, parsed.kind),
        "kind": parsed.kind,
        "sha256": sha256,
        "title": parsed.title,
        "date": datetime.fromisoformat(parsed.date) if parsed.date else None,
        "date_raw": parsed.date_raw,
        "metadata": dict(parsed.metadata),
    }
    document: Document
    if parsed.kind == "message":
        document = Message(
            **common,
            participants=tuple(Participant(*person) for person in parsed.people),
            headers=parsed.headers,
            message_id=parsed.message_id,
            in_reply_to=parsed.in_reply_to,
            references=parsed.references,
        )
    else:
        document = Document(**common)
    return document, _layers(document, parsed)


def _layers(document: Document, parsed: Parsed) -> list[TextLayer]:
    pieces: list[tuple[str, str, str]] = []
    for raw in parsed.texts:
        if parsed.kind == "message" and raw.kind == BODY:
            pieces += _split(raw.name, raw.text)
        else:
            pieces.append((raw.kind, raw.name, raw.text))
    main = detect_language(" ".join(text for kind, _, text in pieces if kind == BODY)[:6_000])
    layers = []
    for kind, name, text in pieces:
        language = detect_language(text) if len(text) > 60 and kind != SIGNATURE else UNDETERMINED
        if language == UNDETERMINED:
            language = main if main != UNDETERMINED else detect_language(text)
        layers.append(TextLayer.make(document.id, kind, name, text, language))
    return layers


def _split(name: str, text: str) -> list[tuple[str, str, str]]:
    """The parts of a message's body, numbered from the second of a kind on."""
    counts: dict[str, int] = {}
    pieces = []
    for kind, start, end in segment(text):
        if not text[start:end].strip():
            continue
        counts[kind] = counts.get(kind, 0) + 1
        part = "" if counts[kind] == 1 else str(counts[kind])
        pieces.append((kind, " ".join(filter(None, (name, part))), text[start:end]))
    return pieces
