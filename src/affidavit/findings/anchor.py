"""What announces a claim in a sentence, and how grammar ties what stands there to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from affidavit.extract.russian import is_future_form
from affidavit.extract.words import Word
from affidavit.findings.clause import Sentence
from affidavit.findings.fillers import Filler
from affidavit.findings.frame import Trigger
from affidavit.findings.grammar import (
    OBJECT,
    SUBJECT,
    Tree,
    grow,
    is_denied,
    is_future,
    slavic_ties,
    verbs_above,
)
from affidavit.findings.placement import english_ties, is_passive


@dataclass(frozen=True, slots=True)
class Anchor:
    """A trigger at some words of a sentence, and the sentence's tree where there is one."""

    sentence: Sentence
    places: tuple[int, ...]
    trigger: Trigger
    tree: Tree | None
    tokens: tuple[int, ...] = ()
    """The trigger's words as numbers of tokens of the tree."""
    above: frozenset[int] = frozenset()
    """The verbs that they hang on."""

    @classmethod
    def of(
        cls, sentence: Sentence, places: tuple[int, ...], trigger: Trigger, tree: Tree | None
    ) -> "Anchor":
        """The anchor with its tokens found."""
        if tree is None:
            return cls(sentence, places, trigger, None)
        numbers = (tree.at(sentence.words[n].start) for n in places)
        tokens = tuple(n for n in numbers if n >= 0)
        return cls(sentence, places, trigger, tree, tokens, verbs_above(tree, tokens))

    def ties(self, filler: Filler) -> frozenset[str]:
        """How a filler is tied to the trigger; empty where grammar does not tell."""
        words, places = self.sentence.words, self.places
        if self.tree is None:
            noun = len(places) > 1 or _is_english_noun(words, places[0])
            found = english_ties(words, filler.start, filler.end, places, noun)
        else:
            found = slavic_ties(self.tree, filler.start, filler.end, self.tokens, self.above)
        if self.trigger.turned and SUBJECT in found:
            return found - {SUBJECT} | {OBJECT}
        return found

    @property
    def denied(self) -> bool:
        """Whether what the trigger says is said not to be so."""
        by_tree = (
            self.tree is not None
            and bool(self.tokens)
            and is_denied(self.tree, self.tokens, self.above)
        )
        return by_tree or self.sentence.denies(self.places)

    @property
    def present(self) -> bool:
        """Whether the trigger is a verb in the present."""
        if self.tree is None:
            low = self.sentence.words[self.places[0]].low
            return low.endswith(("s", "ing")) and not is_passive(
                self.sentence.words, self.places[0]
            )
        return any(self.tree.nodes[n].has("Tense=Pres") for n in self.tokens)

    @property
    def future(self) -> bool:
        """Whether the trigger speaks of what is to come."""
        if self.tree is None or not self.tokens:
            return False
        forms = (self.tree.tokens[n].text for n in {*self.tokens, *self.above})
        return is_future(self.tree, self.tokens, self.above) or any(
            is_future_form(form.lower(), self.sentence.language) for form in forms
        )


def tree_of(sentence: Sentence) -> Tree | None:
    """The tree of a sentence; None for English, which has no parser here."""
    if sentence.language == "en":
        return None
    return grow(sentence.words, sentence.mentions, sentence.language)


def _is_english_noun(words: Sequence[Word], at: int) -> bool:
    before = words[at - 1].low if at else ""
    after = words[at + 1].low if at + 1 < len(words) else ""
    return after == "of" or before in _DETERMINERS


_DETERMINERS = frozenset(
    "the a an our your their his its this that of for under after during no".split()
)
