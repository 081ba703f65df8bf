"""The command line of lists, screening and goods."""

import sys
from pathlib import Path

import click

from affidavit.app import restricted
from affidavit.app.options import CASE, JSON
from affidavit.app.output import Out


@click.group()
def lists() -> None:
    """Sanctions lists of a case; without a case, of your own library."""


@lists.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--date", "day", default="", help="The day of their state, where the files do not tell."
)
@CASE
def lists_import(files: tuple[Path, ...], day: str, case: Path | None) -> None:
    """Bring FILES in: OpenSanctions, OFAC, EU, UK, UN, SECO, or a csv with a column `name`. Several
    states of one list make a history."""
    sys.exit(restricted.lists_import(case, files, day, Out()))


@lists.command("show")
@CASE
@JSON
def lists_show(case: Path | None, as_json: bool) -> None:
    """The lists: source, day, age, entries, what was skipped."""
    sys.exit(restricted.lists_show(case, Out(as_json)))


@lists.command("fetch")
@click.argument("name")
@click.option("--from", "source", default="", help="A mirror's address or a file instead.")
@CASE
def lists_fetch(name: str, source: str, case: Path | None) -> None:
    """Download the list NAME, after saying from where, and import it."""
    sys.exit(restricted.lists_fetch(case, name, source, Out()))


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--file", "file", default="", help="A CSV with a column `name`; - reads standard input."
)
@click.option(
    "--lists", multiple=True, type=click.Path(path_type=Path), help="List files; else the case's."
)
@click.option("--as-of", "as_of", default="", help="The day to judge by, as 2023-02-24.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@CASE
@JSON
def screen(
    names: tuple[str, ...], file: str, lists: tuple[Path, ...], as_of: str, as_csv: bool,
    case: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Screen NAMES against lists, without a case or with one."""
    asked = restricted.Asked(names, file, lists, as_of, as_csv)
    sys.exit(restricted.screen(asked, case, Out(as_json)))


@click.command()
@click.argument("phrases", nargs=-1)
@click.option("--file", "file", default="", help="A phrase a line; - reads standard input.")
@click.option(
    "--lists",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Lists of goods; else the case's.",
)
@click.option(
    "--vocabulary",
    "own",
    multiple=True,
    type=click.Path(path_type=Path),
    help="More codes (yaml) or makes (csv).",
)
@click.option("--as-of", "as_of", default="", help="The day to judge by, as 2023-02-24.")
@CASE
@JSON
def goods(
    phrases: tuple[str, ...], file: str, lists: tuple[Path, ...], own: tuple[Path, ...], as_of: str,
    case: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Tell which controlled goods PHRASES may speak of, with codes, reasons and tiers."""
    asked = restricted.AskedGoods(phrases, file, lists, own, as_of)
    sys.exit(restricted.goods(asked, case, Out(as_json)))


COMMANDS: tuple[click.Command, ...] = (lists, screen, goods)
