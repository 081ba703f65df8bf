"""Which entities may be on a list, and whether they were on the day of each document."""

from collections.abc import Iterable, Mapping

from affidavit.model import Entity, InForce, Match
from affidavit.screening import Matcher, ScreenedName

VERSION = "2"
_SCREENED = frozenset({"Person", "Company", "Organization", "PublicBody"})


def screen_entities(
    entities: Iterable[Entity], matcher: Matcher, days: Mapping[str, str]
) -> list[Match]:
    """Matches of people and organisations; `days` maps a document's id to its ISO day."""
    found: list[Match] = []
    for entity in entities:
        if entity.schema not in _SCREENED:
            continue
        wanted = ScreenedName(entity.name, entity.schema, entity.aliases, entity.countries)
        for verdict in matcher.screen(wanted):
            entry = verdict.entry
            documents = tuple(
                InForce(document, days.get(document, ""), entry.in_force(days.get(document, "")))
                for document in sorted(entity.documents, key=lambda d: (days.get(d, ""), d))
            )
            found.append(
                Match(
                    entity=entity.id,
                    name=entity.name,
                    list=verdict.list,
                    list_id=entry.id,
                    listed_name=verdict.listed_name,
                    score=verdict.score,
                    why=verdict.why,
                    listed_from=entry.listed_from or entry.listed_by,
                    listed_to=entry.listed_to,
                    programs=entry.programs,
                    measures=entry.measures,
                    tier=verdict.tier,
                    since=entry.since,
                    documents=documents,
                )
            )
    return sorted(found, key=lambda m: (-m.score, m.name, m.list, m.list_id))
