"""How fast signatures are verified, side by side with dkimpy on the same messages, and whether the two agree.

    python benchmarks/signatures.py [MESSAGES [CORPUS]]

Messages of 4 kB are signed with RSA-2048 and Ed25519 and verified with keys at hand. CORPUS is a folder with the test
messages of dkimpy, MimeKit, Stalwart and mailauth. Printed: messages a second, and of published ones how many each passes.
"""

import base64
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from affidavit.authenticity import KeyRecord, KeyStore, read_keys, verify_dkim

BODY = b"The gearboxes leave on Friday, as agreed.\r\n" * 90
HEADERS = [b"From", b"To", b"Subject", b"Date"]


def keys() -> dict[str, tuple[bytes, str, bytes]]:
    """Algorithm -> (private key as dkimpy takes it, record, dkimpy's name of the algorithm)."""
    pair = rsa.generate_private_key(65537, 2048)
    private = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = pair.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    short = Ed25519PrivateKey.generate()
    return {
        "RSA-2048": (private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}", b"rsa-sha256"),
        "Ed25519": (
            base64.b64encode(short.private_bytes_raw()),
            f"v=DKIM1; k=ed25519; p={base64.b64encode(short.public_key().public_bytes_raw()).decode()}",
            b"ed25519-sha256",
        ),
    }  # fmt: skip


# The keys of the examples in RFC 8463, appendix A.
_RFC8463 = (
    ("brisbane", "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
    ("test", "k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"),
)  # fmt: skip


def published_keys(root: Path) -> KeyStore:
    """Every key that lies beside the published messages."""
    records = [KeyRecord(s, "football.example.com", f"v=DKIM1; {text}", "RFC 8463") for s, text in _RFC8463]  # fmt: skip
    for file in stalwart(root):
        with tempfile.NamedTemporaryFile(suffix=".txt") as keys:
            Path(keys.name).write_bytes(_parts(file)[0])
            records += read_keys(Path(keys.name))[0]
    records += read_keys(root / "mailauth/test/dkim/ec/fixtures/dns.json")[0]
    pem = (root / "mimekit/UnitTests/TestData/dkim/gmail.pub").read_text("utf-8").strip()
    record = f"v=DKIM1; k=rsa; p={''.join(pem.splitlines()[1:-1])}"
    records.append(KeyRecord("20120113", "gmail.com", record, "gmail.pub"))
    return KeyStore(records)


def stalwart(root: Path) -> list[Path]:
    """Files of keys, an empty line, and a message."""
    folder = root / "stalwart/resources"
    return sorted([*folder.glob("dkim/*.txt"), *folder.glob("arc/*.txt")])


def _parts(file: Path) -> tuple[bytes, bytes]:
    keys, _, message = file.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    return keys, message


def published(root: Path) -> Iterator[tuple[str, bytes]]:
    """(path, message) of every published message with a DKIM signature or an ARC seal; DKIM2 is another protocol."""
    for file in sorted(p for p in root.rglob("*") if p.is_file()):
        if "dkim2" in file.parts or file.suffix in (".json", ".md", ".pem", ".pub"):
            continue
        raw = _parts(file)[1] if file in stalwart(root) else file.read_bytes()
        low = raw.lower()
        if (b"\ndkim-signature:" in b"\n" + low or b"\narc-seal:" in b"\n" + low) and not low.startswith(b"from "):  # fmt: skip
            yield file.relative_to(root).as_posix(), raw


def passed_by_dkimpy(raw: bytes, keys: KeyStore) -> list[bool]:
    """For each signature, topmost first, whether dkimpy passes it."""

    def record(name: bytes, timeout: int = 5) -> bytes | None:
        selector, _, domain = name.decode().rstrip(".").partition("._domainkey.")
        known = keys.of(selector, domain)
        return known[-1].text.encode() if known else None

    count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.rfc822_parse(raw)[0])
    found = []
    for number in range(count):
        try:
            found.append(bool(dkim.DKIM(raw).verify(idx=number, dnsfunc=record)))
        except dkim.DKIMException:
            found.append(False)
    return found


def compare(root: Path) -> None:
    """Print how the two agree on published messages."""
    keys, messages = published_keys(root), list(published(root))
    started = time.perf_counter()
    ours = [[s.holds for s in verify_dkim(raw, keys)] for _, raw in messages]
    between = time.perf_counter()
    theirs = [passed_by_dkimpy(raw, keys) for _, raw in messages]
    done = time.perf_counter()
    print(
        f"published: {len(messages)} messages; affidavit passes {sum(map(sum, ours))} signatures at "
        f"{len(messages) / (between - started):.0f} messages/s, dkimpy {sum(map(sum, theirs))} at "
        f"{len(messages) / (done - between):.0f} messages/s"
    )
    for (name, _), one, other in zip(messages, ours, theirs, strict=True):
        if one != other:
            print(json.dumps({"message": name, "affidavit": one, "dkimpy": other}))


def main(count: int) -> None:
    """Print the figures."""
    for name, (private, record, algorithm) in keys().items():
        messages = []
        for n in range(count):
            plain = (
                b"From: a@zavod.example\r\nTo: b@zavod.example\r\nSubject: %d\r\n"
                b"Date: Tue, 04 Apr 2023 10:00:00 +0300\r\n\r\n%s" % (n, BODY)
            )
            header = dkim.sign(
                plain, b"s1", b"zavod.example", private, include_headers=HEADERS,
                canonicalize=(b"relaxed", b"relaxed"), signature_algorithm=algorithm,
            )  # fmt: skip
            messages.append(header + plain)
        store = KeyStore([KeyRecord("s1", "zavod.example", record, "benchmark")])
        started = time.perf_counter()
        ours = sum(verify_dkim(raw, store)[0].result == "pass" for raw in messages)
        between = time.perf_counter()
        text = record.encode()
        theirs = sum(
            dkim.verify(raw, dnsfunc=lambda *_a, text=text, **_k: text) for raw in messages
        )
        done = time.perf_counter()
        print(
            f"{name}: affidavit {count / (between - started):.0f} messages/s ({ours} pass), "
            f"dkimpy {count / (done - between):.0f} messages/s ({theirs} pass)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    if len(sys.argv) > 2:
        compare(Path(sys.argv[2]))
