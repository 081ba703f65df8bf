"""Claims of published reports find those of the leak, over affairs annotated blind."""

import re
import runpy
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "alignment.py"


FLOORS = {
    ("aligned", "aligned2", "aligned3"): (130, 0.75, 4, 0),
    ("aligned4",): (35, 0.35, 2, 2),
}
"""By group: pairs found, the share related rightly; at most so many wrongly supported, and in a false contradiction."""


@pytest.mark.slow
@pytest.mark.parametrize("names", FLOORS)
def test_claims_of_reports_find_theirs_in_the_leak(tmp_path, capsys, names):
    runpy.run_path(str(BENCHMARK))["main"](tmp_path, names)
    printed = capsys.readouterr().out
    least, share, most_supported, most_contradicted = FLOORS[names]
    found, right = map(int, re.search(r"found of (\d+); .* (\d+) \(", printed).groups())
    assert found >= least
    assert right / found >= share
    (supported,) = re.search(r"only reported, (\d+) of them", printed).groups()
    (contradicted,) = re.search(r"(\d+) claims in a contradiction", printed).groups()
    assert int(supported) <= most_supported
    assert int(contradicted) <= most_contradicted
