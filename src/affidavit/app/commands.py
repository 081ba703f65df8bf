"""What each command does; returns its exit code (0 done, 1 attention, 2 wrong use, 3 partial)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from affidavit.app.briefings import write_briefing
from affidavit.app.chronicle import Chronicle
from affidavit.app.listings import Listings
from affidavit.app.output import ATTENTION, DONE, Out
from affidavit.custody import Case
from affidavit.model.errors import UsageError

_COLUMNS = {
    "mentions": ("kind", "quote", "normal", "path", "start", "end"),
    "entities": ("id", "schema", "name", "mentions", "aliases"),
    "suggestions": ("score", "kind", "names", "why"),
    "claims": ("id", "status", "said", "frame", "polarity", "modality", "roles", "quote"),
    "matches": ("name", "listed_name", "list", "list_id", "tier", "score", "since", "why"),
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
