"""Text from bytes whose charset is declared, missing or wrong."""

import codecs
import re

_CYRILLIC_CHARSETS = ("windows-1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic")
_ALIASES = {"cp-1251": "windows-1251", "win-1251": "windows-1251", "win1251": "windows-1251",
            "windows-1251-1": "windows-1251", "x-cp1251": "windows-1251", "koi8": "koi8-r",
            "unicode-1-1-utf-7": "utf-7", "ansi_x3.4-1968": "ascii", "x-mac-cyrillic": "mac-cyrillic"}  # fmt: skip
_UNTRUSTED = frozenset({"ascii", "us-ascii", "iso8859-1", "latin-1", "cp1252", "utf-8"})
_MULTIBYTE = frozenset(
    "gb2312 gbk gb18030 big5 big5hkscs euc_jp euc_kr shift_jis cp932 cp949 cp950 iso2022_jp hz utf-16 utf-16-le "
    "utf-16-be utf-32 utf-7 johab shift_jis_2004 euc_jis_2004".split()
)

# The commonest pairs of letters in Russian, Ukrainian and Belarusian prose.
_PAIRS = frozenset(
    "ст но то на ен ов ни ра во ко по пр ро не ре ал ет ол ос ит та ть го ер ом ог ва ел ли от ес "
    "ле ан ин ие ка де ск ор ла ло ти те об он тр ат ри ил ав за ас об ма ве ви до тн им да мо ны "
    "ий ої ів їх ою із ці ня ці ві ді ні аў ць ыя ая ам ых ым нь нн ую ое ый ём ей".split()
)
_CYRILLIC_PAIR = re.compile("(?=([а-яёіїєґўА-ЯЁІЇЄҐЎ][а-яёіїєґўА-ЯЁІЇЄҐЎ]))")
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_WRONG = re.compile(
    "[\x80-\x9f─-▟]|[а-яё][А-ЯЁ]|[A-Za-z][а-яё]|[а-яё][A-Za-z]|[а-яё]€|[»…¬√≈∆÷№†°][а-яё]|[а-яё][¬√≈∆†]"
)


def _codec(name: str | None) -> str:
    wanted = (name or "").strip().strip("\"'").lower().replace("_", "-")
    wanted = _ALIASES.get(wanted, wanted)
    try:
        return codecs.lookup(wanted).name if wanted else ""
    except (LookupError, ValueError):
        return ""


def plausibility(text: str) -> float:
    """How much a text reads like Cyrillic prose; below zero where it reads like a mistake."""
    if not _CYRILLIC_LETTER.search(text):
        return 0.0
    pairs = sum(pair.lower() in _PAIRS for pair in _CYRILLIC_PAIR.findall(text))
    beyond = len(_BEYOND_ASCII.findall(text))
    return (pairs - 2 * len(_WRONG.findall(text))) / max(1, beyond)


def _likeliest(raw: bytes) -> tuple[str, float]:
    sample = raw[:20_000]
    scored = [
        (plausibility(sample.decode(name, "replace")), -rank, name)
        for rank, name in enumerate(_CYRILLIC_CHARSETS)
    ]
    score, _, name = max(scored)
    return name, score


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str, str]:
    """(text, charset used, remark). The remark says where the declaration was not followed.

    A declaration is followed unless it cannot be right, or another Cyrillic charset makes prose
    of what under the declared one is none. Line ends become LF; nothing else is changed, but for
    code points that no text may hold (NUL, lone surrogates), shown as U+FFFD.
    """
    text, used, remark = _decode(raw, _codec(declared), declared or "")
    return clean(text), used, remark


def clean(text: str) -> str:
    """LF line ends, and U+FFFD for what is not text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8") if _has_surrogates(text) else text


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _decode(raw: bytes, codec: str, declared: str) -> tuple[str, str, str]:
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):  # fmt: skip
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace"), name, ""
    if not codec and (wide := wide_charset(raw)):
        return raw.decode(wide, "replace"), wide, ""
    if raw.isascii() and codec in ("", *_UNTRUSTED, *_CYRILLIC_CHARSETS, "cp1251"):
        return raw.decode("ascii"), codec or "ascii", ""
    unknown = f"charset {declared!r} is unknown; " if declared and not codec else ""
    utf8 = _strict(raw, "utf-8")
    if utf8 is not None and codec not in _MULTIBYTE:  # by chance no other text is valid UTF-8
        wrong = codec not in ("", "utf-8")
        return utf8, "utf-8", unknown + (f"declared {declared}, is utf-8" if wrong else "")
    guess, score = _likeliest(raw)
    if codec and codec not in _UNTRUSTED:
        text = _strict(raw, codec)
        if text is not None and (score < 0.25 or score < plausibility(text) + 0.2):
            return text, codec, ""
    if score >= (-0.05 if _dense(raw) else 0.2):
        remark = f"declared {declared}, is {guess}" if codec else f"no usable charset, is {guess}"
        return raw.decode(guess, "replace"), guess, unknown + remark
    if codec and codec != "utf-8" and (text := _strict(raw, codec)) is not None:
        return text, codec, unknown
    fallback = "utf-8" if codec == "utf-8" else "cp1252"
    text = raw.decode(fallback, "replace")
    damaged = "; some bytes are no text in it" if "\ufffd" in text else ""
    return text, fallback, f"{unknown}read as {fallback}{damaged}"


def wide_charset(raw: bytes) -> str:
    """UTF-16 that does not begin with its mark, by the high bytes of Latin and Cyrillic; else empty."""
    sample = raw[:4096]
    half = len(sample) // 2
    if half < 8:
        return ""
    even = sum(byte in (0, 4) for byte in sample[::2]) / half
    odd = sum(byte in (0, 4) for byte in sample[1::2]) / half
    if odd > 0.85 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.85 and odd < 0.1 else ""


def _dense(raw: bytes) -> bool:
    """Whether half of the words' bytes and more are beyond ASCII, as no western text has them."""
    beyond = sum(byte >= 0x80 for byte in raw[:2000])
    letters = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in raw[:2000])
    return beyond > 1 and beyond >= letters


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None
