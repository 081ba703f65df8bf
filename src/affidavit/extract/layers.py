"""From what a parser found to documents with immutable, language-marked layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from affidavit.extract.segments import segment
from affidavit.language.detect import UNDETERMINED, detect_language
from affidavit.model import Anchor, Document, Message, Participant, TextLayer
from affidavit.model.text import BODY, SIGNATURE
from affidavit.quarantine.parsed import Parsed

VERSION = "3"
_MAIN = (BODY, "page", "ocr", "sheet", "slide")


@dataclass(frozen=True, slots=True)
class Built:
    """A document with its layers in the order they are read, and the anchors of some of them."""

    document: Document
    layers: tuple[TextLayer, ...]
    anchors: Mapping[str, tuple[Anchor, ...]]


def build_document(sha256: str, parsed: Parsed) -> Built:
    """The document some bytes are, as their parser read them."""
    common: dict[str, Any] = {
        "id": Document.make_id(sha256, parsed.kind),
        "kind": parsed.kind,
        "sha256": sha256,
        "title": parsed.title,
        "date": datetime.fromisoformat(parsed.date) if parsed.date else None,
        "date_raw": parsed.date_raw,
        "metadata": dict(parsed.metadata),
        "links": parsed.links,
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
            raw_addresses=parsed.raw_addresses,
        )
    else:
        document = Document(**common)
    return _with_layers(document, parsed)


def _with_layers(document: Document, parsed: Parsed) -> Built:
    pieces: list[tuple[str, str, str, tuple[Anchor, ...]]] = []
    for raw in parsed.texts:
        if parsed.kind == "message" and raw.kind == BODY:
            pieces += [(*piece, ()) for piece in _split(raw.name, raw.text)]
        else:
            pieces.append((raw.kind, raw.name, raw.text, raw.anchors))
    whole = [text for kind, _, text, _ in pieces if kind in _MAIN]
    main = detect_language(whole[0] if len(whole) == 1 else " ".join(whole)[:6_000])
    layers, anchors = [], {}
    for kind, name, text, places in pieces:
        language = detect_language(text) if len(text) > 60 and kind != SIGNATURE else UNDETERMINED
        if language == UNDETERMINED:
            language = main if main != UNDETERMINED else detect_language(text)
        layer = TextLayer.make(document.id, kind, name, text, language)
        layers.append(layer)
        if places:
            anchors[layer.id] = places
    return Built(document, tuple(layers), anchors)


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
