"""How many claims of annotated texts are found, and how many that are found are stated."""

from pathlib import Path

import pytest

from affidavit.evaluation.statements import read_told, score_claims

GOLD = Path(__file__).parents[1] / "gold"
FLOORS = {"claims": (0.89, 0.71, 0.97, 0.90), "everyday.yaml": (0.79, 0.69, 0.99, 0.93)}
"""Precision, recall, polarity and modality that must not be lost again."""


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_claims_of_annotated_texts(name):
    first, *rest = score_claims(read_told(GOLD / name)).values()
    every = sum(rest, first)
    measured = (
        every.claims.precision,
        every.claims.recall,
        every.polarity.precision,
        every.modality.precision,
    )
    print(name, measured)
    assert all(found >= least for found, least in zip(measured, FLOORS[name], strict=True)), (
        measured
    )
