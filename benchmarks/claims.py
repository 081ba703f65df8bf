"""How fast claims and leads are found once names are known, and in how much memory.

    python benchmarks/claims.py MESSAGES        # e.g. 50000

Messages are made of the sentences of `tests/gold/claims` and of lines that say nothing, one in five a
sentence with a claim. Printed: messages a second for claims on one core, seconds for leads and for what
claims say of one another, and the peak of resident memory.
"""

import random
import resource
import sys
import time
from pathlib import Path

import yaml

from affidavit.extract.mentions import find_mentions
from affidavit.findings.agreement import Setting, relate
from affidavit.findings.claims import BRIEFING_THRESHOLD, find_claims
from affidavit.findings.leads import find_leads
from affidavit.findings.links import Context
from affidavit.model import Claim, Document, Mention, TextLayer

GOLD = Path(__file__).parents[1] / "tests" / "gold" / "claims"
_NOTHING = (
    "Добрый день, коллеги, файл во вложении.", "Спасибо, получил, отвечу после обеда.",
    "Thanks, see you on Monday.", "Дякую, гарних вихідних.", "Дзякуй, да сустрэчы.",
    "Напоминаю, что столовая сегодня работает до трёх.", "The lift on the second floor is out of order again.",
)  # fmt: skip
_KINDS = 2000
"""So many different messages are made and analysed once for names; then they are repeated."""


def texts(count: int) -> list[tuple[str, str]]:
    """(text, language) of so many messages."""
    chance = random.Random(11)
    told = [
        (claim["quote"], entry["lang"])
        for file in sorted(GOLD.glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text("utf-8"))
        for claim in entry.get("claims") or ()
    ]
    made = []
    for _ in range(count):
        quote, language = chance.choice(told)
        lines = [chance.choice(_NOTHING) for _ in range(4)]
        lines.insert(chance.randrange(5), quote)
        made.append(("\n\n".join(lines), language))
    return made


def main(count: int) -> None:
    """Print the figures."""
    known: list[tuple[TextLayer, list[Mention]]] = []
    for number, (text, language) in enumerate(texts(min(count, _KINDS))):
        document = Document(f"doc-{number:024}", "text", "0" * 64)
        layer = TextLayer.make(document.id, "body", "", text, language)
        known.append((layer, find_mentions(document, [layer])))
    start = time.perf_counter()
    found: list[Claim] = []
    for number in range(count):
        layer, mentions = known[number % len(known)]
        document = Document(layer.document, "text", "0" * 64)
        claims = find_claims(document, [layer], mentions)
        if number < len(known):
            found += claims
    seconds = time.perf_counter() - start
    print(f"claims: {count} messages, {count / seconds:.0f} messages/s on one core")
    told = [claim for claim in found if claim.confidence >= BRIEFING_THRESHOLD]
    start = time.perf_counter()
    leads = find_leads(told, Context({}, {}, {}, {}))
    print(f"leads: {len(leads)} of {len(told)} claims in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    related = relate(told, Setting({}, {}, {}))
    print(f"agreement: {len(related)} relations in {time.perf_counter() - start:.1f} s")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]))
