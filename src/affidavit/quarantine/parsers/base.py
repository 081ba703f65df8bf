"""What every parser is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from affidavit.quarantine.parsed import Child, Parsed

Emit = Callable[[Child, bytes | None], None]


@dataclass(frozen=True, slots=True)
class Input:
    """Untrusted bytes with what is said about them outside: name, path, declared type."""

    untrusted_bytes: memoryview
    name: str
    path: str
    media_type: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def head(self, size: int) -> bytes:
        """The first bytes."""
        return bytes(self.untrusted_bytes[:size])


@dataclass(frozen=True, slots=True)
class Parser:
    """A reader for some media types."""

    name: str
    media_types: tuple[str, ...]
    library: str
    limits: str
    read: Callable[[Input, Emit], Parsed]
