"""Signatures that a sender's own program makes: S/MIME (RFC 8551, CMS RFC 5652) and OpenPGP (RFC 3156, RFC 9580),
verified with certificates and keys that are given.

They cover the body with its attachments, not the fields: who, when and the subject are not signed.
"""

import base64
import binascii
import hashlib
import quopri
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pysequoia
from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

PASS, ALTERED, NO_KEY, MALFORMED = "pass", "body_altered", "key_unavailable", "malformed"
PARTIAL = "partial"
SMIME, OPENPGP = "S/MIME", "OpenPGP"
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]+)\"|([^\s;]+))", re.IGNORECASE)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_PGP = re.compile(
    rb"-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----", re.DOTALL
)
_CLEAR_BEGINS, _CLEAR_ENDS = b"-----BEGIN PGP SIGNED MESSAGE-----", b"-----END PGP SIGNATURE-----"
_DIGESTS = {
    "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()
}  # fmt: skip
"""Of older ones a message can be made to any signature."""
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Seal:
    """What a sender's own signature proves of the body: `result` is pass, body_altered, key_unavailable or malformed;
    `addresses` are those that the certificate or the key is for, `certificate` the signer's own, in DER."""

    kind: str
    result: str
    signer: str = ""
    addresses: tuple[str, ...] = ()
    why: str = ""
    certificate: bytes = field(default=b"", repr=False)

    @property
    def altered(self) -> bool:
        """Whether the body is not what was signed."""
        return self.result == ALTERED


@dataclass(frozen=True, slots=True)
class SealKeys:
    """Certificates (of signers or of those who issued theirs) and OpenPGP public keys that are trusted."""

    certificates: tuple[x509.Certificate, ...] = ()
    openpgp: tuple[bytes, ...] = field(default=())


def read_seal_keys(path: Path) -> SealKeys:
    """The certificates and public keys in a file; none for a file that holds others."""
    raw = path.read_bytes()
    certificates = []
    for block in _PEM.findall(raw):
        try:
            certificates.append(x509.load_pem_x509_certificate(block))
        except _BROKEN:
            continue
    return SealKeys(tuple(certificates), tuple(_PGP.findall(raw)))


def joined(parts: Sequence[SealKeys]) -> SealKeys:
    """Several files of keys as one."""
    return SealKeys(
        tuple(c for part in parts for c in part.certificates),
        tuple(k for part in parts for k in part.openpgp),
    )


def verify_seals(untrusted_raw: bytes, keys: SealKeys) -> list[Seal]:
    """The sender's own signatures over the body of a message; none where it bears none."""
    if len(untrusted_raw) > _LARGEST:
        return []
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", untrusted_raw)
    head, _, body = lines.partition(b"\r\n\r\n")
    kind = _content_type(head)
    if kind.startswith(b"multipart/signed") and (parts := _signed_parts(kind, body)):
        content, signature_head, signature, around = parts
        if b"pgp-signature" in _content_type(signature_head):
            found = [_openpgp(content, signature, keys)]
        else:
            found = list(verify_cms(_decoded(signature_head, signature), content, keys))
        return [_partly(seal) if around and seal.result == PASS else seal for seal in found]
    if b"pkcs7-mime" in kind and b"signed-data" in kind:
        return list(verify_cms(_decoded(head, body), None, keys))
    return list(_clear_signed(lines, keys))


def _clear_signed(lines: bytes, keys: SealKeys) -> Iterator[Seal]:
    """Text that is signed in clear; what stands around it is not."""
    body = lines.partition(b"\r\n\r\n")[2]
    start = body.find(_CLEAR_BEGINS)
    end = body.find(_CLEAR_ENDS, start)
    if start < 0 or end < 0:
        return
    end += len(_CLEAR_ENDS)
    seal = _clear(body[start:end], keys)
    around = body[:start].strip() or body[end:].strip()
    if seal.result == PASS and around:
        seal = replace(
            seal, result=PARTIAL, why="text stands around what is signed, which may be anybody's"
        )
    yield seal


def _content_type(head: bytes) -> bytes:
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", head)
    match = re.search(rb"(?im)^content-type:\s*(.*?)\s*$", unfolded)
    return match[1] if match else b""


def _partly(seal: Seal) -> Seal:
    why = "the message has parts or text beside what is signed, which may be anybody's"
    return replace(seal, result=PARTIAL, why=why)


def _signed_parts(kind: bytes, body: bytes) -> tuple[bytes, bytes, bytes, bool] | None:
    """(what is signed, byte for byte, the head of the signature's part, its body, whether there is more) of
    multipart/signed."""
    match = _BOUNDARY.search(kind)
    if match is None:
        return None
    mark = b"--" + (match[1] or match[2])
    pieces = re.split(
        rb"(?:\A|\r\n)" + re.escape(mark) + rb"(?:--)?[ \t]*(?:\r\n|\Z)", b"\r\n" + body
    )
    if len(pieces) < 3:
        return None
    head, _, signature = pieces[2].partition(b"\r\n\r\n")
    more = len(pieces) > 4 or any(piece.strip() for piece in pieces[3:])
    return pieces[1], head, signature, more


def _decoded(head: bytes, body: bytes) -> bytes:
    encoding = re.search(rb"(?im)^content-transfer-encoding:\s*([\w-]+)", head)
    name = encoding[1].lower() if encoding else b""
    if name == b"base64":
        try:
            return base64.b64decode(body, validate=False)
        except binascii.Error:
            return b""
    return quopri.decodestring(body) if name == b"quoted-printable" else body


def verify_cms(raw: bytes, content: bytes | None, keys: SealKeys) -> Iterator[Seal]:
    """Every signature of signed data (CMS) over `content`, or over what it encloses where that is None."""
    try:
        signed = cms.ContentInfo.load(raw)["content"]
        enclosed = signed["encap_content_info"]["content"]
        data = content if content is not None else bytes(enclosed) if enclosed.native else b""
        if not data:
            yield Seal(SMIME, MALFORMED, why="the signature encloses nothing")
            return
        known = [
            x509.load_der_x509_certificate(c.chosen.dump()) for c in signed["certificates"] or ()
        ]
        for signer in signed["signer_infos"]:
            yield _signer(signer, data, known, keys)
    except _BROKEN as error:
        yield Seal(SMIME, MALFORMED, why=f"the signature cannot be read ({str(error)[:80]})")


def _signer(signer: Any, data: bytes, known: Sequence[x509.Certificate], keys: SealKeys) -> Seal:
    candidates = [*known, *keys.certificates]
    rid = signer["sid"].chosen
    serial = rid["serial_number"].native if hasattr(rid, "native") and isinstance(rid.native, dict) else None  # fmt: skip
    certificate = next((c for c in candidates if c.serial_number == serial), None)
    if certificate is None:
        return Seal(
            SMIME, NO_KEY, why="the certificate of its signer is not at hand; give it with --keys"
        )
    who, addresses = certificate.subject.rfc4514_string(), _addresses(certificate)
    own = certificate.public_bytes(serialization.Encoding.DER)
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in _DIGESTS:
        return Seal(SMIME, MALFORMED, who, addresses, f"signed with {name}, which can be forged")
    attributes = signer["signed_attrs"]
    message = data
    if attributes:
        told = next((a["values"][0].native for a in attributes if a["type"].native == "message_digest"), b"")  # fmt: skip
        if hashlib.new(name, data).digest() != told:
            return Seal(SMIME, ALTERED, who, addresses, "the body is not what was signed")
        message = attributes.untag().dump()
    try:
        _verify(certificate.public_key(), signer["signature"].native, message, name)
    except InvalidSignature:
        return Seal(SMIME, ALTERED, who, addresses, "the signature is not of this body")
    except (UnsupportedAlgorithm, *_BROKEN) as error:
        return Seal(SMIME, MALFORMED, who, addresses, f"the signature cannot be checked ({str(error)[:80]})")  # fmt: skip
    if not _trusted(certificate, known, keys.certificates):
        why = f"it verifies with a certificate that it brings along, issued by {certificate.issuer.rfc4514_string()}; give that or its issuer's with --keys to trust it"  # fmt: skip
        return Seal(SMIME, NO_KEY, who, addresses, why, own)
    return Seal(SMIME, PASS, who, addresses, "", own)


def _verify(key: Any, signature: bytes, message: bytes, name: str) -> None:
    """Raises `InvalidSignature` unless a signature is of a message."""
    digest = _DIGESTS[name]
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(digest))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        raise ValueError("a kind of key that is not read")


def _addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = names.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        found = []
    told = certificate.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)
    return tuple(dict.fromkeys(str(a).lower() for a in (*found, *(t.value for t in told))))


def _trusted(
    certificate: x509.Certificate, known: Sequence[x509.Certificate],
    trusted: Sequence[x509.Certificate],
) -> bool:  # fmt: skip
    """Whether a certificate is given, or issued, over what the message brings along, by one that is."""
    current = certificate
    for _ in range(8):
        if current in trusted:
            return True
        issuers = [
            c
            for c in (*trusted, *known)
            if c.subject == current.issuer and c != current and _may_issue(c)
        ]
        above = next((c for c in issuers if _issued(current, c)), None)
        if above is None:
            return False
        current = above
    return False


def _may_issue(certificate: x509.Certificate) -> bool:
    """Whether a certificate is one of an authority."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basic.ca


def is_time_authority(certificate: x509.Certificate) -> bool:
    """Whether a certificate is for timestamps (RFC 3161, 2.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _openpgp(content: bytes, signature: bytes, keys: SealKeys) -> Seal:
    try:
        detached = pysequoia.Sig.from_bytes(signature)
    except RuntimeError as error:
        return Seal(OPENPGP, MALFORMED, why=f"the signature cannot be read ({_first_line(error)})")
    return _checked(
        keys, lambda store: pysequoia.verify(bytes=content, store=store, signature=detached)
    )


def _clear(block: bytes, keys: SealKeys) -> Seal:
    return _checked(keys, lambda store: pysequoia.verify(bytes=block, store=store))


def _checked(keys: SealKeys, verify: Callable[[Callable[[list[str]], list[Any]]], Any]) -> Seal:
    """Verify with the keys that are given; an absent key is told apart from a false signature."""
    given = list(_certificates(keys))
    wanted: list[str] = []

    def store(ids: list[str]) -> list[Any]:
        wanted.extend(str(one) for one in ids)
        return [certificate for certificate, _ in given]

    try:
        result = verify(store)
    except RuntimeError as error:
        known = next((c for c, raw in given if any(_in(one, raw) for one in wanted)), None)
        if known is not None:
            who = str(known.fingerprint)
            return Seal(OPENPGP, ALTERED, who, _users(known), "the body is not what was signed")
        if not wanted:
            return Seal(OPENPGP, MALFORMED, why=f"it cannot be read ({_first_line(error)})")
        return Seal(OPENPGP, NO_KEY, why=f"the key {wanted[0]} is not at hand; give it with --keys")
    fingerprint = str(result.valid_sigs[0].certificate)
    signer = next((c for c, _ in given if str(c.fingerprint) == fingerprint), None)
    return Seal(OPENPGP, PASS, fingerprint, _users(signer) if signer is not None else ())


def _certificates(keys: SealKeys) -> Iterator[tuple[Any, bytes]]:
    """(certificate, its packets) of every key that can be read."""
    for block in keys.openpgp:
        try:
            certificate = pysequoia.Cert.from_bytes(block)
        except RuntimeError:
            continue
        lines = [li.strip() for li in block.splitlines() if b":" not in li and not li.startswith((b"-", b"="))]  # fmt: skip
        yield certificate, base64.b64decode(b"".join(lines) + b"==", validate=False)


def _in(key: str, packets: bytes) -> bool:
    """Whether a key or one of its subkeys has this fingerprint or id: signatures in it name their issuer."""
    try:
        return bytes.fromhex(key) in packets
    except ValueError:
        return False


def _users(certificate: Any) -> tuple[str, ...]:
    """The addresses in the user ids of an OpenPGP certificate."""
    found = [re.search(r"[^\s<>]+@[^\s<>]+", str(user)) for user in certificate.user_ids]
    return tuple(match.group().lower() for match in found if match)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")[:80]
