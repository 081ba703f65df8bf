"""RTF as Outlook keeps it: compressed, and often only a wrapping around HTML or plain text.

The wrapping is undone as [MS-OXRTFEX] describes it; other RTF goes to kreuzberg.
"""

import re
from dataclasses import dataclass, replace

import compressed_rtf

from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.html import render
from affidavit.quarantine.parsers.mapi import codepage_charset

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SPECIAL = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’",
            b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}  # fmt: skip
_HIDDEN = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"generator", b"mhtmltag"}  # fmt: skip


def text_of_compressed(raw: bytes) -> tuple[str, str]:
    """(text, what is wrong) of a PidTagRtfCompressed."""
    try:
        rtf = compressed_rtf.decompress(raw)
    except (ValueError, IndexError, TypeError) as error:
        return "", f"its only body is damaged RTF ({error})"
    return text_of_rtf(rtf.rstrip(b"\0")), ""


def text_of_rtf(rtf: bytes) -> str:
    """The text of RTF: of the HTML or plain text it wraps, else its own."""
    head = rtf[:4096]
    if b"\\fromhtml" in head:
        return render(unwrapped(rtf, html=True).encode("utf-8", "replace"), "utf-8")[0]
    if b"\\fromtext" in head:
        return clean(unwrapped(rtf, html=False))
    from affidavit.quarantine.parsers.kreuz import content

    return content(rtf, "application/rtf").text


def unwrapped(rtf: bytes, *, html: bool) -> str:
    """The HTML (or text) that RTF was made from."""
    return _Unwrapper(rtf, html).run()


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    hidden: bool = False
    in_tag: bool = False
    suppressed: bool = False
    skip: int = 1


class _Unwrapper:
    """Walks the tokens of RTF and collects what is content."""

    def __init__(self, rtf: bytes, html: bool) -> None:
        self._rtf, self._html = rtf, html
        self._out: list[str] = []
        self._bytes = bytearray()
        self._charset = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._state = _State()
        self._stack: list[_State] = []
        self._to_skip = 0
        self._ignorable = False

    def run(self) -> str:
        """The content."""
        for match in _TOKEN.finditer(self._rtf):
            escaped, word, number, symbol, brace, text = match.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif escaped:
                self._raw(bytes([int(escaped, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif text:
                self._raw(text)
        self._flush()
        return "".join(self._out)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._ignorable = False
        if brace == b"{":
            self._stack.append(self._state)
            self._state = replace(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _visible(self) -> bool:
        return not self._state.hidden and not (self._state.suppressed and not self._state.in_tag)

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"htmltag":
            state.in_tag, state.hidden = True, False
        elif word in _HIDDEN:
            state.hidden = True
        elif word == b"htmlrtf":
            self._flush()
            state.suppressed = number != 0
        elif word == b"ansicpg" and number:
            self._charset = codepage_charset(number)
        elif word == b"f" and number is not None:
            self._flush()
            self._font = number
        elif word == b"fcharset" and number is not None:
            self._fonts[self._font] = _FONT_CHARSETS.get(number, "")
        elif word == b"uc":
            state.skip = number or 0
        elif word == b"u" and number is not None:
            self._flush()
            if self._visible():
                self._out.append(chr(number % 65536))
            self._to_skip = state.skip
        elif self._ignorable:
            state.hidden = True
        elif word in _SPECIAL and self._visible():
            self._flush()
            self._out.append(_SPECIAL[word])
        self._ignorable = False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._ignorable = True
        elif symbol in b"\\{}":
            self._raw(symbol)
        elif symbol == b"~":
            self._flush()
            self._out.append("\xa0" if self._visible() else "")

    def _raw(self, raw: bytes) -> None:
        if self._to_skip:
            used = min(self._to_skip, len(raw))
            self._to_skip -= used
            raw = raw[used:]
        if self._visible():
            self._bytes += raw

    def _flush(self) -> None:
        if self._bytes:
            charset = self._fonts.get(self._font) or self._charset
            if self._state.in_tag:
                charset = self._charset
            self._out.append(bytes(self._bytes).decode(charset, "replace"))
            self._bytes.clear()


_FONT_CHARSETS = {0: "", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
                  177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
