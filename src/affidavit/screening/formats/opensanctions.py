"""OpenSanctions: `targets.simple.csv`, statements as CSV, and entities as JSON lines.

https://www.opensanctions.org/docs/bulk/ describes the forms, https://followthemoney.tech their schemata.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from affidavit.screening.entries import Draft, Owner, birth, earliest, iso_day
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.tables import records, text_of

SIMPLE = ("id", "schema", "name", "aliases", "countries", "first_seen", "last_seen")
STATEMENTS = ("canonical_id", "prop", "value", "schema", "first_seen", "last_seen")
_NAMES = ("name", "alias", "previousName", "abbreviation")
_COUNTRIES = ("country", "jurisdiction", "nationality", "citizenship", "mainCountry", "flag")
_NUMBERS = (
    "innCode", "ogrnCode", "okpoCode", "taxNumber", "vatCode", "registrationNumber", "idNumber", "passportNumber",
    "imoNumber", "mmsi", "leiCode", "swiftBic", "uniqueEntityId", "kppCode", "serialNumber", "socialSecurityNumber",
)  # fmt: skip
_BIRTHS = ("birthDate",)
_NOT_TARGETS = frozenset(
    {"Sanction", "Ownership", "Directorship", "UnknownLink", "Family", "Associate", "Occupancy", "Position",
     "Address", "Identification", "Passport", "Representation", "Membership", "Employment", "Security",
     "Succession", "Debt", "Payment", "Documentation", "Call", "Page", "Document", "Note"}
)  # fmt: skip


def read_simple(path: Path) -> Reading:
    """`first_seen` is the day OpenSanctions first saw the entry: it is taken as the day of listing,
    unless it is only the day a whole list was first loaded."""
    found = Reading("OpenSanctions targets.simple.csv", "")
    raw: list[dict[str, str]] = []
    for number, row in records(text_of(path), found.skipped, SIMPLE):
        if not row["id"] or not row["name"]:
            found.skipped.append(f"line {number}: no id or no name")
        else:
            raw.append(row)
    known = _Datasets((row.get("dataset", ""), row["first_seen"], row["last_seen"]) for row in raw)
    for row in raw:
        found.take(_simple(row, known), f"{row['id']}: no name")
    found.series, found.date = known.series, known.newest
    return found


_FEWEST, _PART = 5, 0.2


class _Datasets:
    """When each dataset of a file was first loaded as a whole and last read: a collection joins many, each
    with days of its own."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        firsts: dict[str, Counter[str]] = {}
        self._newest: dict[str, str] = {}
        for names, first, last in rows:
            for name in names.split(";"):
                firsts.setdefault(name, Counter())[first[:10]] += 1
                self._newest[name] = max(self._newest.get(name, ""), last[:10])
        self.newest = max(self._newest.values(), default="")
        self.series = f"opensanctions {'; '.join(sorted(filter(None, firsts)))}".strip()
        self._loads = {
            name: {
                day for day, count in days.items() if count >= max(_FEWEST, _PART * days.total())
            }
            for name, days in firsts.items()
        }

    def loaded(self, names: str, day: str) -> bool:
        """Whether a day is one on which a whole dataset was first read, and tells nothing of an entry."""
        return any(day in self._loads.get(name, ()) for name in names.split(";"))

    def ended(self, names: str, last: str) -> str:
        """The last day of an entry that its datasets have been read without since; empty else."""
        newest = min((self._newest.get(name, "") for name in names.split(";")), default="")
        return last if last and last < newest else ""


def _simple(row: Mapping[str, str], known: _Datasets) -> Draft:
    first, last = row["first_seen"][:10], row["last_seen"][:10]
    datasets = row.get("dataset", "")
    return Draft(
        row["id"],
        row["schema"],
        names=[row["name"], *_split(row["aliases"])],
        countries=_split(row["countries"]),
        births=[birth(day) for day in _split(row.get("birth_date", ""))],
        numbers=_split(row.get("identifiers", "")),
        programs=_split(row.get("program_ids", "")) or _split(datasets),
        listed_from="" if known.loaded(datasets, first) else first,
        listed_by=first,
        listed_to=known.ended(datasets, last),
        seen_last=last,
    )


def _split(text: str) -> list[str]:
    return [part.strip(' "') for part in text.split(";") if part.strip(' "')]


def read_entities(path: Path) -> Reading:
    """JSON lines: `targets.nested.json` and `entities.ftm.json`. Sanctions and ownerships that stand on lines
    of their own are joined to their entities."""
    found = Reading("OpenSanctions entities (JSON lines)", "")
    drafts: dict[str, Draft] = {}
    links: list[tuple[str, dict[str, Any]]] = []
    datasets: set[str] = set()
    for number, entity in _json_lines(path, found.skipped):
        schema, properties = str(entity.get("schema", "")), entity.get("properties") or {}
        if schema in ("Sanction", "Ownership"):
            links.append((schema, properties))
            continue
        if schema in _NOT_TARGETS or not _is_target(entity, properties):
            continue
        draft = _draft_of(entity, properties)
        if not draft.names:
            found.skipped.append(f"line {number}: {entity.get('id', 'an entity')} has no name")
            continue
        drafts[draft.id] = draft
        datasets.update(map(str, _listed(entity.get("datasets"))))
        for schema, nested in _nested(properties):
            links.append((schema, {**nested, "entity": [draft.id], "asset": [draft.id]}))
        found.date = max(found.date, str(entity.get("last_seen") or "")[:10])
    ended: dict[str, list[str]] = {}
    for schema, properties in links:
        _join(schema, properties, drafts, ended)
    for target, days in ended.items():
        drafts[target].listed_to = max(days) if all(days) else ""
    for name, draft in drafts.items():
        found.take(draft, f"{name}: no name")
    found.series = f"opensanctions {'; '.join(sorted(datasets))}".strip()
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_target(entity: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    """Whether an entity is listed itself, and not only somebody whom the data knows too: what says that it is a
    target, or where nothing does, the topic of a sanction, or no topic at all."""
    if isinstance(entity.get("target"), bool):
        return bool(entity["target"])
    topics = _values(properties, "topics")
    return not topics or any(topic.startswith(_SANCTIONED) for topic in topics)


_SANCTIONED = ("sanction", "export.control", "debarment")


def _json_lines(path: Path, skipped: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
        except (ValueError, RecursionError) as error:
            skipped.append(f"line {number}: no JSON ({error})")
            continue
        if isinstance(entity, dict) and isinstance(entity.get("properties", {}), dict):
            yield number, entity
        else:
            skipped.append(f"line {number}: not an entity")


def _values(properties: Mapping[str, Any], *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        values = properties.get(name)
        for value in [values] if isinstance(values, str) else _listed(values):
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, dict) and (value.get("id") or value.get("caption")):
                found.append(str(value.get("id") or value["caption"]))
    return found


def _draft_of(entity: Mapping[str, Any], properties: Mapping[str, Any]) -> Draft:
    caption = [str(entity["caption"])] if entity.get("caption") else []
    names = _values(properties, *_NAMES)
    return Draft(
        str(entity.get("id", "")),
        str(entity.get("schema", "")),
        names=[name for name in caption if name in names or not names] + names,
        weak=_values(properties, "weakAlias"),
        countries=[value.lower() for value in _values(properties, *_COUNTRIES)],
        births=[birth(value) for value in _values(properties, *_BIRTHS)],
        numbers=_values(properties, *_NUMBERS),
        programs=_values(properties, "program", "programId"),
        listed_by=str(entity.get("first_seen") or "")[:10],
        seen_last=str(entity.get("last_seen") or "")[:10],
    )


def _nested(properties: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sanctions and ownerships that stand inside an entity."""
    for name, schema in (("sanctions", "Sanction"), ("ownershipAsset", "Ownership")):
        for value in _listed(properties.get(name)):
            if isinstance(value, dict) and isinstance(value.get("properties"), dict):
                yield schema, value["properties"]


def _join(
    schema: str, properties: Mapping[str, Any], drafts: Mapping[str, Draft],
    ended: dict[str, list[str]],
) -> None:  # fmt: skip
    """Put a sanction or an ownership to the entities that it names; the ends of sanctions are gathered,
    since one that ended does not end another."""
    if schema == "Ownership":
        owner = next(iter(_values(properties, "owner")), "")
        share = next((_percent(v) for v in _values(properties, "percentage")), 0.0)
        for asset in _values(properties, "asset"):
            if asset in drafts and owner:
                known = drafts[owner].names[0] if owner in drafts else owner
                drafts[asset].owners.append(Owner(known, owner if owner in drafts else "", share))
        return
    for target in _values(properties, "entity"):
        if target not in drafts:
            continue
        draft = drafts[target]
        draft.programs += _values(properties, "programId", "program")
        draft.measures += _values(properties, "provisions")
        starts = [iso_day(day) for day in _values(properties, "listingDate", "startDate")]
        ends = sorted(map(iso_day, _values(properties, "endDate")))
        if all(starts):
            draft.listed_from = earliest(draft.listed_from, *starts)
        ended.setdefault(target, []).append(ends[-1] if ends else "")


def _percent(text: str) -> float:
    try:
        return float(text.replace("%", "").replace(",", ".").strip())
    except ValueError:
        return 0.0


def read_statements(path: Path) -> Reading:
    """Statements: a line a value of a property, with the days between which it was seen."""
    found = Reading("OpenSanctions statements", "")
    drafts: dict[str, Draft] = {}
    days: dict[str, tuple[str, str]] = {}
    sets: dict[str, set[str]] = {}
    for number, row in records(text_of(path), found.skipped, STATEMENTS):
        name, schema = row["canonical_id"], row["schema"]
        if not name:
            found.skipped.append(f"line {number}: no canonical_id")
            continue
        if schema in _NOT_TARGETS:
            continue
        draft = drafts.setdefault(name, Draft(name, schema))
        _state(draft, row["prop"], row["value"])
        first, last = row["first_seen"][:10], row["last_seen"][:10]
        before = days.get(name, (first, last))
        days[name] = min(before[0], first), max(before[1], last)
        sets.setdefault(name, set()).add(row.get("dataset", ""))
    known = _Datasets((";".join(sorted(sets[n])), *seen) for n, seen in days.items())
    found.date, found.series = known.newest, known.series
    for name, draft in drafts.items():
        first, draft.seen_last = days[name]
        names = ";".join(sorted(sets[name]))
        draft.listed_by, draft.listed_from = first, "" if known.loaded(names, first) else first
        draft.listed_to = known.ended(names, draft.seen_last)
        found.take(draft, f"{name}: no name")
    return found


def _state(draft: Draft, prop: str, value: str) -> None:
    if prop in _NAMES:
        draft.names.insert(0 if prop == "name" and not draft.names else len(draft.names), value)
    elif prop == "weakAlias":
        draft.weak.append(value)
    elif prop in _COUNTRIES:
        draft.countries.append(value.lower())
    elif prop in _BIRTHS:
        draft.births.append(iso_day(value))
    elif prop in _NUMBERS:
        draft.numbers.append(value)
    elif prop in ("program", "programId"):
        draft.programs.append(value)
