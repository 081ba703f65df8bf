"""What every parser is, and what it is given."""

import io
import mmap
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from affidavit.quarantine.parsed import Child, Parsed, Unreadable

Emit = Callable[[Child, bytes | Iterable[bytes] | None], None]

_AT_ONCE = 512 << 20


class UntrustedFile:
    """A range of an open file. Nothing is read before it is asked for."""

    def __init__(self, handle: int, offset: int, length: int) -> None:
        self.handle, self.offset, self.length = handle, offset, length
        self._map: mmap.mmap | None = None

    def view(self) -> memoryview:
        """The whole range, mapped."""
        start = self.offset - self.offset % mmap.ALLOCATIONGRANULARITY
        size = self.offset + self.length - start
        self._map = mmap.mmap(self.handle, size, access=mmap.ACCESS_READ, offset=start)
        return memoryview(self._map)[self.offset - start :]

    def read(self, position: int, size: int) -> bytes:
        """Up to `size` bytes from a position in the range."""
        wanted = max(0, min(size, self.length - position))
        return os.pread(self.handle, wanted, self.offset + position)


class _Stream(io.RawIOBase):
    """A seekable file over untrusted bytes, for libraries that take one."""

    def __init__(self, fetch: Callable[[int, int], bytes], length: int) -> None:
        self._fetch, self._length, self._position = fetch, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._length}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        got = self._fetch(self._position, len(buffer))
        buffer[: len(got)] = got
        self._position += len(got)
        return len(got)

    def get_size(self) -> int:
        """The length, as libpff asks for it."""
        return self._length


@dataclass(frozen=True)
class Input:
    """Untrusted bytes with what is said about them outside: name, path, declared type."""

    source: memoryview | UntrustedFile
    name: str
    path: str
    media_type: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many bytes there are."""
        return self.source.length if isinstance(self.source, UntrustedFile) else len(self.source)

    @cached_property
    def untrusted_bytes(self) -> memoryview:
        """All bytes; refused where they are more than may be looked at in one piece."""
        if self.length > _AT_ONCE:
            raise Unreadable(
                f"larger than {_AT_ONCE >> 20} MB, which files of its type are not read at"
            )
        return self.source.view() if isinstance(self.source, UntrustedFile) else self.source

    def head(self, size: int) -> bytes:
        """The first bytes."""
        return self.part(0, size)

    def part(self, start: int, size: int) -> bytes:
        """Up to `size` bytes from `start` on."""
        if isinstance(self.source, UntrustedFile):
            return self.source.read(start, size)
        return bytes(self.source[start : start + size])

    def stream(self) -> io.BufferedReader:
        """The bytes as a seekable file."""
        return io.BufferedReader(_Stream(self.part, self.length), 1 << 20)

    @property
    def passwords(self) -> list[str]:
        """What may open it."""
        return [str(word) for word in self.options.get("passwords", ())]


@dataclass(frozen=True, slots=True)
class Parser:
    """A reader for some media types: what it reads, with which library, within which limits.

    `leaves_out` says in words what it does not read.
    """

    name: str
    media_types: tuple[str, ...]
    library: str
    limits: str
    read: Callable[[Input, Emit], Parsed]
    family: str = ""
    reads: str = ""
    leaves_out: str = ""
