"""Joining names that are one: people and organisations, each with the reasons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from affidavit.language.names import (
    OrganisationName,
    PersonName,
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
)
from affidavit.language.scripts import fold_case

_JOIN_FIRMS = 0.8


@dataclass
class Cluster:
    """Names taken to be one person's or one organisation's."""

    names: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def take(self, name: str, reason: str) -> None:
        """Add a name, with why it belongs."""
        self.names.append(name)
        if reason and reason not in self.reasons:
            self.reasons.append(reason)


def cluster_people(names: Iterable[str], addresses: dict[str, set[str]]) -> list[Cluster]:
    """Fullest names first; a shorter one joins only where exactly one cluster can take it.

    `addresses` maps a name to the mail addresses it was seen with.
    """
    parsed = {name: person_name(name) for name in names}
    order = sorted(parsed, key=lambda n: (-_fullness(parsed[n]), n))
    by_key: dict[str, list[Cluster]] = defaultdict(list)
    clusters: list[Cluster] = []
    for name in order:
        parts = parsed[name]
        keys = _blocks(parts) + [f"@{address}" for address in sorted(addresses.get(name, ()))]
        near = {id(c): c for key in keys for c in by_key.get(key, ())}
        fitting = [
            (c, why) for c in near.values() if (why := _fits(parts, name, c, parsed, addresses))
        ]
        if len(fitting) > 1:
            sharing = [(c, why) for c, why in fitting if c.addresses & addresses.get(name, set())]
            fitting = sharing if len(sharing) == 1 else fitting
        if len(fitting) == 1:
            target, reason = fitting[0]
            target.take(name, reason)
        else:
            if not parts.surname and not fitting and not (parts.given and parts.patronymic):
                continue  # a bare given name is nobody in particular
            if len(fitting) > 1:
                continue  # could be more than one person: left unresolved
            target = Cluster([name])
            clusters.append(target)
        target.addresses |= addresses.get(name, set())
        for key in keys:
            if target not in by_key[key]:
                by_key[key].append(target)
    return clusters


def _fullness(parts: PersonName) -> int:
    return 2 * bool(parts.surname) + min(2, len(parts.given)) + min(2, len(parts.patronymic))


def _blocks(parts: PersonName) -> list[str]:
    blocks = [f"s:{key}" for key in parts.surname]
    blocks += [f"g:{g}:{p}" for g in parts.given[1:] for p in parts.patronymic[1:]]
    return blocks


def _fits(
    parts: PersonName, name: str, cluster: Cluster, parsed: dict[str, PersonName],
    addresses: dict[str, set[str]],
) -> str:  # fmt: skip
    """Why a name belongs to a cluster; empty where any of its names contradicts."""
    best, reason = 0.0, ""
    for other in cluster.names:
        score, why = compare_people(parts, parsed[other])
        if score == 0.0 and why:
            return ""
        if score > best:
            best, reason = score, f"{name} = {other}: {', '.join(why)}"
    if cluster.addresses & addresses.get(name, set()):
        return f"{reason}, same address" if reason else f"{name}: same address"
    return reason if best >= 0.4 else ""


def cluster_organisations(names: Iterable[str]) -> list[Cluster]:
    """Longest names first; another number, or another trade, in the name keeps them apart."""
    parsed = {name: organisation_name(name) for name in names}
    order = sorted(parsed, key=lambda n: (-len(parsed[n].telling | parsed[n].common), -len(n), n))
    by_key: dict[str, list[Cluster]] = defaultdict(list)
    clusters: list[Cluster] = []
    for name in order:
        parts = parsed[name]
        keys = [
            *sorted(parts.telling),
            *sorted(f"#{a}" for a in parts.acronyms),
            f"={fold_case(name)}",
        ]
        near = {id(c): c for key in keys for c in by_key.get(key, ())}
        scored = [(_closeness(parts, name, c, parsed), n, c) for n, c in enumerate(near.values())]
        scored = [entry for entry in scored if entry[0][0] >= _JOIN_FIRMS]
        if scored:
            (_, reason), _, target = max(scored, key=lambda entry: (entry[0][0], -entry[1]))
            target.take(name, reason)
        else:
            target = Cluster([name])
            clusters.append(target)
        for key in keys:
            if target not in by_key[key]:
                by_key[key].append(target)
    return clusters


def _closeness(
    parts: OrganisationName, name: str, cluster: Cluster, parsed: dict[str, OrganisationName]
) -> tuple[float, str]:
    best, reason = 0.0, ""
    for other in cluster.names:
        if fold_case(name) == fold_case(other):
            return 1.0, f"{name} = {other}: same name"
        score, why = compare_organisations(parts, parsed[other])
        if why and why[0] == "other number in the name":
            return 0.0, ""
        if score > best:
            best, reason = score, f"{name} = {other}: {', '.join(why)}"
    return best, reason
