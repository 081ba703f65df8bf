"""The group `affidavit timestamp`."""

import sys
from pathlib import Path

import click

from affidavit.app import stamping
from affidavit.app.options import CASE, JSON
from affidavit.app.output import Out
from affidavit.model.errors import UsageError


@click.group()
def timestamp() -> None:
    """Proof that the case existed by a time: RFC 3161 timestamps over the ledger's head."""


def _folder(case: Path | None) -> Path:
    if case is None:
        raise UsageError("name the case: -C FOLDER, or set AFFIDAVIT_CASE")
    return case


@timestamp.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CASE
def request(file: Path, case: Path | None) -> None:
    """Write a request into FILE. Nothing is sent."""
    sys.exit(stamping.request(_folder(case), file, Out()))


@timestamp.command()
@click.argument("address")
@CASE
def send(address: str, case: Path | None) -> None:
    """Ask the authority at ADDRESS; only a hash goes out."""
    sys.exit(stamping.send(_folder(case), address, Out()))


@timestamp.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CASE
def add(file: Path, case: Path | None) -> None:
    """Keep FILE, an authority's reply."""
    sys.exit(stamping.add(_folder(case), file, Out()))


@timestamp.command("show")
@CASE
@JSON
def show(case: Path | None, as_json: bool) -> None:
    """Every timestamp, verified again, offline."""
    sys.exit(stamping.show(_folder(case), Out(as_json)))
