"""Train the model that tells how sure a claim is (`findings/confidence.py`).

    pip install torch
    python training/train_confidence.py training/claims MAIL... src/affidavit/extract/models

The texts of `training/claims` and everyday mail are halved; a network is trained on each half
(`train_reader`) and reads the other. What it takes for claims there is compared with what annotators
say, and how likely one is right is learned from its grounds. MAIL are the folders of `train_reader`.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from reader_rows import everyday, training_rows
from torch.nn import functional
from train_reader import save, train

from affidavit.evaluation.statements import Told, fits, read_as_told, read_told
from affidavit.extract.mentions import find_mentions
from affidavit.findings import reader
from affidavit.findings.claims import consider
from affidavit.findings.confidence import FILE

HALVES, STEPS, DECAY, FEWEST = 2, 300, 1e-3, 10
CAUTION = 0.25
"""What is taken off the log-odds: a claim that nobody stated is worse than one that is missed."""
Sample = tuple[dict[str, float], bool]
"""Grounds, and whether annotators say so."""


def samples(texts: Sequence[Told]) -> Iterator[Sample]:
    """What may be claimed in texts, as the network in use reads them."""
    for told in texts:
        document, layers = read_as_told(told)
        for found, _ in consider(document, layers, find_mentions(document, layers)):
            for one in found:
                if one.grounds:
                    yield dict(one.grounds), any(fits(s, one.claim) for s in told.statements)


def crossed(texts: Sequence[Told], quiet: Sequence[Told], folder: Path) -> Iterator[Sample]:
    """Samples of each half as the network reads them that was trained on the other."""
    for half in range(HALVES):
        save(*train(training_rows(*(_other(told, half) for told in (texts, quiet)))), folder)
        net = reader.load_network(folder / reader.FILE)
        with patch.object(reader, "network", lambda net=net: net):
            for told in (texts, quiet):
                yield from samples(told[half::HALVES])


def _other(told: Sequence[Told], half: int) -> list[Told]:
    return [one for n, one in enumerate(told) if n % HALVES != half]


def regress(found: Sequence[Sample]) -> dict[str, float]:
    """Weights of the grounds: logistic regression with weight decay, but for the bias."""
    counts = Counter(name for grounds, _ in found for name in grounds)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    columns = {name: n for n, name in enumerate(names)}
    x = torch.zeros(len(found), len(names))
    for n, (grounds, _) in enumerate(found):
        for name, value in grounds.items():
            if name in columns:
                x[n, columns[name]] = value
    wanted = torch.tensor([float(right) for _, right in found])
    weights = torch.zeros(len(names), requires_grad=True)
    decay = torch.tensor([0.0 if name == "bias" else DECAY for name in names])
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        wrong = functional.binary_cross_entropy_with_logits(x @ weights, wanted)
        wrong = wrong + (decay * weights.square()).sum()
        wrong.backward()
        return wrong

    optimiser.step(step)
    chances = torch.sigmoid(x @ weights).detach().numpy()
    taken = chances >= 0.5
    right = wanted.numpy() > 0
    print(len(found), "candidates,", int(right.sum()), "right; taken", int(taken.sum()),
          "right of them", round(float(np.mean(right[taken])), 3))  # fmt: skip
    told = dict(zip(names, weights.detach().tolist(), strict=True))
    told["bias"] -= CAUTION
    return {name: round(weight, 4) for name, weight in told.items()}


if __name__ == "__main__":
    told, quiet = list(read_told(Path(sys.argv[1]))), list(everyday(map(Path, sys.argv[2:-1])))
    with tempfile.TemporaryDirectory() as folder:
        found = list(crossed(told, quiet, Path(folder)))
    path = Path(sys.argv[-1]) / FILE
    path.write_text(json.dumps(regress(found), indent=0, sort_keys=True) + "\n", "utf-8")
