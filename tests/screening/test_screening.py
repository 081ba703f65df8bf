"""Lists as they were on a day, and names matched with their reasons."""

import pytest

from affidavit.model.errors import UsageError
from affidavit.screening import Matcher, ScreenedName, import_list, read_list, snapshots

HEAD = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,first_seen,last_seen,last_change\n"


def row(
    number,
    name,
    *,
    schema="Company",
    aliases="",
    born="",
    first="2023-02-24",
    last="2026-01-01",
    country="by",
):
    return f'X-{number},{schema},"{name}","{aliases}",{born},{country},,,,,,PROG,Set,{first}T00:00:00,{last}T00:00:00,\n'


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "targets.simple.csv"
    path.write_text(
        HEAD
        + row(
            1,
            "Zarechinsk Aircraft Repair Plant JSC",
            aliases="ОАО «Заречинский авиаремонтный завод»;ЗАРЗ",
        )
        + row(
            2,
            "Oleg Vasilievich Marchenko",
            schema="Person",
            aliases="Марченко Олег Васильевич",
            born="1968-05-17",
        )
        + row(3, "Gone Trading Ltd", last="2024-05-05", country="")
        + ",Person,,,,,,,,,,,,2020-01-01,2020-01-01,\n",
        "utf-8",
    )
    return path


def test_a_list_is_read_and_broken_lines_are_said(listed):
    entries, skipped = read_list(listed)
    assert [e.id for e in entries] == ["X-1", "X-2", "X-3"]
    assert entries[0].aliases == ("ОАО «Заречинский авиаремонтный завод»", "ЗАРЗ")
    assert len(skipped) == 1
    assert "line 5" in skipped[0]


def test_in_force_depends_on_the_day(listed):
    entries, _ = read_list(listed)
    assert entries[0].in_force("2023-02-23") == "not_yet"
    assert entries[0].in_force("2023-02-24") == "in_force"
    assert entries[2].in_force("2024-05-05") == "in_force"
    assert entries[2].in_force("2024-05-06") == "no_longer"
    assert entries[0].in_force("") == "unknown"


def test_the_day_a_whole_list_was_first_loaded_is_no_day_of_listing(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        HEAD
        + "".join(row(n, f"Firm{n} Ltd", first="2025-10-06") for n in range(30))
        + row(99, "Later Ltd", first="2025-12-01"),
        "utf-8",
    )
    entries, _ = read_list(path)
    assert entries[0].in_force("2023-01-01") == "unknown"
    assert entries[0].in_force("2025-10-07") == "in_force"
    assert entries[-1].in_force("2023-01-01") == "not_yet"


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Заречинского авиаремонтного завода", {"X-1"}),
        ("ОАО «ЗАРЗ»", {"X-1"}),
        ("Zarechinsk Car Repair Plant No. 2", set()),
        ("Марченко О.В.", {"X-2"}),
        ("Aleh Marchanka", {"X-2"}),
        ("Марченко Олег Викторович", set()),
        ("Марченко", set()),
        ("Иванов Иван Иванович", set()),
    ],
)
def test_names_match_across_spellings_and_contradictions_refuse(listed, name, ids):
    matcher = Matcher([("l", read_list(listed)[0])])
    found = matcher.screen(ScreenedName(name))
    assert {v.entry.id for v in found} == ids
    assert all(v.why for v in found)


def test_a_namesake_is_told_that_no_birth_date_could_be_compared(listed):
    matcher = Matcher([("l", read_list(listed)[0])])
    (match,) = matcher.screen(ScreenedName("Олег Марченко"))
    assert "no birth date to compare" in match.why
    assert matcher.screen(ScreenedName("Олег Марченко", birth_date="1990-01-01")) == []


def test_a_snapshot_is_kept_once_under_its_hash(listed, tmp_path):
    folder = tmp_path / "lists"
    first = import_list(listed, folder)
    assert import_list(listed, folder) == first
    assert [s.entries for s, _ in snapshots(folder)] == [3]


def test_a_file_of_another_kind_is_refused_by_name(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match=r"x\.csv.*targets\.simple\.csv"):
        read_list(tmp_path / "x.csv")
