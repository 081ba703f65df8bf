"""The grade of a message: what there is to go by, in one word and one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from affidavit.authenticity.checks import CONTRADICTION, OK, UNKNOWN, Check
from affidavit.authenticity.corroboration import Support
from affidavit.authenticity.signatures import Signature, sound_signature

AUTHENTIC = "cryptographically authentic"
CORROBORATED, COHERENT = "corroborated", "coherent"
NOTHING, CONTRADICTED = "nothing to go by", "contradicted"
_TOO_MUCH = 12.0
"""Bits of surprise, over at least two different checks, from which a message is contradicted: about one genuine one
in four thousand."""
_COMPARED = 3
"""Checks in order from which a message is coherent."""
_COMPARING = frozenset(
    "date received_order route program charset message_id zone folder attachment attachment_author signature seal".split()
)
"""Checks that compare a message with its hosts, its mailbox or its sender's other mail, and not with itself."""


@dataclass(frozen=True, slots=True)
class Grade:
    """`why` is one sentence; `suspicion` in bits orders messages, most suspect first."""

    grade: str
    why: str
    suspicion: float


def grade(
    signatures: Sequence[Signature],
    from_domain: str,
    checks: Sequence[Check],
    support: Sequence[Support],
) -> Grade:
    """The grade of one message. A signature that holds outweighs what its outside looks like; support is never
    inherited from a neighbour: it is other people's copies of these very words."""
    odd = sorted((c for c in checks if c.verdict not in (OK, UNKNOWN)), key=lambda c: -c.bits)
    suspicion = round(sum(c.bits for c in odd), 1)
    sound = sound_signature(signatures, from_domain)
    if sound is not None:
        return Grade(AUTHENTIC, _signed(sound, odd), suspicion)
    against = [c for c in odd if c.verdict == CONTRADICTION]
    if against:
        return Grade(CONTRADICTED, against[0].why, suspicion + 20 * len(against))
    if suspicion >= _TOO_MUCH and len({c.name for c in odd}) > 1:
        return Grade(CONTRADICTED, "; ".join(c.why for c in odd[:2]), suspicion)
    if support:
        return Grade(CORROBORATED, support[0].why, suspicion)
    if odd and odd[0].bits >= _TOO_MUCH / 2:
        weak = any(s.holds for s in signatures)
        return Grade(
            NOTHING, _unproven(signatures, from_domain, checks) if weak else odd[0].why, suspicion
        )
    fine = list(dict.fromkeys(c.name for c in checks if c.verdict == OK and c.name in _COMPARING))
    if len(fine) >= _COMPARED:
        told = ", ".join(name.replace("_", " ") for name in fine)
        return Grade(COHERENT, f"nobody else confirms it; in order are: {told}", suspicion)
    return Grade(NOTHING, _unproven(signatures, from_domain, checks), suspicion)


def _signed(sound: Signature, odd: Sequence[Check]) -> str:
    """What a sound signature proves, and what it leaves open."""
    left = [note.text for note in sound.notes]
    but = f" ({'; '.join(left)})" if left else ""
    others = [check for check in odd if check.name != "signing_time"]
    yet = f"; yet {others[0].why}" if others else ""
    return f"the key of {sound.domain} signed it as it is{but}{yet}"


def _unproven(signatures: Sequence[Signature], from_domain: str, checks: Sequence[Check]) -> str:
    """Why nothing is proven."""
    held = next((s for s in signatures if s.holds), None)
    if held is not None and held.notes:
        return f"{held.domain} signed it, but: {'; '.join(n.text for n in held.notes)}"
    if held is not None:
        return f"{held.domain} signed it, which is not enough for a message from {from_domain or 'nobody'}"
    if signatures:
        return signatures[0].why or "no signature verifies"
    told = next((c.why for c in checks if c.name in ("seal", "signature")), "it bears no signature")
    return f"{told}; nobody quotes it in full, and there is too little to compare it with"
