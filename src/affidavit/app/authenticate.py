"""The commands that tell whether messages are genuine, and what the leak does not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from affidavit.app.appraise import appraise_case
from affidavit.app.keyring import kept_keys, take_public
from affidavit.app.output import DONE, PARTIAL, Out
from affidavit.custody import Case
from affidavit.model.errors import UsageError

_COLUMNS = ("grade", "suspicion", "path", "why")
_GAPS = ("kind", "near", "reference", "said", "path")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Whether the DNS is asked for keys that are missing, and which resolver."""

    dns: bool = False
    server: str = ""


def authenticate(folder: Path, wanted: str, files: Sequence[Path], lookup: Lookup, out: Out) -> int:
    """The grades of one message, or of all, most suspect first; keys that are given are kept in the case."""
    bad: list[str] = []
    case = _appraised(folder, out, files, bad)
    if lookup.dns:
        from affidavit.app.asking import ask

        with case.writing(), out.progress() as progress:
            if ask(case, lookup.server, out):
                appraise_case(case, progress)
    bad += [f"not a key: {line}" for line in kept_keys(case)[1]]
    for line in bad:
        out.remark(line)
    out.rows(_graded(case, wanted), _COLUMNS)
    case.close()
    return PARTIAL if bad else DONE


def _appraised(
    folder: Path, out: Out, keys: Sequence[Path] = (), bad: list[str] | None = None
) -> Case:
    """The case, appraised as it now stands, with keys that are given; files that hold none are told in `bad`."""
    case = Case.open(folder).derived()
    with case.writing(), out.progress() as progress:
        for file in keys:
            try:
                take_public(case, file)
            except UsageError as error:
                if bad is not None:
                    bad.append(str(error))
        appraise_case(case, progress)
    return case


def _graded(case: Case, wanted: str) -> Iterator[dict[str, Any]]:
    for row in case.rows.view("authenticity"):
        for path in row["paths"]:
            if not wanted or wanted == path or row["id"].startswith(wanted):
                told = {key: value for key, value in row.items() if key not in ("id", "paths")}
                yield {"document": row["id"], **told, "path": path}


def gaps(folder: Path, out: Out) -> int:
    """What the leak refers to and does not hold."""
    case = _appraised(folder, out)
    count = out.rows(_gaps(case), _GAPS)
    if not count:
        out.remark("no gaps were found")
    case.close()
    return DONE


def _gaps(case: Case) -> Iterator[dict[str, Any]]:
    paths: dict[str, str] = {}
    for item in case.rows.items():
        if item.document:
            paths.setdefault(item.document, item.path)
    for gap in case.rows.view("gap"):
        evidence = [
            {**proof, "path": paths.get(proof["document"], "")} for proof in gap["evidence"]
        ]
        first = evidence[0] if evidence else {}
        yield {
            **gap,
            "evidence": evidence,
            "path": first.get("path", ""),
            "said": first.get("quote", ""),
        }
