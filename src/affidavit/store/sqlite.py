"""Rows in one SQLite file (WAL)."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from affidavit.model import (
    Claim,
    Mention,
    Span,
)
from affidavit.model.codec import from_plain, to_plain
from affidavit.model.errors import CaseError, EvidenceError
from affidavit.model.mentions import MentionKind
from affidavit.store.documents import DocumentRows
from affidavit.store.items import ItemRows
from affidavit.store.keys import key_of, plain_json
from affidavit.store.migrations import STEPS, migrate
from affidavit.store.packing import pack, unpack


class SqliteRows(ItemRows, DocumentRows):
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

    # mentions

    def put_mentions(self, document_id: str, mentions: Sequence[Mention]) -> None:
        """Replace a document's mentions."""
        numbers = {
            f"layer-{row[1].hex()}": row[0]
            for row in self._db.execute(
                "SELECT l.n, l.id FROM layer l JOIN document d ON l.document = d.n WHERE d.id = ?",
                (key_of(document_id),),
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
                    m.normal, m.confidence, m.extractor, plain_json(m.attributes) if m.attributes else "",
                )
                for m in mentions
            ),
        )  # fmt: skip

    def mentions(self, document_id: str | None = None) -> Iterator[tuple[str, Mention]]:
        """Mentions with the id of their document."""
        where, values = ("WHERE d.id = ?", (key_of(document_id),)) if document_id else ("", ())
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
            "SELECT n FROM document WHERE id = ?", (key_of(document_id),)
        ).fetchone()
        self._db.execute(
            "DELETE FROM evidence WHERE claim IN (SELECT id FROM claim WHERE document = ?)", row
        )
        self._db.execute("DELETE FROM claim WHERE document = ?", row)
        for claim in {claim.id: claim for claim in claims}.values():
            data = to_plain(claim)
            evidence = data.pop("evidence")
            self._db.execute(
                "INSERT INTO claim VALUES (?, ?, ?)", (key_of(claim.id), row[0], plain_json(data))
            )
            self._db.executemany(
                "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (key_of(claim.id), n, key_of(s["layer"]), s["start"], s["end"], s["quote"])
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
            ("WHERE document = (SELECT n FROM document WHERE id = ?)", (key_of(document_id),))
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
            ((kind, n, entry["id"], pack(plain_json(entry))) for n, entry in enumerate(entries)),
        )

    def view(self, kind: str) -> list[dict[str, Any]]:
        """A view's entries in order."""
        rows = self._db.execute("SELECT data FROM view WHERE kind = ? ORDER BY position", (kind,))
        return [json.loads(unpack(data)) for (data,) in rows]

    def view_entry(self, kind: str, entry_id: str) -> dict[str, Any] | None:
        """One entry."""
        found = self._db.execute(
            "SELECT data FROM view WHERE kind = ? AND id = ?", (kind, entry_id)
        ).fetchone()
        return json.loads(unpack(found[0])) if found else None

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
