"""Scripts and letters."""

import re
import unicodedata

CYRILLIC = re.compile(r"[Ѐ-ԯ]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*|\d+")
"""A run of letters (an apostrophe inside belongs to it) or of digits: «Ми-8МТВ» is ми 8 мтв."""

TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+|[^\w\s]|_")
"""A word with its apostrophes, a number, or a single mark."""

_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


def script_of(text: str) -> str:
    """`cyrillic`, `latin` or `other`: the script most letters are in."""
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if cyrillic == latin == 0:
        return "other"
    return "cyrillic" if cyrillic >= latin else "latin"


def fold_case(word: str) -> str:
    """Lower case, ё as е, no apostrophes, no combining accents, compatibility forms resolved."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    low = unicodedata.normalize("NFKC", word).lower().replace("ё", "е").translate(_APOSTROPHES)
    if CYRILLIC.search(low):
        return low
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", low)
        if unicodedata.category(letter) != "Mn"
    )


# Letters that look the same in both scripts; typed on the wrong layout or on purpose.
_TO_CYRILLIC = str.maketrans("ABCEHIKMOPTXYaceiopxy", "АВСЕНІКМОРТХУасеіорху")
_TO_LATIN = str.maketrans("АВСЕНІКМОРТХУасеіорху", "ABCEHIKMOPTXYaceiopxy")


def to_cyrillic_lookalikes(word: str) -> str:
    """The word with Latin letters that look Cyrillic made Cyrillic (length unchanged)."""
    return word.translate(_TO_CYRILLIC)


def to_latin_lookalikes(word: str) -> str:
    """The word with Cyrillic letters that look Latin made Latin (length unchanged)."""
    return word.translate(_TO_LATIN)
