"""Which goods that a case speaks of are on its lists of goods, as of the day of each document."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from affidavit.screening import ListEntry, read_lists, snapshots
from affidavit.screening.goods import GoodsMatch, tiers, vocabulary

_FORM = "goods"
_KINDS = frozenset({"goods", "equipment", "phrase"})
_ROLES = frozenset({"goods", "equipment", "product", "replaces"})


class Controlled:
    """Looks the goods of roles up; says nothing where the case has no list of goods."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _tiers(self) -> dict[str, list[tuple[str, ListEntry]]]:
        if not any(snapshot.form.startswith(_FORM) for snapshot, _ in snapshots(self._folder)):
            return {}
        return tiers(read_lists(self._folder))

    def of(self, role: str, kind: str, text: str, day: str) -> list[dict[str, Any]]:
        """The codes that a role's words may fall under and that are on a list, with tier and state on
        the day."""
        if role not in _ROLES or kind not in _KINDS or not self._tiers:
            return []
        return [
            {
                "hs6": match.hs6, "title": match.title, "confidence": match.confidence,
                "why": list(match.why), "list": name, "tier": "; ".join(entry.programs),
                "in_force": entry.in_force(day),
            }
            for match in _candidates(text)
            for name, entry in self._tiers.get(match.hs6, ())
        ]  # fmt: skip


@lru_cache(maxsize=50_000)
def _candidates(text: str) -> tuple[GoodsMatch, ...]:
    return tuple(vocabulary().candidates(text))
