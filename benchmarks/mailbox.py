"""Whether cost grows linearly with a mailbox, and memory not at all.

    python benchmarks/mailbox.py CORPUS [--sizes 200,2000] [--scratch FOLDER]

Makes mailboxes of the sizes (in MB) by repeating the messages below CORPUS with fresh Message-IDs,
takes each into a new case, and prints the rate and the peak memory of the largest process.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ENVELOPE = b"From nobody@example.org Mon Jan  1 10:00:00 2024\n"
MESSAGE_ID = re.compile(rb"^Message-I[Dd]:.*(?:\n[ \t].*)*\n?", re.MULTILINE)


def messages(corpus: Path) -> list[bytes]:
    """Every message of a corpus that is a file of its own, line ends as LF, without its Message-ID."""
    found = []
    for file in sorted(p for p in corpus.rglob("*") if p.is_file() and p.parent.name == "cur"):
        raw = file.read_bytes().replace(b"\r\n", b"\n")
        head, _, body = raw.partition(b"\n\n")
        if not re.match(rb"[!-9;-~]+:|From ", head):
            continue
        head = re.sub(rb"\AFrom [^\n]*\n", b"", MESSAGE_ID.sub(b"", head + b"\n").rstrip(b"\n"))
        found.append(head + b"\n\n" + re.sub(rb"^From ", b">From ", body, flags=re.MULTILINE))
    return found


def repeated(corpus: list[bytes]) -> Iterator[bytes]:
    """The messages again and again, each with an id of its own."""
    number = 0
    while True:
        for raw in corpus:
            number += 1
            yield b"Message-ID: <%d@repeated.example>\n" % number + raw


def make(corpus: list[bytes], target: Path, size: int) -> int:
    """Write a mailbox of at least `size` bytes; returns how many messages it holds."""
    count = written = 0
    with target.open("wb") as box:
        for raw in repeated(corpus):
            written += box.write(ENVELOPE + raw.rstrip(b"\n") + b"\n\n")
            count += 1
            if written >= size:
                return count
    raise AssertionError


def measure(box: Path, count: int, scratch: Path) -> None:
    """Take a mailbox in and print what that took."""
    case = scratch / "case"
    environment = {**os.environ, "AFFIDAVIT_HOME": str(scratch / "home")}
    command = [sys.executable, "-m", "affidavit"]
    started = time.monotonic()
    done = subprocess.run([*command, "ingest", str(box), "-C", str(case)], env=environment, capture_output=True, text=True)  # fmt: skip
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    shown = subprocess.run([*command, "status", "-C", str(case), "--json"], env=environment, capture_output=True, text=True)  # fmt: skip
    status = json.loads(shown.stdout)
    size = box.stat().st_size
    container = next(c for c in status["containers"] if c["type"] == "application/mbox")
    derived = sum(f.stat().st_size for p in (case / "case.db", case / "index") for f in ([p] if p.is_file() else p.rglob("*")))  # fmt: skip
    print(
        f"{size / 1e6:8.0f} MB  {count:8} messages  {seconds:8.1f} s  {size / seconds / 1e6:6.3f} MB/s  "
        f"{count / seconds:7.1f} messages/s  peak {peak / 1e6:6.0f} MB  derived/original {derived / size:.2f}  "
        f"found {container['found']} of {container['expected']}  "
        f"accounted {status['bytes_accounted'] == status['bytes'] == size}",
        flush=True,
    )
    shutil.rmtree(case)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", default="200,2000")
    parser.add_argument("--scratch", type=Path)
    arguments = parser.parse_args()
    corpus = messages(arguments.corpus)
    for size in arguments.sizes.split(","):
        with tempfile.TemporaryDirectory(dir=arguments.scratch) as scratch:
            box = Path(scratch) / "repeated.mbox"
            count = make(corpus, box, int(size) * 1_000_000)
            measure(box, count, Path(scratch))
