"""How a claim is meant, as a trained model reads it: done, planned, asked for, offered, possible.

Multinomial logistic regression over what stands around the trigger, what the cues of `modality` say, and
the grammar of the verb; `training/train_moods.py` makes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from affidavit.extract.russian import MODELS, as_russian
from affidavit.findings.anchor import Anchor
from affidavit.findings.signs import lemma
from affidavit.language.scripts import fold_case
from affidavit.language.stems import parses
from affidavit.model import Document, MentionKind, Modality

FILE = "moods.npz"
MOODS = tuple(Modality)
_REACH = 7


def mood_signs(frame: str, anchor: Anchor, ruled: Modality, document: Document) -> list[str]:
    """What the model sees of a claim of a frame whose cues tell the modality `ruled`."""
    sentence, language = anchor.sentence, anchor.sentence.language
    first, last = anchor.places[0], anchor.places[-1]
    found = {f"rule={ruled}", f"frame={frame}", f"rule={ruled} frame={frame}", f"lang={language}"}
    found |= {f"denied={anchor.denied}", f"future={anchor.future}", f"present={anchor.present}"}
    for place in anchor.places:
        word = sentence.words[place]
        found.add(f"t={lemma(word.low, language)}")
        found |= {f"t:{sign}" for sign in _forms(word.low, language)}
    if anchor.tree is not None:
        for n in anchor.above:
            low = fold_case(anchor.tree.tokens[n].text)
            found.add(f"u={lemma(low, language)}")
            found |= {f"u:{sign}" for sign in _forms(low, language)}
    before = ""
    for n in range(max(0, first - _REACH), min(len(sentence.words), last + 1 + _REACH)):
        word = sentence.words[n]
        if word.text == "," or word.text in ":;—–":
            found.add(f"{'b' if n < first else 'a'}={word.text}")
        if not word.is_word or sentence.names[n] or n in anchor.places:
            before = ""
            continue
        own = lemma(word.low, language)
        side = "b" if n < first else "a"
        found |= {f"{side}={own}", f"{side}w={word.low}"}
        found |= {f"{side}:{sign}" for sign in _forms(word.low, language)}
        if abs(n - first) == 1 or abs(n - last) == 1:
            found.add(f"{side}1={word.low}")
        if before:
            found.add(f"{side}2={before}_{own}")
        before = own
    found |= {f"date={how}" for how in _days(anchor, document)}
    return sorted(found)


@lru_cache(maxsize=100_000)
def _forms(low: str, language: str) -> tuple[str, ...]:
    """The grammar of a word as far as its form tells: tense, mood and aspect, and its ending."""
    if language == "en":
        ending = next((e for e in ("ing", "ed", "s") if low.endswith(e)), "")
        return (f"-{ending}",) if ending else ()
    readings = parses(fold_case(as_russian(low, language)))
    if not readings or str(readings[0].tag.POS) not in _VERBAL:
        return ()
    tag = readings[0].tag
    told = [str(part) for part in (tag.POS, tag.tense, tag.mood, tag.aspect, tag.person) if part]
    pair = f"{tag.POS} {tag.tense} {tag.aspect}"
    return (*told, pair, f"{language}-{low[-2:]}", f"{language}-{low[-3:]}")


_VERBAL = frozenset({"VERB", "INFN", "PRTF", "PRTS", "GRND", "PRED"})


def _days(anchor: Anchor, document: Document) -> Iterator[str]:
    """Where the dates of the sentence lie from the day of the document."""
    day = document.date.date().isoformat() if document.date else ""
    for mention in anchor.sentence.mentions:
        if mention.kind is MentionKind.DATE and mention.normal[:4].isdigit() and day:
            same = day[: len(mention.normal)]
            yield "past" if mention.normal < same else "now" if mention.normal == same else "ahead"


@dataclass(frozen=True, slots=True)
class MoodModel:
    """Rows of weights, a column for each of `MOODS`, and what numbers the rows."""

    rows: dict[str, int]
    weights: NDArray[np.float32]

    def read(self, signs: Sequence[str], ruled: Modality) -> Modality:
        """The likeliest modality; what a cue tells (`ruled`) unless another is far likelier."""
        known = [self.rows[sign] for sign in signs if sign in self.rows]
        score = self.weights[known].sum(0)
        chance = np.exp(score - score.max())
        chance /= chance.sum()
        best = int(chance.argmax())
        gain = chance[best] - chance[MOODS.index(ruled)]
        return ruled if ruled is not Modality.ASSERTED and gain <= _OVERRULED else MOODS[best]


_OVERRULED = 0.7


@cache
def mood_model() -> MoodModel:
    """The model that ships."""
    with np.load(MODELS / FILE, allow_pickle=False) as held:
        names = bytes(held["signs"]).decode("utf-8").split("\n")
        weights = held["weights"].astype(np.float32) * held["scale"]
    return MoodModel({name: n for n, name in enumerate(names)}, weights)
