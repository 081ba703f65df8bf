"""The command that tells whether messages are genuine: their signatures, verified offline."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from affidavit.app.output import DONE, PARTIAL, Out
from affidavit.authenticity import KeyRecord, KeyStore, grade, read_keys, verify_dkim
from affidavit.authenticity.chains import verify_arc
from affidavit.custody import Case
from affidavit.model import Item, Message

KEYS_IMPORTED = "keys.imported"
_LARGEST = 200_000_000
_COLUMNS = ("path", "grade", "why", "signatures")


def authenticate(folder: Path, wanted: str, files: Sequence[Path], out: Out) -> int:
    """The verdicts on one message, or on all; keys that are given are kept in the case for the next time."""
    if files:
        read = [(file, *read_keys(file)) for file in files]
        with Case.open(folder).derived().writing() as case:
            for file, records, skipped in read:
                _keep(case, file, len(records), skipped)
        case.close()
    case = Case.open(folder).derived()
    records, bad = _kept(case)
    for line in bad:
        out.remark(f"not a key: {line}")
    store = KeyStore(records)
    out.rows(_verdicts(case, store, wanted), _COLUMNS)
    case.close()
    return PARTIAL if bad else DONE


def _keep(case: Case, file: Path, count: int, skipped: Sequence[str]) -> None:
    raw = file.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    target = case.folder / "keys" / f"{sha256[:16]}-{file.name}"
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(raw)
    outputs = {"sha256": sha256, "keys": count, "skipped": list(skipped)[:50]}
    case.ledger.append(KEYS_IMPORTED, {"file": file.name}, outputs)


def _kept(case: Case) -> tuple[list[KeyRecord], list[str]]:
    """(all keys of the case, lines that are none)."""
    records: list[KeyRecord] = []
    bad: list[str] = []
    for file in sorted((case.folder / "keys").glob("*")):
        found, skipped = read_keys(file)
        records += found
        bad += skipped
    return records, bad


def _verdicts(case: Case, store: KeyStore, wanted: str) -> Iterator[dict[str, Any]]:
    for item in sorted(case.rows.items(), key=lambda i: i.path):
        document = case.rows.document(item.document) if item.document else None
        if isinstance(document, Message) and _is(item, wanted):
            yield _verdict(case, store, item, document)


def _is(item: Item, wanted: str) -> bool:
    return not wanted or wanted == item.path or (item.document or "").startswith(wanted)


def _verdict(case: Case, store: KeyStore, item: Item, message: Message) -> dict[str, Any]:
    raw = _bytes_of(case, item)
    sender = next((p.address for p in message.participants if p.role == "from"), "")
    day = message.date.date().isoformat() if message.date else ""
    signatures = verify_dkim(raw, store, day) if raw is not None else []
    chain = verify_arc(raw, store) if raw is not None else None
    verdict, why = grade(signatures, sender.rpartition("@")[2])
    if raw is None:
        why = "the bytes as they were received are not kept in this kind of file"
    notes = [(s.domain, note) for s in signatures for note in s.notes]
    return {
        "document": message.id,
        "path": item.path,
        "grade": verdict,
        "why": why,
        "signatures": [f"{s.domain} {s.result}" for s in signatures],
        "dkim": [asdict(s) for s in signatures],
        "arc": asdict(chain) if chain else None,
        "checks": [{"name": "signature", "verdict": "weak", "why": f"{d}: {n}"} for d, n in notes],
    }


def _bytes_of(case: Case, item: Item) -> bytes | None:
    """The bytes of a message that is a file or a range of one; None for what a parser took out of another form."""
    if item.origin == "vault":
        path, offset, length = case.vault.path(item.blob.sha256), 0, item.blob.size
    elif item.origin == "range" and item.original:
        path, offset, length = case.vault.path(item.original), item.offset, item.length
    else:
        return None
    if length > _LARGEST:
        return None
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(length)
