"""Reading containers of every kind: as they come, in bounded memory, resumable, nothing twice."""

import io
import json
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import zipfile

import pytest
import pyzipper

from affidavit.app.reader import Reader, Reading
from affidavit.custody import Vault
from affidavit.model import Blob, Item, Status
from affidavit.quarantine import Child, Outcome, Parsed, Source
from tests.conftest import affidavit
from tests.made import office, pages

MAIL = "From: a{n}@b.example\nTo: c@d.example\nSubject: письмо {n}\nMessage-ID: <{n}@b.example>\n\nТекст номер {n}: поставка станков отложена, ждём ответа завода.\n"


def mail(number, attachment=b""):
    head = MAIL.format(n=number)
    if not attachment:
        return head.encode()
    top, _, body = head.partition("\n\n")
    return (
        f"{top}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--q\n"
        "Content-Type: application/octet-stream; name=a.txt\n\n".encode()
        + attachment
        + b"\n--q--\n"
    )


def status(case):
    return json.loads(affidavit("status", "-C", case, "--json")[1])


def everything(case):
    """What was read, as plain rows: items, documents, layers."""
    database = sqlite3.connect(case / "case.db")
    rows = [
        database.execute(query).fetchall()
        for query in (
            "SELECT path, hex(sha256), media_type, status, reason FROM item ORDER BY path, sha256",
            "SELECT hex(id), data FROM document ORDER BY id",
            "SELECT hex(id), kind, name, text FROM layer ORDER BY id",
            "SELECT hex(layer), data FROM anchor ORDER BY layer",
        )
    ]
    database.close()
    return rows


def test_two_occurrences_of_an_attachment_are_two_items_on_one_blob(tmp_path):
    leak = tmp_path / "leak"
    leak.mkdir()
    for number in (1, 2):
        (leak / f"{number}.eml").write_bytes(mail(number, b"the same attachment"))
    affidavit("ingest", leak, "-C", tmp_path / "case", check=0)
    rows = [r for r in everything(tmp_path / "case")[0] if "attachment" in r[0]]
    assert [r[0] for r in rows] == ["leak/1.eml/attachment:1", "leak/2.eml/attachment:1"]
    assert rows[0][1] == rows[1][1]
    assert [r[3] for r in rows] == ["ok", "duplicate"]


def test_a_container_says_what_it_announces_and_what_came_out(tmp_path):
    (tmp_path / "a.zip").write_bytes(office.package({"one": mail(1), "two": mail(2)}))
    affidavit("ingest", tmp_path / "a.zip", "-C", tmp_path / "case", check=0)
    assert [(c["path"], c["expected"], c["found"], c["complete"]) for c in status(tmp_path / "case")["containers"]] == [
        ("a.zip", 2, 2, True)
    ]  # fmt: skip


@pytest.mark.slow
def test_a_large_member_and_a_mailbox_inside_archives_are_read(tmp_path):
    box = b"".join(
        b"From a@b.example Mon Jan  1 10:00:00 2024\n" + mail(n) + b"\n" for n in range(300)
    )
    padding = (
        b"From a@b.example Mon Jan  1 10:00:00 2024\nSubject: big\n\n"
        + b"word word " * 1_200_000
        + b"\n\n"
    )
    inner = office.package({"box.mbox": box + padding})
    (tmp_path / "outer.zip").write_bytes(
        office.package({"inner.zip": inner, "note.txt": "привет".encode()})
    )
    affidavit("ingest", tmp_path / "outer.zip", "-C", tmp_path / "case", check=0)
    found = status(tmp_path / "case")
    assert found["by_type"]["message/rfc822"] == {"ok": 301}
    assert {c["path"]: c["found"] for c in found["containers"]} == {
        "outer.zip": 2, "outer.zip/member:1": 1, "outer.zip/member:1/member:1": 301,
    }  # fmt: skip
    assert not list((tmp_path / "case" / "cache" / "spool").iterdir())


class TestPasswords:
    @pytest.fixture
    def locked(self, tmp_path):
        buffer = io.BytesIO()
        with pyzipper.AESZipFile(buffer, "w", encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword("тайна".encode())
            archive.writestr("m.eml", mail(7))
        (tmp_path / "a.zip").write_bytes(buffer.getvalue())
        (tmp_path / "words").write_text("wrong\nтайна\n", "utf-8")
        affidavit("ingest", tmp_path / "a.zip", "-C", tmp_path / "case", check=3)
        return tmp_path

    def test_what_stays_shut_is_listed(self, locked):
        assert [(f["path"], f["status"]) for f in status(locked / "case")["failed"]] == [
            ("a.zip/member:1", "encrypted")
        ]

    @pytest.mark.parametrize("command", [["ingest", "a.zip"], ["retry"]])
    def test_a_password_given_later_opens_it(self, locked, command):
        paths = [locked / part if part == "a.zip" else part for part in command]
        affidavit(*paths, "-C", locked / "case", "--passwords", locked / "words", check=0)
        found = status(locked / "case")
        assert found["failed"] == []
        assert found["by_type"]["message/rfc822"] == {"ok": 1}
        assert (locked / "case" / "passwords").stat().st_mode & 0o077 == 0
        affidavit("rebuild", "-C", locked / "case", check=0)
        affidavit("verify", "-C", locked / "case", check=0)

    def test_a_file_that_is_no_list_of_passwords_is_refused(self, locked):
        (locked / "words").write_bytes(b"\xff\xfe\x00")
        code, _, said = affidavit("retry", "-C", locked / "case", "--passwords", locked / "words")
        assert code == 2
        assert "one password a line" in said


class TestScans:
    @pytest.mark.slow
    def test_recognition_can_be_switched_off_and_on_again(self, tmp_path):
        (tmp_path / "scan.pdf").write_bytes(pages.scanned_pdf("Поставка станков\nотложена до июня"))
        case = tmp_path / "case"
        affidavit("ingest", tmp_path / "scan.pdf", "-C", case, "--no-ocr", check=3)
        assert "switched off" in status(case)["failed"][0]["reason"]
        code, _, _ = affidavit("retry", "-C", case, "--ocr")
        if code == 3 and "not installed" in status(case)["failed"][0]["reason"]:
            pytest.skip("no language packs")
        assert status(case)["failed"] == []
        shown = json.loads(affidavit("show", "scan.pdf", "-C", case, "--json", check=0)[1])
        assert "Поставка станков" in next(x["text"] for x in shown["layers"] if x["kind"] == "ocr")
        kept = list((case / "cache" / "ocr").rglob("*.json"))
        assert len(kept) == 1
        stamp = kept[0].stat().st_mtime_ns
        affidavit("rebuild", "-C", case, check=0)
        assert kept[0].stat().st_mtime_ns == stamp


def test_reports_are_handed_in_as_such(tmp_path):
    text = "Завод ремонтирует вертолёты\nАвтор: Марта Ванага, Вестник\n12 марта 2023 года\n\nГорит свет.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    affidavit("ingest", tmp_path / "a.txt", "--report", "-C", tmp_path / "case", check=0)
    shown = json.loads(affidavit("show", "a.txt", "-C", tmp_path / "case", "--json", check=0)[1])
    assert (shown["kind"], shown["metadata"]["outlet"]) == ("report", "Вестник")


def test_near_identical_messages_are_grouped_and_keep_their_own_fields(tmp_path):
    leak = tmp_path / "leak"
    leak.mkdir()
    body = (
        "Поставка станков отложена, ждём ответа завода до конца недели, потом ищем другого поставщика и пишем в министерство. "
        * 3
    )
    for name, footer in (("a", ""), ("b", "\n_____\nСписок рассылки цеха\n"), ("c", "")):
        own = (
            "совсем другое письмо о погоде и рыбалке на выходных у озера с друзьями и детьми\n"
            if name == "c"
            else body
        )
        (leak / f"{name}.eml").write_text(
            f"From: {name}@x.example\nSubject: {name}\n\n{own}{footer}", "utf-8"
        )
    affidavit("ingest", leak, "-C", tmp_path / "case", check=0)
    _, out, _ = affidavit("alike", "-C", tmp_path / "case", "--json", check=0)
    rows = [json.loads(line) for line in out.splitlines()]
    assert sorted((r["path"], r["from"]) for r in rows) == [
        ("leak/a.eml", "a@x.example"), ("leak/b.eml", "b@x.example"),
    ]  # fmt: skip


class FallingQuarantine:
    """A worker that dies on some members of a container and reads everything else."""

    def __init__(self, members, deadly):
        self.members, self.deadly = members, deadly
        self.skips = []

    def at(self, level):
        return self

    def parse(self, source, take=None, options=None):
        skip = int((options or {}).get("skip", 0))
        if not source.path.endswith("box.pst"):
            return Outcome(Parsed("text", "text/plain", "t 1", title=source.path), Status.OK, "")
        self.skips.append(skip)
        emitted = 0
        for number in range(skip, self.members):
            if number in self.deadly:
                return Outcome(None, Status.UNREADABLE, "fell", emitted, died=True, media_type="application/vnd.ms-outlook-pst")  # fmt: skip
            data = b"member %d" % number
            take(
                Child(f"{number:06}", "", "text/plain", len(data)),
                Source("", "", "text/plain", len(data), data=data),
            )
            emitted += 1
        parsed = Parsed("mailbox", "application/vnd.ms-outlook-pst", "p 1", expected=self.members)
        return Outcome(parsed, Status.OK, "", emitted, media_type=parsed.media_type)


class Nothing:
    """Rows that know of no item."""

    def members(self, item_id):
        return iter(())

    def item(self, item_id):
        return None


@pytest.mark.parametrize("deadly", [{0}, {3}, {2, 5}, {4, 5}, {9}])
def test_a_member_that_ends_the_parser_costs_that_member_only(tmp_path, deadly):
    vault = Vault(tmp_path / "vault")
    blob = vault.put(io.BytesIO(b"a mailbox"))
    item = Item(Item.make_id("box.pst", blob.sha256), "box.pst", Blob(blob.sha256, blob.size), "", length=blob.size, original=blob.sha256)  # fmt: skip
    falling = FallingQuarantine(10, deadly)
    batches = []
    reading = Reading(vault, tmp_path / "case.db", tmp_path)
    Reader(falling, reading, Nothing(), batches.append).read(item)
    items = [i for batch in batches for i in batch.items]
    read = {i.path for i in items if i.status is Status.OK}
    assert read == {f"box.pst/{n:06}" for n in range(10) if n not in deadly}
    lost = [i for i in items if "/lost:" in i.path]
    assert [i.path for i in lost] == [f"box.pst/lost:{n + 1}" for n in sorted(deadly)]
    assert all("fell" in i.reason for i in lost)
    assert items[-1].path == "box.pst"
    assert items[-1].status is Status.PARTIAL


def test_a_retry_reads_what_failed_inside_and_nothing_twice(tmp_path):
    """A locked member before plain ones, a scan inside a mail, and a text that was read in part."""
    locked = io.BytesIO()
    with pyzipper.AESZipFile(locked, "w") as archive:
        archive.setpassword(b"geheim")
        archive.setencryption(pyzipper.WZ_AES)
        archive.writestr("locked.txt", "тайный текст")
        archive.encryption, archive.pwd = None, None
        archive.writestr("plain.txt", "открытый текст")
        archive.writestr("part.txt", b"some text \x81 that is read in part")
    leak = tmp_path / "leak"
    leak.mkdir()
    (leak / "outer.zip").write_bytes(office.package({"inner.zip": locked.getvalue()}))
    (tmp_path / "words").write_text("geheim\n")
    case = tmp_path / "case"
    affidavit("ingest", leak, "-C", case, check=3)
    before = {row[0]: row[3] for row in everything(case)[0]}
    assert before["leak/outer.zip/member:1/member:1"] == "encrypted"
    assert before["leak/outer.zip/member:1/member:3"] == "partial"
    affidavit("retry", "-C", case, "--passwords", tmp_path / "words")
    after = {row[0]: row[3] for row in everything(case)[0]}
    assert after["leak/outer.zip/member:1/member:1"] == "ok"
    assert after["leak/outer.zip/member:1/member:3"] == "partial"
    assert set(after) == set(before)
    _, out, _ = affidavit("search", "read in part", "-C", case, "--json", check=0)
    assert out
    affidavit("verify", "-C", case, check=0)


@pytest.mark.slow
def test_a_run_cut_off_after_any_batch_is_resumed_to_the_same(tmp_path, monkeypatch):
    import stat

    from affidavit.app import ingest as stage
    from affidavit.app.pipeline import Pipeline
    from affidavit.app.progress import Silent
    from affidavit.custody import Case

    box = b"".join(
        b"From a@b.example Mon Jan  1 10:00:00 2024\n" + mail(n) + b"\n" for n in range(300)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mbox", box)
        archive.writestr("b.txt", "b")
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "target")
        archive.writestr("c.txt", "c")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    affidavit("ingest", tmp_path / "a.zip", "-C", tmp_path / "whole", check=3)

    class CutOff(Exception):
        pass

    real = stage._write
    for allowed in (0, 1):
        left = [allowed]

        def write(rows, batch, left=left):
            if not left[0]:
                raise CutOff
            left[0] -= 1
            real(rows, batch)

        case = Case.open(tmp_path / f"cut{allowed}", create=True)
        monkeypatch.setattr(stage, "_write", write)
        with pytest.raises(CutOff), case.writing():
            Pipeline(case, Silent()).ingest([tmp_path / "a.zip"])
        case.close()
        monkeypatch.setattr(stage, "_write", real)
        affidavit("ingest", tmp_path / "a.zip", "-C", tmp_path / f"cut{allowed}", check=3)
        assert everything(tmp_path / f"cut{allowed}") == everything(tmp_path / "whole")


def test_layers_that_are_equal_and_names_that_cannot_be_written_stop_nothing(tmp_path):
    leak = tmp_path / "leak"
    leak.mkdir()
    head = b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\n"
    part = b"Content-Type: application/x-y\nContent-Disposition: attachment; filename*=unicode_escape''%5Cud800.txt\n\nx\n--q--\n"
    (leak / "a.eml").write_bytes(head + part)
    same = '<comment ref="A1"><text><t>то же</t></text></comment>' * 2
    comment = f"<comments {office.S}><commentList>{same}</commentList></comments>"
    (leak / "b.xlsx").write_bytes(
        office.xlsx([("A", "visible", "<sheetData/>")], extra={"xl/comments1.xml": comment})
    )
    (leak / "c.bin").write_bytes(
        b"MAPI\x01\x0a"
        + (76).to_bytes(8, "big")
        + b'{"properties":{},"recipients":[],"attachments":[],"remarks":["\\ud800 half"]}'
    )
    affidavit("ingest", leak, "-C", tmp_path / "case")
    found = status(tmp_path / "case")
    assert found["items"] == 4
    assert "pending" not in found["by_status"]


def killed_and_resumed(tmp_path, source, moments, *options):
    """The rows of a run that was killed at some moments, beside those of one that was not."""
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    affidavit("ingest", source, "-C", undisturbed, *options)
    command = [sys.executable, "-m", "affidavit", "ingest", source, "-C", killed, *options]
    unfinished = 0
    for moment in moments:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        unfinished += process.wait() != 0
    assert unfinished, "no run was killed before it ended"
    affidavit("ingest", source, "-C", killed, *options)
    affidavit("verify", "-C", killed, check=0)
    return everything(undisturbed), everything(killed)


@pytest.mark.slow
class TestKilled:
    def test_in_the_middle_of_an_archive(self, tmp_path):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for number in range(3000):
                raw = mail(number, b"attachment %d" % (number % 50))
                info = tarfile.TarInfo(f"{number}.eml")
                info.size = len(raw)
                archive.addfile(info, io.BytesIO(raw))
        (tmp_path / "a.tar.gz").write_bytes(buffer.getvalue())
        one, other = killed_and_resumed(tmp_path, tmp_path / "a.tar.gz", [1.5, 2.5, 3.0, 3.5])
        assert one == other

    def test_in_the_middle_of_recognition(self, tmp_path):
        leak = tmp_path / "leak"
        leak.mkdir()
        for number in range(6):
            texts = [
                f"Страница {number}.{page}: поставка станков\nотложена до июня" for page in range(4)
            ]
            (leak / f"{number}.pdf").write_bytes(pages.scanned_pdf(*texts))
        one, other = killed_and_resumed(tmp_path, leak, [2.0, 3.0, 3.0])
        assert one == other

    def test_in_the_middle_of_an_outlook_archive(self, corpora, tmp_path):
        leak = tmp_path / "leak"
        leak.mkdir()
        for number, file in enumerate(sorted(corpora.rglob("*.pst"))):
            (leak / f"{number}.pst").write_bytes(file.read_bytes())
        one, other = killed_and_resumed(tmp_path, leak, [0.9, 1.1, 1.3, 1.5, 1.8])
        assert one == other
