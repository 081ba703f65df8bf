"""One item with everything inside it: read, and handed on in parts that are complete.

A part is written with or after all that is inside it, and before what it is inside of. So after a
break whatever is there is whole, and what is missing is inside something still pending.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from affidavit.app.recognise import OcrCache, recognise_scans
from affidavit.custody import Vault
from affidavit.extract.layers import Built, build_document
from affidavit.model import Blob, Item, Status
from affidavit.quarantine import Child, Outcome, Parsed, Quarantine, Source
from affidavit.store import Rows

_DEPTH = 24
_BUFFERED_BYTES, _BUFFERED = 8 << 20, 64
_PART_ITEMS, _PART_TEXT = 200, 4 << 20
_RESTARTS, _IN_A_ROW = 20, 3
_CONTAINERS = (
    "application/mbox", "application/zip", "application/x-tar", "application/x-7z-compressed",
    "application/vnd.rar", "application/vnd.ms-outlook-pst", "application/warc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a case is read with."""

    vault: Vault
    database: Path
    spool: Path
    passwords: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ocr: OcrCache | None = None


@dataclass(slots=True)
class Batch:
    """Items that are read, with their documents."""

    items: list[Item] = field(default_factory=list)
    documents: list[Built] = field(default_factory=list)
    text: int = 0

    def add(self, item: Item, built: Built | None = None) -> None:
        """Add an item and what it was read as."""
        self.items.append(item)
        if built is not None:
            self.documents.append(built)
            self.text += sum(len(layer.text) for layer in built.layers)

    @property
    def full(self) -> bool:
        """Whether it should be handed on."""
        return len(self.items) >= _PART_ITEMS or self.text >= _PART_TEXT


class Levels(Protocol):
    """Quarantines by level of nesting."""

    def at(self, level: int) -> Quarantine:
        """The quarantine of a level."""


class Reader:
    """Reads one item that is pending."""

    def __init__(
        self, levels: Levels, reading: Reading, rows: Rows, give: Callable[[Batch], None]
    ) -> None:
        self._levels, self._reading, self._rows, self._give = levels, reading, rows, give
        self._batch = Batch()
        self._resumed = False

    def read(self, item: Item) -> None:
        """Read the item and all inside it; gives batches as they are complete."""
        path = self._reading.vault.path(item.original)
        source = Source(
            name=item.declared_name if item.origin == "vault" else "",
            path=item.path,
            media_type=item.media_type if item.origin == "range" else "",
            length=item.length,
            file=path,
            offset=item.offset,
        )
        if not path.is_file() or source.digest() != item.blob.sha256:
            reason = "its original in the vault is missing or altered; hand it in again"
            self._add(replace(item, status=Status.UNREADABLE, reason=reason))
        else:
            skip = self._already(item)
            self._resumed = skip > 0 or next(self._rows.members(item.id), None) is not None
            self._read(item, source, _Place(0, 0), skip)
        self._flush()

    def _already(self, item: Item) -> int:
        """How many things at the beginning of a container are known and need not be sent again."""
        count = 0
        for member in self._rows.members(item.id):
            finished = member.status is not Status.PENDING or member.origin == "range"
            if not finished or member.place != count + 1:
                break
            count += 1
        return count

    def _read(self, item: Item, source: Source, place: "_Place", skip: int = 0) -> None:
        members = _Members(self, item, source, place)
        quarantine = self._levels.at(place.level)
        options: dict[str, Any] = {}
        if self._reading.passwords:
            options["passwords"] = list(self._reading.passwords)
        if self._reading.keys:
            options["keys"] = list(self._reading.keys)
        if item.role == "report":
            options["report"] = True
        members.count = skip
        outcome = quarantine.parse(source, members.take, {**options, "skip": skip})
        outcome = self._go_on(item, source, members, outcome, {**options, "skip": skip})
        if (
            outcome.parsed is None
            and not outcome.emitted
            and outcome.media_type == "message/rfc822"
        ):
            outcome = self._without_html(source, quarantine, members, outcome)
        parsed = outcome.parsed
        if parsed is not None and parsed.scans:
            outcome = recognise_scans(
                self._reading.ocr, quarantine, source, item.blob.sha256, outcome, options
            )
            parsed = outcome.parsed
        members.rest()
        self._finish(item, outcome, parsed)

    def _finish(self, item: Item, outcome: Outcome, parsed: Parsed | None) -> None:
        built = build_document(item.blob.sha256, parsed) if parsed is not None else None
        known = replace(
            item,
            status=outcome.status,
            reason=outcome.reason,
            document=built.document.id if built else None,
            media_type=outcome.media_type or item.media_type,
            expected=parsed.expected if parsed else -1,
        )
        self._add(known, built)

    def _go_on(
        self, item: Item, source: Source, members: "_Members", outcome: Outcome,
        options: Mapping[str, Any],
    ) -> Outcome:  # fmt: skip
        """After a container's worker died on one member: list that member, read those behind it."""
        skip, lost, held = int(options["skip"]), 0, list[tuple[Child, int]]()
        while outcome.died and outcome.media_type in _CONTAINERS and lost < _RESTARTS:
            skip += outcome.emitted + 1
            reason = f"reading it ended the parser of {item.path}: {outcome.reason}"
            fallen = outcome.unfinished or Child(f"lost:{skip}", "", "", 0)
            held.append((replace(fallen, length=0, status=Status.UNREADABLE, reason=reason), skip))
            members.count = skip
            following = self._levels.at(members.place.level).parse(
                source, members.take, {**options, "skip": skip}
            )
            barren = following.died and not following.emitted and not following.unfinished
            if barren and len(held) >= _IN_A_ROW:
                return outcome  # it is the container that cannot be read, not some members
            if not barren:
                lost += len(held)
                for child, number in held:
                    self.listed(item, child, number)
                held = []
            outcome = following
        if lost and outcome.parsed is not None:
            reason = f"{lost} members ended its parser; they are listed"
            return replace(outcome, status=Status.PARTIAL, reason=reason)
        return outcome

    @staticmethod
    def _without_html(
        source: Source, quarantine: Quarantine, members: "_Members", failed: Outcome
    ) -> Outcome:
        """A message whose rendering broke its worker is read once more as plain text."""
        second = quarantine.parse(source, members.take, {"plain_only": True})
        if second.parsed is None:
            return failed
        reason = f"read without rendering its HTML: {failed.reason}"
        return replace(second, status=Status.PARTIAL, reason=reason)

    def listed(self, parent: Item, child: Child, number: int) -> None:
        """A member whose bytes cannot be had is listed with the reason."""
        item = _item(parent, child, "", number)
        if not self._known(item):
            self._add(item)

    def _known(self, item: Item) -> bool:
        """Whether an earlier run has dealt with an item."""
        known = self._rows.item(item.id) if self._resumed else None
        return known is not None and (known.status is not Status.PENDING or known.origin == "range")

    def member(
        self, parent: Item, child: Child, source: Source, place: "_Place", number: int
    ) -> None:
        """A member with its bytes is read in turn."""
        item = _item(parent, child, source.digest(), number)
        if self._known(item):
            return
        if place.depth >= _DEPTH:
            reason = f"more than {_DEPTH} levels deep"
            self._add(replace(item, status=Status.REFUSED, reason=reason))
        else:
            self._read(item, replace(source, path=item.path), place)

    def later(self, parent: Item, child: Child, source: Source, number: int) -> None:
        """A range of an original is an item of its own, to be read from the vault by itself."""
        item = _item(parent, child, source.digest(), number)
        if not self._known(item):
            self._add(replace(item, origin="range", offset=source.offset, original=parent.original))

    def _add(self, item: Item, built: Built | None = None) -> None:
        self._batch.add(item, built)
        if self._batch.full:
            self._flush()

    def _flush(self) -> None:
        if self._batch.items:
            self._give(self._batch)
            self._batch = Batch()


@dataclass(frozen=True, slots=True)
class _Place:
    """How deep something lies: `depth` in the leak, `level` in open containers."""

    depth: int
    level: int


class _Members:
    """What comes out of one item. A few small things wait until the item's own worker is free."""

    def __init__(self, reader: Reader, item: Item, source: Source, place: _Place) -> None:
        self._reader, self._item, self._source = reader, item, source
        self.place = place
        self.count = 0
        self._waiting: list[tuple[Child, Source, int]] = []
        self._bytes = 0
        self._flowing = False

    def take(self, child: Child, source: Source) -> None:
        """Receive one thing."""
        self.count += 1
        if child.status is not Status.PENDING:
            self._reader.listed(self._item, child, self.count)
        elif child.is_range:
            self._range(child)
        else:
            self._bytes += source.length
            if not self._flowing and source.file is None and self._fits():
                self._waiting.append((child, source, self.count))
            else:
                self._flow(child, source)

    def rest(self) -> None:
        """Read what has waited."""
        place = _Place(self.place.depth + 1, self.place.level)
        waiting, self._waiting = self._waiting, []
        for child, source, number in waiting:
            self._reader.member(self._item, child, source, place, number)

    def _fits(self) -> bool:
        return self._bytes <= _BUFFERED_BYTES and len(self._waiting) < _BUFFERED

    def _flow(self, child: Child, source: Source) -> None:
        """From here on each thing is read as it comes, by the next level's worker."""
        self._flowing = True
        place = _Place(self.place.depth + 1, self.place.level + 1)
        waiting, self._waiting = self._waiting, []
        for inside, found, number in (*waiting, (child, source, self.count)):
            self._reader.member(self._item, inside, found, place, number)

    def _range(self, child: Child) -> None:
        whole = self._source
        inside = replace(
            whole, name="", media_type=child.media_type, offset=whole.offset + child.offset,
            length=child.length,
        )  # fmt: skip
        if self._item.origin == "vault":
            self._reader.later(self._item, child, inside, self.count)
        else:
            part = whole.part(child.offset, child.length)
            self._flow(child, replace(inside, file=None, offset=0, data=part))


def _item(parent: Item, child: Child, digest: str, number: int) -> Item:
    path = f"{parent.path}/{child.segment}"
    return Item(
        id=Item.make_id(path, digest),
        path=path,
        blob=Blob(digest, max(0, child.length)),
        media_type=child.media_type,
        status=child.status,
        reason=child.reason,
        parent=parent.id,
        origin="member",
        length=max(0, child.length),
        declared_name=child.name,
        role=parent.role,
        place=number,
    )
