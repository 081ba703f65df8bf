"""How fast signatures are verified, side by side with dkimpy on the same messages.

    python benchmarks/signatures.py [MESSAGES]

Messages of 4 kB are signed with RSA-2048 and Ed25519 and verified with keys at hand. Printed: messages a second.
"""

import base64
import sys
import time

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from affidavit.authenticity import KeyRecord, KeyStore, verify_dkim

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
