"""OFAC's advanced XML (`sdn_advanced.xml`), which tells since when each entry is listed.

https://ofac.treasury.gov/sdn-list-data-formats-data-schemas: values are kept in reference sets and pointed at by
number.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, earliest, iso_day
from affidavit.screening.formats.ofac import SERIES
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.trees import elements, local, text, under

_SETS = {
    "PartySubType", "PartyType", "FeatureType", "Country", "AreaCode", "AliasType", "SanctionsType", "SanctionsProgram",
}  # fmt: skip
_WANTED = frozenset(
    {
        "DateOfIssue",
        "ReferenceValueSets",
        "Location",
        "IDRegDocument",
        "DistinctParty",
        "SanctionsEntry",
    }
)
_SCHEMATA = {"Individual": "Person", "Vessel": "Vessel", "Aircraft": "Airplane"}
_COUNTRY_FEATURES = ("Nationality Country", "Citizenship Country", "Location", "Vessel Flag")


@dataclass(slots=True)
class _Known:
    """What the file has told so far: reference values by set and number, countries of places, numbers by
    identity, drafts by profile."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    types_of: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)


def read_advanced(path: Path) -> Reading:
    """Every distinct party with its sanctions entry."""
    found = Reading("OFAC advanced xml", SERIES)
    known = _Known()
    for element in elements(path, _WANTED, found.skipped):
        name = local(element)
        if name == "DateOfIssue":
            found.date = _day(element)
        elif name == "ReferenceValueSets":
            _learn(element, known)
        elif name == "Location":
            codes = [known.values.get(("AreaCode", e.get("AreaCodeID", "")), "") for e in under(element, "LocationAreaCode")]  # fmt: skip
            codes += [known.values.get(("Country", e.get("CountryID", "")), "") for e in under(element, "LocationCountry")]  # fmt: skip
            known.places[element.get("ID", "")] = next(filter(None, map(country_code, codes)), "")
        elif name == "IDRegDocument":
            numbers = known.numbers.setdefault(element.get("IdentityID", ""), [])
            numbers.append(text(element, "IDRegistrationNo"))
        elif name == "DistinctParty":
            for profile in under(element, "Profile"):
                known.drafts[profile.get("ID", "")] = _party(profile, known)
        else:
            _list(element, known)
    for number, draft in known.drafts.items():
        found.take(draft, f"the profile {number} has no name")
    return found


def _learn(sets: Any, known: _Known) -> None:
    for one in sets.iter():
        name = local(one)
        if name in _SETS and one.get("ID"):
            known.values[name, one.get("ID")] = (one.text or "").strip()
            if name == "PartySubType":
                known.types_of[one.get("ID")] = one.get("PartyTypeID", "")


def _party(profile: Any, known: _Known) -> Draft:
    subtype = profile.get("PartySubTypeID", "")
    kind = known.values.get(("PartySubType", subtype), "")
    wide = known.values.get(("PartyType", known.types_of.get(subtype, "")), "")
    draft = Draft(f"OFAC-{profile.get('ID', '')}", _SCHEMATA.get(kind, _SCHEMATA.get(wide, "LegalEntity")))  # fmt: skip
    for identity in under(profile, "Identity"):
        draft.numbers += known.numbers.get(identity.get("ID", ""), [])
        ordered = sorted(under(identity, "Alias"), key=lambda a: a.get("Primary") != "true")
        for alias in ordered:
            weak = alias.get("LowQuality") == "true"
            for name in under(alias, "DocumentedName"):
                parts = under(name, "DocumentedNamePart", "NamePartValue")
                told = " ".join((part.text or "").strip() for part in parts)
                (draft.weak if weak else draft.names).append(told)
    for feature in under(profile, "Feature"):
        what = known.values.get(("FeatureType", feature.get("FeatureTypeID", "")), "")
        for version in under(feature, "FeatureVersion"):
            if what == "Birthdate":
                draft.births += [_day(e) for e in under(version, "DatePeriod", "Start", "From")]
            elif what in _COUNTRY_FEATURES:
                places = (e.get("LocationID", "") for e in under(version, "VersionLocation"))
                draft.countries += [known.places.get(place, "") for place in places]
    return draft


def _list(entry: Any, known: _Known) -> None:
    """What a sanctions entry tells of its profile: since when, and by which programme."""
    draft = known.drafts.get(entry.get("ProfileID", ""))
    if draft is None:
        return
    days = (_day(date) for date in under(entry, "EntryEvent", "Date"))
    draft.listed_from = earliest(draft.listed_from, *days)
    for measure in under(entry, "SanctionsMeasure"):
        kind = known.values.get(("SanctionsType", measure.get("SanctionsTypeID", "")), "")
        comment = text(measure, "Comment")
        if kind == "Program" or not kind:
            draft.programs += [comment] if comment else []
        else:
            draft.measures.append(kind)


def _day(element: Any) -> str:
    parts = (text(element, "Year"), text(element, "Month"), text(element, "Day"))
    return iso_day("-".join(filter(None, parts)))
