"""Acts on the evidence, and how they are chained."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from affidavit.model.ids import text_hash

GENESIS = "0" * 64
"""What the first event names as its predecessor."""


@dataclass(frozen=True, slots=True)
class Event:
    """A custody act or a human decision.

    `time` is UTC in ISO 8601. `inputs` and `outputs` are JSON values that name things by path
    and hash. `previous` is the hash of the event before it, `hash` covers everything but the
    signature, `signature` is Ed25519 over the hash, in hexadecimal digits.
    """

    number: int
    kind: str
    actor: str
    time: str
    tool: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    reason: str
    previous: str
    hash: str = ""
    signature: str = ""

    def body(self) -> dict[str, Any]:
        """What the hash covers, with JSON's own types."""
        return {
            "number": self.number,
            "kind": self.kind,
            "actor": self.actor,
            "time": self.time,
            "tool": self.tool,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "reason": self.reason,
            "previous": self.previous,
        }

    def computed_hash(self) -> str:
        """SHA-256 over the body as JSON with sorted keys and no white space."""
        return text_hash(
            json.dumps(self.body(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        )
