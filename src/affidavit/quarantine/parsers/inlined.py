"""Files written into the text of a message: uuencode and yEnc. Every line is looked at once."""

import binascii
import re

_UU_BEGIN = re.compile(r"begin [0-7]{3,4} (.{1,255})")
_YENC_BEGIN = re.compile(r"=ybegin .*?name=(.{1,255})")
_File = tuple[str, bytes]


def without_inlined(text: str) -> tuple[str, list[_File]]:
    """(the text without them, the files as name and bytes). What does not decode stays text."""
    if "begin " not in text:
        return text, []
    lines = text.split("\n")
    kept: list[str] = []
    files: list[_File] = []
    number = 0
    while number < len(lines):
        end, file = _file_at(lines, number)
        if file is not None:
            files.append(file)
            number = end
        else:
            # what was looked at in vain cannot begin a file again before the line that ended it
            kept += lines[number : max(end, number + 1)]
            number = max(end, number + 1)
    return "\n".join(kept), files


def _file_at(lines: list[str], number: int) -> tuple[int, _File | None]:
    """(the line behind what was looked at, the file that begins at this line or None)."""
    line = lines[number]
    if match := _UU_BEGIN.fullmatch(line.rstrip()):
        end, data = _uudecoded(lines, number + 1)
    elif match := _YENC_BEGIN.match(line):
        end, data = _ydecoded(lines, number + 1)
    else:
        return number, None
    if data is None:
        return end, None
    return end, (re.split(r"[/\\]", match.group(1).strip())[-1], data)


def _uudecoded(lines: list[str], start: int) -> tuple[int, bytes | None]:
    out = bytearray()
    for number in range(start, len(lines)):
        line = lines[number].rstrip("\r")
        if line.rstrip() == "end":
            return number + 1, bytes(out) or None
        if line.strip() in ("", "`"):
            continue
        count = (ord(line[0]) - 32) & 63
        wanted = 1 + -(-count // 3) * 4
        bare = len(line.rstrip())
        whole = wanted - 5 <= bare <= wanted + 2 or (bare < wanted <= len(line) <= wanted + 2)
        if ord(line[0]) > 96 or not whole:
            return number, None
        try:
            out += binascii.a2b_uu(line[:wanted].ljust(wanted).encode("ascii"))
        except (binascii.Error, UnicodeEncodeError):
            return number, None
    return len(lines), None


def _ydecoded(lines: list[str], start: int) -> tuple[int, bytes | None]:
    out = bytearray()
    for number in range(start, len(lines)):
        line = lines[number]
        if line.startswith("=yend"):
            return number + 1, bytes(out) or None
        if line.startswith("=ypart"):
            continue
        try:
            raw = line.encode("latin-1")
        except UnicodeEncodeError:
            return number, None
        escaped = False
        for byte in raw:
            if byte == 61 and not escaped:
                escaped = True
                continue
            out.append((byte - 42 - (64 if escaped else 0)) % 256)
            escaped = False
    return len(lines), None
