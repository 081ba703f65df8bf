"""RTF: its own text, or that of the HTML or plain text it was wrapped around.

Letters are decoded by the font they stand in, as Word does it; the wrapping is undone as
[MS-OXRTFEX] describes it.
"""

import re
from dataclasses import dataclass, field, replace

import compressed_rtf

from affidavit.quarantine.parsers.charsets import clean, decode
from affidavit.quarantine.parsers.mapi import codepage_charset
from affidavit.quarantine.parsers.rendering import render

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\bin(\d+) ?|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SPECIAL = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"nestrow": "\n", b"cell": "\t",
    b"nestcell": "\t", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"endash": "–", b"emdash": "—", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_HIDDEN = frozenset(
    b"colortbl stylesheet pict generator mhtmltag objdata themedata colorschememapping datastore xmlnstbl "
    b"listtable listoverridetable rsidtbl filetbl revtbl fldinst datafield bkmkstart bkmkend mmathPr wgrffmtfilter "
    b"latentstyles blipuid private xe tc keycode nonshppict panose falt fontemb fontfile pgptbl formfield "
    b"sn sv upr template userprops docvar ffname ffdeftext ffformat ffhelptext ffstattext ffentrymcr ffexitmcr".split()
)
_INFO = {b"title": "title", b"subject": "subject", b"author": "author", b"operator": "last modified by",
         b"company": "company", b"manager": "manager", b"keywords": "keywords", b"doccomm": "description",
         b"category": "category"}  # fmt: skip
_BESIDE = {b"footnote": "note", b"annotation": "comment", b"header": "note", b"footer": "note", b"headerl": "note",
           b"headerr": "note", b"headerf": "note", b"footerl": "note", b"footerr": "note", b"footerf": "note"}  # fmt: skip
_CHARSETS = {0: "", 2: "", 77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
             161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
             222: "cp874", 238: "cp1250", 254: "cp437"}  # fmt: skip


@dataclass(frozen=True)
class RichText:
    """RTF taken apart: its text, what stands beside it as (kind, text), deleted and hidden text, and
    what it says of itself."""

    text: str
    beside: tuple[tuple[str, str], ...] = ()
    deleted: str = ""
    hidden: str = ""
    properties: dict[str, str] = field(default_factory=dict)


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
        return render(_Walker(rtf, html=True).run().text.encode("utf-8", "replace"), "utf-8")[0]
    return rich_text(rtf).text


def rich_text(rtf: bytes) -> RichText:
    """RTF taken apart."""
    return _Walker(rtf, html=False).run()


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    hidden: bool = False
    in_tag: bool = False
    suppressed: bool = False
    invisible: bool = False
    deleted: bool = False
    into: str = ""
    skip: int = 1
    font: int = -1


class _Walker:
    """Walks the tokens of RTF and collects what is content."""

    def __init__(self, rtf: bytes, *, html: bool) -> None:
        self._rtf, self._html = rtf, html
        self._out: dict[str, list[str]] = {"": []}
        self._beside: list[tuple[str, str]] = []
        self._info: dict[str, str] = {}
        self._bytes = bytearray()
        self._charset = "cp1252"
        self._fonts: dict[int, str] = {}
        self._default = -1
        self._state = _State()
        self._stack: list[_State] = []
        self._to_skip = 0
        self._ignorable = self._fresh = False
        self._in_fonts = 0
        self._high = 0

    def run(self) -> RichText:
        """The content."""
        position = 0
        while match := _TOKEN.search(self._rtf, position):
            position = match.end()
            escaped, binary, word, number, symbol, brace, text = match.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number[:9]) if number else None)
            elif escaped:
                self._raw(bytes([int(escaped, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif binary:
                position += int(binary[:9])
            elif text:
                self._raw(text)
        self._flush()
        for place in list(self._out):  # a file that is cut off leaves some open
            self._end_of(place)
        return RichText(
            clean("".join(self._out[""])),
            tuple(self._beside),
            clean("".join(self._out.get("deleted", ()))).strip(),
            clean("".join(self._out.get("hidden", ()))).strip(),
            {name: clean(value).strip() for name, value in self._info.items() if value.strip()},
        )

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._ignorable = False
        self._fresh = brace == b"{"
        if brace == b"{":
            self._stack.append(self._state)
            self._state = replace(self._state)
        elif self._stack:
            left, self._state = self._state, self._stack.pop()
            if left.into and left.into != self._state.into:
                self._end_of(left.into)
            if self._in_fonts > len(self._stack):
                self._in_fonts = 0

    def _end_of(self, into: str) -> None:
        """A destination beside the text is complete."""
        for name in [n for n in self._out if n.startswith((":note", ":comment")) and n == into]:
            text = clean("".join(self._out.pop(name))).strip()
            if text:
                self._beside.append((name.split(":")[1], text + "\n"))

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"htmltag":
            state.in_tag, state.hidden = True, False
        elif word in _HIDDEN:
            state.hidden = state.hidden or self._fresh  # a destination only where a group begins
        elif word == b"fonttbl":
            self._in_fonts = len(self._stack)
            state.hidden = True
        elif word == b"htmlrtf":
            self._flush()
            state.suppressed = number != 0
        elif word in _INFO and state.into == ":info":
            state.into, state.hidden = f":info:{_INFO[word]}", False
        elif word == b"ud":
            state.hidden = False
        elif word == b"info":
            state.into, state.hidden = ":info", True
        elif word in _BESIDE and not self._html:
            state.into = f":{_BESIDE[word]}:{len(self._beside)}:{len(self._stack)}"
            state.hidden = False
        elif not self._format(word, number):
            self._other(word)
        self._ignorable = self._fresh = False

    def _format(self, word: bytes, number: int | None) -> bool:
        """Words that change how what follows is read."""
        state = self._state
        if word == b"ansicpg" and number:
            self._charset = codepage_charset(number)
        elif word in (b"mac", b"pc"):
            self._charset = "mac-roman" if word == b"mac" else "cp437"
        elif word == b"deff" and number is not None:
            self._default = state.font = number
        elif word in (b"f", b"af") and number is not None:
            if word == b"f" or self._in_fonts:
                self._flush()
                state.font = number
        elif word == b"fcharset" and number is not None:
            if self._in_fonts:
                self._fonts[state.font] = _CHARSETS.get(number, "")
        elif word == b"cpg" and number is not None and self._in_fonts:
            self._fonts[state.font] = codepage_charset(number)
        elif word == b"plain":
            self._flush()
            state.font = self._default
            state.invisible = state.deleted = False
        elif word in (b"v", b"deleted"):
            self._flush()
            setattr(state, "invisible" if word == b"v" else "deleted", number != 0)
        elif word == b"uc":
            state.skip = number or 0
        elif word == b"u" and number is not None:
            self._unicode(number % 65536)
        else:
            return False
        return True

    def _unicode(self, code: int) -> None:
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif self._visible():
            if 0xDC00 <= code < 0xE000 and self._high:
                code = 0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00
            self._put(chr(code))
            self._high = 0
        self._to_skip = self._state.skip

    def _other(self, word: bytes) -> None:
        if self._ignorable and not self._state.in_tag:
            self._flush()
            if word not in (
                b"shpinst",
                b"shptxt",
                b"txfieldtext",
                b"shppict",
                b"ud",
                b"nesttableprops",
            ):
                self._state.hidden = True
        elif word in _SPECIAL and self._visible():
            self._flush()
            self._put(_SPECIAL[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._ignorable = self._fresh
        elif symbol in b"\\{}":
            self._raw(symbol)
        elif symbol in b"~_" and self._visible():
            self._flush()
            self._put("\xa0" if symbol == b"~" else "\u2011")
        elif symbol in b"\r\n" and self._visible():
            self._flush()
            self._put("\n")

    def _visible(self) -> bool:
        state = self._state
        return not state.hidden and not (state.suppressed and not state.in_tag)

    def _raw(self, raw: bytes) -> None:
        if self._to_skip:
            used = min(self._to_skip, len(raw))
            self._to_skip -= used
            raw = raw[used:]
        if self._visible():
            self._bytes += raw

    def _flush(self) -> None:
        self._to_skip = 0 if self._bytes else self._to_skip
        if self._bytes:
            own = "" if self._state.in_tag else self._fonts.get(self._state.font, "")
            raw = bytes(self._bytes)
            self._bytes.clear()
            charset = own or self._charset
            self._put(raw.decode("ascii") if raw.isascii() else _decoded(raw, charset, bool(own)))

    def _put(self, text: str) -> None:
        state = self._state
        if state.into.startswith(":info:"):
            name = state.into[6:]
            self._info[name] = self._info.get(name, "") + text
            return
        place = state.into or ("deleted" if state.deleted else "hidden" if state.invisible else "")
        self._out.setdefault(place, []).append(text)


def _decoded(raw: bytes, charset: str, sure: bool) -> str:
    """Letters in a font's own charset, or repaired where only the document names one."""
    return (
        raw.decode(charset, "replace") if sure and charset != "cp1252" else decode(raw, charset)[0]
    )
