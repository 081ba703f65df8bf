"""What the commands `timeline` and `network` print."""

from collections.abc import Iterator
from typing import Any

from affidavit.custody import Case
from affidavit.findings.claims import BRIEFING_THRESHOLD
from affidavit.findings.frame import personal_frames
from affidavit.findings.network import central, ties
from affidavit.model import Message

_LONGEST = 160


class Chronicle:
    """Reads a case for what happened when and who is tied to whom."""

    def __init__(self, case: Case) -> None:
        self._rows = case.rows
        self._days = {entry["id"]: entry["day"] for entry in case.rows.view("day")}
        self._entities = {entry["id"]: entry for entry in case.rows.view("entity")}
        personal = personal_frames()
        self._claims = [
            c
            for c in case.rows.claims()
            if c.confidence >= BRIEFING_THRESHOLD and c.frame not in personal
        ]

    def timeline(self) -> Iterator[dict[str, Any]]:
        """Messages and claims by day: a claim on the day it was said (`said`) and, where its sentence
        gives one, on the day of the fact (`fact`); listings of strongly matched entities on theirs. What
        has no day comes last."""
        rows = []
        for document in self._rows.documents():
            if isinstance(document, Message):
                sender = document.sender
                who = (sender.name or sender.address) if sender else ""
                rows.append(
                    _row(
                        self._days.get(document.id, ""),
                        "message",
                        document.id,
                        "",
                        who,
                        document.title,
                    )
                )
        for claim in self._claims:
            speaker = claim.attribution[-1].speaker if claim.attribution else ""
            text = f"{claim.frame}: {' '.join(claim.evidence[0].quote.split())[:_LONGEST]}"
            day = self._days.get(claim.document, "")
            rows.append(_row(day, "said", claim.document, claim.id, speaker, text))
            if claim.when:
                rows.append(_row(claim.when, "fact", claim.document, claim.id, speaker, text))
        rows += self._listings()
        yield from sorted(
            rows, key=lambda r: (r["date"] == "", r["date"], r["kind"], r["document"], r["claim"])
        )

    def _listings(self) -> Iterator[dict[str, Any]]:
        """When strongly matched entities came on a list (`listed`), and off it (`delisted`), as far as the list
        tells the day."""
        for match in self._rows.view("match"):
            if match["tier"] != "strong":
                continue
            where = f"{match['listed_name']} ({match['list']})"
            for kind, day in (("listed", match["listed_from"]), ("delisted", match["listed_to"])):
                if day:
                    yield _row(day, kind, "", "", match["name"], where)

    def network(self) -> Iterator[dict[str, Any]]:
        """Ties, heaviest first, then who is central in each year."""
        bearer = {a.lower(): e["id"] for e in self._entities.values() for a in e["addresses"]}
        messages = [d for d in self._rows.documents() if isinstance(d, Message)]
        linked = {
            (entry["id"], role): entity
            for entry in self._rows.view("link")
            for role, entity in entry["roles"].items()
        }
        for tie in ties(messages, self._claims, self._days, bearer, linked):
            yield {
                "kind": tie.kind, "one": tie.one, "one_name": self._name(tie.one), "other": tie.other,
                "other_name": self._name(tie.other), "weight": tie.weight, "first": tie.first, "last": tie.last,
            }  # fmt: skip
        for year, who, others, count in central(messages, self._days, bearer):
            yield {
                "kind": "central", "one": who, "one_name": self._name(who), "other": "", "other_name": "",
                "weight": others, "first": year, "last": year, "messages": count,
            }  # fmt: skip

    def _name(self, identifier: str) -> str:
        entity = self._entities.get(identifier)
        return str(entity["name"]) if entity else identifier


def _row(date: str, kind: str, document: str, claim: str, who: str, text: str) -> dict[str, Any]:
    return {
        "date": date,
        "kind": kind,
        "who": who,
        "text": text,
        "document": document,
        "claim": claim,
    }
