"""Files of published keys: plain lines, JSON, CSV, zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity import read_keys
from affidavit.model.errors import UsageError

RECORD = "v=DKIM1; k=rsa; p=MIGf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"s1._domainkey.zavod.example {RECORD}\n"),
        ("a.txt", f"# keys\ns1._domainkey.zavod.example. 2020-01-02 2024-03-04 {RECORD}\n"),
        ("a.txt", f"s1._domainkey.zavod.example {RECORD} 2020-01-02 2024-03-04\n"),
        ("a.zone", 's1._domainkey.zavod.example. 300 IN TXT ( "v=DKIM1; k=rsa; "\n "p=MIGf" )\n'),
        ("a.json", f'[{{"selector": "s1", "domain": "zavod.example", "value": "{RECORD}", "firstSeenAt": "2020-01-02T00:00:00Z", "lastSeenAt": "2024-03-04T00:00:00Z"}}]'),
        ("a.json", '{"s1._domainkey.zavod.example": {"TXT": [["v=DKIM1; k=rsa; ", "p=MIGf"]]}}'),
        ("a.csv", f"domain,selector,value,first_seen,last_seen\nzavod.example,s1,{RECORD},2020-01-02,2024-03-04\n"),
    ],
)  # fmt: skip
def test_every_form_gives_the_same_key(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (record,), skipped = read_keys(path)
    assert (record.selector, record.domain, record.text) == ("s1", "zavod.example", RECORD)
    assert skipped == []
    if "2020" in content:
        assert (record.seen_from, record.seen_to) == ("2020-01-02", "2024-03-04")


def test_what_is_no_key_is_said(tmp_path):
    path = tmp_path / "keys.txt"
    path.write_text("s1._domainkey.zavod.example\nhello\n", "utf-8")
    assert read_keys(path) == ([], ["keys.txt, line 1: no key"])
    with pytest.raises(UsageError, match="cannot be read"):
        read_keys(tmp_path / "nowhere.txt")


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keys"
        path.write_text(text, "utf-8", errors="replace")
        read_keys(path)
