"""Where a mail speaks of other mail: a letter that was sent, something attached, something promised.

Rules over words (`data/spoken.yaml`) in the clauses of a sentence; what is denied, asked or wished for is passed over.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from affidavit.language.sentences import sentences

MESSAGE, ATTACHMENT, PROMISE = "message", "attachment", "promise"
AUTHOR, ADDRESSEE, SOMEBODY = "author", "addressee", "somebody"
_DATA = Path(__file__).parent / "data" / "spoken.yaml"
_PATTERNS = ("attached_phrases",)
_FORMS = ("sent", "wrote", "sends", "will")
_PAST = re.compile(r"[лвў]$")
"""The ending of a verb in the past of a man, for which the others are put too."""
_SHORT = 3
_CLAUSE = re.compile(r"(?<=[,;:(])\s?|(?<=\s)(?=(?:а|но|але|однак|but|and)\s)|\s(?=[—–-]\s)")
_AS = re.compile(
    r"\b(?:как|як|as)\s+(?:\w+\s+){0,2}(?:писал|писала|писав|пісаў|пісала|wrote|mentioned in)\b",
    re.IGNORECASE,
)
_IN = re.compile(r"(?:^|\W)(?:в|у|ў|во|см|див|гл)\b", re.IGNORECASE)
_PER = re.compile(r"\b(?:in|per|see)\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:за|for)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:№|\bno\.)\s*[\w/-]*\d", re.IGNORECASE)
_APPENDIX = re.compile(
    r"(?:приложени|додатк|дадатк|annex|appendix)\w*\s+(?:№|no\.?|\d)|(?:приложение|додаток)\s+(?:на|банк|для)|"
    r"усили|зусил|намаганн|pra[kc]ti|практыкант|практикант|стажёр|стажер|strings attached|to (?:the|our) (?:workshop|department|team|group)",
    re.IGNORECASE,
)
"""«Приложение № 2 к договору», an app, an effort, a trainee: attached, but not to a mail."""
_THIS = re.compile(
    r"\b(?:this|это|этом|этого|цей|цього|цьому|гэты|гэтага|гэтым)\s+\w+|mail (?:address|box)|address of",
    re.IGNORECASE,
)
"""This very message, or an address."""
_NEAR_LETTER = 24
_ENDS = re.compile(r"\battached\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place where a mail speaks of mail: `kind` message, attachment or promise; `who` sent it (author of this mail,
    addressee, somebody); `days` are the days that stand in the sentence (ISO, whole or a month)."""

    kind: str
    start: int
    end: int
    who: str = AUTHOR
    days: tuple[str, ...] = ()


class _Words:
    """The words of a language, as a pattern a group."""

    def __init__(self, told: dict[str, str]) -> None:
        self._patterns = {name: _pattern(name, text) for name, text in told.items()}

    def has(self, text: str, *groups: str) -> bool:
        """Whether a word of one of the groups stands in a text."""
        return any(self._patterns[group].search(text) for group in groups)

    def own(self, text: str, whose: str) -> bool:
        """Whether a letter is said to be somebody's, a word or two before it."""
        return any(
            self._patterns["letters"].search(text[m.end() : m.end() + _NEAR_LETTER])
            for m in self._patterns[whose].finditer(text)
        )

    def of_day(self, text: str) -> bool:
        """Whether a day, or a number, stands behind «of»."""
        return any(re.match(r"\s+(?:the\s+)?(?:\d|\w+\s+\d)", text[m.end() :]) for m in self._patterns["of"].finditer(text))  # fmt: skip


def _pattern(name: str, text: str) -> re.Pattern[str]:
    """A pattern for a group of words, whichever stands there."""
    if name in _PATTERNS or "(?:" in text:
        return re.compile(rf"(?<![\w-])(?:{text})", re.IGNORECASE)
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(_word(name, w) for w in text.split())})", re.IGNORECASE
    )


def _word(name: str, word: str) -> str:
    if name in _FORMS:
        past = _PAST.sub(lambda m: "л(?:а|и|о)?" if m.group() == "л" else "(?:в|ў|л[аиоі])", word)
        return (past if past != word else re.escape(word)) + r"\b"
    whole = word.startswith("=") or len(word) <= _SHORT
    return re.escape(word.removeprefix("=")) + (r"\b" if whole else "")


@cache
def _vocabulary() -> dict[str, _Words]:
    data: dict[str, Any] = yaml.load(_DATA.read_text("utf-8"), yaml.CSafeLoader)
    return {language: _Words(told) for language, told in data.items()}


def spoken_of(text: str, language: str, days: Sequence[tuple[int, int, str]]) -> list[Spoken]:
    """What the body of a mail says of other mail; `days` are (start, end, ISO day) of the dates in it."""
    words = _vocabulary().get(language)
    if words is None:
        return []
    found: list[Spoken] = []
    for start, end in sentences(text):
        if text[start:end].endswith("?"):
            continue
        near = tuple(day for a, b, day in days if a >= start and b <= end)
        for one in _in_sentence(text[start:end], words):
            told = () if one.kind == ATTACHMENT else near
            found.append(replace(one, start=start + one.start, end=start + one.end, days=told))
    return found


def _in_sentence(sentence: str, words: _Words) -> Iterator[Spoken]:
    """One of a kind at most."""
    kinds: set[str] = set()
    for start, end in _clauses(sentence):
        for kind, who in _of_clause(sentence[start:end], sentence, words):
            if kind not in kinds:
                kinds.add(kind)
                yield Spoken(kind, start, end, who)


def _clauses(sentence: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the clauses of a sentence, without the marks and blanks at their edges."""
    edges = [0, *(edge for m in _CLAUSE.finditer(sentence) for edge in m.span()), len(sentence)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = sentence[start:end]
        left, bare = len(piece) - len(piece.lstrip()), piece.strip().rstrip(",;:(–— ")
        if bare:
            yield start + left, start + left + len(bare)


def _of_clause(clause: str, sentence: str, words: _Words) -> Iterator[tuple[str, str]]:
    if who := _letter(clause, sentence, words):
        yield MESSAGE, who
    if words.has(clause, "denies"):
        return
    if _attached(clause, words):
        yield ATTACHMENT, AUTHOR
    elif _promised(clause, sentence, words):
        yield PROMISE, AUTHOR
    elif not who and (who := _sent(clause, words)):
        yield MESSAGE, who


def _attached(clause: str, words: _Words) -> bool:
    """Whether a paper or a file is said to be in this mail."""
    if words.has(clause, "attached_phrases"):
        return True
    paper = words.has(clause, "papers")
    if words.has(clause, "attached"):
        begins = words.has(clause.lstrip()[:12], "attached")
        return (paper or begins or bool(_ENDS.search(clause))) and not _APPENDIX.search(clause)
    return words.has(clause, "sends") and paper and not words.has(clause, "goods")


def _promised(clause: str, sentence: str, words: _Words) -> bool:
    if not words.has(clause, "will") or words.has(clause, "goods"):
        return False
    return words.has(clause, "papers", "apart") or (words.has(clause, "them") and words.has(sentence, "papers"))  # fmt: skip


def _letter(clause: str, sentence: str, words: _Words) -> str:
    """Whose letter is named, with its day or its number: «в моём письме от 6 мая», "your letter of 31 January"."""
    if _AS.search(clause):
        return AUTHOR
    if not words.has(clause, "letters") or _THIS.search(clause):
        return ""
    of = words.of_day(clause)
    dated = of or bool(_NUMBERED.search(clause)) or words.has(clause, "past")
    yours = words.own(clause, "yours")
    if words.has(clause, "received") and (yours or dated or _FOR.search(clause)):
        return ADDRESSEE
    if yours and dated:
        return ADDRESSEE
    if words.own(clause, "mine") and (dated or bool(_IN.search(clause))):
        return AUTHOR
    return SOMEBODY if of and bool(_IN.search(clause) or _PER.search(clause)) else ""


def _sent(clause: str, words: _Words) -> str:
    """Who is said to have sent or written something that can come by mail, to somebody or on some day."""
    if words.has(clause, "goods"):
        return ""
    dated = bool(re.search(r"\d", clause)) or words.has(clause, "past", "calendar")
    to = words.has(clause, "them")
    mine = words.has(clause, "we") and not words.has(clause, "you")
    letter, paper = words.has(clause, "letters"), words.has(clause, "papers", "letters")
    if words.has(clause, "wrote") and dated and (to or letter or (mine and paper)):
        return AUTHOR if mine else SOMEBODY
    if words.has(clause, "sent") and dated and ((mine and paper) or to or letter):
        return AUTHOR if mine else SOMEBODY
    if words.has(clause, "sent") and to and paper:
        return AUTHOR if mine else ADDRESSEE if words.has(clause, "you") else SOMEBODY
    if words.has(clause, "received") and dated and paper and (letter or words.has(clause, "yours")):
        return ADDRESSEE
    return ""
