"""Frames and patterns as an analyst writes them: tried, begun, used in a case."""

import pytest

from tests.conftest import affidavit, rows_of

INSPECTION = """\
frame: inspection
version: 1
meaning: Somebody inspects equipment.
roles:
  equipment: {kinds: [equipment, goods], required: true, is: object genitive}
  inspector: {kinds: [organisation], is: subject}
any_of: [[inspector]]
words: {en: {verb: inspect}}
triggers: {en: ["@verb"]}
template: {en: "{inspector|somebody} inspects {equipment}"}
examples:
  - {lang: en, text: "Kestrel Works Ltd inspected two Mi-24 helicopters.", roles: {inspector: "Kestrel Works Ltd"}}
  - {lang: en, text: "Did Kestrel Works Ltd inspect the helicopters?", none: true}
"""


@pytest.mark.slow
def test_every_example_of_every_frame_passes():
    assert affidavit("frames", "test")[0] == 0


def test_every_example_of_every_pattern_passes():
    assert affidavit("patterns", "test")[0] == 0


def test_a_new_frame_passes_its_own_test_and_is_not_written_twice(tmp_path):
    assert affidavit("frames", "new", "inspection", "--folder", tmp_path)[0] == 0
    file = tmp_path / "inspection.yaml"
    assert affidavit("frames", "test", file)[0] == 0
    code, _, said = affidavit("frames", "new", "inspection", "--folder", tmp_path)
    assert code == 2
    assert "choose another name" in said


def test_an_example_that_fails_is_told_in_words(tmp_path):
    file = tmp_path / "inspection.yaml"
    file.write_text(INSPECTION.replace('inspector: "Kestrel Works Ltd"', 'inspector: "Kestrel"'))
    code, _, said = affidavit("frames", "test", file)
    assert code == 1
    assert "inspector is 'Kestrel Works Ltd', not 'Kestrel'" in said


@pytest.mark.parametrize(
    ("text", "told"),
    [("frame: [x\n", "line 2"), (INSPECTION.replace("@verb", "@verbs"), "@verbs is not among")],
)
def test_a_file_that_cannot_be_read_is_named_with_the_remedy(tmp_path, text, told):
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    code, _, said = affidavit("frames", "test", file)
    assert code == 2
    assert "broken.yaml" in said
    assert told in said


def test_a_case_uses_the_frames_in_it(tmp_path):
    (tmp_path / "note.txt").write_text("Kestrel Works Ltd inspected two Mi-24 helicopters.\n")
    case = tmp_path / "case"
    affidavit("ingest", tmp_path / "note.txt", "-C", case, check=0)
    (case / "frames").mkdir()
    (case / "frames" / "inspection.yaml").write_text(INSPECTION)
    affidavit("analyse", "-C", case, check=0)
    (claim,) = [c for c in rows_of("claims", "-C", case) if c["frame"] == "inspection"]
    assert claim["roles"]["inspector"]["text"] == "Kestrel Works Ltd"
    affidavit("verify", case, check=0)
