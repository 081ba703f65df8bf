"""The command line."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from affidavit import __version__
from affidavit.app import (
    authenticate,
    authoring,
    commands,
    receiving,
    restrictedcli,
    reviewing,
    showing,
    stampingcli,
)
from affidavit.app.options import CASE, JSON
from affidavit.app.output import Out
from affidavit.app.receiving import Given
from affidavit.model.errors import AffidavitError, EvidenceError

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


class _Group(click.Group):
    """Commands in the order of work, and errors as one sentence with exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The order they were added in."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the user can mend is said, not traced."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            click.echo(
                f"affidavit: {error.filename or ''}: {error.strerror}; check the path", err=True
            )
            ctx.exit(2)
        except AffidavitError as error:
            click.echo(f"affidavit: {error}", err=True)
            ctx.exit(1 if isinstance(error, EvidenceError) else 2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """From leaked correspondence to findings that anyone can check.

    Nothing is sent anywhere; nothing is read but what you name.
    """


def _folder(case: Path | None) -> Path:
    if case is None:
        raise click.UsageError("name the case: -C FOLDER, or set AFFIDAVIT_CASE")
    return case


@main.command()
@click.argument("folder", required=False, default="demo", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Make a fictional leak in FOLDER, investigate it, and say where the briefing is."""
    sys.exit(receiving.demo(folder, Out()))


def _with_given(command: Any) -> Any:
    """The options of what may be given along with evidence."""
    for option in reversed(_GIVEN):
        command = option(command)
    return command


_GIVEN = (
    click.option("--passwords", type=click.Path(path_type=Path), help="A file of passwords, one a line, to open locked files with."),
    click.option("--keys", multiple=True, type=click.Path(path_type=Path), help="Keys: published ones of domains (text, zone, JSON, CSV), certificates and OpenPGP keys to check signatures with, private ones (PEM with its certificate, OpenPGP) to open messages with."),
    click.option("--ocr/--no-ocr", default=None, help="Whether pages and pictures without text are recognised (kept in the case)."),
    click.option("--ocr-languages", default="", help="The languages of scans, as rus+ukr+bel+eng (kept in the case)."),
)  # fmt: skip
_SOURCE = click.option("--source", default="", help="A label that goes before the paths.")
_REPORT = click.option("--report", is_flag=True, help="PATHS are published reports.")


@main.command()
@_PATHS
@CASE
@click.option(
    "--lists",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Sanctions list to screen against.",
)
@_SOURCE
@_REPORT
@_with_given
def investigate(
    paths: tuple[Path, ...], case: Path | None, lists: tuple[Path, ...], source: str, report: bool,
    **given: Any,
) -> None:  # fmt: skip
    """The main job: take PATHS in, run every stage, write an internal briefing."""
    along = Given(label=source, report=report, lists=lists, **given)
    sys.exit(receiving.investigate(_folder(case), paths, along, Out()))


@main.command()
@_PATHS
@CASE
@_SOURCE
@_REPORT
@_with_given
def ingest(
    paths: tuple[Path, ...], case: Path | None, source: str, report: bool, **given: Any
) -> None:
    """Take PATHS in, read and index them. Resumable: run it again after a break."""
    along = Given(label=source, report=report, **given)
    sys.exit(receiving.ingest(_folder(case), paths, along, Out()))


@main.command()
@CASE
@click.option(
    "--ner",
    type=click.Choice(["", "gliner"]),
    default=None,
    help="gliner: find names with a GLiNER model (an extra); empty: with our own. Kept in the case.",
)
def analyse(case: Path | None, ner: str | None) -> None:
    """Run the later stages over what has been taken in; only what changed."""
    sys.exit(commands.analyse(_folder(case), ner, Out()))


@main.command()
@CASE
@_with_given
def retry(case: Path | None, **given: Any) -> None:
    """Read again what could not be read, once its cause is gone."""
    sys.exit(receiving.retry(_folder(case), Given(**given), Out()))


@main.command()
@CASE
@JSON
@click.option("--failed", is_flag=True, help="List what could not be read.")
def status(case: Path | None, as_json: bool, failed: bool) -> None:
    """Completeness: items and bytes by status, failures with reasons, stages, isolation."""
    sys.exit(receiving.status(_folder(case), failed, Out(as_json)))


@main.command()
@click.argument("query", nargs=-1, required=True)
@CASE
@JSON
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000))
def search(query: tuple[str, ...], case: Path | None, as_json: bool, limit: int) -> None:
    """Full text, any inflection and script. Filters: from: to: date: kind: lang: entity:"""
    sys.exit(commands.search(_folder(case), " ".join(query), limit, Out(as_json)))


@main.command()
@click.argument("identifier")
@CASE
@JSON
def show(identifier: str, case: Path | None, as_json: bool) -> None:
    """A document (by id, the start of one, or its path) with its grade, layers and claims."""
    sys.exit(showing.show(_folder(case), identifier, Out(as_json)))


@main.command()
@click.argument("identifier")
@CASE
@JSON
def thread(identifier: str, case: Path | None, as_json: bool) -> None:
    """The conversation a message (by id, the start of one, or its path) stands in."""
    sys.exit(showing.thread(_folder(case), identifier, Out(as_json)))


def _listing(name: str, text: str) -> None:
    """Add a command that lists rows."""

    @main.command(name, help=text)
    @CASE
    @JSON
    def command(case: Path | None, as_json: bool) -> None:
        sys.exit(commands.listing(_folder(case), name, Out(as_json)))


_listing("mentions", "Everything the texts mention, with exact places.")
_listing("entities", "Who is who: people, organisations and places, with all their spellings.")
_listing(
    "suggestions", "Pairs of entities that may be one, with the reasons: decide with `review`."
)
_listing("claims", "What the texts say: claims with their evidence.")
_listing("matches", "Entities that may be on a list, with the state on the day of each document.")
_listing("alike", "Messages that say nearly the same, group by group.")
_listing("leads", "Patterns over the claims: where to look.")
_listing("timeline", "Messages and claims by day: when it was said, and when it happened.")
_listing("network", "Who writes to whom, who is tied to whom by which claims, who is central.")


@main.group()
def review() -> None:
    """Decide who is who. Every decision is kept in the ledger and can be taken back."""


_REASON = click.option("--reason", default="", help="Why; kept with the decision.")


@review.command("merge")
@click.argument("one")
@click.argument("other")
@_REASON
@CASE
def review_merge(one: str, other: str, reason: str, case: Path | None) -> None:
    """ONE and OTHER (ids or names of entities) are one; ONE keeps its id."""
    sys.exit(reviewing.same(_folder(case), one, other, reason, Out()))


@review.command("accept")
@click.argument("one")
@click.argument("other")
@_REASON
@CASE
def review_accept(one: str, other: str, reason: str, case: Path | None) -> None:
    """Accept a suggestion: ONE and OTHER are one."""
    sys.exit(reviewing.same(_folder(case), one, other, reason, Out()))


@review.command("split")
@click.argument("entity")
@click.argument("names", nargs=-1, required=True)
@_REASON
@CASE
def review_split(entity: str, names: tuple[str, ...], reason: str, case: Path | None) -> None:
    """NAMES of ENTITY are somebody else's."""
    sys.exit(reviewing.different(_folder(case), entity, names, reason, Out()))


@review.command("reject")
@click.argument("one")
@click.argument("other")
@_REASON
@CASE
def review_reject(one: str, other: str, reason: str, case: Path | None) -> None:
    """ONE is not OTHER: another entity, or the entry of a list by its `list_id`."""
    sys.exit(reviewing.rejected(_folder(case), one, other, reason, Out()))


@review.command("undo")
@click.argument("number", type=int)
@_REASON
@CASE
def review_undo(number: int, reason: str, case: Path | None) -> None:
    """Take decision NUMBER back."""
    sys.exit(reviewing.undo(_folder(case), number, reason, Out()))


@review.command("list")
@CASE
@JSON
def review_list(case: Path | None, as_json: bool) -> None:
    """All decisions, and whether they still count."""
    sys.exit(reviewing.listing(_folder(case), Out(as_json)))


@main.group()
def frames() -> None:
    """Kinds of claims: try their examples, begin a new one (docs/frames.md)."""


_FILES = click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)


@frames.command("test")
@_FILES
@JSON
def frames_test(files: tuple[Path, ...], as_json: bool) -> None:
    """Try the examples of FILES; of all frames in use where none is named."""
    sys.exit(authoring.frames_test(files, Out(as_json)))


@frames.command("new")
@click.argument("name")
@click.option("--folder", default=".", type=click.Path(path_type=Path, file_okay=False))
def frames_new(name: str, folder: Path) -> None:
    """Write NAME.yaml, a frame to begin with."""
    sys.exit(authoring.frames_new(name, folder, Out()))


@main.group()
def patterns() -> None:
    """Kinds of leads: try their examples."""


@patterns.command("test")
@_FILES
@JSON
def patterns_test(files: tuple[Path, ...], as_json: bool) -> None:
    """Try the examples of FILES; of all patterns where none is named."""
    sys.exit(authoring.patterns_test(files, Out(as_json)))


@main.command("authenticate")
@click.argument("wanted", metavar="[ID]", default="")
@click.option(
    "--keys",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Published keys of domains (text, zone file, JSON, CSV), certificates, OpenPGP keys. They are kept in the case.",
)
@click.option("--dns", is_flag=True, help="Ask the DNS for missing keys; every name is told first.")
@click.option("--resolver", default="", help="The resolver to ask, HOST or HOST:PORT.")
@CASE
@JSON
def authenticate_command(
    wanted: str, files: tuple[Path, ...], dns: bool, resolver: str, case: Path | None, as_json: bool
) -> None:
    """Whether messages are genuine: a grade and its reasons for each, most suspect first. Offline."""
    lookup = authenticate.Lookup(dns, resolver)
    sys.exit(authenticate.authenticate(_folder(case), wanted, files, lookup, Out(as_json)))


@main.command("gaps")
@CASE
@JSON
def gaps_command(case: Path | None, as_json: bool) -> None:
    """What the leak refers to and does not hold: messages, attachments, numbers, silent times."""
    sys.exit(authenticate.gaps(_folder(case), Out(as_json)))


main.add_command(stampingcli.timestamp)
for command in restrictedcli.COMMANDS:
    main.add_command(command)


@main.command()
@CASE
@click.option("--audience", type=click.Choice(["internal"]), default="internal", show_default=True)
@click.option("--lang", type=click.Choice(["en"]), default="en", show_default=True)
@click.option(
    "--format",
    "formats",
    default="html",
    show_default=True,
    help="html, json, or both with a comma.",
)
def briefing(case: Path | None, audience: str, lang: str, formats: str) -> None:
    """Write the briefing; fails, listing what blocks it, if one citation does not resolve."""
    sys.exit(commands.briefing(_folder(case), formats, Out()))


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@CASE
@JSON
def verify(path: Path | None, case: Path | None, as_json: bool) -> None:
    """Check a case: originals, ledger, every layer, mention and citation."""
    sys.exit(commands.verify(_folder(path or case), Out(as_json)))


@main.command()
@CASE
def rebuild(case: Path | None) -> None:
    """Drop everything derived and derive it again."""
    sys.exit(receiving.rebuild(_folder(case), Out()))
