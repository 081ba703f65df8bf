"""Names by sequence models of our own (conditional random fields) for uk, be and en.

The models are made by `training/train_crf.py`; `models/MODEL-CARD.md` says from what and how good.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from affidavit.extract.gazetteer import place_names
from affidavit.language.fold import vowel_key
from affidavit.language.lexicon import given_names, legal_forms
from affidavit.language.scripts import CYRILLIC, TOKEN, fold_case
from affidavit.model import MentionKind

MODELS = Path(__file__).parent / "models"
KINDS = {
    "PER": MentionKind.PERSON,
    "ORG": MentionKind.ORGANISATION,
    "LOC": MentionKind.PLACE,
}


def tokenise(text: str) -> list[tuple[int, int]]:
    """(start, end) of words, numbers and single marks."""
    return [match.span() for match in TOKEN.finditer(text)]


def _shape(word: str) -> str:
    out = re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", word)
    return re.sub(r"(.)\1{2,}", r"\1\1", re.sub(r"\d", "0", out))


@cache
def _word_features(word: str) -> tuple[str, ...]:
    low = fold_case(word)
    if not low[:1].isalpha():
        return (f"w={low if not low.isdigit() else '0' * min(4, len(low))}", "s=" + _shape(word))
    folded = vowel_key(low) if CYRILLIC.search(low) else low
    features = [f"w={folded}", f"s={_shape(word)}"]
    features += [f"p{n}={folded[:n]}" for n in (2, 3) if len(folded) > n]
    features += [f"e{n}={folded[-n:]}" for n in (1, 2, 3, 4) if len(folded) > n]
    if low in given_names():
        features.append("given")
    if low in place_names():
        features.append("place")
    if low in legal_forms():
        features.append("legal")
    return tuple(features)


def features(words: Sequence[str]) -> list[list[str]]:
    """The features of each word of a sentence: its own, and its neighbours'."""
    own = [_word_features(word) for word in words]
    out: list[list[str]] = []
    for n, mine in enumerate(own):
        row = ["b", *mine]
        for distance in (-2, -1, 1, 2):
            at = n + distance
            if 0 <= at < len(words):
                near = own[at] if abs(distance) == 1 else own[at][:2]
                row += [f"{distance}:{feature}" for feature in near if feature[0] in "wsgple"]
            else:
                row.append(f"{distance}:edge")
        if 0 < n < len(words) - 1:
            row.append(f"around={own[n - 1][1]}|{mine[1]}|{own[n + 1][1]}")
        out.append(row)
    return out


@cache
def _tagger(name: str) -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODELS / f"{name}.crfsuite"))
    return tagger


def model_for(language: str) -> str:
    """The model that reads a language; empty where none does."""
    return {"en": "latin", "uk": "slavic", "be": "slavic"}.get(language, "")


def names(text: str, language: str) -> list[tuple[int, int, MentionKind, float]]:
    """(start, end, kind, confidence) of the names the model finds in one sentence."""
    tokens = tokenise(text)
    name = model_for(language)
    if not tokens or not name:
        return []
    tagger = _tagger(name)
    tags = tagger.tag(features([text[start:end] for start, end in tokens]))
    found: list[tuple[int, int, MentionKind, float]] = []
    n = 0
    while n < len(tags):
        if tags[n] == "O":
            n += 1
            continue
        kind, first = tags[n][2:], n
        n += 1
        while n < len(tags) and tags[n] == f"I-{kind}":
            n += 1
        sure = min(tagger.marginal(tags[i], i) for i in range(first, n))
        found.append((tokens[first][0], tokens[n - 1][1], KINDS[kind], round(sure, 3)))
    return found
