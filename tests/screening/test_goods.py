"""Phrases and the controlled goods they speak of."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from affidavit.model.errors import UsageError
from affidavit.screening import goods as module
from affidavit.screening import read_files
from affidavit.screening.formats import read_file
from affidavit.screening.goods import tiers, vocabulary

GOLD = Path(__file__).parents[1] / "gold" / "goods"


@pytest.mark.parametrize("name", ["first", "second", "third", "fourth", "fifth"])
def test_phrases_written_without_sight_of_the_vocabulary(name):
    phrases = yaml.safe_load((GOLD / f"{name}.yaml").read_text("utf-8"))
    goods = [p for p in phrases if p["hs6"]]
    harmless = [p for p in phrases if not p["hs6"]]
    found = [p["hs6"][0] in [m.hs6 for m in vocabulary().candidates(p["phrase"])] for p in goods]
    silent = [not vocabulary().candidates(p["phrase"]) for p in harmless]
    assert sum(found) / len(goods) >= 0.92
    assert sum(silent) / len(harmless) >= 0.95


def test_a_candidate_tells_why_and_where_it_is_made():
    first, *_ = vocabulary().candidates("обрабатывающий центр Haas VF-2 для цеха")
    assert first.hs6 == "845710"
    assert (first.make, first.country) == ("Haas", "us")
    assert any("обрабатывающий центр" in reason for reason in first.why)
    assert first.confidence > 0.8


def test_a_make_in_small_letters_is_a_word():
    assert vocabulary().candidates("index of terms") == []
    assert vocabulary().candidates("that is what they mean well enough") == []


@pytest.mark.parametrize("phrase", ["блоки Mean Well", "Mean-Well SP-320", "два mean-well"])
def test_a_make_of_two_words_is_known_with_a_blank_or_a_hyphen(phrase):
    assert vocabulary().candidates(phrase)[0].hs6 == "850440"


def test_every_make_and_series_of_the_vocabulary_tells_its_goods():
    data = yaml.safe_load((Path(module.__file__).parent / "data" / "goods.yaml").read_text("utf-8"))
    told = {
        (hs6, make) for hs6, entry in data.items() for make in str(entry.get("makes", "")).split()
    }
    silent = [
        (hs6, make)
        for hs6, make in told
        if hs6 not in {c.hs6 for c in vocabulary().candidates(make, most=99)}
    ]
    assert len(told) > 100
    assert silent == []


def test_the_user_adds_makes_and_codes(tmp_path):
    makes = tmp_path / "makes.csv"
    makes.write_text("make,country,makes\nYuanfeng,tw,845710;845811\n", "utf-8")
    codes = tmp_path / "own.yaml"
    codes.write_text('"850110":\n  title: small motors\n  words: |\n    моторчик\n', "utf-8")
    own = vocabulary((makes, codes))
    assert own.candidates("станки Yuanfeng")[0].country == "tw"
    assert own.candidates("моторчиков на 12 вольт")[0].hs6 == "850110"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.yaml", "a: ["),
        ("x.yaml", "- 1"),
        ("x.yaml", "'85': {title: x}"),
        ("x.yaml", "'850110': {title: x, types: '('}"),
        ("x.csv", "a,b\n1,2\n"),
    ],
)
def test_a_broken_vocabulary_is_refused_by_name(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=name):
        vocabulary((path,))


def test_a_list_of_goods_has_tiers_and_days(tmp_path):
    path = tmp_path / "goods-2024-02-23.csv"
    path.write_text("hs6,tier,from,to\n8457.10,4.B,2024-02-23,\n854231,1,,\nx,1,,\n", "utf-8")
    assert len(read_file(path).skipped) == 1
    known = tiers(read_files([path]))
    ((name, centre),), ((_, chip),) = known["845710"], known["854231"]
    assert (name, centre.programs, chip.programs) == (path.name, ("4.B",), ("1",))
    assert centre.in_force("2024-02-22") == "not_yet"
    assert chip.in_force("2024-02-22") == "unknown"
    assert chip.in_force("2024-03-01") == "in_force"


def test_every_code_of_the_published_list_is_known(corpora):
    (file,) = (corpora / "sanctions" / "goods").glob("*.csv")
    listed = tiers(read_files([file]))
    assert len(listed) == 50
    assert set(listed) <= {code.hs6 for code in vocabulary()._codes}


@given(st.text(max_size=60))
def test_any_phrase_is_answered(phrase):
    for match in vocabulary().candidates(phrase):
        assert 0.5 <= match.confidence <= 1
        assert match.why
