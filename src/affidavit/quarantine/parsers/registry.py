"""Which parser reads what."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from affidavit.quarantine.parsed import Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.sniff import sniff

_MODULES = ("mail", "mailbox", "plain", "html", "pdf", "docx", "archive")
_HEAD = 64 << 10


class _Parsers:
    """All parsers; a module is imported when one of its types is first met."""

    def __init__(self) -> None:
        self._by_type: dict[str, Parser] = {}

    def all(self) -> list[Parser]:
        return [import_module(f"{__package__}.{name}").PARSER for name in _MODULES]

    def for_type(self, media_type: str) -> Parser | None:
        if not self._by_type:
            self._by_type = {kind: parser for parser in self.all() for kind in parser.media_types}
        return self._by_type.get(media_type)


PARSERS = _Parsers()


def parse(untrusted_bytes: memoryview, request: Mapping[str, Any], emit: Emit) -> Parsed:
    """Find out what the bytes are and read them; raises `Unreadable` with the reason."""
    declared = str(request.get("media_type", ""))
    name, path = str(request["name"]), str(request["path"])
    head = bytes(untrusted_bytes[:_HEAD])
    media_type = sniff(head, len(untrusted_bytes), name, path, declared)
    parser = PARSERS.for_type(media_type)
    if parser is None and media_type.startswith("text/"):
        parser = PARSERS.for_type("text/plain")
    if parser is None:
        raise Unreadable(f"no reader for this type of file ({media_type})")
    return parser.read(Input(untrusted_bytes, name, path, media_type, request), emit)
