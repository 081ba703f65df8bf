"""Windows metafiles (EMF, WMF): the words they draw. Office keeps previews of what it embeds so."""

import struct
from collections.abc import Iterator

from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean, decode

_TEXT_OUT_A, _TEXT_OUT_W, _SMALL_TEXT_OUT = 83, 84, 108
_WMF_TEXT_OUT, _WMF_EXT_TEXT_OUT = 0x0521, 0x0A32
_RECORDS = 2_000_000


def read(source: Input, emit: Emit) -> Parsed:
    """The words in the order they are drawn, a line a call."""
    raw = bytes(source.untrusted_bytes)
    enhanced = source.media_type == "image/emf"
    try:
        words = list(_emf(raw) if enhanced else _wmf(raw))
    except (struct.error, ValueError, IndexError) as error:
        raise Unreadable(f"not a readable metafile ({error})") from error
    text = clean("\n".join(word for word in words if word.strip()))
    return Parsed(
        kind="image",
        media_type=source.media_type,
        parser="metafile 1",
        title=source.name,
        texts=(RawText("body", "", text + "\n"),) if text.strip() else (),
    )


def _emf(raw: bytes) -> Iterator[str]:
    position = 0
    for _ in range(_RECORDS):
        if position + 8 > len(raw):
            return
        kind, size = struct.unpack_from("<II", raw, position)
        if size < 8:
            raise ValueError("a record without a length")
        if kind in (_TEXT_OUT_A, _TEXT_OUT_W) and size >= 76:
            count, start = struct.unpack_from("<II", raw, position + 44)
            wide = kind == _TEXT_OUT_W
            data = raw[position + start : position + start + min(count, size) * (2 if wide else 1)]
            yield data.decode("utf-16-le", "replace") if wide else decode(data)[0]
        elif kind == _SMALL_TEXT_OUT and size >= 36:
            count, options = struct.unpack_from("<I4xI", raw, position + 16)
            start = position + 36 + (0 if options & 0x100 else 16)
            small = bool(options & 0x200)
            data = raw[start : start + min(count, size) * (1 if small else 2)]
            yield decode(data)[0] if small else data.decode("utf-16-le", "replace")
        position += size


def _wmf(raw: bytes) -> Iterator[str]:
    position = 22 if raw.startswith(b"\xd7\xcd\xc6\x9a") else 0
    (header,) = struct.unpack_from("<H", raw, position + 2)
    position += header * 2
    for _ in range(_RECORDS):
        if position + 6 > len(raw):
            return
        words, kind = struct.unpack_from("<IH", raw, position)
        if words < 3:
            return
        if kind == _WMF_TEXT_OUT:
            (count,) = struct.unpack_from("<H", raw, position + 6)
            yield decode(raw[position + 8 : position + 8 + count])[0]
        elif kind == _WMF_EXT_TEXT_OUT:
            count, options = struct.unpack_from("<HH", raw, position + 10)
            start = position + 14 + (8 if options & 0x6 else 0)
            yield decode(raw[start : start + count])[0]
        position += words * 2


PARSER = Parser(
    name="metafile",
    media_types=("image/emf", "image/wmf"),
    library="own reader",
    limits="2 million records",
    read=read,
    family="scans",
    reads="EMF and WMF: the words they draw",
    leaves_out="what they draw without words is not recognised",
)
