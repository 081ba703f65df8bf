"""Train the model that tells how a claim is meant (`findings/moods.py`).

    pip install torch
    python training/train_moods.py training/claims src/affidavit/extract/models

Of the annotated texts of `training/claims` (nothing of `tests/gold`), the claims that are found are
paired with what annotators say; their modality is learned. Printed: how often it is right on texts left out, by
the cues alone and by the model.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from affidavit.evaluation.statements import pair, read_as_told, read_told
from affidavit.extract.mentions import find_mentions
from affidavit.findings.claims import BRIEFING_THRESHOLD, consider, stated
from affidavit.findings.moods import FILE, MOODS, MoodModel
from affidavit.model import Modality

FOLDS, EPOCHS, RATE, DECAY = 5, 150, 0.05, 0.02
FEWEST, SMALLEST = 2, 0.04


class Sample(NamedTuple):
    """A claim as the model sees it, what its cues told, what annotators say, and its text's number."""

    signs: Sequence[str]
    ruled: Modality
    right: Modality
    text: int
    language: str


def samples(folder: Path) -> Iterator[Sample]:
    """The claims that are found in annotated texts and are annotated there."""
    for number, told in enumerate(read_told(folder)):
        document, layers = read_as_told(told)
        mentions = find_mentions(document, layers)
        considered = list(consider(document, layers, mentions))
        seen = {one.claim.id: one for found, _ in considered for one in found if one.signs}
        for statement, claim in pair(told, stated(considered))[0]:
            if claim.id in seen and claim.confidence >= BRIEFING_THRESHOLD:
                one = seen[claim.id]
                right = Modality(statement.modality)
                yield Sample(one.signs, one.ruled, right, number, told.language)


def train(found: Sequence[Sample]) -> tuple[list[str], np.ndarray]:
    """(signs, weights)."""
    counts = Counter(sign for sample in found for sign in sample.signs)
    names = sorted(sign for sign, count in counts.items() if count >= FEWEST)
    rows = {sign: n for n, sign in enumerate(names)}
    lines = [[rows[s] for s in sample.signs if s in rows] for sample in found]
    flat = torch.tensor([n for line in lines for n in line])
    starts = torch.tensor(np.cumsum([0, *(len(line) for line in lines[:-1])]))
    wanted = torch.tensor([MOODS.index(sample.right) for sample in found])
    weights = torch.zeros(len(names), len(MOODS), requires_grad=True)
    optimiser = torch.optim.Adam([weights], RATE)
    for _ in range(EPOCHS):
        score = functional.embedding_bag(flat, weights, starts, mode="sum")
        wrong = functional.cross_entropy(score, wanted) + DECAY * weights.square().sum() / 100
        optimiser.zero_grad()
        wrong.backward()
        optimiser.step()
    return names, weights.detach().numpy()


def right(names: list[str], weights: np.ndarray, held: Sequence[Sample]) -> list[bool]:
    """Which of the samples the model reads rightly."""
    model = MoodModel({sign: n for n, sign in enumerate(names)}, weights)
    return [model.read(one.signs, one.ruled) is one.right for one in held]


def main(folder: Path, models: Path) -> None:
    """Train, print how well it reads texts left out, and save."""
    found = list(samples(folder))
    by_rule = [sample.ruled == sample.right for sample in found]
    by_model: list[bool] = []
    for fold in range(FOLDS):
        model = train([sample for sample in found if sample.text % FOLDS != fold])
        by_model += right(*model, [sample for sample in found if sample.text % FOLDS == fold])
    print(len(found), "claims; by the cues", round(float(np.mean(by_rule)), 3),
          "by the model, on texts left out", round(float(np.mean(by_model)), 3))  # fmt: skip
    names, weights = train(found)
    kept = np.flatnonzero(np.abs(weights).max(1) > SMALLEST)
    scale = np.abs(weights[kept]).max() / 127
    np.savez_compressed(
        models / FILE,
        signs=np.frombuffer("\n".join(names[n] for n in kept).encode("utf-8"), np.uint8),
        weights=np.round(weights[kept] / scale).astype(np.int8),
        scale=np.float32(scale),
    )
    print(len(kept), "signs,", (models / FILE).stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
