"""How ids and values are written in the database."""

import json
from typing import Any


def key_of(identifier: str) -> bytes:
    """`doc-3f2a…` as twelve bytes; the table says which kind it is."""
    return bytes.fromhex(identifier.rpartition("-")[2])


def plain_json(value: Any) -> str:
    """A value as JSON that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
