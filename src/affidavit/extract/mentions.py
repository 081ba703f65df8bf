"""All mentions of a layer: every finder's candidates, settled."""

from collections.abc import Iterable, Sequence

from affidavit.extract.candidates import Candidate, settle
from affidavit.extract.numbers import find_numbers
from affidavit.extract.organisations import find_headed, find_organisations
from affidavit.extract.people import find_known, find_people
from affidavit.extract.places import find_countries, place_country
from affidavit.extract.posts import find_posts
from affidavit.extract.statistics import find_names
from affidavit.extract.things import find_designations, find_things
from affidavit.extract.words import words
from affidavit.language.sentences import sentences
from affidavit.model import Document, Mention, MentionKind, Message, Span, TextLayer

VERSION = "1"
_LANGUAGES = ("ru", "uk", "be", "en")
_SHORTEST = 0.3


def find_mentions(document: Document, layers: Sequence[TextLayer]) -> list[Mention]:
    """Everything the layers of a document mention, in the order of layers and places."""
    known = _header_names(document)
    found: list[Mention] = []
    for layer in layers:
        language = layer.language if layer.language in _LANGUAGES else "en"
        settled = settle(c for c in _candidates(layer.text, language, known) if _wanted(c))
        found += [_mention(layer, candidate, language) for candidate in settled]
    return found


def _header_names(document: Document) -> tuple[str, ...]:
    if not isinstance(document, Message):
        return ()
    return tuple(dict.fromkeys(p.name for p in document.participants if " " in p.name.strip()))


def _candidates(text: str, language: str, known: tuple[str, ...]) -> Iterable[Candidate]:
    spans = list(sentences(text))
    yield from find_numbers(text)
    yield from find_organisations(text)
    yield from find_people(text)
    yield from find_known(text, known)
    yield from find_countries(text, language)
    yield from find_designations(text)
    yield from find_names(text, spans, language)
    for start, end in spans:
        sentence = words(text, start, end, language)
        yield from find_headed(text, sentence, language)
        yield from find_things(text, sentence, language)
        yield from find_posts(text, sentence, language)


def _wanted(candidate: Candidate) -> bool:
    return candidate.confidence >= _SHORTEST and any(
        letter.isalnum() for letter in candidate.normal
    )


def _mention(layer: TextLayer, candidate: Candidate, language: str) -> Mention:
    attributes = dict(candidate.attributes)
    if candidate.kind is MentionKind.PLACE and "country" not in attributes:
        code = place_country(candidate.normal, language)
        attributes |= {"country": code} if code else {}
    return Mention(
        Span.over(layer, candidate.start, candidate.end),
        candidate.kind,
        candidate.normal,
        round(candidate.confidence, 3),
        candidate.finder,
        attributes,
    )
