"""Which entities may be on a list, and whether they were on the day of each document."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from affidavit.model import Entity, InForce, Match
from affidavit.screening import ListEntry, Matcher, ScreenedName

VERSION = "3"
_SCREENED = frozenset({"Person", "Company", "Organization", "PublicBody"})


def screen_entities(
    entities: Iterable[Entity],
    matcher: Matcher,
    days: Mapping[str, str],
    cleared: Collection[tuple[str, str]] = (),
) -> list[Match]:
    """Matches of people and organisations; `days` maps a document's id to its ISO day, `cleared` are names
    with ids of entries that somebody has decided are others."""
    found: list[Match] = []
    for entity in entities:
        if entity.schema not in _SCREENED:
            continue
        wanted = ScreenedName(entity.name, entity.schema, entity.aliases, entity.countries)
        for verdict in matcher.screen(wanted):
            entry = verdict.entry
            if any((name, entry.id) in cleared for name in (entity.name, *entity.aliases)):
                continue
            documents = _states(entity, entry, days)
            found.append(
                Match(
                    entity=entity.id,
                    name=entity.name,
                    list=verdict.list,
                    list_id=entry.id,
                    listed_name=verdict.listed_name,
                    score=verdict.score,
                    why=verdict.why,
                    listed_from=entry.listed_from,
                    listed_to=entry.listed_to,
                    programs=entry.programs,
                    measures=entry.measures,
                    tier=verdict.tier,
                    since=entry.since,
                    documents=documents,
                )
            )
    return sorted(found, key=lambda m: (-m.score, m.name, m.list, m.list_id))


def _states(entity: Entity, entry: ListEntry, days: Mapping[str, str]) -> tuple[InForce, ...]:
    """Whether an entry was in force on the day of each document of an entity."""
    ordered = sorted(entity.documents, key=lambda d: (days.get(d, ""), d))
    return tuple(InForce(d, days.get(d, ""), entry.in_force(days.get(d, ""))) for d in ordered)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a claim says: the entity `owner` holds `share` percent of the entity `owned`."""

    owner: str
    owned: str
    share: float


def owned_by_listed(
    matches: Sequence[Match],
    holdings: Iterable[Holding],
    entities: Mapping[str, Entity],
    lists: Iterable[tuple[str, Iterable[ListEntry]]],
    days: Mapping[str, str],
) -> list[Match]:
    """Matches of what is held by half or more by who is strongly matched, through as many hands as the claims
    tell; the chain is the first reason. The rule is OFAC's and the EU's of 50 percent."""
    entries = {(name, entry.id): entry for name, found in lists for entry in found}
    held = [h for h in holdings if h.share >= _HALF and h.owned in entities and h.owner != h.owned]
    found: dict[tuple[str, str, str], Match] = {}
    reached = [(m, "") for m in matches if m.tier == "strong"]
    known = {(m.entity, m.list, m.list_id) for m in matches}
    while reached:
        match, chain = reached.pop()
        for holding in held:
            key = (holding.owned, match.list, match.list_id)
            if holding.owner != match.entity or key in known:
                continue
            known.add(key)
            owned, entry = entities[holding.owned], entries[match.list, match.list_id]
            told = f"owned {holding.share:g} % by {match.name}{chain}"
            found[key] = replace(
                match, entity=owned.id, name=owned.name, tier=BY_OWNER, why=(told, *match.why),
                documents=_states(owned, entry, days),
            )  # fmt: skip
            reached.append((replace(match, entity=owned.id, name=owned.name), f", {told}"))
    return [found[key] for key in sorted(found)]


_HALF = 50.0
BY_OWNER = "by_owner"
"""The tier of what is not listed itself but held by who is."""
