"""Whether two names may be one: a tier for each score, for people and organisations alike."""

from affidavit.language.firms import OrganisationName, compare_organisations, organisation_name
from affidavit.language.people import PersonName, compare_people, person_name

__all__ = [
    "OrganisationName",
    "PersonName",
    "compare_organisations",
    "compare_people",
    "organisation_name",
    "person_name",
    "tier",
]

_TIERS = {"person": (0.75, 0.4), "organisation": (0.84, 0.6)}


def tier(kind: str, score: float) -> str:
    """`certain` where the names alone say that they are one, `possible` where they may be, else
    empty; `kind` is person or organisation."""
    certain, possible = _TIERS[kind]
    return "certain" if score >= certain else "possible" if score >= possible else ""
