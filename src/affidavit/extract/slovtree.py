"""How the words of a sentence hang together, in Russian, Ukrainian and Belarusian.

Two of the Natasha project's models (MIT) over navec's vectors: dependencies and morphology in terms
of Universal Dependencies. As with names, words of the neighbouring languages are looked up as the
Russian ones they are spelled like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from affidavit.extract.russian import MODELS, vectors, word_number
from affidavit.extract.slovnames import as_cyrillic


@dataclass(frozen=True, slots=True)
class Node:
    """A word in its tree: number of the word it hangs on (-1 for the root), how (`nsubj`, `obj`),
    its part of speech (`VERB`) and features (`Case=Nom`)."""

    head: int
    relation: str
    pos: str
    features: frozenset[str]

    def has(self, *features: str) -> bool:
        """Whether it has any of these features."""
        return not self.features.isdisjoint(features)


@cache
def _models() -> tuple[Any, Any]:
    from slovnet import Morph, Syntax

    syntax = Syntax.load(str(MODELS / "slovnet_syntax_news_v1.tar")).navec(vectors())
    morph = Morph.load(str(MODELS / "slovnet_morph_news_v1.tar")).navec(vectors())
    return syntax.infer, morph.infer


@lru_cache(maxsize=50_000)
def _shapes(word: str) -> tuple[int, int]:
    from slovnet.shape import word_shape

    shape = word_shape(as_cyrillic(word))
    first, second = (int(model.encoder.shapes_vocab.encode(shape)) for model in _models())
    return first, second


def parse(words: Sequence[str], language: str) -> list[Node]:
    """A node for each word of one sentence (about 5 ms for twenty words)."""
    if not words:
        return []
    syntax, morph = _models()
    numbers = np.array([[word_number(word.lower(), language) for word in words]])
    mask = np.zeros(numbers.shape, dtype=bool)
    shapes = [_shapes(word) for word in words]
    tree = syntax.model(numbers, np.array([[shape for shape, _ in shapes]]), mask)
    heads = syntax.model.head.decode(tree.head_id, ~mask)[0]
    relations = syntax.model.rel.decode(tree.rel_id, ~mask)[0]
    forms = morph.model(numbers, np.array([[shape for _, shape in shapes]]), mask)
    tags = morph.model.head.decode(forms)[0]
    nodes = []
    for head, relation, tag in zip(heads, relations, tags, strict=True):
        pos, _, features = str(morph.decoder.tags_vocab.decode(tag)).partition("|")
        name = str(syntax.decoder.rels_vocab.decode(relation))
        nodes.append(Node(int(head) - 1, name, pos, frozenset(features.split("|"))))
    return nodes
