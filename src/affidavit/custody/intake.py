"""Taking in files and folders: copied to the vault, listed in the ledger, nothing left out."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from affidavit.custody.case import Case
from affidavit.model import Blob, Event, Item, Status
from affidavit.model.errors import UsageError

RECEIVED = "evidence.received"
_BATCH_FILES, _BATCH_BYTES = 2_000, 1 << 30
_INTAKE_MARK = "intake"
_LEDGER_MARK = "ledger"
_ROOT_MARK = "root"


@dataclass(frozen=True, slots=True)
class Taking:
    """What is said of files when they are handed in: a `label` that goes before their paths, and
    whether they are published reports."""

    label: str = ""
    report: bool = False


NOTHING_SAID = Taking()


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file met on the way; with a `reason` it cannot or must not be taken in."""

    path: str
    source: Path
    size: int
    signature: str
    status: Status = Status.PENDING
    reason: str = ""


def find_files(root: Path, label: str = "") -> Iterator[FoundFile]:
    """Every entry below a file or folder, in the order of names; paths start with the label.

    Links are never followed: what they point to is taken in at its own place or, where that is
    outside the root, is not part of what was handed in.
    """
    root = root.resolve()
    prefix = label or _printable(root.name)
    if not root.is_dir():
        yield _look_at(root, prefix, root)
        return
    pending = [(root, prefix)]
    while pending:
        folder, path = pending.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield FoundFile(path, folder, 0, "", Status.UNREADABLE, f"folder: {error.strerror}")
            continue
        folders = []
        for entry in entries:
            below = f"{path}/{_printable(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                folders.append((Path(entry.path), below))
            else:
                yield _look_at(Path(entry.path), below, root)
        pending.extend(reversed(folders))


def _printable(name: str) -> str:
    """A file name as text; bytes that are not UTF-8 are shown as the file system escapes them."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _look_at(file: Path, path: str, root: Path) -> FoundFile:
    try:
        info = file.lstat()
    except OSError as error:
        return FoundFile(path, file, 0, "", Status.UNREADABLE, str(error.strerror))
    signature = f"{info.st_size}:{info.st_mtime_ns}:{info.st_ctime_ns}:{info.st_ino}"
    if stat.S_ISLNK(info.st_mode):
        target = file.resolve()
        where = "inside" if target.is_relative_to(root) else "outside"
        return FoundFile(
            path, file, 0, "", Status.REFUSED, f"a link to a place {where} what was handed in"
        )
    if not stat.S_ISREG(info.st_mode):
        return FoundFile(path, file, 0, "", Status.REFUSED, "not a file (device, pipe or socket)")
    return FoundFile(path, file, info.st_size, signature)


class Intake:
    """Brings files into a case. What it has taken in unchanged before is not read again."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._seen = case.rows.marks(_INTAKE_MARK)
        self._roots = case.rows.marks(_ROOT_MARK)
        self._report = False

    def take(self, roots: Iterable[Path], taking: Taking = NOTHING_SAID) -> Iterator[int]:
        """Take in everything below the roots; yields the number of new files after each batch."""
        self._report = taking.report
        batch: list[FoundFile] = []
        size = 0
        for root in roots:
            for found in find_files(root, self._prefix(root.resolve(), taking.label)):
                if self._held(found):
                    continue
                batch.append(found)
                size += found.size
                if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
                    yield self._take_batch(batch)
                    batch, size = [], 0
        if batch:
            yield self._take_batch(batch)

    def _prefix(self, root: Path, label: str) -> str:
        """What the paths below a root start with: its name, numbered where another root has it."""
        label = _printable(label).strip("/")
        name = f"{label}/{_printable(root.name)}" if label else _printable(root.name)
        place, number, prefix = _printable(str(root)), 1, name
        while self._roots.get(prefix, place) != place:
            number += 1
            prefix = f"{name} ({number})"
        self._roots[prefix] = place
        return prefix

    def _held(self, found: FoundFile) -> bool:
        """Whether the file was taken in as it is now, and its bytes are still in the vault."""
        signature, _, sha256 = self._seen.get(self._subject(found), "").partition(" ")
        return signature == found.signature != "" and (not sha256 or self._case.vault.has(sha256))

    @staticmethod
    def _subject(found: FoundFile) -> str:
        return f"{found.path}\0{_printable(str(found.source))}"

    def _take_batch(self, batch: list[FoundFile]) -> int:
        outputs = [self._receive(found) for found in batch]
        self._case.vault.sync()
        event = self._case.ledger.append(
            RECEIVED,
            {"roots": dict(sorted(self._roots.items()))},
            {"items": outputs},
        )
        with self._case.rows.transaction():
            apply_received(self._case, event)
            for found, entry in zip(batch, outputs, strict=True):
                held = f"{found.signature} {entry['sha256']}"
                self._case.rows.mark(_INTAKE_MARK, self._subject(found), held)
            self._case.rows.mark(_LEDGER_MARK, "applied", str(event.number))
        return len(batch)

    def _receive(self, found: FoundFile) -> dict[str, Any]:
        entry: dict[str, Any] = {"path": found.path, "sha256": "", "size": found.size}
        status, reason = found.status, found.reason
        if not reason:
            try:
                handle = os.open(found.source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
                with os.fdopen(handle, "rb") as file:
                    blob = self._case.vault.put(file)
                entry.update(sha256=blob.sha256, size=blob.size)
            except OSError as error:
                status, reason = Status.UNREADABLE, f"cannot be read: {error.strerror}"
        if reason:
            entry.update(status=status.value, reason=reason)
        if self._report:
            entry["role"] = "report"
        return entry


def check_roots(roots: Iterable[Path], case_folder: Path) -> None:
    """Refuse what cannot be taken in before anything is written."""
    folder = case_folder.resolve()
    for root in roots:
        if not root.exists():
            raise UsageError(f"{root} does not exist; check the path and run again")
        inside = root.resolve()
        if inside.is_dir() and (folder.is_relative_to(inside) or inside.is_relative_to(folder)):
            raise UsageError(
                f"the case {case_folder} and {root} lie inside one another; choose a case folder "
                "outside what is handed in"
            )


def apply_received(case: Case, event: Event) -> None:
    """Put the items that an event says were received into the rows, keeping known ones; one that
    could not be read and is handed in again is to be read again."""
    for prefix, place in event.inputs.get("roots", {}).items():
        case.rows.mark(_ROOT_MARK, prefix, place)
    fresh = []
    for entry in event.outputs["items"]:
        item = Item(
            id=Item.make_id(entry["path"], entry["sha256"]),
            path=entry["path"],
            blob=Blob(entry["sha256"], entry["size"]),
            media_type="",
            status=Status(entry.get("status", Status.PENDING)),
            reason=entry.get("reason", ""),
            length=entry["size"],
            declared_name=entry["path"].rpartition("/")[2],
            original=entry["sha256"],
            role=entry.get("role", ""),
        )
        known = case.rows.item(item.id)
        if known is None or (known.status.failed and item.status is Status.PENDING):
            fresh.append(item)
    case.rows.put_items(fresh)


def restore_roots(case: Case) -> None:
    """Apply the events that the rows have not seen: after a crash, or to build them anew."""
    applied = int(case.rows.marks(_LEDGER_MARK).get("applied", "0"))
    with case.rows.transaction():
        for event in case.ledger.events(applied):
            if event.kind == RECEIVED:
                apply_received(case, event)
            case.rows.mark(_LEDGER_MARK, "applied", str(event.number))
