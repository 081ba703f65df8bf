"""The commands for timestamps over the ledger's head: made, sent only on request, verified offline."""

import hashlib
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from affidavit.app.keyring import person_keys
from affidavit.app.output import ATTENTION, DONE, Out
from affidavit.authenticity.existence import HOLDS, TimeStamp, timestamp_request, verify_timestamp
from affidavit.custody import Case
from affidavit.custody.intake import RECEIVED
from affidavit.model.errors import UsageError

STAMPED = "timestamp.kept"
_COLUMNS = ("result", "existed_by", "event", "authority", "why")
_LARGEST = 1 << 20
_TYPE = "application/timestamp-query"


def request(folder: Path, target: Path, out: Out) -> int:
    """Write a request over the head into a file, for any program to send."""
    case = Case.open(folder)
    number, digest = case.ledger.head()
    target.write_bytes(timestamp_request(bytes.fromhex(digest)))
    out.say(f"{target}: a request over event {number} ({digest}). Nothing was sent.")
    out.say(f"Send it with a program of yours, then: affidavit timestamp add REPLY -C {folder}")
    case.close()
    return DONE


def send(folder: Path, address: str, out: Out) -> int:
    """Ask an authority for a timestamp; what goes out is a hash, to the address that is told before."""
    if not address.startswith(("https://", "http://")):
        raise UsageError(f"{address} is no address of an authority; give https://...")
    case = Case.open(folder)
    number, digest = case.ledger.head()
    out.remark(f"sending the hash of event {number} ({digest}) to {address}, and nothing else")
    body = timestamp_request(bytes.fromhex(digest))
    headers = {"Content-Type": _TYPE, "User-Agent": "affidavit"}
    asked = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            raw = answer.read(_LARGEST)
    except (urllib.error.URLError, TimeoutError) as error:
        raise UsageError(
            f"{address} does not answer ({error}); try again, or `affidavit timestamp request FILE` "
            "and send that yourself"
        ) from error
    return _keep(case, raw, address, out)


def add(folder: Path, file: Path, out: Out) -> int:
    """Keep an authority's answer that was fetched by other means."""
    try:
        raw = file.read_bytes()[:_LARGEST]
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    return _keep(Case.open(folder), raw, file.name, out)


def _keep(case: Case, raw: bytes, source: str, out: Out) -> int:
    with case.writing():
        found = _verified(case, raw)
        if found.result in ("malformed", "not of this head"):
            raise UsageError(f"{source} is not kept: {found.why}")
        sha256 = hashlib.sha256(raw).hexdigest()
        target = case.folder / "timestamps" / f"{sha256[:16]}.tsr"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(raw)
        assert found.existed_by is not None
        outputs = {"sha256": sha256, "over": found.digest, "existed_by": found.existed_by.isoformat(), "authority": found.authority}  # fmt: skip
        case.ledger.append(STAMPED, {"file": source}, outputs)
    out.say(f"{found.result}: what event {_events(case).get(found.digest, 0)} covers existed by {found.existed_by}")  # fmt: skip
    case.close()
    return DONE


def show(folder: Path, out: Out) -> int:
    """Every timestamp of a case, verified again."""
    case = Case.open(folder)
    rows = list(_rows(case))
    count = out.rows(rows, _COLUMNS)
    if not count:
        out.remark("no timestamp is kept; `affidavit timestamp request FILE` makes a request")
    case.close()
    return DONE if all(row["result"] == HOLDS for row in rows) else ATTENTION


def _rows(case: Case) -> Iterator[dict[str, Any]]:
    events = _events(case)
    for file in sorted((case.folder / "timestamps").glob("*.tsr")):
        found = _verified(case, file.read_bytes())
        yield {
            "file": file.name,
            "result": found.result,
            "existed_by": found.existed_by.isoformat() if found.existed_by else "",
            "event": events.get(found.digest, 0),
            "authority": found.authority,
            "why": found.why,
        }


def _events(case: Case) -> dict[str, int]:
    return {event.hash: event.number for event in case.ledger.events()}


def _verified(case: Case, raw: bytes) -> TimeStamp:
    digests = {bytes.fromhex(e.hash): datetime.fromisoformat(e.time) for e in case.ledger.events()}
    return verify_timestamp(raw, digests, person_keys(case).certificates)


def existed_by(case: Case) -> dict[str, str]:
    """SHA-256 of an original -> the first day by which it provably existed: that of a timestamp that holds, over an
    event at or after its receipt."""
    proofs = sorted(
        (row["existed_by"][:10], row["event"]) for row in _rows(case) if row["result"] == HOLDS
    )
    if not proofs:
        return {}
    found: dict[str, str] = {}
    for event in case.ledger.events():
        if event.kind == RECEIVED:
            day = next((day for day, number in proofs if number >= event.number), "")
            for entry in event.outputs["items"]:
                if day and entry["sha256"]:
                    found.setdefault(entry["sha256"], day)
    return found
