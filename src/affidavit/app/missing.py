"""Collects from a case what its gaps are found by: what mails say of mails, numbers, days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from affidavit.authenticity.gaps import (
    ATTACHMENT_ABSENT,
    Gap,
    Numbered,
    Posts,
    Proof,
    absent_messages,
    day_of,
    series_gaps,
    silences,
)
from affidavit.authenticity.letters import Letter, is_bulk
from affidavit.authenticity.origins import Origin
from affidavit.authenticity.spoken import ATTACHMENT, spoken_of
from affidavit.authenticity.threads import Threads, is_forward
from affidavit.custody import Case
from affidavit.model import Mention, MentionKind, Message, Span
from affidavit.model.text import BODY, QUOTED

_OFTEN = 30
"""Messages of a correspondent from which a silence of his is looked for."""


def find_gaps(
    case: Case, messages: Mapping[str, Message], threads: Threads,
    ghosts: Mapping[str, Sequence[Origin]], letters: Mapping[str, Letter], holding: frozenset[str],
) -> list[Gap]:  # fmt: skip
    """Every gap of a case, by kind and day."""
    found = list(absent_messages(threads, messages, ghosts))
    posts = Posts(messages.values(), holding)
    numbered: list[Numbered] = []
    for document, mentions in _by_document(case):
        message = messages.get(document)
        numbered += _numbers(document, mentions, message)
        if message is not None:
            found += _spoken(case, message, mentions, posts)
    found += series_gaps(numbered)
    found += _silences(letters)
    return sorted(
        (_quoted(case, g) for g in _joined(found, messages)), key=lambda g: (g.kind, g.near, g.id)
    )


def _joined(gaps: Sequence[Gap], messages: Mapping[str, Message]) -> Iterator[Gap]:
    """Gaps that are one as one, with all that speaks of them: a message's attachment, copies of what is said."""
    groups: dict[tuple[str, ...], list[Gap]] = defaultdict(list)
    for gap in gaps:
        proof = gap.evidence[0]
        message = messages.get(proof.document)
        name = (message.message_id if message else "") or proof.document
        said = "" if gap.kind == ATTACHMENT_ABSENT else proof.quote
        groups[(gap.kind, gap.reference, name, said)].append(gap)
    for group in groups.values():
        proofs = dict.fromkeys(p for gap in group for p in gap.evidence)
        yield replace(group[0], evidence=tuple(proofs))


def _by_document(case: Case) -> Iterator[tuple[str, list[Mention]]]:
    """(document, its dates and document numbers) of all documents."""
    kinds = (MentionKind.DATE, MentionKind.DOCUMENT_NUMBER)
    for document in case.rows.document_ids():
        yield document, [m for _, m in case.rows.mentions(document) if m.kind in kinds]


def _numbers(
    document: str, mentions: Sequence[Mention], message: Message | None
) -> Iterator[Numbered]:
    day = day_of(message.date) if message else ""
    for mention in mentions:
        if mention.kind is MentionKind.DOCUMENT_NUMBER and day:
            what = mention.span.quote.split()[0]
            yield Numbered(what, mention.normal, day, _proof(document, mention.span))


def _spoken(
    case: Case, message: Message, mentions: Sequence[Mention], posts: Posts
) -> Iterator[Gap]:
    if is_bulk(message):
        return
    layers = case.rows.layers(message.id)
    forwards = any(layer.kind == QUOTED for layer in layers) and is_forward(message.title)
    for layer in layers:
        if layer.kind != BODY:
            continue
        days = [
            (m.span.start, m.span.end, m.normal)
            for m in mentions
            if m.kind is MentionKind.DATE and m.span.layer == layer.id
        ]
        for one in spoken_of(layer.text, layer.language, days):
            if one.kind == ATTACHMENT and forwards:
                continue  # what is forwarded stands below
            proof = _proof(message.id, Span.over(layer, one.start, one.end))
            if gap := posts.gap(message, one, proof):
                yield gap


def _proof(document: str, span: Span) -> Proof:
    return Proof(document, span.quote, span.layer, span.start, span.end)


def _silences(letters: Mapping[str, Letter]) -> Iterator[Gap]:
    """Of mailboxes, and of correspondents who write often."""
    boxes: dict[str, list[Letter]] = defaultdict(list)
    people: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters.values():
        if letter.sent is not None:
            boxes[letter.mailbox].append(letter)
            people[letter.sender].append(letter)
    quiet: list[Gap] = []
    for name, own in sorted(boxes.items()):
        quiet += silences(f"mailbox {name}", _days(own), Proof(own[0].document, ""))
    yield from quiet
    for name, own in sorted(people.items()):
        if len(own) >= _OFTEN and name:
            yield from silences(f"correspondent {name}", _days(own), Proof(own[0].document, ""))


def _days(letters: Sequence[Letter]) -> list[date]:
    return [letter.sent.date() for letter in letters if letter.sent is not None]


def _quoted(case: Case, gap: Gap) -> Gap:
    """A gap with the words of its proofs that only knew where they stand."""
    return replace(
        gap,
        evidence=tuple(_filled(case, p) for p in gap.evidence),
        ghost=tuple(_filled(case, p) for p in gap.ghost),
    )


def _filled(case: Case, proof: Proof) -> Proof:
    if proof.quote or not proof.layer or proof.end <= proof.start:
        return proof
    layer = case.rows.layer(proof.layer)
    return replace(proof, quote=layer.text[proof.start : proof.end]) if layer else proof
