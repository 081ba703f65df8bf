"""Joining names that are one: people and organisations, each with the reasons."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from affidavit.language.names import (
    OrganisationName,
    PersonName,
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
    tier,
)
from affidavit.language.scripts import fold_case
from affidavit.resolve.decisions import NOTHING_DECIDED, Decisions

Parts = TypeVar("Parts", PersonName, OrganisationName)
_MOST_COMPARED = 60
"""A cluster's names that a new one is compared with; all that differ in key are among them."""


@dataclass
class Cluster:
    """Names taken to be one person's or one organisation's. `doubtful` are (name, why) that could
    belong but are not told enough by their names."""

    names: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    def take(self, name: str, reason: str) -> None:
        """Add a name, with why it belongs."""
        self.names.append(name)
        if reason and reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two clusters that may be one, with the score 0..1 of their likest names and why."""

    one: int
    other: int
    score: float
    why: str


@dataclass
class Clustered:
    """The clusters of a kind, the names left open with the clusters they could belong to, and the
    pairs of clusters to look at."""

    clusters: list[Cluster]
    open: dict[str, list[int]] = field(default_factory=dict)
    suggested: list[Suggestion] = field(default_factory=list)


_NO_CONTRADICTION = frozenset({"other telling words", "more words in the name"})
"""Organisations bear several names: words that differ do not support a join, but do not forbid it."""


class _Joiner:
    """Takes names fullest first. A name joins the one cluster it fits; it never joins over a
    contradiction with any name in it, and not where it fits two."""

    def __init__(
        self, kind: str, parsed: Mapping[str, PersonName] | Mapping[str, OrganisationName],
        compare: Callable[[str, str], tuple[float, tuple[str, ...]]], decisions: Decisions,
    ) -> None:  # fmt: skip
        self._kind, self._parsed, self._compare, self._decisions = kind, parsed, compare, decisions
        self.found = Clustered([])
        self._by_key: dict[str, list[int]] = defaultdict(list)

    def near(self, keys: Iterable[str]) -> list[int]:
        """The clusters that share a key, in order."""
        return sorted({number for key in keys for number in self._by_key.get(key, ())})

    def fit(self, name: str, number: int) -> tuple[float, str]:
        """How well a name fits a cluster (0..1) and why; 0 where anything contradicts."""
        cluster = self.found.clusters[number]
        best, reason = 0.0, ""
        unlike = ""
        for other in cluster.names[:_MOST_COMPARED]:
            decided = self._decisions.state(self._kind, name, other)
            if decided == "different":
                return 0.0, "decided to be different"
            if decided == "same":
                best, reason = 2.0, f"{name} = {other}: decided"
                continue
            score, why = self._compare(name, other)
            if score == 0.0 and why and why[0] not in _NO_CONTRADICTION and best < 2.0:
                return 0.0, why[0]
            if score == 0.0 and why:
                unlike = why[0] if unlike != "more words in the name" else unlike
            if score > best:
                best, reason = score, f"{name} = {other}: {', '.join(why)}"
        return (best, reason) if best else (0.0, unlike)

    def merge(self, numbers: Sequence[int]) -> int:
        """Join clusters that one name fits, where no name of one contradicts a name of another;
        returns the joined cluster, or -1."""
        first, *rest = numbers
        for number in rest:
            if any(
                self.fit(name, first)[0] == 0.0
                for name in self.found.clusters[number].names[:_MOST_COMPARED]
            ):
                return -1
        target = self.found.clusters[first]
        for number in rest:
            gone = self.found.clusters[number]
            for name, reason in zip(
                gone.names, [*gone.reasons, *[""] * len(gone.names)], strict=False
            ):
                target.take(name, reason)
            target.addresses |= gone.addresses
            target.documents |= gone.documents
            self.found.clusters[number] = Cluster()
        for found in self._by_key.values():
            if not set(found).isdisjoint(rest):
                found[:] = list(dict.fromkeys(first if n in rest else n for n in found))
        return first

    def put(self, name: str, keys: Iterable[str], number: int, reason: str) -> None:
        """Put a name into a cluster; -1 for one of its own."""
        if number < 0:
            self.found.clusters.append(Cluster([name]))
            number = len(self.found.clusters) - 1
        else:
            self.found.clusters[number].take(name, reason)
        for key in keys:
            if number not in self._by_key[key]:
                self._by_key[key].append(number)

    def suggest(self, fits: Iterable[tuple[int, float, str]]) -> None:
        """Remember what a name that got a cluster of its own could have belonged to."""
        mine = len(self.found.clusters) - 1
        self.found.suggested += [
            Suggestion(number, mine, round(score, 3), why)
            for number, score, why in fits
            if _LEAST_SUGGESTED <= score <= 1.0 and number != mine
        ]


_LEAST_SUGGESTED = 0.35


def cluster_people(
    names: Iterable[str],
    addresses: Mapping[str, set[str]],
    documents: Mapping[str, set[str]] | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> Clustered:
    """Fullest names first; a shorter one joins only where exactly one cluster can take it.

    `addresses` maps a name to the mail addresses it was seen with, `documents` to where.
    """
    parsed = {name: person_name(name) for name in names}
    order = sorted(parsed, key=lambda n: (-_fullness(parsed[n]), n))
    joiner = _Joiner("person", parsed, lambda a, b: compare_people(parsed[a], parsed[b]), decisions)
    for name in order:
        parts = parsed[name]
        mine = addresses.get(name, set())
        keys = [
            *parts.keys,
            *(f"@{address}" for address in sorted(mine)),
            *_decided(decisions, "person", name),
        ]
        fits = {number: joiner.fit(name, number) for number in joiner.near(keys)}
        fitting = _fitting_people(joiner.found.clusters, fits, mine)
        number = fitting[0][0] if len(fitting) == 1 else -1
        if len(fitting) > 1 and parts.whole:
            number = joiner.merge([n for n, _ in fitting])
            number = number if number >= 0 else _clear_best(fitting, fits)
        if number >= 0:
            reason = fits[number][1]
        elif len(fitting) > 1 and not parts.whole:
            joiner.found.open[name] = [n for n, _ in fitting]
            continue
        elif parts.alone:
            joiner.found.open[name] = joiner.near(parts.given_keys)
            continue  # a bare given name is nobody in particular, but for the document it is in
        else:
            reason = ""
        joiner.put(name, [*keys, *parts.forename_keys, *parts.given_keys], number, reason)
        if number < 0:
            joiner.suggest((n, *fit) for n, fit in fits.items())
        cluster = joiner.found.clusters[number]
        cluster.addresses |= mine
        cluster.documents |= (documents or {}).get(name, set())
    return joiner.found


def _fitting_people(
    clusters: Sequence[Cluster], fits: Mapping[int, tuple[float, str]], mine: set[str]
) -> list[tuple[int, str]]:
    """(cluster, why) that a name can belong to, the ones that share an address before all others."""
    found = []
    for number, (score, why) in fits.items():
        shares = bool(clusters[number].addresses & mine)
        if tier("person", min(score, 1.0)) or (shares and (score or not why)):
            reason = f"{why}, same address" if shares and why else why or "same address"
            found.append((score >= 2.0, shares, number, reason))
    best = max((entry[:2] for entry in found), default=(False, False))
    return [(number, reason) for *rank, number, reason in found if tuple(rank) == best]


_CLEAR = 0.1


def _clear_best(fitting: Sequence[tuple[int, str]], fits: Mapping[int, tuple[float, str]]) -> int:
    """The cluster a name fits clearly better than any other; -1 where none."""
    scores = sorted(((fits[number][0], number) for number, _ in fitting), reverse=True)
    return scores[0][1] if scores[0][0] - scores[1][0] >= _CLEAR else -1


def _fullness(parts: PersonName) -> int:
    given = min(2, len(parts.given))
    return 2 * bool(parts.surname) + given + min(2, len(parts.patronymic))


def _decided(decisions: Decisions, kind: str, name: str) -> list[str]:
    """A key that all names decided to be one share."""
    pairs = [sorted(pair) for k, pair in decisions.same if k == kind and name in pair]
    return [f"decided {other}" for pair in pairs for other in pair]


def cluster_organisations(
    names: Iterable[str],
    documents: Mapping[str, set[str]] | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> Clustered:
    """Longest names first; another number, letter, kind or word in the name keeps them apart. A name
    that only may be one («possible») joins where it has no rival."""
    parsed = {name: organisation_name(name) for name in names}
    order = sorted(parsed, key=lambda n: (-_weight(parsed[n]), -len(n), n))
    folded = {name: fold_case(name) for name in parsed}

    def compare(a: str, b: str) -> tuple[float, tuple[str, ...]]:
        if folded[a] == folded[b]:
            return 1.0, ("same name",)
        return compare_organisations(parsed[a], parsed[b])

    joiner = _Joiner("organisation", parsed, compare, decisions)
    for name in order:
        parts = parsed[name]
        keys = [*parts.keys, f"={folded[name]}", *_decided(decisions, "organisation", name)]
        fits = [(number, *joiner.fit(name, number)) for number in joiner.near(keys)]
        sure = [fit for fit in fits if tier("organisation", min(fit[1], 1.0)) == "certain"]
        chosen = max(sure, key=lambda fit: (fit[1], -fit[0]), default=None)
        if chosen is None:
            loose = [fit for fit in fits if tier("organisation", fit[1])]
            chosen = loose[0] if len(loose) == 1 else None
            if len(loose) > 1 and not parts.brand:
                joiner.found.open[name] = [fit[0] for fit in loose]
                continue
            shortened = [fit[0] for fit in fits if fit[2] == "more words in the name"]
            if (
                chosen is None
                and len(shortened) == 1
                and len(parts.brand) == 1 == len(name.split())
            ):
                joiner.found.open[name] = shortened
                continue
        number, _, reason = chosen or (-1, 0.0, "")
        joiner.put(name, keys, number, reason)
        if number < 0:
            joiner.suggest(fits)
        joiner.found.clusters[number].documents |= (documents or {}).get(name, set())
    return joiner.found


def _weight(parts: OrganisationName) -> int:
    return len(parts.brand) + len(parts.other) + len(parts.meanings) + len(parts.numbers)
