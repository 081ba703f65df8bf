"""Ukrainian and Belarusian words read as the Russian ones they are spelled like.

The word vectors and the name model that are free to ship are Russian. A word of its neighbours'
languages is looked up there by `vowel_key`, the letters that the three alphabets have in common:
«Києва», «Кіева» and «Киева» are one. Words that differ altogether are in `data/neighbours.yaml`.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from affidavit.language.fold import vowel_key
from affidavit.language.scripts import fold_case
from affidavit.language.stems import parses

MODELS = Path(__file__).parent / "models"
_NEIGHBOURS = Path(__file__).parent / "data" / "neighbours.yaml"
_ENDINGS = (re.compile("[AEIU]{1,2}$"), re.compile("[AEIU]{1,2}[vgm][AEIU]{0,2}$"))
_SHORTEST_STEM = 3
STEM = "~"
"""What marks the key of a stem."""


@cache
def vectors() -> Any:
    """navec's 250,000 Russian words, their counts and quantised vectors (0.2 s, 30 MB)."""
    from navec import Navec

    return Navec.load(str(MODELS / "navec_news_v1_1B_250K_300d_100q.tar"))


@cache
def _neighbours(language: str) -> dict[str, str]:
    """Words of a language -> Russian words of the same use."""
    lines = yaml.load(_NEIGHBOURS.read_text("utf-8"), yaml.CSafeLoader).get(language, "").split()
    pairs = (line.split("=") for line in lines)
    return {fold_case(word): russian for word, russian in pairs}


def is_neighbour(word: str, language: str) -> bool:
    """Whether `data/neighbours.yaml` tells the Russian word for a lower-case word."""
    return language in ("uk", "be") and fold_case(word) in _neighbours(language)


@cache
def _by_key() -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The digests of all keys in order, and the number of the word of each: `training/make_keys.py`
    makes them, since to make them takes seconds, which every process would wait for."""
    with np.load(MODELS / KEYS, allow_pickle=False) as held:
        return held["digests"], held["numbers"]


KEYS = "russian-keys.npz"


def digest(key: str) -> int:
    """Eight bytes for a key, as they are looked up."""
    return int.from_bytes(blake2b(key.encode("utf-8"), digest_size=8).digest(), "little")


def _commonest(key: str) -> int | None:
    digests, numbers = _by_key()
    wanted = np.uint64(digest(key))
    at = int(np.searchsorted(digests, wanted))
    return int(numbers[at]) if at < len(digests) and digests[at] == wanted else None


def key_stems(key: str) -> tuple[str, ...]:
    """What is left of a key without a short ending, and without a long one."""
    bare = (ending.sub("", key) for ending in _ENDINGS)
    return tuple(dict.fromkeys(s for s in bare if s != key and len(s) >= _SHORTEST_STEM))


@lru_cache(maxsize=200_000)
def word_number(word: str, language: str) -> int:
    """The number of a lower-case word among `vectors()`; that of `<unk>` where there is none."""
    vocabulary = vectors().vocab
    number = vocabulary.word_ids.get(word)
    if language not in ("uk", "be") or not word[:1].isalpha():
        if number is None:
            number = vocabulary.word_ids.get(word.replace("ё", "е"))
        return int(vocabulary.unk_id if number is None else number)
    known = _neighbours(language).get(fold_case(word))
    if known:
        return int(vocabulary.word_ids.get(known, vocabulary.unk_id))
    fitting = [n for n in (number, *map(_alike, _spellings(word, language))) if n is not None]
    counts = vocabulary.counts
    return int(max(fitting, key=lambda n: counts[n])) if fitting else int(vocabulary.unk_id)


def _spellings(word: str, language: str) -> tuple[str, ...]:
    """A word as it stands, and as Russian would have it: Харків, Харков; Сяргей, Сергей."""
    if language == "uk":
        other = re.sub("[ії](?=[втнлкр]$)", "о" if word[-2:-1] == "і" else "е", word)
    else:
        other = re.sub("я(?=.*[аеёіоуыэюя])", "е", word, count=1)
    return (word,) if other == word else (word, other)


def _alike(word: str) -> int | None:
    """The commonest Russian word with the same letters, else with the same stem."""
    key = vowel_key(word)
    found = _commonest(key)
    if found is None and len(key) > _SHORTEST_STEM:
        for stem in key_stems(key):
            found = _commonest(f"{STEM}{stem}")
            if found is not None:
                break
    return found


@lru_cache(maxsize=200_000)
def as_russian(word: str, language: str) -> str:
    """The Russian word a lower-case word is read as; itself where none is known."""
    vocabulary = vectors().vocab
    number = word_number(word, language)
    return word if number == vocabulary.unk_id else str(vocabulary.words[number])


@lru_cache(maxsize=50_000)
def is_future_form(word: str, language: str) -> bool:
    """Whether a lower-case Ukrainian or Belarusian word, read as Russian, can only be a verb in the
    future («приїде»)."""
    if language not in ("uk", "be"):
        return False
    readings = parses(fold_case(as_russian(word, language)))
    return bool(readings) and all(reading.tag.tense == "futr" for reading in readings)


def vectors_of(numbers: Sequence[int]) -> NDArray[np.float32]:
    """The vectors of words by number, a row of three hundred each; zeros for numbers that have none."""
    table = vectors()
    known = len(table.vocab.counts)
    zero = np.zeros(table.pq.dim, np.float32)
    return np.stack([table.pq[n] if 0 <= n < known else zero for n in numbers])


_NAMING = {"Name": "name", "Surn": "surname", "Patr": "patronymic", "Geox": "place", "Orgn": "firm",
           "Abbr": "abbreviation"}  # fmt: skip


@lru_cache(maxsize=200_000)
def naming(word: str, language: str) -> frozenset[str]:
    """What the dictionary takes a word to name: name, surname, patronymic, place, firm,
    abbreviation; `word` where it can be none of them, `unknown` where it does not know the word."""
    russian = as_russian(word, language)
    found: set[str] = set()
    readings = parses(fold_case(russian))
    for reading in readings[:4]:
        grammemes = set(str(reading.tag).replace(" ", ",").split(","))
        kinds = {name for tag, name in _NAMING.items() if tag in grammemes}
        found |= kinds or {"word"}
    if not any(reading.is_known for reading in readings):
        found.add("unknown")
    if russian == word and word not in vectors().vocab.word_ids:
        found.add("rare")
    return frozenset(found)


_NOTHING_NAMED = frozenset({"word", "rare"})


def names_nothing(word: str, language: str) -> bool:
    """Whether the dictionary knows a lower-case word, and as nothing but a common word."""
    return naming(word, language) <= _NOTHING_NAMED


_SIGNS = (
    "name",
    "surname",
    "patronymic",
    "place",
    "firm",
    "abbreviation",
    "word",
    "unknown",
    "rare",
)


def signs(word: str, language: str) -> NDArray[np.float32]:
    """A word as 300 numbers of its vector, nine of `naming`, and its length: what the truecaser sees."""
    vector = vectors_of([word_number(word, language)])[0]
    named = naming(word, language)
    rest = [float(sign in named) for sign in _SIGNS] + [min(len(word), 12) / 12, 1.0]
    return np.concatenate([vector, rest]).astype(np.float32)
