"""How many claims of published reports find theirs in the leak, across languages.

    python benchmarks/alignment.py [FOLDER]

`tests/gold/aligned*.yaml` hold affairs of two or three messages and a report each, annotated with the
pairs of sentences of which one supports or contradicts the other. Those of a group are investigated as one case
below FOLDER (a temporary one unless named). Printed: of the pairs, how many have both claims found; of
those how many are related rightly; how many of the report's claims that nobody in the leak makes are held
to be supported; and how many contradictions are told where there is none.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

import yaml

GOLD = Path(__file__).parents[1] / "tests" / "gold"
GROUPS = (("aligned", "aligned2", "aligned3"), ("aligned4",))
"""Affairs that were looked at while claims were weighed, and later ones, that paraphrase more."""
CLAIM = "claim"


def write(affair: Mapping[str, Any], leak: Path, reports: Path) -> None:
    """The messages of an affair as mail, its report as text."""
    for one in affair["messages"]:
        message = EmailMessage()
        message["From"] = one["from"]
        message["To"] = ", ".join([one["to"]] if isinstance(one["to"], str) else one["to"])
        message["Subject"] = one["subject"]
        message["Date"] = format_datetime(
            datetime.fromisoformat(one["date"]).replace(hour=9, tzinfo=UTC)
        )
        message["Message-ID"] = f"<{one['id']}@{parseaddr(one['from'])[1].rpartition('@')[2]}>"
        message.set_content(one["body"])
        (leak / f"{one['id']}.eml").write_bytes(bytes(message))
    report = affair["report"]
    text = f"{report['title']}\n{report['outlet']}, {report['date']}\n\n{report['text']}\n"
    (reports / f"{report['id']}.txt").write_text(text, "utf-8")


def investigate(folder: Path) -> list[dict[str, Any]]:
    """All claims of the case, as `claims --json` tells them."""
    tool = [sys.executable, "-m", "affidavit"]
    case = folder / "case"
    for extra in ([str(folder / "leak")], [str(folder / "reports"), "--report"]):
        subprocess.run(
            [*tool, "ingest", *extra, "-C", str(case)], check=True, stdout=subprocess.DEVNULL
        )
    subprocess.run([*tool, "analyse", "-C", str(case)], check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run(
        [*tool, "claims", "--json", "-C", str(case)], check=True, capture_output=True
    )
    return [json.loads(line) for line in told.stdout.decode("utf-8").splitlines()]


def said(
    claims: list[dict[str, Any]], name: str, frame: str, quote: str
) -> Iterator[dict[str, Any]]:
    """The claims of a frame that a sentence of a document was found to make."""
    for claim in claims:
        here = Path(claim["path"]).stem == name and claim["frame"] == frame
        text = " ".join(claim["quote"].split())
        if here and claim["status"] == CLAIM and (text in quote or quote in text):
            yield claim


def main(folder: Path, names: Sequence[str]) -> None:
    """Print the figures of some files of affairs, investigated as one case."""
    affairs = [
        a for name in names for a in yaml.safe_load((GOLD / f"{name}.yaml").read_text("utf-8"))
    ]
    for part in ("leak", "reports"):
        (folder / part).mkdir(parents=True)
    for affair in affairs:
        write(affair, folder / "leak", folder / "reports")
    claims = investigate(folder)
    counts = dict.fromkeys(("pairs", "found", "right", "alone", "supported", "contradicted"), 0)
    fields = {"supported": "corroborated_by", "contradicted": "contradicts"}
    contrary: set[str] = set()
    for affair in affairs:
        report = affair["report"]["id"]
        for pair in affair["pairs"]:
            one = list(said(claims, report, pair["frame"], pair["report_quote"]))
            other = list(said(claims, pair["leak"], pair["frame"], pair["leak_quote"]))
            counts["pairs"] += 1
            if one and other:
                counts["found"] += 1
                names = {c["id"] for c in other}
                right = any(not names.isdisjoint(c[fields[pair["relation"]]]) for c in one)
                counts["right"] += right
                if not right:
                    print(
                        "missed:",
                        pair["relation"],
                        pair["frame"],
                        "|",
                        pair["report_quote"],
                        "|",
                        pair["leak_quote"],
                    )
            if pair["relation"] == "contradicted":
                contrary |= {c["id"] for c in (*one, *other)}
        for alone in affair["only_reported"]:
            for claim in said(claims, report, alone["frame"], alone["quote"]):
                counts["alone"] += 1
                if claim["corroborated_by"]:
                    counts["supported"] += 1
                    print("supported wrongly:", claim["frame"], "|", claim["quote"])
    for claim in claims:
        if claim["contradicts"] and claim["id"] not in contrary:
            counts["contradicted"] += 1
            print("contradicted wrongly:", claim["frame"], "|", claim["quote"])
    print(
        f"{counts['pairs']} pairs, both claims found of {counts['found']}; of those related rightly "
        f"{counts['right']} ({counts['right'] / max(1, counts['found']):.3f})"
    )
    print(
        f"{counts['alone']} claims only reported, {counts['supported']} of them held to be supported"
    )
    print(f"{counts['contradicted']} claims in a contradiction that is none")


if __name__ == "__main__":
    for group in GROUPS:
        print(", ".join(group))
        if len(sys.argv) > 1:
            main(Path(sys.argv[1]) / group[0], group)
        else:
            with tempfile.TemporaryDirectory() as place:
                main(Path(place) / "aligned", group)
