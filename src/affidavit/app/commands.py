"""What each command does; returns its exit code (0 done, 1 attention, 2 wrong use, 3 partial)."""

import re
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
