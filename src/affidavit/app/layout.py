"""Where the documents of a case lie, and what is inside what: read once from its items."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from affidavit.custody import Case
from affidavit.model import Item

_ORNAMENT = re.compile(
    r"application/(?:x-)?pkcs7-signature|application/pgp-|text/(?:x-)?vcard|text/calendar"
)
_INLINE = re.compile(
    r"(?:image\d{3}|logo|signature|inline|spacer|banner|facebook|twitter|linkedin).*|$",
    re.IGNORECASE,
)
"""What mail programs call the pictures of a text, and those without a name."""
_MAILDIR = re.compile(r"(.*)/(?:cur|new)/[^/]+$")


@dataclass(frozen=True, slots=True)
class Place:
    """One occurrence of a message: in which mailbox it lies, at which path and place."""

    path: str
    mailbox: str
    place: int


class Layout:
    """Where messages lie and what is inside them, read once from the items of a case."""

    def __init__(self, case: Case) -> None:
        self._items = {item.id: item for item in case.rows.items()}
        self.inside = list(self._nested())

    def _nested(self) -> Iterator[tuple[str, str]]:
        """(document, document it was inside of), nearest first."""
        for item in self._items.values():
            parent = self._items.get(item.parent or "")
            while parent is not None and parent.document is None:
                parent = self._items.get(parent.parent or "")
            if item.document and parent is not None and parent.document:
                yield item.document, parent.document

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Document id -> its occurrences in the order of their paths."""
        found: dict[str, list[Place]] = defaultdict(list)
        for item in sorted(self._items.values(), key=lambda i: i.path):
            if item.document:
                found[item.document].append(Place(item.path, self._mailbox(item), item.place))
        return found

    def _mailbox(self, item: Item) -> str:
        """The mailbox file, the Maildir, or the folder that a message lies in."""
        if match := _MAILDIR.match(item.path):
            return match[1]
        parent = self._items.get(item.parent or "")
        return parent.path if parent is not None else item.path.rpartition("/")[0]

    @cached_property
    def names(self) -> dict[str, str]:
        """Document id -> the name of its file, where it has one."""
        return {
            i.document: i.declared_name
            for i in self._items.values()
            if i.document and i.declared_name
        }

    @cached_property
    def holding(self) -> frozenset[str]:
        """The documents that have something attached, read or not: no signature, visiting card, invitation or picture of
        the text itself."""
        return frozenset(
            parent.document
            for item in self._items.values()
            if (parent := self._items.get(item.parent or "")) is not None
            and parent.document
            and not _ORNAMENT.match(item.media_type)
            and not (item.media_type.startswith("image/") and _INLINE.match(item.declared_name))
        )
