"""The key that signs ledgers: Ed25519, made at first use, kept outside every case.

Its place is `$AFFIDAVIT_HOME/ledger-key.pem`, by default below the user's configuration folder.
With `AFFIDAVIT_PASSPHRASE` set when it is made, the file is encrypted with that passphrase.
"""

import getpass
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from affidavit.model.errors import UsageError


def home() -> Path:
    """Where affidavit keeps what belongs to the user and not to a case."""
    if configured := os.environ.get("AFFIDAVIT_HOME"):
        return Path(configured)
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "affidavit"


def actor() -> str:
    """Who acts: `AFFIDAVIT_ACTOR`, else the user's login name."""
    try:
        return os.environ.get("AFFIDAVIT_ACTOR") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


class SigningKey:
    """The private key; `public` is its public half in hexadecimal digits."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()

    @classmethod
    def load(cls) -> "SigningKey":
        """Read the user's key, making it at first use."""
        path = home() / "ledger-key.pem"
        passphrase = os.environ.get("AFFIDAVIT_PASSPHRASE", "").encode() or None
        if not path.exists():
            return cls._make(path, passphrase)
        raw = path.read_bytes()
        encrypted = b"ENCRYPTED" in raw
        try:
            key = serialization.load_pem_private_key(raw, passphrase if encrypted else None)
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"the signing key {path} cannot be opened ({error}); set AFFIDAVIT_PASSPHRASE to "
                "its passphrase, or move the file away to have a new key made"
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise UsageError(f"{path} is not an Ed25519 key; move it away to have a new one made")
        return cls(key)

    @classmethod
    def _make(cls, path: Path, passphrase: bytes | None) -> "SigningKey":
        key = Ed25519PrivateKey.generate()
        protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            protection = serialization.BestAvailableEncryption(passphrase)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
        )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls.load()
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        return cls(key)

    def sign(self, message: str) -> str:
        """The signature over a text, in hexadecimal digits."""
        return self._key.sign(message.encode("ascii")).hex()


def signature_holds(public: str, message: str, signature: str) -> bool:
    """Whether the signature (hex) over the text was made with this public key (hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message.encode("utf-8", "surrogatepass"))
    except (InvalidSignature, ValueError, TypeError, AttributeError):
        return False
    return True
