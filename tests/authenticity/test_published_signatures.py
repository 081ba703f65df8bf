"""Signed messages of other implementations, with the verdicts that they expect."""

import json

import pytest

from affidavit.authenticity import KeyRecord, KeyStore, read_keys, verify_dkim
from affidavit.authenticity.chains import verify_arc
from benchmarks.signatures import passed_by_dkimpy, published, published_keys

BY_DESIGN = {"as_fields_h_present", "public_key_na"}
"""There the key is not published: not at hand is no failure here."""


@pytest.fixture
def signed(corpora):
    return corpora / "dkim"


def test_messages_that_others_pass_are_passed(signed, tmp_path):
    files = sorted((signed / "stalwart/resources/dkim").glob("*.txt"))
    assert len(files) == 6
    for file in files:
        keys, _, message = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
        (tmp_path / "keys.txt").write_bytes(keys)
        records, skipped = read_keys(tmp_path / "keys.txt")
        assert skipped == []
        assert {s.result for s in verify_dkim(message, KeyStore(records))} == {"pass"}, file.name
    folder = signed / "mailauth/test/dkim/ec/fixtures"
    records, _ = read_keys(folder / "dns.json")
    found = verify_dkim((folder / "signed.eml").read_bytes(), KeyStore(records))
    assert [s.result for s in found] == ["pass", "pass"]


def test_every_published_message_agrees_with_dkimpy(signed):
    """All that carry a signature, with the keys that lie beside them. What dkimpy passes passes here; the one more
    (Stalwart's 005) has an expiry that dkimpy compares with today."""
    keys, more, count = published_keys(signed), [], 0
    for name, raw in published(signed):
        found = verify_dkim(raw, keys)
        for ours, theirs in zip(found, passed_by_dkimpy(raw, keys), strict=True):
            count += 1
            assert ours.holds or not theirs, name
            if ours.holds and not theirs:
                more.append(name)
    assert count >= 45
    assert more == ["stalwart/resources/dkim/005.txt"]


def test_sealed_chains_are_what_their_names_say(signed):
    keys = published_keys(signed)
    results = {
        name.rpartition("/")[2]: verify_arc(raw, keys).result
        for name, raw in published(signed)
        if "/arc-" in name or "/arc/" in name
    }
    for name, result in results.items():
        if name.startswith("arc-"):
            assert result == name.split("-")[1][:4], name
    assert (results["001.txt"], results["002.txt"]) == ("pass", "unsupported")


def test_zone_files_are_read(signed):
    folder = signed / "mimekit/UnitTests/TestData/dkim"
    (record,), skipped = read_keys(folder / "example.bind9")
    assert (record.selector, record.domain, skipped) == ("1433868189.example", "example.com", [])
    assert record.text.startswith("v=DKIM1;t=s;p=MIGf")


def test_chains_agree_with_the_drafts_own_tests(signed):
    file = signed / "mailauth/test/fixtures/arc/arc-draft-validation-tests.json"
    count, wrong = 0, set()
    for suite in json.loads(file.read_text("utf-8")):
        names = (
            (name.rstrip(".").split("._domainkey."), text)
            for name, text in suite.get("txt-records", {}).items()
        )
        keys = KeyStore(KeyRecord(s, d, text, "zone") for (s, d), text in names)
        for name, test in suite["tests"].items():
            wanted = (test["cv"] or "Fail").lower()
            count += 1
            if verify_arc(test["message"].encode(), keys).result != wanted:
                wrong.add(name)
    assert count > 150
    assert wrong <= BY_DESIGN
