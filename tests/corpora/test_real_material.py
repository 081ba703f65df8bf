"""Over real material, where it is present: nothing breaks, nothing is lost."""

import json

import pytest

from tests.conftest import affidavit, rows_of


def names(case, kind):
    return {m["quote"] for m in rows_of("mentions", "-C", case) if m["kind"] == kind}


@pytest.mark.parametrize(
    ("file", "people", "organisations", "places"),
    [
        (
            "ner/nerel-v1.1/dev/119336_text.txt",
            {"Барак Обама"},
            {"Национальной футбольной лиги США"},
            {"Вашингтоне", "США"},
        ),
        (
            "ner/factrueval-2016/devset/book_100.txt",
            {"Юрия Лужкова", "Бориса Громова"},
            {"Мосгордумы"},
            {"Москвы", "России"},
        ),
    ],
)
def test_a_russian_news_text_as_a_report(corpora, tmp_path, file, people, organisations, places):
    path = corpora / file
    affidavit("investigate", path, "-C", tmp_path / "case", check=0)
    text = path.read_text("utf-8-sig")
    for mention in rows_of("mentions", "-C", tmp_path / "case"):
        assert text.replace("\r\n", "\n")[mention["start"] : mention["end"]] == mention["quote"]
    for kind, expected in (("person", people), ("organisation", organisations), ("place", places)):
        found = names(tmp_path / "case", kind)
        assert found
        assert expected <= found, kind


def test_an_english_news_text_as_a_report(corpora, tmp_path):
    words = []
    rows = (corpora / "ner/wikigold/CONLL-format/data").glob("*")
    for line in next(rows).read_text("utf-8").splitlines()[:1200]:
        words.append(line.split()[0] if line.split() else "\n")
    text = tmp_path / "english.txt"
    text.write_text(" ".join(words), "utf-8")
    affidavit("investigate", text, "-C", tmp_path / "case", check=0)
    for kind in ("person", "organisation", "place"):
        assert len(names(tmp_path / "case", kind)) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["mail", "documents", "dkim"])
def test_whole_corpora_go_in_and_every_byte_is_accounted_for(corpora, tmp_path, folder):
    code, _, _ = affidavit("ingest", corpora / folder, "-C", tmp_path / "case")
    assert code in (0, 3)
    status = json.loads(affidavit("status", "-C", tmp_path / "case", "--json")[1])
    handed_in = sum(
        p.stat().st_size
        for p in (corpora / folder).rglob("*")
        if p.is_file() and not p.is_symlink()
    )
    assert status["bytes"] == status["bytes_accounted"] == handed_in
    assert "pending" not in status["by_status"]
    assert all(entry["reason"] for entry in status["failed"])
    affidavit("verify", "-C", tmp_path / "case", check=0)
