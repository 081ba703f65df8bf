"""Signatures verified offline: exact verdicts, what weakens them, and what is undone to verify."""

import base64
import random
import time
from unittest import mock

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity import KeyRecord, KeyStore, grade, read_keys, verify_dkim
from affidavit.authenticity.grades import AUTHENTIC
from affidavit.authenticity.signatures import aligned

MESSAGE = (
    b"From: Oleg Veresov <veresov@zavod.example>\r\nTo: Anna Lis <lis@zavod.example>\r\n"
    b"Subject: Gearboxes\r\nDate: Tue, 04 Apr 2023 10:00:00 +0300\r\nMessage-ID: <1@zavod.example>\r\n\r\n"
    b"Anna,\r\n\r\nthe gearboxes leave on Friday.\r\nFrom then on call me.\r\n\r\nOleg\r\n"
)
SENT = 1_680_591_600
HEADERS = [b"From", b"To", b"Subject", b"Date", b"Message-ID"]


def rsa_key(bits):
    key = rsa.generate_private_key(65537, bits)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


@pytest.fixture(scope="module")
def pair():
    return rsa_key(2048)


def store(text, selector="s1", domain="zavod.example"):
    return KeyStore([KeyRecord(selector, domain, text, "keys.txt", "2020-01-01", "2024-01-01")])


def signed(private, message=MESSAGE, **more):
    options = {"include_headers": HEADERS, "canonicalize": (b"relaxed", b"relaxed"), **more}
    domain = options.pop("domain", b"zavod.example")
    with mock.patch("dkim.time.time", return_value=options.pop("at", SENT)):
        return dkim.sign(message, b"s1", domain, private, **options) + message


def graded(signatures, domain="zavod.example"):
    return grade(signatures, domain, (), ()).grade


def kinds(signature):
    return {note.kind for note in signature.notes}


def verdict(raw, keys):
    (one,) = verify_dkim(raw, keys)
    return one


@pytest.mark.parametrize("header", [b"simple", b"relaxed"])
@pytest.mark.parametrize("body", [b"simple", b"relaxed"])
def test_a_message_as_it_was_signed_passes(pair, header, body):
    private, public = pair
    found = verdict(signed(private, canonicalize=(header, body)), store(public))
    assert (found.result, found.body_signed, found.notes) == ("pass", "all", ())
    assert found.signed_headers == ("from", "to", "subject", "date", "message-id")
    assert (found.key_source, found.key_seen_from) == ("keys.txt", "2020-01-01")
    assert graded([found]) == AUTHENTIC


def test_ed25519_passes():
    key = Ed25519PrivateKey.generate()
    private = base64.b64encode(key.private_bytes_raw())
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    raw = signed(private, signature_algorithm=b"ed25519-sha256")
    assert verdict(raw, store(f"v=DKIM1; k=ed25519; p={public}")).result == "pass"


def test_body_header_and_missing_key_are_told_apart(pair):
    private, public = pair
    raw = signed(private)
    assert verdict(raw.replace(b"Friday", b"Monday"), store(public)).result == "body_altered"
    assert verdict(raw.replace(b"Gearboxes", b"Engines"), store(public)).result == "header_altered"
    missing = verdict(raw, KeyStore())
    assert (missing.result, "--keys" in missing.why) == ("key_unavailable", True)
    assert verdict(raw, store("v=DKIM1; k=rsa; p=")).result == "key_revoked"
    assert verdict(raw.replace(b"bh=", b"bh=!"), store(public)).result == "malformed"


def test_only_the_beginning_of_the_body_is_signed(pair):
    private, public = pair
    raw = signed(private, length=True) + b"And pay to another account.\r\n"
    found = verdict(raw, store(public))
    assert found.result == "partial"
    assert found.body_signed.startswith("the first ")
    assert graded([found]) != AUTHENTIC
    assert "another account" in found.tail


def test_what_weakens_a_signature_is_said(pair):
    private, public = pair
    raw = signed(private, include_headers=[b"From", b"To"])
    notes = verdict(raw, store(f"{public}; t=y")).notes
    assert "Subject is not signed" in {note.text for note in notes}
    assert {"unsigned", "testing"} == {note.kind for note in notes}
    assert graded([verdict(raw, store(public))]) != AUTHENTIC
    small, weak = rsa_key(1024)
    assert verdict(signed(small), store(weak)).notes == ()
    doubled = b"From: Boss <boss@zavod.example>\r\n" + signed(private)
    assert verdict(doubled, store(public)).result == "header_altered"


def test_an_expired_signature_still_tells_what_was_signed(pair, monkeypatch):
    private, public = pair
    monkeypatch.setattr(time, "time", lambda: 1_600_000_000.0)
    raw = dkim.DKIM(MESSAGE)
    header = raw.sign(b"s1", b"zavod.example", private, include_headers=HEADERS)
    monkeypatch.undo()
    found = verdict(header + MESSAGE, store(public))
    assert found.result == "pass"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda raw: raw.replace(b"\r\n", b"\n"), ""),
        (lambda raw: b"From veresov Tue Apr  4 10:00:00 2023\n" + raw.replace(b"\r\n", b"\n"), ""),
        (lambda raw: raw.replace(b"\r\nFrom then", b"\r\n>From then"), "“>From”"),
        (lambda raw: raw + b"\r\n\r\n", ""),
    ],
)
def test_damage_of_mailboxes_is_undone_and_named(pair, damage, said):
    private, public = pair
    found = verdict(damage(signed(private)), store(public))
    assert found.result == "pass"
    assert said in found.restored
    assert bool(found.restored) == bool(said)


@pytest.mark.parametrize(
    ("added", "result", "said"),
    [
        (lambda raw: raw + b"_" * 47 + b"\r\nplant mailing list\r\n", "partial", "footer"),
        (lambda raw: raw.replace(b"Subject: ", b"Subject: [plant] "), "pass", "tag"),
    ],
)
def test_what_a_list_adds_is_named_and_never_authentic(pair, added, result, said):
    private, public = pair
    found = verdict(added(signed(private)), store(public))
    assert found.result == result
    assert said in found.restored
    assert "added" in kinds(found)
    assert graded([found]) != AUTHENTIC
    if result == "partial":
        assert "plant mailing list" in found.tail
        assert found.body_signed.startswith("the first ")


def test_another_domain_vouches_for_nobody(pair):
    private, public = pair
    found = verdict(signed(private), store(public))
    assert graded([found], "other.example") != AUTHENTIC
    assert graded([found], "mail.zavod.example") == AUTHENTIC
    assert graded([]) == "nothing to go by"


@pytest.mark.parametrize(
    ("domain", "sender", "same"),
    [
        ("zavod.example", "zavod.example", True),
        ("zavod.example", "mail.zavod.example", True),
        ("mail.zavod.example", "zavod.example", False),
        ("example", "zavod.example", False),
        ("com.ua", "zavod.com.ua", False),
        ("zavod.com.ua", "mail.zavod.com.ua", True),
        ("", "zavod.example", False),
    ],
)
def test_only_the_registered_domain_and_what_is_below_count(domain, sender, same):
    assert aligned(domain, sender) == same


def test_a_key_whose_private_half_is_published_proves_nothing(pair, tmp_path):
    private, public = pair
    raw = signed(private)
    told = tmp_path / "keys.txt"
    told.write_text(f"s1._domainkey.zavod.example {public} private=2023-06-01\n", "utf-8")
    keys = KeyStore(read_keys(told)[0])
    (found,) = verify_dkim(raw, keys)
    assert (found.result, kinds(found)) == ("pass", {"private_half"})
    assert graded([found]) != AUTHENTIC
    (before,) = verify_dkim(raw, keys, existed_by="2023-05-01")
    assert graded([before]) == AUTHENTIC
    (after,) = verify_dkim(raw, keys, existed_by="2023-07-01")
    assert graded([after]) != AUTHENTIC
    pem = tmp_path / "leaked.pem"
    pem.write_bytes(private)
    both = [KeyRecord("s1", "zavod.example", public, "archive"), *read_keys(pem)[0]]
    (found,) = verify_dkim(raw, KeyStore(both))
    assert graded([found]) != AUTHENTIC


def dkim_passes(raw, public):
    try:
        return dkim.verify(raw, dnsfunc=lambda *_a, **_k: public.encode())
    except (dkim.DKIMException, ValueError):
        return False


def test_no_mutation_is_authentic(pair):
    private, public = pair
    raw, keys = signed(private), store(public)
    body = raw.index(b"\r\n\r\n") + 4
    chance = random.Random(9)
    for _ in range(300):
        at = chance.choice((chance.randrange(body, len(raw)), chance.randrange(len(raw))))
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        again = bytes(changed)
        if dkim_passes(again, public):
            continue  # blanks that canonicalisation does not see
        assert graded(verify_dkim(again, keys)) != AUTHENTIC


def fatal(signature):
    return {note.kind for note in signature.notes if note.fatal}


PARTS = (
    b"From: Oleg Veresov <veresov@zavod.example>\r\nTo: Anna Lis <lis@zavod.example>\r\nSubject: Gearboxes\r\n"
    b'Date: Tue, 04 Apr 2023 10:00:00 +0300\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="outer"\r\n\r\n'
    b"--outer\r\nContent-Type: text/plain\r\n\r\nI refuse.\r\n--outer\r\nContent-Type: message/rfc822\r\n\r\n"
    b'Content-Type: multipart/mixed; boundary="inner"\r\n\r\n--inner\r\n\r\nI agree to pay.\r\n--inner--\r\n--outer--\r\n'
)


def test_an_unsigned_boundary_must_be_the_one_that_the_body_begins_with(pair):
    private, public = pair
    raw = signed(private, PARTS, include_headers=HEADERS[:4])
    assert graded([verdict(raw, store(public))]) == AUTHENTIC
    swapped = raw.replace(b'mixed; boundary="outer"', b'mixed; boundary="inner"', 1)
    found = verdict(swapped, store(public))
    assert (found.result, fatal(found)) == ("pass", {"shape"})
    encoded = b"Content-Transfer-Encoding: base64\r\n" + raw
    assert "shape" in fatal(verdict(encoded, store(public)))
    whole = signed(private, PARTS, include_headers=[*HEADERS[:4], b"Content-Type"])
    assert verdict(whole, store(public)).notes == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (
            lambda raw: raw.replace(b"leave on Friday.\r\n", b"leave on Friday.\r\r\n"),
            "bare_returns",
        ),
        (lambda raw: raw.replace(b"Cc: x", b"Cc: x"), None),
    ],
)
def test_what_programs_read_in_different_ways_is_fatal(pair, change, kind):
    private, public = pair
    found = verdict(change(signed(private, canonicalize=(b"relaxed", b"relaxed"))), store(public))
    assert fatal(found) == ({kind} if kind else set())


def test_a_sender_among_others_or_without_a_date_is_not_authentic(pair):
    private, public = pair
    several = MESSAGE.replace(b"From: Oleg", b"From: x@evil.example, Oleg")
    assert "several_from" in fatal(verdict(signed(private, several), store(public)))
    dateless = MESSAGE.replace(b"Date: Tue, 04 Apr 2023 10:00:00 +0300\r\n", b"")
    assert "no_date" in fatal(verdict(signed(private, dateless), store(public)))


def test_a_message_that_was_signed_on_another_day_is_told(pair):
    private, public = pair
    found = verdict(signed(private, at=SENT + 90 * 86400), store(public))
    assert found.result == "pass"
    assert kinds(found) == {"other_day"}
    assert "2023-07-03" in grade([found], "zavod.example", (), ()).why


def test_who_else_may_have_been_written_to_is_told_in_the_grade(pair):
    private, public = pair
    raw = signed(private, include_headers=[b"From", b"Subject", b"Date"])
    told = grade([verdict(raw, store(public))], "zavod.example", (), ())
    assert told.grade == AUTHENTIC
    assert "To is not signed" in told.why


@pytest.mark.parametrize(
    "tags",
    [
        b" l=;",
        b" i=zavod.example;",
        b" x=" + b"9" * 5000 + b";",
        b" l=99999999999999999999;",
        b" t=x;",
        b" c=;",
    ],
)
def test_odd_tags_make_a_signature_malformed_and_stop_nothing(pair, tags):
    head = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=zavod.example; s=s1; h=from; bh=AAAA; b=AAAA;"  # fmt: skip
    _, public = pair
    (found,) = verify_dkim(head + tags + b"\r\n" + MESSAGE, store(public))
    assert not found.holds


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(junk):
    verify_dkim(b"DKIM-Signature: " + junk, KeyStore())
    verify_dkim(junk, KeyStore())


def test_what_would_take_long_is_not_tried(pair):
    private, public = pair
    plain = {"canonicalize": (b"simple", b"simple")}
    spaces = signed(private, MESSAGE + b" " * 150_000 + b"x\r\n", **plain)
    assert verdict(spaces, store(public)).result == "malformed"
    many = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=AAAA\r\n" * 500
    assert len(verify_dkim(many + MESSAGE, KeyStore())) == 20
