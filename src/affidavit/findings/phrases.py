"""Roles that no mention fills: noun phrases at known places, and reasons."""

import re

import numpy as np
from numpy.typing import NDArray

from affidavit.extract.gazetteer import is_head
from affidavit.extract.words import Word
from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Cues, RoleSpec
from affidavit.language.scripts import fold_case
from affidavit.model import MentionKind, Role, Span

_CLAUSE_END = re.compile(r"[,;.!?)]\s|\s[—–-]\s|[.!?;)]?$|\n\n")
_CAUSE = {
    "ru": r"из-за|в связи с|вследствие|ввиду|по причине|благодаря|в силу|поскольку|так как|потому что|из за",
    "en": r"because of|because|due to|owing to|for lack of|for want of|on account of|as a result of|following|under|since|for",
    "uk": r"через|у зв'язку з|внаслідок|з огляду на|оскільки|бо",
    "be": r"з-за|праз|у сувязі з|з прычыны|таму што|бо",
}  # fmt: skip
_SANCTIONS = re.compile(r"санкци|санкці|sanction|embargo|эмбарго|ембарго|лиценз|ліценз|licen[cs]e|экспортн|експортн|export|контрол|control|запрет|заборон|забарон|ban\b|restrict|огранич|обмеж|абмеж|отсутств|нехватк|нет\b|не хватает|lack|shortage|absence|дефицит|брак|нестач|адсутн|износ|простой|downtime|no\b|without|остановк|поломк|broke", re.IGNORECASE)  # fmt: skip


def stands_after(before: str, prepositions: frozenset[str]) -> bool:
    if re.search(
        r"(?:качестве|якості|as) (?:замены|аналога|альтернативы|заміни|replacement|alternative)$",
        before,
    ):
        return False  # «as a replacement, X offered …» does not say what X replaces
    return any(before == p or before.endswith(f" {p}") for p in prepositions)


def cause_in(sentence: Sentence) -> Role | None:
    """What a «because of» introduces, as far as it speaks of a restriction or a want."""
    pattern = re.compile(rf"\b(?:{_CAUSE.get(sentence.language, _CAUSE['en'])})\s+", re.IGNORECASE)
    for match in pattern.finditer(sentence.text):
        tail = sentence.text[match.end() :]
        stop = _CLAUSE_END.search(tail)
        end = stop.start() if stop else len(tail)
        phrase = tail[:end][:120].strip()
        if phrase and _SANCTIONS.search(phrase):
            start = sentence.start + match.end()
            span = Span.over(sentence.layer, start, start + len(phrase))
            return Role(phrase, "cause", fold_case(phrase), span, "sentence")
    return None


_STOP = re.compile(r"[,;:.!?()—–]|\n")
_PASSIVE = frozenset({"was", "were", "is", "are", "been", "being"})
_NOUNISH = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "LATN", "None"})
ENGLISH_END = frozenset(
    "for to in on at by with from and or but is are was were be been has have had will would can could because due of "
    "this it you they he she them him her me i am not so such these those since that which who when where while as than until during under over between into about per via".split()
)


def phrase_behind(sentence: Sentence, places: tuple[int, ...]) -> Role | None:
    """The noun phrase right behind the trigger: adjectives, a noun, and names of make or type."""
    first = places[-1] + 1
    taken: list[int] = []
    noun = False
    for n in range(first, min(len(sentence.words), first + 9)):
        word = sentence.words[n]
        if _STOP.fullmatch(word.text):
            break
        if sentence.language == "en":
            if word.low in ENGLISH_END:
                break
            noun = noun or word.is_word
        elif word.kinds:
            if not word.kinds & _NOUNISH or word.kinds & {"PREP", "CONJ", "NPRO", "PRCL"}:
                break
            if (
                noun
                and "NOUN" in word.kinds
                and "gent" not in word.cases
                and not word.text[0].isupper()
            ):
                break
            noun = noun or "NOUN" in word.kinds
        elif not taken and not word.text[0].isalnum():
            break
        taken.append(n)
    if not noun or not taken:
        return _passive_subject(sentence, places[0]) if sentence.language == "en" else None
    return _noun_phrase(sentence, taken)


def phrase_after_cue(spec: RoleSpec, sentence: Sentence) -> Role | None:
    """The noun phrase right behind one of the role's own prepositions: «instead of Aldercott»."""
    cues = spec.cues.get(sentence.language, Cues()).prepositions
    for n in range(len(sentence.words)):
        before = " ".join(word.low for word in sentence.words[max(0, n - 3) : n])
        if cues and stands_after(before, cues) and sentence.words[n].is_word:
            found = phrase_behind(sentence, (n - 1,))
            return (
                found
                if found and found.span and found.span.start == sentence.words[n].start
                else None
            )
    return None


_READ = 0.35
"""From what chance on a word is read as part of a role."""
_EDGES = frozenset("the a an of to in on at by for with and or from into".split())
_SMALL = frozenset({"PREP", "CONJ", "PRCL"})
_CLOSING = {"»": "«", "”": "“"}


def run_of_words(
    sentence: Sentence, chances: NDArray[np.float32], least: float = _READ
) -> tuple[int, int] | None:
    """(start, end) of the words around the likeliest that are read as one role; None where no word is
    as likely as `least`. Marks and small words at the edges do not count."""
    best = max(range(len(chances)), key=lambda n: float(chances[n]), default=-1)
    if best < 0 or chances[best] < least:
        return None
    first = last = best
    taken = [
        chance >= least or not word.text[0].isalnum()
        for chance, word in zip(chances, sentence.words, strict=True)
    ]
    while first > 0 and taken[first - 1]:
        first -= 1
    while last + 1 < len(taken) and taken[last + 1]:
        last += 1
    while first < last and not _bears(sentence.words[first]):
        first += 1
    while first < last and not _bears(sentence.words[last]):
        last -= 1
    found = sentence.words[first : last + 1]
    if not any(map(_bears, found)):
        return None
    start, end = found[0].start, found[-1].end
    text = sentence.layer.text
    closing = text[end : end + 1]
    closes = closing in _CLOSING and _CLOSING[closing] in text[start:end]
    return start, end + closes


def _bears(word: Word) -> bool:
    """Whether a word may stand at the edge of a phrase."""
    small = word.low in _EDGES or (bool(word.kinds) and word.kinds <= _SMALL)
    return word.text[0].isalnum() and not small


def _passive_subject(sentence: Sentence, trigger: int) -> Role | None:
    """«The autopilot was jointly developed»: what stands before the auxiliary."""
    near = range(max(0, trigger - 3), trigger)
    auxiliary = next((n for n in near if sentence.words[n].low in _PASSIVE), None)
    if auxiliary is None or not sentence.words[trigger].is_word:
        return None
    taken: list[int] = []
    for n in range(auxiliary - 1, max(-1, auxiliary - 7), -1):
        word = sentence.words[n]
        if _STOP.fullmatch(word.text) or word.low in ENGLISH_END:
            break
        taken.insert(0, n)
    return _noun_phrase(sentence, taken) if any(sentence.words[n].is_word for n in taken) else None


def _noun_phrase(sentence: Sentence, taken: list[int]) -> Role:
    return noun_role(sentence, sentence.words[taken[0]].start, sentence.words[taken[-1]].end)


def noun_role(sentence: Sentence, start: int, end: int) -> Role:
    """A role that the words between two offsets fill: goods where one of them is known as such."""
    span = Span.over(sentence.layer, start, end)
    known = any(
        is_head(word, "things", sentence.language, section)
        for word in sentence.words
        if start <= word.start < end
        for section in ("equipment", "goods")
    )
    kind = MentionKind.GOODS.value if known else "phrase"
    return Role(span.quote, kind, fold_case(span.quote), span, "sentence")
