"""Train the network that reads sentences (`findings/reader.py`).

    pip install torch
    python training/train_reader.py training/claims MAIL... src/affidavit/extract/models

`training/claims` are invented messages and reports, annotated claim by claim. The frames' own examples
are read too; nothing of `tests/gold` is. MAIL are folders of everyday mail, one message a file
(SpamAssassin's `easy-ham-2` and `hard-ham-1`, CC0): no sentence in it states such a claim, so far as a
briefing goes.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from reader_rows import COLUMNS, FRAMES, ROLES, Row, everyday, pairs, role_table, training_rows
from torch import Tensor, nn
from torch.nn import functional

from affidavit.evaluation.statements import read_told
from affidavit.findings.reader import DILATIONS, FILE, KINDS, NONE, SHAPES, word_vectors

SIZE, KIND, SHAPE = 160, 28, 12
EPOCHS, BATCH, RATE = 13, 64, 2e-3
WIDE_RATE, WIDE_DECAY, DECAY = 0.02, 1e-3, 0.02
DROPPED, DROPPED_SIGNS, DROPPED_WORDS = 0.35, 0.3, 0.08
FRAMES_WEIGH, ROLES_WEIGH = 10.0, 1.5
SMALLEST = 0.05


class Net(nn.Module):
    """`findings.reader.Network`, to train."""

    def __init__(self, signs: int) -> None:
        super().__init__()
        word = SIZE - KIND - SHAPE
        self.slavic, self.english = nn.Linear(300, word), nn.Linear(100, word)
        self.kind = nn.Embedding(2 + 2 * len(KINDS), KIND)
        self.shape = nn.Embedding(SHAPES, SHAPE)
        self.around = nn.ModuleList(
            nn.Conv1d(SIZE, SIZE, 3, padding=d, dilation=d) for d in DILATIONS
        )
        self.normal = nn.ModuleList(nn.LayerNorm(SIZE) for _ in DILATIONS)
        self.frame = nn.Linear(2 * SIZE, len(COLUMNS))
        self.wide = nn.EmbeddingBag(signs + 1, len(COLUMNS), mode="sum", padding_idx=signs)
        self.role, self.roles = nn.Linear(2 * SIZE, SIZE), nn.Linear(SIZE, len(ROLES) + 1)
        self.gate, self.bias = nn.Embedding(len(FRAMES), SIZE), nn.Embedding(len(FRAMES), SIZE)
        self.register_buffer("allowed", torch.tensor(role_table(), dtype=torch.float32))
        self.drop = nn.Dropout(DROPPED)
        nn.init.zeros_(self.wide.weight)
        nn.init.ones_(self.gate.weight)

    def states(self, batch: "Batch") -> tuple[Tensor, Tensor]:
        """(each word alone, each word among its neighbours)."""
        real = batch.real.unsqueeze(-1)
        x = torch.relu((self.english if batch.english else self.slavic)(batch.vectors))
        x = torch.cat([x, self.kind(batch.kinds), self.shape(batch.shapes)], -1)
        alone = x = self.drop(x) * real
        for around, normal in zip(self.around, self.normal, strict=True):
            y = (normal(x) * real).transpose(1, 2)
            x = (x + self.drop(torch.relu(around(y).transpose(1, 2)))) * real
        return alone, x

    def read_frames(self, alone: Tensor, among: Tensor, batch: "Batch") -> Tensor:
        """Scores of the columns."""
        off = ~batch.real.unsqueeze(-1)
        whole = torch.cat([x.masked_fill(off, -9).amax(1) for x in (alone, among)], -1)
        wide = self.wide(batch.signs, per_sample_weights=batch.weights)
        return self.frame(self.drop(whole)) + wide

    def read_roles(self, words: Tensor, frames: Tensor, real: Tensor) -> Tensor:
        """Scores of no role and each role, for each word."""
        whole = words.masked_fill(~real.unsqueeze(-1), -9).amax(1, keepdim=True).expand_as(words)
        hidden = self.role(torch.cat([words, whole], -1))
        hidden = hidden * self.gate(frames).unsqueeze(1) + self.bias(frames).unsqueeze(1)
        return self.roles(self.drop(torch.relu(hidden))) + self.allowed[frames].unsqueeze(1)


class Batch:
    """Sentences of one side as tensors."""

    def __init__(self, rows: list[Row], known: dict[str, int]) -> None:
        longest = max(len(row.seen.numbers) for row in rows)
        self.rows = rows
        language = rows[0].seen.language
        self.english = language == "en"
        numbers = [[*r.seen.numbers, *[NONE] * (longest - len(r.seen.numbers))] for r in rows]
        dropped = [
            [NONE if random.random() < DROPPED_WORDS else n for n in line] for line in numbers
        ]
        self.vectors = torch.tensor(np.stack([word_vectors(language, line) for line in dropped]))
        self.real = torch.tensor([[n < len(r.seen.numbers) for n in range(longest)] for r in rows])
        self.kinds = _filled([r.seen.kinds for r in rows], longest, 0)
        self.shapes = _filled([r.seen.shapes for r in rows], longest, 0)
        signs = [[known[name] for name in r.seen.signs if name in known] for r in rows]
        most = max(1, *map(len, signs))
        self.signs = _filled(signs, most, len(known))
        weights = torch.tensor([[1 / max(1, len(s)) ** 0.5] * most for s in signs])
        self.weights = (
            weights * (torch.rand(weights.shape) > DROPPED_SIGNS) / (1 - DROPPED_SIGNS) ** 0.5
        )
        self.wanted = torch.tensor([[float(c in r.stated) for c in COLUMNS] for r in rows])
        self.annotated = torch.tensor([[float(c in r.known) for c in COLUMNS] for r in rows])
        self.tagged = [(n, frame) for n, row in enumerate(rows) for frame in row.tags]
        self.tags = _filled([rows[n].tags[frame] for n, frame in self.tagged], longest, NONE)


def _filled(lines: list, length: int, value: int) -> Tensor:  # type: ignore[type-arg]
    return torch.tensor([[*line, *[value] * (length - len(line))] for line in lines])


def batches(rows: list[Row], known: dict[str, int]) -> Iterator[Batch]:
    """All rows in random order, those of a side and of like length together."""
    groups: list[list[Row]] = []
    for english in (True, False):
        side = [row for row in rows if (row.seen.language == "en") == english]
        side.sort(key=lambda row: len(row.seen.numbers) + random.random() * 8)
        groups += [side[n : n + BATCH] for n in range(0, len(side), BATCH)]
    random.shuffle(groups)
    for group in groups:
        yield Batch(group, known)


def loss(net: Net, batch: Batch) -> Tensor:
    """How wrong the network is about frames and roles."""
    alone, among = net.states(batch)
    wrong = functional.binary_cross_entropy_with_logits(
        net.read_frames(alone, among, batch), batch.wanted, reduction="none"
    )
    total = FRAMES_WEIGH * (wrong * batch.annotated).sum() / batch.annotated.sum()
    if batch.tagged:
        places = torch.tensor([n for n, _ in batch.tagged])
        frames = torch.tensor([FRAMES.index(frame) for _, frame in batch.tagged])
        scores = net.read_roles(among[places], frames, batch.real[places])
        total = total + ROLES_WEIGH * functional.cross_entropy(
            scores.flatten(0, 1), batch.tags.flatten(), ignore_index=NONE
        )
    return total


def train(rows: list[Row]) -> tuple[Net, list[str]]:
    """The network and the signs it weighs: those that occur twice at least."""
    torch.manual_seed(1)
    random.seed(1)
    counts = Counter(name for row in rows for name in row.seen.signs)
    names = sorted(name for name, count in counts.items() if count > 1)
    known = {name: n for n, name in enumerate(names)}
    net = Net(len(names))
    deep = [p for name, p in net.named_parameters() if not name.startswith("wide")]
    optimiser = torch.optim.AdamW(
        [
            {"params": deep, "lr": RATE, "weight_decay": DECAY},
            {"params": list(net.wide.parameters()), "lr": WIDE_RATE, "weight_decay": WIDE_DECAY},
        ]
    )
    slower = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda epoch: 1 - epoch / (EPOCHS + 1))
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in batches([*rows, *pairs(rows)], known):
            wrong = loss(net, batch)
            optimiser.zero_grad()
            wrong.backward()
            nn.utils.clip_grad_norm_(deep, 5.0)
            optimiser.step()
            total += wrong.item()
        slower.step()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total:.1f}", flush=True)
    return net, names


def save(net: Net, names: list[str], folder: Path) -> None:
    """Write the weights in two bytes each, those of the signs in one."""
    held = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    wide = held.pop("wide.weight")[:-1]
    kept = np.flatnonzero(np.abs(wide).max(axis=1) > SMALLEST)
    scale = np.abs(wide[kept]).max(axis=0) / 127
    for n in range(len(DILATIONS)):
        weight = held[f"around.{n}.weight"]
        held[f"around.{n}.weight"] = np.concatenate([weight[:, :, k] for k in range(3)], axis=1)
    texts = {"signs": [names[n] for n in kept], "frames": list(COLUMNS), "roles": list(ROLES)}
    np.savez_compressed(
        folder / FILE,
        wide=np.round(wide[kept] / scale).astype(np.int8),
        **{"wide.scale": scale.astype(np.float32)},
        **{
            key: np.frombuffer("\n".join(text).encode("utf-8"), np.uint8)
            for key, text in texts.items()
        },
        **{name: value.astype(np.float16) for name, value in held.items()},
    )
    print(len(kept), "signs,", (folder / FILE).stat().st_size, "bytes")


if __name__ == "__main__":
    found = training_rows(read_told(Path(sys.argv[1])), everyday([Path(p) for p in sys.argv[2:-1]]))
    print(
        len(found), "sentences,", sum(bool(row.stated) for row in found), "with claims", flush=True
    )
    save(*train(found), Path(sys.argv[-1]))
