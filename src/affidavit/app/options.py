"""Options that many commands have."""

from pathlib import Path

import click

CASE = click.option(
    "-C", "--case", "case", type=click.Path(path_type=Path), envvar="AFFIDAVIT_CASE",
    help="The case folder (or AFFIDAVIT_CASE).",
)  # fmt: skip
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
