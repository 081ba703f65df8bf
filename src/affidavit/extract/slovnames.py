"""What the Natasha project's Russian name model says of words, whatever Slavic language they are of.

The model is slovnet's (MIT), a small convolutional network over navec's word vectors; it is run here
on words rather than on text, so that Ukrainian and Belarusian ones can be looked up first
(`russian.word_number`) and a whole text is read in few steps.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from affidavit.extract.russian import MODELS, vectors, word_number

_MOST_WORDS = 600
_KINDS = ("PER", "LOC", "ORG")


@cache
def _model() -> Any:
    from slovnet import NER

    return NER.load(str(MODELS / "slovnet_ner_news_v1.tar")).navec(vectors()).infer


@lru_cache(maxsize=50_000)
def _shape_number(word: str) -> int:
    from slovnet.shape import word_shape

    return int(_model().encoder.shapes_vocab.encode(word_shape(as_cyrillic(word))))


def as_cyrillic(word: str) -> str:
    """The model knows Russian letters only: others are written as their like."""
    return word.translate(_LETTERS)


_LETTERS = str.maketrans("іїєґўІЇЄҐЎ’ʼ", "иеегуИЕЕГУъъ")


def tag(sentences: Sequence[Sequence[str]], language: str) -> list[list[tuple[str, str]]]:
    """For each word of each sentence its tag (B-PER, I-PER, B-LOC, I-LOC, B-ORG, I-ORG or O), and
    how likely each kind of name is in fifths, but for those at nought: `PER4 ORG1`."""
    found: list[list[tuple[str, str]]] = []
    batch: list[Sequence[str]] = []
    size = 0
    for sentence in sentences:
        if batch and size + len(sentence) > _MOST_WORDS:
            found += _tag(batch, language)
            batch, size = [], 0
        batch.append(sentence)
        size += len(sentence)
    return found + (_tag(batch, language) if batch else [])


def _tag(sentences: Sequence[Sequence[str]], language: str) -> list[list[tuple[str, str]]]:
    """Sentences read as one text."""
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return [[] for _ in sentences]
    infer = _model()
    numbers = np.array(
        [[word_number(word.lower().replace("\u0301", ""), language) for word in words]]
    )
    shapes = np.array([[_shape_number(word) for word in words]])
    mask = np.zeros(numbers.shape, dtype=bool)
    scores = infer.model(numbers, shapes, mask)
    best = infer.model.head.crf.decode(scores, ~mask)[0]
    items = infer.decoder.tags_vocab.items
    chances = np.exp(scores[0] - scores[0].max(axis=1, keepdims=True))
    chances[:, 0] = 0
    chances /= chances.sum(axis=1, keepdims=True)
    fifths = np.stack(
        [
            chances[:, [n for n, tag in enumerate(items) if tag.endswith(kind)]].sum(axis=1)
            for kind in _KINDS
        ],
        axis=1,
    )
    fifths = np.rint(5 * fifths).astype(int)
    tags = [
        (
            str(items[number]),
            " ".join(f"{kind}{n}" for kind, n in zip(_KINDS, row, strict=True) if n),
        )
        for number, row in zip(best, fifths.tolist(), strict=True)
    ]
    out: list[list[tuple[str, str]]] = []
    at = 0
    for sentence in sentences:
        out.append(tags[at : at + len(sentence)])
        at += len(sentence)
    return out
