"""Write the table by which Ukrainian and Belarusian words are read as Russian ones.

    python training/make_keys.py src/affidavit/extract/models

For each `vowel_key` of the 250,000 Russian words of navec, and of the stem of each, the number of the
commonest word that has it.
"""

import re
import sys
from pathlib import Path

import numpy as np

from affidavit.extract.russian import KEYS, STEM, digest, key_stems, vectors
from affidavit.language.fold import vowel_keys

_CYRILLIC_WORD = re.compile("[а-яё]")


def commonest() -> dict[str, int]:
    """Key of a word, and of its stem, -> the number of the commonest Russian word that has it."""
    vocabulary = vectors().vocab
    order = np.argsort(np.asarray(vocabulary.counts), kind="stable")
    numbers = [int(n) for n in order if _CYRILLIC_WORD.match(vocabulary.words[n])]
    keys = vowel_keys([vocabulary.words[n] for n in numbers])
    pairs = zip(keys, numbers, strict=True)
    found = {f"{STEM}{stem}": n for key, n in pairs for stem in key_stems(key)}
    found.update(zip(keys, numbers, strict=True))
    return found


def table() -> dict[str, np.ndarray]:
    """The digests in order and the number of each."""
    found = commonest()
    digests = np.array([digest(key) for key in found], np.uint64)
    order = np.argsort(digests)
    return {
        "digests": digests[order],
        "numbers": np.array(list(found.values()), np.int32)[order],
    }


if __name__ == "__main__":
    np.savez(Path(sys.argv[1]) / KEYS, **table())
