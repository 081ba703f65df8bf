"""The commands about lists: bringing them in, showing them, and screening names against them."""

import csv
import os
import re
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import IO, Any

from affidavit.app.output import DONE, PARTIAL, Out
from affidavit.custody import Case
from affidavit.model.errors import UsageError
from affidavit.screening import (
    ListEntry,
    Matcher,
    ScreenedName,
    Verdict,
    import_list,
    read_files,
    read_lists,
    snapshots,
)
from affidavit.screening.countries import country_code
from affidavit.screening.entries import iso_day
from affidavit.screening.goods import Vocabulary, tiers, vocabulary
from affidavit.screening.sources import SOURCES

_SHOWN = ("name", "date", "dated_by", "form", "entries", "imported", "sha256", "skipped")
_CHUNK = 1 << 20


def library() -> Path:
    """The user's own folder of lists, for work without a case."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("AFFIDAVIT_LISTS") or Path(home) / "affidavit" / "lists")


def lists_import(folder: Path | None, files: Sequence[Path], day: str, out: Out) -> int:
    """Bring lists into a case, or into the user's library."""
    _check_day("--date", day)
    if folder is None:
        for file in files:
            import_list(file, library(), day)
    else:
        from affidavit.app.pipeline import Pipeline
        from affidavit.app.progress import Silent

        case = Case.open(folder, create=True)
        with case.writing():
            Pipeline(case, Silent()).import_lists(files, day)
        case.close()
    return lists_show(folder, out)


def lists_show(folder: Path | None, out: Out) -> int:
    """The lists of a case, or of the library: what they are, of which day, how old, what was not taken."""
    if folder is not None:
        Case.open(folder)
    rows = []
    for snapshot, _ in snapshots(folder / "lists" if folder else library()):
        age = (
            (date.today() - date.fromisoformat(snapshot.date)).days
            if _is_day(snapshot.date)
            else None
        )
        rows.append({**asdict(snapshot), "age_days": age})
    out.rows(rows, _SHOWN)
    return PARTIAL if any(row["skipped"] for row in rows) else DONE


def lists_fetch(folder: Path | None, name: str, source: str, out: Out) -> int:
    """Download a list, or take it from a mirror or a file, and import it. The address is told before anything
    is sent."""
    if not re.fullmatch(r"[\w-]+", name):
        raise UsageError(f"{name!r} is no name of a list: letters, digits and - only")
    if not source and name not in SOURCES:
        known = ", ".join(sorted(SOURCES))
        raise UsageError(f"no list {name!r}; choose {known}, or give --from ADDRESS")
    address = source or SOURCES[name][0]
    suffix = SOURCES[name][1] if name in SOURCES else Path(address).suffix
    if "://" not in address:
        return lists_import(folder, [Path(address)], "", out)
    if not address.startswith(("https://", "http://")):
        raise UsageError(
            f"{address} is no address that can be fetched; give https://..., or a file"
        )
    out.remark(f"asking {address}")
    # Only http and https come this far.
    request = urllib.request.Request(address, headers={"User-Agent": "affidavit"})  # noqa: S310
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / f"{name}{suffix}"
        try:
            with urllib.request.urlopen(request, timeout=60) as answer, target.open("wb") as file:  # noqa: S310
                while chunk := answer.read(_CHUNK):
                    file.write(chunk)
        except (urllib.error.URLError, TimeoutError) as error:
            raise UsageError(
                f"{address} does not answer ({error}); try again, or download the file and "
                "`affidavit lists import FILE`"
            ) from error
        return lists_import(folder, [target], "", out)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to screen, against what, as of when."""

    names: tuple[str, ...] = ()
    file: str = ""
    lists: tuple[Path, ...] = ()
    as_of: str = ""
    as_csv: bool = False


_COLUMNS = (
    "name", "tier", "score", "listed_name", "list", "list_id", "schema", "in_force", "listed_from", "listed_to",
    "programs", "measures", "owned_by", "why",
)  # fmt: skip
_BRIEF = ("name", "tier", "score", "listed_name", "list_id", "in_force", "why")


def screen(asked: Asked, folder: Path | None, out: Out) -> int:
    """Screen names one after another, each told as soon as it is done."""
    _check_day("--as-of", asked.as_of)
    for name in asked.names:
        if not any(letter.isalnum() for letter in name):
            raise UsageError(f"{name!r} is no name; give one with letters")
    lists = _lists(asked.lists, folder)
    if not lists:
        raise UsageError(
            "no list to screen against; give --lists FILE, or -C CASE with lists in it, or "
            "`affidavit lists import FILE`"
        )
    if not asked.names and not asked.file:
        raise UsageError(
            "nobody to screen; give names, or --file CSV with a column `name`, or --file - to read names"
        )
    matcher = Matcher(lists)
    chains = _Chains(lists)
    rows = (
        _row(identifier, wanted.name, verdict, asked.as_of, chains)
        for identifier, wanted in _wanted(asked)
        for verdict in matcher.screen(wanted)
    )
    if asked.as_csv:
        _write_csv(rows, sys.stdout)
    else:
        out.rows(rows, _BRIEF)
    return DONE


def _lists(files: Sequence[Path], folder: Path | None) -> list[tuple[str, list[ListEntry]]]:
    """The lists of these files; where none are given, those of a case or of the library."""
    if files:
        return read_files(files)
    if folder is not None:
        Case.open(folder)
    return read_lists(folder / "lists" if folder else library())


class _Chains:
    """Who owns a listed party, and whether the owners are listed themselves."""

    def __init__(self, lists: Iterable[tuple[str, Iterable[ListEntry]]]) -> None:
        self._entries = {entry.id: entry for _, entries in lists for entry in entries}

    def of(self, entry: ListEntry) -> list[str]:
        """«owned 51 % by X (listed 2022-02-24)», and by whom X is owned, each owner once."""
        found: list[str] = []
        seen = {entry.id}
        waiting = [(entry, "")]
        while waiting and len(found) < _MOST_OWNERS:
            owned, by = waiting.pop(0)
            for owner in owned.owners:
                listed = self._entries.get(owner.id)
                how = f"owned {owner.share:g} % by" if owner.share else "owned or linked by"
                since = f" (listed {listed.since})" if listed is not None and listed.since else ""
                found.append(f"{by}{how} {owner.name}{since}")
                if listed is not None and listed.id not in seen:
                    seen.add(listed.id)
                    waiting.append((listed, f"{owner.name}: "))
        return found[:_MOST_OWNERS]


_MOST_OWNERS = 20


def _row(
    identifier: str, name: str, verdict: Verdict, as_of: str, chains: _Chains
) -> dict[str, Any]:
    entry = verdict.entry
    return {
        "id": identifier, "name": name, "list": verdict.list, "list_id": entry.id,
        "listed_name": verdict.listed_name, "schema": entry.schema, "score": verdict.score,
        "tier": verdict.tier, "why": list(verdict.why), "since": entry.since,
        "listed_from": entry.listed_from, "listed_by": entry.listed_by, "listed_to": entry.listed_to,
        "programs": list(entry.programs), "measures": list(entry.measures),
        "countries": list(entry.countries), "birth_dates": list(entry.birth_dates),
        "owned_by": chains.of(entry), "in_force": entry.in_force(as_of) if as_of else "",
    }  # fmt: skip


def _write_csv(rows: Iterable[dict[str, Any]], stream: IO[str]) -> None:
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in rows:
        values = (row[column] for column in _COLUMNS)
        writer.writerow("; ".join(v) if isinstance(v, list) else v for v in values)
    stream.flush()


def _wanted(asked: Asked) -> Iterator[tuple[str, ScreenedName]]:
    """(the line's own id, name) for everything that is asked."""
    for name in asked.names:
        yield "", ScreenedName(name)
    if asked.file == "-":
        yield from _of_lines(sys.stdin, "standard input")
    elif asked.file:
        path = Path(asked.file)
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from _of_lines(stream, str(path))
        except (OSError, UnicodeError, csv.Error) as error:
            raise UsageError(f"{path} cannot be read as a CSV in UTF-8: {error}") from error


def _of_lines(stream: IO[str], what: str) -> Iterator[tuple[str, ScreenedName]]:
    """The names of a CSV with a column `name` (others: id, schema, countries, birth_date, numbers), or, on
    standard input, a name a line."""
    first = stream.readline()
    try:
        header = [field.strip().lower() for field in next(csv.reader([first]), [])]
    except csv.Error:
        header = []  # too long for a header, and for a name
    if "name" in header:
        for row in csv.DictReader(stream, fieldnames=header):
            if name := (row.get("name") or "").strip():
                yield (row.get("id") or "").strip(), _screened(name, row)
        return
    if what != "standard input":
        raise UsageError(f"{what} has no column `name`; name the column of names so")
    for line in (first, *iter(stream.readline, "")):
        if line.strip():
            yield "", ScreenedName(line.strip())


_SCHEMATA = {
    "person": "Person", "individual": "Person", "company": "Company", "organization": "Organization",
    "organisation": "Organization", "publicbody": "PublicBody", "vessel": "Vessel", "ship": "Vessel", "airplane": "Airplane",
}  # fmt: skip


def _screened(name: str, row: dict[str, Any]) -> ScreenedName:
    def of(*columns: str) -> tuple[str, ...]:
        parts = (p.strip() for c in columns for p in (row.get(c) or "").split(";"))
        return tuple(part for part in parts if part)

    return ScreenedName(
        name=name,
        schema=_SCHEMATA.get(next(iter(of("schema", "type")), "").lower(), ""),
        aliases=of("aliases"),
        countries=tuple(country_code(c) or c.lower() for c in of("countries", "country")),
        birth_date=iso_day(next(iter(of("birth_date")), "")),
        numbers=of("numbers", "number", "identifiers"),
    )


@dataclass(frozen=True, slots=True)
class AskedGoods:
    """Which phrases, against which lists and vocabularies, as of when."""

    phrases: tuple[str, ...]
    file: str = ""
    lists: tuple[Path, ...] = ()
    own: tuple[Path, ...] = ()
    as_of: str = ""


_GOODS_BRIEF = ("phrase", "hs6", "confidence", "title", "tiers", "country", "why")


def goods(asked: AskedGoods, folder: Path | None, out: Out) -> int:
    """The codes that phrases may fall under, with their tiers on a day."""
    _check_day("--as-of", asked.as_of)
    if not asked.phrases and not asked.file:
        raise UsageError("no goods; give phrases, or --file - to read one a line")
    known = vocabulary(asked.own)
    lists = tiers(_lists(asked.lists, folder))
    phrases = chain(asked.phrases, _lines_of(asked.file))
    out.rows(
        (row for phrase in phrases for row in _codes(phrase, known, lists, asked.as_of)),
        _GOODS_BRIEF,
    )
    return DONE


def _lines_of(file: str) -> Iterator[str]:
    if not file:
        return
    if file == "-":
        yield from (line.strip() for line in iter(sys.stdin.readline, "") if line.strip())
        return
    try:
        yield from filter(None, map(str.strip, Path(file).read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{file} cannot be read as text in UTF-8: {error}") from error


def _codes(
    phrase: str, known: Vocabulary, lists: dict[str, list[tuple[str, ListEntry]]], as_of: str
) -> Iterator[dict[str, Any]]:
    for match in known.candidates(phrase):
        listed = [
            {"list": name, "tier": "; ".join(entry.programs), "since": entry.since,
             "in_force": entry.in_force(as_of) if as_of else ""}
            for name, entry in lists.get(match.hs6, ())
        ]  # fmt: skip
        yield {
            "phrase": phrase, "hs6": match.hs6, "title": match.title, "confidence": match.confidence,
            "why": list(match.why), "make": match.make, "country": match.country, "listed": listed,
            "tiers": [" ".join(filter(None, (e["list"], e["tier"], e["in_force"]))) for e in listed],
        }  # fmt: skip


def _check_day(option: str, text: str) -> None:
    if text and not _is_day(text):
        raise UsageError(f"{option} {text!r} is not a day; write it as 2023-02-24")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
