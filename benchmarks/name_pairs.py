"""How well names are compared: points of the ROC curve on labelled pairs.

    python benchmarks/name_pairs.py CASES.csv|PAIRS.yaml

CASES.csv has the columns schema, name1, name2, is_match (nomenklatura's name_bench). Prints, for people
and organisations, true and false positive rate, precision and recall at each threshold, the tiers
marked.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from affidavit.language.names import (
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
    tier,
)

_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.84, 0.9, 1.0)


def pairs(path: Path) -> Iterator[tuple[str, str, str, bool]]:
    """(kind, one name, other name, whether they are one)."""
    if path.suffix == ".yaml":
        for pair in yaml.safe_load(path.read_text("utf-8")):
            yield pair["kind"], pair["a"], pair["b"], pair["same"]
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind = "person" if row["schema"] == "Person" else "organisation"
            yield kind, row["name1"], row["name2"], row["is_match"].lower() == "true"


def score(kind: str, one: str, other: str) -> float:
    """How well two names agree, 0..1."""
    if kind == "person":
        return compare_people(person_name(one), person_name(other))[0]
    return compare_organisations(organisation_name(one), organisation_name(other))[0]


def main() -> None:
    """Print the points."""
    scored = [(kind, score(kind, a, b), same) for kind, a, b, same in pairs(Path(sys.argv[1]))]
    for kind in ("person", "organisation"):
        mine = [(value, same) for k, value, same in scored if k == kind]
        wanted = sum(same for _, same in mine)
        other = len(mine) - wanted
        print(f"{kind}: {len(mine)} pairs, {wanted} of one")
        for threshold in _THRESHOLDS:
            right = sum(same for value, same in mine if value >= threshold)
            wrong = sum(not same for value, same in mine if value >= threshold)
            print(
                f"  {threshold:.2f} {tier(kind, threshold):<8} recall {right / max(wanted, 1):.3f}"
                f"  false positives {wrong / max(other, 1):.3f}"
                f"  precision {right / max(right + wrong, 1):.3f}"
            )


if __name__ == "__main__":
    main()
