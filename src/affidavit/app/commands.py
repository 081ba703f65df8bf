"""What each command does; returns its exit code (0 done, 1 attention, 2 wrong use, 3 partial)."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from affidavit.app.briefings import write_briefing
from affidavit.app.chronicle import Chronicle
from affidavit.app.listings import Listings
from affidavit.app.output import ATTENTION, DONE, PARTIAL, Out
from affidavit.custody import Case
from affidavit.model.errors import UsageError

_COLUMNS = {
    "mentions": ("kind", "quote", "normal", "path", "start", "end"),
    "entities": ("id", "schema", "name", "mentions", "aliases"),
    "suggestions": ("score", "kind", "names", "why"),
    "claims": ("id", "status", "said", "frame", "polarity", "modality", "roles", "quote"),
    "matches": ("name", "listed_name", "list", "list_id", "score", "listed_from", "why"),
    "alike": ("group", "date", "from", "title", "path"),
    "timeline": ("date", "kind", "who", "text"),
    "network": ("kind", "one_name", "other_name", "weight", "first", "last"),
    "leads": ("score", "first", "last", "pattern", "title", "why", "caveats"),
}


def analyse(folder: Path, ner: str | None, out: Out) -> int:
    """The later stages; `ner` is kept as the case's finder of names."""
    from affidavit.app.pipeline import Pipeline
    from affidavit.extract.finder import choose

    case = Case.open(folder)
    if ner is not None:
        choose(ner)
        case.set("ner", ner)
    with case.writing(), out.progress() as progress:
        pipeline = Pipeline(case, progress)
        pipeline.ingest(())
        pipeline.analyse()
    counts = case.rows.counts()
    out.say(f"{counts['mentions']} mentions, {counts['claims']} claims and hints.")
    case.close()
    return DONE


def search(folder: Path, query: str, limit: int, out: Out) -> int:
    """Full text."""
    case = Case.open(folder).derived()
    count = out.rows(
        Listings(case).search(query, limit), ("date", "from", "title", "path", "snippet")
    )
    if not count:
        out.remark("nothing found")
    case.close()
    return DONE


def listing(folder: Path, name: str, out: Out) -> int:
    """One of the listing commands."""
    case = Case.open(folder).derived()
    source = Chronicle(case) if name in ("timeline", "network") else Listings(case)
    rows: Iterable[dict[str, Any]] = getattr(source, name)()
    out.rows(rows, _COLUMNS[name])
    case.close()
    return DONE


def show(folder: Path, identifier: str, out: Out) -> int:
    """A document with its layers and claims."""
    case = Case.open(folder).derived()
    document_id = _find_document(case, identifier)
    document = case.rows.document(document_id)
    assert document is not None
    claims = [c for c in Listings(case).claims() if c["document"] == document_id]
    paths = [item.path for item in case.rows.items_of_blob(document.sha256)]
    if out.as_json:
        from affidavit.model.codec import to_plain

        layers = [to_plain(layer) for layer in case.rows.layers(document_id)]
        mentions = [to_plain(mention) for _, mention in case.rows.mentions(document_id)]
        out.result({**to_plain(document), "paths": paths, "layers": layers, "mentions": mentions, "claims": claims})  # fmt: skip
    else:
        out.say(f"{document.id}  {document.kind}  {document.title}")
        out.say(f"date   {document.date_raw or (document.date or '')}")
        for participant in getattr(document, "participants", ()):
            out.say(f"{participant.role:<6} {participant.name} <{participant.address}>")
        for path in paths:
            out.say(f"path   {path}")
        out.say(f"sha256 {document.sha256}")
        for layer in case.rows.layers(document_id):
            out.say(
                f"\n[{layer.kind} {layer.name}".rstrip()
                + f" · {layer.language}]\n{layer.text.rstrip()}"
            )
        for claim in claims:
            roles = ", ".join(f"{name}: {role['text']}" for name, role in claim["roles"].items())
            out.say(f"\n{claim['status']} {claim['frame']} ({claim['confidence']}) {roles}")
    case.close()
    return DONE


def _find_document(case: Case, identifier: str) -> str:
    paths = Listings(case).paths
    if re.fullmatch(r"(?:doc-)?[0-9a-f]{4,24}", identifier):
        wanted = identifier if identifier.startswith("doc-") else f"doc-{identifier}"
        found = [d for d in case.rows.document_ids() if d.startswith(wanted)]
    else:
        found = [d for d, path in paths.items() if path == identifier]
        found = found or [d for d, path in paths.items() if path.endswith(identifier)]
        found += [i.document for i in case.rows.items() if i.path == identifier and i.document]
    found = sorted(set(found))
    if len(found) == 1:
        return found[0]
    what = "no document" if not found else f"{len(found)} documents"
    raise UsageError(f"{what} fit {identifier!r}; `affidavit search` prints ids and paths")


def lists_import(folder: Path, files: Sequence[Path], out: Out) -> int:
    """Bring lists into a case."""
    from affidavit.app.pipeline import Pipeline
    from affidavit.app.progress import Silent

    case = Case.open(folder, create=True)
    with case.writing():
        Pipeline(case, Silent()).import_lists(files)
    case.close()
    return lists_show(folder, out)


def lists_show(folder: Path, out: Out) -> int:
    """The lists of a case."""
    from affidavit.screening import snapshots

    Case.open(folder)
    rows = [asdict(snapshot) for snapshot, _ in snapshots(folder / "lists")]
    out.rows(rows, ("name", "date", "entries", "imported", "sha256", "skipped"))
    return PARTIAL if any(row["skipped"] for row in rows) else DONE


def screen(
    names: Sequence[str], file: Path | None, lists: Sequence[Path], as_of: str,
    folder: Path | None, out: Out,
) -> int:  # fmt: skip
    """Ad-hoc screening."""
    from affidavit.screening import Matcher, ScreenedName, read_list, snapshots

    if as_of and not _is_day(as_of):
        raise UsageError(f"--as-of {as_of!r} is not a day; write it as 2023-02-24")
    if folder is not None:
        Case.open(folder)
    for name in (n for n in names if not any(letter.isalpha() for letter in n)):
        raise UsageError(f"{name!r} is no name; give one with letters")
    files = [(path.name, path) for path in lists]
    if folder is not None and not files:
        files = [(snapshot.name, path) for snapshot, path in snapshots(folder / "lists")]
    if not files:
        raise UsageError(
            "no list to screen against; give --lists FILE, or -C CASE with lists in it"
        )
    matcher = Matcher((name, read_list(path)[0]) for name, path in files)
    wanted = [*names, *(_names_of(file) if file else ())]
    if not wanted:
        raise UsageError("nobody to screen; give names, or --file CSV with a column `name`")

    def rows() -> Iterator[dict[str, Any]]:
        for name in wanted:
            for verdict in matcher.screen(ScreenedName(name)):
                entry = verdict.entry
                yield {
                    "name": name, "list": verdict.list, "list_id": entry.id,
                    "listed_name": verdict.listed_name, "schema": entry.schema,
                    "score": verdict.score, "tier": verdict.tier, "why": list(verdict.why),
                    "listed_from": entry.listed_from or entry.listed_by,
                    "listed_to": entry.listed_to, "programs": list(entry.programs),
                    "in_force": entry.in_force(as_of) if as_of else "",
                }  # fmt: skip

    out.rows(rows(), ("name", "tier", "score", "listed_name", "list_id", "in_force", "why"))
    return DONE


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _names_of(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read as a CSV in UTF-8: {error}") from error
    if rows and "name" not in rows[0]:
        raise UsageError(f"{file} has no column `name`; name the column of names so")
    return [row["name"] for row in rows if row.get("name")]


def briefing(folder: Path, formats: str, out: Out) -> int:
    """Write the briefing."""
    wanted = formats.split(",")
    if unknown := set(wanted) - {"html", "json"}:
        raise UsageError(f"no format {', '.join(sorted(unknown))}; choose html or json")
    case = Case.open(folder).derived()
    with case.writing():
        for path in write_briefing(case, wanted):
            out.say(f"Briefing: {path}")
    case.close()
    return DONE


def verify(folder: Path, out: Out) -> int:
    """Check a case."""
    from affidavit.app.verify import verify_case

    case = Case.open(folder)
    found = verify_case(case)
    if out.as_json:
        out.result(found)
    else:
        checked = ", ".join(f"{count} {name}" for name, count in found["checked"].items())
        out.say(f"checked {checked}")
        for problem in found["problems"]:
            out.say(f"PROBLEM {problem['where']}: {problem['what']}")
        out.say("ok" if found["ok"] else f"{len(found['problems'])} problems")
    case.close()
    return DONE if found["ok"] else ATTENTION
