"""Timestamps over a hash: what they prove, offline."""

import hashlib
from datetime import UTC, datetime

import pytest
from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity.existence import timestamp_request, verify_timestamp
from tests.authenticity.test_seals import certificate

HEAD = hashlib.sha256(b"the head of a ledger").digest()
KNOWN = {HEAD: datetime(2023, 5, 31, tzinfo=UTC)}
WHEN = datetime(2023, 6, 1, 12, 0, tzinfo=UTC)


def authority():
    key = rsa.generate_private_key(65537, 2048)
    return key, certificate("Time Authority", key, time=True)


def reply(key, own, digest=HEAD, status="granted", when=None):
    """What an authority answers to a request."""
    info = tsp.TSTInfo(
        {
            "version": "v1", "policy": "1.2.3.4", "serial_number": 7, "gen_time": when or WHEN,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
        }
    )  # fmt: skip
    holder = asn1_x509.Certificate.load(own.public_bytes(serialization.Encoding.DER))
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(info.dump()).digest()]}),
        ]
    )  # fmt: skip
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": {"issuer": holder.issuer, "serial_number": holder.serial_number}}),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
            "signature": key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
    )  # fmt: skip
    signed = cms.SignedData(
        {
            "version": "v3", "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())},
            "certificates": [holder], "signer_infos": [signer],
        }
    )  # fmt: skip
    token = {"content_type": "signed_data", "content": signed}
    return tsp.TimeStampResp({"status": {"status": status}, "time_stamp_token": token}).dump()


@pytest.fixture(scope="module")
def made():
    return authority()


def test_a_request_is_over_the_hash_and_nothing_else():
    request = tsp.TimeStampReq.load(timestamp_request(HEAD)).native
    assert request["message_imprint"]["hashed_message"] == HEAD
    assert request["message_imprint"]["hash_algorithm"]["algorithm"] == "sha256"
    assert request["cert_req"] is True
    assert request["extensions"] is None


def test_it_holds_with_the_authoritys_certificate(made):
    key, own = made
    found = verify_timestamp(reply(key, own), KNOWN, [own])
    assert (found.result, found.existed_by, found.digest) == ("holds", WHEN, HEAD.hex())
    assert "Time Authority" in found.authority


def test_without_it_is_untrusted_and_over_another_hash_it_is_refused(made):
    key, own = made
    assert verify_timestamp(reply(key, own), KNOWN, []).result == "untrusted"
    other = hashlib.sha256(b"another head").digest()
    assert verify_timestamp(reply(key, own), {other: WHEN}, [own]).result == "not of this head"


def test_a_forged_one_does_not_hold(made):
    key, own = made
    other, _ = authority()
    assert verify_timestamp(reply(other, own), KNOWN, [own]).result == "malformed"
    later = reply(key, own).replace(b"20230601", b"20220601")
    assert verify_timestamp(later, KNOWN, [own]).result == "malformed"
    refused = verify_timestamp(reply(key, own, status="rejection"), KNOWN, [own])
    assert refused.result == "malformed"
    assert "rejection" in refused.why


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(junk):
    assert verify_timestamp(junk, KNOWN, []).result == "malformed"


def test_another_kind_of_certificate_or_a_time_before_the_event_proves_nothing(made):
    key, own = made
    late = {HEAD: datetime(2023, 7, 1, tzinfo=UTC)}
    found = verify_timestamp(reply(key, own), late, [own])
    assert (found.result, "before the event" in found.why) == ("not of this head", True)
    plain_key = rsa.generate_private_key(65537, 2048)
    plain = certificate("Anna", plain_key, address="lis@port.example")
    found = verify_timestamp(reply(plain_key, plain), KNOWN, [plain])
    assert (found.result, "not for timestamps" in found.why) == ("untrusted", True)
