"""RTF documents: text, notes, comments, deletions and hidden text, properties, embedded files."""

import re
import struct

from affidavit.quarantine.parsed import Child, Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.ole import native_file
from affidavit.quarantine.parsers.richtext import rich_text, text_of_rtf


def read(source: Input, emit: Emit) -> Parsed:
    """The text as one layer, what stands beside it in layers of its own."""
    raw = bytes(source.untrusted_bytes)
    _rtf_objects(raw, emit)
    wrapped = b"\\fromhtml" in raw[:4096]
    found = rich_text(raw)
    text = text_of_rtf(raw) if wrapped else found.text
    texts = [RawText("body", "", text)] if text.strip() else []
    if not wrapped:
        counts: dict[str, int] = {}
        for kind, words in found.beside:
            counts[kind] = counts.get(kind, 0) + 1
            texts.append(RawText(kind, f"{kind} {counts[kind]}", words))
        texts += [RawText("deleted", "", found.deleted + "\n")] if found.deleted else []
        texts += [RawText("hidden", "", found.hidden + "\n")] if found.hidden else []
    return Parsed(
        kind="rtf",
        media_type="application/rtf",
        parser="rtf 1",
        title=found.properties.get("title") or source.name,
        metadata=found.properties,
        texts=tuple(texts),
    )


def _rtf_objects(raw: bytes, emit: Emit) -> None:
    """Files packed into RTF as OLE 1.0 objects."""
    number = 0
    for match in re.finditer(rb"\\objdata\b([^{}]{20,})", raw):
        digits = re.sub(rb"[^0-9a-fA-F]", b"", match.group(1))
        try:
            data = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
            name, content_bytes = _ole1(data)
        except (ValueError, struct.error):
            continue
        if content_bytes:
            number += 1
            emit(Child(f"embedded:{number}", name, "", len(content_bytes)), content_bytes)


def _ole1(data: bytes) -> tuple[str, bytes]:
    """(name, bytes) of an OLE 1.0 object: a package's file, or the OLE container it carries."""
    position = 8
    names = []
    for _ in range(3):
        (length,) = struct.unpack_from("<I", data, position)
        names.append(data[position + 4 : position + 4 + length].strip(b"\0").decode("ascii", "replace"))  # fmt: skip
        position += 4 + length
    (size,) = struct.unpack_from("<I", data, position)
    native = data[position + 4 : position + 4 + size]
    if names[0] == "Package":
        return native_file(len(native).to_bytes(4, "little") + native)
    return names[0], native


PARSER = Parser(
    name="rtf",
    media_types=("application/rtf",),
    library="own reader: the libraries at hand lose Cyrillic of fonts without a code page",
    limits="512 MB",
    read=read,
    family="documents",
    reads="RTF: text, notes, headers, comments, tracked deletions, hidden text, properties, embedded files",
    leaves_out="pictures; numbers of lists that a program would work out",
)
