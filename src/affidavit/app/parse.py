"""Parsing with several workers: threads that each own a quarantine, and the trees they bring back."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

from affidavit.custody import Vault
from affidavit.extract.layers import VERSION as LAYERS_VERSION
from affidavit.extract.layers import build_document
from affidavit.model import Blob, Document, Item, Status, TextLayer
from affidavit.quarantine import Child, Outcome, Quarantine
from affidavit.quarantine.host import Source
from affidavit.store.blobs import hash_of

PARSE_VERSION = f"1/{LAYERS_VERSION}"
_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Subtree:
    """An item and everything inside it, with their documents; `later` are ranges still to be read."""

    items: tuple[Item, ...]
    documents: tuple[tuple[Document, list[TextLayer]], ...]
    later: tuple[Item, ...]


class ParseCrew:
    """Worker threads over a vault. Results come in any order; each stands for itself."""

    def __init__(self, vault: Vault, workers: int) -> None:
        self._vault = vault
        self._work: SimpleQueue[Item | None] = SimpleQueue()
        self._results: SimpleQueue[Subtree | BaseException] = SimpleQueue()
        self._open = 0
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        self.level = ""

    def __enter__(self) -> "ParseCrew":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _ in self._threads:
            self._work.put(None)
        if kind is None:
            for thread in self._threads:
                thread.join()

    def submit(self, items: Iterable[Item]) -> None:
        """Give out work."""
        for item in items:
            self._open += 1
            self._work.put(item)

    def results(self) -> Iterator[Subtree]:
        """Yield a subtree for each item given out, until none is open."""
        while self._open:
            result = self._results.get()
            self._open -= 1
            if isinstance(result, BaseException):
                raise result
            yield result

    def _serve(self) -> None:
        """A thread's life: it owns one worker process, which ends with it."""
        with Quarantine() as quarantine:
            while (item := self._work.get()) is not None:
                try:
                    subtree = _Reader(quarantine, self._vault).read(item)
                    self.level = quarantine.level or self.level
                except BaseException as error:  # handed to the main thread, which raises it
                    self._results.put(error)
                    raise
                self._results.put(subtree)


class _Reader:
    """Reads one item with all its members."""

    def __init__(self, quarantine: Quarantine, vault: Vault) -> None:
        self._quarantine = quarantine
        self._vault = vault
        self._items: list[Item] = []
        self._documents: list[tuple[Document, list[TextLayer]]] = []
        self._later: list[Item] = []

    def read(self, item: Item) -> Subtree:
        source = Source(
            name=item.declared_name if item.origin == "vault" else "",
            path=item.path,
            media_type=item.media_type,
            length=item.length,
            file=self._vault.path(item.original),
            offset=item.offset,
        )
        if self._intact(item):
            self._read(item, source, 0)
        else:
            reason = "its original in the vault is missing or altered; hand it in again"
            self._items.append(replace(item, status=Status.UNREADABLE, reason=reason))
        return Subtree(tuple(self._items), tuple(self._documents), tuple(self._later))

    def _intact(self, item: Item) -> bool:
        """Whether the bytes to be read are still those that were received."""
        path = self._vault.path(item.original)
        if not path.is_file():
            return False
        if item.origin == "vault":
            return hash_of(path) == item.blob.sha256
        with path.open("rb") as file:
            file.seek(item.offset)
            return sha256(file.read(item.length)).hexdigest() == item.blob.sha256

    def _read(self, item: Item, source: Source, depth: int) -> None:
        outcome = self._quarantine.parse(source)
        if (
            outcome.parsed is None
            and not outcome.children
            and source.media_type == "message/rfc822"
        ):
            outcome = self._without_html(source, outcome)
        document_id, media_type = None, item.media_type
        if outcome.parsed is not None:
            document, layers = build_document(item.blob.sha256, outcome.parsed)
            self._documents.append((document, layers))
            document_id, media_type = document.id, outcome.parsed.media_type
        self._items.append(
            replace(
                item,
                status=outcome.status,
                reason=outcome.reason,
                document=document_id,
                media_type=media_type,
            )
        )
        for child, data in outcome.children:
            self._child(item, source, child, data, depth)

    def _without_html(self, source: Source, failed: Outcome) -> Outcome:
        """A message whose rendering broke its worker is read once more as plain text."""
        second = self._quarantine.parse(source, {"plain_only": True})
        if second.parsed is None:
            return failed
        reason = f"read without rendering its HTML: {failed.reason}"
        return replace(second, status=Status.PARTIAL, reason=reason)

    def _child(self, parent: Item, source: Source, child: Child, data: bytes, depth: int) -> None:
        path = f"{parent.path}/{child.segment}"
        if child.is_range and source.file is not None:
            self._later.append(
                self._range(parent, source.file, source.offset + child.offset, child)
            )
            return
        if child.is_range:
            data = source.data[child.offset : child.offset + child.length]
        digest = sha256(data).hexdigest() if child.status is Status.PENDING else ""
        item = Item(
            id=Item.make_id(path, digest),
            path=path,
            blob=Blob(digest, child.length),
            media_type=child.media_type,
            status=child.status,
            reason=child.reason,
            parent=parent.id,
            origin="member",
            length=child.length,
            declared_name=child.name,
        )
        if child.status is not Status.PENDING:
            self._items.append(item)
        elif depth >= _DEPTH:
            reason = f"more than {_DEPTH} levels deep"
            self._items.append(replace(item, status=Status.REFUSED, reason=reason))
        else:
            inside = Source(child.name, path, child.media_type, child.length, data=data)
            self._read(item, inside, depth + 1)

    def _range(self, parent: Item, file: Path, offset: int, child: Child) -> Item:
        """A range of a file of the vault: read later, from the vault, by itself."""
        with file.open("rb") as stream:
            stream.seek(offset)
            digest = sha256(stream.read(child.length)).hexdigest()
        path = f"{parent.path}/{child.segment}"
        return Item(
            id=Item.make_id(path, digest),
            path=path,
            blob=Blob(digest, child.length),
            media_type=child.media_type,
            parent=parent.id,
            origin="range",
            offset=offset,
            length=child.length,
            declared_name=child.name,
            original=parent.original,
        )
