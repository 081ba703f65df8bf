"""How the words of a sentence hang together, in Russian, Ukrainian and Belarusian.

Two of the Natasha project's models (MIT) over navec's vectors: dependencies and morphology in terms
of Universal Dependencies. As with names, words of the neighbouring languages are looked up as the
Russian ones they are spelled like.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from affidavit.extract.russian import MODELS, as_russian, is_neighbour, vectors, word_number
from affidavit.extract.slovnames import as_cyrillic
from affidavit.language.fold import vowel_key


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


# Endings by which a word of a neighbour is a verb, and a Russian verb in the same form: what the parser
# is given where the word itself is read as no Russian verb.
_VERBS = {
    "uk": (
        ("(?:имо|ємо|емо|імо)$", "отправим"), ("(?:ували|или|али|яли|ли)$", "отправили"), ("(?:увала|ила|ала|яла|ла)$", "отправила"),
        ("(?:увало|ило|ало|яло)$", "отправило"), ("(?:ував|ив|ав|яв)$", "отправил"), ("(?:ити|ати|ути|яти|іти|йти|сти|зти)$", "отправить"),
        ("(?:ено|ано|уто|ято)$", "отправлено"), ("(?:ують|ають|яють|лять|жать|дуть)$", "отправляют"), ("(?:ує|ає|яє|юється|ується)$", "отправляет"),
        ("(?:уємо|аємо)$", "отправляем"), ("(?:ються|уються)$", "отправляются"),
    ),
    "be": (
        ("(?:авалі|ілі|алі|ялі|лі)$", "отправили"), ("(?:авала|іла|ала|яла)$", "отправила"), ("(?:іў|аваў|аў|яў)$", "отправил"),
        ("(?:іць|аць|уць|яць|ць|сці|зці)$", "отправить"), ("(?:ена|ана|ута)$", "отправлено"), ("(?:уюць|аюць|яюць|юць)$", "отправляют"),
        ("(?:уе|ае|яе)$", "отправляет"), ("(?:уем|аем|яем)$", "отправляем"), ("(?:уецца|аецца|яецца)$", "отправляется"),
        ("(?:ім|ем)$", "отправим"),
    ),
}  # fmt: skip
_ENDINGS = {
    language: tuple((re.compile(ending), verb) for ending, verb in pairs)
    for language, pairs in _VERBS.items()
}


@lru_cache(maxsize=50_000)
def _number(word: str, language: str) -> int:
    """The number of a word among the vectors; of a verb in the same form where a neighbour's verb is
    read as nothing of the kind."""
    number = word_number(word, language)
    if language not in _ENDINGS or len(word) < _SHORTEST_VERB:
        return number
    if is_neighbour(word, language) or vowel_key(as_russian(word, language)) == vowel_key(word):
        return number
    stand_in = next((verb for ending, verb in _ENDINGS[language] if ending.search(word)), "")
    return word_number(stand_in, "ru") if stand_in else number


_SHORTEST_VERB = 5


def parse(words: Sequence[str], language: str) -> list[Node]:
    """A node for each word of one sentence (about 5 ms for twenty words)."""
    if not words:
        return []
    syntax, morph = _models()
    numbers = np.array([[_number(word.lower(), language) for word in words]])
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
