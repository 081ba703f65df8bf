"""Parts of a locked OpenDocument package, decrypted (OpenDocument 1.2, part 3, section 3.4)."""

import base64
import hashlib
import zlib
from typing import Any

from affidavit.quarantine.parsers.package import Package, attribute, local


def is_encrypted(package: Package) -> bool:
    """Whether the package says that its content is encrypted."""
    return "content.xml" in _entries(package) or "encrypted-package" in _entries(package)


def _entries(package: Package) -> dict[str, Any]:
    root = package.xml("META-INF/manifest.xml")
    found = {}
    for entry in root.iter() if root is not None else ():
        if local(entry) == "file-entry":
            data = next((e for e in entry if local(e) == "encryption-data"), None)
            if data is not None:
                found[attribute(entry, "full-path")] = data
    return found


def decrypted_part(package: Package, name: str, password: str) -> bytes | None:
    """A part's bytes; None where it is not encrypted or the password does not fit."""
    data = _entries(package).get(name)
    raw = Package.read(package, name)
    if data is None or raw is None:
        return None
    parts = {local(e): e for e in data.iter()}
    try:
        plain = _decrypted(raw, parts, password)
        unpacked = zlib.decompressobj(-15).decompress(plain, 400 << 20)
    except (ValueError, KeyError, zlib.error):
        return None
    return unpacked or None


def _decrypted(raw: bytes, parts: dict[str, Any], password: str) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    algorithm, derivation = parts["algorithm"], parts["key-derivation"]
    vector = base64.b64decode(attribute(algorithm, "initialisation-vector"))
    start = parts.get("start-key-generation")
    sha256 = start is not None and "sha256" in attribute(start, "start-key-generation-name").lower()
    secret = hashlib.new("sha256" if sha256 else "sha1", password.encode()).digest()
    size = int(attribute(derivation, "key-size") or "16")
    rounds = int(attribute(derivation, "iteration-count"))
    salt = base64.b64decode(attribute(derivation, "salt"))
    if not 0 < rounds <= 10_000_000 or not 0 < size <= 64:
        raise ValueError("unreasonable key derivation")
    key = hashlib.pbkdf2_hmac("sha1", secret, salt, rounds, size)
    name = attribute(algorithm, "algorithm-name").lower()
    cipher: Cipher[Any]
    if "aes" in name and "cbc" in name:
        cipher = Cipher(algorithms.AES(key), modes.CBC(vector))
    elif "blowfish" in name:
        cipher = Cipher(Blowfish(key), CFB(vector))
    else:
        raise ValueError(f"unknown cipher {name}")
    decryptor = cipher.decryptor()
    return decryptor.update(raw) + decryptor.finalize()
