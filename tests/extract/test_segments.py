"""Bodies, quotations and signatures told apart, against a hand-made set of 60 mails."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from affidavit.extract.segments import segment

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "gold" / "segmentation.yaml").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_mail_is_told_apart_as_a_person_would(case):
    text = "".join(part["text"] for part in case["segments"])
    found = [(kind, text[start:end]) for kind, start, end in segment(text)]
    assert found == [(part["kind"], part["text"]) for part in case["segments"]]


@given(st.text(alphabet="аб >:\n-@1.С уважением,wrote"))
def test_the_parts_are_the_whole_text(text):
    parts = segment(text)
    assert "".join(text[a:b] for _, a, b in parts) == text
