"""The originals: kept by hash, never rewritten, checked on demand."""

from collections.abc import Iterator

from affidavit.custody.problems import Problem
from affidavit.store import FolderBlobs
from affidavit.store.blobs import hash_of


class Vault(FolderBlobs):
    """The case's originals."""

    def check(self, expected: dict[str, str]) -> Iterator[Problem]:
        """Hash every file and compare; `expected` maps each SHA-256 to the path it came from.

        Yields what is altered, missing, or there without having been received.
        """
        present = set()
        for sha256 in self.hashes():
            present.add(sha256)
            path = self.path(sha256)
            name = expected.get(sha256, "")
            if not path.is_file() or hash_of(path) != sha256:
                yield Problem(
                    f"vault/{sha256[:2]}/{sha256[2:]}",
                    f"the bytes of {name or 'a file'} were altered",
                )
            elif not name:
                yield Problem(
                    f"vault/{sha256[:2]}/{sha256[2:]}", "no event says that this was received"
                )
        for entry in self.strangers():
            yield Problem(f"vault/{entry}", "no event says that this was received")
        for sha256 in sorted(expected.keys() - present):
            yield Problem(
                f"vault/{sha256[:2]}/{sha256[2:]}", f"the bytes of {expected[sha256]} are missing"
            )
