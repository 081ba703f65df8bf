"""Claims of a document: every frame over every sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from affidavit.findings.attribution import document_voice, quoted_author
from affidavit.findings.candidates import Candidate, candidates
from affidavit.findings.circulation import sent_round
from affidavit.findings.clause import Standing, find_triggers, read_sentences
from affidavit.findings.confidence import around
from affidavit.findings.quotations import utterances
from affidavit.findings.reader import read, see
from affidavit.findings.saying import Saying, sized
from affidavit.findings.shares import SHARE
from affidavit.model import Claim, Document, Mention, Span, TextLayer
from affidavit.model.text import SIGNATURE, SUBJECT, meet

VERSION = "5"
BRIEFING_THRESHOLD = 0.5
"""Claims below this confidence are hints: listed apart, never in a briefing."""


def find_claims(
    document: Document, layers: Sequence[TextLayer], mentions: Sequence[Mention]
) -> list[Claim]:
    """All claims of a document, in the order of layers and places."""
    return stated(consider(document, layers, mentions))


def stated(considered: Iterable[tuple[Sequence[Candidate], Mapping[str, float]]]) -> list[Claim]:
    """The claims that are left of what the sentences of a document may claim."""
    found: dict[str, Claim] = {}
    for own, doubts in considered:
        for one in _chosen(own):
            claim = sized(one, {**one.parts, **doubts})
            found.setdefault(claim.id, claim)
    return list(found.values())


def consider(
    document: Document, layers: Sequence[TextLayer], mentions: Sequence[Mention]
) -> Iterator[tuple[list[Candidate], dict[str, float]]]:
    """For each sentence of a document what it may claim, and the doubts (name -> 0..1) that its place
    casts on all of that."""
    voice = document_voice(document, layers)
    circulated = {"circulation": _SENT_ROUND} if sent_round(document) else {}
    by_layer: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_layer.setdefault(mention.span.layer, []).append(mention)
    for layer in layers:
        if layer.kind == SIGNATURE:
            continue
        own = by_layer.get(layer.id, [])
        said = (*voice, *quoted_author(layer, own))
        sentences = [sentence for sentence in read_sentences(layer, own) if sentence.words]
        quoted = utterances(sentences)
        standing = [sorted(find_triggers(sentence), key=_order) for sentence in sentences]
        readings = read([see(s, triggers) for s, triggers in zip(sentences, standing, strict=True)])
        title = {"title": _TITLE} if layer.kind == SUBJECT else {}
        for n, (sentence, triggers) in enumerate(zip(sentences, standing, strict=True)):
            inside = tuple(u for u in quoted if meet(u, sentence))
            saying = Saying(document, sentence, said, inside)
            near = around(readings, n)
            yield list(candidates(saying, triggers, readings[n], near)), {**title, **circulated}


_TITLE = 0.6
"""How far a subject line goes, which tells what a message is about and not what is so."""
_SENT_ROUND = 0.5
"""How far news go that all readers of a list were sent: a hint, until somebody confirms it."""


def _chosen(found: Sequence[Candidate]) -> Iterator[Claim]:
    """The claims of a sentence: of each frame the surest, and others about something else."""
    by_frame: dict[str, list[Candidate]] = {}
    for one in found:
        by_frame.setdefault(one.frame.name, []).append(one)
    told = {one.frame.name for one in found if one.claim.confidence >= BRIEFING_THRESHOLD}
    for own in by_frame.values():
        if own[0].grounds or told.isdisjoint(own[0].frame.yields_to):
            yield from _apart(own)


_FAINTEST = 0.05
"""What is less likely is no hint either."""


def _apart(found: Sequence[Candidate]) -> Iterator[Claim]:
    """The surest claim of a frame, and those beside it about something else that is named, where another
    trigger announces them."""
    frame = found[0].frame
    needed = [spec.name for spec in frame.roles if spec.required]
    needed = [SHARE] if all(SHARE in one.claim.roles for one in found) else needed
    taken: list[Span] = []
    used: set[int] = set()
    for one in sorted(found, key=lambda one: -one.claim.confidence):
        claim, anchor = one.claim, one.anchor
        spans = [role.span for name in needed if (role := claim.roles[name]).span]
        if claim.confidence < _FAINTEST or any(meet(a, b) for a in spans for b in taken):
            continue
        guessed = anchor and any(claim.roles[name].kind == "phrase" for name in needed)
        again = anchor and (not anchor.trigger.slots or not used.isdisjoint(anchor.places))
        if taken and (again or guessed or claim.confidence < BRIEFING_THRESHOLD):
            continue
        yield claim
        taken += spans
        used.update(anchor.places if anchor else ())


def _order(found: Standing) -> tuple[int, float, tuple[int, ...]]:
    number, trigger, places = found
    return number, -trigger.weight, places
