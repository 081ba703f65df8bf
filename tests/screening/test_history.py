"""Several states of one list make a history: not yet, in force, no longer; nothing is invented."""

import pytest

from affidavit.screening import import_list, read_files, read_lists, snapshots
from affidavit.screening.entries import ListEntry

HEAD = "name,id,listed_from,listed_to\n"


def state(folder, day, *names):
    path = folder / f"own-{day}.csv"
    path.write_text(HEAD + "".join(f"{name},{name},,\n" for name in names), "utf-8")
    return path


@pytest.fixture
def history(tmp_path):
    files = [
        state(tmp_path, "2020-01-01", "Alfa", "Beta", "Gone"),
        state(tmp_path, "2022-06-01", "Alfa", "Beta", "New"),
        state(tmp_path, "2024-06-01", "Alfa", "New"),
    ]
    for file in files:
        text = file.read_text("utf-8")
        (tmp_path / "own.csv").write_text(text, "utf-8")
        import_list(tmp_path / "own.csv", tmp_path / "lists", file.stem.removeprefix("own-"))
    ((name, entries),) = read_lists(tmp_path / "lists")
    assert name == "own.csv"
    return {entry.id: entry for entry in entries}


@pytest.mark.parametrize(
    ("name", "day", "verdict"),
    [
        ("Alfa", "2019-01-01", "unknown"), ("Alfa", "2020-01-01", "in_force"), ("Alfa", "2026-01-01", "in_force"),
        ("New", "2020-01-01", "not_yet"), ("New", "2021-01-01", "unknown"), ("New", "2022-06-01", "in_force"),
        ("Beta", "2022-06-01", "in_force"), ("Beta", "2023-01-01", "unknown"), ("Beta", "2024-06-01", "no_longer"),
        ("Gone", "2020-01-01", "in_force"), ("Gone", "2022-06-01", "no_longer"),
    ],
)  # fmt: skip
def test_what_the_states_tell_of_a_day(history, name, day, verdict):
    assert history[name].in_force(day) == verdict


def test_since_when_is_told_as_it_is_known(history):
    assert history["New"].since == "on or before 2022-06-01"
    assert ListEntry("x", "Person", "x", listed_from="2022-04-06").since == "2022-04-06"


def test_nobody_was_listed_under_a_programme_before_it_existed():
    entry = ListEntry("x", "Person", "x", listed_by="2023-01-01", not_before="2021-04-15")
    assert entry.in_force("2021-04-14") == "not_yet"
    assert entry.in_force("2022-01-01") == "unknown"


def test_two_lists_of_one_publisher_say_nothing_of_one_another(tmp_path):
    one = state(tmp_path, "2020-01-01", "Alfa", "Beta")
    other = state(tmp_path, "2024-01-01", "Gamma", "Delta")
    lists = read_files([one, other])
    assert len(lists) == 2
    assert all(not entry.gone_by for _, entries in lists for entry in entries)


def test_a_snapshot_tells_where_its_day_comes_from(tmp_path):
    dated = state(tmp_path, "2020-01-01", "Alfa")
    plain = tmp_path / "own.csv"
    plain.write_text(HEAD + "Beta,Beta,,\n", "utf-8")
    assert import_list(dated, tmp_path / "l").dated_by == "the file's name"
    assert import_list(plain, tmp_path / "l").dated_by == "the import"
    assert len(snapshots(tmp_path / "l")) == 2
