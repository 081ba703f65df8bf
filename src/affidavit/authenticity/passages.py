"""Which text a passage was taken from: an index of word sequences, and an exact comparison.

Winnowing by sampled word sequences: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting" (2003). Cost grows linearly with the texts.
"""

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from affidavit.language.sentences import sentences

_WORD = re.compile(r"\w+")
_WIDTH = 4
_SAMPLE = 4
"""Of so many word sequences in a row one is kept."""
_HOLDERS = 64
"""A sequence that more texts hold is a formula and tells nothing."""
_TRIED = 4
_AGAIN = 256
"""Texts that are kept for being read again."""
_NEAR = 78.0
"""Of 100: from here a sentence is another's wording of the same, below it is another sentence."""
_UNIT, _LONGEST_UNIT = 4, 300
_WORD_WITH_A_SLIP = 5
_MOST_TRIED = 60
"""Sentences of a passage that are looked for in other words."""


def words(text: str) -> list[str]:
    """The words of a text as they are compared: compatibility forms and capitals folded."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower().replace("ё", "е"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence as it is quoted, and what stands in its place in the text it is taken from, both exact."""

    quoted: str
    source: str


class Passages:
    """Texts by number, to find again where a passage is from. Only the index is kept; `read` gives a text again."""

    def __init__(self, read: Callable[[int], str]) -> None:
        self._exact = read
        self._read = lru_cache(_AGAIN)(lambda number: " ".join(words(read(number))))
        self._held = lru_cache(_AGAIN)(
            lambda number: frozenset(_all_sequences(self._read(number).split()))
        )
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, text: str) -> int:
        """Take a text in; returns its number."""
        number = self._count
        self._count += 1
        found = words(text)
        for key in set(_sampled(found)):
            holders = self._holders[key]
            if len(holders) <= _HOLDERS:
                holders.append(number)
        return number

    def best(self, own: Sequence[str], fits: Callable[[int], bool]) -> tuple[int, float]:
        """(the text that holds most of a passage, the share 0..1 of its word sequences that stand there); (-1, 0) for
        none. `fits` tells which texts come into question."""
        votes: Counter[int] = Counter()
        for key in set(_all_sequences(own)):
            holders = self._holders.get(key, ())
            if len(holders) <= _HOLDERS:
                votes.update(number for number in holders if fits(number))
        best = (-1, 0.0)
        for number, _ in sorted(votes.items(), key=lambda v: (-v[1], v[0]))[:_TRIED]:
            share = self.share(own, number)
            if share > best[1]:
                best = (number, share)
        return best

    def share(self, own: Sequence[str], number: int) -> float:
        """The share of a passage's word sequences that stand in a text."""
        sequences = list(_all_sequences(own))
        if not sequences:
            return 0.0
        if len(own) < _WIDTH:
            return float(f" {' '.join(own)} " in f" {self._read(number)} ")
        held = self._held(number)
        return sum(key in held for key in sequences) / len(sequences)

    def left_out(self, own: Sequence[str], number: int) -> int:
        """How many word sequences of a text stand in none of a passage."""
        return len(self._held(number) - set(_all_sequences(own)))

    def differences(self, text: str, number: int) -> list[Difference]:
        """Sentences of a passage that stand in the text with other words in them: numbers, or words of at least three
        letters. What is left out, cut short or put between counts for nothing."""
        source = self._read(number)
        found: list[Difference] = []
        tried = 0
        for start, end in sentences(text):
            own = words(text[start:end])
            joined = " ".join(own)
            if (
                not _UNIT <= len(own) <= _LONGEST_UNIT
                or f" {joined} " in f" {source} "
                or "\ufffd" in text[start:end]
            ):
                continue
            tried += 1
            if tried > _MOST_TRIED:
                break
            place = fuzz.partial_ratio_alignment(joined, source, score_cutoff=_NEAR)
            if place is None:
                continue
            left = source.rfind(" ", 0, place.dest_start + 1) + 1
            right = source.find(" ", max(place.dest_end - 1, 0))
            other = source[left : right if right >= 0 else len(source)]
            if _another_content(own, other.split()):
                told = _as_written(other.split(), self._exact(number))
                found.append(Difference(" ".join(text[start:end].split()), told))
        return found


def _as_written(found: Sequence[str], text: str) -> str:
    """Words as they stand in the text they were folded from; the folded words where they cannot be found again."""
    pattern = r"\W+".join(re.escape(w).replace("е", "[её]") for w in found)
    match = re.search(pattern, unicodedata.normalize("NFKC", text), re.IGNORECASE)
    return " ".join(match.group().split()) if match else " ".join(found)


def _another_content(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word or a number inside was put in the place of another."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    inner = blocks[1:-1] if len(blocks) > 2 else []
    for kind, a, b, c, d in inner:
        if kind == "replace" and all(_telling(side) for side in (one[a:b], other[c:d])):
            return not _same_letters(one[a:b], other[c:d])
    edge = [block for block in blocks if block[0] == "replace" and block not in inner]
    return any(
        b - a == d - c == 1 and _telling(one[a:b]) and _telling(other[c:d])
        and len(blocks) == 2 and not _same_letters(one[a:b], other[c:d])
        for _, a, b, c, d in edge
    )  # fmt: skip


def _telling(side: Sequence[str]) -> bool:
    return any(len(word) >= 3 or any(c.isdigit() for c in word) for word in side)


def _same_letters(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether only the breaks between words differ, or one letter of a longer word: a slip that was mended."""
    first, second = "".join(one), "".join(other)
    slip = len(one) == len(other) == 1 and min(len(first), len(second)) >= _WORD_WITH_A_SLIP
    if slip and first.isalpha() and second.isalpha():
        return Levenshtein.distance(first, second) <= 1
    return first == second


def _sequences(own: Sequence[str]) -> Iterator[tuple[str, ...]]:
    if 0 < len(own) < _WIDTH:
        yield tuple(own)
    for n in range(len(own) - _WIDTH + 1):
        yield tuple(own[n : n + _WIDTH])


def _all_sequences(own: Sequence[str]) -> Iterator[int]:
    return (zlib.crc32(" ".join(s).encode()) for s in _sequences(own))


def _sampled(own: Sequence[str]) -> Iterator[int]:
    """The least of every few sequences in a row, so that a passage of seven words is always found."""
    keys = list(_all_sequences(own))
    if len(keys) < _SAMPLE:
        yield from keys[:1]
    for n in range(len(keys) - _SAMPLE + 1):
        yield min(keys[n : n + _SAMPLE])
