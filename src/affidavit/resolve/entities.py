"""Entities as a view: a pure function of mentions, headers and decisions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from affidavit.extract.places import country_of
from affidavit.language.fold import name_key
from affidavit.language.lexicon import legal_forms
from affidavit.language.names import organisation_name, person_name
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.language.stems import query_stems
from affidavit.model import Entity, Mention, MentionKind, Message, content_id
from affidavit.resolve.clusters import Cluster, cluster_organisations, cluster_people

VERSION = "1"
_MAX_WORDS = 9


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities, and which one a mention, a name of a kind or a mail domain belongs to."""

    entities: tuple[Entity, ...]
    by_mention: Mapping[str, str]
    by_name: Mapping[tuple[str, str], str]
    by_domain: Mapping[str, str]


@dataclass
class _Sighting:
    """Where a name was seen."""

    mentions: list[tuple[str, str, int, str]] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)


def resolve(mentions: Iterable[tuple[str, Mention]], messages: Iterable[Message]) -> Resolution:
    """Join the people, organisations and places that mentions and headers name.

    Order of input does not matter: names are taken in an order of their own.
    """
    seen: dict[MentionKind, dict[str, _Sighting]] = {
        kind: defaultdict(_Sighting)
        for kind in (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE)
    }
    for document, mention in mentions:
        if mention.kind in seen and _is_name(mention):
            sighting = seen[mention.kind][tidy(mention.normal)]
            sighting.mentions.append((document, mention.span.layer, mention.span.start, mention.id))
            sighting.documents[document] += 1
            if country := mention.attributes.get("country"):
                sighting.countries[country] += 1
    addresses, domains = _from_headers(messages, seen)
    people = cluster_people(seen[MentionKind.PERSON], addresses)
    firms = cluster_organisations(seen[MentionKind.ORGANISATION])
    places = _cluster_places(seen[MentionKind.PLACE])
    entities: list[Entity] = []
    by_mention: dict[str, str] = {}
    by_name: dict[tuple[str, str], str] = {}
    for kind, clusters in (
        (MentionKind.PERSON, people),
        (MentionKind.ORGANISATION, firms),
        (MentionKind.PLACE, places),
    ):
        for cluster in clusters:
            entity = _entity(kind, cluster, seen[kind])
            entities.append(entity)
            by_mention |= dict.fromkeys(entity.mentions, entity.id)
            by_name |= {(kind.value, name): entity.id for name in cluster.names}
    by_domain = _domains(domains, by_name)
    entities.sort(key=lambda e: (e.schema, -len(e.mentions), e.name, e.id))
    return Resolution(tuple(entities), by_mention, by_name, by_domain)


def _is_name(mention: Mention) -> bool:
    words = mention.normal.split()
    return 0 < len(words) <= _MAX_WORDS and any(
        word[0].isupper() or not word[0].isalpha() for word in words
    )


def tidy(name: str) -> str:
    """One blank between words, no marks at the edges but the full stop of an initial."""
    tidy = re.sub(r"\s+", " ", name).strip(" ,;:-")
    return tidy if re.search(r"\b\w\.$", tidy) else tidy.strip(".")


def _from_headers(
    messages: Iterable[Message], seen: dict[MentionKind, dict[str, _Sighting]]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """(addresses by person's name, documents by sender's domain); header names become sightings."""
    addresses: dict[str, set[str]] = defaultdict(set)
    domains: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        for participant in message.participants:
            name = tidy(participant.name)
            address = participant.address.lower()
            if (
                len(name.split()) >= 2
                and "@" not in name
                and person_name(name).whole
                and not _is_firm(name)
            ):
                seen[MentionKind.PERSON][name].documents[message.id] += 1
                if address:
                    addresses[name].add(address)
            if participant.role == "from" and "@" in address:
                domains[address.rpartition("@")[2]].add(message.id)
    return addresses, domains


def _is_firm(name: str) -> bool:
    return any(fold_case(word).strip(".") in legal_forms() for word in name.split()) or "«" in name


def _cluster_places(sightings: Mapping[str, _Sighting]) -> list[Cluster]:
    """Places that the gazetteer knows as one country, else by their dictionary form."""
    groups: dict[str, Cluster] = {}
    for name in sorted(sightings):
        words = fold_case(name).split()
        country = next(iter(sightings[name].countries), "")
        key = " ".join(query_stems(word)[0] for word in words)
        if country and _is_country(name, country):
            key = f"country {country}"
        group = groups.setdefault(key, Cluster())
        group.take(name, "")
    return list(groups.values())


def _is_country(name: str, code: str) -> bool:
    return country_of(name, "") == code


def _entity(kind: MentionKind, cluster: Cluster, seen: Mapping[str, _Sighting]) -> Entity:
    sightings = [seen[name] for name in cluster.names]
    places = sorted(place for sighting in sightings for place in sighting.mentions)
    documents = sorted({d for sighting in sightings for d in sighting.documents})
    countries: Counter[str] = Counter()
    for sighting in sightings:
        countries += sighting.countries
    schema = {MentionKind.PERSON: "Person", MentionKind.PLACE: "Address"}.get(kind) or _schema(
        cluster
    )
    name = _best_name(kind, cluster, seen)
    anchor = min(cluster.names)
    return Entity(
        id=content_id("entity", schema, anchor),
        schema=schema,
        name=name,
        aliases=tuple(sorted(set(cluster.names) - {name})),
        mentions=tuple(mention for *_, mention in places),
        documents=tuple(documents),
        countries=tuple(c for c, _ in sorted(countries.items(), key=lambda p: (-p[1], p[0])))[:3],
        addresses=tuple(sorted(cluster.addresses)),
        reasons=tuple(cluster.reasons),
    )


def _schema(cluster: Cluster) -> str:
    text = fold_case(" ".join(cluster.names))
    if re.search(r"министерств|міністерств|міністэрств|ministry|комитет|камітэт|комітет|ввс|военно-воздушн|air force|армия|army|департамент|исполком", text):  # fmt: skip
        return "PublicBody"
    words = {word.strip(".,") for word in re.findall(r"[\w.]+", text)}
    return "Company" if words & legal_forms() or re.search(r"завод|plant|works|компани|company", text) else "Organization"  # fmt: skip


def _best_name(kind: MentionKind, cluster: Cluster, seen: Mapping[str, _Sighting]) -> str:
    """The fullest name, then the commonest; a person's in the nominative where that can be told."""

    def rank(name: str) -> tuple[int, int, int, int, str]:
        words = len(name.split())
        weight = seen[name].documents.total()
        inflected = 1 if kind is MentionKind.PERSON and _inflected(name) else 0
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
        if kind == MentionKind.ORGANISATION.value:
            parts = organisation_name(name)
            for key in {*parts.telling, *parts.acronyms}:
                firms[key].add(entity)
    found = {}
    for domain in sorted(domains):
        label = domain.split(".")[0]
        fitting = firms.get(label, set()) | firms.get(name_key(label), set())
        if len(fitting) == 1:
            found[f"@{domain}"] = next(iter(fitting))
    return found
