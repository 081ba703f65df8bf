"""Whether a changed message is ever graded authentic.

    python benchmarks/mutations.py [COUNT]

COUNT signed messages (default 5,000) are changed in six manners: a bit turned, two signed fields exchanged, a second
From put in, a part appended behind what l= covers, the date changed, an attachment exchanged. Printed by manner: how many, how
many dkimpy still passes, how many are graded authentic here, and the upper end of the 95 % interval of that share (the
rule of three for none). What canonicalisation does not see (a blank at the end of a line) is no change and not counted.
"""

import base64
import random
import sys
from collections import Counter
from collections.abc import Callable

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from affidavit.authenticity import KeyRecord, KeyStore, grade, verify_dkim
from affidavit.authenticity.grades import AUTHENTIC

HEADERS = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type"]
BODY = (
    b"--cut\r\nContent-Type: text/plain\r\n\r\nAnna,\r\n\r\nthe gearboxes leave on Friday, as agreed.\r\n\r\nOleg\r\n"
    b"--cut\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--cut--\r\n"
)


def message(number: int, attachment: bytes) -> bytes:
    """An unsigned message with an attachment."""
    return (
        b"From: Oleg Veresov <veresov@zavod.example>\r\nTo: Anna Lis <lis@zavod.example>\r\nSubject: Gearboxes %d\r\n"
        b"Date: Tue, 04 Apr 2023 10:%02d:00 +0300\r\nMessage-ID: <%d@zavod.example>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="cut"\r\n\r\n' % (number, number % 60, number)
    ) + BODY % base64.encodebytes(attachment).replace(b"\n", b"\r\n").strip()


def turned(raw: bytes, chance: random.Random) -> bytes:
    """One bit turned."""
    changed = bytearray(raw)
    changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def swapped(raw: bytes, chance: random.Random) -> bytes:
    """The values of two signed fields exchanged."""
    one, other = chance.sample([b"From", b"To", b"Subject", b"Message-ID"], 2)
    head, mark, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    first, second = (
        next(n for n, li in enumerate(lines) if li.startswith(f + b": ")) for f in (one, other)
    )
    a, b = lines[first].split(b": ", 1)[1], lines[second].split(b": ", 1)[1]
    lines[first], lines[second] = one + b": " + b, other + b": " + a
    return b"\r\n".join(lines) + mark + body


def doubled(raw: bytes, chance: random.Random) -> bytes:
    """A second From above or below the other fields."""
    extra = b"From: Boss <boss@zavod.example>\r\n"
    head, mark, body = raw.partition(b"\r\n\r\n")
    return extra + raw if chance.random() < 0.5 else head + b"\r\n" + extra.rstrip() + mark + body


def appended(raw: bytes, chance: random.Random) -> bytes:
    """Text behind what is signed; of two forms."""
    words = b"Pay to another account: %d\r\n" % chance.randrange(10**6)
    return raw + (b"_" * 47 + b"\r\n" if chance.random() < 0.5 else b"") + words


def redated(raw: bytes, chance: random.Random) -> bytes:
    """Another day in the Date."""
    return raw.replace(b"04 Apr 2023", b"%02d May 2023" % chance.randrange(1, 28))


def exchanged(raw: bytes, chance: random.Random) -> bytes:
    """Another attachment."""
    head, mark, _ = raw.rpartition(b"base64\r\n\r\n")
    other = base64.b64encode(chance.randbytes(90))
    return head + mark + other + b"\r\n--cut--\r\n"


MANNERS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a bit turned": turned, "fields exchanged": swapped, "a second From": doubled,
    "appended after l=": appended, "the date changed": redated, "the attachment exchanged": exchanged,
}  # fmt: skip


def main(count: int) -> None:
    """Print the figures."""
    pair = rsa.generate_private_key(65537, 2048)
    private = pair.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())  # fmt: skip
    public = pair.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)  # fmt: skip
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    keys = KeyStore([KeyRecord("s1", "zavod.example", record, "benchmark")])
    chance = random.Random(7)
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    authentic: Counter[str] = Counter()
    while tried.total() < count:
        manner = list(MANNERS)[tried.total() % len(MANNERS)]
        plain = message(tried.total(), chance.randbytes(90))
        form = chance.choice([b"simple", b"relaxed"])
        header = dkim.sign(plain, b"s1", b"zavod.example", private, include_headers=HEADERS, canonicalize=(form, form), length=manner == "appended after l=")  # fmt: skip
        raw = header + plain
        assert grade(verify_dkim(raw, keys), "zavod.example", (), ()).grade == AUTHENTIC
        changed = MANNERS[manner](raw, chance)
        still = dkim_passes(changed, record)
        if changed == raw or (manner == "a bit turned" and still):
            continue  # nothing that the signature covers has changed
        tried[manner] += 1
        passed[manner] += still
        authentic[manner] += grade(verify_dkim(changed, keys), "zavod.example", (), ()).grade == AUTHENTIC  # fmt: skip
    for manner, number in tried.items():
        print(
            f"{manner:<26} {number:>5} tried, dkimpy passes {passed[manner]:>4}, graded authentic {authentic[manner]}"
        )
    total = tried.total()
    bound = 3 / total if not authentic.total() else float("nan")
    print(
        f"{'all':<26} {total:>5} tried, graded authentic {authentic.total()}; 95 % bound {bound:.5f}"
    )


def dkim_passes(raw: bytes, record: str) -> bool:
    """Whether dkimpy passes a message."""
    try:
        return bool(dkim.verify(raw, dnsfunc=lambda *_a, **_k: record.encode()))
    except (dkim.DKIMException, ValueError, IndexError, KeyError, TypeError):
        return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
