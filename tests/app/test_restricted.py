"""Lists, screening and goods from the command line, with a case and without."""

import csv
import http.server
import io
import json
import shutil
import threading
import zipfile

import pytest

from tests.conftest import affidavit, rows_of

OWN = (
    "name,id,type,birth_date,numbers,listed_from,owner,share\n"
    "Олег Васильевич Вересов,1,person,1961-03-05,75 1234567,2022-04-06,,\n"
    "ОАО «Заречинский авиаремонтный завод»,2,company,,190123456,2023-02-24,Вересов Олег,60\n"
)


@pytest.fixture(autouse=True)
def library(tmp_path, monkeypatch):
    monkeypatch.setenv("AFFIDAVIT_LISTS", str(tmp_path / "library"))


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own-2023-03-01.csv"
    path.write_text(OWN, "utf-8")
    return path


def test_the_library_serves_screening_without_a_case(own):
    code, out, _ = affidavit("lists", "import", own)
    assert code == 0
    assert "2023-03-01" in out
    (row,) = rows_of("screen", "Вересов О.В.", "--as-of", "2022-04-05")
    assert (row["tier"], row["in_force"], row["since"]) == ("possible", "not_yet", "2022-04-06")
    (shown,) = rows_of("lists", "show")
    assert (shown["entries"], shown["dated_by"]) == (2, "the file's name")


def test_a_number_is_stronger_than_any_name(own):
    (row,) = rows_of("screen", "75 1234567", "--lists", own)
    assert (row["tier"], row["list_id"]) == ("strong", "1")
    assert row["why"] == ["same number 751234567"]


def test_who_owns_a_listed_firm_is_told(own):
    (row,) = rows_of("screen", "Заречинского авиаремонтного завода", "--lists", own)
    assert row["owned_by"] == ["owned 60 % by Вересов Олег"]


def test_a_file_is_screened_with_what_else_it_tells(own, tmp_path):
    asked = tmp_path / "asked.csv"
    asked.write_text(
        "id,name,birth_date\na,Oleg Vasilievich Veresov,1961\nb,Oleg Vasilievich Veresov,1980\n",
        "utf-8",
    )
    rows = rows_of("screen", "--file", asked, "--lists", own)
    assert [row["id"] for row in rows] == ["a"]
    code, out, _ = affidavit("screen", "--file", asked, "--lists", own, "--csv")
    assert code == 0
    (line,) = csv.DictReader(io.StringIO(out))
    assert (line["name"], line["tier"]) == ("Oleg Vasilievich Veresov", "strong")


def test_goods_are_told_with_their_tier_on_a_day(tmp_path):
    goods = tmp_path / "goods.csv"
    goods.write_text("hs6,tier,from\n845710,4.B,2024-02-23\n", "utf-8")
    asked = ("goods", "обрабатывающий центр Haas", "--lists", goods, "--as-of")
    (before,) = [r for r in rows_of(*asked, "2024-01-01") if r["hs6"] == "845710"]
    (after,) = [r for r in rows_of(*asked, "2024-03-01") if r["hs6"] == "845710"]
    assert (before["listed"][0]["in_force"], after["listed"][0]["in_force"]) == (
        "not_yet",
        "in_force",
    )
    assert after["country"] == "us"
    assert rows_of("goods", "fish and chips", "--lists", goods) == []


def test_fetching_names_the_address_and_imports(own, tmp_path):
    handler = type(
        "Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None}
    )
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *a: handler(*a, directory=str(own.parent))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{own.name}"
        code, out, errors = affidavit("lists", "fetch", "mine", "--from", address)
        server.shutdown()
    assert code == 0
    assert f"asking {address}" in errors
    assert "2 " in out
    assert len(rows_of("lists", "show")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lists", "fetch", "nobody"), "choose"),
        (("lists", "fetch", "x", "--from", "ftp://x/y"), "no address that can be fetched"),
        (("lists", "fetch", "x", "--from", "http://127.0.0.1:1/x.csv"), "does not answer"),
        (("lists", "import", "nowhere.csv"), "cannot be read"),
        (("lists", "import", "nowhere.csv", "--date", "yesterday"), "is not a day"),
        (("screen", "X"), "no list to screen against"),
        (("goods",), "no goods"),
        (("goods", "--file", "nowhere.txt"), "cannot be read"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(arguments, said):
    code, _, errors = affidavit(*arguments)
    assert code == 2
    assert said in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_who_is_not_the_listed_one_stays_so_with_a_new_state_of_the_list(demo, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(demo / "case", case)
    (first, *_) = rows_of("matches", "-C", case)
    pair = (first["entity"], first["list_id"])
    assert affidavit("review", "reject", *pair, "--reason", "a namesake", "-C", case)[0] == 0

    def matched():
        return {(m["entity"], m["list_id"]) for m in rows_of("matches", "-C", case)}

    assert pair not in matched()
    newer = tmp_path / "targets.simple.csv"
    newer.write_text((demo / "lists" / newer.name).read_text("utf-8") + "\n", "utf-8")
    affidavit("lists", "import", newer, "-C", case, check=0)
    affidavit("analyse", "-C", case, check=0)
    assert pair not in matched()
    (decision,) = rows_of("review", "list", "-C", case)
    affidavit("review", "undo", str(decision["number"]), "-C", case, check=0)
    assert pair in matched()
    code, _, errors = affidavit("review", "reject", pair[0], "DEMO-999", "-C", case)
    assert code == 2
    assert "DEMO-999" in errors


@pytest.mark.slow
def test_another_day_for_a_state_of_a_list_is_logged_and_tells_in_the_matches(demo, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(demo / "case", case)
    (first, *_) = rows_of("matches", "-C", case)
    path = tmp_path / "own-2023-03-01.csv"
    path.write_text(f"id,name\nX-1,{first['name']}\n", "utf-8")

    def since_after(*arguments):
        affidavit("lists", "import", path, *arguments, "-C", case, check=0)
        affidavit("analyse", "-C", case, check=0)
        (since,) = {m["since"] for m in rows_of("matches", "-C", case) if m["list_id"] == "X-1"}
        return since

    def imported():
        ledger = (case / "ledger.jsonl").read_text("utf-8").splitlines()
        return [e for e in map(json.loads, ledger) if e["kind"] == "list.imported"]

    before = len(imported())
    assert since_after() == "on or before 2023-03-01"
    assert since_after("--date", "2021-05-04") == "on or before 2021-05-04"
    assert since_after("--date", "2021-05-04") == "on or before 2021-05-04"
    assert [event["outputs"]["date"] for event in imported()[before:]] == [
        "2023-03-01",
        "2021-05-04",
    ]


def test_owners_that_own_one_another_end(tmp_path):
    lines = [
        {"id": f"N{n}", "schema": "Company", "properties": {"name": [f"Firm Number{n}"]}}
        for n in range(9)
    ]
    lines += [
        {"id": f"O{a}-{b}", "schema": "Ownership", "properties": {"owner": [f"N{a}"], "asset": [f"N{b}"]}}
        for a in range(9) for b in range(9) if a != b
    ]  # fmt: skip
    path = tmp_path / "clique.json"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    row = rows_of("screen", "Firm Number1", "--lists", path)[0]
    assert 8 <= len(row["owned_by"]) <= 20


def test_a_zip_and_a_pipe_are_refused_in_a_sentence(tmp_path):
    archive = tmp_path / "z.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "a")
    for path in (archive, tmp_path):
        code, _, errors = affidavit("screen", "X", "--lists", path)
        assert code == 2
        assert path.name in errors
    code, _, errors = affidavit("lists", "fetch", "../x", "--from", "http://127.0.0.1:1/x.csv")
    assert code == 2
    assert "no name of a list" in errors
