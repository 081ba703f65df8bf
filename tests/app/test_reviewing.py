"""Decisions about who is who: kept, obeyed, survived and taken back."""

import shutil

import pytest

from tests.conftest import affidavit, rows_of


@pytest.fixture
def case(demo, tmp_path):
    shutil.copytree(demo / "case", tmp_path / "case")
    return tmp_path / "case"


def entity(case, name):
    found = [e for e in rows_of("entities", "-C", case) if name in (e["name"], *e["aliases"])]
    return found[0] if found else None


def test_a_merge_keeps_the_first_ones_id_and_can_be_undone(case):
    one, other = entity(case, "Корсак Елена Юрьевна"), entity(case, "Okello")
    affidavit("review", "merge", one["name"], other["name"], "-C", case, check=0)
    merged = entity(case, "Okello")
    assert merged["id"] == one["id"]
    assert {one["name"], other["name"]} <= {merged["name"], *merged["aliases"]}
    decision = next(iter(rows_of("review", "list", "-C", case)))
    affidavit("review", "undo", decision["number"], "-C", case, check=0)
    assert entity(case, "Okello")["id"] == other["id"]
    assert entity(case, "Корсак Елена Юрьевна")["id"] == one["id"]
    affidavit("verify", case, check=0)


@pytest.mark.slow
def test_a_split_survives_deriving_everything_again(case):
    whole = entity(case, "Марченко Олег Васильевич")
    assert "Oleg Marchenko" in whole["aliases"]
    affidavit("review", "split", whole["name"], "Oleg Marchenko", "-C", case, check=0)
    assert entity(case, "Oleg Marchenko")["id"] != whole["id"]
    affidavit("rebuild", "-C", case)
    assert entity(case, "Oleg Marchenko")["id"] != whole["id"]
    assert entity(case, "Марченко Олег Васильевич")["id"] == whole["id"]


def test_what_cannot_be_decided_is_said(case):
    code, _, said = affidavit("review", "merge", "Nobody Here", "Okello", "-C", case)
    assert (code, "no entity is called 'Nobody Here'" in said) == (2, True)
    person, firm = entity(case, "Okello"), entity(case, "КБ «Небосклон»")
    code, _, said = affidavit("review", "merge", person["id"], firm["id"], "-C", case)
    assert (code, "different kinds" in said) == (2, True)
    code, _, said = affidavit("review", "undo", 9999, "-C", case)
    assert (code, "no decision 9999" in said) == (2, True)
