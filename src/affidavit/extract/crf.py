"""Names by sequence models of our own: one for Cyrillic, one for Latin text.

Linear-chain conditional random fields (Lafferty and others, 2001) over a word's form, what lists
and dictionaries say of it, the text around it, and, in Cyrillic, what the Russian name model of the
Natasha project says of the same words. `training/` makes them; `models/MODEL-CARD.md` says from
what and how good they are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from affidavit.extract import slovnames
from affidavit.extract.english import english_word
from affidavit.extract.gazetteer import is_place_word, organisation_heads
from affidavit.extract.russian import MODELS, as_russian, names_nothing, naming
from affidavit.language.fold import vowel_key
from affidavit.language.lexicon import given_names, legal_forms
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.model import MentionKind

KINDS = {
    "PER": MentionKind.PERSON,
    "ORG": MentionKind.ORGANISATION,
    "LOC": MentionKind.PLACE,
}
_LETTERS = "(?:[^\\W\\d_]\u0301?)+"
_MORE = rf"(?:['’ʼ](?!s(?!\w)){_LETTERS})*"
_TOKEN = re.compile(rf"{_LETTERS}{_MORE}(?:-[^\W_]+{_MORE})*|['’]s(?!\w)|\d+|[^\w\s]|_")


class Named(NamedTuple):
    """A name between two offsets, and how sure the model is of it (0..1)."""

    start: int
    end: int
    kind: MentionKind
    sure: float
    model: str


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of words (joined by hyphens), numbers and single marks."""
    stop = len(text) if end is None else end
    return [match.span() for match in _TOKEN.finditer(text, start, stop)]


def shape(word: str) -> str:
    """X for capitals, x for small letters, 0 for digits, at most two of a kind in a row."""
    out = re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", word)
    return re.sub(r"(.)\1{2,}", r"\1\1", re.sub(r"\d", "0", out))


@lru_cache(maxsize=100_000)
def _own(word: str, language: str) -> tuple[str, ...]:
    """The features of a word by itself: its key first, its shape second, then the rest."""
    low = word.lower().replace("\u0301", "")
    if not low[:1].isalpha():
        return f"w={low if not low.isdigit() else '0' * min(4, len(low))}", "s=" + shape(word)
    cyrillic = CYRILLIC.search(low) is not None
    folded = fold_case(low)
    key = vowel_key(folded) if cyrillic else folded
    found = [f"w={key}", f"s={shape(word)}"]
    found += [f"p{n}={key[:n]}" for n in (2, 3) if len(key) > n]
    found += [f"e{n}={key[-n:]}" for n in (1, 2, 3, 4) if len(key) > n]
    if folded in given_names():
        found.append("given")
    if is_place_word(folded):
        found.append("place")
    if folded in legal_forms():
        found.append("legal")
    if cyrillic:
        found += [f"n={sign}" for sign in sorted(naming(low, language))]
        russian = as_russian(low, language)
        if vowel_key(russian) != key:
            found.append(f"w={vowel_key(russian)}")
    else:
        found += english_word(word)
    if folded in organisation_heads():
        found.append("head")
    return tuple(found)


_NEAR = ("w", "s", "g", "p", "l", "e", "n", "c", "h")


def features(
    words: Sequence[str], language: str, hints: Sequence[tuple[str, str]], known: "Counter[str]"
) -> list[list[str]]:
    """The features of each word of a sentence: its own, its neighbours', what a model before this
    one says (`hints`, one a word, or none), and what the rest of the text makes of the word."""
    own = [_own(word, language) for word in words]
    quoted = 0
    out: list[list[str]] = []
    for n, mine in enumerate(own):
        word = words[n]
        if word in "«“„":
            quoted = 1
        elif word in "»”":
            quoted = 0
        row = ["b", *mine]
        if quoted:
            row.append("quoted")
        for distance in (-2, -1, 1, 2):
            at = n + distance
            if not 0 <= at < len(own):
                row.append(f"{distance}:edge")
            elif abs(distance) == 1:
                row += [f"{distance}:{feature}" for feature in own[at] if feature[0] in _NEAR]
            else:
                row += [f"{distance}:{feature}" for feature in own[at][:2]]
        if 0 < n < len(own) - 1:
            row.append(f"around={own[n - 1][1]}|{mine[1]}|{own[n + 1][1]}")
        if hints:
            tag, chances = hints[n]
            row += [f"m={tag}", f"mc={chances}", f"ms={tag}|{mine[1]}", f"mx={tag}|{chances}"]
            row.append(f"m1={hints[n - 1][0] if n else '-'}|{tag}")
            row.append(f"m2={tag}|{hints[n + 1][0] if n + 1 < len(hints) else '-'}")
        if word[:1].isupper() and known:
            row += _elsewhere(word, known)
        out.append(row)
    return out


def _elsewhere(word: str, known: "Counter[str]") -> list[str]:
    form = stem(word)
    return [f"t={kind}" for kind in ("PER", "ORG", "LOC", "cap", "low") if known[f"{kind} {form}"]]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What a name has in common in all its cases."""
    key = vowel_key(word)
    return key[:-2] if len(key) > 6 else key[:-1] if len(key) > 3 else key


def seen(
    sentences: Sequence[Sequence[str]], hints: Sequence[Sequence[tuple[str, str]]]
) -> "Counter[str]":
    """What a text makes of its words: how often they are written with a capital inside a sentence,
    without one, and what kind of name the model before this one takes them for."""
    known: Counter[str] = Counter()
    for number, words in enumerate(sentences):
        tags = hints[number] if hints else ()
        for n, word in enumerate(words):
            if not word[:1].isalpha() or len(word) < 3:
                continue
            if word[0].islower():
                known[f"low {stem(word)}"] += 1
            else:
                if n and words[n - 1] not in '.:«“"':
                    known[f"cap {stem(word)}"] += 1
                if tags and tags[n][0] != "O":
                    known[f"{tags[n][0][2:]} {stem(word)}"] += 1
    return known


@cache
def _tagger(name: str) -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODELS / f"{name}.crfsuite"))
    return tagger


def model_for(language: str) -> str:
    """The model that reads a language."""
    return "cyrillic" if language in ("ru", "uk", "be") else "latin"


def prepare(
    sentences: Sequence[Sequence[str]], language: str
) -> tuple[list[list[tuple[str, str]]], "Counter[str]"]:
    """(hints, what is known of the words) of the sentences of a text."""
    hints = slovnames.tag(sentences, language) if model_for(language) == "cyrillic" else []
    return hints, seen(sentences, hints)


def names(
    text: str, spans: Sequence[tuple[int, int]], language: str, *, plain: bool
) -> list[Named]:
    """The names in the sentences at `spans` of a text; `plain` text has its capitals from
    `truecase`."""
    tokens = [tokenise(text, start, end) for start, end in spans]
    words = [[text[a:b] for a, b in sentence] for sentence in tokens]
    hints, known = prepare(words, language)
    model = model_for(language)
    tagger = _tagger(f"{model}-plain" if plain else model)
    found: list[Named] = []
    for n, sentence in enumerate(words):
        if sentence:
            own = hints[n] if hints else ()
            tags = tagger.tag(features(sentence, language, own, known))
            mine = [
                Named(tokens[n][a][0], tokens[n][b][1], kind, _least(tagger, tags, a, b), model)
                for a, b, kind in _trimmed(_runs(tags), sentence, own)
            ]
            found += mine
            found += _hinted(sentence, own, tokens[n], mine, language)
    return found


def _least(tagger: Any, tags: Sequence[str], first: int, last: int) -> float:
    return round(min(float(tagger.marginal(tags[n], n)) for n in range(first, last + 1)), 3)


def _runs(tags: Sequence[str]) -> list[tuple[int, int, MentionKind]]:
    """(first, last, kind) of the names that tags spell."""
    runs: list[tuple[int, int, MentionKind]] = []
    for n, tag in enumerate(tags):
        if tag == "O":
            continue
        if tag[0] == "I" and runs and runs[-1][1] == n - 1 and tags[n - 1][2:] == tag[2:]:
            runs[-1] = (runs[-1][0], n, runs[-1][2])
        else:
            runs.append((n, n, KINDS[tag[2:]]))
    return runs


def _trimmed(
    runs: list[tuple[int, int, MentionKind]],
    words: Sequence[str],
    hints: Sequence[tuple[str, str]],
) -> Iterator[tuple[int, int, MentionKind]]:
    """People without a common word before them that only begins the sentence: «Зустріч Меркель»."""
    for first, last, kind in runs:
        if kind is MentionKind.PERSON and hints and last > first == 0 and hints[0][0] == "O":
            first = int(names_nothing(words[0].lower(), "uk"))
        if kind is MentionKind.PERSON and first == last and hints and _is_common(words[first]):
            continue
        yield first, last, kind


def _is_common(word: str) -> bool:
    """Whether a Cyrillic word is in the dictionary, and as nothing but a common word."""
    return CYRILLIC.search(word) is not None and names_nothing(word.lower(), "ru")


_HINTED = {
    "ru": {MentionKind.PERSON: 0.7, MentionKind.PLACE: 0.7, MentionKind.ORGANISATION: 0.6},
    "uk": {MentionKind.PLACE: 0.7, MentionKind.ORGANISATION: 0.6},
}
"""How far the Russian model is trusted where the one trained upon it finds nothing."""


def _hinted(
    words: Sequence[str],
    hints: Sequence[tuple[str, str]],
    tokens: Sequence[tuple[int, int]],
    found: Sequence[Named],
    language: str,
) -> list[Named]:
    trusted = _HINTED.get(language, {})
    runs = _trimmed(_runs([tag for tag, _ in hints]), words, hints) if trusted else []
    names = [
        Named(tokens[a][0], tokens[b][1], kind, trusted[kind], "slovnet")
        for a, b, kind in runs
        if kind in trusted
    ]
    return [n for n in names if all(n.end <= f.start or f.end <= n.start for f in found)]
