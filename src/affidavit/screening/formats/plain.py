"""A list of the user's own: CSV with a column `name` and whatever else is known.

`id`, `schema` (or `type`), `aliases`, `countries` (or `country`), `birth_date`, `numbers`, `programs`,
`measures`, `listed_from`, `listed_to`, `owner`, `share`; several values are set apart by semicolons.
"""

from collections.abc import Mapping
from pathlib import Path

from affidavit.screening.countries import country_code
from affidavit.screening.entries import Draft, Owner, birth, iso_day
from affidavit.screening.formats.reading import Reading, undated
from affidavit.screening.formats.tables import records, text_of

_SCHEMATA = {
    "legalentity": "LegalEntity", "entity": "LegalEntity", "firm": "Company", "airplane": "Airplane", "plane": "Airplane",
    "publicbody": "PublicBody", "public body": "PublicBody", "vehicle": "Vehicle",
    "person": "Person", "individual": "Person", "vessel": "Vessel", "ship": "Vessel", "aircraft": "Airplane",
    "company": "Company", "organisation": "Organization", "organization": "Organization",
}  # fmt: skip


def read_csv(path: Path) -> Reading:
    """Every line with a name."""
    text = text_of(path)
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    found = Reading("csv of one's own", f"own {undated(path)}")
    drafts: dict[str, Draft] = {}
    for number, row in records(text, found.skipped, ("name",), delimiter):
        draft = _draft(row)
        if not row["name"]:
            found.skipped.append(f"line {number}: no name")
            continue
        for column in ("listed_from", "listed_to"):
            if row.get(column) and not iso_day(row[column]):
                found.skipped.append(f"line {number}: {column} {row[column]!r} is no day")
        if (known := drafts.get(draft.id)) is not None:
            known.names += draft.names  # another line of the same id tells another name
            known.numbers += draft.numbers
        else:
            drafts[draft.id] = draft
    for key, draft in drafts.items():
        found.take(draft, f"the entry {key} has no name")
    return found


def _draft(row: Mapping[str, str]) -> Draft:
    def of(*names: str) -> list[str]:
        return [part.strip() for name in names for part in row.get(name, "").split(";") if part.strip()]  # fmt: skip

    kind = (row.get("schema") or row.get("type") or "").strip()
    draft = Draft(
        row.get("id")
        or " ".join(filter(None, (row["name"].casefold(), row.get("birth_date", "")))),
        _SCHEMATA.get(kind.lower(), "LegalEntity"),
        names=[row["name"], *of("aliases", "alias")],
        countries=[country_code(c) or c.lower() for c in of("countries", "country")],
        births=[birth(day) for day in of("birth_date", "birth_dates")],
        numbers=of("numbers", "number", "identifiers"),
        programs=of("programs", "program"),
        measures=of("measures", "measure"),
        listed_from=iso_day(row.get("listed_from", "")),
        listed_to=iso_day(row.get("listed_to", "")),
    )
    try:
        share = float(row.get("share", "").strip("% ").replace(",", ".") or 0)
    except ValueError:
        share = 0.0
    draft.owners = [Owner(name, share=share) for name in of("owner", "owners")]
    return draft
