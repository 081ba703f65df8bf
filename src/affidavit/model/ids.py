"""Identifiers derived from content.

An id is a SHA-256 over length-prefixed parts, so that no two different lists of parts can
ever be written as the same bytes (joining them with a separator could).
"""

import hashlib
from collections.abc import Iterable

ID_HEX_DIGITS = 24
"""96 bits: short enough to type, long enough that a collision cannot be constructed."""

Part = str | bytes | int | None


def digest(parts: Iterable[Part]) -> bytes:
    """SHA-256 over the parts, each preceded by its type and its length in bytes."""
    hasher = hashlib.sha256()
    for part in parts:
        if part is None:
            tag, raw = b"n", b""
        elif isinstance(part, str):
            tag, raw = b"s", part.encode("utf-8", "surrogatepass")
        elif isinstance(part, bytes):
            tag, raw = b"b", part
        else:
            tag, raw = b"i", str(part).encode("ascii")
        hasher.update(tag + len(raw).to_bytes(8, "big") + raw)
    return hasher.digest()


def content_id(kind: str, *parts: Part) -> str:
    """The id of a thing of `kind` made of `parts`: `kind-` and 24 hexadecimal digits."""
    return f"{kind}-{digest((kind, *parts)).hex()[:ID_HEX_DIGITS]}"


def stage_key(stage: str, version: str, *inputs: Part) -> str:
    """The key under which a stage's output for these inputs is remembered."""
    return digest((stage, version, *inputs)).hex()


def text_hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
