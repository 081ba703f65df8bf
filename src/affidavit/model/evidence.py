"""What was handed in: bytes, and the places where they were found."""

from dataclasses import dataclass
from enum import StrEnum

from affidavit.model.ids import content_id


class Status(StrEnum):
    """What became of an item. Everything but PENDING is final until a retry."""

    PENDING = "pending"
    OK = "ok"
    PARTIAL = "partial"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    DUPLICATE = "duplicate"

    @property
    def failed(self) -> bool:
        """Whether something in the item could not be read and has to be listed."""
        return self in (Status.PARTIAL, Status.ENCRYPTED, Status.UNREADABLE, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes, known by their SHA-256 (64 hexadecimal digits)."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence of bytes in the leak.

    `path` names it inside the case: `mail.mbox/000042/attachment:2`. Two mails that share an
    attachment are two items on one blob. `origin` says how the bytes are had again:
    `vault` (an original file), `range` (bytes `offset`..`offset+length` of an original) or `member`
    (taken out of the parent by its parser); `original` is the SHA-256 of that original file.
    `place` is its number among what its parent holds, from 1, in the order the parser finds it.
    `role` is `report` for what was handed in as a published report, else empty.
    `expected` is how many members a container announces in its own tables, -1 where it has none.
    """

    id: str
    path: str
    blob: Blob
    media_type: str
    status: Status = Status.PENDING
    reason: str = ""
    parent: str | None = None
    origin: str = "vault"
    offset: int = 0
    length: int = 0
    document: str | None = None
    declared_name: str = ""
    original: str = ""
    expected: int = -1
    role: str = ""
    place: int = 0

    @staticmethod
    def make_id(path: str, sha256: str) -> str:
        """An item is where its bytes were found and which bytes they are."""
        return content_id("item", path, sha256)
