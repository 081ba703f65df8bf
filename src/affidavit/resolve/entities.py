"""Entities as a view: a pure function of mentions, headers and decisions."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from affidavit.language.firms import organisation_name
from affidavit.language.lexicon import legal_forms
from affidavit.language.phonetics import skeleton
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.language.stems import query_stems
from affidavit.model import Entity, Mention, MentionKind, Message, content_id
from affidavit.resolve.clusters import Cluster, Clustered, cluster_organisations, cluster_people
from affidavit.resolve.decisions import NOTHING_DECIDED, Decisions
from affidavit.resolve.sightings import Seen, Sighting, gather, tidy

VERSION = "3"
_PERSON, _FIRM, _PLACE = MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE


@dataclass(frozen=True, slots=True)
class Suggested:
    """Two entities that may be one; `score` 0..1 with its reason, for a person to decide."""

    id: str
    kind: str
    one: str
    other: str
    names: tuple[str, str]
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, and which one a mention, a name of a kind (in a document, where it could be
    several) or a mail domain belongs to; and what is suggested to be joined."""

    entities: tuple[Entity, ...]
    by_mention: Mapping[str, str]
    by_name: Mapping[tuple[str, str], str]
    by_domain: Mapping[str, str]
    in_document: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    suggested: tuple[Suggested, ...] = ()

    def entity_of(self, kind: str, name: str, document: str) -> str:
        """The entity a name of a kind stands for in a document; empty where that is open."""
        named = self.by_name.get((kind, tidy(name)), "")
        return named or self.in_document.get((kind, tidy(name), document), "")


def resolve(
    mentions: Iterable[tuple[str, Mention]],
    messages: Iterable[Message],
    decisions: Decisions = NOTHING_DECIDED,
) -> Resolution:
    """Join the people, organisations and places that mentions and headers name.

    Order of input does not matter: names are taken in an order of their own.
    """
    seen = gather(mentions, messages)
    people = cluster_people(seen.names[_PERSON], seen.addresses, seen.documents(_PERSON), decisions)
    firms = cluster_organisations(seen.names[_FIRM], seen.documents(_FIRM), decisions)
    places = Clustered(_cluster_places(seen.names[_PLACE]))
    view = _View(seen, decisions)
    for kind, clustered in ((_PERSON, people), (_FIRM, firms), (_PLACE, places)):
        view.add(kind, clustered)
    by_domain = _domains(seen.domains, view.by_name)
    entities = sorted(view.entities, key=lambda e: (e.schema, -len(e.mentions), e.name, e.id))
    return Resolution(
        tuple(entities), view.by_mention, view.by_name, by_domain, view.in_document,
        tuple(sorted(view.suggested, key=lambda s: (-s.score, s.names))),
    )  # fmt: skip


class _View:
    """Entities as they come about, kind by kind."""

    def __init__(self, seen: Seen, decisions: Decisions) -> None:
        self._seen, self._decisions = seen, decisions
        self.entities: list[Entity] = []
        self.suggested: list[Suggested] = []
        self.by_mention: dict[str, str] = {}
        self.by_name: dict[tuple[str, str], str] = {}
        self.in_document: dict[tuple[str, str, str], str] = {}

    def add(self, kind: MentionKind, clustered: Clustered) -> None:
        """The entities of a kind; names left open are told apart by who else is in the document."""
        sightings = self._seen.names[kind]
        more = _by_document(
            clustered, sightings, lambda a, b: self._decisions.state(kind.value, a, b)
        )
        ids: list[str] = []
        for number, cluster in enumerate(clustered.clusters):
            if not cluster.names:
                ids.append("")
                continue
            entity = self._entity(kind, cluster, sightings, more.get(number, []))
            ids.append(entity.id)
            self.entities.append(entity)
            self.by_mention |= dict.fromkeys(entity.mentions, entity.id)
            self.by_name |= {(kind.value, name): entity.id for name in cluster.names}
            for name, document in more.get(number, []):
                self.in_document[kind.value, name, document] = entity.id
        for pair in clustered.suggested:
            one, other = (clustered.clusters[n] for n in (pair.one, pair.other))
            if not one.names or not other.names:
                continue
            if self._decisions.state(kind.value, one.names[0], other.names[0]):
                continue
            names = (one.names[0], other.names[0])
            self.suggested.append(
                Suggested(
                    content_id("suggestion", kind.value, *names), kind.value, ids[pair.one],
                    ids[pair.other], names, pair.score, pair.why,
                )
            )  # fmt: skip

    def _entity(
        self, kind: MentionKind, cluster: Cluster, seen: Mapping[str, Sighting],
        more: Sequence[tuple[str, str]],
    ) -> Entity:  # fmt: skip
        sightings = [seen[name] for name in cluster.names]
        places = [place for sighting in sightings for place in sighting.mentions]
        documents = {d for sighting in sightings for d in sighting.documents}
        for name, document in more:
            places += [place for place in seen[name].mentions if place[0] == document]
            documents.add(document)
        countries: Counter[str] = Counter()
        gazetteer: Counter[str] = Counter()
        for sighting in sightings:
            countries += sighting.countries
            gazetteer += sighting.gazetteer
        schema = {_PERSON: "Person", _PLACE: "Address"}.get(kind) or _schema(cluster)
        name = _best_name(kind, cluster, seen)
        aliases = {*cluster.names, *(alias for alias, _ in more)} - {name}
        anchor = min(cluster.names)
        kept = (self._decisions.kept.get((kind.value, n), "") for n in sorted(cluster.names))
        return Entity(
            id=next(filter(None, kept), "") or content_id("entity", schema, anchor),
            schema=schema,
            name=name,
            aliases=tuple(sorted(aliases)),
            mentions=tuple(mention for *_, mention in sorted(places)),
            documents=tuple(sorted(documents)),
            countries=tuple(c for c, _ in sorted(countries.items(), key=_most))[:3],
            addresses=tuple(sorted(cluster.addresses)),
            reasons=tuple(cluster.reasons),
            gazetteer=next((e for e, _ in sorted(gazetteer.items(), key=_most)), ""),
        )


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _by_document(
    clustered: Clustered, seen: Mapping[str, Sighting], state: Callable[[str, str], str]
) -> dict[int, list[tuple[str, str]]]:
    """Cluster -> (name, document) of names that fit several, where only one of them is there."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for name, numbers in clustered.open.items():
        for document in sorted(seen[name].documents):
            here = [n for n in numbers if document in clustered.clusters[n].documents]
            parted = here and any(
                state(name, other) == "different" for other in clustered.clusters[here[0]].names
            )
            if len(here) == 1 and not parted:
                found[here[0]].append((name, document))
    return found


def _cluster_places(sightings: Mapping[str, Sighting]) -> list[Cluster]:
    """Places that the gazetteer knows as one, else by their dictionary form."""
    groups: dict[str, Cluster] = {}
    for name in sorted(sightings):
        words = fold_case(name).split()
        entry = next((e for e, _ in sorted(sightings[name].gazetteer.items(), key=_most)), "")
        key = entry or " ".join(query_stems(word)[0] for word in words)
        group = groups.setdefault(key, Cluster())
        group.take(name, f"{name}: {entry}" if entry else "")
    return list(groups.values())


_PUBLIC = re.compile(
    r"министерств|міністерств|міністэрств|ministry|комитет|камітэт|комітет|ввс|военно-воздушн|air force|"
    r"армия|army|департамент|исполком|минобороны|міноборони|правительств|уряд|government"
)
_COMMERCIAL = re.compile(r"завод|plant|works|компани|кампані|company|фирм|firm|банк|bank")


def _schema(cluster: Cluster) -> str:
    text = fold_case(" ".join(cluster.names))
    if _PUBLIC.search(text):
        return "PublicBody"
    words = {word.strip(".,") for word in re.findall(r"[\w.]+", text)}
    return "Company" if words & legal_forms() or _COMMERCIAL.search(text) else "Organization"


def _best_name(kind: MentionKind, cluster: Cluster, seen: Mapping[str, Sighting]) -> str:
    """The fullest name, then the commonest; a person's in the nominative where that can be told."""

    def rank(name: str) -> tuple[int, int, int, int, str]:
        words = len(name.split())
        weight = seen[name].documents.total()
        inflected = 1 if kind is _PERSON and _inflected(name) else 0
        upper = 1 if name.isupper() and words > 1 else 0
        return (inflected + upper, -min(words, 3), -weight, len(name), name)

    return min(cluster.names, key=rank)


def _inflected(name: str) -> bool:
    words = name.split()
    return bool(CYRILLIC.search(name)) and any(
        re.search(
            r"(?:ому|ему|ым|ом|ем|ову|еву|ину|ичу|ича|ичем|ой|ову|енко[йм]?у|ою|ові|ам)$",
            fold_case(w),
        )
        for w in words
        if len(w) > 4 and not re.search(r"(?:ский|цкий|ой)$", w)
    )


def _domains(
    domains: Mapping[str, set[str]], by_name: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """Mail domain -> the organisation whose name fits its first label."""
    firms: dict[str, set[str]] = defaultdict(set)
    for (kind, name), entity in by_name.items():
        if kind == _FIRM.value:
            for key in organisation_name(name).keys:
                firms[key.lstrip("@")].add(entity)
    found = {}
    for domain in sorted(domains):
        label = domain.split(".")[0]
        fitting = {e for key in (label, *skeleton(label)) for e in firms.get(key, set())}
        if len(fitting) == 1:
            found[f"@{domain}"] = next(iter(fitting))
    return found
