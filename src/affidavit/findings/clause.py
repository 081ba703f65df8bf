"""A sentence made ready for frames: its words, and the mentions that stand in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from affidavit.extract.words import Word, words
from affidavit.findings.frame import Trigger, triggers_by_form, word_keys
from affidavit.language.sentences import sentences
from affidavit.model import Mention, MentionKind, TextLayer

_IF = {
    "ru": frozenset({"если", "ежели"}),
    "en": frozenset({"if", "unless", "whether"}),
    "uk": frozenset({"якщо", "якби"}),
    "be": frozenset({"калі"}),
}
_UNREAL = {
    "ru": frozenset({"бы", "чтобы", "якобы"}),
    "en": frozenset({"wish"}),
    "uk": frozenset({"би", "б"}),
    "be": frozenset({"каб", "бы", "б"}),
}
"""Beside what is wished for, meant or alleged."""
_PLEASE = frozenset({"ласка", "ласочка"})
"""«Калі ласка»: no condition."""
_WISHING = frozenset("хорошо неплохо пусть вот хоть лишь хай нехай няхай добре добра каб".split())
_WOULD = frozenset({"бы", "би", "б"})
_OPENING, _PHRASE = 2, 3
"""An if among the first two words opens a sentence; with three words at most it is a phrase: «если честно»."""
_PARTS = frozenset(", ; : ( ) — – -".split())
_NEGATORS = {
    "ru": frozenset({"не", "нет", "ни", "никогда", "без", "невозможно", "нельзя"}),
    "en": frozenset({"not", "no", "never", "cannot", "without", "neither", "nor", "t", "unable", "longer"}),
    "uk": frozenset({"не", "немає", "ні", "ніколи", "без", "неможливо"}),
    "be": frozenset({"не", "няма", "ні", "ніколі", "без", "немагчыма"}),
}  # fmt: skip

_NAMING = (MentionKind.ORGANISATION, MentionKind.PERSON)


_REACH = {"en": 5}
_AFTER = 70
_NEVER = re.compile(
    r"['\"“(]*(?:At no (?:point|time)|Never|Nor|Not (?:a|one)|Under no circumstances|In no way)\b"
)
_WAS_NOT = re.compile(
    r"[^,;:—–]*?\s(?:не було|немає|нема|не буде|не было|няма|не будзе|не відбул\w+|не адбыл\w+)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a layer. `mentions` are those inside it, outermost first."""

    layer: TextLayer
    start: int
    end: int
    language: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    names: tuple[bool, ...]
    """For each word whether it is part of a name."""
    keys: tuple[frozenset[str], ...]
    """For each word what triggers may call it."""

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.layer.text[self.start : self.end]

    @property
    def question(self) -> bool:
        """Whether it asks."""
        return self.text.rstrip(' »"”)').endswith("?")

    def conditional_before(self, position: int) -> bool:
        """Whether an if, or a Russian «бы», stands before or right behind a word of it."""
        none: frozenset[str] = frozenset()
        cues = _IF.get(self.language, none) | _UNREAL.get(self.language, none)
        return any(w.low in cues for w in self.words[max(0, position - 12) : position + 3])

    def hypothetical(self, position: int) -> bool:
        """Whether an if opens the clause of a word, or the sentence before it: what it says is assumed, or
        follows from what is; neither is stated."""
        if self.wish:
            return True
        marks = [n for n in range(position) if self._parts(n)]
        start = marks[-1] + 1 if marks else 0
        if any(self._is_if(n) for n in range(start, position)):
            return True
        first = marks[0] if marks else 0
        opening = next((n for n in range(min(first, _OPENING)) if self._is_if(n)), first)
        return first - opening > _PHRASE

    @property
    def wish(self) -> bool:
        """Whether it wishes: «хорошо бы …», «хай бы …»."""
        first = [word.low for word in self.words[:2]]
        return len(first) == 2 and first[0] in _WISHING and first[1] in _WOULD

    def _parts(self, n: int) -> bool:
        """Whether a word is a mark between clauses: those of «Ми-24» and "5,000" have no blank beside them."""
        word, text = self.words[n], self.layer.text
        beside = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
        return word.text in _PARTS and any(map(str.isspace, beside))

    def _is_if(self, n: int) -> bool:
        behind = self.words[n + 1].low if n + 1 < len(self.words) else ""
        return self.words[n].low in _IF.get(self.language, ()) and behind not in _PLEASE

    def denies(self, places: tuple[int, ...]) -> bool:
        """Whether what stands at these words is said not to be so: a negation before one of them,
        or, behind a noun, before the verb it goes with («ремонтом не занимается»)."""
        reach = _REACH.get(self.language, 3)
        if any(self.negated_at(place, reach) for place in places):
            return True
        if self.language == "en" and _NEVER.match(self.text):
            return True
        after = self.layer.text[self.words[places[-1]].end : self.end][:_AFTER]
        if self.language in ("uk", "be") and _WAS_NOT.match(after):
            return True
        if "NOUN" not in self.words[places[-1]].kinds:
            return False
        for n in range(places[-1] + 1, min(len(self.words) - 1, places[-1] + 10)):
            if self.words[n].text in (",", ";", ":", "(", "—", "–"):
                return False
            if self.words[n].low == "не" and "VERB" in self.words[n + 1].kinds:
                return True
        return False

    def negated_at(self, position: int, reach: int = 3) -> bool:
        """Whether a negation stands within `reach` words before a word, in the same clause."""
        cues = _NEGATORS.get(self.language, frozenset())
        for back in range(position - 1, max(-1, position - 1 - reach), -1):
            word = self.words[back]
            if word.text in (",", ";", ":", "—", "–", "("):
                return False
            if word.low in cues:
                return True
        return False


def read_sentences(layer: TextLayer, mentions: Sequence[Mention]) -> Iterator[Sentence]:
    """The sentences of a layer with their mentions."""
    language = layer.language if layer.language in _NEGATORS else "en"
    ordered = sorted(mentions, key=lambda m: (m.span.start, -m.span.end))
    at = 0
    for start, end in sentences(layer.text):
        while at < len(ordered) and ordered[at].span.start < start:
            at += 1
        inside = []
        while at < len(ordered) and ordered[at].span.start < end:
            if ordered[at].span.end <= end:
                inside.append(ordered[at])
            at += 1
        found = tuple(words(layer.text, start, end, language))
        spans = [m.span for m in inside if m.kind in _NAMING]
        names = tuple(any(s.start <= w.start < s.end for s in spans) for w in found)
        kinds = {m.span.start: m.kind.value for m in inside}
        keys = tuple(word_keys(w, kinds.get(w.start, "")) for w in found)
        yield Sentence(layer, start, end, language, found, tuple(inside), names, keys)


Standing = tuple[int, Trigger, tuple[int, ...]]
"""A trigger that stands in a sentence: number of its frame, itself, positions of its words."""


def find_triggers(sentence: Sentence) -> Iterator[Standing]:
    """Every trigger wherever it stands."""
    by_form = triggers_by_form(sentence.language)
    for position, keys in enumerate(sentence.keys):
        for form in keys & by_form.keys():
            for number, trigger in by_form[form]:
                if places := _follow(sentence, trigger, position):
                    yield number, trigger, places


def _follow(sentence: Sentence, trigger: Trigger, position: int) -> tuple[int, ...]:
    places = [position]
    for slot in trigger.slots[1:]:
        fitting = (
            n for n in _reach(sentence, places[-1] + 1, slot.gap) if slot.fits(sentence.keys[n])
        )
        following = next(fitting, None)
        if following is None:
            return ()
        places.append(following)
    return tuple(places)


def _reach(sentence: Sentence, first: int, gap: int) -> Iterator[int]:
    """The words from one on that at most so many others part from it; a name counts as one word, marks
    do not count; the end of the clause ends it."""
    passed = 0
    for n in range(first, len(sentence.words)):
        word = sentence.words[n]
        if word.text in (";", ":") or re.fullmatch(r"[.!?…]", word.text):
            return
        yield n
        inside = sentence.names[n] and n > first and sentence.names[n - 1]
        passed += word.is_word and not inside
        if passed > gap:
            return
