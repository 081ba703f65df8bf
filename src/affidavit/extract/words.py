"""The words of a sentence with what is known of their form."""

from dataclasses import dataclass

from affidavit.language.scripts import CYRILLIC, TOKEN, fold_case
from affidavit.language.stems import parses, query_stems, stems

_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF", "NPRO", "NUMR"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark at `start`..`end` of its layer.

    `forms` are its index forms in the text's language; for Russian `kinds` are its possible parts
    of speech and `cases` its possible cases (pymorphy3's names), empty where not known.
    """

    start: int
    end: int
    text: str
    low: str
    forms: frozenset[str]
    kinds: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """What vocabularies may call it: the word itself and, unless it is in Latin letters, which
        vocabularies list in all their forms, its index forms."""
        return frozenset((self.low,)) if self.low.isascii() else self.forms | {self.low}

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


def words(text: str, start: int, end: int, language: str) -> list[Word]:
    """The words and marks between two offsets."""
    return [
        _word(match.group(), match.start(), language) for match in TOKEN.finditer(text, start, end)
    ]


def _word(text: str, start: int, language: str) -> Word:
    low = fold_case(text)
    end = start + len(text)
    if not text[0].isalpha():
        return Word(start, end, text, low, frozenset((low,)))
    cyrillic = CYRILLIC.search(low) is not None
    if not cyrillic:
        return Word(start, end, text, low, frozenset(stems(low, "en")))
    if language in ("uk", "be"):
        return Word(start, end, text, low, frozenset(stems(low, language)))
    readings = parses(low)
    likely = [r for r in readings if r.score >= 0.02] or list(readings[:1])
    return Word(
        start,
        end,
        text,
        low,
        frozenset(fold_case(r.normal_form) for r in likely),
        frozenset(str(r.tag.POS) for r in likely),
        frozenset(str(r.tag.case) for r in likely if str(r.tag.POS) in _NOMINAL),
    )


def query_forms(word: str, language: str) -> frozenset[str]:
    """The index forms of a vocabulary word, for comparing with `Word.forms`."""
    low = fold_case(word)
    return frozenset(stems(low, language)) if language else frozenset(query_stems(low))
