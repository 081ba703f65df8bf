"""What commands print: tables and sentences for people, JSON Lines for programs."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from affidavit.app.progress import Bars, Progress, Silent, terminal

DONE, ATTENTION, PARTIAL = 0, 1, 3
"""Exit codes: done; findings that need attention; something could not be read. Wrong use is 2."""


class Out:
    """Standard output for rows and results, standard error for progress and remarks."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def progress(self) -> AbstractContextManager[Progress]:
        """Bars on a terminal, silence in a pipe."""
        return Bars() if terminal() and not self.as_json else nullcontext(Silent())

    def say(self, text: str) -> None:
        """A sentence for a person."""
        if not self.as_json:
            click.echo(printable(text))

    def remark(self, text: str) -> None:
        """A sentence beside the output."""
        click.echo(printable(text), err=True)

    def rows(self, rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> int:
        """JSON Lines, or a line a row of the chosen columns; returns how many there were."""
        count = 0
        try:
            for row in rows:
                count += 1
                if self.as_json:
                    click.echo(json.dumps(row, ensure_ascii=False))
                else:
                    click.echo(printable("  ".join(_cell(row.get(column)) for column in columns)))
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return count

    def result(self, value: dict[str, Any]) -> None:
        """One JSON object."""
        click.echo(json.dumps(value, ensure_ascii=False))


_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "�")


def printable(text: str) -> str:
    """A text out of a leak as a terminal may see it: nothing in it can move the cursor or more."""
    return text.translate(_CONTROLS)


def _cell(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(
            f"{k}: {v['text'] if isinstance(v, dict) else v}" for k, v in value.items()
        )
    return " ".join(str("" if value is None else value).split())
