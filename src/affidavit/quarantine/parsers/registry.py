"""Which parser reads what."""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from affidavit.quarantine.parsed import Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser, UntrustedFile
from affidavit.quarantine.parsers.contained import CONTAINERS, refined
from affidavit.quarantine.parsers.sniff import sniff

_MODULES = (
    "mail",
    "mailbox",
    "plain",
    "html",
    "pdf",
    "archive",
    "packed",
    "msg",
    "pst",
    "word",
    "slides",
    "workbook",
    "oldsheet",
    "oldoffice",
    "oldslides",
    "decrypt",
    "picture",
    "opendocument",
    "tnef",
    "contentlines",
    "emlx",
    "sealed",
    "olepackage",
    "warc",
    "rtf",
    "metafile",
)
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

_FAMILIES = ("mail", "documents", "archives", "scans", "reports")


def table() -> str:
    """What is read, with what, within which limits, and what is not: a Markdown table a family."""
    lines = []
    for family in _FAMILIES:
        lines += [f"### {family.capitalize()}", "", "| reads | with | limits | does not read |", "|---|---|---|---|"]  # fmt: skip
        for parser in PARSERS.all():
            if parser.family == family:
                lines.append(f"| {parser.reads} | {parser.library} | {parser.limits} | {parser.leaves_out or 'nothing known'} |")  # fmt: skip
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def identify(source: memoryview | UntrustedFile, request: Mapping[str, Any]) -> Input:
    """The bytes with the media type they have by their content, name and declaration."""
    name, path = str(request["name"]), str(request["path"])
    given = Input(source, name, path, str(request.get("media_type", "")), request)
    found = sniff(given.head(_HEAD), given.length, name, path, given.media_type)
    given = replace(given, media_type=found)
    return replace(given, media_type=refined(given)) if found in CONTAINERS else given


def parse(given: Input, emit: Emit) -> Parsed:
    """Read identified bytes; raises `Unreadable` with the reason.

    With `ocr` in the request, the pictures or pages it names are recognised instead.
    """
    if "ocr" in given.options:
        from affidavit.quarantine.parsers.ocr import recognise

        return recognise(given)
    parser = PARSERS.for_type(given.media_type)
    if parser is None and given.media_type.startswith("text/"):
        parser = PARSERS.for_type("text/plain")
    if parser is None:
        raise Unreadable(f"no reader for this type of file ({given.media_type})")
    try:
        return parser.read(given, emit)
    except RecursionError as error:
        raise Unreadable("nested deeper than can be followed") from error
    except (Unreadable, MemoryError, OSError):
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
        raise Unreadable(f"damaged in a way that its reader did not expect ({what})") from error
