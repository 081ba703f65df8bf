"""Files written into the text of a message: uuencode and yEnc."""

import binascii
import re
from collections.abc import Callable

_UU = re.compile(r"^begin [0-7]{3,4} ([^\n]{1,255})\n((?:[ -`]{1,85}[^\n]{0,4}\n)+?)(?:`?[ \t]*\n)?end[ \t]*$", re.MULTILINE)  # fmt: skip
_YENC = re.compile(r"^=ybegin [^\n]*?name=([^\n]{1,255})\n(?:=ypart [^\n]*\n)?(.*?)^=yend[^\n]*$", re.MULTILINE | re.DOTALL)  # fmt: skip


def without_inlined(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """(the text without them, the files as name and bytes). What does not decode stays text."""
    files: list[tuple[str, bytes]] = []
    if "\nend" in text and "begin " in text:
        text = _UU.sub(lambda match: _taken(match, _uudecode, files), text)
    if "=ybegin " in text:
        text = _YENC.sub(lambda match: _taken(match, _ydecode, files), text)
    return text, files


def _taken(
    match: re.Match[str], decoder: Callable[[str], bytes | None], files: list[tuple[str, bytes]]
) -> str:
    data = decoder(match.group(2))
    if data is None:
        return match.group()
    files.append((match.group(1).strip().rpartition("/")[2], data))
    return ""


def _uudecode(body: str) -> bytes | None:
    out = bytearray()
    for line in body.splitlines():
        raw = line.rstrip("\r\n")
        if not raw:
            continue
        count = (ord(raw[0]) - 32) & 63
        wanted = -(-count // 3) * 4
        try:
            out += binascii.a2b_uu(raw[: 1 + wanted].ljust(1 + wanted).encode("ascii"))
        except (binascii.Error, UnicodeEncodeError):
            return None
    return bytes(out) or None


def _ydecode(body: str) -> bytes | None:
    try:
        raw = body.encode("latin-1")
    except UnicodeEncodeError:
        return None
    out = bytearray()
    escaped = False
    for byte in raw:
        if byte in (10, 13):
            continue
        if byte == 61 and not escaped:
            escaped = True
            continue
        out.append((byte - 42 - (64 if escaped else 0)) % 256)
        escaped = False
    return bytes(out) or None
