"""Verifies the signatures of the messages of a case, with the keys it keeps; what was verified before is kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from affidavit.app.keyring import domain_keys, person_keys
from affidavit.app.stamping import existed_by
from affidavit.authenticity import KeyStore, Signature, verify_dkim
from affidavit.authenticity.chains import Chain, verify_arc
from affidavit.authenticity.checks import OK, SUSPICIOUS, UNKNOWN, UNUSUAL, Check
from affidavit.authenticity.seals import Seal, SealKeys, verify_seals
from affidavit.authenticity.signatures import aligned
from affidavit.authenticity.weaknesses import OTHER_DAY
from affidavit.custody import Case
from affidavit.model import Item, Message
from affidavit.store.terms import parse_query

_LARGEST = 200_000_000
_CLEAR_SIGNED = '"BEGIN PGP SIGNED MESSAGE"'
_SEALED = re.compile(r"multipart/signed|pkcs7-mime", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures of a message and what they say among its checks."""

    signatures: tuple[Signature, ...] = ()
    arc: Chain | None = None
    seals: tuple[Seal, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ring:
    domains: KeyStore
    persons: SealKeys
    proven: Mapping[str, str]
    """SHA-256 of an original -> the day by which it provably existed."""


def verify_signatures(case: Case, messages: Mapping[str, Message]) -> dict[str, Signed]:
    """Document id -> its signatures."""
    ring = _Ring(domain_keys(case), person_keys(case), existed_by(case))
    items: dict[str, Item] = {}
    for item in case.rows.items():
        if item.document and item.document in messages and bytes_are_kept(item):
            items.setdefault(item.document, item)
    clear = {
        hit.document for hit in case.index.search(parse_query(_CLEAR_SIGNED), len(messages) + 1)
    }
    return {
        document: _signed(case, ring, message, items.get(document), document in clear)
        for document, message in messages.items()
    }


def _signed(case: Case, ring: _Ring, message: Message, item: Item | None, clear: bool) -> Signed:
    names = {name.lower(): value for name, value in message.headers}
    by_host = bool({"dkim-signature", "arc-seal"} & names.keys())
    by_person = clear or bool(_SEALED.search(names.get("content-type", "")))
    raw = read_bytes(case, item) if item is not None and (by_host or by_person) else None
    if raw is None:
        why = "it bears no signature"
        if by_host or by_person:
            why = "the bytes as they were received are not kept in this kind of file, so its signatures cannot be verified"  # fmt: skip
        return Signed(checks=(Check("signature", UNKNOWN, why),))
    existed = ring.proven.get(item.original or item.blob.sha256, "") if item else ""
    signatures = tuple(verify_dkim(raw, ring.domains, existed)) if by_host else ()
    seals = tuple(verify_seals(raw, ring.persons)) if by_person else ()
    chain = verify_arc(raw, ring.domains) if by_host else None
    sender = message.sender.address.lower() if message.sender else ""
    return Signed(
        signatures,
        chain,
        seals,
        (*_checks(signatures, sender.rpartition("@")[2]), *seal_checks(seals, sender)),
    )


def seal_checks(seals: Sequence[Seal], sender: str) -> Iterator[Check]:
    """What the signatures of a sender's own program say."""
    for seal in seals:
        if seal.result == "pass" and sender in seal.addresses:
            why = f"the {seal.kind} key of {sender} signed the body with what is attached; who, when and the subject are not signed"  # fmt: skip
            yield Check("seal", OK, why)
        elif seal.result == "pass":
            yield Check("seal", UNUSUAL, f"the {seal.kind} key of {', '.join(seal.addresses) or seal.signer} signed the body, not the sender’s", 2.5)  # fmt: skip
        elif seal.result == "partial":
            yield Check("seal", UNUSUAL, f"{seal.kind}: {seal.why}", 2.5)
        elif seal.altered:
            yield Check("seal", SUSPICIOUS, f"{seal.kind}: {seal.why}", 7.0)
        else:
            yield Check("seal", UNKNOWN, f"{seal.kind}: {seal.why}")


def _checks(signatures: Sequence[Signature], domain: str) -> Iterator[Check]:
    for one in signatures:
        if one.altered:
            yield Check("signature", SUSPICIOUS, f"{one.domain}: {one.why}", 5.0)
        elif one.holds:
            undone = f" once {one.restored} is undone" if one.restored else ""
            weak = f" ({'; '.join(n.text for n in one.notes)})" if one.notes else ""
            fine = OK if aligned(one.domain, domain) else UNKNOWN
            yield Check("signature", fine, f"the signature of {one.domain} verifies{undone}{weak}")
            for note in one.notes:
                if note.kind == OTHER_DAY:
                    yield Check("signing_time", SUSPICIOUS, f"{one.domain}: {note.text}", 7.0)
        else:
            yield Check("signature", UNKNOWN, f"{one.domain or 'a signature'}: {one.why}")


def bytes_are_kept(item: Item) -> bool:
    """Whether a message is a file or a range of one; not what a parser took out of another form."""
    return item.origin == "vault" or (item.origin == "range" and bool(item.original))


def read_bytes(case: Case, item: Item) -> bytes | None:
    """The bytes of a message as they were received; None for one that is too large."""
    if item.origin == "vault":
        path, offset, length = case.vault.path(item.blob.sha256), 0, item.blob.size
    else:
        path, offset, length = case.vault.path(item.original), item.offset, item.length
    if length > _LARGEST:
        return None
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(length)
