"""Sanctions lists as dated, hashed snapshots of a case.

Reads OpenSanctions' `targets.simple.csv`. `first_seen` is the day OpenSanctions first saw the
entry: it is taken as the day of listing, unless it is only the day a whole list was first loaded.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from affidavit.model.errors import UsageError

_COLUMNS = frozenset({"id", "schema", "name", "aliases", "countries", "first_seen", "last_seen"})


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One target of a list. Dates are ISO 8601 days; empty means not known.

    With `listed_by` and no `listed_from` the entry was on the list on that day or before.
    """

    id: str
    schema: str
    name: str
    aliases: tuple[str, ...]
    countries: tuple[str, ...]
    birth_date: str
    programs: tuple[str, ...]
    listed_from: str
    listed_by: str
    listed_to: str

    def in_force(self, day: str) -> str:
        """in_force, not_yet, no_longer or unknown on a day (`2023-02-24`; empty is unknown)."""
        if not day:
            return "unknown"
        if self.listed_to and day > self.listed_to:
            return "no_longer"
        if self.listed_from:
            return "in_force" if day >= self.listed_from else "not_yet"
        return "in_force" if self.listed_by and day >= self.listed_by else "unknown"


@dataclass(frozen=True, slots=True)
class ListSnapshot:
    """One imported file: `entries` were taken, `skipped` lines were not, with the reasons."""

    name: str
    sha256: str
    imported: str
    date: str
    entries: int
    skipped: tuple[str, ...]


def read_list(path: Path) -> tuple[list[ListEntry], list[str]]:
    """(entries, what was skipped and why); raises `UsageError` for a file of another kind."""
    try:
        text = path.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"the list {path} cannot be read: {error.strerror}") from error
    rows = csv.DictReader(text.splitlines(keepends=True))
    missing = _COLUMNS - set(rows.fieldnames or ())
    if missing:
        raise UsageError(
            f"{path} is not a list in OpenSanctions' targets.simple.csv form "
            f"(no column {', '.join(sorted(missing))}); give that file"
        )
    raw: list[dict[str, str]] = []
    skipped: list[str] = []
    for row in _rows(rows, skipped):
        if not (row.get("id") or "").strip() or not (row.get("name") or "").strip():
            skipped.append(f"line {rows.line_num}: no id or no name")
        else:
            raw.append({key: value or "" for key, value in row.items() if isinstance(key, str)})
    first_days = Counter(row["first_seen"][:10] for row in raw)
    newest = max((row["last_seen"][:10] for row in raw), default="")
    loaded = min(first_days, default="")
    bulk = loaded if first_days[loaded] >= max(10, 0.2 * len(raw)) else ""
    return [_entry(row, bulk, newest) for row in raw], skipped


def _rows(rows: "csv.DictReader[str]", skipped: list[str]) -> Iterator[dict[str, str]]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            skipped.append(f"line {rows.line_num}: {error}")


def _entry(row: dict[str, str], bulk: str, newest: str) -> ListEntry:
    first, last = row["first_seen"][:10], row["last_seen"][:10]
    return ListEntry(
        id=row["id"].strip(),
        schema=row["schema"].strip(),
        name=row["name"].strip(),
        aliases=_split(row["aliases"]),
        countries=_split(row["countries"]),
        birth_date=row.get("birth_date", "").split(";")[0],
        programs=_split(row.get("program_ids", "")) or _split(row.get("dataset", "")),
        listed_from="" if first == bulk else first,
        listed_by=first,
        listed_to=last if last and last < newest else "",
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def import_list(path: Path, folder: Path) -> ListSnapshot:
    """Copy a list into a folder of snapshots, named by its hash, with what it is beside it."""
    entries, skipped = read_list(path)
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    target = folder / f"{sha256[:16]}.csv"
    described = target.with_suffix(".json")
    if described.exists():
        return _described(described)
    snapshot = ListSnapshot(
        name=path.name,
        sha256=sha256,
        imported=datetime.now(UTC).isoformat(timespec="seconds"),
        date=max((entry.listed_to or entry.listed_by for entry in entries), default=""),
        entries=len(entries),
        skipped=tuple(skipped),
    )
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(raw)
    described.write_text(json.dumps(asdict(snapshot), ensure_ascii=False, indent=1), "utf-8")
    return snapshot


def snapshots(folder: Path) -> list[tuple[ListSnapshot, Path]]:
    """The snapshots of a folder, by name and hash, with their files."""
    found = [(_described(file), file.with_suffix(".csv")) for file in folder.glob("*.json")]
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].sha256))


def _described(file: Path) -> ListSnapshot:
    data = json.loads(file.read_text("utf-8"))
    return ListSnapshot(**{**data, "skipped": tuple(data["skipped"])})
