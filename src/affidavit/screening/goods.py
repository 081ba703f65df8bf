"""Which controlled goods a phrase may speak of: HS-6 candidates with reasons, and their tier on a day.

The vocabulary (`data/goods.yaml`) tells how goods are called in four languages and how their types look,
`data/makes.csv` who makes what and where; both can be extended by files of the user's own. The tiers and days come
from imported lists of goods (`formats.goods`).
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.language.scripts import fold_case
from affidavit.model.errors import UsageError
from affidavit.screening.entries import GOODS, ListEntry

_DATA = Path(__file__).parent / "data"
_TOKEN = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")
_ONE, _MORE, _MOST = 0.6, 0.15, 0.9
"""What one word comes to, what each further one adds, and the most."""
_TYPE, _MAKE, _BESIDE = 0.85, 0.5, 0.1
THRESHOLD = 0.5
_ABBREVIATION = 3


@dataclass(frozen=True, slots=True)
class GoodsCode:
    """An HS-6 code with how it is said: `lines` of groups of alternatives, types, makes, and what it is not."""

    hs6: str
    title: str
    lines: tuple[tuple[tuple[str, ...], ...], ...]
    types: re.Pattern[str] | None
    makes: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Make:
    """A maker: ISO 3166 code of where it makes, the codes that its goods may fall under, the likeliest first."""

    name: str
    country: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodsMatch:
    """A candidate: `confidence` 0..1 with its reasons; `country` of manufacture where a make tells it."""

    hs6: str
    title: str
    confidence: float
    why: tuple[str, ...]
    make: str = ""
    country: str = ""


class Vocabulary:
    """What goods are called, and who makes them."""

    def __init__(self, codes: Iterable[GoodsCode], makes: Iterable[Make]) -> None:
        self._codes = tuple(codes)
        self._makes = {_plain(make.name): make for make in makes}

    def candidates(self, phrase: str, most: int = 3) -> list[GoodsMatch]:
        """The likeliest codes of a phrase, best first; none where it speaks of nothing controlled."""
        read = _Phrase.of(phrase)
        named = (name for name, capital in read.names.items() if capital and name in self._makes)
        make = next((self._makes[name] for name in named), None)
        found = [match for code in self._codes if (match := _judged(code, read, make))]
        return sorted(found, key=lambda m: (-m.confidence, m.hs6))[:most]


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    words: tuple[str, ...]
    written: tuple[str, ...]
    parts: frozenset[str]
    beginnings: frozenset[str]
    """The words and their parts between hyphens, and every beginning of one: alternatives are many, and each is
    looked up instead of compared."""
    names: Mapping[str, bool]
    """What may name a make or a series, those with more words first: whether it begins with a capital, as
    what has several words must («I mean well» is no Mean Well)."""

    @classmethod
    def of(cls, phrase: str) -> "_Phrase":
        text = phrase.replace("’", "'")
        written = tuple(_TOKEN.findall(text))
        words = tuple(fold_case(word) for word in written)
        names: dict[str, bool] = {}
        for size in (3, 2, 1):
            for n, first in enumerate(written[: len(written) - size + 1]):
                if size == 1 or first[0].isupper():
                    name = _plain(" ".join(written[n : n + size]))
                    names[name] = names.get(name, False) or first[0].isupper()
        parts = frozenset(part for word in words for part in (word, *word.split("-")))
        beginnings = frozenset(p[:size] for p in parts for size in range(1, len(p) + 1))
        return cls(text, words, written, parts, beginnings, names)

    def has(self, alternative: str) -> bool:
        """Whether a word begins so; is so, where that is asked (`=`) or it is an abbreviation."""
        whole = alternative.removeprefix("=")
        if whole != alternative or (len(whole) <= _ABBREVIATION and whole.isascii()):
            return whole in self.parts or f"{whole}s" in self.parts
        return whole in self.beginnings

    def has_any(self, alternatives: Sequence[str]) -> bool:
        """Whether one of some alternatives stands there."""
        return any(self.has(alternative) for alternative in alternatives)


def _plain(name: str) -> str:
    return re.sub(r"[\s&-]+", " ", fold_case(name)).strip()


def _judged(code: GoodsCode, read: _Phrase, make: Make | None) -> GoodsMatch | None:
    if any(read.has(word) for word in code.excluded):
        return None
    score, why = 0.0, []
    for line in code.lines:
        matched = [next((a for a in group if read.has(a)), "") for group in line]
        if all(matched):
            worth = min(_MOST, _ONE + _MORE * (len(line) - 1))
            if worth > score:
                said = [word for word in read.written if _Phrase.of(word).has_any(matched)]
                score, why = worth, [f"“{' '.join(said)}”"]
    if code.types and (typed := code.types.search(read.text)):
        score = max(score + _BESIDE, _TYPE)
        why.append(f"the type {typed.group()}")
    series = next((make for make in code.makes if make in read.names), "")
    if series:
        score = max(score + _BESIDE, _TYPE)
        why.append(f"the series or make {series}")
    named = make if make is not None and code.hs6 in make.codes else None
    if named is not None:
        order = named.codes.index(code.hs6)
        score = score + _BESIDE if score else _MAKE - 0.05 * order
        why.append(f"{named.name} makes such goods")
    score = round(min(1.0, score), 3)
    if score < THRESHOLD:
        return None
    return GoodsMatch(
        code.hs6, code.title, score, tuple(why), named.name if named else "",
        named.country if named else "",
    )  # fmt: skip


@cache
def vocabulary(own: tuple[Path, ...] = ()) -> Vocabulary:
    """The vocabulary that ships, with the user's own files: `.yaml` of codes, `.csv` of makes."""
    codes: dict[str, GoodsCode] = {}
    makes: list[Make] = []
    for path in (_DATA / "goods.yaml", _DATA / "makes.csv", *own):
        if path.suffix == ".csv":
            makes += _read_makes(path)
        else:
            codes |= {code.hs6: code for code in _read_codes(path)}
    return Vocabulary(codes.values(), makes)


def _read_codes(path: Path) -> list[GoodsCode]:
    try:
        data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} is no vocabulary of goods: {error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"{path} is no vocabulary of goods: it needs a code and its words")
    return [_code(path, str(hs6), entry) for hs6, entry in data.items()]


def _code(path: Path, hs6: str, entry: Mapping[str, Any]) -> GoodsCode:
    if not re.fullmatch(r"\d{6}", hs6) or not isinstance(entry, dict) or "title" not in entry:
        raise UsageError(f"{path}: {hs6!r} needs six digits, `title:` and `words:`")
    lines = [line for line in str(entry.get("words", "")).splitlines() if line.strip()]
    types = entry.get("types")
    try:
        pattern = re.compile(rf"(?<![\w-])(?:{types})(?!\w)") if types else None
    except re.error as error:
        raise UsageError(f"{path}: `types:` of {hs6} is no pattern: {error}") from error
    return GoodsCode(
        hs6,
        str(entry["title"]),
        tuple(
            tuple(
                tuple(_alternative(a) for a in group.split("/") if a) for group in line.split("+")
            )
            for line in lines
        ),
        pattern,
        tuple(_plain(make) for make in str(entry.get("makes", "")).split()),
        tuple(_alternative(word) for word in str(entry.get("not", "")).split()),
    )


def _alternative(text: str) -> str:
    return fold_case(text.strip()).replace("’", "'")


def _read_makes(path: Path) -> list[Make]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeError, csv.Error) as error:
        raise UsageError(f"{path} is no list of makes: {error}") from error
    if rows and not {"make", "country", "makes"} <= set(rows[0]):
        raise UsageError(f"{path} needs the columns make, country and makes (HS-6 codes, ;)")
    return [Make(r["make"], r["country"].lower(), tuple(r["makes"].split(";"))) for r in rows]


def tiers(
    lists: Iterable[tuple[str, Iterable[ListEntry]]],
) -> dict[str, list[tuple[str, ListEntry]]]:
    """HS-6 code -> (name of a list of goods, its entry) for all that have it."""
    found: dict[str, list[tuple[str, ListEntry]]] = {}
    for name, entries in lists:
        for entry in entries:
            if entry.schema == GOODS:
                found.setdefault(entry.name, []).append((name, entry))
    return found
