"""What the listing commands print: plain rows with the keys other programs rely on."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cached_property
from typing import Any

from affidavit.app.controlled import Controlled
from affidavit.custody import Case
from affidavit.findings.agreement import CONTRADICTS, REVISES, SAME, SUPPORTS
from affidavit.findings.claims import BRIEFING_THRESHOLD
from affidavit.model import (
    Anchor,
    Claim,
    Item,
    Message,
    Span,
    Status,
    TextLayer,
    place_of,
)
from affidavit.store.terms import matching_spans, parse_query

_SNIPPET = 160


class Listings:
    """Reads a case for the commands that list."""

    def __init__(self, case: Case) -> None:
        self._rows = case.rows
        self._case = case
        self._anchored: tuple[str, list[Anchor]] = ("", [])
        self._controlled = Controlled(case.folder / "lists")

    @cached_property
    def paths(self) -> dict[str, str]:
        """Document id -> the path of its first occurrence."""
        found: dict[str, str] = {}
        for item in self._rows.items():
            if item.document:
                found.setdefault(item.document, item.path)
        return found

    @cached_property
    def _links(self) -> dict[str, dict[str, str]]:
        return {entry["id"]: entry["roles"] for entry in self._rows.view("link")}

    @cached_property
    def _entities(self) -> dict[str, dict[str, Any]]:
        return {entry["id"]: entry for entry in self._rows.view("entity")}

    def claims(self) -> Iterator[dict[str, Any]]:
        """Claims by day, path and place."""
        days = {entry["id"]: entry["day"] for entry in self._rows.view("day")}
        told = self._said_of_others
        rows = [self._claim(claim, days, told.get(claim.id, {})) for claim in self._rows.claims()]
        yield from sorted(rows, key=lambda r: (r["said"], r["path"], r["start"], r["id"]))

    @cached_property
    def _said_of_others(self) -> dict[str, dict[str, list[str]]]:
        """Claim id -> kind of relation -> other claims; what revises is told of the later claim,
        all else of both."""
        found: dict[str, dict[str, list[str]]] = {}
        for relation in self._rows.view("relation"):
            one, other, kind = relation["claim"], relation["other"], relation["kind"]
            found.setdefault(one, {}).setdefault(kind, []).append(other)
            if kind != REVISES:
                found.setdefault(other, {}).setdefault(kind, []).append(one)
        return found

    @cached_property
    def _standing(self) -> dict[str, str]:
        return {entry["id"]: entry["standing"] for entry in self._rows.view("standing")}

    def _claim(
        self, claim: Claim, days: dict[str, str], others: dict[str, list[str]]
    ) -> dict[str, Any]:
        links = self._links.get(claim.id, {})
        roles: dict[str, dict[str, Any]] = {}
        for name, role in claim.roles.items():
            entity = links.get(name, "")
            schema = self._entities[entity]["schema"] if entity in self._entities else ""
            roles[name] = {
                "text": role.text, "entity": entity, "schema": schema, "normal": role.normal,
                "reach": role.reach,
            }  # fmt: skip
            said = days.get(claim.document, "")
            if codes := self._controlled.of(name, role.kind, role.text, said):
                roles[name]["controlled"] = codes
        span = claim.evidence[0]
        return {
            "id": claim.id,
            "frame": claim.frame,
            "roles": roles,
            "when": claim.when,
            "said": days.get(claim.document, ""),
            "polarity": claim.polarity.value,
            "modality": claim.modality.value,
            "attribution": [{"speaker": a.speaker, "how": a.how} for a in claim.attribution],
            "quote": span.quote,
            "document": claim.document,
            "path": self.paths.get(claim.document, ""),
            "layer": span.layer,
            "place": self._place(span),
            "start": span.start,
            "end": span.end,
            "language": claim.language,
            "confidence": claim.confidence,
            "parts": dict(claim.parts),
            "status": "claim" if claim.confidence >= BRIEFING_THRESHOLD else "hint",
            "corroborated_by": sorted(others.get(SUPPORTS, ())),
            "same_as": sorted(others.get(SAME, ())),
            "revises": sorted(others.get(REVISES, ())),
            "contradicts": sorted(others.get(CONTRADICTS, ())),
            "standing": self._standing.get(claim.id, ""),
            "extractor": claim.extractor,
        }

    def _place(self, span: Span) -> dict[str, Any] | None:
        """The cells or the box where a span stands, for sheets, PDF pages and scans."""
        if span.layer != self._anchored[0]:
            self._anchored = (span.layer, self._rows.anchors(span.layer))
        place = place_of(self._anchored[1], span.start, span.end)
        return asdict(place) if place is not None else None

    def mentions(self) -> Iterator[dict[str, Any]]:
        """Mentions by path, layer and place."""
        by_mention = {m: e["id"] for e in self._entities.values() for m in e["mentions"]}
        rows = sorted(self._rows.mentions(), key=lambda p: (self.paths.get(p[0], ""), p[0]))
        layers: dict[str, TextLayer] = {}
        document = ""
        for document_id, mention in rows:
            if document_id != document:
                document = document_id
                layers = {layer.id: layer for layer in self._rows.layers(document_id)}
            layer = layers[mention.span.layer]
            yield {
                "document": document_id,
                "path": self.paths.get(document_id, ""),
                "layer": f"{layer.kind} {layer.name}".strip(),
                "place": self._place(mention.span),
                "kind": mention.kind.value,
                "start": mention.span.start,
                "end": mention.span.end,
                "quote": mention.span.quote,
                "normal": mention.normal,
                "entity": by_mention.get(mention.id, ""),
                "confidence": mention.confidence,
                "extractor": mention.extractor,
            }

    def entities(self) -> Iterator[dict[str, Any]]:
        """Entities by schema and number of mentions."""
        matches: dict[str, list[str]] = {}
        for match in self._rows.view("match"):
            matches.setdefault(match["entity"], []).append(match["list_id"])
        for entity in self._entities.values():
            yield {
                "id": entity["id"],
                "schema": entity["schema"],
                "name": entity["name"],
                "aliases": entity["aliases"],
                "mentions": len(entity["mentions"]),
                "documents": len(entity["documents"]),
                "countries": entity["countries"],
                "addresses": entity["addresses"],
                "reasons": entity["reasons"],
                "gazetteer": entity["gazetteer"],
                "matches": matches.get(entity["id"], []),
            }

    def suggestions(self) -> Iterator[dict[str, Any]]:
        """Pairs of entities that may be one, likeliest first, for a person to decide."""
        for pair in self._rows.view("suggestion"):
            yield {**pair, "names": list(pair["names"])}

    def matches(self) -> Iterator[dict[str, Any]]:
        """Matches, best first."""
        for match in self._rows.view("match"):
            shown = [{**d, "id": d["document"]} for d in match["documents"]]
            yield {**match, "documents": shown}

    def leads(self) -> Iterator[dict[str, Any]]:
        """Leads, best first."""
        yield from self._rows.view("lead")

    def search(self, text: str, limit: int) -> Iterator[dict[str, Any]]:
        """Documents a query finds, best first, with the places."""
        query = parse_query(text)
        allowed = self._documents_of(query.entity) if query.entity else None
        for hit in self._case.index.search(query, limit if allowed is None else 100_000):
            document = self._rows.document(hit.document)
            if document is None or (allowed is not None and hit.document not in allowed):
                continue
            snippet, layer_id = "", ""
            spans: list[tuple[int, int]] = []
            for layer in self._rows.layers(hit.document):
                found = matching_spans(layer.text, layer.language, query)
                if found and not spans:
                    layer_id, spans = layer.id, found
                    start = max(0, found[0][0] - _SNIPPET // 3)
                    snippet = " ".join(layer.text[start : start + _SNIPPET].split())
                    if layer.kind != "subject":
                        break
            sender = getattr(document, "sender", None)
            yield {
                "document": document.id,
                "path": self.paths.get(document.id, ""),
                "date": document.date.isoformat() if document.date else "",
                "from": (sender.name or sender.address) if sender else "",
                "title": document.title,
                "snippet": snippet,
                "score": round(hit.score, 3),
                "layer": layer_id,
                "spans": [list(span) for span in spans],
            }
            limit -= 1
            if limit == 0:
                return

    def _documents_of(self, entity: str) -> set[str]:
        wanted = [e for e in self._entities.values() if e["id"] == entity or e["name"] == entity]
        return {document for e in wanted for document in e["documents"]}

    def alike(self) -> Iterator[dict[str, Any]]:
        """Near-identical messages, a row a copy, those of a group one after another."""
        for group in self._rows.view("alike"):
            for document_id in group["documents"]:
                document = self._rows.document(document_id)
                if isinstance(document, Message):
                    sender = document.sender
                    yield {
                        "group": group["id"],
                        "document": document_id,
                        "path": self.paths.get(document_id, ""),
                        "date": document.date.isoformat() if document.date else "",
                        "from": sender.address or sender.name if sender else "",
                        "title": document.title,
                    }

    def status(self) -> dict[str, Any]:
        """Completeness: items and bytes by status, what failed, how far each stage is."""
        by_status: dict[str, int] = {}
        by_type: dict[str, dict[str, int]] = {}
        for media_type, state, count in sorted(self._rows.item_counts()):
            by_status[state] = by_status.get(state, 0) + count
            kind = by_type.setdefault(media_type or "unknown", {})
            kind[state] = kind.get(state, 0) + count
        total = files = size = accounted = 0
        failed = []
        for item in self._rows.items():
            total += 1
            if item.parent is None:
                files += 1
                size += item.blob.size
                accounted += item.blob.size if self._accounted(item) else 0
            if item.status.failed:
                failed.append(
                    {
                        "path": item.path,
                        "status": item.status.value,
                        "reason": item.reason,
                        "type": item.media_type,
                        "name": item.declared_name,
                    }
                )
        counts = self._rows.counts()
        done = {stage: self._rows.mark_count(stage) for stage in ("index", "extract", "views")}
        number, digest = self._case.ledger.head()
        return {
            "items": total,
            "files": files,
            "bytes": size,
            "bytes_accounted": accounted,
            "by_status": dict(sorted(by_status.items())),
            "by_type": dict(sorted(by_type.items())),
            "failed": failed,
            "containers": [_container(item, found) for item, found in self._rows.containers()],
            "alike": len(self._rows.view("alike")),
            "stages": {
                "parse": {"done": total - by_status.get("pending", 0), "of": total},
                "index": {"done": done["index"], "of": counts["documents"]},
                "extract": {"done": done["extract"], "of": counts["documents"]},
                "views": {"done": done["views"], "of": 1},
            },
            **counts,
            "isolation": self._rows.marks("parse").get("isolation", "nothing was parsed yet"),
            "ledger": {"events": number, "head": digest},
        }

    def _accounted(self, item: Item) -> bool:
        """A file's bytes are accounted for when it has a final status and, unless it could not be
        taken in, its bytes are in the vault."""
        if item.status is Status.PENDING:
            return False
        return not item.blob.sha256 or self._case.vault.has(item.blob.sha256)


def _container(item: Item, found: int) -> dict[str, Any]:
    """What a container announces in its own tables, and what came out of it."""
    return {
        "path": item.path, "type": item.media_type, "expected": item.expected, "found": found,
        "complete": found == item.expected,
    }  # fmt: skip
