"""ARC chains (RFC 8617) verified offline: what each forwarder vouched for when it passed a message on."""

import re
from dataclasses import dataclass

import dkim

from affidavit.authenticity.keys import KeyStore
from affidavit.authenticity.signatures import SILENT, too_many_blanks

NONE, PASS, FAIL, NO_KEY = "none", "pass", "fail", "key_unavailable"
UNSUPPORTED = "unsupported"
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Chain:
    """What an ARC chain comes to: none, pass, fail, key_unavailable, or unsupported (sealed with another algorithm
    than the one of RFC 8617, rsa-sha256); `hops` are the domains that sealed it,
    the first forwarder first."""

    result: str
    hops: tuple[str, ...] = ()
    why: str = ""


def verify_arc(untrusted_raw: bytes, keys: KeyStore) -> Chain:
    """The chain of a message; a key that is not at hand is no failure."""
    missing: list[str] = []

    def record(name: bytes, timeout: int = 0) -> bytes | None:
        selector, _, domain = name.decode("ascii", "replace").rstrip(".").partition("._domainkey.")
        if not selector or not _HOST.fullmatch(domain):
            raise dkim.ValidationError(f"{selector!r} of {domain!r} can have no key")
        known = keys.of(selector, domain)
        if not known:
            missing.append(f"{selector}._domainkey.{domain}")
            return None
        return known[-1].text.encode("ascii", "replace")

    if too_many_blanks(untrusted_raw):
        return Chain(FAIL, why="too many blanks in a row to be verified")
    try:
        arc = dkim.ARC(untrusted_raw, logger=SILENT, minkey=1024)
        if not any(name.lower().startswith(b"arc-") for name, _ in arc.headers):
            return Chain(NONE)
        verdict, hops, why = arc.verify(dnsfunc=record)
    except (dkim.DKIMException, ValueError, KeyError, IndexError, TypeError) as error:
        return Chain(FAIL, why=f"the chain is malformed: {error}")
    if "unknown signature algorithm" in str(why) and "ed25519" in str(why):
        return Chain(UNSUPPORTED, why=str(why))
    domains = tuple(
        hop["as-domain"].decode("ascii", "replace")
        for hop in reversed(hops or [])
        if hop.get("as-domain")
    )
    if verdict == dkim.CV_Pass:
        return Chain(PASS, domains)
    if missing:
        return Chain(NO_KEY, domains, f"no key for {missing[0]} is at hand; give --keys")
    return Chain(FAIL, domains, str(why or "the chain does not verify"))
