"""Asks the DNS for keys that no file has; only where a user wants it, and every name is told before it goes out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dns.exception
import dns.resolver

from affidavit.app.keyring import take_public
from affidavit.app.output import Out
from affidavit.authenticity.signatures import NO_KEY
from affidavit.custody import Case
from affidavit.model.errors import UsageError

_PATIENCE = 10.0


def missing_keys(case: Case) -> list[str]:
    """The names under which the keys of unverified signatures would stand."""
    return sorted(
        {
            f"{signature['selector']}._domainkey.{signature['domain']}"
            for row in case.rows.view("authenticity")
            for signature in row["dkim"]
            if signature["result"] == NO_KEY and signature["selector"] and signature["domain"]
        }
    )


def ask(case: Case, server: str, out: Out) -> int:
    """Ask for every missing key and keep what is answered, dated today; returns how many were found. `server` is the
    address of a resolver, empty for this machine's."""
    names = missing_keys(case)
    if not names:
        out.remark("no key is missing; nothing is asked")
        return 0
    whom = server or "the resolver of this machine"
    out.remark(f"asking {whom} for {len(names)} names, which tells it whose mail you look at:")
    for name in names:
        out.remark(f"  {name}")
    day = datetime.now(UTC).date().isoformat()
    lines = list(_answers(names, _resolver(server), day, out))
    if lines:
        folder = case.folder / "cache"
        folder.mkdir(exist_ok=True)
        file = folder / f"dns-{day}.txt"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        take_public(case, file)
        file.unlink()
    return len(lines)


def _resolver(server: str) -> dns.resolver.Resolver:
    try:
        if not server:
            return dns.resolver.Resolver()
        host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "")
        found = dns.resolver.Resolver(configure=False)
        found.nameservers = [host or server]
        found.port = int(port or 53)
    except (dns.exception.DNSException, ValueError, OSError) as error:
        raise UsageError(
            f"{server or 'the resolver of this machine'} cannot be asked ({error})"
        ) from error
    return found


def _answers(
    names: Sequence[str], resolver: dns.resolver.Resolver, day: str, out: Out
) -> Iterator[str]:
    for name in names:
        try:
            answer = resolver.resolve(f"{name}.", "TXT", lifetime=_PATIENCE, search=False)
        except (dns.exception.DNSException, OSError) as error:
            out.remark(f"  {name}: {str(error).splitlines()[0] if str(error) else 'no answer'}")
            continue
        for record in answer:
            text = b"".join(record.strings).decode("utf-8", "replace")
            yield f"{name} {day} {day} {' '.join(text.split())}"
