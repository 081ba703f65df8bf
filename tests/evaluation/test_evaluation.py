"""Annotated texts of every form are read alike, and scored as the literature scores them."""

import json

import pytest
from click.testing import CliRunner

from affidavit.evaluation.annotated import read_annotated
from affidavit.evaluation.quality import main
from affidavit.evaluation.scores import b_cubed, exact, overlapping, pairwise, worst_mistakes
from affidavit.model import MentionKind
from affidavit.model.errors import UsageError

TEXT = "Пётр Лось живёт в Минске."


def quoted(text):
    return [(text.text[g.start : g.end], g.kind) for g in text.golds]


WANTED = [("Пётр Лось", MentionKind.PERSON), ("Минске", MentionKind.PLACE)]


def brat(folder):
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "a.ann").write_text("T1\tPERSON 0 9\tПётр Лось\nT2\tCITY 18 24\tМинске\nR1\tX Arg1:T1\n", "utf-8")  # fmt: skip


def slavicner(folder):
    for part, name, text in (("raw", "a.txt", TEXT), ("ner", "a.tsv", "0\t9\tПётр Лось\tПётр Лось\tPER\tPER-Los\n18\t24\tМинске\tМинск\tLOC\tGPE-Minsk\n")):  # fmt: skip
        file = folder / part / "topic" / "ru" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")


def factrueval(folder):
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "a.spans").write_text(
        "1 name 0 4 1 1  # x\n2 surname 5 4 2 1  # x\n3 loc_name 18 6 5 1  # x\n"
    )
    (folder / "a.objects").write_text("10 Person 1 2 # Пётр Лось\n11 LocOrg 3 # Минске\n", "utf-8")


def conll(folder):
    rows = ["Пётр B-PER", "Лось I-PER", "живёт O", "в O", "Минске B-LOC", ". O", ""]
    (folder / "a.conll").write_text("\n".join(rows), "utf-8")


def conllu(folder):
    names = [("Пётр", "NameType=Giv"), ("Лось", "NameType=Sur"), ("живёт", "_"), ("в", "_"), ("Минске", "NameType=Geo"), (".", "_")]  # fmt: skip
    rows = [f"{n}\t{w}\t{w}\tX\tX\t{f}\t_\t_\t_\t_" for n, (w, f) in enumerate(names, 1)]
    (folder / "a.conllu").write_text("\n".join([f"# text = {TEXT}", *rows, ""]), "utf-8")


@pytest.mark.parametrize("make", [brat, slavicner, factrueval, conll, conllu])
def test_every_form_is_read_alike(make, tmp_path):
    make(tmp_path)
    (text,) = read_annotated(tmp_path, "ru")
    assert text.text == TEXT
    assert quoted(text) == WANTED


def test_inline_marks(tmp_path):
    file = tmp_path / "x_ru.yaml"
    file.write_text("- '{person:Пётр Лось} живёт в {place:Минске}.'\n", "utf-8")
    (text,) = read_annotated(file)
    assert (text.text, text.language, quoted(text)) == (TEXT, "ru", WANTED)


def test_what_has_no_annotations_is_said(tmp_path):
    with pytest.raises(UsageError, match="no annotations"):
        list(read_annotated(tmp_path))


def test_spans():
    assert exact([(0, 4), (6, 9)], [(0, 4), (5, 9)]).f1 == 0.5
    assert overlapping([(0, 4), (6, 9)], [(0, 4), (5, 9)]).f1 == 1.0
    assert overlapping([(0, 2), (2, 4)], [(0, 4)]).right == 1


def test_clusters():
    gold = {"a": 1, "b": 1, "c": 2}
    assert b_cubed(gold, gold) == (1.0, 1.0, 1.0)
    precision, recall, _ = b_cubed({"a": "x", "b": "x", "c": "x"}, gold)
    assert (round(precision, 3), recall) == (round(5 / 9, 3), 1.0)
    assert b_cubed({}, gold)[0] == 1.0
    assert pairwise({"a": "x", "b": "x", "c": "x"}, gold).precision == pytest.approx(1 / 3)
    assert worst_mistakes({"a": "x", "b": "y", "c": "x"}, gold)[0][0] == 1


def test_the_command_prints_scores_and_says_what_is_wrong(tmp_path):
    brat(tmp_path)
    done = CliRunner().invoke(main, [str(tmp_path), "--language", "ru", "--json"])
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert {r["kind"]: r["f1"] for r in rows} == {"person": 1.0, "place": 1.0}
    slavicner(tmp_path)
    done = CliRunner().invoke(main, [str(tmp_path), "--entities"])
    assert "person        B-cubed P 1.000" in done.output
    done = CliRunner().invoke(main, [str(tmp_path), "--ner", "gliner"])
    assert (done.exit_code, "not installed" in done.output) == (2, True)
