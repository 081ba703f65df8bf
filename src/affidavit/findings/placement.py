"""How what stands in an English sentence is tied to a trigger: there is no parser that is small and free
to ship, so place, voice and prepositions tell."""

from collections.abc import Sequence

from affidavit.extract.words import Word
from affidavit.findings.grammar import GENITIVE, OBJECT, SUBJECT

_BE = frozenset("is are was were be been being get gets got 's 're".split())
_IRREGULAR = frozenset(
    "sold bought built made sent paid held shut lent spent met found led given taken known kept set put cut "
    "done seen won hidden written driven flown withdrawn taught brought sought shown borne fitted".split()
)
_PREPOSITIONS = frozenset(
    "for to in on at by with from of under over between into about per via through against towards toward within "
    "without despite since until before after during as behalf than onto upon".split()
)
_BREAKS = frozenset(
    ", ; : ( ) — – and but or which who that because while when where if although though".split()
)


def english_ties(
    words: Sequence[Word], start: int, end: int, places: Sequence[int], noun: bool
) -> frozenset[str]:
    """As `slavic_ties`, by place: before the verb or behind it, and what stands between. `noun` tells
    that the trigger is a noun («overhaul of»)."""
    first, last = places[0], places[-1]
    before = [w for w in words if w.end <= start]
    preposition = next((w.low for w in reversed(before) if w.low not in _LEADING), "")
    if end <= words[first].start:
        apart = [w for w in words[:first] if w.start >= end]
        if noun and not apart and first == last:
            return frozenset({GENITIVE})
        if preposition in _PREPOSITIONS:
            return frozenset({f"by:{preposition}"})
        if apart[:1] and apart[0].low in ("which", "that", "who") and 2 < len(apart) < _NEAR:
            return frozenset({OBJECT, SUBJECT})
        if not _leads_up(apart):
            return frozenset()
        return frozenset({OBJECT if is_passive(words, first) else SUBJECT})
    if start >= words[last].end:
        between = [w.low for w in words[last + 1 :] if w.end <= start and w.low not in _LEADING]
        if preposition in _PREPOSITIONS and between:
            if preposition == "by":
                return frozenset({SUBJECT})
            if preposition == "of" and len(between) == 1:
                return frozenset({GENITIVE, "by:of"})
            return frozenset({f"by:{preposition}"})
        if any(word in _BREAKS for word in between) or len(between) > _NEAR:
            return frozenset()
        return frozenset({OBJECT, GENITIVE} if not is_passive(words, first) else {"by:"})
    return frozenset({OBJECT})


def _leads_up(between: Sequence[Word]) -> bool:
    """Whether what stands between a noun and a verb leaves it the verb's subject: auxiliaries and
    adverbs, with at most one attribute («of Baoji», «in Stuttgart», ", the owner,")."""
    rest = [w for w in between if w.low not in _AUXILIARY and not w.low.endswith("ly")]
    if not rest:
        return True
    opens = rest[0].low in _ATTRIBUTES or rest[0].text in ",(—–"
    return opens and len(rest) <= _NEAR and rest[-1].text not in (";", ":")


_NEAR = 7
_AUXILIARY = frozenset(
    "is are was were be been being am has have had having do does did will would can could may might must shall should not "
    "n't t now also still already never ever again just only once twice soon then 've 's 'd 'll 're going able unable to "
    "about likely both all themselves itself himself since no longer".split()
)
_ATTRIBUTES = frozenset("of in at from for on near by with to".split())
_LEADING = frozenset(
    "the a an our your their his her its this these those two three four five six seven eight nine ten both several some new all".split()
)


def is_passive(words: Sequence[Word], verb: int) -> bool:
    """Whether an English verb is a participle behind a form of «be»."""
    low = words[verb].low
    if not (low.endswith(("ed", "en")) or low in _IRREGULAR):
        return False
    for back in range(verb - 1, max(-1, verb - 4), -1):
        if words[back].low in _BE:
            return True
        if not (
            words[back].low.endswith("ly")
            or words[back].low
            in ("not", "also", "now", "just", "still", "never", "since", "jointly")
        ):
            return False
    return False
