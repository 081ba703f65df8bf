"""Train the name models that ship with affidavit.

    python training/train_crf.py CORPORA src/affidavit/extract/models [capitals] [cyrillic] [latin]

CORPORA is a folder with `factrueval-2016`, `ud-belarusian`, `BTC`, `wnut17-en`, `re3d` and `wikigold`: data
whose licences allow shipping the result (see src/affidavit/extract/models/MODEL-CARD.md).
"""

import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pycrfsuite

from affidavit.evaluation.annotated import AnnotatedText, Gold, read_annotated
from affidavit.extract.crf import KINDS, features, prepare, tokenise
from affidavit.extract.russian import signs
from affidavit.extract.truecase import truecase
from affidavit.language.sentences import sentences
from affidavit.model import MentionKind

_LABELS = {kind: label for label, kind in KINDS.items()}
_TOGETHER = 20
"""Sentences that are taken for one text where a corpus does not say where texts begin."""


def texts(root: Path, name: str) -> Iterator[tuple[AnnotatedText, int]]:
    """(text, how often it counts) of all a model is trained on."""
    if name == "cyrillic":
        for text in read_annotated(root / "factrueval-2016/devset", "ru"):
            yield without_descriptions(text), 1
        file = root / "ud-belarusian/be_hse-ud-dev.conllu"
        yield from ((t, 2) for t in joined(read_annotated(file, "be")))
        return
    tweets = [
        sentence
        for file in sorted((root / "BTC/CONLL-format/data").glob("*.conll"))
        for tweet in joined(read_annotated(file, "en"), 1)
        for sentence in split(tweet)
    ]
    yield from ((t, 1) for t in tweets[::2])  # all of them would drown what is edited text
    yield from (
        (t, 1) for t in joined(read_annotated(root / "wnut17-en/wnut17train.conll", "en"), 1)
    )
    for folder in sorted((root / "re3d/CONLL-format/data-by-source/conll").iterdir()):
        if folder.name != "BBC_Online":  # of all parts the one that may not be used commercially
            for file in sorted(folder.glob("*.conll")):
                yield from ((named_only(t), 2) for t in joined(read_annotated(file, "en")))
    for file in sorted((root / "wikigold/CONLL-format/data").glob("*.txt")):
        yield from ((t, 3) for t in joined(read_annotated(file, "en")))


def joined(parts: Iterable[AnnotatedText], together: int = _TOGETHER) -> Iterator[AnnotatedText]:
    """Sentences put together to texts."""
    text, golds, count = "", [], 0
    last: AnnotatedText | None = None
    for part in parts:
        golds += [Gold(g.start + len(text), g.end + len(text), g.kind) for g in part.golds]
        text += part.text + "\n\n"
        count, last = count + 1, part
        if count == together:
            yield AnnotatedText(part.name, part.language, text, tuple(golds))
            text, golds, count = "", [], 0
    if last is not None and count:
        yield AnnotatedText(last.name, last.language, text, tuple(golds))


def split(text: AnnotatedText) -> Iterator[AnnotatedText]:
    """A text's sentences as texts."""
    for start, end in sentences(text.text):
        golds = (g for g in text.golds if start <= g.start and g.end <= end)
        moved = tuple(replace(g, start=g.start - start, end=g.end - start) for g in golds)
        yield AnnotatedText(text.name, text.language, text.text[start:end], moved)


_DESCRIPTION = re.compile(r"^(?:[а-яё-]+\s+)+(?=[«\"“A-ZА-ЯЁ])")


def without_descriptions(text: AnnotatedText) -> AnnotatedText:
    """factRuEval takes «компания» in «компания «Газель»» and «реки» in «реки Ветлуги» for parts of the
    names: they are left out, unless all that is left is a place («мэрия Москвы»)."""
    places = {gold.start for gold in text.golds if gold.kind is MentionKind.PLACE}
    golds = []
    for gold in text.golds:
        described = _DESCRIPTION.match(text.text[gold.start : gold.end])
        if described and gold.kind is not MentionKind.PERSON:
            start = gold.start + described.end()
            if gold.kind is MentionKind.PLACE or start not in places:
                gold = replace(gold, start=start)
        golds.append(gold)
    return replace(text, golds=tuple(golds))


_ARTICLE = re.compile(r"^(?:the|The|a|an|A)\s+")


def named_only(text: AnnotatedText) -> AnnotatedText:
    """re3d marks «he» and «the militants» too: what has no capital is left out, and articles."""
    golds = []
    for gold in text.golds:
        quote = text.text[gold.start : gold.end]
        article = _ARTICLE.match(quote)
        start = gold.start + (article.end() if article else 0)
        rest = text.text[start : gold.end]
        words = [w for w in re.findall(r"[\w'’-]+", rest) if w.isalpha()]
        if words and words[0][0].isupper() and words[-1][0].isupper() and words[0] not in _NO_NAMES:
            golds.append(replace(gold, start=start))
    return replace(text, golds=tuple(golds))


_NO_NAMES = frozenset("He She They We It I His Her Their Our You Who This These".split())


def samples(text: AnnotatedText) -> Iterator[tuple[list[list[str]], list[str]]]:
    """(features, labels) of each sentence of a text."""
    spans = list(sentences(text.text))
    tokens = [tokenise(text.text, a, b) for a, b in spans]
    words = [[text.text[a:b] for a, b in sentence] for sentence in tokens]
    hints, known = prepare(words, text.language)
    golds = outermost(text.golds)
    for n, sentence in enumerate(words):
        if sentence:
            rows = features(sentence, text.language, hints[n] if hints else (), known)
            yield rows, labels(tokens[n], golds)


def outermost(golds: Iterable[Gold]) -> list[Gold]:
    """The longest of those that overlap."""
    kept: list[Gold] = []
    for gold in sorted(golds, key=lambda g: (g.start - g.end, g.start)):
        if gold.kind in _LABELS and all(g.end <= gold.start or gold.end <= g.start for g in kept):
            kept.append(gold)
    return kept


def labels(tokens: Iterable[tuple[int, int]], golds: list[Gold]) -> list[str]:
    """B-, I- and O for tokens, by the golds they lie in."""
    out = []
    previous: Gold | None = None
    for start, end in tokens:
        gold = next((g for g in golds if g.start < end and start < g.end), None)
        if gold is None:
            out.append("O")
        else:
            out.append(f"{'I' if gold is previous else 'B'}-{_LABELS[gold.kind]}")
        previous = gold
    return out


def recased(text: AnnotatedText) -> Iterator[AnnotatedText]:
    """Copies in lower case and in capitals, as the truecaser gives them back."""
    for changed in (text.text.lower(), text.text.upper()):
        if len(changed) == len(text.text):
            spans = list(sentences(changed))
            yield replace(text, text=truecase(changed, spans, text.language)[0])


_PENALTY = {"cyrillic": 0.2, "latin": 0.3}


def train(name: str, root: Path, output: Path) -> None:
    """Train two models and write them to `output`: `NAME.crfsuite` for text as people write it,
    `NAME-plain.crfsuite` for text whose capitals the truecaser put back."""
    written, plain = [], []
    for text, weight in texts(root, name):
        written += [(sample, weight) for sample in samples(text)]
        plain += [(sample, weight) for copy in recased(text) for sample in samples(copy)]
    for model, material in ((name, written), (f"{name}-plain", plain)):
        random.Random(7).shuffle(material)
        trainer = pycrfsuite.Trainer(verbose=False)
        penalty = _PENALTY[name]
        trainer.set_params(
            {"c1": penalty, "c2": penalty / 10, "max_iterations": 100, "feature.minfreq": 2}
        )
        for (rows, tags), weight in material:
            for _ in range(weight):
                trainer.append(rows, tags)
        file = output / f"{model}.crfsuite"
        trainer.train(str(file))
        print(model, len(material), "sentences", file.stat().st_size, "bytes")


def train_capitals(root: Path, output: Path) -> None:
    """Logistic regression: which words are written with a capital inside a sentence."""
    counts: dict[tuple[str, str], list[int]] = {}
    for text, _ in texts(root, "cyrillic"):
        for start, end in sentences(text.text):
            places = tokenise(text.text, start, end)
            for before, (a, b) in pairwise(places):
                word = text.text[a:b]
                if word[0].isalpha() and word.isalpha() and text.text[before[0]] not in '.:«"“':
                    entry = counts.setdefault((word.lower(), text.language), [0, 0])
                    entry[word[0].isupper()] += 1
    words = sorted(counts)
    x = np.stack([signs(word, language) for word, language in words])
    capital = np.array([counts[word][1] / sum(counts[word]) for word in words], dtype=np.float32)
    weight = np.array([min(8, sum(counts[word])) for word in words], dtype=np.float32)
    w = np.zeros(x.shape[1], dtype=np.float32)
    for _ in range(1500):
        chance = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weight * (chance - capital)) / weight.sum() + 2e-4 * w
        w -= 1.5 * gradient
    np.save(output / "capitals.npy", w.astype(np.float16))
    right = ((x @ w > 0) == (capital > 0.5)) @ weight / weight.sum()
    print("capitals", len(words), "words", f"{right:.3f} right on them")


if __name__ == "__main__":
    for model in sys.argv[3:] or ["capitals", "cyrillic", "latin"]:
        if model == "capitals":
            train_capitals(Path(sys.argv[1]), Path(sys.argv[2]))
        else:
            train(model, Path(sys.argv[1]), Path(sys.argv[2]))
