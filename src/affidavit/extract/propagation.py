"""What is said once in full is said again in short.

A surname that is certain somewhere in a document is found wherever it stands there again, in any
case of the language; what is certain in two documents or in a header is found in the whole case, in
any alphabet; and places are found inside the names of organisations.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from affidavit.extract.candidates import Candidate, covered
from affidavit.extract.crf import stem
from affidavit.extract.english import is_mostly_small
from affidavit.extract.gazetteer import is_place_word
from affidavit.extract.russian import naming
from affidavit.language.lexicon import legal_forms
from affidavit.language.names import organisation_name, person_name
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.model import Mention, MentionKind, Span, TextLayer, stage_key

_FINDER = "propagation 1"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_KINDS = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE)
_CERTAIN = 0.75
_SURE = 0.72
_SHORTEST = 3

Votes = dict[str, Counter[MentionKind]]


def votes(texts: Iterable[tuple[str, Sequence[Candidate]]]) -> Votes:
    """For the stem of each word that is the telling one of a certain name: how often, as which kind.

    A person's telling word is the surname; an organisation's or place's only where it is the whole
    name.
    """
    found: Votes = {}
    for text, candidates in texts:
        for c in candidates:
            if c.kind not in _KINDS or c.confidence < _CERTAIN:
                continue
            words = [w for w in _WORD.findall(text[c.start : c.end]) if len(w) >= _SHORTEST]
            if c.kind is MentionKind.PERSON:
                words = words[-1:] if len(words) > 1 and _WORD.match(text, c.start) else words[:1]
            elif len(words) != 1:
                continue
            for word in words:
                if word[0].isupper():
                    found.setdefault(stem(word), Counter())[c.kind] += 1
    return found


def surnames(texts: Iterable[tuple[str, Sequence[Candidate]]]) -> frozenset[str]:
    """Stems of the last words of certain full names of people, but for those that rules or a list
    know as the whole name of something else."""
    people: set[str] = set()
    others: set[str] = set()
    for text, candidates in texts:
        for c in candidates:
            words = _WORD.findall(text[c.start : c.end])
            if c.kind is MentionKind.PERSON and c.confidence >= _CERTAIN and len(words) > 1:
                people.add(stem(words[-1]))
            elif c.kind in _KINDS and len(words) == 1 and not _by_model(c):
                others.add(stem(words[0]))
    return frozenset(people - others)


def as_person(c: Candidate, surnames: frozenset[str]) -> Candidate:
    """A single word that a model takes for a place or firm is a person whose full name stands in the
    document: «предложения Мэй»."""
    one = c.kind in (MentionKind.ORGANISATION, MentionKind.PLACE) and _WORD.fullmatch(c.normal)
    if one and len(c.normal) >= _SHORTEST and _by_model(c) and stem(c.normal) in surnames:
        return Candidate(c.start, c.end, MentionKind.PERSON, c.normal, _SURE, _FINDER)
    return c


def _by_model(c: Candidate) -> bool:
    return not c.finder.startswith(("rules", "gazetteer"))


def repeated(text: str, settled: Sequence[Candidate], known: Votes) -> Iterator[Candidate]:
    """The capitalised words of a text that no name covers and that are a person's elsewhere."""
    kinds_that_cover = (*_KINDS, MentionKind.EQUIPMENT)
    taken = covered(len(text), ((c.start, c.end) for c in settled if c.kind in kinds_that_cover))
    small = set()
    for match in _WORD.finditer(text):
        if match.group()[0].islower():
            small.add(match.group())
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) < _SHORTEST or not word[0].isupper() or taken[match.start()]:
            continue
        kinds = known.get(stem(word))
        if not kinds or word.lower() in small:
            continue
        people = kinds[MentionKind.PERSON]
        if people > 2 * (kinds.total() - people):
            yield Candidate(match.start(), match.end(), MentionKind.PERSON, word, _SURE, _FINDER)


def firm_names(candidates: Iterable[Candidate]) -> frozenset[str]:
    """The names of certain organisations without their legal forms and quotation marks, folded."""
    found = set()
    for c in candidates:
        if c.kind is MentionKind.ORGANISATION and c.confidence >= _FIRM:
            words = [fold_case(w) for w in _WORD.findall(c.normal)]
            telling = [w for w in words if w not in legal_forms()]
            if len(telling) < len(words):
                found.add(" ".join(telling))
    return frozenset(found - {""})


def as_firm(c: Candidate, firms: frozenset[str]) -> Candidate:
    """A person or place that is called as a firm of the same document is the firm."""
    if c.kind in (MentionKind.PERSON, MentionKind.PLACE) and firms:
        name = " ".join(fold_case(w) for w in _WORD.findall(c.normal))
        if name in firms or (" " in name and any(f.startswith(f"{name} ") for f in firms)):
            return Candidate(c.start, c.end, MentionKind.ORGANISATION, c.normal, _SURE, _FINDER)
    return c


_FIRM = 0.9
_AFTER = re.compile(r"[»”\"-]")


def inner_places(text: str, settled: Sequence[Candidate], language: str) -> Iterator[Candidate]:
    """Places inside the names of organisations: «мэрия Москвы», «Bank of Cyprus»; not where the
    place is a name in quotation marks («Эхо Москвы»)."""
    for c in settled:
        if c.kind is not MentionKind.ORGANISATION:
            continue
        for match in _WORD.finditer(text, c.start, c.end):
            word = match.group()
            inside = match.start() > c.start and not _AFTER.match(
                text[match.end() : match.end() + 1]
            )
            if inside and word[0].isupper() and _is_place(word, language):
                yield Candidate(match.start(), match.end(), MentionKind.PLACE, word, _SURE, _FINDER)


def _is_place(word: str, language: str) -> bool:
    folded = fold_case(word)
    if not CYRILLIC.search(word):
        return is_place_word(folded) and len(word) > _SHORTEST
    named = naming(word.lower(), language)
    return "place" in named and not named & {"word", "name", "surname"}


CASE_FINDER = "case 1"
_LONG = 4
_SEEN = 2
_BRAND = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What is certain in a whole case: stem of a surname or brand -> kind of mention."""

    stems: Mapping[str, str]

    @property
    def key(self) -> str:
        """Changes whenever what is known changes."""
        parts = [part for pair in sorted(self.stems.items()) for part in pair]
        return stage_key("known", CASE_FINDER, *parts)[:16]


def certain_names(headers: Iterable[str], mentions: Iterable[tuple[str, Mention]]) -> Known:
    """The surnames of people in headers, and of people and firms whose full names are certain in two
    documents at least; a word that is as often the one as the other is left out."""
    seen: dict[tuple[str, str], set[str]] = {}
    for name in headers:
        surname = person_name(name).surname
        if person_name(name).whole and _telling(surname, _LONG):
            seen.setdefault((stem(surname), MentionKind.PERSON.value), set()).update(("", name))
    for document, mention in mentions:
        if mention.extractor == CASE_FINDER or mention.confidence < _FIRM:
            continue
        word = ""
        if mention.kind is MentionKind.PERSON and person_name(mention.normal).whole:
            word = person_name(mention.normal).surname
        elif mention.kind is MentionKind.ORGANISATION:
            brand = organisation_name(mention.normal).brand
            word = brand[0] if len(brand) == 1 else ""
        if _telling(word, _BRAND if mention.kind is MentionKind.ORGANISATION else _LONG):
            seen.setdefault((stem(word), mention.kind.value), set()).add(document)
    kinds: dict[str, set[str]] = {}
    for (form, kind), documents in seen.items():
        if len(documents) >= _SEEN:
            kinds.setdefault(form, set()).add(kind)
    return Known({form: next(iter(found)) for form, found in kinds.items() if len(found) == 1})


def _telling(word: str, least: int) -> bool:
    """Whether a word is long enough and no common one."""
    if len(word) < least or "-" in word:
        return False
    low = word.lower()
    if CYRILLIC.search(low):
        return not naming(low, "ru") & {"word", "place"}
    return not is_mostly_small(low) and not is_place_word(low)


def known_elsewhere(
    layer: TextLayer, mentions: Sequence[Mention], known: Known
) -> Iterator[Mention]:
    """The capitalised words of a layer that no mention covers and that are a name elsewhere in the
    case."""
    taken = covered(len(layer.text), ((m.span.start, m.span.end) for m in mentions))
    for match in _WORD.finditer(layer.text):
        word = match.group()
        if len(word) < _LONG or not word[0].isupper():
            continue
        kind = known.stems.get(stem(word))
        if kind == MentionKind.PERSON.value and word.isupper():
            continue
        if kind is None or any(taken[match.start() : match.end()]):
            continue
        span = Span.over(layer, match.start(), match.end())
        yield Mention(span, MentionKind(kind), word, _SURE, CASE_FINDER)
