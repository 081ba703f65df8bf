"""Public keys and certificates that a case keeps: given once, used at every verification."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from affidavit.authenticity import VERSION, KeyRecord, KeyStore, read_keys
from affidavit.authenticity.seals import SealKeys, joined, read_seal_keys
from affidavit.custody import Case
from affidavit.model import stage_key
from affidavit.model.errors import UsageError

KEYS_IMPORTED = "keys.imported"


def keep_keys(case: Case, file: Path, count: int, skipped: Sequence[str]) -> None:
    """Keep a file of keys in the case, with an event."""
    raw = file.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    target = case.folder / "keys" / f"{sha256[:16]}-{file.name}"
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(raw)
    outputs = {"sha256": sha256, "keys": count, "skipped": list(skipped)[:50]}
    case.ledger.append(KEYS_IMPORTED, {"file": file.name}, outputs)


def kept_keys(case: Case) -> tuple[list[KeyRecord], list[str]]:
    """(all keys of the case, lines that are none)."""
    records: list[KeyRecord] = []
    bad: list[str] = []
    for file in key_files(case):
        found, skipped = read_keys(file)
        records += found
        bad += skipped
    return records, bad


def key_files(case: Case) -> list[Path]:
    """The files of keys that the case keeps."""
    return sorted((case.folder / "keys").glob("*"))


def keys_version(case: Case) -> str:
    """Changes whenever other keys, timestamps or another version could give other verdicts."""
    return stage_key(
        "signatures",
        VERSION,
        *sorted(f.name for f in (*key_files(case), *(case.folder / "timestamps").glob("*"))),
    )


def domain_keys(case: Case) -> KeyStore:
    """The published keys of domains."""
    return KeyStore(kept_keys(case)[0])


def person_keys(case: Case) -> SealKeys:
    """The certificates and OpenPGP keys of persons, and of authorities."""
    return joined([read_seal_keys(file) for file in key_files(case)])


def take_public(case: Case, file: Path) -> None:
    """Keep a file of public keys of whatever kind; raises `UsageError` where it holds none."""
    records, skipped = read_keys(file)
    persons = read_seal_keys(file)
    count = len(records) + len(persons.certificates) + len(persons.openpgp)
    if not count:
        raise UsageError(
            f"{file} holds no key: neither of a domain (SELECTOR._domainkey.DOMAIN and the record, a zone file, "
            "JSON or CSV), nor a certificate (PEM), an OpenPGP key in ASCII armour, or a private key to open "
            "messages with"
        )
    keep_keys(case, file, count, skipped)
