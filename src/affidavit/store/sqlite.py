"""Rows in one SQLite file (WAL)."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from affidavit.model import (
    Anchor,
    Blob,
    Claim,
    Document,
    Item,
    Mention,
    Message,
    Span,
    Status,
    TextLayer,
)
from affidavit.model.codec import from_plain, to_plain
from affidavit.model.errors import CaseError, EvidenceError
from affidavit.model.mentions import MentionKind
from affidavit.store.migrations import STEPS, migrate
from affidavit.store.packing import pack, unpack

_ITEM_COLUMNS = (
    "id, path, sha256, size, media_type, status, reason, parent, origin, start, length, "
    "document, declared_name, original, expected, role"
)


def _key(identifier: str) -> bytes:
    """`doc-3f2a…` as twelve bytes; the table says which kind it is."""
    return bytes.fromhex(identifier.rpartition("-")[2])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class SqliteRows:
    """The `Rows` contract over a file; `read_only` opens it for a worker."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        uri = f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}"
        self._db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                version = migrate(self._db)
                if version > len(STEPS):
                    raise CaseError(
                        f"{path} was written by a newer affidavit (schema {version}, this one "
                        f"knows {len(STEPS)}); use that one, or `affidavit rebuild`"
                    )
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise CaseError(
                f"{path} is not a usable database ({error}); `affidavit rebuild` makes it anew"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit on leaving, roll back on an exception; a transaction inside one joins it."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # items

    def put_items(self, items: Iterable[Item]) -> None:
        """Add or replace items by id."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO item ({_ITEM_COLUMNS}) "  # noqa: S608 (fixed names)
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    _key(i.id), i.path, bytes.fromhex(i.blob.sha256), i.blob.size, i.media_type,
                    i.status.value, i.reason, _key(i.parent) if i.parent else None, i.origin,
                    i.offset, i.length, _key(i.document) if i.document else None,
                    i.declared_name, bytes.fromhex(i.original), i.expected,
                    i.role,
                )
                for i in items
            ),
        )  # fmt: skip

    def items(self) -> Iterator[Item]:
        """All items by path."""
        return self._items("ORDER BY path, id", ())

    def pending(self, after: int, limit: int) -> list[tuple[int, Item]]:
        """Pending items above a number, with their numbers."""
        numbers = self._db.execute(
            "SELECT n, id FROM item WHERE status = 'pending' AND n > ? ORDER BY n LIMIT ?",
            (after, limit),
        ).fetchall()
        return [(n, item) for n, key in numbers for item in self._items("WHERE id = ?", (key,))]

    def pending_count(self) -> int:
        """How many items are pending."""
        count = self._db.execute("SELECT count(*) FROM item WHERE status = 'pending'")
        return int(count.fetchone()[0])

    def item_counts(self) -> list[tuple[str, str, int]]:
        """Items counted by type and status."""
        rows = self._db.execute("SELECT media_type, status, count(*) FROM item GROUP BY 1, 2")
        return [(kind, status, count) for kind, status, count in rows]

    def containers(self) -> list[tuple[Item, int]]:
        """Items that announce members, with how many there are."""
        found = []
        for item in list(self._items("WHERE expected >= 0 ORDER BY path, id", ())):
            count = self._db.execute("SELECT count(*) FROM item WHERE parent = ?", (_key(item.id),))
            found.append((item, int(count.fetchone()[0])))
        return found

    def members(self, item_id: str) -> Iterator[Item]:
        """What was found directly inside an item, in the order it was found."""
        return self._items("WHERE parent = ? ORDER BY n", (_key(item_id),))

    def forget_items(self, item_ids: Iterable[str]) -> None:
        """Drop items that will be found anew."""
        self._db.executemany("DELETE FROM item WHERE id = ?", ((_key(i),) for i in item_ids))

    def item(self, item_id: str) -> Item | None:
        """One item by id."""
        return next(self._items("WHERE id = ?", (_key(item_id),)), None)

    def items_of_blob(self, sha256: str) -> list[Item]:
        """The occurrences of a blob by path."""
        return list(self._items("WHERE sha256 = ? ORDER BY path, id", (bytes.fromhex(sha256),)))

    def mark_duplicates(self) -> None:
        """Call every readable occurrence of a blob but the first (by path) a duplicate of it."""
        self._db.execute("UPDATE item SET status = 'ok', reason = '' WHERE status = 'duplicate'")
        self._db.execute(
            "UPDATE item SET status = 'duplicate', reason = 'the same bytes as ' || (SELECT o.path "
            "FROM item o WHERE o.sha256 = item.sha256 ORDER BY o.path, o.id LIMIT 1) "
            "WHERE status = 'ok' AND size > 0 AND EXISTS (SELECT 1 FROM item o WHERE "
            "o.sha256 = item.sha256 AND (o.path, o.id) < (item.path, item.id))"
        )

    def _items(self, clause: str, values: tuple[Any, ...]) -> Iterator[Item]:
        rows = self._db.execute(f"SELECT {_ITEM_COLUMNS} FROM item {clause}", values)  # noqa: S608
        for row in rows:
            yield Item(
                id=f"item-{row[0].hex()}",
                path=row[1],
                blob=Blob(row[2].hex(), row[3]),
                media_type=row[4],
                status=Status(row[5]),
                reason=row[6],
                parent=f"item-{row[7].hex()}" if row[7] else None,
                origin=row[8],
                offset=row[9],
                length=row[10],
                document=f"doc-{row[11].hex()}" if row[11] else None,
                declared_name=row[12],
                original=row[13].hex(),
                expected=row[14],
                role=row[15],
            )

    # documents and layers

    def put_document(self, document: Document, layers: Sequence[TextLayer]) -> None:
        """Add a document with its layers; what is there already stays."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO document (id, kind, data) VALUES (?, ?, ?)",
            (_key(document.id), document.kind, pack(_json(to_plain(document)))),
        )
        if cursor.rowcount == 0:
            return
        number = cursor.lastrowid
        self._db.executemany(
            "INSERT INTO layer (id, document, kind, name, language, text) VALUES (?,?,?,?,?,?)",
            (
                (_key(layer.id), number, layer.kind, layer.name, layer.language, pack(layer.text))
                for layer in layers
            ),
        )

    def document(self, document_id: str) -> Document | None:
        """One document by id."""
        row = self._db.execute(
            "SELECT data FROM document WHERE id = ?", (_key(document_id),)
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
            (_key(document_id),),
        )
        return [_layer(document_id, row) for row in rows]

    def layer(self, layer_id: str) -> TextLayer | None:
        """One layer by id."""
        row = self._db.execute(
            "SELECT l.id, l.kind, l.name, l.text, l.language, d.id FROM layer l JOIN document d "
            "ON l.document = d.n WHERE l.id = ?",
            (_key(layer_id),),
        ).fetchone()
        return _layer(f"doc-{row[5].hex()}", row[:5]) if row else None

    def put_anchors(self, layer_id: str, anchors: Sequence[Anchor]) -> None:
        """Keep where the parts of a layer stand in its document."""
        rows = [[a.start, a.end, a.cell, a.box, a.confidence] for a in anchors]
        self._db.execute(
            "INSERT OR IGNORE INTO anchor VALUES (?, ?)", (_key(layer_id), pack(_json(rows)))
        )

    def anchors(self, layer_id: str) -> list[Anchor]:
        """The anchors of a layer in order."""
        row = self._db.execute(
            "SELECT data FROM anchor WHERE layer = ?", (_key(layer_id),)
        ).fetchone()
        return [
            Anchor(start, end, cell, tuple(box) if box else None, confidence)
            for start, end, cell, box, confidence in (json.loads(unpack(row[0])) if row else ())
        ]

    def put_fingerprints(self, fingerprints: Mapping[str, bytes]) -> None:
        """Keep fingerprints by document id."""
        self._db.executemany(
            "INSERT OR REPLACE INTO fingerprint VALUES (?, ?)",
            ((_key(document), data) for document, data in fingerprints.items()),
        )

    def fingerprints(self) -> Iterator[tuple[str, bytes]]:
        """Fingerprints with their document ids, in order."""
        for key, data in self._db.execute("SELECT document, data FROM fingerprint"):
            yield f"doc-{key.hex()}", data

    # mentions

    def put_mentions(self, document_id: str, mentions: Sequence[Mention]) -> None:
        """Replace a document's mentions."""
        numbers = {
            f"layer-{row[1].hex()}": row[0]
            for row in self._db.execute(
                "SELECT l.n, l.id FROM layer l JOIN document d ON l.document = d.n WHERE d.id = ?",
                (_key(document_id),),
            )
        }
        self._db.executemany(
            "DELETE FROM mention WHERE layer = ?", ((number,) for number in numbers.values())
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    numbers[m.span.layer], m.span.start, m.span.end, m.kind.value, m.span.quote,
                    m.normal, m.confidence, m.extractor, _json(m.attributes) if m.attributes else "",
                )
                for m in mentions
            ),
        )  # fmt: skip

    def mentions(self, document_id: str | None = None) -> Iterator[tuple[str, Mention]]:
        """Mentions with the id of their document."""
        where, values = ("WHERE d.id = ?", (_key(document_id),)) if document_id else ("", ())
        rows = self._db.execute(
            'SELECT d.id, l.id, m.start, m."end", m.quote, m.kind, m.normal, m.confidence, '  # noqa: S608
            "m.extractor, m.attributes FROM document d JOIN layer l ON l.document = d.n "
            f'JOIN mention m ON m.layer = l.n {where} ORDER BY d.id, l.n, m.start, m."end", m.kind',
            values,
        )
        for doc, layer, start, end, quote, kind, normal, confidence, extractor, attributes in rows:
            yield (
                f"doc-{doc.hex()}",
                Mention(
                    Span(f"layer-{layer.hex()}", start, end, quote),
                    MentionKind(kind),
                    normal,
                    confidence,
                    extractor,
                    json.loads(attributes) if attributes else {},
                ),
            )

    # claims

    def put_claims(self, document_id: str, claims: Sequence[Claim]) -> None:
        """Replace a document's claims and their evidence."""
        row = self._db.execute(
            "SELECT n FROM document WHERE id = ?", (_key(document_id),)
        ).fetchone()
        self._db.execute(
            "DELETE FROM evidence WHERE claim IN (SELECT id FROM claim WHERE document = ?)", row
        )
        self._db.execute("DELETE FROM claim WHERE document = ?", row)
        for claim in {claim.id: claim for claim in claims}.values():
            data = to_plain(claim)
            evidence = data.pop("evidence")
            self._db.execute(
                "INSERT INTO claim VALUES (?, ?, ?)", (_key(claim.id), row[0], _json(data))
            )
            self._db.executemany(
                "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (_key(claim.id), n, _key(s["layer"]), s["start"], s["end"], s["quote"])
                    for n, s in enumerate(evidence)
                ),
            )

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        """Claims by id."""
        return (_claim(data, evidence) for _, data, evidence in self._claims(document_id))

    def claim_ids(self) -> Iterator[tuple[str, Claim | None]]:
        """Each claim with the id it is kept under; None for one that cannot be read."""
        for claim_id, data, evidence in self._claims(None):
            try:
                yield claim_id, _claim(data, evidence)
            except (EvidenceError, ValueError, KeyError, TypeError):
                yield claim_id, None

    def _claims(self, document_id: str | None) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        where, values = (
            ("WHERE document = (SELECT n FROM document WHERE id = ?)", (_key(document_id),))
            if document_id
            else ("", ())
        )
        rows = self._db.execute(f"SELECT id, data FROM claim {where} ORDER BY id", values)  # noqa: S608
        for key, data in rows.fetchall():
            evidence = [
                {"layer": f"layer-{layer.hex()}", "start": start, "end": end, "quote": quote}
                for layer, start, end, quote in self._db.execute(
                    'SELECT layer, start, "end", quote FROM evidence WHERE claim = ? '
                    "ORDER BY position",
                    (key,),
                )
            ]
            yield f"claim-{key.hex()}", data, evidence

    # views, marks, counts

    def put_view(self, kind: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Replace a view."""
        self._db.execute("DELETE FROM view WHERE kind = ?", (kind,))
        self._db.executemany(
            "INSERT INTO view VALUES (?, ?, ?, ?)",
            ((kind, n, entry["id"], pack(_json(entry))) for n, entry in enumerate(entries)),
        )

    def view(self, kind: str) -> list[dict[str, Any]]:
        """A view's entries in order."""
        rows = self._db.execute("SELECT data FROM view WHERE kind = ? ORDER BY position", (kind,))
        return [json.loads(unpack(data)) for (data,) in rows]

    def mark(self, stage: str, subject: str, key: str) -> None:
        """Remember a stage's key for a subject."""
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (stage, subject, key))

    def unmarked_documents(self, stage: str, key: str) -> list[str]:
        """Ids of documents without this mark."""
        rows = self._db.execute(
            "SELECT d.id FROM document d WHERE NOT EXISTS (SELECT 1 FROM mark m WHERE m.stage = ? "
            "AND m.subject = 'doc-' || lower(hex(d.id)) AND m.key = ?) ORDER BY d.id",
            (stage, key),
        )
        return [f"doc-{row[0].hex()}" for row in rows]

    def mark_count(self, stage: str) -> int:
        """The number of a stage's marks."""
        count = self._db.execute("SELECT count(*) FROM mark WHERE stage = ?", (stage,))
        return int(count.fetchone()[0])

    def marks(self, stage: str) -> dict[str, str]:
        """All keys of a stage."""
        return dict(self._db.execute("SELECT subject, key FROM mark WHERE stage = ?", (stage,)))

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        tables = ("item", "document", "layer", "mention", "claim")
        return {
            f"{table}s": self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in tables
        }


def _claim(data: str, evidence: list[dict[str, Any]]) -> Claim:
    return from_plain(Claim, {**json.loads(data), "evidence": evidence})


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
