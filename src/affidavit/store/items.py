"""The items of a case in SQLite: occurrences of bytes, and what became of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from affidavit.model import Blob, Item, Status
from affidavit.store.keys import key_of

_ITEM_COLUMNS = (
    "id, path, sha256, size, media_type, status, reason, parent, origin, start, length, "
    "document, declared_name, original, expected, role, place"
)


class ItemRows:
    """The part of the `Rows` contract that is about items."""

    _db: sqlite3.Connection

    def put_items(self, items: Iterable[Item]) -> None:
        """Add or replace items by id."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO item ({_ITEM_COLUMNS}) "  # noqa: S608 (fixed names)
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    key_of(i.id), i.path, bytes.fromhex(i.blob.sha256), i.blob.size, i.media_type,
                    i.status.value, i.reason, key_of(i.parent) if i.parent else None, i.origin,
                    i.offset, i.length, key_of(i.document) if i.document else None,
                    i.declared_name, bytes.fromhex(i.original), i.expected,
                    i.role,
                    i.place,
                )
                for i in items
            ),
        )  # fmt: skip

    def items(self) -> Iterator[Item]:
        """All items by path."""
        return self._items("ORDER BY path, id", ())

    def pending(self, after: int, limit: int) -> list[tuple[int, Item]]:
        """Pending originals and ranges above a number, with their numbers."""
        numbers = self._db.execute(
            "SELECT n, id FROM item WHERE status = 'pending' AND origin != 'member' AND n > ? "
            "ORDER BY n LIMIT ?",
            (after, limit),
        ).fetchall()
        return [(n, item) for n, key in numbers for item in self._items("WHERE id = ?", (key,))]

    def pending_count(self) -> int:
        """How many items are pending."""
        count = self._db.execute(
            "SELECT count(*) FROM item WHERE status = 'pending' AND origin != 'member'"
        )
        return int(count.fetchone()[0])

    def item_counts(self) -> list[tuple[str, str, int]]:
        """Items counted by type and status."""
        rows = self._db.execute("SELECT media_type, status, count(*) FROM item GROUP BY 1, 2")
        return [(kind, status, count) for kind, status, count in rows]

    def containers(self) -> list[tuple[Item, int]]:
        """Items that announce members, with how many there are."""
        found = []
        for item in list(self._items("WHERE expected >= 0 ORDER BY path, id", ())):
            count = self._db.execute(
                "SELECT count(*) FROM item WHERE parent = ?", (key_of(item.id),)
            )
            found.append((item, int(count.fetchone()[0])))
        return found

    def members(self, item_id: str) -> Iterator[Item]:
        """What was found directly inside an item, in the order it was found."""
        return self._items("WHERE parent = ? ORDER BY place, n", (key_of(item_id),))

    def forget_items(self, item_ids: Iterable[str]) -> None:
        """Drop items that will be found anew."""
        self._db.executemany("DELETE FROM item WHERE id = ?", ((key_of(i),) for i in item_ids))

    def item(self, item_id: str) -> Item | None:
        """One item by id."""
        return next(self._items("WHERE id = ?", (key_of(item_id),)), None)

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
                place=row[16],
            )
