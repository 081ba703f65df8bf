"""The internal briefing as data: findings, footnotes, timeline, people, what could not be read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from affidavit import __version__
from affidavit.custody import Case
from affidavit.findings.claims import BRIEFING_THRESHOLD
from affidavit.findings.frame import Frame, frames, personal_frames
from affidavit.findings.links import quoted
from affidavit.findings.pattern import patterns
from affidavit.model import Claim, Document, Item, Message, Place, TextLayer, place_of
from affidavit.model.errors import CitationBroken, EvidenceError
from affidavit.publish.genuineness import (
    CONTRADICTED,
    Genuineness,
    genuineness,
    standing_of,
    standings,
)
from affidavit.publish.sentences import qualifiers, sentence


@dataclass(frozen=True, slots=True)
class Footnote:
    """One citation: the exact words, and where they are."""

    number: int
    quote: str
    language: str
    document: str
    title: str
    path: str
    day: str
    speakers: tuple[str, ...]
    place: str
    sha256: str
    authenticity: str
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence with its qualifiers and footnotes; several claims that say the same are one."""

    claim: str
    frame: str
    text: str
    qualifiers: tuple[str, ...]
    day: str
    speaker: str
    confidence: float
    footnotes: tuple[int, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything that is printed."""

    title: str
    made: str
    tool: str
    isolation: str
    ledger_number: int
    ledger_hash: str
    counts: Mapping[str, int]
    bytes_total: int
    first_day: str
    last_day: str
    sections: tuple[tuple[str, str, tuple[Finding, ...]], ...]
    leads: tuple[dict[str, Any], ...]
    matches: tuple[dict[str, Any], ...]
    timeline: tuple[tuple[str, str, int], ...]
    people: tuple[dict[str, Any], ...]
    organisations: tuple[dict[str, Any], ...]
    unread: tuple[tuple[str, str, tuple[str, ...]], ...]
    unread_count: int
    genuine: Genuineness
    footnotes: tuple[Footnote, ...]
    hints: int


class _Citations:
    """Numbers footnotes, each only after its whole chain to bytes was checked."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._layers: dict[str, TextLayer] = {}
        self._documents: dict[str, Document] = {}
        self._items: dict[str, Item] = {}
        self._standings = standings(case)
        self._hashes = {item.document: item for item in _first_occurrences(case)}
        self.notes: list[Footnote] = []
        self.problems: list[str] = []

    def cite(self, claim: Claim, day: str) -> list[int]:
        """Footnote numbers for a claim's evidence; what does not resolve is a problem."""
        numbers = []
        for span in claim.evidence:
            layer = self._case.rows.layer(span.layer)
            document = self._case.rows.document(claim.document)
            item = self._hashes.get(claim.document)
            try:
                if layer is None or document is None or item is None:
                    raise CitationBroken(f"claim {claim.id} cites {span.layer}, which is not there")
                span.check({layer.id: layer})
                if not layer.intact:
                    raise CitationBroken(f"{layer.id} no longer holds the text it was made from")
                if item.original and not self._case.vault.has(item.original):
                    raise CitationBroken(f"the original of {item.path} is not in the vault")
            except EvidenceError as error:
                self.problems.append(str(error))
                continue
            place = f"{layer.kind}{' ' + layer.name if layer.name else ''}, characters {span.start}–{span.end}"
            if found := place_of(self._case.rows.anchors(layer.id), span.start, span.end):
                place += f", {_where(found)}"
            standing = standing_of(self._standings, document.id)
            self.notes.append(
                Footnote(
                    number=len(self.notes) + 1,
                    quote=span.quote,
                    language=claim.language,
                    document=document.id,
                    title=document.title,
                    path=item.path,
                    day=day,
                    speakers=tuple(a.speaker for a in claim.attribution),
                    place=place,
                    sha256=document.sha256,
                    authenticity=standing.told,
                    contradicted=standing.contradicted,
                )
            )
            numbers.append(len(self.notes))
        return numbers


def build_briefing(case: Case, title: str = "") -> Briefing:
    """Everything above the threshold, cited; raises `CitationBroken` if one citation is not sound."""
    rows = case.rows
    entities = {entry["id"]: entry for entry in rows.view("entity")}
    links = {entry["id"]: entry["roles"] for entry in rows.view("link")}
    days = {entry["id"]: entry["day"] for entry in rows.view("day")}
    citations = _Citations(case)
    claims = list(rows.claims())
    sure = [c for c in claims if c.confidence >= BRIEFING_THRESHOLD]
    personal = personal_frames()
    told = [c for c in sure if c.frame not in personal]
    private = {c.id for c in sure if c.frame in personal}
    sections = tuple(
        (frame.name, frame.meaning, tuple(_findings(frame, told, entities, links, days, citations)))
        for frame in frames()
    )
    if citations.problems:
        listing = "\n  ".join(citations.problems[:20])
        raise CitationBroken(
            f"the briefing was not built: {len(citations.problems)} citations do not resolve\n  "
            f"{listing}\n`affidavit verify -C {case.folder}` says what was damaged"
        )
    items = list(rows.items())
    number, digest = case.ledger.head()
    known_days = sorted(day for day in days.values() if day)
    return Briefing(
        title=title or f"Briefing on {case.folder.resolve().name}",
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        tool=f"affidavit {__version__}",
        isolation=rows.marks("parse").get("isolation", "nothing was parsed"),
        ledger_number=number,
        ledger_hash=digest,
        counts={**rows.counts(), "messages": sum(isinstance(d, Message) for d in rows.documents())},
        bytes_total=sum(item.blob.size for item in items if item.parent is None),
        first_day=known_days[0] if known_days else "",
        last_day=known_days[-1] if known_days else "",
        sections=tuple(section for section in sections if section[2]),
        leads=tuple(_leads(rows.view("lead"), private, sections)),
        matches=tuple(rows.view("match")),
        timeline=tuple(_timeline(sections)),
        people=tuple(_known(entities.values(), ("Person",), claims, links, sections)),
        organisations=tuple(
            _known(
                entities.values(),
                ("Company", "Organization", "PublicBody"),
                claims,
                links,
                sections,
            )
        ),
        unread=tuple(_unread(items)),
        unread_count=sum(item.status.failed for item in items),
        genuine=genuineness(case),
        footnotes=tuple(citations.notes),
        hints=len(claims) - len(sure),
    )


def _first_occurrences(case: Case) -> Iterator[Item]:
    seen = set()
    for item in case.rows.items():
        if item.document and item.document not in seen:
            seen.add(item.document)
            yield item


def _findings(
    frame: Frame, claims: Sequence[Claim], entities: Mapping[str, Any],
    links: Mapping[str, Mapping[str, str]], days: Mapping[str, str], citations: _Citations,
) -> Iterator[Finding]:  # fmt: skip
    """Claims of one frame in the order of days; those with the same words are one finding."""
    groups: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.frame == frame.name:
            shown = _shown_roles(claim, entities, links)
            key = (
                tuple(sorted((k, v.lower()) for k, v in shown.items())),
                claim.polarity,
                claim.modality,
            )
            groups[key].append(claim)
    ordered = []
    for (_, _, _), group in groups.items():
        group.sort(key=lambda c: (days.get(c.document, "9"), c.id))
        ordered.append(group)
    for group in sorted(ordered, key=lambda g: (days.get(g[0].document, "9"), g[0].id)):
        first = group[0]
        cited: dict[str, Claim] = {}
        for claim in group:
            cited.setdefault(claim.evidence[0].quote, claim)
        notes = [n for c in cited.values() for n in citations.cite(c, days.get(c.document, ""))]
        speaker = " → ".join(a.speaker for a in first.attribution)
        doubts = (CONTRADICTED,) if all(citations.notes[n - 1].contradicted for n in notes) else ()
        yield Finding(
            claim=first.id,
            frame=frame.name,
            text=sentence(frame, _shown_roles(first, entities, links)),
            qualifiers=(*qualifiers(first), *doubts),
            day=days.get(first.document, ""),
            speaker=speaker,
            confidence=max(c.confidence for c in group),
            footnotes=tuple(notes),
            sources=len({c.document for c in group}),
        )


def _shown_roles(
    claim: Claim, entities: Mapping[str, Any], links: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Each role as it is printed: the entity's name, else the words as they stand."""
    shown = {}
    for name, role in claim.roles.items():
        entity = entities.get(links.get(claim.id, {}).get(name, ""))
        text = " ".join(role.text.split())
        if role.normal.startswith("@"):
            text = f"the organisation of {role.normal}"
        if entity is not None and entity["schema"] != "Address":
            text = entity["name"]
        else:
            text = quoted(text)
        shown[name] = text
    return shown


def _leads(
    leads: Sequence[dict[str, Any]], private: Set[str], sections: Sequence[Any]
) -> Iterator[dict[str, Any]]:
    """The leads with their footnotes, but those about private life: of a personal pattern, or ones
    that stand on a claim of a personal frame."""
    personal = {pattern.name for pattern in patterns() if pattern.privacy == "personal"}
    notes = {f.claim: f.footnotes for _, _, findings in sections for f in findings}
    for lead in leads:
        if lead["pattern"] in personal or not private.isdisjoint(lead["claims"]):
            continue
        numbers = sorted({n for claim in lead["claims"] for n in notes.get(claim, ())})
        yield {**lead, "footnotes": numbers}


def _timeline(sections: Sequence[Any]) -> Iterator[tuple[str, str, int]]:
    """(month, sentence, footnote) of every dated finding in the order of days."""
    dated = [
        (f.day, f.text, f.footnotes[0])
        for _, _, fs in sections
        for f in fs
        if f.day and f.footnotes
    ]
    yield from sorted(dated)


def _known(
    entities: Any, schemas: tuple[str, ...], claims: Sequence[Claim],
    links: Mapping[str, Mapping[str, str]], sections: Sequence[Any],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The entities that findings are about, with their posts, most cited first."""
    told = {f.claim for _, _, findings in sections for f in findings}
    cited: Counter[str] = Counter()
    posts: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        roles = links.get(claim.id, {})
        if claim.id in told:
            cited.update(roles.values())
        if (
            claim.frame == "position"
            and "person" in roles
            and claim.confidence >= BRIEFING_THRESHOLD
        ):
            post = claim.roles["post"].text
            if post not in posts[roles["person"]]:
                posts[roles["person"]].append(post)
    chosen = [e for e in entities if e["schema"] in schemas and cited[e["id"]]]
    for entity in sorted(chosen, key=lambda e: (-cited[e["id"]], e["name"])):
        yield {**entity, "cited": cited[entity["id"]], "posts": posts.get(entity["id"], [])[:3]}


def _unread(items: Sequence[Item]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(status, reason, paths) of what could not be read, most first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in items:
        if item.status.failed:
            groups[(item.status.value, item.reason)].append(item.path)
    for (status, reason), paths in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])):
        yield status, reason, tuple(paths)


def _where(place: Place) -> str:
    """A place in words: cells, or a box on the page or picture; and how sure recognition was."""
    words = []
    if place.cells:
        words.append(f"{'cells' if ':' in place.cells else 'cell'} {place.cells}")
    if place.box is not None:
        left, top, right, bottom = (f"{edge:g}" for edge in place.box)
        words.append(f"box {left}, {top} to {right}, {bottom}")
    if place.confidence < 1:
        words.append(f"recognised with confidence {place.confidence:.2f}")
    return ", ".join(words)
