"""Existence in time: RFC 3161 timestamps over the ledger's head. They say that something existed by a time, never when
it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import tsp
from cryptography import x509

from affidavit.authenticity.seals import (
    NO_KEY,
    PASS,
    SealKeys,
    is_time_authority,
    verify_cms,
)

_SKEW = timedelta(hours=1)
HOLDS, UNTRUSTED, WRONG, MALFORMED = "holds", "untrusted", "not of this head", "malformed"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """What a timestamp proves: `result` is holds (by an authority whose certificate is given), untrusted (it verifies,
    with a certificate that it brings along), «not of this head» or malformed. `existed_by` is UTC."""

    result: str
    digest: str = ""
    existed_by: datetime | None = None
    authority: str = ""
    why: str = ""


def timestamp_request(digest: bytes) -> bytes:
    """A request for a timestamp over a SHA-256 (32 bytes), in DER, that asks for the authority's certificate."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
    return bytes(request.dump())


def verify_timestamp(
    untrusted_raw: bytes, digests: Mapping[bytes, datetime], trusted: Sequence[x509.Certificate]
) -> TimeStamp:
    """What a response (or a bare token) of an authority proves for one of some SHA-256, each with the time (UTC) at which
    it was made; never raises."""
    try:
        token = _token(untrusted_raw)
        told = token["content"]["encap_content_info"]["content"].parsed
        digest: bytes = told["message_imprint"]["hashed_message"].native
        when: datetime = told["gen_time"].native
        algorithm = told["message_imprint"]["hash_algorithm"]["algorithm"].native
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return TimeStamp(MALFORMED, why=f"it is no timestamp that can be read ({str(error)[:80]})")
    seals = list(verify_cms(token.dump(), None, SealKeys(tuple(trusted))))
    good = next((s for s in seals if s.result in (PASS, NO_KEY) and s.signer), None)
    if good is None:
        why = seals[0].why if seals else "it bears no signature"
        return TimeStamp(MALFORMED, digest.hex(), when, why=why)
    known = TimeStamp(HOLDS, digest.hex(), when, good.signer)
    if algorithm != "sha256" or digest not in digests:
        return TimeStamp(WRONG, known.digest, when, known.authority, "it is over another hash than any event of this ledger has")  # fmt: skip
    if when < digests[digest] - _SKEW:
        return TimeStamp(WRONG, known.digest, when, known.authority, "it tells a time before the event that it is over")  # fmt: skip
    own = x509.load_der_x509_certificate(good.certificate)
    if not is_time_authority(own):
        return TimeStamp(UNTRUSTED, known.digest, when, known.authority, "its certificate is not for timestamps")  # fmt: skip
    if not own.not_valid_before_utc <= when <= own.not_valid_after_utc:
        return TimeStamp(UNTRUSTED, known.digest, when, known.authority, "its certificate was not valid at that time")  # fmt: skip
    if good.result != PASS:
        return TimeStamp(UNTRUSTED, known.digest, when, known.authority, good.why)
    return known


def _token(raw: bytes) -> Any:
    """The signed token of a response, or the token itself."""
    try:
        response = tsp.TimeStampResp.load(raw)
        status = response["status"]["status"].native
    except (ValueError, TypeError, KeyError):
        return tsp.ContentInfo.load(raw)
    if status not in ("granted", "granted_with_mods"):
        raise ValueError(f"the authority answered: {status}")
    return response["time_stamp_token"]
