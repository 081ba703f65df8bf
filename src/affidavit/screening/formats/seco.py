"""Switzerland's list (SECO), XML: names in parts with their spellings, days of listing and delisting.

https://www.seco.admin.ch/sanctions
"""

from pathlib import Path
from typing import Any

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, earliest, iso_day
from affidavit.screening.formats.reading import Reading
from affidavit.screening.formats.trees import elements, local, root_name, text, texts, under

SERIES = "ch seco"
_ORDER = ("given-name", "further-given-name", "father-name", "tribal-name", "family-name", "whole-name")  # fmt: skip
_SCHEMATA = {"individual": "Person", "entity": "LegalEntity", "object": "Vessel"}


def read_xml(path: Path) -> Reading:
    """Every target; programmes are told by the key of their sanctions set."""
    found = Reading("SECO xml", SERIES)
    found.date = iso_day(root_name(path)[1].get("date", ""))
    programmes: dict[str, str] = {}
    places: dict[str, str] = {}
    for element in elements(path, frozenset({"program", "place", "target"}), found.skipped):
        if local(element) == "program":
            key = next(iter(texts(element, "program-key")), "")
            programmes |= {one.get("ssid", ""): key for one in under(element, "sanctions-set")}
        elif local(element) == "place":
            codes = (one.get("iso-code", "") for one in under(element, "country"))
            places[element.get("ssid", "")] = next(filter(None, map(country_code, codes)), "")
        else:
            draft = _target(element, programmes, places)
            found.take(draft, f"the target {element.get('ssid', '')} has no name")
    return found


def _target(element: Any, programmes: dict[str, str], places: dict[str, str]) -> Draft:
    draft = Draft(f"SECO-{element.get('ssid', '')}")
    sets = (element.get("sanctions-set-id") or "").split() + texts(element, "sanctions-set-id")
    draft.programs = [programmes.get(one, one) for one in sets]
    for body in element:
        if local(body) not in _SCHEMATA:
            continue
        draft.schema = _SCHEMATA[local(body)]
        if body.get("object-type") == "aircraft":
            draft.schema = "Airplane"
        for identity in under(body, "identity"):
            _identity(draft, identity, places)
    changes = {(e.get("modification-type"), iso_day(_effective(e))) for e in under(element, "modification")}  # fmt: skip
    listed = [day for kind, day in changes if kind == "listed"]
    gone = [day for kind, day in changes if kind == "de-listed" and day]
    draft.listed_from = earliest(*listed)
    draft.listed_to = max(gone) if gone and max(gone) >= max(listed, default="") else ""
    return draft


def _effective(modification: Any) -> str:
    days = (modification.get(f"{what}-date", "") for what in ("effective", "publication", "enactment"))  # fmt: skip
    return next(filter(None, days), "")


def _identity(draft: Draft, identity: Any, places: dict[str, str]) -> None:
    for name in under(identity, "name"):
        parts = sorted(under(name, "name-part"), key=_place)
        whole = " ".join(filter(None, (text(part, "value") for part in parts)))
        weak = name.get("quality") == "low"
        (draft.weak if weak else draft.names).append(whole)
        draft.names += _spellings(parts)
    for day in under(identity, "day-month-year"):
        told = (day.get("year"), day.get("month"), day.get("day"))
        draft.births.append(iso_day("-".join(part for part in told if part)))
    codes = [e.get("iso-code", "") for e in under(identity, "nationality", "country")]
    draft.countries += map(country_code, codes)
    draft.countries += [places.get(e.get("place-id", ""), "") for e in under(identity, "address")]
    draft.numbers += texts(identity, "identification-document", "number")


def _spellings(parts: list[Any]) -> list[str]:
    """The name in each other language and script, with the first spelling of every part, and of a part
    that has none there, its own; then each further spelling of a part among the others."""
    found: list[str] = []
    plain = [text(part, "value") for part in parts]
    keys: dict[tuple[str, str], dict[int, list[str]]] = {}
    for n, part in enumerate(parts):
        for variant in under(part, "spelling-variant"):
            key = variant.get("lang", ""), variant.get("script", "")
            keys.setdefault(key, {}).setdefault(n, []).append((variant.text or "").strip())
    for written in keys.values():
        for rank in range(max(len(options) for options in written.values())):
            words = [
                written[n][min(rank, len(written[n]) - 1)] if n in written else plain[n]
                for n in range(len(parts))
            ]
            found.append(" ".join(filter(None, words)))
    return found


def _place(part: Any) -> tuple[int, int]:
    kind = part.get("name-part-type", "")
    order = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    return order, int(part.get("order") or 0)
