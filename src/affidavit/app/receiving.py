"""The commands that take evidence in and read it, and the one that says how complete that was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from affidavit.app.briefings import current_briefing
from affidavit.app.keyring import take_public
from affidavit.app.listings import Listings
from affidavit.app.output import DONE, PARTIAL, Out
from affidavit.custody import Case, Taking, check_roots
from affidavit.model import Status
from affidavit.model.errors import UsageError

PASSWORDS_GIVEN, KEYS_GIVEN, SETTING = "passwords.given", "keys.given", "setting.changed"
_LANGUAGES = re.compile(r"[A-Za-z_]{3,}(?:\+[A-Za-z_]{3,})*")


@dataclass(frozen=True, slots=True)
class Given:
    """What a user gives along with the files.

    `ocr` None leaves the case's setting as it is; `ocr_languages` are Tesseract's names, `rus+eng`.
    """

    label: str = ""
    report: bool = False
    lists: tuple[Path, ...] = ()
    passwords: Path | None = None
    keys: tuple[Path, ...] = ()
    ocr: bool | None = None
    ocr_languages: str = ""

    @property
    def taking(self) -> Taking:
        """What is said of the files themselves."""
        return Taking(self.label, self.report)


def investigate(folder: Path, paths: Sequence[Path], given: Given, out: Out) -> int:
    """All stages, then the briefing; an unchanged case is left as it is."""
    from affidavit.app.pipeline import Pipeline

    check_roots(paths, folder)
    case = Case.open(folder, create=True)
    with case.writing(), out.progress() as progress:
        _apply(case, given)
        pipeline = Pipeline(case, progress)
        pipeline.import_lists(given.lists)
        pipeline.ingest(paths, given.taking)
        pipeline.analyse()
        target = current_briefing(case)
    code = tell_status(case, out)
    out.say(f"Briefing: {target}")
    case.close()
    return code


def ingest(folder: Path, paths: Sequence[Path], given: Given, out: Out) -> int:
    """Custody, parsing, text, index."""
    from affidavit.app.pipeline import Pipeline

    check_roots(paths, folder)
    case = Case.open(folder, create=True)
    with case.writing(), out.progress() as progress:
        _apply(case, given)
        Pipeline(case, progress).ingest(paths, given.taking)
    code = tell_status(case, out)
    case.close()
    return code


def retry(folder: Path, given: Given, out: Out) -> int:
    """Read failed items again."""
    from affidavit.app.ingest import retry_failed
    from affidavit.app.pipeline import Pipeline

    case = Case.open(folder)
    with case.writing(), out.progress() as progress:
        _apply(case, given)
        count = retry_failed(case)
        Pipeline(case, progress).ingest(())
    out.say(f"{count} items were read again.")
    code = tell_status(case, out)
    case.close()
    return code


def rebuild(folder: Path, out: Out) -> int:
    """Derive everything anew."""
    from affidavit.app.pipeline import Pipeline

    case = Case.open(folder)
    with case.writing(), out.progress() as progress:
        Pipeline(case, progress).rebuild()
    code = tell_status(case, out)
    case.close()
    return code


def _apply(case: Case, given: Given) -> None:
    """Keep passwords, keys and settings in the case; what was shut for want of them is tried again."""
    from affidavit.app.ingest import retry_failed

    opened = 0
    if given.passwords is not None:
        opened += _take_passwords(case, given.passwords)
    for file in given.keys:
        opened += _take_key(case, file)
    if given.ocr_languages:
        if not _LANGUAGES.fullmatch(given.ocr_languages):
            raise UsageError(
                f"--ocr-languages {given.ocr_languages!r} is not a list of languages; write them as "
                "Tesseract does: rus+ukr+eng"
            )
        _set(case, "ocr_languages", given.ocr_languages)
    if given.ocr is not None and given.ocr != case.settings.get("ocr", True):
        _set(case, "ocr", given.ocr)
    if opened and case.database.exists():
        retry_failed(case, (Status.ENCRYPTED,))


def _set(case: Case, name: str, value: str | bool) -> None:
    case.set(name, value)
    case.ledger.append(SETTING, {"name": name}, {"value": value})


def _take_passwords(case: Case, file: Path) -> int:
    try:
        words = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{file} cannot be read as text in UTF-8 ({error}); give one password a line") from error  # fmt: skip
    count = case.add_passwords(words)
    if count:
        case.ledger.append(PASSWORDS_GIVEN, {"file": file.name}, {"passwords": count})
    return count


def _take_key(case: Case, file: Path) -> int:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{file} cannot be read as a file of keys ({error})") from error
    smime = "PRIVATE KEY-----" in text and "BEGIN CERTIFICATE-----" in text
    if not smime and "BEGIN PGP PRIVATE KEY BLOCK" not in text:
        take_public(case, file)
        return 0
    added = case.add_key(text)
    if added:
        case.ledger.append(KEYS_GIVEN, {"file": file.name}, {"keys": 1})
    return int(added)


def tell_status(case: Case, out: Out) -> int:
    """Say in two lines how complete the reading was; returns the exit code for it."""
    found = Listings(case).status()
    failed = len(found["failed"])
    out.say(
        f"{found['items']} items in {found['files']} files, {found['bytes_accounted']} of "
        f"{found['bytes']} bytes accounted for."
    )
    if failed:
        out.say(
            f"{failed} items were not, or not fully, read: "
            f"`affidavit status --failed -C {case.folder}`"
        )
    return PARTIAL if failed or found["bytes"] != found["bytes_accounted"] else DONE


def status(folder: Path, failed: bool, out: Out) -> int:
    """Completeness."""
    case = Case.open(folder).derived()
    found = Listings(case).status()
    if failed:
        out.rows(found["failed"], ("status", "path", "name", "reason"))
    elif out.as_json:
        out.result(found)
    else:
        _print_status(found, out)
    case.close()
    return PARTIAL if found["failed"] or found["bytes"] != found["bytes_accounted"] else DONE


def _print_status(found: dict[str, Any], out: Out) -> None:
    out.say(f"items      {found['items']} in {found['files']} files")
    out.say(f"bytes      {found['bytes_accounted']} of {found['bytes']} accounted for")
    for name, count in found["by_status"].items():
        out.say(f"  {name:<10} {count}")
    out.say("types")
    width = min(60, max((len(name) for name in found["by_type"]), default=0))
    for name, counts in sorted(found["by_type"].items(), key=lambda pair: -sum(pair[1].values())):
        told = ", ".join(f"{count} {state}" for state, count in counts.items())
        out.say(f"  {name:<{width}}  {told}")
    short = [c for c in found["containers"] if c["complete"] is False]
    whole = len(found["containers"]) - len(short)
    out.say(f"containers {whole} hold what their own tables announce, {len(short)} do not")
    for entry in short[:20]:
        out.say(f"  {entry['path']}: announces {entry['expected']}, {entry['found']} came out")
    out.say(f"alike      {found['alike']} groups of near-identical messages")
    for name, stage in found["stages"].items():
        out.say(f"stage {name:<10} {stage['done']} of {stage['of']}")
    out.say(f"isolation  {found['isolation']}")
    out.say(f"ledger     {found['ledger']['events']} events, head {found['ledger']['head'][:16]}…")
    reasons: dict[str, int] = {}
    for entry in found["failed"]:
        key = f"{entry['status']}: {entry['reason']}"
        reasons[key] = reasons.get(key, 0) + 1
    for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1])[:40]:
        out.say(f"  {count} × {reason}")
    if len(reasons) > 40:
        out.say(f"  and {len(reasons) - 40} other reasons: `affidavit status --failed`")


def demo(folder: Path, out: Out) -> int:
    """Make the demo leak, investigate it, say where to look."""
    from affidavit.app.demo import make_demo

    made = make_demo(folder)
    out.say(f"A fictional leak is in {made.leak}, published reports in {made.reports}.")
    out.say(f"Its answer key, which the program does not read: {made.answer_key}")
    code = investigate(made.case, (made.leak, made.reports), Given(lists=(made.sanctions,)), out)
    return DONE if code == PARTIAL else code
