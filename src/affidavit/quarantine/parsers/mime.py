"""The parts of a message: fast-mail-parser, and the standard library where that cannot."""

import base64
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as StandardMessage
from email.policy import compat32
from itertools import count
from typing import Any

import fast_mail_parser

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.headers import decode_words

_DEPTH = 50
_ENCODING = "content-transfer-encoding"


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the MIME tree (an embedded message is one leaf: its bytes).

    `group` numbers the multipart/alternative it belongs to, 0 for none; `within` is the type of the
    multipart it stands in directly, `index` its place there.
    """

    content_type: str
    charset: str
    filename: str
    disposition: str
    content: bytes
    group: int
    within: str = ""
    index: int = 0
    damaged: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_body(self) -> bool:
        """Whether it is text to be read with the message and not an attachment (RFC 8621, 4.1.4)."""
        if self.content_type not in ("text/plain", "text/html") or self.disposition == "attachment":
            return False
        return self.index == 0 or (self.within != "multipart/related" and not self.filename)


def parts(raw: bytes) -> Iterator[Part]:
    """The leaves of a message in order, transfer encoding undone."""
    try:
        root = fast_mail_parser.parse_email_tree(raw)
    except fast_mail_parser.ParseError:
        root = None
    try:
        if root is None or _suspicious(root) or _loses_bytes(raw):
            yield from _standard(message_from_bytes(raw, policy=compat32), _Place(), _Counter())
        else:
            yield from _fast(root, _Place(), _Counter())
    except RecursionError as error:
        raise Unreadable("its parts are nested deeper than can be followed") from error


class _Counter:
    """Numbers the alternatives of one message."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def _loses_bytes(raw: bytes) -> bool:
    """Raw 8-bit letters in a message with quoted-printable: the library drops them there."""
    return not raw.isascii() and b"quoted-printable" in raw.lower()


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
    return re.sub(r"[\x00-\x1f]+", "_", decode_words(str(name))).strip()


def _charset(described: StandardMessage) -> str:
    try:
        return str(described.get_param("charset") or "")
    except (ValueError, LookupError, TypeError):
        return ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part stands in the tree."""

    group: int = 0
    within: str = ""
    index: int = 0
    depth: int = 0

    def below(self, kind: str, counter: _Counter) -> "Iterator[_Place]":
        """The places of the children of a multipart of this kind, without end."""
        group = counter.next() if kind == "multipart/alternative" else self.group
        for index in count():
            yield _Place(group, kind, index, self.depth + 1)


def _fast(node: Any, place: _Place, counter: _Counter) -> Iterator[Part]:
    kind = node.content_type.lower()
    if node.children and not node.is_message and place.depth < _DEPTH:
        for child, inner in zip(node.children, place.below(kind, counter), strict=False):
            yield from _fast(child, inner, counter)
        return
    damaged = f"parts more than {_DEPTH} deep were not read" if node.children and not node.is_message else ""  # fmt: skip
    described = _describe(node.headers)
    disposition = (node.disposition or "").lower()
    content = node.content if node.content is not None else b""
    told = next((v[0] for k, v in node.headers.items() if k.lower() == _ENCODING and v), "")
    if told.strip().lower() != told.lower():  # the library takes `base64 ` for an unknown encoding
        content = _undone(content, told.strip().lower())
    yield _part(kind, described, disposition, content, place, damaged)


def _part(
    kind: str,
    described: StandardMessage,
    disposition: str,
    content: bytes,
    place: _Place,
    damaged: str = "",
) -> Part:
    told = parameters(str(described.get("Content-Type", ""))) if kind.startswith("message/") else {}
    return Part(
        kind, _charset(described), _filename(described), disposition, content, place.group,
        place.within, place.index, damaged, told,
    )  # fmt: skip


def parameters(value: str) -> dict[str, str]:
    """The parameters of a field such as Content-Type, by their names in small letters."""
    described = StandardMessage(policy=compat32)
    described["Content-Type"] = value
    try:
        found = described.get_params(failobj=[], unquote=True)
    except (ValueError, LookupError, TypeError):
        return {}
    return {str(name).lower(): str(told) for name, told in (found or [])[1:] if name}


def _standard(node: Any, place: _Place, counter: _Counter) -> Iterator[Part]:
    payload = node.get_payload()
    kind = node.get_content_type()
    if isinstance(payload, list) and kind == "message/rfc822" and payload:
        content = payload[0].as_bytes()
    elif isinstance(payload, list) and place.depth < _DEPTH:
        for child, inner in zip(payload, place.below(kind, counter), strict=False):
            yield from _standard(child, inner, counter)
        return
    else:
        content = _payload(node)
    if kind.startswith("multipart/"):
        kind = "text/plain"
    disposition = (node.get_content_disposition() or "").lower()
    yield _part(kind, node, disposition, content, place)


def _undone(content: bytes, encoding: str) -> bytes:
    """The content with its transfer encoding undone, as far as it can be."""
    if encoding == "quoted-printable":
        return quopri.decodestring(content)
    if encoding != "base64":
        return content
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except ValueError:
        return base64.b64decode(letters[: len(letters) // 4 * 4])


def _payload(node: StandardMessage) -> bytes:
    try:
        decoded = node.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        decoded = None
    if isinstance(decoded, bytes):
        return decoded
    return str(node.get_payload() or "").encode("utf-8", "surrogateescape")
