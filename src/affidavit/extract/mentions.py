"""All mentions of a layer: every finder's candidates, settled."""

from collections.abc import Iterable, Sequence
from datetime import date

from affidavit.extract.amounts import find_amounts
from affidavit.extract.binding import bind
from affidavit.extract.candidates import Candidate, settle
from affidavit.extract.contacts import find_contacts
from affidavit.extract.dates import find_dates
from affidavit.extract.designations import find_designations
from affidavit.extract.doubtful import is_no_name
from affidavit.extract.organisations import find_headed, find_organisations
from affidavit.extract.papers import find_papers
from affidavit.extract.people import (
    find_addressed,
    find_behind_posts,
    find_known,
    find_people,
)
from affidavit.extract.places import find_countries, find_units, place_country, place_entry
from affidavit.extract.posts import find_posts
from affidavit.extract.propagation import (
    as_firm,
    as_person,
    firm_names,
    inner_places,
    repeated,
    surnames,
    votes,
)
from affidavit.extract.registrations import find_registrations
from affidavit.extract.statistics import find_names
from affidavit.extract.things import find_things
from affidavit.extract.truecase import truecase
from affidavit.extract.words import words
from affidavit.language.sentences import sentences
from affidavit.model import Document, Mention, MentionKind, Message, Span, TextLayer

VERSION = "4"
_LANGUAGES = ("ru", "uk", "be", "en")
_SHORTEST = 0.3


def find_mentions(document: Document, layers: Sequence[TextLayer]) -> list[Mention]:
    """Everything the layers of a document mention, in the order of layers and places."""
    known = _header_names(document)
    base = document.date.date() if document.date else None
    read = [_read(layer, known, base) for layer in layers]
    certain = votes((text, settled) for text, _, settled in read)
    firms = firm_names(c for _, _, settled in read for c in settled)
    people = surnames((text, settled) for text, _, settled in read)
    found: list[Mention] = []
    for layer, (text, language, settled) in zip(layers, read, strict=True):
        settled = [as_firm(as_person(c, people), firms) for c in settled]
        settled = settle([*settled, *find_behind_posts(text, settled)])
        more = [*repeated(text, settled, certain), *inner_places(text, settled, language)]
        more = [c for c in more if not is_no_name(text, c, language)]
        bound = bind(text, layer.kind, settle([*settled, *more]))
        found += [_mention(layer, c, language) for c in bound]
    return found


def _read(
    layer: TextLayer, known: tuple[str, ...], base: date | None
) -> tuple[str, str, list[Candidate]]:
    """(the text as it is read, the language it is read in, its candidates) of a layer."""
    language = layer.language if layer.language in _LANGUAGES else "en"
    spans = list(sentences(layer.text))
    text, plain = truecase(layer.text, spans, language)
    wanted = (
        c
        for c in _candidates(text, spans, language, known, plain, base)
        if _wanted(text, c, language)
    )
    return text, language, settle(wanted)


def _header_names(document: Document) -> tuple[str, ...]:
    if not isinstance(document, Message):
        return ()
    return tuple(dict.fromkeys(p.name for p in document.participants if " " in p.name.strip()))


def _candidates(
    text: str,
    spans: list[tuple[int, int]],
    language: str,
    known: tuple[str, ...],
    plain: bool,
    base: date | None,
) -> Iterable[Candidate]:
    yield from find_dates(text, base)
    yield from find_contacts(text)
    yield from find_amounts(text)
    yield from find_papers(text)
    yield from find_registrations(text)
    yield from find_organisations(text, language)
    yield from find_people(text, language)
    yield from find_addressed(text)
    yield from find_known(text, known)
    yield from find_countries(text, language)
    yield from find_units(text, language)
    yield from find_designations(text)
    yield from find_names(text, spans, language, plain=plain)
    for start, end in spans:
        sentence = words(text, start, end, language)
        yield from find_headed(text, sentence, language)
        yield from find_things(text, sentence, language)
        yield from find_posts(text, sentence, language)


def _wanted(text: str, candidate: Candidate, language: str) -> bool:
    if candidate.confidence < _SHORTEST or is_no_name(text, candidate, language):
        return False
    return any(letter.isalnum() for letter in candidate.normal)


def _mention(layer: TextLayer, candidate: Candidate, language: str) -> Mention:
    attributes = dict(candidate.attributes)
    if candidate.kind is MentionKind.PLACE and "country" not in attributes:
        code = place_country(candidate.normal, language)
        attributes |= {"country": code} if code else {}
    if candidate.kind is MentionKind.PLACE:
        entry = place_entry(candidate.normal, language)
        attributes |= {"gazetteer": entry} if entry else {}
    return Mention(
        Span.over(layer, candidate.start, candidate.end),
        candidate.kind,
        candidate.normal,
        round(candidate.confidence, 3),
        candidate.finder,
        attributes,
    )
