"""The contracts every backend keeps; `tests/store` runs the same tests over each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from affidavit.model import Anchor, Blob, Claim, Document, Item, Mention, TextLayer


class Blobs(Protocol):
    """Bytes by their SHA-256; what is in is never rewritten."""

    def put(self, source: BinaryIO) -> Blob:
        """Keep the bytes of a stream and say what they are."""

    def has(self, sha256: str) -> bool:
        """Whether the bytes are held."""

    def path(self, sha256: str) -> Path:
        """The local file that holds them (a remote backend keeps a cache)."""

    def hashes(self) -> Iterator[str]:
        """All SHA-256 held, in order."""

    def sync(self) -> None:
        """Return once everything put is on the disk."""


class Rows(Protocol):
    """Everything derived, and where its items came from. One writer, many readers."""

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside become durable together or not at all."""

    def close(self) -> None:
        """Release the backend."""

    def put_items(self, items: Iterable[Item]) -> None:
        """Add items, or replace those with the same id."""

    def items(self) -> Iterator[Item]:
        """Items in the order of their paths."""

    def pending(self, after: int, limit: int) -> list[tuple[int, Item]]:
        """Pending originals and ranges numbered above `after`, with their numbers; pending members are
        reached through what holds them. A new or replaced item has a
        number above all others, so that paging sees everything that is pending once."""

    def pending_count(self) -> int:
        """How many originals and ranges are pending."""

    def item_counts(self) -> list[tuple[str, str, int]]:
        """(media type, status, how many items) of all there are."""

    def containers(self) -> list[tuple[Item, int]]:
        """Items that announce how many members they hold, with how many were found, by path."""

    def members(self, item_id: str) -> Iterator[Item]:
        """What was found directly inside an item, in the order it was found."""

    def forget_items(self, item_ids: Iterable[str]) -> None:
        """Drop items that will be found anew."""

    def item(self, item_id: str) -> Item | None:
        """One item."""

    def items_of_blob(self, sha256: str) -> list[Item]:
        """Every occurrence of these bytes, in the order of their paths."""

    def mark_duplicates(self) -> None:
        """Give every readable occurrence of a blob but the first the status duplicate."""

    def put_document(self, document: Document, layers: Sequence[TextLayer]) -> None:
        """Add a document with its layers; of two with one id, what sorts first is told of it."""

    def document(self, document_id: str) -> Document | None:
        """One document."""

    def documents(self) -> Iterator[Document]:
        """All documents in the order of their ids."""

    def document_ids(self) -> list[str]:
        """The ids of all documents, in order."""

    def layers(self, document_id: str) -> list[TextLayer]:
        """The layers of a document in their order."""

    def layer(self, layer_id: str) -> TextLayer | None:
        """One layer."""

    def forget_documents(self, document_ids: Iterable[str]) -> None:
        """Drop documents that will be read anew, with everything that was found in them."""

    def put_anchors(self, layer_id: str, anchors: Sequence[Anchor]) -> None:
        """Keep where the parts of a layer stand in its document, unless it is known."""

    def anchors(self, layer_id: str) -> list[Anchor]:
        """The anchors of a layer in order."""

    def put_fingerprints(self, fingerprints: Mapping[str, bytes]) -> None:
        """Keep fingerprints of texts by document id."""

    def fingerprints(self) -> Iterator[tuple[str, bytes]]:
        """(document id, fingerprint) in the order of ids."""

    def put_mentions(self, document_id: str, mentions: Sequence[Mention]) -> None:
        """Replace what is known to be mentioned in a document."""

    def mentions(self, document_id: str | None = None) -> Iterator[tuple[str, Mention]]:
        """(document id, mention) in the order of layers and places."""

    def put_claims(self, document_id: str, claims: Sequence[Claim]) -> None:
        """Replace the claims of a document."""

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        """Claims as they are kept. Their spans are not checked here: `verify` does that."""

    def claim_ids(self) -> Iterator[tuple[str, Claim | None]]:
        """(the id a claim is kept under, the claim or None where it cannot be read), to see
        whether they still agree."""

    def put_view(self, kind: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Replace a view (entities, matches, leads) by entries that each have an `id`."""

    def view(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a view in their order."""

    def view_entry(self, kind: str, entry_id: str) -> dict[str, Any] | None:
        """One entry of a view."""

    def mark(self, stage: str, subject: str, key: str) -> None:
        """Remember that a stage has run for a subject under a key."""

    def unmarked_documents(self, stage: str, key: str) -> list[str]:
        """The ids of documents that a stage has not run for under this key, in order."""

    def mark_count(self, stage: str) -> int:
        """How many subjects a stage has run for."""

    def marks(self, stage: str) -> dict[str, str]:
        """Subject -> key of all that a stage has run for."""

    def counts(self) -> dict[str, int]:
        """How many items, documents, layers, mentions and claims there are."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document as the search index takes it: words already made by `store.terms`."""

    document: str
    kind: str
    language: str
    day: int
    sender: str
    recipients: str
    words: str
    stems: str
    others: str
    names: str


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: words and phrases that must occur, and filters."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    sender: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    kind: str = ""
    language: str = ""
    first_day: int = 0
    last_day: int = 99991231
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with a score that only orders hits of one query."""

    document: str
    score: float


class SearchIndex(Protocol):
    """Full text over all documents; may be deleted and built again."""

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Add documents, replacing those with the same id; durable after `commit`."""

    def count(self) -> int:
        """How many documents are in it."""

    def commit(self) -> None:
        """Make everything added visible and durable."""

    def search(self, query: Query, limit: int) -> list[Hit]:
        """The best documents for a query, best first; equal scores in the order of ids."""

    def close(self) -> None:
        """Release the index."""
