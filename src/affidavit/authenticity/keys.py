"""Public keys of mail domains, from files: what was once published in the DNS, and when it was seen there.

The plain form is a key a line: `SELECTOR._domainkey.DOMAIN`, a space, the record's text; days on which it was first and
last seen may stand between or at the end. JSON and CSV exports of key archives and zone files are read too.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from affidavit.model.errors import UsageError

_NAME = re.compile(r"^([\w.-]+)\._domainkey\.([\w.-]+?)\.?$", re.IGNORECASE)
_DAY = re.compile(r"(?<![\w-])((?:19|20)\d\d-\d\d-\d\d)(?:T[\d:.]+Z?)?(?![\w-])")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FIRST = ("first_seen", "firstseen", "firstseenat", "seen_from", "first")
_LAST = ("last_seen", "lastseen", "lastseenat", "seen_to", "last")
_VALUE = ("value", "record", "txt", "key", "data", "public_key")


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A record as it was published: `source` is the file it is from; days are ISO 8601, empty where not
    known."""

    selector: str
    domain: str
    text: str
    source: str
    seen_from: str = ""
    seen_to: str = ""


class KeyStore:
    """Keys by selector and domain; a name may have had several over time."""

    def __init__(self, records: Iterable[KeyRecord] = ()) -> None:
        self._known: dict[tuple[str, str], list[KeyRecord]] = {}
        for record in records:
            name = record.selector.lower(), record.domain.lower()
            self._known.setdefault(name, []).append(record)

    def of(self, selector: str, domain: str) -> list[KeyRecord]:
        """All keys that a name is known to have had."""
        return self._known.get((selector.lower(), domain.lower()), [])


def read_keys(path: Path) -> tuple[list[KeyRecord], list[str]]:
    """(keys of a file, lines that are none and why); raises `UsageError` for a file that cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"the keys {path} cannot be read: {error.strerror}") from error
    skipped: list[str] = []
    start = text.lstrip()
    if start.startswith(("{", "[")):
        found = list(_of_json(text, path.name, skipped))
    elif "," in start.split("\n", 1)[0] and "domain" in start.split("\n", 1)[0].lower():
        found = list(_of_csv(text, path.name, skipped))
    else:
        found = list(_of_lines(text, path.name, skipped))
    return found, skipped


def _record(name: str, text: str, source: str, first: str = "", last: str = "") -> KeyRecord | None:
    match = _NAME.match(name.strip())
    if match is None or not text.strip():
        return None
    return KeyRecord(match[1], match[2], " ".join(text.split()), source, first[:10], last[:10])


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
        days = _DAY.findall(rest)
        told = _DAY.sub(" ", rest).strip()
        told = "".join(_QUOTED.findall(told)) if told.startswith('"') else told
        first, last = [*days, "", ""][:2]
        if record := _record(name, told.replace("\\;", ";"), source, first, last):
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
    return _record(name, of(_VALUE), source, of(_FIRST), of(_LAST))
