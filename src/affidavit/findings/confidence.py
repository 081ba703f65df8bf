"""How sure a claim is, by what speaks for it.

Logistic regression over the grounds of a claim: what the network makes of its sentence and of each role, the
trigger that announces it, grammar, and what stands around. `training/train_confidence.py` makes it from
claims that a network found which had not been trained on their texts, so that what it says is as often
right as it says.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log

from affidavit.extract.russian import MODELS
from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Frame, frames
from affidavit.findings.reader import ANY, Reading, peak
from affidavit.model import Role

FILE = "confidence.json"
_SUREST = 6.0
"""Log-odds beyond which a network's word tells no more."""
_AROUND = 6


@dataclass(frozen=True, slots=True)
class Around:
    """How far the sentences around one speak of affairs (log-odds): on average, and at most."""

    usual: float
    peak: float


def around(readings: Sequence[Reading], n: int) -> Around:
    """What stands around a sentence of a layer."""
    near = [r.chances[ANY] for r in readings[max(0, n - _AROUND) : n + _AROUND + 1]]
    return Around(_odds(sum(near) / len(near)), _odds(max(near)))


def grounds(
    frame: Frame,
    sentence: Sentence,
    reading: Reading,
    roles: Mapping[str, Role],
    near: Around,
    told: Mapping[str, float],
) -> dict[str, float]:
    """What speaks for and against a claim, by name; `told` are the grounds that its finder knows."""
    own = frame.name
    needed = [spec.name for spec in frame.roles if spec.required and spec.name in roles]
    peaks = {name: _read(sentence, own, name, role, reading) for name, role in roles.items()}
    others = (reading.chances[f.name] for f in frames() if _competes(f, frame, reading))
    varied = {
        "chance": _odds(reading.chances[own]),
        "any": _odds(reading.chances[ANY]),
        "other": _odds(max(others, default=0.0)),
        "usual": near.usual,
        "peak": near.peak,
        "least role": min((peaks[name] for name in needed), default=0.0),
        "mean role": sum(peaks.values()) / max(1, len(peaks)),
        **told,
    }
    found = {
        "bias": 1.0,
        own: 1.0,
        sentence.language: 1.0,
        "long": log(1 + len(sentence.words)),
        "phrase": float(any(roles[name].kind == "phrase" for name in needed)),
        "roles": float(min(3, len(roles))),
        f"{own} {sentence.language}": 1.0,
        **{f"{own} has {name}": 1.0 for name in roles},
        **{f"{own} has {name}={role.kind}": 1.0 for name, role in roles.items()},
        **varied,
        **{f"{own} {name}": value for name, value in varied.items()},
        **{f"{sentence.language} {name}": value for name, value in varied.items()},
    }
    return {name: value for name, value in found.items() if value}


def _competes(other: Frame, own: Frame, reading: Reading) -> bool:
    """Whether one frame in a sentence speaks against another: a post or kin is told beside anything."""
    return other.name != own.name and not other.anchor and reading.knows(other.name)


def _read(sentence: Sentence, frame: str, name: str, role: Role, reading: Reading) -> float:
    """How surely the network reads a role where it is filled; 1 for who is not named («отгрузим»)."""
    if role.span is None or role.span.layer != sentence.layer.id:
        return 1.0
    return peak(sentence, role.span, reading.role(frame, name))


def _odds(chance: float) -> float:
    bounded = min(max(chance, 1e-9), 1 - 1e-9)
    return max(-_SUREST, min(_SUREST, log(bounded / (1 - bounded))))


@cache
def _weights() -> Mapping[str, float]:
    held: dict[str, float] = json.loads((MODELS / FILE).read_text("utf-8"))
    return held


def confidence(found: Mapping[str, float]) -> float:
    """How likely a claim on these grounds is stated (0..1), to three places."""
    weights = _weights()
    score = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + exp(-score)), 3)
