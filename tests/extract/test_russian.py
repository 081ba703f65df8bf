"""Ukrainian and Belarusian words are read as the Russian ones they are spelled like."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from affidavit.extract.russian import KEYS, MODELS, as_russian

MAKER = Path(__file__).parents[2] / "training" / "make_keys.py"


def test_the_table_that_ships_is_what_its_maker_makes():
    made = runpy.run_path(str(MAKER))["table"]()
    with np.load(MODELS / KEYS, allow_pickle=False) as held:
        assert np.array_equal(held["digests"], made["digests"])
        assert np.array_equal(held["numbers"], made["numbers"])


@pytest.mark.parametrize(
    ("word", "language", "russian"),
    [("києва", "uk", "киева"), ("кіева", "be", "киева"), ("ремонту", "uk", "ремонту")],
)
def test_a_word_is_read_as_its_russian_neighbour(word, language, russian):
    assert as_russian(word, language) == russian
