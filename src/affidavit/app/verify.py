"""Checking a case down to every citation."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from affidavit.app.analyse import ANALYSED
from affidavit.custody import Case, Problem
from affidavit.custody.intake import RECEIVED
from affidavit.model import Claim, Mention, TextLayer
from affidavit.model.errors import CaseError, EvidenceError, LedgerDamaged


def verify_case(case: Case) -> dict[str, Any]:
    """`ok`, how much was checked, and every problem with where it is."""
    checked: dict[str, int] = {}
    problems = case.ledger.verify()
    received = _received(case, problems)
    checked["ledger events"] = case.ledger.head()[0] if not problems else 0
    checked["originals"] = len(received)
    problems += case.vault.check(received)
    if received and not (case.folder / "index").is_dir():
        problems.append(Problem("index", "it is missing; `affidavit rebuild` derives it again"))
    if not case.database.exists() and received:
        problems.append(Problem("case.db", "it is missing; `affidavit rebuild` derives it again"))
    elif case.database.exists():
        try:
            problems += _derived(case, checked)
        except (CaseError, sqlite3.Error, ValueError, KeyError, TypeError) as error:
            what = f"it is damaged ({error}); `affidavit rebuild` derives it again"
            problems.append(Problem("case.db", what))
    return {"ok": not problems, "checked": checked, "problems": [asdict(p) for p in problems]}


def _received(case: Case, problems: list[Problem]) -> dict[str, str]:
    """SHA-256 -> path of everything the ledger says was received."""
    found: dict[str, str] = {}
    try:
        for event in case.ledger.events():
            if event.kind == RECEIVED:
                for entry in event.outputs["items"]:
                    if entry["sha256"]:
                        found.setdefault(entry["sha256"], entry["path"])
    except (KeyError, TypeError) as error:
        problems.append(Problem("ledger.jsonl", f"an event of receipt lacks {error}"))
    except LedgerDamaged as error:
        if not problems:
            problems.append(Problem("ledger.jsonl", str(error)))
    return found


def _derived(case: Case, checked: dict[str, int]) -> Iterator[Problem]:
    """Layers against their ids, mentions and claims against their layers, roots against the ledger."""
    try:
        rows = case.rows
    except CaseError as error:
        yield Problem("case.db", str(error))
        return
    checked["layers"] = checked["mentions"] = checked["claims"] = 0
    for document_id in rows.document_ids():
        own = {layer.id: layer for layer in rows.layers(document_id)}
        for layer in own.values():
            checked["layers"] += 1
            if not layer.intact:
                yield Problem(
                    f"case.db layer {layer.id}", "its text is not the one its id was made from"
                )
        for _, mention in rows.mentions(document_id):
            checked["mentions"] += 1
            yield from _check_mention(mention, own)
    for claim_id, problem in _claims(case):
        checked["claims"] += 1
        if problem:
            yield Problem(f"case.db claim {claim_id}", problem)
    yield from _roots(case)
    yield from _counts(case)


def _counts(case: Case) -> Iterator[Problem]:
    """What was found when the present state was analysed must still be there."""
    key = case.rows.marks("views").get("case")
    told = None
    for event in case.ledger.events():
        if event.kind == ANALYSED and event.inputs.get("key") == key:
            told = event.outputs.get("rows")
    if told is None:
        return
    for name, count in case.rows.counts().items():
        if told.get(name, count) != count:
            what = f"there are {count} {name}, but {told[name]} were recorded"
            yield Problem("case.db", f"{what}; `affidavit rebuild` derives them again")


def _check_mention(mention: Mention, layers: dict[str, TextLayer]) -> Iterator[Problem]:
    try:
        mention.span.check(layers)
    except EvidenceError as error:
        yield Problem(f"case.db mention {mention.id}", str(error))


def _claims(case: Case) -> Iterator[tuple[str, str]]:
    """(claim id, what is wrong or nothing) for every claim."""
    for claim_id, claim in case.rows.claim_ids():
        if claim is None:
            yield claim_id, "it cannot be read: its evidence or its roles were changed"
        else:
            yield claim_id, _check_claim(case, claim_id, claim)


def _check_claim(case: Case, claim_id: str, claim: Claim) -> str:
    spans = [*claim.evidence, *(r.span for r in claim.roles.values() if r.span)]
    spans += [a.span for a in claim.attribution if a.span]
    for span in spans:
        layer = case.rows.layer(span.layer)
        try:
            span.check({layer.id: layer} if layer else {})
        except EvidenceError as error:
            return str(error)
    if not claim.evidence:
        return "it has no evidence"
    return "" if claim.id == claim_id else "it is not the claim its id was made from"


def _roots(case: Case) -> Iterator[Problem]:
    """Every received file must still be among the items."""
    known = {(i.path, i.blob.sha256) for i in case.rows.items() if i.parent is None}
    try:
        for event in case.ledger.events():
            if event.kind == RECEIVED:
                for entry in event.outputs["items"]:
                    if (entry["path"], entry["sha256"]) not in known:
                        yield Problem(f"case.db item {entry['path']}", "received, but not among the items; run `affidavit rebuild`")  # fmt: skip
    except LedgerDamaged:
        return  # named already
