"""Custody, parsing, text and index: from bytes to documents with layers that can be searched."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from affidavit.app.executor import Executor, HereExecutor
from affidavit.app.parse import PARSE_VERSION, ParseCrew, Subtree
from affidavit.app.progress import Progress
from affidavit.custody import Case, Intake, restore_roots
from affidavit.model import Status
from affidavit.store import IndexEntry, Rows, SqliteRows
from affidavit.store.terms import index_entry

INDEX_VERSION = "1"
PARSED = "evidence.parsed"
_BATCH = 64
_SMALL = 48
_WRITE_EVERY = 100


def take_in(case: Case, paths: Iterable[Path], label: str, progress: Progress) -> int:
    """Bring files into the case; returns how many were new."""
    restore_roots(case)
    taken = 0
    for count in Intake(case).take(paths, label):
        if not taken:
            progress.stage("taking in", 0)
        taken += count
        progress.done(count)
    return taken


def parse_pending(case: Case, workers: int, progress: Progress) -> int:
    """Read every item that is still pending; returns how many were read, children included.

    What was read is written a hundred subtrees at a time; after a crash the rest is still pending.
    """
    pending = list(case.rows.items(unfinished=True))
    if not pending:
        return 0
    progress.stage("reading", len(pending))
    read = failed = 0
    batch: list[Subtree] = []
    with ParseCrew(case.vault, workers) as crew:
        crew.submit(pending)
        for subtree in crew.results():
            bad = sum(item.status.failed for item in subtree.items)
            progress.done(1, bad)
            read += len(subtree.items)
            failed += bad
            batch.append(subtree)
            if len(batch) >= _WRITE_EVERY or subtree.later:
                _write(case.rows, batch)
                batch = []
            crew.submit(subtree.later)
            progress.more(len(subtree.later))
        _write(case.rows, batch)
        level = crew.level
    with case.rows.transaction():
        case.rows.mark_duplicates()
        case.rows.mark("parse", "isolation", level)
        case.rows.mark("parse", "version", PARSE_VERSION)
    outputs = {"items": read, "failed": failed, "isolation": level}
    case.ledger.append(PARSED, {"items": len(pending)}, outputs)
    return read


def _write(rows: Rows, batch: list[Subtree]) -> None:
    with rows.transaction():
        for subtree in batch:
            for document, layers in subtree.documents:
                rows.put_document(document, layers)
            rows.put_items((*subtree.items, *subtree.later))


def index_new(case: Case, executor: Executor, progress: Progress) -> int:
    """Put documents into the search index that are not in it; returns how many."""
    known = case.rows.marks("index")
    if case.index.count() < len(known):
        known = {}  # the index was deleted or cut short
    missing = [d for d in case.rows.document_ids() if known.get(d) != INDEX_VERSION]
    if not missing:
        return 0
    progress.stage("indexing", len(missing))
    chosen = executor if len(missing) > _SMALL else HereExecutor()
    done: list[str] = []
    for entries in chosen.map(_index_entries, batches(case.database, missing)):
        case.index.add(entries)
        done += [entry.document for entry in entries]
        progress.done(len(entries))
    case.index.commit()
    with case.rows.transaction():
        for document in done:
            case.rows.mark("index", document, INDEX_VERSION)
    return len(done)


def batches(database: Path, documents: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(database, some document ids) for workers that read the rows themselves."""
    for start in range(0, len(documents), _BATCH):
        yield str(database), documents[start : start + _BATCH]


@lru_cache(maxsize=1)
def reader(database: str) -> Rows:
    """A worker's own read-only connection."""
    return SqliteRows(Path(database), read_only=True)


def _index_entries(work: tuple[str, list[str]]) -> list[IndexEntry]:
    database, documents = work
    rows = reader(database)
    entries = []
    for document_id in documents:
        document = rows.document(document_id)
        if document is not None:
            entries.append(index_entry(document, rows.layers(document_id)))
    return entries


def reset_if_outdated(case: Case) -> None:
    """Derive anew what an older version of the parsers derived."""
    version = case.rows.marks("parse").get("version", PARSE_VERSION)
    if version != PARSE_VERSION:
        case.drop_derived()
        restore_roots(case)


def retry_failed(case: Case) -> int:
    """Make failed originals and ranges pending again; returns how many."""
    failed = [
        i for i in case.rows.items() if i.status.failed and i.origin != "member" and i.blob.sha256
    ]
    with case.rows.transaction():
        case.rows.put_items(replace(i, status=Status.PENDING, reason="") for i in failed)
    return len(failed)
