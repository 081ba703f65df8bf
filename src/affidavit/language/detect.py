"""Which language a text is in."""

import re
from functools import lru_cache
from typing import Any

from affidavit.language.scripts import CYRILLIC, LATIN, script_of

UNDETERMINED = "und"
_SAMPLE = 2_000
_CYRILLIC_LANGUAGES = ("ru", "uk", "be")
_LATIN_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pl",
    "cs",
    "lt",
    "lv",
    "et",
    "tr",
    "pt",
    "nl",
    "ro",
    "hu",
)

# Letters that a language does not have.
_IMPOSSIBLE = {
    "ru": re.compile("[іїєґўІЇЄҐЎ]"),
    "uk": re.compile("[ёъыэўЁЪЫЭЎ]"),
    "be": re.compile("[иъщїєґИЪЩЇЄҐ]"),
}
_RUN = re.compile(r"[Ѐ-ԯ][Ѐ-ԯ\s'’ʼ.,:;!?()«»\"–—-]*|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ\s'’.,:;!?()\"–—-]*")


@lru_cache(maxsize=2)
def _identifier(script: str) -> Any:
    from py3langid.langid import LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    identifier.set_languages(_CYRILLIC_LANGUAGES if script == "cyrillic" else _LATIN_LANGUAGES)
    return identifier


def _cyrillic_language(text: str) -> str:
    letters = len(CYRILLIC.findall(text))
    foreign = {
        language: len(pattern.findall(text)) / letters for language, pattern in _IMPOSSIBLE.items()
    }
    best, second = sorted(foreign.values())[:2]
    if second - best > 0.005:
        return min(foreign, key=lambda language: foreign[language])
    ranked = _identifier("cyrillic").rank(text)
    return next(str(lang) for lang, _ in ranked if foreign[lang] <= best + 0.005)


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language most of the text is in, `und` without letters.

    Judged by the first 2,000 characters, and of them only by the runs in the prevailing script, so
    that Latin names inside a Cyrillic line do not mislead.
    """
    return _of_sample(text[:_SAMPLE])


@lru_cache(maxsize=64)
def _of_sample(sample: str) -> str:
    script = script_of(sample)
    if script == "latin" and 3 * len(CYRILLIC.findall(sample)) >= len(LATIN.findall(sample)):
        script = "cyrillic"  # names of firms and types are written in Latin letters
    if script == "other":
        return UNDETERMINED
    wanted = CYRILLIC if script == "cyrillic" else LATIN
    run = " ".join(piece for piece in _RUN.findall(sample) if wanted.match(piece))
    if script == "cyrillic":
        return _cyrillic_language(run)
    if len(run) < 25:
        return "en"
    language, sure = _identifier("latin").classify(run)
    return str(language) if language == "en" or sure > 0.6 else "en"
