"""Signatures of a sender's own program: S/MIME and OpenPGP, with keys that are given."""

from datetime import UTC, datetime, timedelta

import pysequoia
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity.seals import SealKeys, read_seal_keys, verify_seals

TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe gearboxes leave on Friday.\r\n"
HEAD = b"From: veresov@zavod.example\r\nSubject: Gearboxes\r\nDate: Tue, 04 Apr 2023 10:00:00 +0300\r\n"


def named(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def certificate(name, key, issuer=None, address="", *, authority=False, time=False):
    """A certificate of a key, by itself or by (name, key) of an issuer."""
    by, signing = issuer or (name, key)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    builder = (
        x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(by)).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + timedelta(days=9000))
    )  # fmt: skip
    if address:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.RFC822Name(address)]), False
        )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    if time:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, True)
    return builder.sign(signing, hashes.SHA256())


def smime(key, own, opaque=False, extra=()):
    options = [] if opaque else [pkcs7.PKCS7Options.DetachedSignature]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(TEXT).add_signer(own, key, hashes.SHA256())
    for one in extra:
        builder = builder.add_certificate(one)
    return HEAD + builder.sign(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.Binary, *options])


@pytest.fixture(scope="module")
def signer():
    key = rsa.generate_private_key(65537, 2048)
    return key, certificate("Oleg Veresov", key, address="veresov@zavod.example")


def result(raw, *certificates):
    (seal,) = verify_seals(raw, SealKeys(tuple(certificates)))
    return seal


@pytest.mark.parametrize("opaque", [False, True])
def test_an_smime_signature_passes_with_the_certificate_that_is_given(signer, opaque):
    key, own = signer
    seal = result(smime(key, own, opaque), own)
    assert (seal.kind, seal.result, seal.addresses) == (
        "S/MIME",
        "pass",
        ("veresov@zavod.example",),
    )


def test_its_own_certificate_alone_proves_nothing(signer):
    key, own = signer
    seal = result(smime(key, own))
    assert seal.result == "key_unavailable"
    assert "that it brings along" in seal.why


def test_the_certificate_of_the_issuer_is_enough():
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = certificate("Authority", root, authority=True)
    own = certificate("Oleg", key, ("Authority", root), "veresov@zavod.example")
    assert result(smime(key, own), authority).result == "pass"
    other = ec.generate_private_key(ec.SECP256R1())
    stranger = certificate("Authority", other, authority=True)
    assert result(smime(key, own), stranger).result == "key_unavailable"
    assert result(smime(key, own), certificate("Authority", root)).result == "key_unavailable"


def test_what_stands_beside_the_signed_part_is_told(signer):
    key, own = signer
    raw = smime(key, own)
    mark = raw.partition(b'boundary="')[2].partition(b'"')[0]
    more = raw.replace(
        b"--" + mark + b"--", b"--" + mark + b"\r\n\r\nAnd pay in cash.\r\n--" + mark + b"--"
    )
    assert result(more, own).result == "partial"


def test_an_altered_body_is_told(signer):
    key, own = signer
    raw = smime(key, own)
    assert result(raw.replace(b"Friday", b"Monday"), own).result == "body_altered"
    assert result(raw.replace(b"\r\n", b"\n"), own).result == "pass"


def pgp_message(key, body=TEXT):
    signature = pysequoia.sign(key.signer(), body, mode=pysequoia.SignatureMode.DETACHED)
    return (
        HEAD + b'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature";\r\n boundary="cut"\r\n\r\n'
        b"--cut\r\n" + body + b"\r\n--cut\r\nContent-Type: application/pgp-signature\r\n\r\n" + bytes(signature) + b"\r\n--cut--\r\n"
    )  # fmt: skip


def test_openpgp_passes_fails_or_lacks_its_key(tmp_path):
    key = pysequoia.Tsk.generate("Oleg <veresov@zavod.example>")
    other = pysequoia.Tsk.generate("Anna <lis@zavod.example>")
    (tmp_path / "oleg.asc").write_text(str(key.extract_certificate()), "utf-8")
    (tmp_path / "anna.asc").write_text(str(other.extract_certificate()), "utf-8")
    given_key, wrong = (read_seal_keys(tmp_path / n) for n in ("oleg.asc", "anna.asc"))
    raw = pgp_message(key)
    (seal,) = verify_seals(raw, given_key)
    assert (seal.kind, seal.result, seal.addresses) == (
        "OpenPGP",
        "pass",
        ("veresov@zavod.example",),
    )
    (seal,) = verify_seals(raw, wrong)
    assert seal.result == "key_unavailable"
    (seal,) = verify_seals(raw.replace(b"Friday", b"Monday"), given_key)
    assert seal.result == "body_altered"


def test_text_signed_in_clear(tmp_path):
    key = pysequoia.Tsk.generate("Oleg <veresov@zavod.example>")
    (tmp_path / "oleg.asc").write_text(str(key.extract_certificate()), "utf-8")
    clear = bytes(pysequoia.sign(key.signer(), b"The gearboxes leave on Friday.\n", mode=pysequoia.SignatureMode.CLEAR))  # fmt: skip
    raw = HEAD + b"\r\n" + clear
    keys = read_seal_keys(tmp_path / "oleg.asc")
    assert [s.result for s in verify_seals(raw, keys)] == ["pass"]
    assert [s.result for s in verify_seals(raw.replace(b"Friday", b"Monday"), keys)] == [
        "body_altered"
    ]


def test_a_message_without_a_seal_has_none():
    assert verify_seals(HEAD + b"\r\nhello\r\n", SealKeys()) == []


@given(st.binary(max_size=300), st.integers(0, 10_000), st.integers(0, 7))
def test_damaged_seals_never_pass_and_never_fail(junk, at, bit):
    key = _KEY
    raw = bytearray(smime(key, _OWN))
    place = raw.index(b"Friday") + at % 6
    raw[place] ^= 1 << bit
    (seal,) = verify_seals(bytes(raw), SealKeys((_OWN,)))
    assert seal.result != "pass"
    for head in (b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n", b'Content-Type: multipart/signed; boundary="x"\r\n\r\n--x\r\n\r\n--x\r\nContent-Type: application/pgp-signature\r\n\r\n'):  # fmt: skip
        assert all(s.result == "malformed" for s in verify_seals(head + junk, SealKeys()))


_KEY = ec.generate_private_key(ec.SECP256R1())
_OWN = certificate("Oleg", _KEY, address="veresov@zavod.example")
