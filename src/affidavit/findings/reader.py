"""A small network that reads a sentence: how likely it states a claim of each frame, which words fill
which role of it.

Triggers alone say little: "meet", «отправить» and «завод» fill any mailing list, and no list of them
holds all ways to say that a purchase was refused. The network sees each word as its vector (navec's for
Russian and what is read as Russian, GloVe's for English), the kind of name it belongs to and its shape;
three dilated convolutions with residuals give it its surroundings, up to seven words on each side. The
frames come from the largest values over the sentence and a weight for each of its `signs`; the roles
from each word, the sentence and the frame. `training/train_reader.py` makes it; the model card tells from
what and how well it reads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from affidavit.extract import english, russian
from affidavit.extract.english import vector_number
from affidavit.extract.russian import MODELS, word_number
from affidavit.findings.clause import Sentence, Standing
from affidavit.findings.signs import signs
from affidavit.model import MentionKind
from affidavit.model.text import Stretch

Floats = NDArray[np.float32]
ANY = "any affair"
"""The column that tells whether a sentence states any claim of business."""
NONE = -1
"""Stands for the number of a word that has no vector, or that is part of a name."""
KINDS = tuple(kind.value for kind in MentionKind)
SHAPES = 9
DILATIONS = (1, 2, 4)
_SURE = 0.3
_GAP = max(DILATIONS)
_CAUTION = 1.2
"""The network is too cautious, for it was trained on many sentences without claims and without some
of its signs: where it says 0.2 it is right as often as not."""
FILE = "reader.npz"


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the network sees it: for each word the number of its vector, the kind of name and
    its shape, and the signs of the whole with the words they stand at."""

    language: str
    numbers: tuple[int, ...]
    kinds: tuple[int, ...]
    shapes: tuple[int, ...]
    signs: Mapping[str, int]


def see(sentence: Sentence, standing: Iterable[Standing]) -> Seen:
    """A sentence in which these triggers stand, as the network sees it."""
    in_english = sentence.language == "en"
    numbers, kinds, shapes = [], [], []
    for word, named in zip(sentence.words, sentence.names, strict=True):
        known = vector_number(word.low) if in_english else word_number(word.low, sentence.language)
        numbers.append(NONE if named else known)
        over = (
            m for m in sentence.mentions
            if m.span.start <= word.start < m.span.end and m.confidence >= _SURE
        )  # fmt: skip
        mention = next(over, None)
        begins = mention is not None and mention.span.start == word.start
        kinds.append(0 if mention is None else 2 + 2 * KINDS.index(mention.kind.value) + begins)
        shapes.append(_shape(word.text, named))
    found = signs(sentence, standing)
    return Seen(sentence.language, tuple(numbers), tuple(kinds), tuple(shapes), found)


def _shape(text: str, named: bool) -> int:
    if text[0].isdigit():
        return SHAPES - 1
    return 2 * named + text[0].isupper() + (0 if text[0].isalpha() else 4)


def word_vectors(language: str, numbers: Sequence[int]) -> Floats:
    """The vectors of words, a row each; zeros for those that have none."""
    return english.vectors_of(numbers) if language == "en" else russian.vectors_of(numbers)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network makes of a sentence."""

    seen: Seen
    chances: Mapping[str, float]
    words: Floats
    """For each word its state, from which its roles are read."""
    whole: Floats
    """The largest values of the whole sentence, beside which a word's role is read."""
    _roles: dict[str, Floats] = field(default_factory=dict, init=False)

    def of(self, frame: str) -> float | None:
        """How likely the sentence states a claim of a frame (0..1); None for frames that the network does
        not know."""
        return self.chances.get(frame)

    def knows(self, frame: str) -> bool:
        """Whether the network knows a frame."""
        return frame in self.chances

    def telling(self, frame: str, among: Sequence[int]) -> int:
        """The number of the word, among these, whose signs tell most for a frame; NONE where none does."""
        net = network()
        column = net.frames.index(frame)
        added: dict[int, float] = dict.fromkeys(among, 0.0)
        for name, place in self.seen.signs.items():
            if place in added and name in net.rows:
                added[place] += float(net.wide[net.rows[name], column])
        best = max(added, key=lambda n: added[n], default=NONE)
        return best if best != NONE and added[best] > 0 else NONE

    def role(self, frame: str, role: str) -> Floats:
        """For each word how likely it is part of what fills a role of a frame (0..1)."""
        net = network()
        if frame not in self._roles:
            self._roles[frame] = net.read_roles(self.words, self.whole, net.frames.index(frame))
        found = self._roles[frame]
        if role not in net.roles:
            return np.zeros(len(found), np.float32)
        return found[:, net.roles.index(role) + 1]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights, by the names that `train_reader` gives them; `rows` number the signs."""

    frames: tuple[str, ...]
    roles: tuple[str, ...]
    rows: Mapping[str, int]
    wide: Floats
    held: Mapping[str, Floats]

    def linear(self, name: str, x: Floats) -> Floats:
        """x · weight + bias."""
        return x @ self.held[f"{name}.weight"].T + self.held[f"{name}.bias"]

    def states(self, seen: Sequence[Seen]) -> tuple[Floats, Floats]:
        """(each word alone, each word among its neighbours) of sentences of one language, one after
        another with gaps between, which count as no words."""
        blank = [NONE] * _GAP
        numbers = [n for s in seen for n in (*s.numbers, *blank)]
        kinds = np.array([k for s in seen for k in (*s.kinds, *([0] * _GAP))])
        shapes = np.array([k for s in seen for k in (*s.shapes, *([0] * _GAP))])
        real = np.array([r for s in seen for r in (*([True] * len(s.numbers)), *([False] * _GAP))])
        side = "english" if seen[0].language == "en" else "slavic"
        x = np.maximum(self.linear(side, word_vectors(seen[0].language, numbers)), 0)
        x = np.concatenate(
            [x, self.held["kind.weight"][kinds], self.held["shape.weight"][shapes]], 1
        )
        alone = x = x * real[:, None]
        for n, dilation in enumerate(DILATIONS):
            y = self._normal(n, x) * real[:, None]
            before, after = np.roll(y, dilation, 0), np.roll(y, -dilation, 0)
            before[:dilation], after[-dilation:] = 0, 0
            y = np.maximum(self.linear(f"around.{n}", np.concatenate([before, y, after], 1)), 0)
            x = (x + y) * real[:, None]
        return alone, x

    def _normal(self, n: int, x: Floats) -> Floats:
        """Layer normalisation (Ba et al. 2016)."""
        middle = x - x.mean(1, keepdims=True)
        scaled = middle / np.sqrt((middle**2).mean(1, keepdims=True) + 1e-5)
        found: Floats = scaled * self.held[f"normal.{n}.weight"] + self.held[f"normal.{n}.bias"]
        return found

    def read_frames(self, alone: Floats, among: Floats, seen: Seen) -> dict[str, float]:
        """The chance of each frame."""
        score = self.linear("frame", np.concatenate([alone.max(0), among.max(0)])[None])[0]
        rows = [self.rows[name] for name in seen.signs if name in self.rows]
        if rows:
            score = score + self.wide[rows].sum(0) / np.sqrt(len(rows))
        chances = 1 / (1 + np.exp(-score - _CAUTION))
        return {frame: float(chance) for frame, chance in zip(self.frames, chances, strict=True)}

    def read_roles(self, words: Floats, whole: Floats, frame: int) -> Floats:
        """For each word the chance of no role, then of each of `roles`."""
        beside = np.broadcast_to(whole, words.shape)
        hidden = self.linear("role", np.concatenate([words, beside], 1))
        hidden = hidden * self.held["gate.weight"][frame] + self.held["bias.weight"][frame]
        score = self.linear("roles", np.maximum(hidden, 0)) + self.held["allowed"][frame]
        score = np.exp(score - score.max(1, keepdims=True))
        found: Floats = score / score.sum(1, keepdims=True)
        return found


@cache
def network() -> Network:
    """The network that ships."""
    return load_network(MODELS / FILE)


def load_network(path: Path) -> Network:
    """A network that `train_reader` made."""
    with np.load(path, allow_pickle=False) as held:
        texts = {key: tuple(bytes(held[key]).decode("utf-8").split("\n")) for key in _TEXTS}
        rest: dict[str, Any] = {
            key: held[key].astype(np.float32) for key in held.files if key not in _TEXTS
        }
    rows = {sign: n for n, sign in enumerate(texts["signs"])}
    wide = rest.pop("wide") * rest.pop("wide.scale")
    return Network(texts["frames"], texts["roles"], rows, wide, rest)


_TEXTS = ("frames", "roles", "signs")


def read(seen: Sequence[Seen]) -> list[Reading]:
    """What the network makes of sentences of one language, each of a word at least."""
    if not seen:
        return []
    net = network()
    alone, among = net.states(seen)
    found: list[Reading] = []
    at = 0
    for one in seen:
        end = at + len(one.numbers)
        chances = net.read_frames(alone[at:end], among[at:end], one)
        words = among[at:end]
        found.append(Reading(one, chances, words, words.max(0)))
        at = end + _GAP
    return found


def peak(sentence: Sentence, place: Stretch, chances: Floats) -> float:
    """The largest chance of the words of a sentence that stand at a place."""
    return max(
        (
            float(chances[n])
            for n, word in enumerate(sentence.words)
            if place.start <= word.start < place.end and word.text[0].isalnum()
        ),
        default=0.0,
    )
