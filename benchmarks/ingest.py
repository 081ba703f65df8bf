"""How fast a folder goes in, beside the search engine a user would otherwise reach for.

    python benchmarks/ingest.py FOLDER [--all]

Prints messages/s, MB/s, peak memory of any one process, and derived size / original size; with
`--all` the later stages too. Where `notmuch` is installed, it indexes the same folder for
comparison.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(command: list[str], home: Path) -> tuple[float, int]:
    """(seconds, peak memory in bytes of the largest process) of a command."""
    started = time.monotonic()
    environment = {**os.environ, "AFFIDAVIT_HOME": str(home), "HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    seconds = time.monotonic() - started
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def size_of(*paths: Path) -> int:
    """Bytes below some paths."""
    files = [f for path in paths for f in ([path] if path.is_file() else path.rglob("*"))]
    return sum(f.stat().st_size for f in files if f.is_file() and not f.is_symlink())


def measure(folder: Path, command: str) -> None:
    """Investigate or ingest a folder in a new case and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        case = home / "case"
        seconds, peak = run(
            [sys.executable, "-m", "affidavit", command, str(folder), "-C", str(case)], home
        )
        shown = subprocess.run(
            [sys.executable, "-m", "affidavit", "status", "-C", str(case), "--json"],
            capture_output=True, text=True,
        )  # fmt: skip
        status = json.loads(shown.stdout)
        messages = sum(status["by_type"].get("message/rfc822", {}).values())
        derived = size_of(case / "case.db", case / "index")
        print(
            f"affidavit {command:<12} {seconds:8.1f} s  {messages / seconds:8.1f} messages/s  "
            f"{status['bytes'] / seconds / 1e6:6.2f} MB/s  peak {peak / 1e6:6.0f} MB  "
            f"derived/original {derived / max(1, status['bytes']):.2f}  ({messages} messages, "
            f"{status['items']} items, {len(status['failed'])} not fully read)"
        )
        again, _ = run(
            [sys.executable, "-m", "affidavit", command, str(folder), "-C", str(case)], home
        )
        print(
            f"affidavit {command:<12} {again:8.2f} s  the second time ({100 * again / seconds:.1f} %)"
        )


def compare(folder: Path) -> None:
    """The same folder with notmuch, where it is installed."""
    if shutil.which("notmuch") is None:
        print("notmuch is not installed: no comparison (apt-get install notmuch)")
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        mail = home / "mail"
        shutil.copytree(folder, mail)
        (home / ".notmuch-config").write_text(f"[database]\npath={mail}\n[new]\ntags=\n")
        before = size_of(mail)
        seconds, peak = run(["notmuch", "new", "--quiet"], home)
        derived = size_of(mail / ".notmuch")
        print(
            f"notmuch new            {seconds:8.1f} s  {'':>8}             "
            f"{before / seconds / 1e6:6.2f} MB/s  peak {peak / 1e6:6.0f} MB  "
            f"derived/original {derived / max(1, before):.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="the later stages too")
    arguments = parser.parse_args()
    measure(arguments.folder, "investigate" if arguments.all else "ingest")
    compare(arguments.folder)
