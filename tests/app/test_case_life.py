"""A case over its life: run again, interrupted, damaged, rebuilt."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from affidavit.store.packing import pack, unpack
from tests.conftest import affidavit, rows_of

LISTS = ("entities", "claims", "leads", "matches", "mentions")


def state(case):
    """Everything a user can list, as bytes."""
    shown = {name: affidavit(name, "-C", case, "--json")[1] for name in LISTS}
    status = json.loads(affidavit("status", "-C", case, "--json")[1])
    for key in ("ledger", "isolation"):
        status.pop(key)
    return {**shown, "status": json.dumps(status)}


@pytest.fixture
def copy(demo, tmp_path):
    shutil.copytree(demo / "case", tmp_path / "case")
    return tmp_path / "case"


def test_a_second_run_does_no_work(demo):
    case = demo / "case"
    before = (case / "ledger.jsonl").read_bytes()
    stamp = (case / "out" / "briefing.html").stat().st_mtime_ns
    affidavit("investigate", demo / "leak", demo / "reports", "-C", case, check=3)
    assert (case / "ledger.jsonl").read_bytes() == before
    assert (case / "out" / "briefing.html").stat().st_mtime_ns == stamp


def test_status_accounts_for_every_byte_and_names_what_failed(demo):
    code, out, _ = affidavit("status", "-C", demo / "case", "--json")
    status = json.loads(out)
    handed_in = sum(
        p.stat().st_size for d in ("leak", "reports") for p in (demo / d).rglob("*") if p.is_file()
    )
    assert code == 3
    assert status["bytes"] == status["bytes_accounted"] == handed_in
    assert status["items"] == sum(status["by_status"].values())
    assert all(f["reason"] and f["path"] for f in status["failed"])
    assert "resource limits" in status["isolation"]
    assert "pending" not in status["by_status"]


@pytest.mark.slow
def test_rebuild_gives_the_same_bytes(copy):
    before = state(copy)
    for name in ("case.db", "case.db-wal", "case.db-shm"):
        (copy / name).unlink(missing_ok=True)
    shutil.rmtree(copy / "index")
    affidavit("rebuild", "-C", copy, check=3)
    assert state(copy) == before
    affidavit("verify", "-C", copy, check=0)


def test_verify_finds_one_flipped_bit(copy):
    affidavit("verify", "-C", copy, check=0)
    victim = sorted(p for p in (copy / "vault").rglob("*") if p.is_file())[3]
    victim.chmod(0o600)
    raw = bytearray(victim.read_bytes())
    raw[len(raw) // 2] ^= 1
    victim.write_bytes(raw)
    code, out, _ = affidavit("verify", "-C", copy, "--json")
    found = json.loads(out)
    assert code == 1
    assert not found["ok"]
    assert f"vault/{victim.parent.name}/{victim.name}" in [p["where"] for p in found["problems"]]


def test_verify_finds_one_changed_character_of_a_quote(copy):
    database = sqlite3.connect(copy / "case.db")
    claim, quote = database.execute(
        "SELECT hex(claim), quote FROM evidence ORDER BY quote DESC"
    ).fetchone()
    database.execute("UPDATE evidence SET quote = ? WHERE hex(claim) = ?", ("Ж" + quote[1:], claim))
    database.commit()
    database.close()
    code, out, _ = affidavit("verify", "-C", copy, "--json")
    assert code == 1
    assert any(claim.lower() in p["where"] for p in json.loads(out)["problems"])


def test_verify_finds_a_changed_layer_and_a_lengthened_quote(copy):
    database = sqlite3.connect(copy / "case.db")
    number, text = database.execute("SELECT n, text FROM layer WHERE length(text) > 40").fetchone()
    changed = pack("Ж" + unpack(text)[1:])
    database.execute("UPDATE layer SET text = ? WHERE n = ?", (changed, number))
    database.execute("UPDATE evidence SET quote = quote || 'x' WHERE position = 0")
    database.commit()
    database.close()
    code, out, _ = affidavit("verify", "-C", copy, "--json")
    assert code == 1
    assert any("layer" in p["where"] for p in json.loads(out)["problems"])


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE evidence SET quote = quote || 'x' WHERE position = 0",
        "UPDATE evidence SET quote = substr(quote, 2) WHERE position = 0",
        "DELETE FROM evidence",
        "UPDATE claim SET data = replace(data, 'affirmed', 'negated')",
        "UPDATE claim SET data = '{'",
        "UPDATE mention SET quote = 'Ж' || substr(quote, 2)",
        "UPDATE layer SET text = zeroblob(20) WHERE n = 1",
        "DELETE FROM item WHERE parent IS NULL",
        "DELETE FROM item WHERE parent IS NOT NULL",
        "DELETE FROM mention",
        "DELETE FROM claim",
    ],
)
def test_verify_finds_every_kind_of_damage_to_the_database(copy, damage):
    database = sqlite3.connect(copy / "case.db")
    database.execute(damage)
    database.commit()
    database.close()
    code, out, _ = affidavit("verify", "-C", copy, "--json")
    assert code == 1
    assert json.loads(out)["problems"]


@pytest.mark.parametrize("line", [0, 1, -1])
def test_verify_finds_a_dropped_ledger_line(copy, line):
    path = copy / "ledger.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = json.loads(lines[line])["number"]
    del lines[line]
    path.write_text("".join(lines), "utf-8")
    code, out, _ = affidavit("verify", "-C", copy, "--json")
    problems = json.loads(out)["problems"]
    assert code == 1
    assert any(str(number) in p["what"] and "missing" in p["what"] for p in problems)


@pytest.mark.slow
def test_a_killed_run_leaves_no_process_and_goes_on(demo, tmp_path):
    kill_and_compare(demo, tmp_path, moments=[0.6], undisturbed=state(demo / "case"))


@pytest.mark.slow
def test_ten_kills_at_random_moments_change_nothing(demo, tmp_path):
    moments = [random.Random(11).uniform(0.2, 9.0) for _ in range(10)]
    kill_and_compare(demo, tmp_path, moments, undisturbed=state(demo / "case"))


def kill_and_compare(demo, tmp_path, moments, undisturbed):
    case = tmp_path / "killed"
    command = [sys.executable, "-m", "affidavit", "investigate", demo / "leak", demo / "reports", "-C", case,
               "--lists", demo / "lists" / "targets.simple.csv"]  # fmt: skip
    for moment in moments:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
    deadline = time.monotonic() + 15
    while workers_of(case) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert workers_of(case) == []
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert state(case) == undisturbed
    affidavit("verify", "-C", case, check=0)


def workers_of(case):
    """Processes left over: those that hold a file of the case open, and orphaned parsers."""
    held = [
        p for p in Path("/proc").glob("[0-9]*") if p.name != str(os.getpid()) and holds(p, case)
    ]
    shown = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True).stdout
    return held + [
        line
        for line in shown.splitlines()
        if "affidavit.quarantine.worker" in line and " 1 " in line[:20]
    ]


def holds(process, folder):
    try:
        return any(str(folder) in str(one.readlink()) for one in (process / "fd").iterdir())
    except OSError:  # it has ended, or is another user's
        return False


def test_an_altered_original_is_not_read_again(copy):
    for victim in sorted(p for p in (copy / "vault").rglob("*") if p.is_file()):
        victim.chmod(0o600)
        victim.write_bytes(victim.read_bytes().replace(b"a", b"b"))
    affidavit("rebuild", "-C", copy, check=3)
    assert rows_of("claims", "-C", copy) == []
    status = json.loads(affidavit("status", "-C", copy, "--json")[1])
    assert any("altered" in f["reason"] for f in status["failed"])


@pytest.mark.parametrize("name", ["case.db", "index"])
@pytest.mark.slow
def test_missing_derived_data_is_said_and_rebuilt(copy, name):
    target = copy / name
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    code, _, said = affidavit("briefing", "-C", copy)
    assert code == 2
    assert "rebuild" in said
    affidavit("verify", "-C", copy, check=1)
    affidavit("rebuild", "-C", copy, check=3)
    assert rows_of("search", "завод", "-C", copy)


@pytest.mark.parametrize("query", ["!!!", "date:abc", '"'])
def test_a_query_that_asks_for_nothing_is_refused(demo, query):
    assert affidavit("search", query, "-C", demo / "case")[0] == 2


def test_search_and_show(demo):
    case = demo / "case"
    hits = rows_of("search", "вертолётами", "-C", case)
    assert hits
    latin = {h["document"] for h in rows_of("search", "Marchenko", "-C", case, "--limit", "500")}
    cyrillic = {h["document"] for h in rows_of("search", "Марченко", "-C", case, "--limit", "500")}
    assert latin == cyrillic
    assert len(latin) > 20
    shown = json.loads(affidavit("show", hits[0]["document"], "-C", case, "--json", check=0)[1])
    layer = next(entry for entry in shown["layers"] if entry["id"] == hits[0]["layer"])
    start, end = hits[0]["spans"][0]
    assert "вертол" in layer["text"][start:end].lower()
    assert affidavit("show", hits[0]["path"], "-C", case, check=0)[1].startswith(
        hits[0]["document"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["status", "-C", "nowhere"], "is not a case"),
        (["investigate", "nowhere", "-C", "CASE"], "does not exist"),
        (["show", "doc-ffff", "-C", "CASE"], "no document"),
        (["screen", "X"], "no list to screen against"),
        (["screen", "X", "--as-of", "yesterday", "-C", "CASE"], "2023-02-24"),
        (["lists", "import", "nowhere.csv", "-C", "CASE"], "does not exist"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(copy, arguments, said):
    code, _, errors = affidavit(*[copy if a == "CASE" else a for a in arguments])
    assert code == 2
    assert said in errors


def test_screening_without_a_case(demo):
    listed = demo / "lists" / "targets.simple.csv"
    rows = rows_of("screen", "Марченко Олег Васильевич", "--lists", listed, "--as-of", "2023-01-01")
    assert [(r["list_id"], r["in_force"]) for r in rows] == [("DEMO-003", "not_yet")]


@pytest.mark.slow
def test_nothing_of_a_hostile_folder_stops_the_rest(tmp_path):
    leak = tmp_path / "leak"
    leak.mkdir()
    (leak / "good.txt").write_text("Завод ремонтирует вертолёты Ми-8 для ООО «Крыло».", "utf-8")
    (leak / "empty").write_bytes(b"")
    (leak / "noise.bin").write_bytes(bytes(range(256)) * 50)
    (leak / "broken.pdf").write_bytes(b"%PDF-1.7\n garbage")
    (leak / "link").symlink_to("/etc/passwd")
    (leak / "deep.html").write_bytes(b"<div>" * 300_000)
    affidavit("investigate", leak, "-C", tmp_path / "case", check=3)
    status = json.loads(affidavit("status", "-C", tmp_path / "case", "--json")[1])
    reasons = {f["path"]: f["reason"] for f in status["failed"]}
    assert set(reasons) >= {"leak/noise.bin", "leak/broken.pdf", "leak/link"}
    assert status["bytes"] == status["bytes_accounted"]
    assert (
        len([c for c in rows_of("claims", "-C", tmp_path / "case") if c["frame"] == "repair"]) == 1
    )
