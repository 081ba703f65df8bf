"""OLE containers (MSG, DOC, XLS, PPT and what is embedded in them), by olefile."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import olefile

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.base import Input
from affidavit.quarantine.parsers.olewrite import write

_STREAM_LIMIT = 512 << 20
_DEPTH = 20
_BROKEN = (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError, OverflowError)


class Storage:
    """A folder of an OLE container."""

    def __init__(self, ole: Any, path: tuple[str, ...], entry: Any) -> None:
        self._ole, self._path, self._entry = ole, path, entry

    def storages(self) -> list[tuple[str, "Storage"]]:
        """The folders below, in the order of their names."""
        found = [
            (kid.name, Storage(self._ole, (*self._path, kid.name), kid))
            for kid in self._entry.kids
            if kid.entry_type == olefile.STGTY_STORAGE
        ]
        return sorted(found, key=lambda pair: pair[0])

    def stream_names(self) -> list[str]:
        """The names of the streams below, in order."""
        return sorted(k.name for k in self._entry.kids if k.entry_type == olefile.STGTY_STREAM)

    def stream(self, name: str) -> bytes | None:
        """A stream's bytes; None where there is none or it cannot be read."""
        known = next((k for k in self._entry.kids if k.name.lower() == name.lower()), None)
        if known is None or known.entry_type != olefile.STGTY_STREAM or known.size > _STREAM_LIMIT:
            return None
        try:
            with self._ole.openstream([*self._path, known.name]) as stream:
                return bytes(stream.read())
        except _BROKEN:
            return None

    def as_file(self, proper: Mapping[str, str] | None = None) -> bytes:
        """The folder as a container of its own; `proper` maps names in small letters to their
        proper spelling."""
        return write(self._tree(0, proper or {}))

    def _tree(self, depth: int, proper: Mapping[str, str]) -> dict[str, Any]:
        if depth > _DEPTH:
            raise Unreadable(f"its folders are more than {_DEPTH} deep")
        streams = {proper.get(n.lower(), n): self.stream(n) or b"" for n in self.stream_names()}
        folders = {proper.get(n.lower(), n): s._tree(depth + 1, proper) for n, s in self.storages()}
        return {**streams, **folders}


@contextmanager
def open_ole(source: Input) -> Iterator[Storage]:
    """The root of a container; raises `Unreadable` where it is broken."""
    try:
        ole = olefile.OleFileIO(bytes(source.untrusted_bytes))
    except _BROKEN as error:
        raise Unreadable(f"not a readable OLE container ({error})") from error
    with ole:
        yield Storage(ole, (), ole.root)


def packaged_file(storage: Storage) -> bytes | None:
    """The file that an embedded OLE object holds; None where it holds none as a file."""
    for name in ("Package", "CONTENTS", "EmbeddedOdf"):
        data = storage.stream(name)
        if data:
            return data
    native = storage.stream("\x01Ole10Native")
    return native_file(native)[1] if native else None


def native_file(raw: bytes) -> tuple[str, bytes]:
    """(name, bytes) of a file in an Ole10Native stream; the bytes are empty where it is broken."""
    try:
        (size,) = struct.unpack_from("<I", raw, 0)
        position = 6
        label, position = _until_nul(raw, position)
        path, position = _until_nul(raw, position)
        position += 4
        (length,) = struct.unpack_from("<I", raw, position)
        position += 4 + length
        (length,) = struct.unpack_from("<I", raw, position)
        data = raw[position + 4 : position + 4 + length]
        if len(data) != length or size < length:
            return label or path, b""
        return (label or path).rpartition("\\")[2], data
    except (struct.error, ValueError):
        return "", b""


def _until_nul(raw: bytes, start: int) -> tuple[str, int]:
    end = raw.index(b"\0", start)
    return raw[start:end].decode("cp1251", "replace"), end + 1
