"""What a list knows of an English word: its Brown clusters, how often it has a capital, whether it
is a given name, a surname or a place, and its vector. `training/make_lexicon.py` and
`make_vectors.py` write the lists."""

import gzip
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from affidavit.extract.russian import MODELS


class Entry(NamedTuple):
    """Clusters of the capitalised and of the lower-case form, capitals in tenths, signs."""

    high: int
    low: int
    capitals: int
    signs: str


@cache
def _table() -> dict[str, str]:
    lines = gzip.decompress((MODELS / "latin.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def entry(word: str) -> Entry | None:
    """What is known of a word in lower case."""
    line = _table().get(word)
    if line is None:
        return None
    high, low, capitals, signs = line.split("\t")
    return Entry(int(high), int(low), int(capitals), signs)


_NINE_TENTHS = 9


def is_mostly_small(word: str) -> bool:
    """Whether a word (in lower case) is known and has no capital in more than a tenth of its uses."""
    known = entry(word)
    return known is not None and known.capitals < _NINE_TENTHS


def english_word(word: str) -> list[str]:
    """A word's features from the list."""
    known = entry(word.lower())
    if known is None:
        return ["c=none"]
    cluster = (known.high or known.low) if word[0].isupper() else (known.low or known.high)
    found = [f"c{n}={cluster & (1 << n) - 1}" for n in (4, 6, 8)] + [f"c={cluster}"]
    other = known.low if word[0].isupper() else known.high
    return [*found, f"ca={known.capitals}", f"co={other & 63}", *(f"g{s}" for s in known.signs)]


class _Vectors(NamedTuple):
    """GloVe's vectors: a number for each word, a row of bytes for each number, and their scale."""

    numbers: dict[str, int]
    rows: NDArray[np.int8]
    scale: NDArray[np.float32]


@cache
def _vectors() -> _Vectors:
    with np.load(MODELS / "english-vectors.npz", allow_pickle=False) as held:
        names = bytes(held["words"]).decode("utf-8").split("\n")
        return _Vectors({word: n for n, word in enumerate(names)}, held["rows"], held["scale"])


def vector_number(word: str) -> int:
    """The number of a lower-case English word among the vectors; -1 where it has none."""
    return _vectors().numbers.get(word, -1)


def vectors_of(numbers: Sequence[int]) -> NDArray[np.float32]:
    """The vectors of words by number, a row of a hundred each; zeros for -1."""
    held = _vectors()
    found: NDArray[np.float32] = held.rows[np.array(numbers)].astype(np.float32) * held.scale
    found[np.array(numbers) < 0] = 0
    return found
