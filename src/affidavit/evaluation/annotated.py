"""Annotated texts of several forms, read into one.

The forms: brat standoff (`.ann` beside `.txt`), factRuEval (`.objects`, `.spans`), SlavicNER (`.tsv`
under `ner`, texts under `raw`), two columns or IOB2 (CoNLL), CoNLL-U with `NameType`, and YAML lists
of sentences with inline marks (`{person:Антон Чехов}`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from affidavit.model import MentionKind
from affidavit.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class Gold:
    """What an annotator says is mentioned from `start` to `end`; `entity` is the id of who it is."""

    start: int
    end: int
    kind: MentionKind
    entity: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text, the language it is in (empty where not told), and its annotations."""

    name: str
    language: str
    text: str
    golds: tuple[Gold, ...]


_P, _O, _L = MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE
LABELS: dict[str, MentionKind] = {
    **dict.fromkeys(("PER", "PERSON", "Person", "person", "Giv", "Sur", "Pat"), _P),
    **dict.fromkeys(("ORG", "ORGANIZATION", "Organisation", "Org", "Com", "corporation", "group"), _O),
    **dict.fromkeys(("LOC", "Location", "LocOrg", "location", "Geo", "CITY", "COUNTRY", "DISTRICT", "LOCATION",
                     "STATE_OR_PROVINCE"), _L),
    "PROFESSION": MentionKind.ROLE, "MONEY": MentionKind.MONEY, "Money": MentionKind.MONEY,
    "PERCENT": MentionKind.SHARE, "DATE": MentionKind.DATE,
    **{kind.value: kind for kind in MentionKind},
}  # fmt: skip
"""What the corpora call a kind of mention; other labels are left out."""


def read_annotated(path: Path, language: str = "") -> Iterator[AnnotatedText]:
    """All annotated texts of a file or folder; the form is told from the names in it.

    Raises `UsageError` where no known form is found.
    """
    found = False
    for text in _read(path, language):
        found = True
        yield text
    if not found:
        raise UsageError(
            f"{path} holds no annotations of a known form (.ann, .objects, .tsv, .conll, .iob2, "
            ".conllu, .yaml); name the file or folder that has them"
        )


def _read(path: Path, language: str) -> Iterator[AnnotatedText]:
    if path.is_dir():
        for file in sorted(path.rglob("*.ann")):
            yield _brat(file, language)
        for file in sorted(path.rglob("*.objects")):
            yield _factrueval(file, language or "ru")
        for file in sorted(path.rglob("*.tsv")):
            yield _slavicner(file)
        for suffix in ("*.conll", "*.conll.txt", "*.iob2", "*.conllu"):
            for file in sorted(path.rglob(suffix)):
                yield from _columns(file, language)
    elif path.suffix == ".yaml":
        yield from _inline(path, language or path.stem.rpartition("_")[2])
    elif path.suffix == ".ann":
        yield _brat(path, language)
    elif path.suffix == ".tsv":
        yield _slavicner(path)
    else:
        yield from _columns(path, language)


def _brat(file: Path, language: str) -> AnnotatedText:
    text = file.with_suffix(".txt").read_text("utf-8")
    golds = []
    for line in file.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if not cells[0].startswith("T") or len(cells) < 3:
            continue
        label, _, places = cells[1].partition(" ")
        numbers = [int(n) for n in re.findall(r"\d+", places)]
        if label in LABELS and len(numbers) == 2:
            golds.append(Gold(numbers[0], numbers[1], LABELS[label]))
    return AnnotatedText(file.stem, language, text, tuple(golds))


def _factrueval(file: Path, language: str) -> AnnotatedText:
    spans: dict[str, tuple[int, int]] = {}
    for line in file.with_suffix(".spans").read_text("utf-8").splitlines():
        cells = line.split()
        if len(cells) > 3:
            spans[cells[0]] = (int(cells[2]), int(cells[2]) + int(cells[3]))
    golds = []
    for line in file.read_text("utf-8").splitlines():
        cells = line.split("#")[0].split()
        if len(cells) < 3 or cells[1] not in LABELS:
            continue
        places = [spans[n] for n in cells[2:] if n in spans]
        if places:
            first, last = min(p[0] for p in places), max(p[1] for p in places)
            golds.append(Gold(first, last, LABELS[cells[1]]))
    return AnnotatedText(
        file.stem, language, file.with_suffix(".txt").read_text("utf-8"), tuple(golds)
    )


def _slavicner(file: Path) -> AnnotatedText:
    raw = Path(*("raw" if part == "ner" else part for part in _tail(file))).with_suffix(".txt")
    raw = file.parents[len(_tail(file)) - 1] / raw
    text = raw.read_text("utf-8")
    golds = []
    for line in file.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 6 and cells[4] in LABELS:
            start, end = int(cells[0]), int(cells[1])
            golds.append(Gold(start, end, LABELS[cells[4]], cells[5]))
    return AnnotatedText(file.stem, file.parent.name, text, tuple(golds))


def _tail(file: Path) -> tuple[str, ...]:
    """The parts of a path from the folder `ner` that is nearest to the file."""
    parts = file.parts
    at = len(parts) - 1 - parts[::-1].index("ner")
    return parts[at:]


_NO_SPACE_BEFORE = re.compile(r"^(?:[.,;:!?)\]}%»”…]|'s|n't|'[a-z]{1,2})$")
_NO_SPACE_AFTER = frozenset("([{«“$#@")


def _columns(file: Path, language: str) -> Iterator[AnnotatedText]:
    """Sentences of a file with a word a line, as they are said to stand (`# text = `) or written out
    as a person would write them."""
    words: list[tuple[str, str]] = []
    written = ""
    for number, line in enumerate([*file.read_text("utf-8").splitlines(), ""]):
        if line.startswith("# "):
            written = line[9:] if line.startswith("# text = ") else written
            continue
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) < 2:
            if words:
                yield _sentence(f"{file.stem}:{number}", language, words, written)
            words, written = [], ""
        elif file.suffix == ".conllu":
            if cells[0].isdigit():
                name = re.search(r"NameType=(\w+)", cells[5])
                label = LABELS.get(name.group(1)) if name else None
                words.append((cells[1], f"I-{label.value}" if label else "O"))
        else:
            columns = (1, 2) if file.suffix == ".iob2" else (0, -1)
            words.append((cells[columns[0]], cells[columns[1]]))


def _sentence(
    name: str, language: str, words: list[tuple[str, str]], written: str
) -> AnnotatedText:
    text = written or _written_out([word for word, _ in words])
    golds: list[Gold] = []
    previous, at = "", 0
    for word, tag in words:
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        kind = LABELS.get(tag[2:])
        if kind is not None:
            if golds and previous == tag[2:] and tag[0] != "B":
                golds[-1] = Gold(golds[-1].start, at, kind)
            else:
                golds.append(Gold(start, at, kind))
        previous = tag[2:]
    return AnnotatedText(name, language, text, tuple(_joined(text, golds)))


def _written_out(words: list[str]) -> str:
    text, spaced = "", False
    for word in words:
        text += " " * (spaced and not _NO_SPACE_BEFORE.match(word)) + word
        spaced = word not in _NO_SPACE_AFTER
    return text


_INSIDE_A_NAME = re.compile(r"-|(?<=\b\w)\.\s?")


def _joined(text: str, golds: list[Gold]) -> Iterator[Gold]:
    """Treebanks mark words: what a hyphen or an initial's full stop parts is one name."""
    last: Gold | None = None
    for gold in golds:
        if last is not None and last.kind is gold.kind:
            between = _INSIDE_A_NAME.match(text, last.end)
            if between and between.end() == gold.start:
                last = Gold(last.start, gold.end, gold.kind)
                continue
        if last is not None:
            yield last
        last = gold
    if last is not None:
        yield last


_MARK = re.compile(r"\{([a-z_]+):|\}")


def _inline(file: Path, language: str) -> Iterator[AnnotatedText]:
    """Sentences with `{kind:text}` in them; marks may be nested."""
    for number, marked in enumerate(yaml.safe_load(file.read_text("utf-8"))):
        text, at = "", 0
        opened: list[tuple[str, int]] = []
        golds = []
        for mark in _MARK.finditer(marked):
            text += marked[at : mark.start()]
            at = mark.end()
            if mark.group(1):
                opened.append((mark.group(1), len(text)))
            else:
                kind, start = opened.pop()
                golds.append(Gold(start, len(text), MentionKind(kind)))
        yield AnnotatedText(f"{file.stem}:{number + 1}", language, text + marked[at:], tuple(golds))
