"""The commands that show one document, or one conversation."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from affidavit.app.listings import Listings
from affidavit.app.output import DONE, Out
from affidavit.custody import Case
from affidavit.model import Document, Message
from affidavit.model.codec import to_plain
from affidavit.model.errors import UsageError

_HOLDS = ("pass", "partial")
_START = datetime.min.replace(tzinfo=UTC)
_THREAD = ("date", "from", "title", "path", "how")


def show(folder: Path, identifier: str, out: Out) -> int:
    """A document with its grade, what of it is signed, its layers and its claims."""
    case = Case.open(folder).derived()
    if identifier.startswith("gap-"):
        return _show_gap(case, identifier, out)
    document_id = _find_document(case, identifier)
    document = case.rows.document(document_id)
    assert document is not None
    claims = [c for c in Listings(case).claims() if c["document"] == document_id]
    paths = [item.path for item in case.rows.items_of_blob(document.sha256)]
    graded = case.rows.view_entry("authenticity", document_id)
    if out.as_json:
        layers = [to_plain(layer) for layer in case.rows.layers(document_id)]
        mentions = [to_plain(mention) for _, mention in case.rows.mentions(document_id)]
        out.result({**to_plain(document), "paths": paths, "authenticity": graded, "layers": layers, "mentions": mentions, "claims": claims})  # fmt: skip
    else:
        for line in _told(case, document, paths, graded, claims):
            out.say(line)
    case.close()
    return DONE


def _told(
    case: Case, document: Document, paths: Sequence[str], graded: Mapping[str, Any] | None,
    claims: Sequence[Mapping[str, Any]],
) -> Iterator[str]:  # fmt: skip
    yield f"{document.id}  {document.kind}  {document.title}"
    yield f"date   {document.date_raw or (document.date or '')}"
    for participant in getattr(document, "participants", ()):
        yield f"{participant.role:<6} {participant.name} <{participant.address}>"
    for path in paths:
        yield f"path   {path}"
    yield f"sha256 {document.sha256}"
    if graded is not None and isinstance(document, Message):
        yield from _genuine(document, graded)
    for layer in case.rows.layers(document.id):
        head = f"{layer.kind} {layer.name}".rstrip()
        yield f"\n[{head} · {layer.language}]\n{layer.text.rstrip()}"
    for claim in claims:
        roles = ", ".join(f"{name}: {role['text']}" for name, role in claim["roles"].items())
        yield f"\n{claim['status']} {claim['frame']} ({claim['confidence']}) {roles}"


def _genuine(message: Message, graded: Mapping[str, Any]) -> Iterator[str]:
    """The grade, every check, and which fields and how much of the body a signature covers."""
    yield f"\n{graded['grade']}: {graded['why']}"
    for check in graded["checks"]:
        yield f"  {check['verdict']:<13} {check['name'].replace('_', ' ')}: {check['why']}"
    for support in graded["support"]:
        yield f"  {'supports':<13} {support['why']}"
    for signature in graded["dkim"]:
        if signature["result"] in _HOLDS:
            yield from _signed(message, signature)


def _signed(message: Message, signature: Mapping[str, Any]) -> Iterator[str]:
    """The fields, those that are not signed marked with a question mark, and what of the body is not signed."""
    yield f"\nsigned by {signature['domain']} (what is marked ? is not):"
    left = {name: signature["signed_headers"].count(name) for name in signature["signed_headers"]}
    lines = []
    for name, value in reversed(message.headers):  # the last of a name is the one that is signed
        own = name.lower() == "dkim-signature" and signature["selector"] in value
        covered = own or left.get(name.lower(), 0) > 0
        left[name.lower()] = left.get(name.lower(), 0) - covered
        lines.append(f"{' ' if covered else '?'} {name}: {value}")
    yield from reversed(lines)
    yield f"  body: {signature['body_signed']}"
    for line in signature["tail"].splitlines():
        yield f"? {line}"


def _show_gap(case: Case, identifier: str, out: Out) -> int:
    """What is absent, put together from what others quote of it."""
    gap = case.rows.view_entry("gap", identifier)
    if gap is None:
        raise UsageError(f"no gap {identifier!r}; `affidavit gaps --json` prints their ids")
    if out.as_json:
        out.result(gap)
    else:
        out.say(f"{gap['id']}  {gap['kind'].replace('_', ' ')}, not in the leak")
        out.say(f"{gap['reference']}  around {gap['near'] or 'an unknown day'}")
        for proof in gap["evidence"]:
            out.say(f"by     {proof['document']}: {' '.join(proof['quote'].split())}")
        for proof in gap["ghost"]:
            out.say(f"\n[ghost: as {proof['document']} quotes it; citable as a quotation only]")
            out.say(proof["quote"].rstrip())
    case.close()
    return DONE


def thread(folder: Path, identifier: str, out: Out) -> int:
    """A conversation in the order of its days, what is only referred to among it."""
    case = Case.open(folder).derived()
    document_id = _find_document(case, identifier)
    rows = {row["id"]: row for row in case.rows.view("thread")}
    if document_id not in rows:
        raise UsageError(f"{identifier!r} is no message, so it stands in no conversation")
    wanted = rows[document_id]["conversation"]
    out.rows(
        _conversation(case, [r for r in rows.values() if r["conversation"] == wanted]), _THREAD
    )
    case.close()
    return DONE


def _conversation(case: Case, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    paths = Listings(case).paths
    found: list[tuple[datetime, dict[str, Any]]] = []
    absent: dict[str, datetime] = {}
    for row in rows:
        message = case.rows.document(row["id"])
        assert isinstance(message, Message)
        when = message.date or _START
        sender = message.sender
        found.append(
            (
                when,
                {
                    "document": row["id"],
                    "path": paths.get(row["id"], ""),
                    "date": message.date.isoformat() if message.date else "",
                    "from": (sender.address or sender.name) if sender else "",
                    "title": message.title,
                    "answers": row["answers"],
                    "how": row["how"],
                },
            )
        )
        if row["reference"] and not row["answers"]:
            absent[row["reference"]] = min(when, absent.get(row["reference"], when))
    for reference, when in absent.items():
        ghost = {"document": "", "path": "", "date": "", "from": "", "title": f"<{reference}> is not in the leak", "answers": [], "how": "referred to"}  # fmt: skip
        found.append((when, ghost))
    yield from (row for _, row in sorted(found, key=lambda f: (f[0], f[1]["document"])))


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
