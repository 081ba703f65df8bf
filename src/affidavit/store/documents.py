"""The documents of a case in SQLite: what was read, in layers, with where their parts stand."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from affidavit.model import Anchor, Document, Message, TextLayer
from affidavit.model.codec import from_plain, to_plain
from affidavit.store.keys import key_of, plain_json
from affidavit.store.packing import pack, unpack


class DocumentRows:
    """The part of the `Rows` contract that is about documents, layers, anchors and fingerprints."""

    _db: sqlite3.Connection

    def put_document(self, document: Document, layers: Sequence[TextLayer]) -> None:
        """Add a document with its layers. The same bytes found under two names are one document; of
        what is told of it, what sorts first is kept, whichever came first."""
        told = plain_json(to_plain(document))
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO document (id, kind, data) VALUES (?, ?, ?)",
            (key_of(document.id), document.kind, pack(told)),
        )
        if cursor.rowcount == 0:
            known = self.document(document.id)
            if known is not None and told < plain_json(to_plain(known)):
                self._db.execute(
                    "UPDATE document SET data = ? WHERE id = ?", (pack(told), key_of(document.id))
                )
            return
        number = cursor.lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO layer (id, document, kind, name, language, text) VALUES (?,?,?,?,?,?)",
            (
                (key_of(layer.id), number, layer.kind, layer.name, layer.language, pack(layer.text))
                for layer in layers
            ),
        )

    def document(self, document_id: str) -> Document | None:
        """One document by id."""
        row = self._db.execute(
            "SELECT data FROM document WHERE id = ?", (key_of(document_id),)
        ).fetchone()
        return _document(row[0]) if row else None

    def documents(self) -> Iterator[Document]:
        """All documents by id."""
        for (data,) in self._db.execute("SELECT data FROM document ORDER BY id"):
            yield _document(data)

    def document_ids(self) -> list[str]:
        """All document ids in order."""
        return [
            f"doc-{row[0].hex()}" for row in self._db.execute("SELECT id FROM document ORDER BY id")
        ]

    def layers(self, document_id: str) -> list[TextLayer]:
        """A document's layers in their order."""
        rows = self._db.execute(
            "SELECT l.id, l.kind, l.name, l.text, l.language FROM layer l JOIN document d "
            "ON l.document = d.n WHERE d.id = ? ORDER BY l.n",
            (key_of(document_id),),
        )
        return [_layer(document_id, row) for row in rows]

    def layer(self, layer_id: str) -> TextLayer | None:
        """One layer by id."""
        row = self._db.execute(
            "SELECT l.id, l.kind, l.name, l.text, l.language, d.id FROM layer l JOIN document d "
            "ON l.document = d.n WHERE l.id = ?",
            (key_of(layer_id),),
        ).fetchone()
        return _layer(f"doc-{row[5].hex()}", row[:5]) if row else None

    def forget_documents(self, document_ids: Iterable[str]) -> None:
        """Drop documents with their layers, anchors, mentions, claims, fingerprints and marks."""
        layers = "SELECT n FROM layer WHERE document = (SELECT n FROM document WHERE id = ?)"
        of_document = "document = (SELECT n FROM document WHERE id = ?)"
        statements = (
            f"DELETE FROM anchor WHERE layer IN (SELECT id FROM layer WHERE {of_document})",  # noqa: S608
            f"DELETE FROM mention WHERE layer IN ({layers})",  # noqa: S608
            f"DELETE FROM evidence WHERE claim IN (SELECT id FROM claim WHERE {of_document})",  # noqa: S608
            f"DELETE FROM claim WHERE {of_document}",  # noqa: S608
            f"DELETE FROM layer WHERE {of_document}",  # noqa: S608
            "DELETE FROM fingerprint WHERE document = ?",
            "DELETE FROM document WHERE id = ?",
        )
        for document_id in document_ids:
            for statement in statements:
                self._db.execute(statement, (key_of(document_id),))
            self._db.execute("DELETE FROM mark WHERE subject = ?", (document_id,))

    def put_anchors(self, layer_id: str, anchors: Sequence[Anchor]) -> None:
        """Keep where the parts of a layer stand in its document."""
        rows = [[a.start, a.end, a.cell, a.box, a.confidence] for a in anchors]
        self._db.execute(
            "INSERT OR IGNORE INTO anchor VALUES (?, ?)", (key_of(layer_id), pack(plain_json(rows)))
        )

    def anchors(self, layer_id: str) -> list[Anchor]:
        """The anchors of a layer in order."""
        row = self._db.execute(
            "SELECT data FROM anchor WHERE layer = ?", (key_of(layer_id),)
        ).fetchone()
        return [
            Anchor(start, end, cell, tuple(box) if box else None, confidence)
            for start, end, cell, box, confidence in (json.loads(unpack(row[0])) if row else ())
        ]

    def put_fingerprints(self, fingerprints: Mapping[str, bytes]) -> None:
        """Keep fingerprints by document id."""
        self._db.executemany(
            "INSERT OR REPLACE INTO fingerprint VALUES (?, ?)",
            ((key_of(document), data) for document, data in fingerprints.items()),
        )

    def fingerprints(self) -> Iterator[tuple[str, bytes]]:
        """Fingerprints with their document ids, in order."""
        for key, data in self._db.execute("SELECT document, data FROM fingerprint"):
            yield f"doc-{key.hex()}", data


def _document(data: bytes) -> Document:
    plain = json.loads(unpack(data))
    plain["participants"] = plain.get("participants")
    if plain["participants"] is None:
        del plain["participants"]
        return from_plain(Document, plain)
    return from_plain(Message, plain)


def _layer(document_id: str, row: tuple[Any, ...]) -> TextLayer:
    key, kind, name, text, language = row
    return TextLayer(f"layer-{key.hex()}", document_id, kind, name, unpack(text), language)
