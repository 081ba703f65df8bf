"""The parts of a message: fast-mail-parser, and the standard library where that cannot."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as StandardMessage
from email.policy import compat32
from typing import Any

import fast_mail_parser

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.headers import decode_words

_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the MIME tree (an embedded message is one leaf: its bytes).

    `group` numbers the multipart/alternative it belongs to, 0 for none.
    """

    content_type: str
    charset: str
    filename: str
    disposition: str
    content: bytes
    group: int
    damaged: str = ""


def parts(raw: bytes) -> Iterator[Part]:
    """The leaves of a message in order, transfer encoding undone."""
    try:
        root = fast_mail_parser.parse_email_tree(raw)
    except fast_mail_parser.ParseError:
        root = None
    try:
        if root is None or _suspicious(root):
            yield from _standard(message_from_bytes(raw, policy=compat32))
        else:
            yield from _fast(root, 0, _Counter(), 0)
    except RecursionError as error:
        raise Unreadable("its parts are nested deeper than can be followed") from error


class _Counter:
    """Numbers the alternatives of one message."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def _suspicious(root: Any) -> bool:
    """A multipart without parts: the boundary is wrong and the standard library may do better."""
    return root.content_type.lower().startswith("multipart/") and not root.children


def _describe(fields: dict[str, list[str]]) -> StandardMessage:
    """The part's own fields in the standard library's type, which knows RFC 2231."""
    described = StandardMessage(policy=compat32)
    for name in ("Content-Type", "Content-Disposition"):
        for key, values in fields.items():
            if key.lower() == name.lower() and values:
                described[name] = re.sub(r"[\r\n]+\s*", " ", values[0])
    return described


def _filename(described: StandardMessage) -> str:
    try:
        name = described.get_filename() or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""
    return re.sub(r"[\x00-\x1f/\\]+", "_", decode_words(str(name))).strip()


def _charset(described: StandardMessage) -> str:
    try:
        return str(described.get_param("charset") or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _fast(node: Any, group: int, counter: _Counter, depth: int) -> Iterator[Part]:
    kind = node.content_type.lower()
    if node.children and not node.is_message and depth < _DEPTH:
        inner = counter.next() if kind == "multipart/alternative" else group
        for child in node.children:
            yield from _fast(child, inner, counter, depth + 1)
        return
    described = _describe(node.headers)
    disposition = (node.disposition or "").lower()
    content = node.content if node.content is not None else b""
    yield Part(kind, _charset(described), _filename(described), disposition, content, group)


def _standard(message: StandardMessage) -> Iterator[Part]:
    counter = _Counter()
    pending: list[tuple[Any, int, int]] = [(message, 0, 0)]
    while pending:
        node, group, depth = pending.pop()
        payload = node.get_payload()
        kind = node.get_content_type()
        if isinstance(payload, list) and kind == "message/rfc822" and payload:
            content = payload[0].as_bytes()
        elif isinstance(payload, list) and depth < _DEPTH:
            inner = counter.next() if kind == "multipart/alternative" else group
            pending += [(child, inner, depth + 1) for child in reversed(payload)]
            continue
        else:
            content = _payload(node)
        damaged = "; ".join(type(defect).__name__ for defect in node.defects)
        if kind.startswith("multipart/"):
            kind = "text/plain"
        disposition = (node.get_content_disposition() or "").lower()
        yield Part(kind, _charset(node), _filename(node), disposition, content, group, damaged)


def _payload(node: StandardMessage) -> bytes:
    try:
        decoded = node.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        decoded = None
    if isinstance(decoded, bytes):
        return decoded
    return str(node.get_payload() or "").encode("utf-8", "surrogateescape")
