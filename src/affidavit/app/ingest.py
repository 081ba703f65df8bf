"""Custody, parsing, text and index: from bytes to documents with layers that can be searched."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from affidavit.app.executor import Executor, HereExecutor
from affidavit.app.parse import PARSE_VERSION, Finished, ParseCrew
from affidavit.app.progress import Progress
from affidavit.app.reader import Batch, Reading
from affidavit.app.recognise import OcrCache
from affidavit.custody import Case, Intake, Taking, restore_roots
from affidavit.extract.fingerprint import VERSION as FINGERPRINT_VERSION
from affidavit.extract.fingerprint import fingerprint
from affidavit.model import Item, Message, Status, content_id
from affidavit.resolve.alike import VERSION as ALIKE_VERSION
from affidavit.resolve.alike import alike
from affidavit.store import IndexEntry, Rows, SqliteRows
from affidavit.store.terms import index_entry

INDEX_VERSION = f"2/{FINGERPRINT_VERSION}/{ALIKE_VERSION}"
PARSED = "evidence.parsed"
_BATCH = 64
_SMALL = 48
_COMMIT_EVERY = 20_000
FAILED = tuple(status for status in Status if status.failed)
OCR_LANGUAGES = "rus+ukr+bel+eng"


def take_in(case: Case, paths: Iterable[Path], taking: Taking, progress: Progress) -> int:
    """Bring files into the case; returns how many were new."""
    restore_roots(case)
    taken = 0
    for count in Intake(case).take(paths, taking):
        if not taken:
            progress.stage("taking in", 0)
        taken += count
        progress.done(count)
    return taken


def parse_pending(case: Case, workers: int, progress: Progress) -> int:
    """Read every item that is still pending; returns how many were read, members included.

    What was read is written in batches; after a crash the rest is still pending.
    """
    waiting = case.rows.pending_count()
    if not waiting:
        return 0
    progress.stage("reading", waiting)
    read = failed = 0
    with ParseCrew(reading_of(case), workers) as crew:
        for result in crew.run(_Feed(case.rows).more):
            if isinstance(result, Finished):
                progress.done(1)
                continue
            _write(case.rows, result)
            fresh = [item for item in result.items if item.status is not Status.PENDING]
            inside = sum(item.origin == "member" for item in fresh)
            bad = sum(item.status.failed for item in fresh)
            progress.more(len(result.items) - len(fresh) + inside)  # new ranges, and members
            progress.done(inside)
            progress.failed(bad)
            read += len(fresh)
            failed += bad
        level = crew.level
    with case.rows.transaction():
        case.rows.mark_duplicates()
        case.rows.mark("parse", "isolation", level)
        case.rows.mark("parse", "version", PARSE_VERSION)
    outputs = {"items": read, "failed": failed, "isolation": level}
    case.ledger.append(PARSED, {"items": waiting}, outputs)
    return read


def reading_of(case: Case) -> Reading:
    """What the case's own settings say about how it is read."""
    spool = case.folder / "cache" / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    ocr = None
    if case.settings.get("ocr", True):
        languages = str(case.settings.get("ocr_languages", OCR_LANGUAGES))
        ocr = OcrCache(case.folder / "cache" / "ocr", languages)
    return Reading(case.vault, case.database, spool, case.passwords(), case.keys(), ocr)


class _Feed:
    """Hands out pending items page by page, each once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._last = 0

    def more(self, count: int) -> list[Item]:
        """Up to `count` items that were not handed out before."""
        found = self._rows.pending(self._last, count)
        if found:
            self._last = found[-1][0]
        return [item for _, item in found]


def _write(rows: Rows, batch: Batch) -> None:
    with rows.transaction():
        for built in batch.documents:
            rows.put_document(built.document, built.layers)
            for layer, anchors in built.anchors.items():
                rows.put_anchors(layer, anchors)
        rows.put_items(batch.items)


def index_new(case: Case, executor: Executor, progress: Progress) -> int:
    """Put documents into the search index that are not in it; returns how many."""
    whole = case.index.count() >= case.rows.mark_count("index")
    missing = (
        case.rows.unmarked_documents("index", INDEX_VERSION)
        if whole
        else case.rows.document_ids()  # the index was deleted or cut short
    )
    if not missing:
        return 0
    progress.stage("indexing", len(missing))
    chosen = executor if len(missing) > _SMALL else HereExecutor()
    done: list[str] = []
    prints: dict[str, bytes] = {}
    for found in chosen.map(_index_entries, batches(case.database, missing)):
        case.index.add(entry for entry, _ in found)
        done += [entry.document for entry, _ in found]
        prints |= {entry.document: made for entry, made in found if made}
        progress.done(len(found))
        if len(done) >= _COMMIT_EVERY:
            _commit_index(case, done, prints)
    _commit_index(case, done, prints)
    group_alike(case)
    return len(missing)


def _commit_index(case: Case, done: list[str], prints: dict[str, bytes]) -> None:
    """Make durable what was indexed, and empty both."""
    case.index.commit()
    with case.rows.transaction():
        case.rows.put_fingerprints(prints)
        for document in done:
            case.rows.mark("index", document, INDEX_VERSION)
    done.clear()
    prints.clear()


def group_alike(case: Case) -> None:
    """Group near-identical messages; each stays a document of its own."""
    groups = [
        {"id": content_id("alike", *documents), "documents": list(documents)}
        for documents in alike(case.rows.fingerprints())
    ]
    with case.rows.transaction():
        case.rows.put_view("alike", groups)


def batches(database: Path, documents: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(database, some document ids) for workers that read the rows themselves."""
    for start in range(0, len(documents), _BATCH):
        yield str(database), documents[start : start + _BATCH]


@lru_cache(maxsize=1)
def reader(database: str) -> Rows:
    """A worker's own read-only connection."""
    return SqliteRows(Path(database), read_only=True)


def _index_entries(work: tuple[str, list[str]]) -> list[tuple[IndexEntry, bytes]]:
    """What the index takes of each document, and the fingerprint of those that are messages."""
    database, documents = work
    rows = reader(database)
    entries = []
    for document_id in documents:
        document = rows.document(document_id)
        if document is not None:
            layers = rows.layers(document_id)
            made = fingerprint(layers) if isinstance(document, Message) else b""
            entries.append((index_entry(document, layers), made))
    return entries


def reset_if_outdated(case: Case) -> None:
    """Derive anew what an older version of the parsers derived."""
    version = case.rows.marks("parse").get("version", PARSE_VERSION)
    if version != PARSE_VERSION:
        case.drop_derived()
        restore_roots(case)


def retry_failed(case: Case, states: Collection[Status] = FAILED) -> int:
    """Make failed items pending again, and what they are inside of; returns how many had failed.

    Nothing that was read is read again: a container is opened only to get at what failed in it.
    """
    everything = {item.id: item for item in case.rows.items()}
    failed = [i for i in everything.values() if i.status in states and (i.blob.sha256 or i.parent)]
    again: dict[str, Item] = {}
    for item in failed:
        again[item.id] = item
        above = item.parent
        while above is not None and above not in again:
            again[above] = everything[above]
            above = everything[above].parent
    with case.rows.transaction():
        case.rows.forget_documents(sorted({i.document for i in again.values() if i.document}))
        case.rows.forget_items(i.id for i in failed if not i.blob.sha256)
        case.rows.put_items(
            replace(i, status=Status.PENDING, reason="") for i in again.values() if i.blob.sha256
        )
    return len(failed)
