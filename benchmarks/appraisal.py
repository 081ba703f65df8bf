"""What it costs to ask of every message whether it is genuine, and of the case whether it is whole.

    python benchmarks/appraisal.py [MESSAGES]

A mailbox of conversations is made (five messages each, every answer quotes what it answers), taken in, and appraised: once with
MESSAGES (default 10,000), once with twice as many. Printed: messages a second, and the largest memory.
"""

import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from affidavit.app.appraise import appraise_case
from affidavit.app.pipeline import Pipeline
from affidavit.app.progress import Silent
from affidavit.custody import Case

WORDS = "gearbox rotor delivery contract price euro euros April payment plant drawing bearing machine shipment invoice order blade hub shop lathe".split()  # fmt: skip
PEOPLE = [f"person{n}@firm{n % 7}.example" for n in range(40)]


def mailbox(path: Path, count: int) -> None:
    """Conversations of five messages over three years."""
    chance, start = random.Random(1), datetime(2020, 1, 1, tzinfo=UTC)
    with path.open("wb") as file:
        for number in range(count):
            turn, sent = number % 5, start + timedelta(minutes=number * 150)
            if turn == 0:
                one, other = chance.sample(PEOPLE, 2)
                parent, quoted, subject = (
                    "",
                    "",
                    f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}",
                )
            sender, to = (one, other) if turn % 2 == 0 else (other, one)
            said = "\n".join(" ".join(chance.choices(WORDS, k=12)) + "." for _ in range(8))
            stamp = format_datetime(sent)
            head = (
                f"From {sender} {sent:%a %b %d %H:%M:%S %Y}\nReceived: from mx.{sender.partition('@')[2]} by mail.here.example; {stamp}\n"
                f"From: {sender}\nTo: {to}\nSubject: {'Re: ' if turn else ''}{subject}\nDate: {stamp}\nMessage-ID: <{number}.9@{sender.partition('@')[2]}>\n"
            )  # fmt: skip
            head += f"In-Reply-To: <{parent}>\nReferences: <{parent}>\n" if turn else ""
            body = said + (f"\n\nOn {sent:%d.%m.%Y} 10:00, {to} wrote:\n" + "\n".join(f"> {li}" for li in quoted.splitlines()) if turn else "")  # fmt: skip
            file.write(f"{head}X-Mailer: Microsoft Outlook 16.0\n\n{body}\n\n".encode())
            parent, quoted = f"{number}.9@{sender.partition('@')[2]}", said


def main(count: int) -> None:
    """Print the figures."""
    for size in (count, 2 * count):
        with tempfile.TemporaryDirectory() as place:
            mailbox(Path(place) / "box.mbox", size)
            case = Case.open(Path(place) / "case", create=True)
            with case.writing():
                Pipeline(case, Silent()).ingest([Path(place) / "box.mbox"])
                started = time.perf_counter()
                appraise_case(case, Silent())
                took = time.perf_counter() - started
            grades = {row["grade"] for row in case.rows.view("authenticity")}
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{size} messages: {size / took:.0f} messages/s, {took:.1f} s, {memory:.0f} MB; grades: {', '.join(sorted(grades))}")  # fmt: skip
            case.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
