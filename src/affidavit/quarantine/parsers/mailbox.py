"""Mailboxes of the mbox family: split where a new envelope line starts a header."""

import re

from affidavit.quarantine.parsed import Child, Parsed
from affidavit.quarantine.parsers.base import Emit, Input, Parser

# An envelope line after an empty line (or at the start), followed by a header field.
_ENVELOPE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))(?:\r?\n)*(From [^\r\n]*\r?\n)(?=(?:>?From [^\r\n]*\r?\n)?[!-9;-~]+[ \t]*:)"
)


def read(source: Input, emit: Emit) -> Parsed:
    """Each message becomes a range of the mailbox, named by its envelope line.

    The range leaves out that line and the empty line that ends the message, so that its bytes are
    those of the same message kept as a file of its own.
    """
    view = source.untrusted_bytes
    found = [(m.start(1), m.end(1)) for m in _ENVELOPE.finditer(view)]
    if not found or bytes(view[: found[0][0]]).strip():
        found.insert(0, (0, 0))
    edges = [start for start, _ in found[1:]] + [len(view)]
    for number, ((start, begin), end) in enumerate(zip(found, edges, strict=True), start=1):
        envelope = bytes(view[start:begin]).decode("utf-8", "replace").strip()
        stop = _without_separator(view, begin, end)
        emit(Child(f"{number:06}", envelope, "message/rfc822", stop - begin, begin), None)
    return Parsed(
        kind="mailbox",
        media_type="application/mbox",
        parser="mailbox 1",
        metadata={"messages": str(len(found))},
    )


def _without_separator(view: memoryview, begin: int, end: int) -> int:
    tail = bytes(view[max(begin, end - 4) : end])
    if tail.endswith(b"\r\n\r\n"):
        return end - 2
    return end - 1 if tail.endswith(b"\n\n") else end


PARSER = Parser(
    name="mailbox",
    media_types=("application/mbox",),
    library="own splitter",
    limits="an envelope line counts only where a header field follows",
    read=read,
)
