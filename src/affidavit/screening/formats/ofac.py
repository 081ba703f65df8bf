"""The lists of the United States' Office of Foreign Assets Control: SDN and consolidated, as CSV and XML.

https://ofac.treasury.gov/sdn-list/specifications describes the forms. None of the plain ones tells when an entry
was listed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, Owner, birth, iso_day
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.tables import lines, text_of
from affidavit.screening.formats.trees import elements, text, texts, under

SERIES = "us ofac"
_NOTHING = "-0-"
_SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "entity": "LegalEntity"}  # fmt: skip
_FIELDS, _ALT_FIELDS, _ADDRESS_FIELDS = 12, 5, 6
_REMARK = re.compile(r"(?:alt\. )?(DOB|nationality|citizen) ([^;.]+)", re.IGNORECASE)
_ALSO = re.compile(r"[afn]\.k\.a\. '([^']+)'|[afn]\.k\.a\. \"([^\"]+)\"")
_NUMBER = re.compile(
    r"(?:Passport|Cedula|NIT|RUC|RIF|RFC|C\.?U\.?R\.?P\.?|D\.?N\.?I\.?|C\.R\.|Tax ID|Registration|National ID|Identification|Company|"
    r"Enterprise|Trade License|License|Serial|MMSI|IMO|SWIFT/BIC|Gazette|Unified Social Credit Code)[^;,]*?"
    r"(?:No\.|#|Number(?: \(\w+\))?|ID|IMO|MMSI|SWIFT/BIC)\s*(?:IMO\s*)?([A-Z0-9][A-Z0-9./-]{3,})"
)
_LINKED = re.compile(r"Linked To: ([^;]+?)\.?(?:;|$)")


def is_sdn(row: list[str]) -> bool:
    """Whether the fields of a line are those of `sdn.csv` (or `cons_prim.csv`)."""
    return len(row) == _FIELDS and row[0].strip().isdigit() and row[11].strip() != ""


def is_alt(row: list[str]) -> bool:
    """Whether they are those of `alt.csv`."""
    kinds = ("aka", "fka", "nka")
    return len(row) == _ALT_FIELDS and row[0].strip().isdigit() and row[2].strip() in kinds


def is_address(row: list[str]) -> bool:
    """Whether they are those of `add.csv`."""
    return len(row) == _ADDRESS_FIELDS and row[0].strip().isdigit() and row[1].strip().isdigit()


def read_sdn(path: Path) -> Reading:
    """The main file; `alt.csv` and `add.csv` of the same download are imported beside it."""
    found = Reading("OFAC csv", SERIES)
    for number, row in lines(text_of(path), found.skipped):
        if len(row) != _FIELDS or not row[0].strip().isdigit():
            found.skipped.append(f"line {number}: {len(row)} fields, not {_FIELDS} after a number")
            continue
        fields = ["" if field.strip() == _NOTHING else field.strip() for field in row]
        found.take(_of_row(fields), f"line {number}: no name")
    return found


def _of_row(fields: list[str]) -> Draft:
    number, name, kind, programs, *_, flag, owner, remarks = fields
    draft = Draft(
        f"OFAC-{number}", _SCHEMATA.get(kind.lower(), "LegalEntity"), names=[in_order(name, kind)]
    )
    draft.programs = [p for p in re.split(r"\] \[|[\[\]]", programs) if p.strip()]
    draft.countries = [country_code(flag)]
    draft.owners = [Owner(owner)] if owner else []
    draft.owners += [Owner(linked.strip()) for linked in _LINKED.findall(remarks)]
    for what, value in _REMARK.findall(remarks):
        if what.upper() == "DOB":
            draft.births.append(birth(value))
        else:
            draft.countries.append(country_code(value))
    draft.weak += [name or other for name, other in _ALSO.findall(remarks)]
    draft.numbers = _NUMBER.findall(remarks)
    draft.measures = _measures(draft.programs)
    return draft


_NO_FREEZE = frozenset(
    {
        "CMIC-EO13959",
        "NS-PLC",
        "561-Related",
        "FSE-IR",
        "FSE-SY",
        "UKRAINE-EO13662",
        "RUSSIA-EO14024-DIR1A",
        "MBS",
    }
)
"""Programmes of the lists beside the SDN list: other measures than a freeze."""


def _measures(programs: list[str]) -> list[str]:
    return (
        ["asset freeze"] if not programs or set(programs) - _NO_FREEZE else ["other restrictions"]
    )


def in_order(name: str, kind: str) -> str:
    """A person's name with the surname, which stands before a comma in capitals, as it is written there."""
    return name.replace(",", "", 1) if kind.lower() == "individual" else name


def read_alt(path: Path) -> Reading:
    """Other names, to be added to the entries of the list of the same day."""
    found = Reading("OFAC csv, other names", SERIES, partial=True)
    drafts: dict[str, Draft] = {}
    for number, row in lines(text_of(path), found.skipped):
        if not is_alt(row):
            found.skipped.append(f"line {number}: not the fields of alt.csv")
            continue
        name, remarks = row[3].strip(), row[4]
        draft = drafts.setdefault(row[0].strip(), Draft(f"OFAC-{row[0].strip()}"))
        (draft.weak if "weak" in remarks.lower() else draft.names).append(name)
    for key, draft in drafts.items():
        found.take(draft, f"the other names of {key} are empty")
    return found


def read_addresses(path: Path) -> Reading:
    """Addresses, of which the countries are taken, to be added to the entries of the list."""
    found = Reading("OFAC csv, addresses", SERIES, partial=True)
    drafts: dict[str, Draft] = {}
    for number, row in lines(text_of(path), found.skipped):
        if not is_address(row):
            found.skipped.append(f"line {number}: not the fields of add.csv")
            continue
        key = row[0].strip()
        draft = drafts.setdefault(key, Draft(f"OFAC-{key}", names=[f"OFAC-{key}"]))
        draft.countries.append(country_code(row[4].replace(_NOTHING, "")))
    for key, draft in drafts.items():
        found.take(draft, f"the addresses of {key} are empty")
    return found


def read_xml(path: Path) -> Reading:
    """`sdn.xml` and `consolidated.xml`."""
    found = Reading("OFAC xml", SERIES)
    wanted = frozenset({"sdnEntry", "publshInformation"})
    for element in elements(path, wanted, found.skipped):
        if element.tag.endswith("publshInformation"):
            found.date = iso_day(text(element, "Publish_Date"), month_first=True)
        else:
            found.take(_of_element(element), f"the entry {text(element, 'uid')} has no name")
    return found


def _of_element(element: Any) -> Draft:
    kind = text(element, "sdnType")
    draft = Draft(f"OFAC-{text(element, 'uid')}", _SCHEMATA.get(kind.lower(), "LegalEntity"))
    draft.names = [_name(element)]
    draft.programs = texts(element, "programList", "program")
    draft.measures = _measures(draft.programs)
    for aka in under(element, "akaList", "aka"):
        (draft.weak if text(aka, "category") == "weak" else draft.names).append(_name(aka))
    draft.births = [birth(t) for t in texts(element, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth")]  # fmt: skip
    draft.numbers = texts(element, "idList", "id", "idNumber")
    draft.countries = [country_code(country) for country in _countries(element)]
    return draft


def _countries(element: Any) -> Iterator[str]:
    yield from texts(element, "nationalityList", "nationality", "country")
    yield from texts(element, "citizenshipList", "citizenship", "country")
    yield from texts(element, "addressList", "address", "country")
    yield from texts(element, "vesselInfo", "vesselFlag")


def _name(element: Any) -> str:
    return " ".join(filter(None, (text(element, "lastName"), text(element, "firstName"))))
