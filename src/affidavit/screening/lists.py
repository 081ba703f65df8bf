"""Lists as dated, hashed snapshots in a folder, and what several snapshots of one list tell together.

A snapshot's day is told by the file, else by whoever imports it, else by the file's name, else it is the day of
the import: the list was so on that day, and nothing is said of since when.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from affidavit.model.errors import UsageError
from affidavit.screening.entries import ListEntry, earliest
from affidavit.screening.formats import Reading, read_file

_DAY_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
FILE, GIVEN, NAME, IMPORT = "the file", "whoever imported it", "the file's name", "the import"
_SHARED = 0.3
"""The part of the larger of two files' entries that the other has too, if they are states of one list."""
_DATA = ".list"


@dataclass(frozen=True, slots=True)
class ListSnapshot:
    """One imported file: `entries` were taken, `skipped` lines were not, with the reasons. `date` is the day of
    its state, `dated_by` where that comes from; `series` is the list that it is a state of."""

    name: str
    sha256: str
    imported: str
    date: str
    entries: int
    skipped: tuple[str, ...]
    form: str = ""
    series: str = ""
    dated_by: str = FILE


@dataclass(frozen=True, slots=True)
class _State:
    """A file that was read, with its day."""

    name: str
    day: str
    reading: Reading


def import_list(path: Path, folder: Path, date: str = "") -> ListSnapshot:
    """Copy a list into a folder of snapshots, named by its hash, with what it is beside it; `date` is the day
    of its state where the file does not tell."""
    raw_hash = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    described = folder / f"{raw_hash[:16]}.json"
    if raw_hash and described.exists():
        known = _described(described)
        if date and known.dated_by in (NAME, IMPORT, GIVEN) and known.date != date:
            known = replace(known, date=date, dated_by=GIVEN)
            described.write_text(_written(known), "utf-8")
        return known
    reading = read_file(path)
    now = datetime.now(UTC)
    day, dated_by = _day(path, reading, date, now.date().isoformat())
    snapshot = ListSnapshot(
        name=path.name,
        sha256=raw_hash,
        imported=now.isoformat(timespec="seconds"),
        date=day,
        entries=len(reading.entries),
        skipped=tuple(reading.skipped),
        form=reading.form,
        series=reading.series,
        dated_by=dated_by,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{raw_hash[:16]}{_DATA}{path.suffix.lower()}").write_bytes(path.read_bytes())
    described.write_text(_written(snapshot), "utf-8")
    return snapshot


def _written(snapshot: ListSnapshot) -> str:
    return json.dumps(asdict(snapshot), ensure_ascii=False, indent=1)


def _day(path: Path, reading: Reading, given: str, today: str) -> tuple[str, str]:
    """(day of a file's state, where that comes from)."""
    if reading.date:
        return reading.date, FILE
    if given:
        return given, GIVEN
    if match := _DAY_IN_NAME.search(path.name):
        return "-".join(match.groups()), NAME
    return today, IMPORT


def snapshots(folder: Path) -> list[tuple[ListSnapshot, Path]]:
    """The snapshots of a folder, by name and hash, with their files."""
    found = []
    for file in folder.glob("*.json"):
        if _DATA not in file.name:
            data = next(folder.glob(f"{file.stem}{_DATA}*"), file.with_suffix(".csv"))
            found.append((_described(file), data))
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].sha256))


def _described(file: Path) -> ListSnapshot:
    data = json.loads(file.read_text("utf-8"))
    return ListSnapshot(**{**data, "skipped": tuple(data["skipped"])})


def read_list(path: Path) -> tuple[list[ListEntry], list[str]]:
    """(entries of one file as it stands, what was skipped and why)."""
    reading = read_file(path)
    return reading.entries, reading.skipped


def read_lists(folder: Path) -> list[tuple[str, list[ListEntry]]]:
    """(name of a list, its entries with their history) for all snapshots of a folder."""
    states = []
    for snapshot, file in snapshots(folder):
        reading = read_file(file)
        reading.series = snapshot.series or reading.series
        states.append(_State(snapshot.name, snapshot.date, reading))
    return histories(states)


def read_files(paths: Iterable[Path]) -> list[tuple[str, list[ListEntry]]]:
    """The same for files that are not imported; raises `UsageError` where none of them is a list by itself."""
    today = datetime.now(UTC).date().isoformat()
    states = []
    for path in paths:
        if not path.is_file():
            raise UsageError(f"the list {path} cannot be read: it is no file; save it first")
        reading = read_file(path)
        states.append(_State(path.name, _day(path, reading, "", today)[0], reading))
    found = histories(states)
    if not found:
        raise UsageError("these files only add to a list; give the list itself too")
    return found


def histories(states: Iterable[_State]) -> list[tuple[str, list[ListEntry]]]:
    """Lists with the history that their states tell: what an earlier state has not was not yet listed on its
    day, what a later one has not no longer."""
    whole: list[list[_State]] = []
    parts: list[_State] = []
    for state in sorted(states, key=lambda s: (s.day, s.name)):
        if state.reading.partial:
            parts.append(state)
            continue
        fitting = next((group for group in whole if _one_list(group[-1], state)), None)
        whole.append([state]) if fitting is None else fitting.append(state)
    found = []
    for group in whole:
        merged = _merged(group)
        for part in parts:
            if part.reading.series == group[-1].reading.series:
                _add(merged, part.reading.entries)
        found.append((group[-1].name, list(merged.values())))
    return found


def _one_list(one: _State, other: _State) -> bool:
    if not one.reading.series or one.reading.series != other.reading.series:
        return False
    ids = [{entry.id for entry in state.reading.entries} for state in (one, other)]
    return len(ids[0] & ids[1]) >= _SHARED * max(map(len, ids))


def _merged(states: Sequence[_State]) -> dict[str, ListEntry]:
    """Each entry as the last state that has it tells it, with the days of those that have it and have not."""
    present: dict[str, list[int]] = {}
    for number, state in enumerate(states):
        for entry in state.reading.entries:
            present.setdefault(entry.id, []).append(number)
    told = [{entry.id: entry for entry in state.reading.entries} for state in states]
    return {
        name: _history([(states[n].day, told[n][name]) for n in numbers], numbers, states)
        for name, numbers in present.items()
    }


def _history(
    found: Sequence[tuple[str, ListEntry]], numbers: Sequence[int], states: Sequence[_State]
) -> ListEntry:
    newest = found[-1][1]
    first, last = found[0][0], found[-1][0]
    whole = [n for n, state in enumerate(states) if not state.reading.broken]
    before = [states[n].day for n in whole if n < numbers[0] and states[n].day < first]
    after = [states[n].day for n in whole if n > numbers[-1] and states[n].day > last]
    days = [state.day for state in states]
    off = [[n for n in whole if a < n < b] for a, b in pairwise(numbers)]
    gaps = [
        (days[a], days[between[0]], days[between[-1]], days[b])
        for (a, b), between in zip(pairwise(numbers), off, strict=True)
        if between
    ]
    names = [n for _, e in found for n in (e.name, *e.aliases) if n != newest.name]
    return replace(
        newest,
        aliases=tuple(dict.fromkeys((*newest.aliases, *names))),
        listed_from=earliest(*(entry.listed_from for _, entry in found)),
        listed_by=earliest(first, *(entry.listed_by for _, entry in found)),
        absent_on=max(before, default=""),
        seen_last=max(newest.seen_last, last) if after else newest.seen_last,
        gone_by=min(after, default=""),
        gaps=tuple(gaps),
    )


def _add(entries: dict[str, ListEntry], more: Iterable[ListEntry]) -> None:
    """Put the names and countries of a file that only adds to the entries that it names."""
    for extra in more:
        if (entry := entries.get(extra.id)) is not None:
            names = [n for n in (extra.name, *extra.aliases) if n not in (entry.name, extra.id)]
            entries[extra.id] = replace(
                entry,
                aliases=tuple(dict.fromkeys((*entry.aliases, *names))),
                weak=tuple(dict.fromkeys((*entry.weak, *extra.weak))),
                countries=tuple(dict.fromkeys((*entry.countries, *extra.countries))),
            )
