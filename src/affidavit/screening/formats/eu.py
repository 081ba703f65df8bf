"""The consolidated list of the European Union (FSF): XML 1.1 and CSV, the old columns and the new.

https://webgate.ec.europa.eu/fsd/fsf#!/files
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, earliest, iso_day
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.tables import lines, text_of
from affidavit.screening.formats.trees import elements, local, root_name, under

SERIES = "eu fsf"
_PEOPLE = ("p", "person")
_OLD = {
    "id": ("entity_logical_id", "entity_logicalid"), "reference": ("eu_ref_num", "entity_eu_referencenumber"),
    "kind": ("subject_type", "entity_subjecttype"), "name": ("naal_wholename", "namealias_wholename"),
    "birth": ("birt_date", "birthdate_birthdate"), "year": ("birthdate_year",),
    "citizen": ("citi_country", "citizenship_countryiso2code"), "country": ("addr_country", "address_countryiso2code"),
    "number": ("iden_number", "identification_number"), "programme": ("programme", "entity_regulation_programme"),
    "designated": ("entity_designationdate",), "made": ("date_file", "date_filexxxx", "filegenerationdate"),
    "published": ("leba_publication_date", "entity_regulation_publicationdate"),
    "named": ("naal_leba_publication_date", "namealias_regulation_publicationdate"),
}  # fmt: skip


def is_header(row: list[str]) -> bool:
    """Whether a line names the columns of one of the CSV forms."""
    names = {field.strip().lower() for field in _apart(row)}
    return not names.isdisjoint(_OLD["id"]) and not names.isdisjoint(_OLD["name"])


def _apart(row: list[str]) -> list[str]:
    """The fields of a line; one that was quoted as a whole is split once more."""
    row = [field for field in row if field.strip()] if len(row) > 1 and ";" in row[0] else row
    if len(row) == 1 and ";" in row[0]:
        return next(csv.reader([row[0].strip()], delimiter=";"), [])
    return row


def read_csv(path: Path) -> Reading:
    """Every entity of a CSV: its lines tell one name, birth, address or number each."""
    found = Reading("EU csv", SERIES)
    text = text_of(path)
    whole = text.lstrip("\ufeff").startswith('"') and ";" in text.split('"')[1]
    drafts: dict[str, Draft] = {}
    columns: list[str] = []
    for number, raw in lines(text, found.skipped, "," if whole else ";"):
        row = _apart(raw)
        if not columns:
            columns = [field.strip().lower() for field in row] if is_header(raw) else []
            continue
        fields: dict[str, str] = {}
        for column, value in zip(
            columns, row, strict=False
        ):  # the number is repeated in each block
            fields[column] = fields.get(column) or value.strip()
        told = {what: next((fields[n] for n in names if fields.get(n)), "") for what, names in _OLD.items()}  # fmt: skip
        if not told["id"]:
            found.skipped.append(f"line {number}: no number of an entity")
            continue
        _add(drafts.setdefault(told["id"], Draft(f"EU-{told['id']}")), told)
        found.date = found.date or iso_day(told["made"])
    for key, draft in drafts.items():
        found.take(draft, f"the entity {key} has no name")
    return found


def _add(draft: Draft, told: Mapping[str, str]) -> None:
    draft.schema = "Person" if told["kind"].lower() in _PEOPLE else draft.schema or "LegalEntity"
    draft.names.append(told["name"])
    draft.births.append(iso_day(told["birth"] or told["year"]))
    draft.countries += [country_code(told[what]) for what in ("citizen", "country")]
    draft.numbers.append(told["number"])
    draft.programs.append(told["programme"])
    draft.measures = ["asset freeze"]
    draft.listed_from = earliest(draft.listed_from, iso_day(told["designated"]))
    known = (iso_day(told[what]) for what in ("published", "named"))
    draft.listed_by = earliest(draft.listed_by, *known)


def read_xml(path: Path) -> Reading:
    """`xmlFullSanctionsList_1_1`: an element an entity."""
    found = Reading("EU xml", SERIES)
    found.date = iso_day(root_name(path)[1].get("generationDate", ""))
    for element in elements(path, frozenset({"sanctionEntity"}), found.skipped):
        found.take(_of(element), f"the entity {element.get('logicalId', '')} has no name")
    return found


def _of(element: Any) -> Draft:
    draft = Draft(f"EU-{element.get('logicalId', '')}")
    kind = next((e.get("code", "") for e in under(element, "subjectType")), "")
    draft.schema = "Person" if kind.lower() in _PEOPLE else "LegalEntity"
    for alias in under(element, "nameAlias"):
        parts = (alias.get(part, "") for part in ("firstName", "middleName", "lastName"))
        name = alias.get("wholeName") or " ".join(filter(None, parts))
        (draft.weak if alias.get("strong") == "false" else draft.names).append(name)
    for birth in under(element, "birthdate"):
        draft.births.append(iso_day(birth.get("birthdate") or birth.get("year") or ""))
    for child in element:
        if local(child) in ("citizenship", "address"):
            draft.countries.append(country_code(child.get("countryIso2Code", "")))
    draft.numbers = [e.get("number", "") or e.get("latinNumber", "") for e in under(element, "identification")]  # fmt: skip
    rules = under(element, "regulation")
    draft.programs = [rule.get("programme", "") for rule in rules]
    draft.measures = ["asset freeze"]
    draft.listed_from = iso_day(element.get("designationDate", ""))
    draft.listed_by = earliest(*_published(element))
    return draft


def _published(element: Any) -> Iterator[str]:
    """The days of all acts that an entity and its names, births and so on stand on."""
    for child in element.iter():
        if local(child) in ("regulation", "regulationSummary") and child.get("publicationDate"):
            yield iso_day(child.get("publicationDate"))
