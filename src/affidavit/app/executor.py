"""Where work runs: the same function over many items, here or in other processes."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Protocol, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")


class Executor(Protocol):
    """Runs a module-level function over items; results come in any order."""

    def map(self, function: Callable[[Work], Result], items: Iterable[Work]) -> Iterator[Result]:
        """Yield the function's result for each item."""

    def kept(self) -> AbstractContextManager[None]:
        """While it is open, what was loaded for one `map` is there for the next."""


class HereExecutor:
    """In this process, one after another."""

    def kept(self) -> AbstractContextManager[None]:
        """Nothing to keep: this process stays."""
        return nullcontext()

    def map(self, function: Callable[[Work], Result], items: Iterable[Work]) -> Iterator[Result]:
        """Yield results in order."""
        yield from map(function, items)


_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""There is a process for every core: threads beside it would only wait for one another."""


class PoolExecutor:
    """A pool of local processes, never more than two items each ahead of the reader."""

    def __init__(self, processes: int = 0) -> None:
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the processes, which take seconds to load their models, from one `map` to the next."""
        with self._started() as self._pool:
            try:
                yield
            finally:
                self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        os.environ.update(_ONE_THREAD)
        return ProcessPoolExecutor(self._processes, get_context("forkserver"), _end_with_parent)

    def map(self, function: Callable[[Work], Result], items: Iterable[Work]) -> Iterator[Result]:
        """Yield results as they come; an exception in a worker is raised here."""
        source = iter(items)
        with nullcontext(self._pool) if self._pool else self._started() as pool:
            running: set[Future[Result]] = set()
            for item in source:
                running.add(pool.submit(function, item))
                if len(running) >= 2 * self._processes:
                    yield from _finished(running)
            while running:
                yield from _finished(running)


def _finished(running: set[Future[Result]]) -> Iterator[Result]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    running -= done
    for future in done:
        yield future.result()


def _end_with_parent() -> None:
    """A worker ends when the main process is killed.

    The kernel's death signal would not do: a worker's parent is the server it was forked from, and
    that one lives as long as a worker does.
    """
    main = parent_process()
    assert main is not None, "a worker has a parent"

    def watch() -> None:
        main.join()
        os._exit(1)

    Thread(target=watch, daemon=True, name="end with parent").start()
