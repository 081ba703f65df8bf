"""The lists of the United Kingdom: OFSI's consolidated list and the UK Sanctions List, as CSV, XML and ODS.

https://www.gov.uk/government/publications/the-uk-sanctions-list and OFSI's ConList. A line, or an element, a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from affidavit.model.errors import UsageError
from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, birth, earliest, iso_day
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.tables import lines, text_of
from affidavit.screening.formats.trees import elements, local, text, texts, under

OFSI, FCDO = "uk ofsi", "uk sanctions list"
_KEY = {OFSI: "groupid", FCDO: "uniqueid"}
_SCHEMATA = {"individual": "Person", "ship": "Vessel", "entity": "LegalEntity"}
_PARTS = ("name1", "name2", "name3", "name4", "name5", "name6")
_FIELDS = {
    "kind": ("grouptype", "grouptypedescription", "designationtype", "individualentityship"),
    "birth": ("dob", "dateofbirth"), "quality": ("aliasquality", "aliasstrength"),
    "alias": ("aliastype", "aliastypename", "nametype"), "script": ("namenonlatinscript",), "regime": ("regime", "regimename"), "whole": ("fullname",),
    "imposed": ("sanctionsimposed",),
    "number": ("passportnumber", "nationalidentificationnumber", "nationalidentifiernumber", "imonumber",
               "businessregistrationnumber", "businessregistrationnumbers"),
    "country": ("country", "nationality", "nationalityies", "addresscountry", "currentbelievedflagofship"),
    "since": ("listedon", "datedesignated", "datelisted", "uksanctionslistdatedesignated"),
}  # fmt: skip


def plain(name: str) -> str:
    """The name of a column or element as it is compared."""
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("d.o.b", "dob"))


def series_of(names: Sequence[str]) -> str:
    """Which of the two lists has these columns; empty for neither."""
    found = {plain(name) for name in names}
    if "name6" not in found:
        return ""
    return next((series for series, key in ((FCDO, "uniqueid"), (OFSI, "groupid")) if key in found), "")  # fmt: skip


def read_csv(path: Path) -> Reading:
    """Either list as CSV."""
    skipped: list[str] = []
    return _of_rows(lines(text_of(path), skipped), skipped, "csv")


def read_ods(path: Path) -> Reading:
    """Either list as a spreadsheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    skipped: list[str] = []
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise UsageError(f"{path} is no list that affidavit reads: {error}") from error
    rows = ((n, [_cell(c) for c in row]) for n, row in enumerate(sheet.to_python(), 1))
    return _of_rows(rows, skipped, "ods")


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _of_rows(rows: Iterator[tuple[int, list[str]]], skipped: list[str], kind: str) -> Reading:
    found = Reading(kind, "", skipped=skipped)
    drafts: dict[str, Draft] = {}
    columns: list[str] = []
    for number, row in rows:
        if not columns:
            found.series = series_of(row)
            columns = [plain(name) for name in row] if found.series else []
            found.date = found.date or next(filter(None, (iso_day(cell) for cell in row)), "")
            continue
        told = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        key = told.get(_KEY[found.series], "")
        if not key:
            skipped.append(f"line {number}: no number of an entry")
            continue
        _add(drafts.setdefault(key, Draft(f"{_prefix(found.series)}-{key}")), told)
    found.form = f"UK {found.series.removeprefix('uk ')}, {kind}"
    return _finished(found, drafts)


def _prefix(series: str) -> str:
    return "OFSI" if series == OFSI else "UK"


def _finished(found: Reading, drafts: Mapping[str, Draft]) -> Reading:
    for key, draft in drafts.items():
        found.take(draft, f"the entry {key} has no name")
    return found


_END = 1_000_000


def _add(draft: Draft, told: Mapping[str, str]) -> None:
    """What one line, or one flat element, tells of an entry."""

    def of(what: str) -> list[str]:
        return [told[name] for name in _FIELDS[what] if told.get(name)]

    kind = next(iter(of("kind")), "").lower()
    draft.schema = _SCHEMATA.get(kind, draft.schema or "LegalEntity")
    name = next(iter(of("whole")), "") or " ".join(filter(None, (told.get(p, "") for p in _PARTS)))
    weak = any("low" in quality.lower() for quality in of("quality"))
    primary = any(kind.lower() == "primary name" for kind in of("alias"))
    (draft.weak if weak else draft.names).insert(0 if primary else _END, name)
    draft.names += of("script")
    draft.births += [birth(day.replace("00/", "")) for day in of("birth")]
    draft.numbers += of("number")
    draft.countries += map(country_code, of("country"))
    draft.programs += of("regime")
    draft.measures += [m.strip().lower() for t in of("imposed") for m in re.split(r"[|;,]", t)]
    draft.listed_from = earliest(draft.listed_from, *map(iso_day, of("since")))


def read_ofsi_xml(path: Path) -> Reading:
    """OFSI's `ConList.xml`: a flat element a name."""
    found = Reading("UK ofsi, xml", OFSI)
    drafts: dict[str, Draft] = {}
    for element in elements(path, frozenset({"FinancialSanctionsTarget"}), found.skipped):
        told = {plain(local(child)): (child.text or "").strip() for child in element}
        key = told.get("groupid", "")
        if key:
            _add(drafts.setdefault(key, Draft(f"OFSI-{key}")), told)
        else:
            found.skipped.append("a target without a GroupID")
    return _finished(found, drafts)


def read_fcdo_xml(path: Path) -> Reading:
    """The UK Sanctions List as XML: a nested element an entry."""
    found = Reading("UK sanctions list, xml", FCDO)
    drafts: dict[str, Draft] = {}
    wanted = frozenset({"Designation", "DateGenerated"})
    for element in elements(path, wanted, found.skipped):
        if local(element) == "DateGenerated":
            found.date = iso_day(element.text or "")
            continue
        key = text(element, "UniqueID")
        draft = drafts.setdefault(key, Draft(f"UK-{key}"))
        _add(draft, {plain(local(child)): (child.text or "").strip() for child in element})
        _nested(draft, element)
    return _finished(found, drafts)


def _nested(draft: Draft, element: Any) -> None:
    draft.names = []
    names = under(element, "Names", "Name")
    for name in sorted(names, key=lambda n: text(n, "NameType") != "Primary Name"):
        draft.names.append(" ".join(filter(None, (text(name, f"Name{n}") for n in range(1, 7)))))
    draft.names += texts(element, "NonLatinNames", "NonLatinName", "NameNonLatinScript")
    countries = texts(element, "Addresses", "Address", "AddressCountry")
    for one in under(element, "IndividualDetails", "Individual"):
        draft.births += [iso_day(day) for day in texts(one, "DOBs", "DOB")]
        countries += texts(one, "Nationalities", "Nationality")
        draft.numbers += texts(one, "PassportDetails", "Passport", "PassportNumber")
    for ship in under(element, "ShipDetails", "Ship"):
        draft.numbers += texts(ship, "IMONumbers", "IMONumber")
    draft.countries += map(country_code, countries)
