"""A message's text in a few numbers that are nearly the same for nearly the same text (MinHash).

Broder, "On the resemblance and containment of documents" (1997); hashing by rensa with a fixed seed.
"""

import re
import struct
from collections.abc import Iterable

import rensa

from affidavit.model import TextLayer

NUMBERS = 32
VERSION = "1"
_SEED = 20_220_224
_SHINGLE = 3
_WORDS = 8
_WORD = re.compile(r"\w+")
_KINDS = ("body", "quoted", "signature")


def fingerprint(layers: Iterable[TextLayer]) -> bytes:
    """32 numbers of four bytes over the message's words in threes; empty for a text too short to
    be told from others."""
    words = [
        w for layer in layers if layer.kind in _KINDS for w in _WORD.findall(layer.text.lower())
    ]
    if len(words) < _WORDS:
        return b""
    shingles = {" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)}
    hasher = rensa.RMinHash(num_perm=NUMBERS, seed=_SEED)
    hasher.update(sorted(shingles))
    return struct.pack(f"<{NUMBERS}I", *hasher.digest())
