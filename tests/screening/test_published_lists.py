"""The real lists, where they are present: every entry is taken, and two states make a history."""

import csv
import io
import random

import pytest
from lxml import etree

from affidavit.screening import Matcher, ScreenedName, import_list, read_lists
from affidavit.screening.formats import read_file

GIVEN = (
    "Александр Алексей Андрей Виктор Дмитрий Евгений Иван Михаил Николай Олег Павел Сергей".split()
)
FATHERS = "Александрович Андреевич Викторович Иванович Михайлович Николаевич Павлович Петрович Сергеевич Юрьевич".split()
ROOTS = "Берез Ветл Горбат Дым Ежк Журав Зван Ильм Калаш Ласк Молч Нагор Осок Пащ Рыж Сквор Тих Ужак Филин Хмар Чист Шиш".split()


def rows(path):
    text = path.read_bytes().decode("cp1252").replace("ï»¿", "").replace("\x1a", "")
    return [r for r in csv.reader(io.StringIO(text)) if r and r[0].strip().isdigit()]


@pytest.fixture
def sanctions(corpora):
    return corpora / "sanctions"


def test_every_entry_of_every_file_is_taken(sanctions):
    for name in ("sdn.csv", "sdn_after_2022.csv"):
        found = read_file(sanctions / "ofac" / name)
        assert len(found.entries) == len(rows(sanctions / "ofac" / name))
        assert found.skipped == []
    for name in ("alt.csv", "add.csv"):
        numbers = {r[0].strip() for r in rows(sanctions / "ofac" / name)}
        assert len(read_file(sanctions / "ofac" / name).entries) == len(numbers)
    un = sanctions / "un" / "UN_consolidated.xml"
    tree = etree.parse(str(un))
    assert len(read_file(un).entries) == len(tree.findall(".//INDIVIDUAL")) + len(
        tree.findall(".//ENTITY")
    )
    (simple,) = (sanctions / "opensanctions").glob("*.csv")
    with simple.open(encoding="utf-8", newline="") as stream:
        ids = {row["id"] for row in csv.DictReader(stream)}
    assert {entry.id for entry in read_file(simple).entries} == ids
    (eu,) = (sanctions / "eu").glob("*.csv")
    lines = eu.read_bytes().decode("cp1252").splitlines()[1:]
    entities = {line.strip('"\t ').split(";")[1] for line in lines if line.count(";") > 5}
    assert {entry.id.removeprefix("EU-") for entry in read_file(eu).entries} == entities


def test_two_states_of_a_list_tell_not_yet_and_in_force(sanctions, tmp_path):
    import_list(sanctions / "ofac/sdn.csv", tmp_path, "2020-01-01")
    import_list(sanctions / "ofac/sdn_after_2022.csv", tmp_path, "2023-06-01")
    ((_, entries),) = read_lists(tmp_path)
    known = {entry.id: entry for entry in entries}
    before = {r[0].strip() for r in rows(sanctions / "ofac/sdn.csv")}
    after = {r[0].strip() for r in rows(sanctions / "ofac/sdn_after_2022.csv")}
    chance = random.Random(4)
    for number in chance.sample(sorted(after - before), 30):
        assert known[f"OFAC-{number}"].in_force("2019-12-31") == "not_yet"
        assert known[f"OFAC-{number}"].in_force("2023-06-01") == "in_force"
    for number in chance.sample(sorted(after & before), 30):
        assert known[f"OFAC-{number}"].in_force("2020-01-01") == "in_force"
    for number in chance.sample(sorted(before - after), 30):
        assert known[f"OFAC-{number}"].in_force("2020-01-01") == "in_force"
        assert known[f"OFAC-{number}"].in_force("2023-06-01") == "no_longer"


def test_people_of_no_list_are_not_taken_for_others(sanctions):
    entries = read_file(sanctions / "ofac/sdn_after_2022.csv").entries
    matcher = Matcher([("sdn", entries)])
    chance = random.Random(5)
    ends = ("ов", "ев", "ин", "енко", "ский", "ук")
    for _ in range(5000):
        surname = chance.choice(ROOTS) + chance.choice(ends)
        name = f"{surname} {chance.choice(GIVEN)} {chance.choice(FATHERS)}"
        for verdict in matcher.screen(ScreenedName(name)):
            if verdict.tier == "strong":
                same = {"same surname", "same given name", "no birth date to compare"}
                assert same <= set(verdict.why), (name, verdict)
