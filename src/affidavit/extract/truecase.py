"""Capitals put back into text that has lost them, so that one way of finding names serves all text.

Lines typed in lower case, subject lines shouted in capitals, headings and OCR: a copy of the same
length is made in which likely names have capitals. Names are sought in the copy; what is cited is
the text as it stands. Cyrillic words are judged by their vectors (logistic regression, made by
`training/train_crf.py`), Latin ones by how often they are written with a capital.
"""

import re
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from affidavit.extract.english import entry
from affidavit.extract.gazetteer import equipment_words, known_bodies
from affidavit.extract.russian import MODELS, naming, signs
from affidavit.language.lexicon import given_names, legal_forms
from affidavit.language.scripts import CYRILLIC, fold_case

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]")
_LIKELY = 0.5
_MAY_BE = 0.3
_FEW_CAPITALS = 0.004
_MOSTLY_CAPITALS = 0.7
_LEAST_LETTERS = 14
_LEAST_WORDS = 6


def truecase(text: str, spans: list[tuple[int, int]], language: str) -> tuple[str, bool]:
    """(the text with the capitals it would usually have, of the same length; whether most of it had
    lost them). Sentences (at `spans`) that have capitals as usual stay as they are."""
    letters = len(_LETTERS.findall(text))
    capitals = sum(letter.isupper() for letter in text)
    low = letters > _LEAST_LETTERS and capitals <= _FEW_CAPITALS * letters
    pieces = []
    at = restored = 0
    for start, end in spans:
        sentence = text[start:end]
        if low or _shouted(sentence) or _whispered(sentence):
            pieces += [text[at:start], _restored(sentence, language)]
            at = end
            restored += end - start
    if not pieces:
        return text, False
    written = "".join([*pieces, text[at:]])
    return (written, 2 * restored > letters) if len(written) == len(text) else (text, False)


def _whispered(sentence: str) -> bool:
    """Whether a sentence of some length has no capital, not even its first letter."""
    return not any(letter.isupper() for letter in sentence) and (
        len(_WORD.findall(sentence)) >= _LEAST_WORDS
    )


def _shouted(sentence: str) -> bool:
    """Whether a sentence is written in capitals: more than a name or an abbreviation or two."""
    capitals = sum(letter.isupper() for letter in sentence)
    small = sum(letter.islower() for letter in sentence)
    words = [w for w in _WORD.findall(sentence) if len(w) > 1]
    return (
        len(words) > 1
        and capitals > _MOSTLY_CAPITALS * (capitals + small)
        and any(len(word) > 4 for word in words)
    )


def _restored(sentence: str, language: str) -> str:
    first = True
    out = []
    at = 0
    for match in _WORD.finditer(sentence):
        word = match.group().lower()
        if len(word) != len(match.group()):
            word = match.group()
        initial = len(word) == 1 and sentence[match.end() : match.end() + 1] == "."
        how = "title" if initial else casing(word, language)
        if first and how == "lower":
            how = "title"
        first = False
        changed = {"title": word[:1].upper() + word[1:], "upper": word.upper()}.get(how, word)
        out += [sentence[at : match.start()], changed if len(changed) == len(word) else word]
        at = match.end()
    return _types("".join([*out, sentence[at:]]))


_MIXED = re.compile(r"[\w/-]*\d[\w/-]*|[^\W\d_]+")
_MEASURE = re.compile(
    r"\d+(?:кг|мм|см|км|шт|тыс|млн|млрд|г|л|т|ч|м|кв|к|k|m|kg|mm|cm|km|st|nd|rd|th|bn|mn|pcs)",
    re.IGNORECASE,
)


def _types(sentence: str) -> str:
    """Types of machines in capitals («dmu 50», «jdgr400»), and their makers as they are written."""

    def change(match: re.Match[str]) -> str:
        word = match.group()
        if re.search(r"\d", word):
            mixed = re.search(r"[^\W\d_]", word) and not _MEASURE.fullmatch(word)
            big = word.upper() if mixed else word
            return big if len(big) == len(word) else word
        return _makers().get(word.lower(), word)

    return _MIXED.sub(change, sentence)


@cache
def _makers() -> dict[str, str]:
    words = [w for name in equipment_words("makers") for w in name.split("_")]
    known = {word.lower(): word for word in (*words, *equipment_words("families"))}
    return {low: word for low, word in known.items() if len(low) > 1 and low not in _EVERYDAY}


_EVERYDAY = frozenset(
    "general electric index leader heller brother cat case bell piper man parker holland new john deere vision wide tools jung "
    "feeler lynx puma motor machining hobson taylor intel texas instruments analog devices faro pc tx mu st tc gx mv vc vf".split()
) - {"vf", "vc"}


@lru_cache(maxsize=100_000)
def casing(word: str, language: str) -> str:
    """How a lower-case word is usually written inside a sentence: lower, title or upper."""
    folded = fold_case(word)
    if word.upper() in _abbreviations():
        return "upper"
    if not CYRILLIC.search(word):
        known = entry(word)
        capital = known.capitals > 6 if known else len(word) > 3
        return "title" if capital or (folded in given_names() and not known) else "lower"
    chance = capital_chance(word, language)
    if "abbreviation" in naming(word, language) and len(word) < 6:
        return "upper" if chance > _MAY_BE else "lower"  # the dictionary has «в.» and «к.» too
    return "title" if chance > _LIKELY else "lower"


@cache
def _abbreviations() -> frozenset[str]:
    forms = {form.upper() for form in legal_forms() if form.isalpha() and len(form) > 1}
    return frozenset(forms | {body for body in known_bodies() if body.isupper()}) - {
        "ДП", "ПО", "ЧП", "ГК", "АТ", "СА", "AS", "SA", "CO", "AT", "AG", "SP", "AB", "INC", "LIMITED",
        "HOLDING", "GROUP", "COMPANY", "CORP", "CORPORATION", "LTD", "KK", "UK", "ТД",
    }  # fmt: skip


@cache
def _weights() -> NDArray[np.float32]:
    return np.asarray(np.load(MODELS / "capitals.npy"), dtype=np.float32)


@lru_cache(maxsize=100_000)
def capital_chance(word: str, language: str) -> float:
    """How likely a Cyrillic lower-case word is a name (0..1)."""
    return float(1 / (1 + np.exp(-(signs(word, language) @ _weights()))))
