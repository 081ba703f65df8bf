"""Train the name models that ship with affidavit.

    python training/train_crf.py CORPORA OUTPUT [latin|slavic]

CORPORA is a folder with `BTC`, `wikigold`, `factrueval-2016` and `ud-belarusian` (data whose
licences allow shipping the result; see src/affidavit/extract/models/MODEL-CARD.md).
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pycrfsuite

from affidavit.extract.crf import features
from affidavit.language.scripts import TOKEN

Sentence = tuple[list[str], list[str]]
_FACTRU = {"Person": "PER", "Org": "ORG", "LocOrg": "LOC", "Location": "LOC"}
_UD = {"Giv": "PER", "Sur": "PER", "Pat": "PER", "Geo": "LOC", "Com": "ORG"}


def conll(path: Path, separator: str | None) -> Iterator[Sentence]:
    """Sentences of a two-column file, labels made BIO over PER, ORG and LOC."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        cells = line.split(separator)
        if len(cells) < 2:
            if words:
                yield bio(words, tags)
            words, tags = [], []
        else:
            words.append(cells[0])
            tags.append(cells[-1])
    if words:
        yield bio(words, tags)


def bio(words: list[str], tags: list[str]) -> Sentence:
    """IOB1 or BIO to BIO, other kinds of name dropped; words split as the tagger splits them."""
    out_words: list[str] = []
    out_tags: list[str] = []
    previous = "O"
    for word, tag in zip(words, tags, strict=True):
        kind = tag[2:] if tag[2:] in ("PER", "ORG", "LOC") else ""
        start = kind and (tag[0] == "B" or previous != kind)
        for number, piece in enumerate(TOKEN.findall(word)):
            out_words.append(piece)
            label = "B" if start and number == 0 else "I"
            out_tags.append(f"{label}-{kind}" if kind else "O")
        previous = kind or "O"
    return out_words, out_tags


def factrueval(folder: Path) -> Iterator[Sentence]:
    """factRuEval-2016: objects over spans over tokens, cut into sentences at empty lines."""
    for tokens_file in sorted(folder.glob("*.tokens")):
        base = tokens_file.with_suffix("")
        spans: dict[str, tuple[int, int]] = {}
        for line in base.with_suffix(".spans").read_text("utf-8").splitlines():
            cells = line.split()
            spans[cells[0]] = (int(cells[2]), int(cells[2]) + int(cells[3]))
        marked: dict[int, str] = {}
        starts: set[int] = set()
        objects = base.with_suffix(".objects").read_text("utf-8").splitlines()
        for line in sorted(objects, key=lambda row: "LocOrg" in row or "Location" in row):
            cells = line.split("#")[0].split()
            kind = _FACTRU.get(cells[1])
            places = [spans[number] for number in cells[2:] if number in spans]
            if not kind or not places:
                continue
            first, last = min(p[0] for p in places), max(p[1] for p in places)
            if any(position in marked for position in range(first, last)):
                continue
            starts.add(first)
            marked |= dict.fromkeys(range(first, last), kind)
        text = base.with_suffix(".txt").read_text("utf-8")
        offset = 0
        for line in text.splitlines(keepends=True):
            words, tags = [], []
            for match in TOKEN.finditer(line):
                at = offset + match.start()
                kind = marked.get(at, "")
                begins = kind and (at in starts or not tags or tags[-1] == "O")
                words.append(match.group())
                tags.append(f"{'B' if begins else 'I'}-{kind}" if kind else "O")
            if words:
                yield words, tags
            offset += len(line)


def universal(path: Path) -> Iterator[Sentence]:
    """Universal Dependencies with NameType on proper nouns."""
    words: list[str] = []
    tags: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 10:
            if words and not line:
                yield bio(words, tags)
                words, tags = [], []
            continue
        if not cells[0].isdigit():
            continue
        name = next((f[9:] for f in cells[5].split("|") if f.startswith("NameType=")), "")
        kind = _UD.get(name.split(",")[0], "")
        words.append(cells[1])
        tags.append(f"I-{kind}" if kind else "O")


def corpus(name: str, root: Path) -> list[Sentence]:
    """All sentences a model is trained on."""
    if name == "latin":
        found = [
            s
            for f in sorted((root / "BTC/CONLL-format/data").glob("*.conll"))
            for s in conll(f, "\t")
        ]
        for file in sorted((root / "wikigold/CONLL-format/data").glob("*")):
            gold = list(conll(file, None))
            found += gold + gold
        return found
    found = list(factrueval(root / "factrueval-2016/devset"))
    return found + 2 * list(universal(root / "ud-belarusian/be_hse-ud-dev.conllu"))


def train(name: str, root: Path, output: Path) -> None:
    """Train one model and write it to `output/NAME.crfsuite`."""
    sentences = corpus(name, root)
    random.Random(7).shuffle(sentences)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 0.15, "c2": 0.02, "max_iterations": 90, "feature.minfreq": 2})
    for words, tags in sentences:
        trainer.append(features(words), tags)
    trainer.train(str(output / f"{name}.crfsuite"))
    print(name, len(sentences), "sentences")


if __name__ == "__main__":
    for model in sys.argv[3:] or ["latin", "slavic"]:
        train(model, Path(sys.argv[1]), Path(sys.argv[2]))
