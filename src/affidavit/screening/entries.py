"""An entry of a list: who or what is restricted, since when, by what.

A date that only a snapshot tells is never taken for the day of listing: `listed_by` says that the entry
was there on that day, `absent_on` that it was not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from affidavit.screening.programmes import not_before

_WHOLE = len("2023-02-24")
GOODS = "Goods"
"""The schema of an entry of a list of goods: its name is an HS-6 code, its programme the tier."""
IN_FORCE, NOT_YET, NO_LONGER, UNKNOWN = "in_force", "not_yet", "no_longer", "unknown"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a listed party or is owned by it: an id of the list or a name, and the share in percent (0:
    not told)."""

    name: str
    id: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One target of a list. Dates are ISO 8601 days or prefixes of them; empty means not known.

    `countries` are ISO 3166 codes in lower case, `numbers` whatever identifies (passport, taxpayer,
    registration, IMO), letters and digits only. `weak` are aliases that the list itself calls weak.
    """

    id: str
    schema: str
    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = ()
    listed_from: str = ""
    listed_by: str = ""
    listed_to: str = ""
    seen_last: str = ""
    """The last day on which the entry is known to have been on the list."""
    absent_on: str = ""
    """A day before `listed_by` on which it was not yet on the list."""
    gone_by: str = ""
    """A day after `seen_last` on which it was no longer on the list."""
    not_before: str = ""
    """The day from which on the programmes exist under which it is listed."""

    gaps: tuple[tuple[str, str, str, str], ...] = ()
    """Times off the list between two on it: last day known on it, first and last day known off it, first day
    known on it again."""

    def in_force(self, day: str) -> str:
        """in_force, not_yet, no_longer or unknown on a day (`2023-02-24`; empty is unknown)."""
        if not day:
            return UNKNOWN
        return self._ended(day) or self._begun(day)

    def _ended(self, day: str) -> str:
        """no_longer, or unknown where that is possible; empty where it has not ended."""
        if self.listed_to:
            size = min(len(day), len(self.listed_to))
            if day[:size] > self.listed_to[:size]:
                return NO_LONGER
            if len(self.listed_to) < _WHOLE and day.startswith(self.listed_to):
                return UNKNOWN
        elif self.gone_by and day >= self.gone_by:
            return NO_LONGER
        elif self.gone_by and self.seen_last and day > self.seen_last:
            return UNKNOWN
        for before, first, last, after in self.gaps:
            if first <= day <= last:
                return NO_LONGER
            if before < day < after:
                return UNKNOWN
        return ""

    def _begun(self, day: str) -> str:
        start = self.listed_from
        if start:
            if start.startswith(day) or (len(start) < _WHOLE and day.startswith(start)):
                return IN_FORCE if start == day else UNKNOWN
            return IN_FORCE if day > start else NOT_YET
        if self.listed_by and day >= self.listed_by:
            return IN_FORCE
        early = (self.absent_on and day <= self.absent_on) or (
            day < self.not_before and not self.not_before.startswith(day)
        )
        return NOT_YET if early else UNKNOWN

    @property
    def since(self) -> str:
        """In words, since when it is known to be listed."""
        if self.listed_from:
            return self.listed_from
        return f"on or before {self.listed_by}" if self.listed_by else ""


@dataclass(slots=True)
class Draft:
    """An entry while a reader collects what the lines of a file say of it."""

    id: str
    schema: str = ""
    names: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    births: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    listed_from: str = ""
    listed_by: str = ""
    listed_to: str = ""
    seen_last: str = ""

    def entry(self) -> ListEntry | None:
        """The entry; None where nothing names it."""
        names = _distinct(self.names) or _distinct(self.weak)
        if not names:
            return None
        return ListEntry(
            id=self.id,
            schema=self.schema or "LegalEntity",
            name=names[0],
            aliases=tuple(names[1:]),
            weak=tuple(name for name in _distinct(self.weak) if name not in names),
            countries=tuple(_distinct(self.countries)),
            birth_dates=tuple(_distinct(self.births)),
            numbers=tuple(_distinct(map(plain_number, self.numbers))),
            programs=tuple(_distinct(self.programs)),
            measures=tuple(_distinct(self.measures)),
            owners=tuple(dict.fromkeys(self.owners)),
            listed_from=self.listed_from,
            listed_by=self.listed_by or self.listed_from,
            listed_to=self.listed_to,
            seen_last=self.seen_last,
            not_before=not_before(self.programs),
        )


def _distinct(found: Iterable[str]) -> list[str]:
    flat = (" ".join(text.split()) for text in found if text)
    return list(dict.fromkeys(text for text in flat if text))


_SHORTEST_NUMBER = 4


def plain_number(text: str) -> str:
    """A number as it is compared: letters and digits only, in capitals; empty where too little is left."""
    kept = re.sub(r"[^0-9A-ZА-ЯЁІЇЄҐЎ]", "", text.upper())
    return kept if sum(c.isdigit() for c in kept) >= _SHORTEST_NUMBER else ""


_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?![\d/])")
_PLAIN = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*[ -](\d{4})")
_AMERICAN = re.compile(r"([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})")


def iso_day(text: str, *, month_first: bool = False) -> str:
    """A date as lists write it (2023-02-24T.., 24/02/2023, 24 Feb 2023, Feb 1960, 1960) in ISO 8601, as far
    as it goes; empty where it is none. 00 for a day or month that is not known is left out."""
    text = text.strip()
    if match := _SLASHED.match(text):
        first, second, year = match.groups()
        swapped = month_first or int(second) > 12
        day, month = (second, first) if swapped else (first, second)
        return _joined(year, int(month), int(day))
    if match := _PLAIN.match(text) or _ISO.match(text):
        year, month, day = match.groups()
        return _joined(year, int(month or 0), int(day or 0))
    if match := _AMERICAN.match(text):
        name, day, year = match.groups()
        return _joined(year, _MONTHS.get(name.lower(), 0), int(day))
    if match := _WORDED.search(text):
        day, name, year = match.groups()
        return _joined(year, _MONTHS.get(name.lower(), 0), int(day or 0))
    year_only = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    return year_only.group() if year_only else ""


def birth(text: str) -> str:
    """A day of birth as lists write it: `~1957` for circa, `1960/1965` for a time between."""
    if match := re.search(r"((?:19|20)\d\d)\s*(?:to|-|–|/)\s*((?:19|20)\d\d)(?!\d)", text):
        return f"{match[1]}/{match[2]}"
    day = iso_day(re.sub(r"(?i)\b(?:circa|approximately|c\.)\s*", "", text))
    return f"~{day[:4]}" if day and re.search(r"(?i)\b(?:circa|approx)", text) else day


def earliest(*days: str) -> str:
    """The first of the days that are told; empty where none is."""
    return min(filter(None, days), default="")


_ABOUT = 5


def born_alike(listed: str, wanted: str) -> bool:
    """Whether a year of birth agrees with what a list tells, roughly where that is rough."""
    year = int(wanted[:4])
    if "/" in listed:
        first, last = listed.split("/")
        return int(first[:4]) <= year <= int(last[:4])
    told = int(listed.removeprefix("~")[:4])
    return abs(told - year) <= (_ABOUT if listed.startswith("~") else 0)


def _joined(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"
