"""Parsing with several workers: threads that each own quarantines, and what they bring back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue, SimpleQueue
from types import TracebackType

from affidavit.app.reader import Batch, Reader, Reading
from affidavit.extract.layers import VERSION as LAYERS_VERSION
from affidavit.model import Item
from affidavit.quarantine import Quarantine
from affidavit.store import SqliteRows

PARSE_VERSION = f"3/{LAYERS_VERSION}"
_AHEAD = 8
_UNWRITTEN = 16


@dataclass(frozen=True, slots=True)
class Finished:
    """A thread is done with an item that was given out."""

    item: str


class Quarantines:
    """One worker process a level of nesting, started when first needed.

    What is inside an item is read by the next level's worker while the item's own is still open.
    """

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._levels: list[Quarantine] = []

    def __enter__(self) -> "Quarantines":
        return self

    def __exit__(self, *_: object) -> None:
        for quarantine in self._levels:
            quarantine.close()

    def at(self, level: int) -> Quarantine:
        """The quarantine of a level."""
        while len(self._levels) <= level:
            self._levels.append(Quarantine(spool=self._spool))
        return self._levels[level]

    @property
    def isolation(self) -> str:
        """The isolation that the workers reached, in words; empty before the first has started."""
        return self._levels[0].level if self._levels else ""


class ParseCrew:
    """Worker threads over a case. What they read comes in any order, parts before their whole."""

    def __init__(self, reading: Reading, workers: int) -> None:
        self._reading = reading
        self._work: SimpleQueue[Item | None] = SimpleQueue()
        self._results: Queue[Batch | Finished | BaseException] = Queue(_UNWRITTEN)
        self._open = 0
        self._room = workers * _AHEAD
        self._stopped = threading.Event()
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
        self._stopped.set()
        for _ in self._threads:
            self._work.put(None)
        if kind is None:
            for thread in self._threads:
                thread.join()

    def run(self, more: Callable[[int], list[Item]]) -> Iterator[Batch | Finished]:
        """Read what `more(count)` gives until it gives nothing and nothing is open."""
        while True:
            if self._open <= self._room // 2:
                for item in more(self._room - self._open):
                    self._open += 1
                    self._work.put(item)
            if not self._open:
                return
            result = self._results.get()
            if isinstance(result, BaseException):
                raise result
            if isinstance(result, Finished):
                self._open -= 1
            yield result

    def _serve(self) -> None:
        """A thread's life: it owns its worker processes, which end with it."""
        rows = SqliteRows(self._reading.database, read_only=True)
        try:
            with Quarantines(self._reading.spool) as quarantines:
                while (item := self._work.get()) is not None and not self._stopped.is_set():
                    Reader(quarantines, self._reading, rows, self._results.put).read(item)
                    self.level = quarantines.isolation or self.level
                    self._results.put(Finished(item.id))
        except BaseException as error:  # handed to the main thread, which raises it
            self._results.put(error)
            raise
        finally:
            rows.close()
