"""Names by statistics: slovnet for Russian, our own models for the other languages."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from affidavit.extract import crf
from affidavit.extract.candidates import Candidate
from affidavit.language.scripts import fold_case
from affidavit.language.stems import parses
from affidavit.model import MentionKind

_MODELS = crf.MODELS
_SLOVNET = "slovnet-ner-news-1"
_MARKS = frozenset({"RE", "FW", "FWD", "CC", "TO", "OK", "PS"})
_BATCH_CHARACTERS = 3_000


@cache
def _russian() -> Any:
    from navec import Navec
    from slovnet import NER

    tagger = NER.load(str(_MODELS / "slovnet_ner_news_v1.tar"))
    tagger.navec(Navec.load(str(_MODELS / "navec_news_v1_1B_250K_300d_100q.tar")))
    return tagger


def find_names(text: str, spans: list[tuple[int, int]], language: str) -> Iterator[Candidate]:
    """People, organisations and places in the sentences at `spans` of a text."""
    if language == "ru":
        yield from _find_russian(text, spans)
        return
    finder = f"crf-{crf.model_for(language)}-1"
    for start, end in spans:
        for first, last, kind, sure in crf.names(text[start:end], language):
            quote = text[start + first : start + last]
            yield Candidate(
                start + first, start + last, kind, " ".join(quote.split()), 0.75 * sure, finder
            )


def _find_russian(text: str, spans: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Sentences are read together, for the model is slow on single lines."""
    begin = 0
    while begin < len(spans):
        stop = begin + 1
        while stop < len(spans) and spans[stop][1] - spans[begin][0] < _BATCH_CHARACTERS:
            stop += 1
        start, end = spans[begin][0], spans[stop - 1][1]
        edges = [last for _, last in spans[begin:stop]]
        for span in _russian()(text[start:end]).spans:
            first, last = start + span.start, start + span.stop
            last = min(
                last, next(edge for edge in edges if edge > first)
            )  # no name leaves its sentence
            kind = crf.KINDS[span.type]
            if kind is MentionKind.PERSON and not _could_be_a_person(text[first:last]):
                continue
            sure = {MentionKind.PERSON: 0.86, MentionKind.PLACE: 0.8}.get(kind, 0.66)
            normal = " ".join(text[first:last].split())
            yield Candidate(first, last, kind, normal, sure, _SLOVNET)
        begin = stop


def _could_be_a_person(name: str) -> bool:
    """A single dictionary word that is no name («Рекламация», «Пн») is nobody."""
    words = name.split()
    if len(words) > 1:
        return True
    readings = parses(fold_case(name))
    return any(
        not r.is_known or {"Name", "Surn", "Patr"} & set(str(r.tag).replace(" ", ",").split(","))
        for r in readings
    ) and fold_case(name) not in ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
