"""Claims of published reports find those of the leak, over affairs annotated blind."""

import re
import runpy
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "alignment.py"


@pytest.mark.slow
def test_claims_of_reports_find_theirs_in_the_leak(tmp_path, capsys):
    runpy.run_path(str(BENCHMARK))["main"](tmp_path)
    printed = capsys.readouterr().out
    found, right = map(int, re.search(r"found of (\d+); .* (\d+) \(", printed).groups())
    assert found >= 130
    assert right / found >= 0.7
    (supported,) = re.search(r"only reported, (\d+) of them", printed).groups()
    (contradicted,) = re.search(r"(\d+) claims in a contradiction", printed).groups()
    assert int(supported) <= 3
    assert int(contradicted) == 0
