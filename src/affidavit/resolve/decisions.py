"""What people decided about who is who, read from the ledger.

A decision names what it is about by content: the kind and the names as they stand in the texts. So it
holds whichever extractor finds those names, and can be undone without touching anything else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from affidavit.model import Event

JOINED, PARTED, UNDONE = "decision.same", "decision.different", "decision.undone"
CLEARED = "decision.not_listed"
"""Somebody of these names is not the entry of a list that they are taken for."""
DECIDED = (JOINED, PARTED, CLEARED)
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of names that are one or are not, by kind of mention, the ids entities keep, and pairs of a name
    and the id of a list's entry that is somebody else."""

    same: Mapping[tuple[str, Pair], int]
    different: Mapping[tuple[str, Pair], int]
    kept: Mapping[tuple[str, str], str]
    cleared: frozenset[tuple[str, str]] = frozenset()

    def state(self, kind: str, one: str, other: str) -> str:
        """same, different, or empty where nobody has decided."""
        pair = (kind, frozenset((one, other)))
        return "same" if pair in self.same else "different" if pair in self.different else ""


NOTHING_DECIDED = Decisions({}, {}, {})


def read_decisions(events: Iterable[Event]) -> Decisions:
    """The decisions that stand: the last on a pair counts, and one that was undone does not."""
    taken: dict[int, Event] = {}
    for event in events:
        if event.kind in DECIDED:
            taken[event.number] = event
        elif event.kind == UNDONE:
            taken.pop(int(event.inputs["event"]), None)
    same: dict[tuple[str, Pair], int] = {}
    different: dict[tuple[str, Pair], int] = {}
    kept: dict[tuple[str, str], str] = {}
    cleared: set[tuple[str, str]] = set()
    for number, event in sorted(taken.items()):
        kind = str(event.inputs["kind"])
        ones, others = event.inputs["names"], event.inputs["others"]
        if event.kind == CLEARED:
            cleared |= {(str(one), str(other)) for one in ones for other in others}
            continue
        for one in ones:
            for other in others:
                pair = (kind, frozenset((str(one), str(other))))
                mine, theirs = (same, different) if event.kind == JOINED else (different, same)
                mine[pair] = number
                theirs.pop(pair, None)
        for name, entity in event.outputs.get("keeps", {}).items():
            kept[kind, str(name)] = str(entity)
    return Decisions(same, different, kept, frozenset(cleared))
