"""Single streams packed by gzip, bzip2, xz, zstd, compress or lz4: what they hold is one item."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.members import MAX_DEPTH, clean_name, watched
from affidavit.quarantine.parsers.unpack import ArchiveBroken, packed_stream

_ENDINGS = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar", "tzst": "tar", "svgz": "svg", "emz": "emf", "wmz": "wmf"}  # fmt: skip
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, ArchiveBroken)
_CHUNK = 1 << 20


def read(source: Input, emit: Emit) -> Parsed:
    """What the stream holds becomes the one member; a damaged end costs the end only."""
    if source.path.count("/member:") >= MAX_DEPTH:
        raise Unreadable(f"more than {MAX_DEPTH} archives inside one another", Status.REFUSED)
    damage: list[str] = []
    child = Child("member:1", _inner_name(source), "", -1)
    emit(child, watched(_content(source, damage), source.length))
    return Parsed(
        kind="archive",
        media_type=source.media_type,
        parser="packed 1",
        status=Status.PARTIAL if damage else Status.OK,
        reason="; ".join(damage),
        title=source.name,
        expected=1,
    )


def _content(source: Input, damage: list[str]) -> Iterator[bytes]:
    got = 0
    try:
        for chunk in _unpacked(source):
            got += len(chunk)
            yield chunk
    except _BROKEN as error:
        if not got:
            raise Unreadable(f"nothing can be unpacked ({error})") from error
        damage.append(f"damaged after {got} bytes ({error}); what came before was kept")


def _unpacked(source: Input) -> Iterator[bytes]:
    openers: dict[str, Callable[..., Any]] = {
        "application/gzip": gzip.open,
        "application/x-bzip2": bz2.open,
        "application/x-xz": lzma.open,
        "application/x-lzma": lzma.open,
    }
    opener = openers.get(source.media_type)
    if opener is None:
        yield from packed_stream(source)
        return
    with opener(source.stream(), "rb") as stream:
        while chunk := stream.read1(_CHUNK):
            yield chunk


def _inner_name(source: Input) -> str:
    """The name without the packer's ending; where there is none, the one in gzip's own header."""
    stem, _, ending = source.name.rpartition(".")
    if stem:
        return f"{stem}.{_ENDINGS[ending.lower()]}" if ending.lower() in _ENDINGS else stem
    head = source.head(600)
    if head.startswith(b"\x1f\x8b\x08") and head[3] == 8:
        return clean_name(head[10:].split(b"\0", 1)[0].decode("latin-1"))
    return source.name


PARSER = Parser(
    name="packed",
    media_types=(
        "application/gzip", "application/x-bzip2", "application/x-xz", "application/zstd",
        "application/x-compress", "application/x-lz4", "application/x-lzma", "application/x-lzip",
    ),
    library="Python's gzip, bz2, lzma; libarchive",
    limits="8 archives inside one another; 250 times the packed size; 64 GB",
    read=read,
    family="archives",
    reads="gzip (also several streams in one file), bzip2, xz, zstd, compress, lz4",
    leaves_out="",
)  # fmt: skip
