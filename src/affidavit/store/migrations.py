"""The database's schema as a list of steps; a step and its record commit together."""

import sqlite3

STEPS: tuple[str, ...] = (
    """
    CREATE TABLE item (
        n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, path TEXT NOT NULL, sha256 BLOB NOT NULL,
        size INTEGER NOT NULL, media_type TEXT NOT NULL, status TEXT NOT NULL,
        reason TEXT NOT NULL, parent BLOB, origin TEXT NOT NULL, start INTEGER NOT NULL,
        length INTEGER NOT NULL, document BLOB, declared_name TEXT NOT NULL,
        original BLOB NOT NULL);
    CREATE INDEX item_sha256 ON item (sha256);
    CREATE INDEX item_pending ON item (path) WHERE status = 'pending';
    CREATE TABLE document (
        n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, data BLOB NOT NULL);
    CREATE TABLE layer (
        n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document INTEGER NOT NULL,
        kind TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, text BLOB NOT NULL);
    CREATE INDEX layer_document ON layer (document);
    CREATE TABLE mention (
        layer INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        kind TEXT NOT NULL, quote TEXT NOT NULL, normal TEXT NOT NULL, confidence REAL NOT NULL,
        extractor TEXT NOT NULL, attributes TEXT NOT NULL,
        PRIMARY KEY (layer, start, "end", kind)) WITHOUT ROWID;
    CREATE TABLE claim (
        id BLOB PRIMARY KEY, document INTEGER NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX claim_document ON claim (document);
    CREATE TABLE evidence (
        claim BLOB NOT NULL, position INTEGER NOT NULL, layer BLOB NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL,
        PRIMARY KEY (claim, position)) WITHOUT ROWID;
    CREATE TABLE view (
        kind TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (kind, position)) WITHOUT ROWID;
    CREATE TABLE mark (
        stage TEXT NOT NULL, subject TEXT NOT NULL, key TEXT NOT NULL,
        PRIMARY KEY (stage, subject)) WITHOUT ROWID;
    """,
    """
    DROP INDEX item_pending;
    CREATE INDEX item_pending ON item (status) WHERE status = 'pending';
    CREATE INDEX item_parent ON item (parent) WHERE parent IS NOT NULL;
    ALTER TABLE item ADD COLUMN expected INTEGER NOT NULL DEFAULT -1;
    ALTER TABLE item ADD COLUMN role TEXT NOT NULL DEFAULT '';
    ALTER TABLE item ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE fingerprint (document BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE anchor (layer BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the database to the newest schema and return its version.

    A database from a newer program is refused: it can be deleted and built again.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for number, step in enumerate(STEPS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;"
        )
    return max(version, len(STEPS))
