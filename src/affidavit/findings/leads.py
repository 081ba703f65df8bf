"""Leads: patterns sought over claims, matches and time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from affidavit.findings.links import (
    Context,
    days_between,
    flags,
    goods_words,
    links,
    makes,
    party_entities,
    quoted,
    role_text,
    thread_key,
)
from affidavit.findings.pattern import Pattern, patterns
from affidavit.model import Claim, Lead, Polarity, content_id

_MOST_FIRST = 60
"""A claim is tried with so many others at most that share a word, make, party or thread with it, the
nearest in time: cost stays linear."""


def find_leads(claims: Iterable[Claim], context: Context) -> list[Lead]:
    """All leads above their pattern's threshold, best first.

    Of several pairs about the same substitute only the best stands; the others strengthen it.
    """
    pool = [c for c in claims if c.polarity is Polarity.AFFIRMED]
    by_thread: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in pool:
        by_thread[thread_key(claim, context)][claim.frame].append(claim)
    found: list[Lead] = []
    for pattern in patterns():
        first = [c for c in pool if c.frame in pattern.first]
        if pattern.then:
            then = [c for c in pool if c.frame in pattern.then]
            found += _strongest(list(_pairs(pattern, first, then, context)))
        else:
            single = (_single(pattern, claim, by_thread, context) for claim in first)
            made = [pair for pair in single if pair is not None]
            found += _strongest(made, context if pattern.by_party else None)
    return sorted(found, key=lambda lead: (-lead.score, lead.first, lead.id))


def _pairs(
    pattern: Pattern, first: list[Claim], then: list[Claim], context: Context
) -> Iterator[tuple[Lead, Claim]]:
    index: dict[str, list[Claim]] = defaultdict(list)
    for claim in first:
        for key in _meeting_points(claim, context):
            index[key].append(claim)
    for offer in then:
        near = {c.id: c for key in _meeting_points(offer, context) for c in index.get(key, ())}
        day = context.days.get(offer.document, "")
        gaps = {
            c.id: days_between(context.days.get(c.document, ""), day) or 0 for c in near.values()
        }
        for id_ in sorted(near, key=lambda i: (abs(gaps[i]), i))[:_MOST_FIRST]:
            if near[id_].id != offer.id and (lead := _lead(pattern, near[id_], offer, context)):
                yield lead, offer


def _meeting_points(claim: Claim, context: Context) -> frozenset[str]:
    words = goods_words(claim, "goods") | goods_words(claim, "replaces")
    return (
        frozenset({thread_key(claim, context)})
        | words
        | makes(claim)
        | party_entities(claim, context)
    )


def _single(
    pattern: Pattern,
    claim: Claim,
    by_thread: dict[str, dict[str, list[Claim]]],
    context: Context,
) -> tuple[Lead, Claim] | None:
    """A lead of one claim, with what stands beside it in the conversation."""
    parts, why = {"base": pattern.score["base"]}, []
    for name, reason in flags(claim, context):
        if name in pattern.score:
            parts[name] = pattern.score[name]
            why.append(reason)
    beside: list[Claim] = []
    for frame in pattern.beside:
        others = [
            c for c in by_thread[thread_key(claim, context)].get(frame, ()) if c.id != claim.id
        ]
        if others:
            parts[f"beside_{frame}"] = pattern.score[f"beside_{frame}"]
            why.append(f"the same conversation tells of {frame.replace('_', ' ')}")
            beside.append(max(others, key=lambda c: (c.confidence, c.id)))
    if not any(name in parts for name in pattern.needs):
        return None
    lead = _made(pattern, [claim, *beside], parts, why, claim.confidence, context)
    return (lead, claim) if lead else None


def _lead(pattern: Pattern, first: Claim, then: Claim, context: Context) -> Lead | None:
    days = [context.days.get(claim.document, "") for claim in (first, then)]
    gap = days_between(*days)
    if gap is not None and not -pattern.early_days <= gap <= pattern.window_days:
        return None
    parts, why = {"base": pattern.score["base"]}, []
    for name, reason in links(first, then, gap, context):
        if name in pattern.score:
            parts[name] = pattern.score[name]
            why.append(reason)
    if not any(name in parts for name in pattern.needs):
        return None
    confidence = min(first.confidence, then.confidence)
    return _made(pattern, [first, then], parts, why, confidence, context)


def _made(
    pattern: Pattern, claims: list[Claim], parts: dict[str, float], why: list[str], confidence: float,
    context: Context,
) -> Lead | None:  # fmt: skip
    score = round(min(1.0, sum(parts.values())) * confidence, 3)
    if score < pattern.threshold:
        return None
    days = [context.days.get(claim.document, "") for claim in claims]
    entities = {e for claim in claims for e in party_entities(claim, context)}
    return Lead(
        id=content_id("lead", pattern.name, *(claim.id for claim in claims)),
        pattern=pattern.name,
        title=pattern.tells["title"]["en"].format(**_wording(claims)),
        score=score,
        claims=tuple(claim.id for claim in claims),
        entities=tuple(sorted(entities)),
        why=tuple(why),
        caveats=(pattern.tells["caveat"]["en"],),
        first=min(filter(None, days), default=""),
        last=max(filter(None, days), default=""),
        parts={**parts, "confidence": confidence},
        strengthen=pattern.tells["strengthen"]["en"],
        refute=pattern.tells["refute"]["en"],
    )


def _wording(claims: list[Claim]) -> dict[str, str]:
    """What a title may say of the claims of a lead."""
    first, last = claims[0], claims[-1]
    subject = next((role_text(first, name) for name in _SUBJECTS if name in first.roles), "")
    party = next((role_text(first, name) for name in _PARTIES if name in first.roles), "")
    return {
        "goods": quoted(role_text(first, "goods") or role_text(last, "replaces")) or "a purchase",
        "substitute": quoted(role_text(last, "goods") or role_text(last, "supplier"))
        or "a substitute",
        "subject": quoted(subject) or "something",
        "party": quoted(party) or "a party",
        "frame": first.frame.replace("_", " "),
        "via": quoted(role_text(first, "via")) or "a third place",
    }


_SUBJECTS = (
    "goods",
    "equipment",
    "product",
    "object",
    "project",
    "amount",
    "owned",
    "target",
    "relative",
)
_PARTIES = (
    "supplier", "customer", "recipient", "payee", "partner", "payer", "buyer", "user", "repairer", "modifier",
    "developer", "shipper", "owner", "person", "actor",
)  # fmt: skip


def _strongest(pairs: list[tuple[Lead, Claim]], context: Context | None = None) -> Iterator[Lead]:
    """One lead for each subject, or for each listed party where a context is given: the best, with
    the other claims of its kind beside it."""
    groups: list[tuple[frozenset[str], list[Lead]]] = []
    for lead, claim in sorted(pairs, key=lambda p: (-p[0].score, p[0].first, p[0].id)):
        subject = (
            frozenset(party_entities(claim, context) & context.listed.keys())
            if context
            else goods_words(claim, "goods") | makes(claim)
        )
        for known, leads in groups:
            if subject & known or set(lead.claims) & set(leads[0].claims):
                leads.append(lead)
                break
        else:
            groups.append((subject, [lead]))
    for _, leads in groups:
        best = leads[0]
        more = sorted({c for lead in leads for c in lead.claims} - set(best.claims))
        yield replace(
            best,
            claims=(*best.claims, *more),
            first=min(lead.first for lead in leads),
            last=max(lead.last for lead in leads),
        )
