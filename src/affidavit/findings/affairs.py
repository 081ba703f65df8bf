"""Whether an English sentence is about trade, industry or arms at all.

English words alone say little: «ship», «drive», «plant», "meet" fill any mailing list. A logistic
regression over the words of a sentence, their Brown clusters and the kinds of names in it, made by
`training/train_affairs.py`, tells such affairs from everything else. In the other languages
inflection and the parser say enough.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from math import exp, sqrt

from affidavit.extract.english import entry
from affidavit.extract.russian import MODELS
from affidavit.model import Mention

FILE = "affairs.tsv.gz"
_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}")
_SURE = 0.6
_CLUSTERS = (6, 9)
_ENOUGH = 0.45
BIAS = "bias"


def signs(text: str, mentions: Iterable[Mention]) -> frozenset[str]:
    """What the model sees of a sentence."""
    found = {f"k={m.kind.value}" for m in mentions if m.confidence >= _SURE}
    for match in _WORD.finditer(text):
        low = match.group().lower()
        found.add(f"w={low}")
        if known := entry(low):
            cluster = known.low or known.high
            found |= {f"c{bits}={cluster & ((1 << bits) - 1)}" for bits in _CLUSTERS}
    return frozenset(found)


@cache
def _weights() -> dict[str, float]:
    lines = gzip.decompress((MODELS / FILE).read_bytes()).decode("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {sign: float(weight) for sign, weight in pairs}


def affair(text: str, mentions: Iterable[Mention]) -> float:
    """How likely a sentence speaks of such an affair (0..1)."""
    weights = _weights()
    known = [weights[sign] for sign in sorted(signs(text, mentions)) if sign in weights]
    score = weights[BIAS] + (sum(known) / sqrt(len(known)) if known else 0.0)
    return 1 / (1 + exp(-score))


def trust(text: str, mentions: Iterable[Mention]) -> float:
    """How far a claim in an English sentence goes: 1 where it is likely enough about an affair."""
    return round(min(1.0, affair(text, mentions) / _ENOUGH), 3)
