"""DKIM signatures (RFC 6376, RFC 8463) verified on the bytes as received, without the DNS.

The cryptography and the canonicalisations are dkimpy's; what is told of the result is ours: a key that is not at hand
is never a failure, and what damaged a message on its way is tried out and named.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from affidavit.authenticity.keys import KeyRecord, KeyStore

PASS, PARTIAL, BODY, HEADER = "pass", "partial", "body_altered", "header_altered"
NO_KEY, REVOKED, MALFORMED = "key_unavailable", "key_revoked", "malformed"
SILENT = logging.getLogger("affidavit.dkim")
"""For dkimpy, which writes to standard error what is told here in the result."""
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
_WEAK_BITS = 1024
_ONCE = (
    b"from",
    b"subject",
    b"date",
    b"to",
    b"message-id",
    b"reply-to",
    b"cc",
    b"mime-version",
    b"content-type",
)
_TOLD = (b"from", b"subject", b"date")
_FROM_LINE = re.compile(rb"\A>?From [^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class Signature:
    """What one signature proves. `result` is pass, partial (only the beginning of the body is signed),
    body_altered, header_altered, key_unavailable, key_revoked or malformed; `notes` say in words what weakens it,
    `restored` what had to be undone for it to verify."""

    domain: str
    selector: str
    result: str
    signed_headers: tuple[str, ...] = ()
    body_signed: str = ""
    key_source: str = ""
    key_seen_from: str = ""
    key_seen_to: str = ""
    notes: tuple[str, ...] = ()
    restored: str = ""
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether it verifies, for the whole message or its beginning."""
        return self.result in (PASS, PARTIAL)

    @property
    def altered(self) -> bool:
        """Whether the message is not what was signed."""
        return self.result in (BODY, HEADER)


def verify_dkim(untrusted_raw: bytes, keys: KeyStore, day: str = "") -> list[Signature]:
    """Every DKIM signature of a message, topmost first; `day` (ISO) is that of the message."""
    attempts = _restorations(untrusted_raw)
    found = _verify(next(attempts)[1], keys, day)
    while any(one.altered for one in found) and (attempt := next(attempts, None)):
        restored, raw = attempt
        for n, (one, other) in enumerate(zip(found, _verify(raw, keys, day), strict=False)):
            if one.altered and other.holds:
                found[n] = replace(other, restored=restored)
    return found


def _restorations(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """(what was undone, the message) for each damage that mailboxes do, the least first."""
    bare = _FROM_LINE.sub(b"", raw)
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", bare)
    yield "", lines
    unquoted = re.sub(rb"(?m)^>(>*From )", rb"\1", lines)
    if unquoted != lines:
        yield "the mailbox's “>From” in the body", unquoted
    head, mark, body = lines.partition(b"\r\n\r\n")
    if footer := re.search(rb"(?s)\r\n_{20,}\r\n.*\Z", body):
        yield "the footer of a mailing list", head + mark + body[: footer.start()] + b"\r\n"
    tagged = re.sub(rb"(?mi)^(Subject:[ \t]*)\[[^\]\r\n]{1,40}\] ?", rb"\1", head, count=1)
    if tagged != head:
        yield "the tag of a mailing list in the subject", tagged + mark + body


def _verify(raw: bytes, keys: KeyStore, day: str) -> list[Signature]:
    try:
        message = dkim.DKIM(raw, logger=SILENT, minkey=0)
    except dkim.DKIMException as error:
        return [Signature("", "", MALFORMED, why=str(error))]
    headers = [(n, v) for n, v in message.headers if n.lower() == b"dkim-signature"]
    return [_one(message, header, keys, day) for header in headers]


def _one(message: dkim.DKIM, header: tuple[bytes, bytes], keys: KeyStore, day: str) -> Signature:
    try:
        fields = parse_tag_value(header[1])
        timeless = {tag: value for tag, value in fields.items() if tag not in (b"x", b"t")}
        dkim.validate_signature_fields(timeless)
    except (InvalidTagValueList, dkim.DKIMException, ValueError, KeyError) as error:
        return Signature("", "", MALFORMED, why=f"the signature is malformed: {error}")
    signed = [name.strip().lower() for name in fields[b"h"].split(b":")]
    base = Signature(
        _text(fields[b"d"]), _text(fields[b"s"]), NO_KEY,
        signed_headers=tuple(dict.fromkeys(_text(name) for name in signed)),
        body_signed=_body_signed(message, fields),
        notes=tuple(_notes(message, fields, signed, day)),
    )  # fmt: skip
    records = keys.of(base.selector, base.domain)
    if not records:
        why = f"no key for {base.selector}._domainkey.{base.domain} is at hand; give --keys"
        return replace(base, why=why)
    tried = [_with_key(message, header, fields, signed, base, record) for record in records]
    return next((one for one in tried if one.holds), tried[0])


def _with_key(
    message: dkim.DKIM, header: tuple[bytes, bytes], fields: dict[bytes, bytes], signed: Sequence[bytes],
    base: Signature, record: KeyRecord,
) -> Signature:  # fmt: skip
    known = replace(
        base, key_source=record.source, key_seen_from=record.seen_from, key_seen_to=record.seen_to
    )
    try:
        tags = parse_tag_value(record.text.encode("ascii", "replace"))
    except InvalidTagValueList as error:
        return replace(known, result=NO_KEY, why=f"the key's record is malformed: {error}")
    if not tags.get(b"p", b"").strip():
        return replace(known, result=REVOKED, why="the key's record says that it is revoked")
    notes = list(known.notes)
    if b"y" in tags.get(b"t", b"").split(b":"):
        notes.append("the domain says that it only tests signing (t=y)")
    try:
        loaded = dkim.evaluate_pk("", record.text.encode("ascii", "replace"))
        message.pk, message.keysize, message.ktag, message.seqtlsrpt = loaded
        if message.ktag == b"rsa" and message.keysize < _WEAK_BITS:
            notes.append(f"the key has only {message.keysize} bits: it can be broken")
        known = replace(known, notes=tuple(notes))
        verified = message.verify_sig_process(fields, list(signed), header, None)
    except dkim.ValidationError as error:
        if "body hash" in str(error):
            return replace(known, result=BODY, why="the body is not what was signed")
        return replace(known, result=MALFORMED, why=str(error))
    except (dkim.DKIMException, ValueError, TypeError) as error:
        return replace(known, result=MALFORMED, why=f"key or signature cannot be used: {error}")
    if not verified:
        return replace(known, result=HEADER, why="the signed headers are not what was signed")
    partial = known.body_signed.startswith("the first")
    return replace(
        known,
        result=PARTIAL if partial else PASS,
        why=f"only {known.body_signed} of the body are signed" if partial else "",
    )


def _body_signed(message: dkim.DKIM, fields: dict[bytes, bytes]) -> str:
    """`all`, or how many of its bytes are signed (l=)."""
    if b"l" not in fields:
        return "all"
    try:
        policy = dkim.CanonicalizationPolicy.from_c_value(fields.get(b"c", b"simple/simple"))
    except dkim.InvalidCanonicalizationPolicyError:
        return ""
    size, length = len(policy.canonicalize_body(message.body)), int(fields[b"l"])
    return "all" if length >= size else f"the first {length} of {size} bytes"


def _notes(
    message: dkim.DKIM, fields: dict[bytes, bytes], signed: Sequence[bytes], day: str
) -> Iterator[str]:
    """What weakens a signature, whatever its key."""
    if fields[b"a"].lower().endswith(b"sha1"):
        yield "signed with SHA-1, which can be forged"
    present = [name.lower() for name, _ in message.headers]
    for name in _TOLD:
        if name in present and name not in signed:
            yield f"{_text(name).capitalize()} is not signed"
    for name in _ONCE:
        if present.count(name) > 1:
            yield f"{_text(name).capitalize()} stands there {present.count(name)} times"
    if (expiry := fields.get(b"x", b"")).isdigit() and day:
        ends = datetime.fromtimestamp(min(int(expiry), 4_000_000_000), UTC).date().isoformat()
        if ends < day:
            yield f"expired on {ends}, before the message's day"


def _text(raw: bytes) -> str:
    return raw.decode("ascii", "replace").strip()


AUTHENTIC, NOTHING = "cryptographically authentic", "nothing to go by"
_FATAL = ("SHA-1", "bits", "From is not signed", "From stands", "expired")


def grade(signatures: Sequence[Signature], from_domain: str) -> tuple[str, str]:
    """(grade of a message, why in one sentence): authentic where the domain that it says it is from has signed
    it as it is, with a key and a hash that cannot be forged."""
    own = [s for s in signatures if s.result == PASS and _aligned(s.domain, from_domain)]
    sound = [s for s in own if not any(f in note for note in s.notes for f in _FATAL)]
    if sound:
        one = sound[0]
        undone = f", once {one.restored} is undone" if one.restored else ""
        return AUTHENTIC, f"the key of {one.domain} signed it as it is{undone}"
    if own:
        return NOTHING, f"{own[0].domain} signed it, but: {'; '.join(own[0].notes)}"
    if any(s.holds for s in signatures):
        held = next(s for s in signatures if s.holds)
        whose = f"{held.domain} signed {'the beginning of it' if held.result == PARTIAL else 'it'}"
        return NOTHING, f"{whose}, which is not enough for a message from {from_domain or 'nobody'}"
    if not signatures:
        return NOTHING, "it is not signed"
    return NOTHING, signatures[0].why or "no signature verifies"


def _aligned(domain: str, from_domain: str) -> bool:
    """Whether a signature is of the domain a message is from, or of one above it."""
    one, other = domain.lower(), from_domain.lower()
    return bool(one) and (one == other or other.endswith(f".{one}"))
