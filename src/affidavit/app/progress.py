"""What is going on, for a person who waits: a bar with rate, time left and failures."""

import sys
from types import TracebackType
from typing import Any, Protocol


class Progress(Protocol):
    """Told of stages and of every item done."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins; `total` items are to be done."""

    def more(self, items: int) -> None:
        """More items of the current stage were found inside others."""

    def done(self, items: int = 1) -> None:
        """Items of the current stage are done."""

    def failed(self, items: int) -> None:
        """Items of the current stage could not, or not fully, be read."""


class Silent:
    """Says nothing (pipes, JSON, tests)."""

    def stage(self, name: str, total: int) -> None:
        """Nothing."""

    def more(self, items: int) -> None:
        """Nothing."""

    def done(self, items: int = 1) -> None:
        """Nothing."""

    def failed(self, items: int) -> None:
        """Nothing."""


class Bars:
    """One bar a stage on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._bars = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:>9}"),
            TimeRemainingColumn(compact=True),
            TextColumn("[red]{task.fields[failed]}"),
            console=Console(stderr=True),
        )
        self._task: Any = None
        self._failed = 0

    def __enter__(self) -> "Bars":
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int) -> None:
        """Show a new bar."""
        self._failed = 0
        self._task = self._bars.add_task(name, total=total, rate="", failed="")

    def more(self, items: int) -> None:
        """Make the bar longer."""
        self._bars.update(self._task, total=(self._bars.tasks[self._task].total or 0) + items)

    def failed(self, items: int) -> None:
        """Count what could not be read."""
        self._failed += items

    def done(self, items: int = 1) -> None:
        """Move the bar on."""
        task = self._bars.tasks[self._task]
        speed = task.speed
        self._bars.update(
            self._task,
            advance=items,
            rate=f"{speed:.0f}/s" if speed else "",
            failed=f"{self._failed} not read" if self._failed else "",
        )


def terminal() -> bool:
    """Whether a person watches standard error."""
    return sys.stderr.isatty()
