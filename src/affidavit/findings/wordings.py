"""What fills a role without being a name: pronouns, adjectives of countries, words of the frame."""

import re
from collections.abc import Iterator

from affidavit.extract.gazetteer import country_of_adjective
from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Frame

_PRONOUNS = {
    "ru": "я меня мне мной мой моя моё мое мои моего моей моему моим моих он она его её ее ему ей него неё нее ним ней они их мы нас нам наш",
    "uk": "я мене мені мною мій моя моє мої мого моєї моєму моїм моїх він вона його її йому їй нього неї ним нею вони їх ми нас нам наш",
    "be": "я мяне мне мной мой мая маё мае мае майго маёй майму маім маіх ён яна яго яе яму ёй іх яны мы нас нам наш",
    "en": "i me my mine he she him her his they we us our",
}
PRONOUNS = {language: frozenset(words.split()) for language, words in _PRONOUNS.items()}


def wordings(sentence: Sentence, frame: Frame) -> Iterator[tuple[int, str, str]]:
    """(number of the word, kind, country) of the pronouns, adjectives of countries and words of the
    frame's own sets (`@kin`) that some role of the frame takes."""
    kinds = {kind for role in frame.roles for kind in role.kinds}
    sets = frame.sets.get(sentence.language, {})
    wanted = [(kind, sets.get(kind[1:], frozenset())) for kind in kinds if kind.startswith("@")]
    pronouns = PRONOUNS[sentence.language] if "pronoun" in kinds else frozenset()
    for n, word in enumerate(sentence.words):
        if word.low in pronouns:
            yield n, "pronoun", ""
        for kind, forms in wanted:
            if not forms.isdisjoint(sentence.keys[n]):
                yield n, kind, ""
        adjective = "country_adjective" in kinds and word.is_word
        if adjective and (code := country_of_adjective(word.text, sentence.language)):
            yield n, "country_adjective", code


def peoples(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """(number of the word, ISO 3166 code) of peoples that stand for their country: «перуанцам»,
    "the Swiss"."""
    for n, word in enumerate(sentence.words):
        if not word.is_word or sentence.names[n]:
            continue
        code = country_of_adjective(word.text, sentence.language)
        if code and _is_people(sentence, n):
            yield n, code


def _is_people(sentence: Sentence, n: int) -> bool:
    word = sentence.words[n]
    if word.low.isascii():
        after = sentence.words[n + 1] if n + 1 < len(sentence.words) else None
        before = sentence.words[n - 1].low if n else ""
        alone = after is None or not after.is_word or after.low in _BEHIND_PEOPLE
        return (word.low.endswith("s") or before == "the") and alone
    return _ADJECTIVE.search(word.low) is None


_BEHIND_PEOPLE = frozenset(
    "are were have had will would can could do did is was has want asked refused in on at to for and or with from by not won say said".split()
)
_ADJECTIVE = re.compile(
    r"(?:ск|ськ|цк|цьк)(?:ий|ій|ого|ому|ої|им|ім|ой|ом|ая|ую|ое|ие|их|ими|а|е|і|у|ай|аго|ага|аму|ым|іх|ія|ую|ыя|ых|ымі|ими|ою)$"
)
