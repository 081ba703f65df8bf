"""Blobs in a folder: `ab/cdef…`, written once, read-only from then on."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from affidavit.model import Blob

_CHUNK = 1 << 20


class FolderBlobs:
    """Content-addressed files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, source: BinaryIO) -> Blob:
        """Copy a stream in, hashing on the way; the same bytes are kept once.

        The file gets its name only when it is complete, so a name never stands for half a file.
        """
        hasher, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".incoming-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := source.read(_CHUNK):
                    hasher.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
            sha256 = hasher.hexdigest()
            final = self.path(sha256)
            if final.exists() and hash_of(final) != sha256:
                aside = self._folder / f".damaged-{sha256}"  # kept, for it may tell what happened
                final.rename(aside)
            if not final.exists():
                final.parent.mkdir(exist_ok=True)
                temporary.chmod(0o400)
                temporary.rename(final)
        finally:
            temporary.unlink(missing_ok=True)
        return Blob(sha256, size)

    def has(self, sha256: str) -> bool:
        """Whether a file stands under this hash."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash are or would be."""
        return self._folder / sha256[:2] / sha256[2:]

    def hashes(self) -> Iterator[str]:
        """The hashes that files stand under, in order."""
        for shelf in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(shelf.iterdir()):
                yield shelf.name + file.name

    def strangers(self) -> Iterator[str]:
        """Entries of the folder that are no shelves of blobs."""
        for entry in sorted(self._folder.iterdir()):
            if not re.fullmatch("[0-9a-f]{2}|\\.incoming-.*|\\.damaged-.*", entry.name):
                yield entry.name

    def sync(self) -> None:
        """Flush the file system that holds the blobs, and drop what a crash left half done."""
        for stale in self._folder.glob(".incoming-*"):
            stale.unlink()
        os.sync()


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
