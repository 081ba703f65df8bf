"""The later stages: mentions and claims per document, then entities, matches and leads per case."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from affidavit.app.appraise import APPRAISAL
from affidavit.app.executor import Executor, HereExecutor
from affidavit.app.ingest import batches, reader
from affidavit.app.layout import Layout
from affidavit.app.progress import Progress
from affidavit.custody import Case
from affidavit.extract.finder import chosen
from affidavit.extract.mentions import VERSION as MENTIONS_VERSION
from affidavit.extract.mentions import find_mentions
from affidavit.extract.propagation import CASE_FINDER, Known, certain_names, known_elsewhere
from affidavit.findings.agreement import VERSION as AGREEMENT_VERSION
from affidavit.findings.agreement import Relation, Setting, relate, standing
from affidavit.findings.claims import BRIEFING_THRESHOLD, find_claims
from affidavit.findings.claims import VERSION as CLAIMS_VERSION
from affidavit.findings.frame import frames_digest
from affidavit.findings.leads import find_leads
from affidavit.findings.links import Context
from affidavit.findings.pattern import VERSION as PATTERNS_VERSION
from affidavit.findings.pattern import patterns
from affidavit.model import (
    Claim,
    Document,
    Match,
    Mention,
    MentionKind,
    Message,
    Polarity,
    stage_key,
)
from affidavit.model.codec import to_plain
from affidavit.resolve import Resolution, resolve, screen_entities
from affidavit.resolve.decisions import read_decisions
from affidavit.resolve.entities import VERSION as ENTITIES_VERSION
from affidavit.resolve.matches import VERSION as MATCHES_VERSION
from affidavit.resolve.matches import Holding, owned_by_listed
from affidavit.resolve.sightings import is_human
from affidavit.screening import Matcher, read_lists, snapshots
from affidavit.screening.matcher import STRONG

ANALYSED = "evidence.analysed"
_SMALL = 6
"""Documents up to which it is not worth starting processes."""


def extract_version() -> str:
    """Changes whenever what is derived from one document could change."""
    versions = f"{MENTIONS_VERSION}/{CLAIMS_VERSION}/{chosen()}"
    return stage_key("extract", versions, frames_digest())[:16]


def extract_new(case: Case, executor: Executor, progress: Progress) -> int:
    """Find mentions and claims in documents that have not been looked at; returns how many."""
    version = extract_version()
    known = case.rows.marks("extract")
    missing = [d for d in case.rows.document_ids() if known.get(d) != version]
    if not missing:
        return 0
    progress.stage("names and claims", len(missing))
    runs = executor if len(missing) > _SMALL else HereExecutor()
    for found in runs.map(_analyse, batches(case.database, missing)):
        with case.rows.transaction():
            for document_id, mentions, claims in found:
                case.rows.put_mentions(document_id, mentions)
                case.rows.put_claims(document_id, claims)
                case.rows.mark("extract", document_id, version)
        progress.done(len(found))
    return len(missing)


def _analyse(work: tuple[str, list[str]]) -> list[tuple[str, list[Mention], list[Claim]]]:
    database, documents = work
    rows = reader(database)
    found = []
    for document_id in documents:
        document = rows.document(document_id)
        if document is None:
            continue
        layers = rows.layers(document_id)
        mentions = find_mentions(document, layers)
        found.append((document_id, mentions, find_claims(document, layers, mentions)))
    return found


def propagate_names(case: Case, executor: Executor, progress: Progress) -> int:
    """Find what is certain in the case in documents that name it in short only; returns how many
    documents were looked at. Everything is looked at again when what is certain has changed."""
    headers = (
        participant.name
        for document in case.rows.documents()
        if isinstance(document, Message)
        for participant in document.participants
        if is_human(participant.name) and not participant.name.isupper()
    )
    known = certain_names(headers, case.rows.mentions())
    version = f"{known.key} {extract_version()}"
    marked = case.rows.marks("propagate")
    missing = [d for d in case.rows.document_ids() if marked.get(d) != version]
    if not missing:
        return 0
    progress.stage("names of the case", len(missing))
    runs = executor if len(missing) > _SMALL else HereExecutor()
    work = ((*batch, known) for batch in batches(case.database, missing))
    for looked_at, changed in runs.map(_propagate, work):
        with case.rows.transaction():
            for document_id, mentions, claims in changed:
                case.rows.put_mentions(document_id, mentions)
                case.rows.put_claims(document_id, claims)
            for document_id in looked_at:
                case.rows.mark("propagate", document_id, version)
        progress.done(len(looked_at))
    return len(missing)


def _propagate(
    work: tuple[str, list[str], Known],
) -> tuple[list[str], list[tuple[str, list[Mention], list[Claim]]]]:
    """(documents looked at, those whose mentions change with their mentions and claims)."""
    database, documents, known = work
    rows = reader(database)
    changed = []
    for document_id in documents:
        layers = rows.layers(document_id)
        before = [mention for _, mention in rows.mentions(document_id)]
        own = [m for m in before if m.extractor != CASE_FINDER]
        by_layer: dict[str, list[Mention]] = {layer.id: [] for layer in layers}
        for mention in own:
            by_layer[mention.span.layer].append(mention)
        after: list[Mention] = []
        for layer in layers:
            found = [*by_layer[layer.id], *known_elsewhere(layer, by_layer[layer.id], known)]
            after += sorted(found, key=lambda m: (m.span.start, m.span.end, m.kind))
        document = rows.document(document_id)
        if {m.id for m in after} != {m.id for m in before} and document is not None:
            changed.append((document_id, after, find_claims(document, layers, after)))
    return documents, changed


def views_key(case: Case) -> str:
    """What the case-wide views were computed from: documents, lists, decisions, versions."""
    marks = {**case.rows.marks("extract"), **case.rows.marks("propagate")}
    inputs = [part for document in sorted(marks) for part in (document, marks[document])]
    states = (snapshot for snapshot, _ in snapshots(case.folder / "lists"))
    lists = [f"{state.sha256} {state.date}" for state in states]
    decided = [e.hash for e in case.ledger.events() if e.kind.startswith("decision.")]
    kinds = [f"{pattern.name} {pattern.version}" for pattern in patterns()]
    version = (
        f"{ENTITIES_VERSION}/{MATCHES_VERSION}/{PATTERNS_VERSION}/{AGREEMENT_VERSION}/{APPRAISAL}"
    )
    return stage_key("views", version, *inputs, len(lists), *lists, len(decided), *decided, *kinds)


def compute_views(case: Case, progress: Progress) -> bool:
    """Compute entities, matches and leads anew if what they stand on changed."""
    key = views_key(case)
    if case.rows.marks("views").get("case") == key:
        return False
    progress.stage("who is who, lists, leads", 4)
    documents = list(case.rows.documents())
    messages = [d for d in documents if isinstance(d, Message)]
    decisions = read_decisions(case.ledger.events())
    resolution = resolve(case.rows.mentions(), messages, decisions)
    progress.done()
    layout = Layout(case)
    days = _days(case, documents, layout)
    lists = read_lists(case.folder / "lists")
    matches = screen_entities(resolution.entities, Matcher(lists), days, decisions.cleared)
    progress.done()
    claims = sorted(case.rows.claims(), key=lambda c: c.id)
    linked = _linked(claims, resolution)
    told = [c for c in claims if c.confidence >= BRIEFING_THRESHOLD]
    by_id = {entity.id: entity for entity in resolution.entities}
    held = owned_by_listed(matches, _holdings(told, linked), by_id, lists, days)
    context = _context(days, _conversations(case, layout), linked, matches)
    leads = find_leads(told, context)
    origins = {d.id: "report" if d.kind == "report" else "leak" for d in documents}
    setting = Setting(days, _origins(told, origins), linked, _parties(messages))
    relations = relate(told, setting, case.rows.mentions())
    standings = standing(told, relations, setting)
    progress.done()
    with case.rows.transaction():
        case.rows.put_view("entity", [to_plain(e) for e in resolution.entities])
        case.rows.put_view("suggestion", [to_plain(s) for s in resolution.suggested])
        case.rows.put_view("match", [_match_row(m) for m in map(to_plain, [*matches, *held])])
        case.rows.put_view("lead", [to_plain(lead) for lead in leads])
        case.rows.put_view("link", _link_rows(linked))
        case.rows.put_view("relation", [_relation_row(r) for r in relations])
        case.rows.put_view("standing", [{"id": c, "standing": s} for c, s in standings.items()])
        case.rows.put_view("day", [{"id": d, "day": day} for d, day in sorted(days.items()) if day])
        case.rows.mark("views", "case", key)
    progress.done()
    counts = {"entities": len(resolution.entities), "matches": len(matches), "leads": len(leads)}
    outputs = {**counts, "rows": case.rows.counts()}
    case.ledger.append(ANALYSED, {"key": key}, outputs)
    return True


def _days(case: Case, documents: Sequence[Document], layout: Layout) -> dict[str, str]:
    """Document id -> ISO day, as far as anything tells it."""
    days = {d.id: d.date.date().isoformat() if d.date else "" for d in documents}
    days |= _days_of_members(layout, days)
    return days | _days_from_texts(case, days)


def _linked(claims: Sequence[Claim], resolution: Resolution) -> dict[tuple[str, str], str]:
    """(claim id, role) -> the entity that fills it."""
    return {
        (claim.id, role): entity
        for claim in claims
        for role in claim.roles
        if (entity := entity_of(claim, role, resolution))
    }


def _context(
    days: dict[str, str], threads: dict[str, str], linked: dict[tuple[str, str], str],
    matches: Sequence[Match],
) -> Context:  # fmt: skip
    """What patterns may look at: who is strongly matched, and on the day of which documents."""
    strong = [m for m in matches if m.score >= STRONG]
    listed = {m.entity: f"{m.listed_name} ({m.list})" for m in strong}
    in_force = {
        (m.entity, d.document): f"{m.listed_name} ({m.list})"
        for m in strong
        for d in m.documents
        if d.in_force == "in_force"
    }
    return Context(days, threads, linked, listed, in_force)


def entity_of(claim: Claim, role: str, resolution: Resolution) -> str:
    """The entity that fills a role: by its mention, its mail domain, or its name."""
    filler = claim.roles[role]
    if filler.normal.startswith("@"):
        return resolution.by_domain.get(filler.normal, "")
    return resolution.entity_of(filler.kind, filler.normal, claim.document)


def _holdings(claims: Iterable[Claim], linked: Mapping[tuple[str, str], str]) -> Iterator[Holding]:
    """What claims of ownership say of entities, with the share that they tell."""
    for claim in claims:
        owner, owned = (linked.get((claim.id, role), "") for role in ("owner", "owned"))
        share = claim.roles.get("share")
        if claim.frame == "ownership" and claim.polarity is Polarity.AFFIRMED and owner and owned:
            percent = share.normal.removesuffix("%").strip() if share else ""
            if percent.replace(".", "", 1).isdigit():
                yield Holding(owner, owned, float(percent))


def _parties(messages: Sequence[Message]) -> dict[str, tuple[str, ...]]:
    """For each message the names and mail domains of those between whom it passed."""
    return {
        message.id: tuple(
            part
            for participant in message.participants
            for part in (participant.name, f"@{participant.address.rpartition('@')[2]}")
            if part.strip("@")
        )
        for message in messages
    }


def _origins(claims: Sequence[Claim], known: dict[str, str]) -> dict[str, str]:
    """Which documents are published reports: by their kind, or by how their claims are told."""
    told = {c.document for c in claims if c.attribution and c.attribution[0].how == "report"}
    return {**known, **dict.fromkeys(told, "report")}


def _relation_row(relation: Relation) -> dict[str, Any]:
    return {"id": f"{relation.claim} {relation.other}", **to_plain(relation)}


def _match_row(match: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{match['entity']} {match['list']} {match['list_id']}", **match}


def _link_rows(linked: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, str]] = {}
    for (claim, role), entity in sorted(linked.items()):
        rows.setdefault(claim, {})[role] = entity
    return [{"id": claim, "roles": roles} for claim, roles in rows.items()]


def _days_of_members(layout: Layout, days: dict[str, str]) -> dict[str, str]:
    """What is inside a message and has no date of its own bears the message's."""
    found: dict[str, str] = {}
    for inner, outer in sorted(layout.inside):
        day = days.get(outer, "")
        if not days.get(inner) and day and (inner not in found or day < found[inner]):
            found[inner] = day
    return found


_HEAD = 600
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _days_from_texts(case: Case, days: dict[str, str]) -> dict[str, str]:
    """A document without any date bears the first whole date at its head (a published report)."""
    found: dict[str, str] = {}
    for document, mention in case.rows.mentions():
        dated = mention.kind is MentionKind.DATE and _DAY.fullmatch(mention.normal)
        if dated and mention.span.start < _HEAD and not days.get(document):
            found.setdefault(document, mention.normal)
    return found


def _conversations(case: Case, layout: Layout) -> dict[str, str]:
    """Document id -> conversation; what is inside a message belongs to the message's."""
    found = {row["id"]: row["conversation"] for row in case.rows.view("thread")}
    for inner, outer in sorted(layout.inside):
        if outer in found:
            found.setdefault(inner, found[outer])
    return found
