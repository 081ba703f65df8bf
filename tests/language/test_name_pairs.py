"""Two hundred and forty pairs of names, labelled before the comparison was written."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from affidavit.language.names import (
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
    tier,
)
from affidavit.language.phonetics import distance, sounds, unlikeness
from tests.conftest import GOLD

PAIRS = yaml.safe_load((GOLD / "name_pairs.yaml").read_text("utf-8"))


def judged(pair):
    if pair["kind"] == "person":
        score, why = compare_people(person_name(pair["a"]), person_name(pair["b"]))
    else:
        score, why = compare_organisations(
            organisation_name(pair["a"]), organisation_name(pair["b"])
        )
    return tier(pair["kind"], score), why


@pytest.mark.parametrize("kind", ["person", "organisation"])
def test_pairs(kind, capsys):
    pairs = [(pair, judged(pair)[0]) for pair in PAIRS if pair["kind"] == kind]
    same = sum(pair["same"] for pair, _ in pairs)
    found = [pair for pair, how in pairs if how]
    certain = [pair for pair, how in pairs if how == "certain"]
    right = sum(pair["same"] for pair in found)
    with capsys.disabled():
        print(
            f"\n{kind}: possible recall {right / same:.3f}, precision {right / len(found):.3f}; "
            f"certain {sum(p['same'] for p in certain)}/{len(certain)}"
        )
    assert right / same >= 0.93
    assert right / len(found) >= 0.98
    assert all(pair["same"] for pair in certain)


def test_every_verdict_has_a_reason():
    assert all(judged(pair)[1] for pair in PAIRS if judged(pair)[0])


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p['a']} / {p['b']}")
def test_the_order_does_not_matter(pair):
    other = {**pair, "a": pair["b"], "b": pair["a"]}
    assert judged(pair)[0] == judged(other)[0]


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяёіїєґў", min_size=1, max_size=12))
def test_a_word_is_like_itself(word):
    assert unlikeness(word, word) == 0.0
    assert distance(sounds(word), sounds(word)) == 0.0


@given(st.text(alphabet="абвгдежк", max_size=8), st.text(alphabet="абвгдежк", max_size=8))
def test_distance_goes_both_ways(one, other):
    assert distance(sounds(one), sounds(other)) == pytest.approx(
        distance(sounds(other), sounds(one))
    )
