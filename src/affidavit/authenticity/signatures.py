"""DKIM signatures (RFC 6376, RFC 8463) verified on the bytes as received, without the DNS.

The cryptography and the canonicalisations are dkimpy's; what is told of the result is ours: a key that is not at hand
is never a failure, and what damaged a message on its way is tried out and named.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from affidavit.authenticity.keys import KeyRecord, KeyStore
from affidavit.authenticity.letters import ascii_domain, registered
from affidavit.authenticity.weaknesses import Note, Signed, weaknesses

PASS, PARTIAL, BODY, HEADER = "pass", "partial", "body_altered", "header_altered"
NO_KEY, REVOKED, MALFORMED = "key_unavailable", "key_revoked", "malformed"
SILENT = logging.getLogger("affidavit.dkim")
"""For dkimpy, which writes to standard error what is told here in the result."""
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
_WEAK_BITS = 1024
_MOST = 20
"""Signatures of a message that are looked at."""
_MOST_BLANKS = 4_000
_BLANKS = re.compile(rb"[ \t]{%d}" % _MOST_BLANKS)
"""Longer runs of blanks cost dkimpy time that grows with their square."""
_BARE = re.compile(rb"\r(?!\n)")
_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError)
_UNREADABLE = (InvalidTagValueList, dkim.DKIMException, *_BROKEN)
_TAIL = 2_000
_FROM_LINE = re.compile(rb"\A>?From [^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class Signature:
    """What one signature proves. `result` is pass, partial (only the beginning of the body is signed),
    body_altered, header_altered, key_unavailable, key_revoked or malformed; `notes` say what weakens it,
    `restored` what had to be undone for it to verify. `signed_bytes` is how much of the body is signed, -1 for
    all, and `tail` what stands behind (its beginning)."""

    domain: str
    selector: str
    result: str
    signed_headers: tuple[str, ...] = ()
    body_signed: str = ""
    signed_bytes: int = -1
    tail: str = ""
    key_source: str = ""
    key_seen_from: str = ""
    key_seen_to: str = ""
    notes: tuple[Note, ...] = ()
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


def verify_dkim(untrusted_raw: bytes, keys: KeyStore, existed_by: str = "") -> list[Signature]:
    """Every DKIM signature of a message, topmost first, the first twenty. `existed_by` is a day (ISO) by which the message
    provably existed, which counts where a key's private half was published later."""
    attempts = _restorations(untrusted_raw)
    context = _Context(
        keys, existed_by, bool(_BARE.search(untrusted_raw) and b"\n" in untrusted_raw)
    )
    found = _verify(next(attempts).raw, context)
    while any(one.altered for one in found) and (attempt := next(attempts, None)):
        for n, (one, other) in enumerate(zip(found, _verify(attempt.raw, context), strict=False)):
            if one.altered and other.holds:
                found[n] = _restored(other, attempt)
    return found


@dataclass(frozen=True, slots=True)
class _Context:
    keys: KeyStore
    existed_by: str
    bare: bool
    """Whether carriage returns stand in it without a line feed, which programs read in different ways."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A message with one damage undone; `added` names what somebody put in that is not signed."""

    raw: bytes
    undone: str = ""
    added: str = ""
    cut: int = -1
    tail: str = ""


def _restored(one: Signature, attempt: _Attempt) -> Signature:
    """A signature that holds once damage is undone. Text that was added is not signed, so the whole is not."""
    if not attempt.added:
        return replace(one, restored=attempt.undone)
    note = Note("added", f"{attempt.added} was added after it was signed", fatal=True)
    known = replace(one, restored=attempt.undone, notes=(*one.notes, note))
    if attempt.cut < 0:
        return known
    told = f"the first {attempt.cut} bytes"
    why = f"only {told} of the body are signed"
    return replace(
        known,
        result=PARTIAL,
        body_signed=told,
        signed_bytes=attempt.cut,
        tail=attempt.tail,
        why=why,
    )


def _restorations(raw: bytes) -> Iterator[_Attempt]:
    """The message as it is, then with each damage undone that mailboxes and lists do, the least first."""
    bare = _FROM_LINE.sub(b"", raw)
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", bare)
    yield _Attempt(lines)
    unquoted = re.sub(rb"(?m)^>(>*From )", rb"\1", lines)
    if unquoted != lines:
        yield _Attempt(unquoted, "the mailbox's “>From” in the body")
    if lines.endswith(b"\r\n\r\n"):
        yield _Attempt(lines.rstrip(b"\r\n") + b"\r\n", "the empty lines a mailbox put at the end")
    head, mark, body = lines.partition(b"\r\n\r\n")
    if footer := re.search(rb"(?s)\r\n_{20,}\r\n.*\Z", body):
        kept = body[: footer.start()] + b"\r\n"
        yield _Attempt(
            head + mark + kept, "the footer of a mailing list", "what stands at the end",
            len(kept), _tail(body[len(kept) :]),
        )  # fmt: skip
    tagged = re.sub(rb"(?mi)^(Subject:[ \t]*)\[[^\]\r\n]{1,40}\] ?", rb"\1", head, count=1)
    if tagged != head:
        yield _Attempt(
            tagged + mark + body,
            "the tag of a mailing list in the subject",
            "the tag in the subject",
        )


def too_many_blanks(raw: bytes) -> bool:
    """Whether a run of blanks is too long for dkimpy, whose time grows with its square."""
    return bool(_BLANKS.search(raw))


def _verify(raw: bytes, context: _Context) -> list[Signature]:
    try:
        message = dkim.DKIM(raw, logger=SILENT, minkey=0)
    except dkim.DKIMException as error:
        return [Signature("", "", MALFORMED, why=str(error))]
    except (IndexError, ValueError, TypeError, KeyError) as error:
        return [Signature("", "", MALFORMED, why=f"its fields cannot be read ({error})")]
    headers = [(n, v) for n, v in message.headers if n.lower() == b"dkim-signature"][:_MOST]
    return [_one(message, header, context) for header in headers]


def _one(message: dkim.DKIM, header: tuple[bytes, bytes], context: _Context) -> Signature:
    """One signature; whatever cannot be read in it, or in the message, makes it malformed and stops nothing."""
    try:
        fields = parse_tag_value(header[1])
        timeless = {tag: value for tag, value in fields.items() if tag not in (b"x", b"t")}
        dkim.validate_signature_fields(timeless)
        if too_many_blanks(message.body):
            raise ValueError(f"more than {_MOST_BLANKS} blanks in a row")
        base, signed = _read(message, fields, context)
        records = context.keys.of(base.selector, base.domain)
        if not records:
            why = f"no key for {base.selector}._domainkey.{base.domain} is at hand; give --keys"
            return replace(base, why=why)
        tried = [
            _with_key(message, header, fields, signed, _void(base, record, context), record)
            for record in records
        ]
    except _UNREADABLE as error:
        return Signature("", "", MALFORMED, why=f"the signature is malformed: {error}")
    return next((one for one in tried if one.holds), tried[0])


def _read(
    message: dkim.DKIM, fields: dict[bytes, bytes], context: _Context
) -> tuple[Signature, list[bytes]]:
    """(what a signature says it covers, with its weaknesses; the names of its fields as they stand)."""
    signed = [name.strip().lower() for name in fields[b"h"].split(b":")]
    names = [_text(name) for name in signed]
    headers = [(_text(name).lower(), value) for name, value in message.headers]
    notes = list(weaknesses(Signed(headers, names, fields, message.body)))
    if context.bare:
        text = "carriage returns stand alone in it, which programs read in different ways"
        notes.append(Note("bare_returns", text, fatal=True))
    size, length, tail = 0, -1, ""
    if b"l" in fields:
        body = _canonical(message, fields)
        size, told = len(body), int(fields[b"l"])
        if told < size:
            length, tail = told, _tail(body[told:])
    base = Signature(
        _text(fields[b"d"]), _text(fields[b"s"]), NO_KEY, signed_headers=tuple(names),
        body_signed="all" if length < 0 else f"the first {length} of {size} bytes",
        signed_bytes=length, tail=tail, notes=tuple(notes),
    )  # fmt: skip
    return base, signed


def _void(base: Signature, record: KeyRecord, context: _Context) -> Signature:
    """What it means that a key's private half is known to everybody."""
    since = context.keys.published(record)
    if not since:
        return base
    when = f"on {since}" if since[0].isdigit() else "at a time that is not known"
    text = f"the private half of the key was published {when}"
    if context.existed_by and since[0].isdigit() and context.existed_by < since:
        note = Note("private_half", f"{text}, but the message existed by {context.existed_by}")
    else:
        note = Note("private_half", f"{text}: since then anybody can sign so", fatal=True)
    return replace(base, notes=(*base.notes, note))


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
        notes.append(Note("testing", "the domain says that it only tests signing (t=y)"))
    try:
        loaded = dkim.evaluate_pk("", record.text.encode("ascii", "replace"))
        message.pk, message.keysize, message.ktag, message.seqtlsrpt = loaded
        if message.ktag == b"rsa" and message.keysize < _WEAK_BITS:
            told = f"the key has only {message.keysize} bits: it can be broken"
            notes.append(Note("weak_key", told, fatal=True))
        known = replace(known, notes=tuple(notes))
        verified = message.verify_sig_process(fields, list(signed), header, None)
    except dkim.ValidationError as error:
        if "body hash" in str(error):
            return replace(known, result=BODY, why="the body is not what was signed")
        return replace(known, result=MALFORMED, why=str(error))
    except (dkim.DKIMException, *_BROKEN) as error:
        return replace(known, result=MALFORMED, why=f"key or signature cannot be used: {error}")
    if not verified:
        return replace(known, result=HEADER, why="the signed headers are not what was signed")
    partial = known.signed_bytes >= 0
    return replace(
        known,
        result=PARTIAL if partial else PASS,
        why=f"only {known.body_signed} of the body are signed" if partial else "",
    )


def _canonical(message: dkim.DKIM, fields: dict[bytes, bytes]) -> bytes:
    """The body as it is hashed; empty for a canonicalisation that nobody knows."""
    try:
        policy = dkim.CanonicalizationPolicy.from_c_value(fields.get(b"c", b"simple/simple"))
    except dkim.InvalidCanonicalizationPolicyError:
        return b""
    return bytes(policy.canonicalize_body(message.body))


def _tail(raw: bytes) -> str:
    return raw[:_TAIL].decode("utf-8", "replace").strip()


def _text(raw: bytes) -> str:
    return raw.decode("ascii", "replace").strip()


def sound_signature(signatures: Sequence[Signature], from_domain: str) -> Signature | None:
    """The signature that proves a whole message: of the domain it says it is from, over all of it as it is, with a key
    and a hash that cannot be forged."""
    return next(
        (
            s
            for s in signatures
            if s.result == PASS
            and aligned(s.domain, from_domain)
            and not any(note.fatal for note in s.notes)
        ),
        None,
    )


def aligned(domain: str, from_domain: str) -> bool:
    """Whether a signature is of the domain a message is from, or of one above it under the same registration."""
    one, other = ascii_domain(domain), ascii_domain(from_domain)
    above = other.endswith(f".{one}") and registered(one) == registered(other) != ""
    return bool(one) and (one == other or above)
