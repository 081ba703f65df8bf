"""How what stands in a sentence is tied to the words that announce a frame: who acts, what is acted
upon, to whom.

Russian, Ukrainian and Belarusian sentences are parsed (`extract.slovtree`), each name as one word. For
English see `placement`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from affidavit.extract.slovtree import Node, parse
from affidavit.extract.words import Word
from affidavit.model import Mention, MentionKind

SUBJECT, OBJECT, GENITIVE, DATIVE, INSTRUMENT = (
    "subject",
    "object",
    "genitive",
    "dative",
    "instrument",
)
_WHOLE = frozenset(
    {
        MentionKind.ORGANISATION,
        MentionKind.PERSON,
        MentionKind.EQUIPMENT,
        MentionKind.MONEY,
        MentionKind.DOCUMENT_NUMBER,
        MentionKind.CONTACT,
        MentionKind.REGISTRATION,
        MentionKind.DATE,
    }
)
_CARRIED = frozenset(
    "appos flat flat:name flat:foreign nummod nummod:gov nummod:entity conj".split()
)
_UPWARDS = frozenset(
    "xcomp csubj ccomp conj obj obl nmod nsubj nsubj:pass parataxis amod acl".split()
)
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a name taken as one word."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The parsed tokens of a sentence."""

    tokens: tuple[Token, ...]
    nodes: tuple[Node, ...]

    def at(self, start: int) -> int:
        """Number of the token at an offset; -1 where there is none."""
        return next((n for n, t in enumerate(self.tokens) if t.start <= start < t.end), -1)

    def top(self, start: int, end: int) -> int:
        """Number of the token that heads what stands between two offsets; -1 where there is none."""
        inside = [n for n, t in enumerate(self.tokens) if t.start < end and start < t.end]
        heads = [n for n in inside if self.nodes[n].head not in inside]
        return (heads or inside or [-1])[0]

    def preposition(self, token: int) -> str:
        """The preposition of a token, folded; empty where it has none."""
        cases = (n for n, node in enumerate(self.nodes) if node.head == token)
        return next(
            (self.tokens[n].text.lower() for n in cases if self.nodes[n].relation == "case"), ""
        )


def grow(words: Sequence[Word], mentions: Sequence[Mention], language: str) -> Tree:
    """The tree of a sentence; names of more than one word are parsed as their first."""
    spans = [m.span for m in mentions if m.kind in _WHOLE]
    tokens: list[Token] = []
    for n, word in enumerate(words):
        if tokens and word.start < tokens[-1].end:
            continue
        span = next((s for s in spans if s.start <= word.start < s.end), None)
        if span is not None:
            inside = [
                w for w in words[n:] if w.start < span.end and (w.is_word or w.text.isdigit())
            ]
            tokens.append(Token(word.start, span.end, (inside or [word])[0].text))
            continue
        end, text = word.end, word.text
        while n + 2 < len(words) and words[n + 1].text == "-" and words[n + 1].start == end:
            if words[n + 2].start != words[n + 1].end:
                break
            end, text = words[n + 2].end, f"{text}-{words[n + 2].text}"
            n += 2
        tokens.append(Token(word.start, end, text))
    return Tree(tuple(tokens), tuple(parse([t.text for t in tokens], language)))


def slavic_ties(
    tree: Tree, start: int, end: int, anchors: Sequence[int], chain: frozenset[int]
) -> frozenset[str]:
    """What stands between two offsets is to the trigger at these tokens, which hangs on the verbs of
    `chain` (`verbs_above`): `subject` (who acts), `object`, `genitive`, `dative`, `instrument`, or a preposition as `by:для`; empty where the tree
    does not tie them."""
    token = _carrier(tree, tree.top(start, end))
    if token < 0 or token in anchors:
        return frozenset()
    node = tree.nodes[token]
    for anchor in anchors:
        trigger = tree.nodes[anchor]
        if trigger.head == token and trigger.relation in ("amod", "acl"):
            passive = trigger.has("Voice=Pass")
            return frozenset({OBJECT if passive else SUBJECT})
        if trigger.head == token and trigger.relation == "acl:relcl":
            return _relative(tree, anchor)
    preposition = tree.preposition(token)
    for anchor in anchors:
        if node.head == anchor:
            return _direct(node, tree.nodes[anchor], preposition)
    if node.head in chain and not preposition:
        governor = tree.nodes[node.head]
        if node.relation == "nsubj":
            return frozenset({SUBJECT})
        if node.relation == "nsubj:pass":
            return frozenset({OBJECT})
        if node.has("Case=Ins") and (
            governor.has("Voice=Pass", "Voice=Mid") or governor.pos != "VERB"
        ):
            return frozenset({SUBJECT})
        if node.has("Case=Dat"):
            return frozenset({DATIVE})
    if node.head in chain and preposition:
        return frozenset({f"by:{preposition}"})
    return frozenset()


def _direct(node: Node, trigger: Node, preposition: str) -> frozenset[str]:
    if preposition:
        return frozenset({f"by:{preposition}"})
    verb = trigger.pos in ("VERB", "AUX") or trigger.has("VerbForm=Part", "Voice=Pass")
    passive = trigger.has("Voice=Pass")
    if node.relation == "nsubj:pass" or (node.relation == "nsubj" and passive):
        return frozenset({OBJECT})
    if node.relation == "nsubj":
        return frozenset({SUBJECT, OBJECT}) if trigger.has("Voice=Mid") else frozenset({SUBJECT})
    if node.relation == "obj":
        return frozenset({OBJECT})
    if node.relation == "iobj" or node.has("Case=Dat"):
        return frozenset({DATIVE})
    if node.has("Case=Ins"):
        return frozenset(
            {SUBJECT} if passive or not verb or trigger.has("Voice=Mid") else {INSTRUMENT}
        )
    if not verb and node.has("Case=Gen"):
        return frozenset({GENITIVE})
    if verb and node.has("Case=Gen", "Case=Acc"):
        return frozenset({OBJECT})
    return frozenset()


def _relative(tree: Tree, verb: int) -> frozenset[str]:
    """«вертолёты, которые ремонтирует завод»: what «которые» is in its clause."""
    for n, node in enumerate(tree.nodes):
        if node.head == verb and tree.tokens[n].text.lower()[:5] in (
            "котор",
            "який",
            "яка",
            "які",
            "якія",
            "якую",
        ):
            return _direct(node, tree.nodes[verb], tree.preposition(n))
    return frozenset()


def _carrier(tree: Tree, token: int) -> int:
    """What a name is put to: «фирма Nordvik» is tied as «фирма» is."""
    for _ in range(_DEEPEST):
        if token < 0:
            return token
        node = tree.nodes[token]
        bare = node.relation == "nmod" and not node.has("Case=Gen", "Case=Dat", "Case=Ins")
        if node.head < 0 or not (
            node.relation in _CARRIED or (bare and not tree.preposition(token))
        ):
            return token
        if node.relation == "conj" and tree.nodes[node.head].pos == "VERB":
            return token
        token = node.head
    return token


def verbs_above(tree: Tree, anchors: Sequence[int]) -> frozenset[int]:
    """The verbs that a trigger hangs on: «не может [закупить]», «закончил [ремонт]»."""
    found: set[int] = set()
    for anchor in anchors:
        token = anchor
        for _ in range(_DEEPEST):
            node = tree.nodes[token]
            if node.head < 0 or node.relation not in _UPWARDS:
                break
            token = node.head
            found.add(token)
            if tree.nodes[token].has("VerbForm=Fin"):
                break
    return frozenset(found)


def is_denied(tree: Tree, anchors: Sequence[int], above: frozenset[int]) -> bool:
    """Whether a trigger, or a verb that it hangs on, has a negation: «так и не был проведён»."""
    chain = {*anchors, *above}
    for n, node in enumerate(tree.nodes):
        negates = node.has("Polarity=Neg") or tree.tokens[n].text.lower() in _NOT
        if negates and (node.head in chain or n in chain) and _one_clause(tree, n, anchors):
            return True
        auxiliary = node.relation in ("cop", "aux", "aux:pass") and node.head in chain
        if auxiliary and any(
            other.head == n and tree.tokens[m].text.lower() in _NOT
            for m, other in enumerate(tree.nodes)
        ):
            return True
    return False


def _one_clause(tree: Tree, token: int, anchors: Sequence[int]) -> bool:
    """Whether no mark stands between a token and the nearest of the trigger's."""
    nearest = min(anchors, key=lambda anchor: abs(anchor - token))
    between = tree.tokens[min(token, nearest) + 1 : max(token, nearest)]
    return not any(t.text in _MARKS for t in between)


_MARKS = frozenset(",;:—–(")
_NOT = frozenset("не нет нету ни никогда ні ніколи немає нема няма нельга".split())


def is_future(tree: Tree, anchors: Sequence[int], above: frozenset[int]) -> bool:
    """Whether a trigger, or the verb that it hangs on, speaks of what is to come."""
    chain = {*anchors, *above}
    if any(tree.nodes[n].has("Tense=Fut") and not _PAST.search(tree.tokens[n].text) for n in chain):
        return True
    return any(
        node.head in chain
        and node.relation.startswith(("aux", "cop"))
        and _WILL.match(tree.tokens[n].text)
        for n, node in enumerate(tree.nodes)
    )


_PAST = re.compile(
    r"(?:[аеиіоуыюяїє]в|ў|л|ла|ло|ли|лі|вся|ўся|лася|лися|ліся|лась|лись|ся|ае|яе|уе|ає|яє|ує)$",
    re.IGNORECASE,
)
"""Endings of the neighbours' past and present, however the Russian model reads the word."""
_WILL = re.compile(r"(?:буд|будз)(?:у|ет|ем|ут|ешь|ете|емо|уть|е|зе|зем|зуць|еш)$", re.IGNORECASE)


def noun_phrase(
    tree: Tree, anchors: Sequence[int], chain: frozenset[int], ties: frozenset[str]
) -> tuple[int, int] | None:
    """(start, end) of the nearest noun that is tied to the trigger in one of these ways, with its
    adjectives and genitives."""
    best: tuple[int, int] | None = None
    for n, node in enumerate(tree.nodes):
        if node.pos not in ("NOUN", "PROPN", "X") or n in anchors:
            continue
        token = tree.tokens[n]
        if not slavic_ties(tree, token.start, token.end, anchors, chain) & ties or tree.preposition(
            n
        ):
            continue
        distance = min(abs(n - anchor) for anchor in anchors)
        if best is None or distance < best[0]:
            best = (distance, n)
    if best is None:
        return None
    first = last = best[1]
    while first > 0 and _leads(tree, first - 1, best[1]):
        first -= 1
    while (
        last + 1 < len(tree.nodes)
        and last - best[1] < _LONGEST
        and _follows(tree, last + 1, first, last)
    ):
        last += 1
    while first < best[1] and tree.nodes[first].pos in ("NUM", "DET"):
        first += 1
    return tree.tokens[first].start, tree.tokens[last].end


_LONGEST = 4


def _leads(tree: Tree, n: int, noun: int) -> bool:
    node = tree.nodes[n]
    return (
        node.head == noun
        and node.relation in ("amod", "nummod", "nummod:gov", "det")
        and (node.pos in ("ADJ", "NUM", "DET", "VERB"))
    )


def _follows(tree: Tree, n: int, first: int, last: int) -> bool:
    node = tree.nodes[n]
    if not first <= node.head <= max(last, n + 1) or node.pos in (
        "VERB",
        "PUNCT",
        "ADP",
        "CCONJ",
        "SCONJ",
        "PRON",
    ):
        return False
    return node.relation in (
        "nmod",
        "appos",
        "amod",
        "flat",
        "flat:name",
        "flat:foreign",
    ) and not tree.preposition(n)
