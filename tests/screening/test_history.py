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


def opensanctions(*rows):
    head = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,first_seen,last_seen,last_change\n"
    return head + "".join(
        f"{n},Person,{name},,,,,,,,,,{dataset},{first},{last},\n"
        for n, name, dataset, first, last in rows
    )


def test_each_dataset_of_a_collection_has_days_of_its_own(tmp_path):
    rows = [(f"a{n}", f"Alfa {n}", "One", "2020-01-01", "2026-03-20") for n in range(20)]
    rows += [(f"b{n}", f"Beta {n}", "Two", "2022-05-05", "2026-03-19") for n in range(20)]
    rows += [("c", "Gamma", "Two", "2023-07-07", "2026-03-19"), ("d", "Delta", "Two", "2023-07-07", "2024-01-01")]  # fmt: skip
    path = tmp_path / "targets.simple.csv"
    path.write_text(opensanctions(*rows), "utf-8")
    ((_, entries),) = read_files([path])
    known = {entry.id: entry for entry in entries}
    assert known["b1"].in_force("2026-03-20") == "in_force"  # read a day earlier, not gone
    assert known["b1"].in_force("2022-01-01") == "unknown"  # the day of the load tells nothing
    assert known["c"].in_force("2023-01-01") == "not_yet"
    assert known["d"].in_force("2024-02-01") == "no_longer"


def test_a_damaged_file_proves_nobodys_absence(tmp_path):
    people = "".join(
        f"<INDIVIDUAL><FIRST_NAME>Name{n}</FIRST_NAME><REFERENCE_NUMBER>R{n}</REFERENCE_NUMBER></INDIVIDUAL>"
        for n in range(10)
    )
    whole = f'<CONSOLIDATED_LIST dateGenerated="2020-01-01">{people}</CONSOLIDATED_LIST>'
    (tmp_path / "a.xml").write_text(whole)
    (tmp_path / "b.xml").write_text(whole.replace("2020", "2024")[: len(whole) // 2])
    ((_, entries),) = read_files([tmp_path / "a.xml", tmp_path / "b.xml"])
    assert {entry.in_force("2025-01-01") for entry in entries} == {"in_force"}


def test_who_was_off_the_list_for_a_while_was_off_it(tmp_path):
    files = [
        state(tmp_path, "2020-01-01", "Alfa", "Beta"),
        state(tmp_path, "2021-01-01", "Beta"),
        state(tmp_path, "2022-01-01", "Alfa", "Beta"),
    ]
    ((_, entries),) = read_files(files)
    alfa = next(entry for entry in entries if entry.id == "Alfa")
    told = [alfa.in_force(day) for day in ("2020-01-01", "2020-06-01", "2021-01-01", "2022-01-01")]
    assert told == ["in_force", "unknown", "no_longer", "in_force"]


def test_without_an_id_a_line_is_known_by_its_name(tmp_path):
    for day, names in (("2020-01-01", ("Ivanov", "Sidorov")), ("2023-01-01", ("Petrov", "Ivanov"))):
        (tmp_path / f"own-{day}.csv").write_text("name\n" + "\n".join(names) + "\n", "utf-8")
    ((_, entries),) = read_files(sorted(tmp_path.glob("own-*.csv")))
    assert {e.name: e.in_force("2024-01-01") for e in entries} == {
        "Ivanov": "in_force", "Petrov": "in_force", "Sidorov": "no_longer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "day", "verdict"),
    [
        ("2022", "", "2022-02-01", "unknown"), ("2022", "", "2023-01-01", "in_force"), ("2022", "", "2021-12-31", "not_yet"),
        ("2020-01-01", "2023", "2023-02-01", "unknown"), ("2020-01-01", "2023", "2024-01-01", "no_longer"),
        ("2022-04-06", "", "2022", "unknown"),
    ],
)  # fmt: skip
def test_a_day_inside_what_is_known_only_roughly_is_unknown(start, end, day, verdict):
    entry = ListEntry("x", "Person", "x", listed_from=start, listed_to=end)
    assert entry.in_force(day) == verdict


def test_the_day_of_a_state_can_be_told_later(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + "Alfa,Alfa,,\n", "utf-8")
    import_list(path, tmp_path / "l")
    assert import_list(path, tmp_path / "l", "2020-01-01").date == "2020-01-01"
    assert [s.date for s, _ in snapshots(tmp_path / "l")] == ["2020-01-01"]
