"""Signed and encrypted parts: S/MIME (CMS) and OpenPGP. What can be opened is; the rest is described."""

import base64
import re
from typing import Any

from asn1crypto import cms, x509

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean

_PEM = re.compile(rb"-----BEGIN [A-Z0-9 #]{1,40}-----")
_ARMOUR = re.compile(rb"-----BEGIN PGP ([A-Z ]{1,40})-----")
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError)


def read(source: Input, emit: Emit) -> Parsed:
    """What it is, by whom and for whom, in words."""
    if source.media_type == "application/pgp-encrypted" or b"BEGIN PGP" in source.head(4096):
        return _openpgp(source, emit)
    raw = bytes(source.untrusted_bytes)
    if match := _PEM.search(raw):
        end = raw.find(b"-----END", match.end())
        raw = base64.b64decode(raw[match.end() : end if end >= 0 else len(raw)], validate=False)
    try:
        info = cms.ContentInfo.load(raw)
        kind, content = info["content_type"].native, info["content"]
        if kind == "signed_data":
            return _signed(source, content, emit)
        if kind in ("enveloped_data", "authenticated_enveloped_data"):
            return _enveloped(source, raw, content, emit)
        if kind == "compressed_data":
            inner = content.decompressed
            emit(Child("content:1", "", "message/rfc822", len(inner)), inner)
            return Parsed("sealed", source.media_type, "sealed 1", title=source.name, expected=1)
    except _BROKEN as error:
        what = "cut off or damaged" if "Insufficient data" in str(error) else str(error)[:120]
        raise Unreadable(f"not a readable S/MIME part ({what})") from error
    raise Unreadable(f"an S/MIME part of a kind that is not read ({kind})")


def _signed(source: Input, content: Any, emit: Emit) -> Parsed:
    """A signature: its signers; what it encloses becomes a member."""
    lines = []
    for certificate in content["certificates"] or ():
        if isinstance(certificate.chosen, x509.Certificate):
            lines.append(_certificate(certificate.chosen))
    for signer in content["signer_infos"]:
        when = next((a["values"][0].native for a in signer["signed_attrs"] or () if a["type"].native == "signing_time"), None)  # fmt: skip
        digest = signer["digest_algorithm"]["algorithm"].native
        lines.append(f"Signed with {digest}" + (f" at {when.isoformat()} by its own word" if when else ""))  # fmt: skip
    enclosed = content["encap_content_info"]["content"].native
    if isinstance(enclosed, bytes) and enclosed:
        emit(Child("content:1", "", "message/rfc822", len(enclosed)), enclosed)
    return _described(source, "S/MIME signature", lines, 1 if enclosed else -1)


def _certificate(certificate: x509.Certificate) -> str:
    names = certificate.subject_alt_name_value
    addresses = ", ".join(n for n in (names.native if names else ()) if isinstance(n, str))
    validity = certificate["tbs_certificate"]["validity"].native
    dates = f"valid {validity['not_before']:%Y-%m-%d} to {validity['not_after']:%Y-%m-%d}"
    return f"Certificate of {_named(certificate.subject)} {addresses}; issued by {_named(certificate.issuer)}; {dates}; number {certificate.serial_number}"  # fmt: skip


def _named(name: Any) -> str:
    """A distinguished name in words; some old ones cannot be shown."""
    try:
        return str(name.human_friendly)
    except _BROKEN:
        return "a name that cannot be shown"


def _enveloped(source: Input, raw: bytes, content: Any, emit: Emit) -> Parsed:
    opened = _decrypted(source, raw)
    if opened is not None:
        emit(Child("content:1", "", "message/rfc822", len(opened)), opened)
        return _described(source, "S/MIME encrypted, opened with a key that was given", [], 1)
    recipients = []
    for info in content["recipient_infos"]:
        try:
            rid = info.chosen["rid"].chosen
            recipients.append(f"number {rid['serial_number'].native} issued by {_named(rid['issuer'])}")  # fmt: skip
        except _BROKEN:
            recipients.append("a recipient without a certificate number")
    who = "; ".join(recipients[:10])
    raise Unreadable(
        f"encrypted with S/MIME for certificate {who}; give the key with --keys FILE",
        Status.ENCRYPTED,
    )


def _decrypted(source: Input, raw: bytes) -> bytes | None:
    """The content, by the first private key given (PEM with its certificate) that fits."""
    from cryptography import x509 as certificates
    from cryptography.exceptions import InvalidKey, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs7

    for text in source.options.get("keys", ()):
        pem = str(text).encode()
        for password in (None, *(word.encode() for word in source.passwords)):
            try:
                key = serialization.load_pem_private_key(pem, password)
                certificate = certificates.load_pem_x509_certificate(pem)
                return bytes(pkcs7.pkcs7_decrypt_der(raw, certificate, key, []))  # type: ignore[arg-type]
            except (*_BROKEN, InvalidKey, UnsupportedAlgorithm):
                continue
    return None


def _described(source: Input, what: str, lines: list[str], expected: int) -> Parsed:
    text = clean("\n".join([what, *lines])) + "\n"
    return Parsed(
        kind="sealed",
        media_type=source.media_type,
        parser="sealed 1",
        title=source.name or what,
        metadata={"seal": what},
        texts=(RawText("note", "", text),),
        expected=expected,
    )


def _openpgp(source: Input, emit: Emit) -> Parsed:
    raw = bytes(source.untrusted_bytes)
    if raw.strip().lower().startswith(b"version:") and len(raw) < 200:
        return _described(source, "OpenPGP control part (Version)", [], -1)
    kind, packets = _armoured(raw)
    keys = sorted(set(_key_ids(packets)))
    if kind == "MESSAGE":
        opened = _opened_pgp(source, raw)
        if opened is not None:
            emit(Child("content:1", "", "message/rfc822", len(opened)), opened)
            return _described(source, "OpenPGP message, opened with a key that was given", [], 1)
        named = f" for key {', '.join(keys)}" if keys else ""
        raise Unreadable(
            f"encrypted with OpenPGP{named}; give the key with --keys FILE", Status.ENCRYPTED
        )
    lines = [f"Key {key}" for key in keys]
    return _described(source, f"OpenPGP {kind.lower()}", lines, -1)


def _armoured(raw: bytes) -> tuple[str, bytes]:
    """(what it is, the packets) of text in ASCII armour; packets as they are for anything else."""
    match = _ARMOUR.search(raw)
    if match is None:
        return "MESSAGE", raw
    end = raw.find(b"-----END PGP", match.end())
    lines = raw[match.end() : end if end >= 0 else len(raw)].splitlines()
    data = [line.strip() for line in lines if b":" not in line and not line.startswith(b"=")]
    try:
        return match.group(1).decode("ascii").strip(), base64.b64decode(b"".join(data) + b"==")
    except ValueError:
        return match.group(1).decode("ascii").strip(), b""


def _opened_pgp(source: Input, raw: bytes) -> bytes | None:
    """The content, by the first private key or password given that fits."""
    import pysequoia

    words = source.passwords
    for text in source.options.get("keys", ()):
        if "BEGIN PGP PRIVATE KEY" not in str(text):
            continue
        for password in (None, *words):
            try:
                key = pysequoia.Tsk.from_bytes(str(text).encode())
                decryptor = key.decryptor(password) if password else key.decryptor()
                return bytes(pysequoia.decrypt(decryptor=decryptor, bytes=raw).bytes or b"")
            except Exception as error:
                if isinstance(error, MemoryError):
                    raise
    for password in words:
        try:
            return bytes(pysequoia.decrypt(passwords=[password], bytes=raw).bytes or b"")
        except Exception as error:
            if isinstance(error, MemoryError):
                raise
    return None


def _key_ids(raw: bytes) -> list[str]:
    """The keys that the packets at the start are for or by (RFC 9580, packets 1 and 2)."""
    found: list[str] = []
    position = 0
    while position + 2 < len(raw) and raw[position] & 0x80 and len(found) < 50:
        first = raw[position]
        tag, length, head = _packet(raw, position, first)
        body = raw[position + head : position + head + length]
        if tag == 1 and body[:1] == b"\x03":
            found.append(body[1:9].hex().upper())
        elif tag == 2 and body[:1] == b"\x04" and (issuer := body.find(b"\x09\x10")) > 0:
            found.append(body[issuer + 2 : issuer + 10].hex().upper())
        elif tag not in (1, 2, 4):
            break
        position += head + length
    return found


def _packet(raw: bytes, position: int, first: int) -> tuple[int, int, int]:
    """(tag, length of the body, length of the head) of a packet."""
    if first & 0x40:
        size = raw[position + 1]
        if size < 192:
            return first & 0x3F, size, 2
        if size < 224 and position + 2 < len(raw):
            return first & 0x3F, ((size - 192) << 8) + raw[position + 2] + 192, 3
        return first & 0x3F, int.from_bytes(raw[position + 2 : position + 6], "big"), 6
    width = {0: 1, 1: 2, 2: 4}.get(first & 3, 0)
    length = int.from_bytes(raw[position + 1 : position + 1 + width], "big") if width else len(raw)
    return (first >> 2) & 0x0F, length, 1 + width


PARSER = Parser(
    name="sealed",
    media_types=(
        "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pkcs7-signature",
        "application/x-pkcs7-signature", "application/pgp-encrypted", "application/pgp-signature",
        "application/pgp-keys",
    ),
    library="asn1crypto, cryptography, pysequoia",
    limits="512 MB",
    read=read,
    family="mail",
    reads="S/MIME signatures (signers, certificates, what is enclosed), S/MIME and OpenPGP encrypted "
    "parts with a key or password that is given, OpenPGP signatures and keys described",
    leaves_out="what no key fits is kept and listed with the keys it is for; signatures are not "
    "verified at this stage",
)  # fmt: skip
