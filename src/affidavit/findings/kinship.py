"""The frame `family`: who is related to whom; anchored on the word of kin."""

import re
from collections.abc import Iterator

from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Frame
from affidavit.findings.modality import modality_of
from affidavit.findings.saying import Saying, mention_role
from affidavit.findings.wordings import PRONOUNS
from affidavit.model import Claim, Mention, MentionKind, Modality, Role, Span

_OWN = {
    "ru": "мой моя моё мое мои моего моей моему моим моих мою твой твоя твоего твоей его её ее их наш наша нашего нашей",
    "uk": "мій моя моє мої мого моєї моєму моїм моїх мою твій твоя твого твоєї його її їх їхній їхня наш наша нашого нашої",
    "be": "мой мая маё мае майго маёй майму маім маіх маю твой твая яго яе іх наш наша нашага нашай",
    "en": "my his her their our your",
}
_POSSESSIVE = {language: frozenset(words.split()) for language, words in _OWN.items()}
_IS = re.compile(
    r"^\s*(?:[—–-]|is|was|are|, who is said to be|has been|это|є|быў|был|была|був|была|приходится|доводиться|даводзіцца)?[\s,]*(?:(?:the|a|an|no|not|не|вовсе|and|also|now|якобы|бывш\w+)\s+){0,3}$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^[\s,(—–-]{1,3}$")
_HOLDER = re.compile(
    r"^\s*(?:(?:of|to|the|our|нашего|нашого|нашага|нашей|нашої)\s+){0,3}$", re.IGNORECASE
)
_FAR = 60
_NOBODY = 0.45
"""How far «my wife» goes where nobody is named: it is a hint."""


def kin_claims(frame: Frame, saying: Saying) -> Iterator[Claim]:
    """One claim for each word of kin that tells whose it is."""
    sentence = saying.sentence
    forms = frame.sets.get(sentence.language, {}).get("kin", frozenset())
    for n, word in enumerate(sentence.words):
        if forms.isdisjoint(sentence.keys[n]) or sentence.names[n] or _is_greeting(sentence):
            continue
        end = _whole_word(sentence, n)
        person = _whose(sentence, n, end)
        if person is None:
            continue
        kin = _words(sentence, word.start, sentence.words[end].end, "@kin")
        relative = _named(sentence, n, end, person)
        roles = {"person": person, "relative": relative or kin}
        if relative is not None:
            roles["relation"] = kin
        named = MentionKind.PERSON in (person.kind, relative.kind if relative else "")
        parts = {"trigger": 0.9 if named else _NOBODY, "roles": 0.95}
        negated = sentence.negated_at(n, 4)
        modality = modality_of(sentence, (n,), "asserted", future=False)
        if modality is not Modality.POSSIBLE:
            modality = Modality.ASSERTED
        yield saying.at(word.start).claim(frame, roles, parts, negated=negated, modality=modality)


def _is_greeting(sentence: Sentence) -> bool:
    """Whether so little stands there that it greets or signs («Yusuf brother», "Your brother Cem")."""
    return len(sentence.words) <= _SHORTEST


_SHORTEST = 5


def _whole_word(sentence: Sentence, n: int) -> int:
    """The last word of «brother-in-law»."""
    end = n
    while end + 2 < len(sentence.words) and sentence.words[end + 1].text == "-":
        end += 2
    return end


def _words(sentence: Sentence, start: int, end: int, kind: str) -> Role:
    span = Span.over(sentence.layer, start, end)
    return Role(span.quote, kind, span.quote.casefold(), span, "sentence")


def _whose(sentence: Sentence, n: int, end: int) -> Role | None:
    """Whose relative it is: «моя сестра», «сестра моя», «зять Бережного», "Otto's nephew"."""
    for at in (n - 1, n - 2, end + 1):
        if (
            0 <= at < len(sentence.words)
            and sentence.words[at].low in _POSSESSIVE[sentence.language]
        ):
            word = sentence.words[at]
            return _words(sentence, word.start, word.end, "pronoun")
    for at in (n - 1, n - 2, n - 3):
        before = sentence.words[at - 1].low if at > 0 else ""
        if (
            at >= 0
            and before in ("у", "в")
            and sentence.words[at].low in PRONOUNS[sentence.language]
        ):
            word = sentence.words[at]
            return _words(sentence, word.start, word.end, "pronoun")
    text = sentence.layer.text
    start, stop = sentence.words[n].start, sentence.words[end].end
    for mention in sentence.mentions:
        if mention.kind not in (MentionKind.PERSON, MentionKind.ROLE):
            continue
        behind = text[stop : mention.span.start]
        if (
            0 <= mention.span.start - stop <= _FAR
            and _HOLDER.match(behind)
            and behind.strip(" ,") == behind.strip()
        ):
            if sentence.language == "en" and not behind.strip():
                continue  # "his nephew Bas" names the nephew
            if sentence.language != "en" and not _genitive(sentence, mention):
                continue
            return mention_role(mention)
        owning = text[mention.span.end : start]
        if sentence.language == "en" and re.match(r"^['’]s\s+(?:\w+\s+){0,2}$|^['’]\s+$", owning):
            return mention_role(mention)
    return None


def _genitive(sentence: Sentence, mention: Mention) -> bool:
    cases = {
        case
        for word in sentence.words
        if mention.span.start <= word.start < mention.span.end
        for case in word.cases
    }
    return not cases or "gent" in cases


def _named(sentence: Sentence, n: int, end: int, person: Role) -> Role | None:
    """Who the relative is: beside the word («брат Антось», "his son-in-law, Anton"), or before it
    («Ирина — вдова …»)."""
    text = sentence.layer.text
    start, stop = sentence.words[n].start, sentence.words[end].end
    taken = person.span
    beyond = max(stop, taken.end) if taken and taken.start >= stop else stop
    for mention in sentence.mentions:
        if mention.kind is not MentionKind.PERSON or (taken and mention.span.start == taken.start):
            continue
        if 0 <= mention.span.start - beyond <= 3 and _NEXT.match(
            text[beyond : mention.span.start] or " "
        ):
            return mention_role(mention)
    for mention in reversed(sentence.mentions):
        if mention.kind is not MentionKind.PERSON or (taken and mention.span.start == taken.start):
            continue
        edge = min(start, taken.start) if taken and taken.end <= start else start
        if 0 <= edge - mention.span.end <= _FAR and _IS.match(text[mention.span.end : edge]):
            return mention_role(mention)
    return None
