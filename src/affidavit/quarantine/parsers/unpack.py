"""Members of an archive, and the content of a packed stream, by libarchive."""

import re
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.base import Input
from affidavit.quarantine.parsers.charsets import decode


class ArchiveBroken(Exception):
    """The archive cannot be read from here on."""


@dataclass(frozen=True)
class Member:
    """A file in an archive; with `refused` its bytes are not to be taken out."""

    name: str
    refused: str
    chunks: Iterator[bytes]


def members(source: Input) -> Iterator[Member]:
    """The files of an archive, in order; each must be read before the next is asked for."""
    try:
        libarchive = _library()
    except Unreadable:
        if source.media_type != "application/x-tar":
            raise
        yield from _tar(source)
        return
    broken = libarchive.exception.ArchiveError
    try:
        with _opened(libarchive, source, "all") as archive:
            for entry in archive:
                if not entry.isdir:
                    yield Member(_name(entry), _refused(entry), _chunks(entry, broken))
    except (broken, NotImplementedError) as error:
        raise ArchiveBroken(_said(error)) from error


def _tar(source: Input) -> Iterator[Member]:
    """A tar without libarchive, by Python's own reader."""
    try:
        with tarfile.open(fileobj=source.stream(), mode="r:") as archive:
            for entry in archive:
                refused = "" if entry.isfile() else "not a file (link, device or pipe)"
                if not entry.isdir():
                    yield Member(entry.name, refused, _tar_chunks(archive, entry))
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise ArchiveBroken(str(error)) from error


def _tar_chunks(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    stream = archive.extractfile(entry)
    while stream is not None and (chunk := stream.read(1 << 18)):
        yield chunk


def packed_stream(source: Input) -> Iterator[bytes]:
    """What a packed stream (zstd, compress, lz4 ...) unfolds to."""
    libarchive = _library()
    broken = libarchive.exception.ArchiveError
    try:
        with _opened(libarchive, source, "raw") as archive:
            for entry in archive:
                yield from _chunks(entry, broken)
    except broken as error:
        raise ArchiveBroken(_said(error)) from error


def available() -> bool:
    """Whether libarchive is installed."""
    try:
        _library()
    except Unreadable:
        return False
    return True


def _library() -> Any:
    try:
        import libarchive
        import libarchive.exception
    except (ImportError, OSError, TypeError, AttributeError) as error:
        raise Unreadable(
            "read with libarchive, which is not installed; install it (Debian: libarchive13) and "
            "run `affidavit retry`"
        ) from error
    return libarchive


def _opened(libarchive: Any, source: Input, form: str) -> AbstractContextManager[Any]:
    first = next(iter(source.passwords), None)
    opened: AbstractContextManager[Any] = libarchive.stream_reader(
        source.stream(), format_name=form, block_size=1 << 16, passphrase=first
    )
    return opened


def _name(entry: Any) -> str:
    try:
        name = entry.pathname or ""
        return decode(name)[0] if isinstance(name, bytes) else str(name)
    except (UnicodeError, ValueError):
        return ""


def _refused(entry: Any) -> str:
    if entry.issym or entry.islnk:
        return f"a link to {entry.linkpath or 'another place'}"
    return "" if entry.isreg else "not a file (device, pipe or socket)"


def _chunks(entry: Any, broken: type[Exception]) -> Iterator[bytes]:
    got = 0
    try:
        for block in entry.get_blocks(1 << 18):
            got += len(block)
            yield block
    except broken as error:
        locked = re.search("ncrypt|assphrase", str(error)) is not None
        status = Status.ENCRYPTED if locked else Status.UNREADABLE
        what = "protected by a password" if locked else f"damaged in the archive after {got} bytes"
        raise Unreadable(f"{what} ({_said(error)})", status) from error


def _said(error: Exception) -> str:
    """The library's words, without its numbers."""
    text = str(getattr(error, "msg", None) or error).partition(" (errno")[0][:200]
    return "damaged, or of a form that libarchive does not know" if text in ("", "None") else text
