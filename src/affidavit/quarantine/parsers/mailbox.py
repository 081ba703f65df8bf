"""Mailboxes of the mbox family: split where a new envelope line starts a header.

Read as a stream, so that a mailbox may be of any size. Dialects: mboxo and mboxrd (an empty line
before each envelope line), those without that empty line (the envelope line must then bear a whole
date), mboxcl and mboxcl2 (Content-Length, believed where a message does end there), LF and CRLF.
"""

import re
from collections.abc import Iterator

from affidavit.quarantine.parsed import Child, Parsed
from affidavit.quarantine.parsers.base import Emit, Input, Parser

_WINDOW = 8 << 20
_LINE = 2_000
_HEAD = 32 << 10
_FROM = re.compile(rb"(?:\A|(?<=[\r\n]))From [^\r\n]{0,1990}\r?\n")
_FIELD = re.compile(rb"(?:>?From [^\r\n]*\r?\n)?[!-9;-~]+[ \t]*:")
_DATED = re.compile(
    rb"From \S*.{0,200}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\W.{0,20}\d\d?:\d\d.{0,30}\d{4}"
)
_EMPTY_LINE = re.compile(rb"(?:\n|\r)\r?\n\Z|\r\r\Z")
_CONTENT_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.I | re.M)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


def read(source: Input, emit: Emit) -> Parsed:
    """Each message becomes a range of the mailbox, named by its envelope line.

    The range leaves out that line and the empty line that ends the message, so that its bytes are
    those of the same message kept as a file of its own.
    """
    count = 0
    last = (0, 0)
    for start, begin in _envelopes(source):
        if start and (count or source.part(0, start if start < _HEAD else _HEAD).strip()):
            count += 1
            _emit(source, emit, count, last, start)
        last = (start, begin)
    count += 1
    _emit(source, emit, count, last, source.length)
    return Parsed(
        kind="mailbox",
        media_type="application/mbox",
        parser="mailbox 2",
        metadata={"messages": str(count)},
        expected=count,
    )


def _emit(source: Input, emit: Emit, number: int, start: tuple[int, int], end: int) -> None:
    envelope = source.part(start[0], min(start[1] - start[0], _LINE)).decode("utf-8", "replace")
    stop = _without_separator(source, start[1], end)
    length = stop - start[1]
    emit(Child(f"{number:06}", envelope.strip(), "message/rfc822", length, start[1]), None)


def _envelopes(source: Input) -> Iterator[tuple[int, int]]:
    """(start, end) of each envelope line."""
    position = 0
    while position < source.length:
        behind = min(position, 4)
        window = source.part(position - behind, behind + _WINDOW + _LINE)
        next_position = position + _WINDOW
        for match in _FROM.finditer(window, behind):
            start = position - behind + match.start()
            if start >= position + _WINDOW:
                break
            before = window[max(0, match.start() - 4) : match.start()]
            begin = start + match.end() - match.start()
            head = source.part(begin, _HEAD)
            if not _is_envelope(match.group(), before, head, start):
                continue
            yield start, begin
            if jump := _told_end(source, begin, head):
                next_position = jump
                break
        position = next_position


def _is_envelope(line: bytes, before: bytes, head: bytes, start: int) -> bool:
    if not _FIELD.match(head):
        return False
    return start == 0 or bool(_EMPTY_LINE.search(before)) or bool(_DATED.match(line))


def _told_end(source: Input, begin: int, head: bytes) -> int:
    """Where the message ends by its own Content-Length, if another begins there; else 0."""
    end_of_head = _END_OF_HEAD.search(head)
    told = _CONTENT_LENGTH.search(head, 0, end_of_head.start()) if end_of_head else None
    if told is None or end_of_head is None:
        return 0
    end = begin + end_of_head.end() + int(told.group(1))
    if end >= source.length:
        return source.length if end == source.length else 0
    after = source.part(end, 16)
    empty = len(after) - len(after.lstrip(b"\r\n"))
    follows = after[empty:].startswith(b"From ") or end + empty >= source.length
    return end + empty if empty and follows else 0


def _without_separator(source: Input, begin: int, end: int) -> int:
    tail = source.part(max(begin, end - 4), min(4, end - begin))
    if tail.endswith(b"\r\n\r\n"):
        return end - 2
    return end - 1 if tail.endswith(b"\n\n") else end


PARSER = Parser(
    name="mailbox",
    media_types=("application/mbox",),
    library="own splitter",
    limits="none on size or number; an envelope line is one of at most 2,000 bytes",
    read=read,
    family="mail",
    reads="mbox: mboxo, mboxrd, mboxcl, mboxcl2, without empty lines, LF and CRLF; streamed",
    leaves_out="",
)
