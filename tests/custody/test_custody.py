"""Everything handed in is kept, listed and signed; every kind of damage is found and named."""

import json
import os
import shutil

import pytest

from affidavit.custody import Case, Intake, Ledger, Taking, check_roots, restore_roots
from affidavit.custody.keys import SigningKey
from affidavit.model.errors import CaseError, CaseLocked, UsageError


@pytest.fixture
def case(tmp_path):
    made = Case.open(tmp_path / "case", create=True)
    yield made
    made.close()


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "leak"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(b"one")
    (folder / "sub" / "b.txt").write_bytes(b"two")
    (folder / "sub" / "empty").write_bytes(b"")
    return folder


def take(case, *roots, label=""):
    return sum(Intake(case).take(roots, Taking(label)))


class TestLedger:
    def filled(self, path, count=5):
        ledger = Ledger(path)
        for number in range(count):
            ledger.append("test", {"n": number}, {"текст": "ё"}, "because")
        return ledger

    def test_an_untouched_ledger_holds(self, tmp_path):
        ledger = self.filled(tmp_path / "ledger.jsonl")
        assert ledger.verify() == []
        assert [e.number for e in ledger.events()] == [1, 2, 3, 4, 5, 6]
        assert [e.number for e in Ledger(tmp_path / "ledger.jsonl").events(since=4)] == [5, 6]

    @pytest.mark.parametrize("dropped", range(6))
    def test_any_dropped_line_is_found_and_named(self, tmp_path, dropped):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:dropped] + lines[dropped + 1 :]), "utf-8")
        problems = Ledger(path).verify()
        assert problems
        assert any(str(dropped + 1) in p.what and "missing" in p.what for p in problems), problems

    def test_a_changed_line_is_found(self, tmp_path):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        path.write_text(path.read_text("utf-8").replace('"n":2', '"n":9'), "utf-8")
        assert any("event 4 was changed" in p.what for p in Ledger(path).verify())

    def test_a_line_signed_with_another_key_is_found(self, tmp_path, monkeypatch):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        monkeypatch.setattr(Ledger, "_check_own_key", lambda ledger: None)
        monkeypatch.setenv("AFFIDAVIT_HOME", str(tmp_path / "other"))
        Ledger(path).append("forged", {}, {})
        assert any("not signed with the ledger's key" in p.what for p in Ledger(path).verify())

    def test_another_key_is_refused_before_it_breaks_the_chain(self, tmp_path, monkeypatch):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        monkeypatch.setenv("AFFIDAVIT_HOME", str(tmp_path / "other"))
        with pytest.raises(UsageError, match="another signing key"):
            Ledger(path).append("more", {}, {})
        assert Ledger(path).verify() == []

    @pytest.mark.parametrize("line", ["null", "[]", "{}", "\xff", "[" * 50_000, '{"number": "2"}'])
    def test_lines_that_are_no_events_are_named(self, tmp_path, line):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        with path.open("a", encoding="latin-1") as file:
            file.write(line + "\n")
        assert any("line is not an event" in p.what for p in Ledger(path).verify())

    def test_any_letter_may_stand_in_a_name(self, tmp_path):
        ledger = Ledger(tmp_path / "ledger.jsonl")
        ledger.append("test", {"name": "a\u2028b\u0085c\udcff"}, {})
        assert Ledger(tmp_path / "ledger.jsonl").verify() == []

    def test_a_torn_last_line_is_moved_aside_and_the_chain_goes_on(self, tmp_path):
        path = tmp_path / "ledger.jsonl"
        self.filled(path)
        with path.open("ab") as file:
            file.write(b'{"number": 7, "ki')
        ledger = Ledger(path)
        ledger.append("after", {}, {})
        assert ledger.verify() == []
        assert [p.read_bytes() for p in tmp_path.glob("*.torn-at-*")] == [b'{"number": 7, "ki']

    def test_the_key_is_private_and_may_have_a_passphrase(self, tmp_path, monkeypatch):
        monkeypatch.setenv("AFFIDAVIT_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("AFFIDAVIT_PASSPHRASE", "correct horse")
        key = SigningKey.load()
        path = tmp_path / "home" / "ledger-key.pem"
        assert path.stat().st_mode & 0o077 == 0
        assert b"ENCRYPTED" in path.read_bytes()
        assert SigningKey.load().public == key.public
        monkeypatch.setenv("AFFIDAVIT_PASSPHRASE", "wrong")
        with pytest.raises(UsageError, match="AFFIDAVIT_PASSPHRASE"):
            SigningKey.load()


class TestIntake:
    def test_every_file_is_kept_byte_for_byte_and_taken_in_once(self, case, handed_in):
        assert take(case, handed_in) == 3
        paths = {i.path: i for i in case.rows.items()}
        assert set(paths) == {"leak/a.txt", "leak/sub/b.txt", "leak/sub/empty"}
        for path, item in paths.items():
            original = handed_in.parent / path
            assert case.vault.path(item.blob.sha256).read_bytes() == original.read_bytes()
        assert take(case, handed_in) == 0

    def test_a_changed_file_is_a_new_item_and_the_old_one_stays(self, case, handed_in):
        take(case, handed_in)
        (handed_in / "a.txt").write_bytes(b"changed")
        assert take(case, handed_in) == 1
        assert len([i for i in case.rows.items() if i.path == "leak/a.txt"]) == 2

    def test_links_and_devices_are_listed_not_followed(self, case, handed_in, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("not handed in")
        (handed_in / "link").symlink_to(secret)
        (handed_in / "folder").symlink_to("/etc")
        os.mkfifo(handed_in / "pipe")
        take(case, handed_in)
        found = {i.path: i for i in case.rows.items()}
        assert "outside" in found["leak/link"].reason
        assert found["leak/link"].status == "refused"
        assert found["leak/folder"].status == "refused"
        assert "not a file" in found["leak/pipe"].reason
        assert b"not handed in" not in b"".join(
            case.vault.path(h).read_bytes() for h in case.vault.hashes()
        )

    def test_a_name_that_is_no_text_is_kept(self, case, tmp_path):
        folder = tmp_path / "odd"
        folder.mkdir()
        (folder / os.fsdecode(b"\xcf\xf0.txt")).write_bytes(b"x")
        assert take(case, folder) == 1
        assert r"odd/\xcf\xf0.txt" in [i.path for i in case.rows.items()]

    def test_two_folders_of_one_name_stay_two(self, case, handed_in, tmp_path):
        other = tmp_path / "other" / "leak"
        shutil.copytree(handed_in, other)
        assert take(case, handed_in, other) == 6
        assert len({i.path for i in case.rows.items()}) == 6
        assert "leak (2)/a.txt" in {i.path for i in case.rows.items()}
        assert take(case, other, handed_in) == 0
        before = [i.path for i in case.rows.items()]
        case.drop_derived()
        restore_roots(case)
        assert [i.path for i in case.rows.items()] == before

    def test_bytes_that_left_the_vault_are_taken_in_again(self, case, handed_in):
        take(case, handed_in)
        victim = case.vault.path(next(case.vault.hashes()))
        victim.unlink()
        assert take(case, handed_in) == 1
        assert victim.is_file()

    def test_a_label_goes_before_the_paths(self, case, handed_in):
        take(case, handed_in, label="source A")
        assert all(i.path.startswith("source A/leak/") for i in case.rows.items())

    def test_what_is_not_there_is_said(self, case, tmp_path):
        with pytest.raises(UsageError, match="does not exist"):
            check_roots([tmp_path / "nowhere"], case.folder)

    def test_a_case_inside_what_is_handed_in_is_refused(self, tmp_path):
        (tmp_path / "leak").mkdir()
        with pytest.raises(UsageError, match="outside"):
            check_roots([tmp_path / "leak"], tmp_path / "leak" / "case")
        with pytest.raises(UsageError, match="outside"):
            check_roots([tmp_path / "leak"], tmp_path)
        assert list((tmp_path / "leak").iterdir()) == []

    def test_items_come_back_from_the_ledger_alone(self, case, handed_in):
        take(case, handed_in)
        before = [(i.id, i.path, i.blob) for i in case.rows.items()]
        case.drop_derived()
        restore_roots(case)
        assert [(i.id, i.path, i.blob) for i in case.rows.items()] == before


class TestCase:
    def test_one_process_writes_at_a_time(self, case):
        with case.writing(), pytest.raises(CaseLocked), Case(case.folder).writing():
            pass

    def test_a_folder_that_is_no_case_is_not_touched(self, tmp_path):
        (tmp_path / "file").write_text("mine")
        with pytest.raises(CaseError, match="is not a case"):
            Case.open(tmp_path)
        with pytest.raises(CaseError, match="other files"):
            Case.open(tmp_path, create=True)
        assert [p.name for p in tmp_path.iterdir()] == ["file"]

    def test_the_vault_knows_altered_missing_and_foreign_files(self, case, handed_in):
        take(case, handed_in)
        expected = {i.blob.sha256: i.path for i in case.rows.items()}
        altered, missing = sorted(expected)[:2]
        case.vault.path(altered).chmod(0o600)
        case.vault.path(altered).write_bytes(b"flipped")
        case.vault.path(missing).unlink()
        foreign = case.vault.path("ff" * 32)
        foreign.parent.mkdir(exist_ok=True)
        shutil.copy(case.vault.path(altered), foreign)
        said = " ".join(p.what for p in case.vault.check(expected))
        assert "altered" in said
        assert "missing" in said
        assert expected[altered] in said

    def test_the_ledger_is_json_lines_with_actor_time_and_tool(self, case, handed_in):
        take(case, handed_in)
        lines = [
            json.loads(line)
            for line in (case.folder / "ledger.jsonl").read_text("utf-8").splitlines()
        ]
        assert [line["kind"] for line in lines] == ["case.opened", "evidence.received"]
        assert lines[1]["actor"] == "tester"
        assert lines[1]["time"].endswith("+00:00")
        assert lines[1]["tool"].startswith("affidavit ")
        assert len(lines[1]["outputs"]["items"]) == 3
