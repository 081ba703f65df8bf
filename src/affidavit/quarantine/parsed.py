"""What a parser says is inside some bytes. Everything here is untrusted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from affidavit.model import Anchor, Status


@dataclass(frozen=True, slots=True)
class RawText:
    """A text as it was found: `kind` and `name` are those of the layer it becomes.

    `anchors` say where its parts stand on the page or in the sheet.
    """

    kind: str
    name: str
    text: str
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    """Something inside: bytes of its own (sent beside it) or a range of the parent's bytes.

    `segment` is its part of the item's path (`attachment:2`, `000042`). With a `status` other
    than pending the parser says why the bytes could not be had. A `length` of -1 says that the
    length is known only when the last byte has come; `charset` is what is declared of a text.
    """

    segment: str
    name: str
    media_type: str
    length: int
    offset: int = -1
    status: Status = Status.PENDING
    reason: str = ""
    charset: str = ""

    @property
    def is_range(self) -> bool:
        """Whether the child is a range of its parent."""
        return self.offset >= 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """An item as its parser read it; `people` are (role, name, address).

    `expected` is how many members the item announces in its own tables (-1: it has none), `scans`
    names the pages that show something and have no text of their own.
    """

    kind: str
    media_type: str
    parser: str
    status: Status = Status.OK
    reason: str = ""
    title: str = ""
    date: str = ""
    date_raw: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[RawText, ...] = ()
    people: tuple[tuple[str, str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    raw_addresses: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    expected: int = -1
    scans: tuple[str, ...] = ()


class Unreadable(Exception):
    """A parser cannot read its input, for a reason a person understands."""

    def __init__(self, reason: str, status: Status = Status.UNREADABLE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
