"""What the reader sees of a sentence as a whole: its words, pairs of words near each other, kinds of names,
triggers.

A Russian, Ukrainian or Belarusian word is seen as the lemma of the Russian word that it is read as, and as
its own index forms; an English one as itself, its stem and its Brown clusters.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from affidavit.extract.english import entry
from affidavit.extract.russian import as_russian
from affidavit.findings.clause import Sentence, Standing
from affidavit.findings.frame import frames
from affidavit.language.scripts import fold_case
from affidavit.language.stems import parses, stems

_CLUSTERS = (6, 9)
_NEAR = 3
_NAME, _BREAK = "@", "|"


@lru_cache(maxsize=200_000)
def lemma(low: str, language: str) -> str:
    """A lower-case word in the dictionary form of the Russian word it is read as; an English one as it is."""
    if low.isascii():
        return low
    russian = fold_case(as_russian(low, language))
    readings = parses(russian)
    return fold_case(readings[0].normal_form) if readings else russian


@lru_cache(maxsize=100_000)
def _stem(low: str) -> str:
    return min(stems(low, "en"), key=lambda stem: (len(stem), stem))


def signs(sentence: Sentence, standing: Iterable[Standing]) -> dict[str, int]:
    """What the model sees of a sentence: its words, pairs of words near each other, kinds of names and
    the triggers that stand in it; each with the number of the word it is seen at (-1: the whole)."""
    found: dict[str, int] = {f"k={m.kind.value}": -1 for m in sentence.mentions}
    for number, trigger, _ in standing:
        found[f"r={frames()[number].name}"] = -1
        if trigger.firm:
            found[f"R={frames()[number].name}"] = -1
    line: list[tuple[str, int]] = []
    for n, word in enumerate(sentence.words):
        if sentence.names[n]:
            if not line or line[-1][0] != _NAME:
                line.append((_NAME, n))
        elif word.is_word:
            own = _word_signs(word.low, sentence.language, word.forms)
            line.append((own[0][2:], n))
            for sign in own:
                found.setdefault(sign, n)
        elif word.text in ":—–;":
            line.append((_BREAK, n))
    for at, (first, n) in enumerate(line):
        for second, _ in line[at + 1 : at + 1 + _NEAR]:
            found.setdefault(f"b={first}_{second}", n)
    return found


def _word_signs(low: str, language: str, forms: frozenset[str]) -> Sequence[str]:
    """The signs of a word, its lemma first."""
    if language != "en":
        return [f"l={lemma(low, language)}", *(f"{language}={form}" for form in sorted(forms))]
    own = [f"l={_stem(low)}", f"w={low}"]
    if known := entry(low):
        cluster = known.low or known.high
        own += [f"c{bits}={cluster & ((1 << bits) - 1)}" for bits in _CLUSTERS]
    return own
