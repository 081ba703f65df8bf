"""Views: computed from mentions, claims, lists and decisions; never stored as truth."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what several mentions are taken to be.

    `schema` is a FollowTheMoney schema name. `mentions` are mention ids; `reasons` say in words
    why they were joined. `gazetteer` is a place's entry: `country by`, `geonames 625144`.
    """

    id: str
    schema: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[str, ...]
    documents: tuple[str, ...]
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    gazetteer: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """A document the matched entity is in, and whether the listing was in force on its day."""

    document: str
    date: str
    in_force: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that may be an entry of a list; `score` 0..1 comes with its reasons, `tier` is strong or
    possible. `since` tells in words since when it is known to be listed."""

    entity: str
    name: str
    list: str
    list_id: str
    listed_name: str
    score: float
    why: tuple[str, ...]
    listed_from: str
    listed_to: str
    programs: tuple[str, ...]
    documents: tuple[InForce, ...] = ()
    measures: tuple[str, ...] = ()
    tier: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Claims, matches and time that fit a pattern, with the reasons in words."""

    id: str
    pattern: str
    title: str
    score: float
    claims: tuple[str, ...]
    entities: tuple[str, ...]
    why: tuple[str, ...]
    caveats: tuple[str, ...]
    first: str
    last: str
    parts: dict[str, float] = field(default_factory=dict)
    strengthen: str = ""
    refute: str = ""
