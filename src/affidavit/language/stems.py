"""The form under which a word is found in any of its inflections."""

import re
from functools import lru_cache
from typing import Any

from affidavit.language.scripts import CYRILLIC, fold_case

_ENGLISH: Any = None
_RUSSIAN: Any = None

_UK_ENDINGS = (
    "уватимуть", "уватиме", "юватися", "уватися", "уватись", "уваннями", "уванням", "уванню", "ування", "увань",
    "увати", "ювати", "ували", "увала", "увало", "ував", "увана", "уваний", "увані", "ованого", "ованих",
    "ований", "ована", "овані", "оване", "уємо", "уєте", "ують", "юють", "уєш", "ує", "ую",
    "ського", "ському", "ськими", "ською", "ських", "ський", "ської", "ським", "ська", "ське", "ські",
    "еннями", "енням", "енню", "ення", "ень", "аннями", "анням", "анню", "ання", "ань",
    "остями", "остям", "ості", "істю", "ість", "ого", "ому", "ими", "ими", "ої", "ою", "ій", "им", "их",
    "ові", "еві", "єві", "ами", "ями", "ам", "ям", "ах", "ях", "ів", "їв", "ей", "ем", "єм", "ом", "єю", "ею",
    "ати", "яти", "ити", "іти", "али", "или", "ила", "ило", "ала", "ало", "ать", "ять", "ить", "имо", "ємо",
    "аємо", "ають", "яють", "ає", "яє", "аю", "яю", "ив", "ав", "ий", "а", "я", "у", "ю", "е", "є", "и", "і", "ї", "о", "ь",
)  # fmt: skip
_BE_ENDINGS = (
    "аваннямі", "аваннем", "аванню", "аванне", "авання", "аваныя", "аваны", "аваная", "аваць", "явац", "авалі",
    "авала", "аваў", "аецца", "уецца", "юецца", "уюць", "аюць", "яюць", "уем", "аем", "уе", "ую", "ае", "аю",
    "скага", "скаму", "скімі", "скіх", "скай", "скую", "скія", "скі", "ская", "скае",
    "енняў", "енні", "енне", "ення", "еннем", "анняў", "анні", "анне", "ання", "аннем",
    "асцямі", "асці", "асць", "ага", "яга", "аму", "яму", "ымі", "імі", "ых", "іх", "ым", "ім", "ай", "яй", "ой", "ей",
    "амі", "ямі", "ам", "ям", "ах", "ях", "аў", "яў", "оў", "ёў", "ом", "ём", "ем", "ую", "юю", "ыя", "ія", "ая", "яя",
    "ае", "яе", "ець", "іць", "ыць", "аць", "яць", "алі", "ілі", "ылі", "ала", "іла", "іў", "ыў",
    "ы", "і", "а", "я", "у", "ю", "е", "э", "о", "ь",
)  # fmt: skip


_UK_SORTED = tuple(sorted(set(_UK_ENDINGS), key=len, reverse=True))
_BE_SORTED = tuple(sorted(set(_BE_ENDINGS), key=len, reverse=True))
_UK_SHORT = tuple(ending for ending in _UK_SORTED if len(ending) < 3)
_BE_SHORT = tuple(ending for ending in _BE_SORTED if len(ending) < 3)
_UK_FINAL = str.maketrans("цчзжсш", "ккггхх")
_BE_FINAL = str.maketrans("ццчкзжсш", "ттттггхх")
_LAST_VOWEL = re.compile("[іїоеє](?=[^аеєиіїоуюя]*$)")
_FLEETING = re.compile("(?<=[^аеєиіїоуюяыэ])[оаеіэ](?=[кц]$)")


def _strip(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _ukrainian(word: str, endings: tuple[str, ...]) -> str:
    """Strip an ending; undo о/і, е/і, fleeting vowels and the softening of the last consonant."""
    stem = _FLEETING.sub("", _strip(word.replace("ьо", "о"), endings))
    return _LAST_VOWEL.sub("о", stem[:-1] + stem[-1:].translate(_UK_FINAL))


def _belarusian(word: str, endings: tuple[str, ...]) -> str:
    """Strip an ending; undo akanne, fleeting vowels and the softening of the last consonant."""
    stem = _FLEETING.sub("", _strip(word, endings)).replace("дз", "д")
    stem = stem[:-1] + stem[-1:].translate(_BE_FINAL)
    return stem.replace("о", "а").replace("ё", "я").replace("е", "я").replace("э", "я")


def _morph() -> Any:
    """The Russian dictionary, loaded when the first Russian word is met (0.1 s, 15 MB)."""
    global _RUSSIAN
    if _RUSSIAN is None:
        import pymorphy3

        _RUSSIAN = pymorphy3.MorphAnalyzer(lang="ru")
    return _RUSSIAN


@lru_cache(maxsize=300_000)
def parses(word: str) -> tuple[Any, ...]:
    """All readings of a Russian word form, likeliest first (pymorphy3)."""
    return tuple(_morph().parse(word))


@lru_cache(maxsize=300_000)
def lemmas(word: str) -> tuple[str, ...]:
    """The dictionary forms a Russian word form can belong to, likeliest first."""
    return tuple(dict.fromkeys(fold_case(p.normal_form) for p in parses(word)[:6]))


@lru_cache(maxsize=300_000)
def english_stem(word: str) -> str:
    """The Porter2 stem of an English word."""
    global _ENGLISH
    if _ENGLISH is None:
        import Stemmer

        _ENGLISH = Stemmer.Stemmer("english")
    return str(_ENGLISH.stemWord(word))


def _distinct(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=300_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The index forms of a folded word in a language; the first is the likeliest."""
    if word.isdigit() or len(word) < 3:
        return (word,)
    if not CYRILLIC.search(word):
        return (english_stem(word),)
    if language == "uk":
        return _distinct(_ukrainian(word, _UK_SORTED), _ukrainian(word, _UK_SHORT))
    if language == "be":
        return _distinct(_belarusian(word, _BE_SORTED), _belarusian(word, _BE_SHORT))
    return lemmas(word) or (word,)


def query_stems(word: str) -> tuple[str, ...]:
    """The index forms of a folded word whose language is not known."""
    if not CYRILLIC.search(word):
        return stems(word, "en")
    found = (form for language in ("ru", "uk", "be") for form in stems(word, language))
    return tuple(dict.fromkeys(found))


def english_forms(word: str) -> frozenset[str]:
    """A regular English word with its plural, third person, past and -ing forms.

    For vocabularies whose words must not be taken for others with the same stem (modern,
    modernise).
    """
    stem = word[:-1] if word.endswith("e") else word
    forms = {word, f"{word}s", f"{stem}ed", f"{stem}ing"}
    if re.search(r"[^aeiou]y$", word):
        forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        forms.add(f"{word}es")
    if re.search(r"^[^aeiou]*[aeiou][bdgklmnprt]$|(?:fit|fer|lay|el|ol|er)$", word):
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)
