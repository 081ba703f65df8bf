"""Formats over real files, where they are present: agreement with what others made of them."""

import importlib.util
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from tests.quarantine.reading import read, texts

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
WORD = re.compile(r"\w+")


def benchmark(name):
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("corpus", "floor"), [("stalwart", 0.98), ("mime4j", 0.96)])
def test_messages_are_read_as_other_parsers_authors_expect(corpora, corpus, floor):
    tally = getattr(benchmark("mail_agreement"), corpus)(corpora / "mail" / corpus)
    good, every = sum(tally.good.values()), sum(tally.all.values())
    assert every > 150
    assert good / every >= floor, "\n".join(tally.differences)


class TestOutlook:
    def exports(self, corpora):
        folder = corpora / "mail/msg/example-msg-files"
        return {
            folder / "unicode.msg": folder / "expected-outputs/2013-11-18_0026 Test for TIF files",
            folder / "strangeDate.msg": folder / "expected-outputs/2016-02-23_0657 MSG Test File",
        }

    def test_messages_agree_with_the_exports_beside_them(self, corpora):
        for file, export in self.exports(corpora).items():
            parsed, children = read(file.read_bytes(), file.name)
            head, _, body = (
                (export / "message.text").read_text("utf-8").partition("-----------------")
            )
            assert WORD.findall(body) == WORD.findall(texts(parsed, "body")[""])
            assert (
                parsed.title == re.search(r"^Subject: (.*)$", head, re.MULTILINE).group(1).strip()
            )
            expected = {
                f.name: f.read_bytes() for f in export.iterdir() if f.name != "message.text"
            }
            assert {child.name: data for child, data in children} == expected

    def archives(self, corpora):
        return sorted(corpora.rglob("*.pst"))

    def test_counts_agree_with_each_archives_own_tables(self, corpora):
        for file in self.archives(corpora):
            parsed, children = read(file.read_bytes(), file.name)
            assert parsed.status is Status.OK, (file, parsed.reason)
            assert parsed.expected == len(children) > 0, file

    def test_counts_agree_with_readpst(self, corpora, tmp_path):
        """readpst leaves out Outlook's own notes (Freebusy Data: class IPM.Microsoft.*) and puts
        appointments and contacts into files of their own; messages are compared, and attachments
        by name."""
        if shutil.which("readpst") is None:
            pytest.skip("readpst is not installed (Debian: pst-utils)")
        for file in self.archives(corpora):
            out = tmp_path / file.parent.name / file.stem
            out.mkdir(parents=True)
            subprocess.run(["readpst", "-q", "-j", "0", "-D", "-S", "-o", out, file], capture_output=True, check=False)  # fmt: skip
            theirs = [p for p in out.rglob("*") if p.is_file()]
            ours = []
            names = Counter()
            for _, data in read(file.read_bytes(), file.name)[1]:
                message, inside = read(data)
                kind = message.metadata["class"]
                ours.append("other" if kind.startswith("IPM.Microsoft") else kind)
                names.update(
                    child.name for child, body in inside if body is not None and child.name
                )
            plain = [kind for kind in ours if kind.startswith(("IPM.Note", "REPORT"))]
            messages = [p for p in theirs if re.fullmatch(r"\d+", p.name)]
            of_mail = [p for p in messages if p.parent.name not in ("Calendar", "Contacts", "Journal", "Tasks", "Notes")]  # fmt: skip
            assert len(plain) == len(of_mail), (file, Counter(ours), sorted(p.name for p in theirs))


class TestLocked:
    PASSWORDS = ("asdfzxcv", "password", "test", "foo", "openpassword")

    def locked(self, corpora):
        for file in sorted((corpora / "documents/pypdf").rglob("*.pdf")):
            try:
                read(file.read_bytes(), file.name)
            except Unreadable as failure:
                if failure.status is Status.ENCRYPTED:
                    yield file

    def test_every_locked_pdf_is_listed_and_opens_with_its_password(self, corpora):
        files = list(self.locked(corpora))
        assert len(files) >= 9
        for file in files:
            parsed, _ = read(file.read_bytes(), file.name, passwords=list(self.PASSWORDS))
            assert parsed.kind == "pdf", file

    def test_locked_office_files_and_archives(self, corpora):
        folder = corpora / "documents"
        for name, password in (
            ("testWORD_protected_passtika.docx", "tika"), ("testWORD_protected_passtika.doc", "tika"),
            ("testEXCEL_protected_passtika.xlsx", "tika"), ("testEXCEL_protected_passtika.xls", "tika"),
            ("testPPT_protected_passtika.pptx", "tika"), ("testPPT_protected_passtika.ppt", "tika"),
            ("test7Z_protected_passTika.7z", "Tika"), ("testODTEncrypted.odt", "tika"),
        ):  # fmt: skip
            raw = next(folder.rglob(name)).read_bytes()
            try:
                _, children = read(raw, name)
                shut = bool(children) and children[0][0].status is Status.ENCRYPTED
            except Unreadable as failure:
                shut = failure.status is Status.ENCRYPTED
            assert shut, name
            parsed, children = read(raw, name, passwords=["no", password])
            assert parsed.texts or any(data for _, data in children), name


def test_archives_that_hold_themselves_are_stopped(corpora, tmp_path):
    from tests.conftest import affidavit, rows_of

    leak = tmp_path / "leak"
    leak.mkdir()
    for name in ("droste.zip", "quine.gz"):
        shutil.copy(next((corpora / "documents").rglob(name)), leak / name)
    affidavit("ingest", leak, "-C", tmp_path / "case", check=3)
    refused = [r for r in rows_of("status", "--failed", "-C", tmp_path / "case") if r["status"] == "refused"]  # fmt: skip
    assert {r["path"].split("/")[1] for r in refused} == {"droste.zip", "quine.gz"}
    assert all("inside one another" in r["reason"] for r in refused)


def test_the_docs_say_what_the_parsers_say():
    from affidavit.quarantine.parsers.registry import table

    assert table() in (BENCHMARKS.parent / "docs" / "formats.md").read_text("utf-8")
