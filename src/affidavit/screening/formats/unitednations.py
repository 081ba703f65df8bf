"""The consolidated list of the United Nations Security Council, XML.

https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list
"""

from pathlib import Path
from typing import Any

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, iso_day
from affidavit.screening.entries import birth as born
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.trees import elements, local, root_name, text, texts, under

SERIES = "un sc"
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read_xml(path: Path) -> Reading:
    """Every individual and entity."""
    found = Reading("UN xml", SERIES)
    found.date = iso_day(root_name(path)[1].get("dateGenerated", ""))
    for element in elements(path, frozenset({"INDIVIDUAL", "ENTITY"}), found.skipped):
        number = text(element, "REFERENCE_NUMBER") or text(element, "DATAID")
        draft = _of(element, local(element), number)
        found.take(draft, f"the entry {number} has no name")
    return found


def _of(element: Any, kind: str, number: str) -> Draft:
    person = kind == "INDIVIDUAL"
    draft = Draft(f"UN-{number}")
    draft.schema = "Person" if person else "Organization"
    draft.names = [" ".join(filter(None, (text(element, name) for name in _NAMES)))]
    draft.names += texts(element, "NAME_ORIGINAL_SCRIPT")
    for alias in under(element, f"{kind}_ALIAS"):
        weak = text(alias, "QUALITY").lower() == "low"
        (draft.weak if weak else draft.names).extend(texts(alias, "ALIAS_NAME"))
    for birth in under(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        told = text(birth, "DATE") or text(birth, "YEAR")
        rough = "circa " if text(birth, "TYPE_OF_DATE") == "APPROXIMATELY" else ""
        draft.births += [day for day in (born(rough + told),) if told and day]
        years = text(birth, "FROM_YEAR"), text(birth, "TO_YEAR")
        draft.births += ["/".join(years)] if all(years) else []
    places = texts(element, "NATIONALITY", "VALUE") + texts(element, f"{kind}_ADDRESS", "COUNTRY")
    draft.countries = [country_code(place) for place in places]
    draft.numbers = texts(element, "INDIVIDUAL_DOCUMENT", "NUMBER")
    draft.programs = texts(element, "UN_LIST_TYPE")
    draft.measures = ["asset freeze"]
    draft.listed_from = iso_day(text(element, "LISTED_ON"))
    return draft
