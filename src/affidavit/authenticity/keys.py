"""Public keys of mail domains, from files: what was once published in the DNS, and when it was seen there.

The plain form is a key a line: `SELECTOR._domainkey.DOMAIN`, a space, the record's text; days on which it was first and
last seen may stand between or at the end. JSON and CSV exports of key archives and zone files are read too. That the
private half of a key was published is told by `private` or `private=DAY` behind the record, by a field
`private_published`, or by the private key itself (PEM) as a file of its own.
"""

import base64
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from affidavit.model.errors import UsageError

_NAME = re.compile(r"^([\w.-]+)\._domainkey\.([\w.-]+?)\.?$", re.IGNORECASE)
_DAY = re.compile(r"(?<![\w-])((?:19|20)\d\d-\d\d-\d\d)(?:T[\d:.]+Z?)?(?![\w-])")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FIRST = ("first_seen", "firstseen", "firstseenat", "seen_from", "first")
_LAST = ("last_seen", "lastseen", "lastseenat", "seen_to", "last")
_PRIVATE = ("private_published", "privatepublished", "private_key", "private")
_PRIVATE_MARK = re.compile(r"(?<!\S)private(?:=(\d{4}-\d\d-\d\d))?(?!\S)", re.IGNORECASE)
_UNDATED = "undated"
_VALUE = ("value", "record", "txt", "key", "data", "public_key")


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A record as it was published: `source` is the file it is from; days are ISO 8601, empty where not known.
    `private_from` is the day on which its private half was published, `undated` where only that is known."""

    selector: str
    domain: str
    text: str
    source: str
    seen_from: str = ""
    seen_to: str = ""
    private_from: str = ""

    @property
    def public(self) -> str:
        """The public key of the record in base64."""
        match = re.search(r"(?:^|;)\s*p\s*=([^;]*)", self.text)
        return "".join(match[1].split()) if match else ""


class KeyStore:
    """Keys by selector and domain; a name may have had several over time."""

    def __init__(self, given: Iterable[KeyRecord] = ()) -> None:
        records = list(given)
        self._known: dict[tuple[str, str], list[KeyRecord]] = {}
        for record in records:
            name = record.selector.lower(), record.domain.lower()
            self._known.setdefault(name, []).append(record)
        self._private = {r.public: r.private_from for r in records if r.private_from and r.public}

    def of(self, selector: str, domain: str) -> list[KeyRecord]:
        """All keys that a name is known to have had."""
        return self._known.get((selector.lower(), domain.lower()), [])

    def published(self, record: KeyRecord) -> str:
        """Since when the private half of a record's key is public: a day, `undated`, or empty for never."""
        return record.private_from or self._private.get(record.public, "")


def read_keys(path: Path) -> tuple[list[KeyRecord], list[str]]:
    """(keys of a file, lines that are none and why); raises `UsageError` for a file that cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"the keys {path} cannot be read: {error.strerror}") from error
    skipped: list[str] = []
    start = text.lstrip()
    if "BEGIN CERTIFICATE-----" in text or "BEGIN PGP PUBLIC KEY" in text:
        return [], []  # keys of persons: `seals`
    if "PRIVATE KEY-----" in text:
        found = list(_of_private(text, path.name, skipped))
    elif start.startswith(("{", "[")):
        found = list(_of_json(text, path.name, skipped))
    elif "," in start.split("\n", 1)[0] and "domain" in start.split("\n", 1)[0].lower():
        found = list(_of_csv(text, path.name, skipped))
    else:
        found = list(_of_lines(text, path.name, skipped))
    return found, skipped


def _record(
    name: str, text: str, source: str, days: tuple[str, str] = ("", ""), private: str = ""
) -> KeyRecord | None:
    match = _NAME.match(name.strip())
    if match is None or not text.strip():
        return None
    told = " ".join(text.split())
    return KeyRecord(match[1], match[2], told, source, days[0][:10], days[1][:10], private)


def _of_private(text: str, source: str, skipped: list[str]) -> Iterator[KeyRecord]:
    """A private key that somebody published: whatever its public half signed is proof of nothing."""
    try:
        key = serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        skipped.append(f"{source}: a private key that cannot be read ({error})")
        return
    der, spki = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if isinstance(key, Ed25519PrivateKey):
        public = key.public_key().public_bytes_raw()
    else:
        public = key.public_key().public_bytes(der, spki)
    told = f"v=DKIM1; p={base64.b64encode(public).decode()}"
    yield KeyRecord("", "", told, source, private_from=_UNDATED)


def _of_lines(text: str, source: str, skipped: list[str]) -> Iterator[KeyRecord]:
    """Plain lines and zone files; parentheses join the lines of a zone's record."""
    joined = re.sub(r"\(([^()]*)\)", lambda m: " ".join(m[1].split("\n")), text)
    for number, line in enumerate(joined.splitlines(), 1):
        plain = line.strip()
        if not plain or plain.startswith(("#", ";", "$")):
            continue
        name, _, rest = plain.partition(" " if " " in plain else "\t")
        if zone := re.match(r"(?:\d+\s+)?(?:IN\s+)?TXT\s+(.*)", rest.strip(), re.IGNORECASE):
            rest = "".join(_QUOTED.findall(zone[1])) or zone[1]
        mark = _PRIVATE_MARK.search(rest)
        private = (mark[1] or _UNDATED) if mark else ""
        rest = _PRIVATE_MARK.sub(" ", rest)
        days = _DAY.findall(rest)
        told = _DAY.sub(" ", rest).strip()
        told = "".join(_QUOTED.findall(told)) if told.startswith('"') else told
        first, last = [*days, "", ""][:2]
        if record := _record(name, told.replace("\\;", ";"), source, (first, last), private):
            yield record
        elif "_domainkey" in plain:
            skipped.append(f"{source}, line {number}: no key")


def _of_csv(text: str, source: str, skipped: list[str]) -> Iterator[KeyRecord]:
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        if record := _of_fields(row, source):
            yield record
        else:
            skipped.append(f"{source}, line {number}: no domain, selector or record")


def _of_json(text: str, source: str, skipped: list[str]) -> Iterator[KeyRecord]:
    """A list of records, lines of them, or names with their DNS answers."""
    try:
        data = json.loads(text)
    except ValueError:
        data = []
        for number, line in enumerate(text.splitlines(), 1):
            try:
                data.append(json.loads(line))
            except ValueError:
                skipped.append(f"{source}, line {number}: no JSON")
    if isinstance(data, dict) and not any(key in data for key in ("domain", "selector")):
        for name, answer in data.items():
            found = answer.get("TXT", []) if isinstance(answer, dict) else answer
            parts = found if isinstance(found, list) else [found]
            flat = "".join(str(p) if isinstance(p, str) else "".join(map(str, p)) for p in parts)
            if record := _record(str(name), flat, source):
                yield record
        return
    for number, entry in enumerate(data if isinstance(data, list) else [data], 1):
        record = _of_fields(entry, source) if isinstance(entry, dict) else None
        if record is None:
            skipped.append(f"{source}, entry {number}: no domain, selector or record")
        else:
            yield record


def _of_fields(row: Mapping[str, Any], source: str) -> KeyRecord | None:
    fields = {str(k or "").strip().lower(): str(v) for k, v in row.items() if v not in (None, "")}

    def of(names: tuple[str, ...]) -> str:
        return next((fields[name] for name in names if name in fields), "")

    name = (
        fields.get("name") or f"{fields.get('selector', '')}._domainkey.{fields.get('domain', '')}"
    )
    told = of(_PRIVATE)
    day = _DAY.search(told)
    private = day[1] if day else _UNDATED if told.lower() not in ("", "false", "no", "0") else ""
    return _record(name, of(_VALUE), source, (of(_FIRST), of(_LAST)), private)
