"""What could fill a role: the mentions of a sentence, parties it does not name, its subject."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from affidavit.extract.words import query_forms
from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Cues, Frame, RoleSpec
from affidavit.findings.phrases import ENGLISH_END
from affidavit.findings.wordings import peoples, wordings
from affidavit.language.scripts import fold_case
from affidavit.model import Mention, MentionKind, Message, Role, Span
from affidavit.model.documents import Document

_FREE_MAIL = frozenset(
    "gmail.com mail.ru yandex.ru yandex.by ya.ru bk.ru list.ru inbox.ru rambler.ru tut.by ukr.net i.ua meta.ua "
    "outlook.com hotmail.com yahoo.com icloud.com proton.me protonmail.com gmx.de aol.com".split()
)
_WE = {
    "ru": frozenset({"мы", "нами"}),
    "en": frozenset({"we"}),
    "uk": frozenset({"ми", "нами"}),
    "be": frozenset({"мы", "намі"}),
}
_OUR = frozenset("наш наша наше наши нашего нашей нашему нашим our нашого нашої нашому нашага нашай нашаму".split())  # fmt: skip
_YOUR = frozenset("ваш ваша ваше ваши вашего вашей вашему вашим вашем your вашого вашої вашому вашага вашай вашаму".split())  # fmt: skip
_HOUSES = frozenset(
    form
    for language, nouns in {
        "ru": "завод предприятие компания фирма цех верфь депо фабрика комбинат бюро",
        "en": "plant company factory works shipyard yard firm bureau",
        "uk": "завод підприємство компанія фірма цех верф",
        "be": "завод прадпрыемства кампанія фірма цэх верф",
    }.items()
    for noun in nouns.split()
    for form in ((noun,) if language == "en" else query_forms(noun, language))
)
ORGANISATION = MentionKind.ORGANISATION.value
_ASIDES = frozenset(
    "просим ждем напоминаем сообщаем направляем подтверждаем надеемся уточняем высылаем благодарим".split()
)
_FIRST_PERSON = re.compile(r"(?:ем|им|ём|емо|имо|ємо)(?:ся|сь)?$")


@dataclass(frozen=True, slots=True)
class Filler:
    """Something that could fill a role."""

    start: int
    end: int
    kind: str
    normal: str
    cases: frozenset[str]
    before: str
    confidence: float
    country: str = ""


def sender_organisation(document: Document) -> str:
    """`@domain` of a message's sender, unless it is a free mail service; else empty."""
    return _house(document, "from")


def _house(document: Document, role: str) -> str:
    """`@domain` of the first address in a role of the header."""
    people = document.participants if isinstance(document, Message) else ()
    address = next((p.address for p in people if p.role == role), "")
    domain = address.rpartition("@")[2].lower()
    return f"@{domain}" if domain and domain not in _FREE_MAIL else ""


_MAKE_BEHIND = re.compile(
    r"(?:\s+(?:фирмы|марки|компании|типа|производства|модели|from|by)?\s*(?:[A-Z][\w-]+|[A-Z]{2,}[\w-]*\d*))+"
)


def mentioned(sentence: Sentence) -> Iterator[Filler]:
    """What the sentence names. Goods are told with the type or make right beside them («станки
    Aldercott», "Mi-17V-5 helicopters"), and count as equipment where such things bear types."""
    goods = [m for m in sentence.mentions if m.kind is MentionKind.GOODS]
    types = [m for m in sentence.mentions if m.kind is MentionKind.EQUIPMENT]
    within: set[str] = set()
    for mention in goods:
        start, end = mention.span.start, mention.span.end
        sure = mention.confidence
        for one in types:
            if one.span.start - end == 1 or start <= one.span.start < one.span.end <= end:
                end = max(end, one.span.end)
            elif start - one.span.end == 1 and mention.span.quote.isascii():
                start = one.span.start
            else:
                continue
            within.add(one.id)
            sure = max(sure, one.confidence)
        make = _MAKE_BEHIND.match(sentence.layer.text, end, sentence.end)
        if make and end == mention.span.end:
            end = make.end()
        kind = mention.attributes.get("class", "goods")
        yield _filler(sentence, mention, start, end, kind, sentence.layer.text[start:end], sure)
    for match in _QUOTED.finditer(sentence.layer.text, sentence.start, sentence.end):
        start, end = match.span()
        if all(m.span.end <= start or end <= m.span.start for m in sentence.mentions):
            before = _preposition(sentence, start)
            yield Filler(start, end, ORGANISATION, match.group("name"), frozenset(), before, 0.5)
    for n, code in peoples(sentence):
        word = sentence.words[n]
        before = _preposition(sentence, word.start)
        yield Filler(word.start, word.end, "place", word.low, word.cases, before, 0.6, code)
    for mention in sentence.mentions:
        if mention.kind is not MentionKind.GOODS and mention.id not in within:
            span = mention.span
            yield _filler(
                sentence, mention, span.start, span.end, mention.kind.value, mention.normal,
                mention.confidence,
            )  # fmt: skip


_QUOTED = re.compile(r"[«“„](?P<name>[A-ZА-ЯЁІЇЄҐЎ][^«»“”„\n]{1,40})[»”“]")
"""A name in quotation marks that no finder of names knows."""


def _filler(
    sentence: Sentence, mention: Mention, start: int, end: int, kind: str, normal: str, sure: float
) -> Filler:
    inside = [w for w in sentence.words if mention.span.start <= w.start < mention.span.end]
    cases = frozenset(next((w.cases for w in inside if w.cases), frozenset()))
    country = mention.attributes.get("country", "")
    return Filler(
        start,
        end,
        kind,
        " ".join(normal.split()),
        cases,
        _preposition(sentence, start),
        sure,
        country,
    )


def parties(sentence: Sentence, document: Document) -> Iterator[Filler]:
    """«the plant», «our company», «ваш завод»: organisations that are not named here.

    Ours is the sender's, yours the first recipient's; a bare one is the sender's where both write
    from one house, else it stays what it says.
    """
    named = [m.span for m in sentence.mentions if m.kind is MentionKind.ORGANISATION]
    for n, word in enumerate(sentence.words):
        if not word.keys & _HOUSES or any(s.start <= word.start < s.end for s in named):
            continue
        if word.kinds and "NOUN" not in word.kinds:
            continue
        if any(0 <= s.start - word.end <= 2 for s in named):
            continue  # «фирма Brandtner GmbH»: the name behind it is the party
        first = sentence.words[n - 1] if n else word
        ours, yours = first.low in _OUR, first.low in _YOUR
        start = first.start if ours or yours else word.start
        house = _house(document, "to" if yours else "from")
        if not (ours or yours) and house != _house(document, "to"):
            house = ""
        normal = house or fold_case(sentence.layer.text[start : word.end])
        before = _preposition(sentence, start)
        yield Filler(start, word.end, ORGANISATION, normal, word.cases, before, 0.6)


def worded(sentence: Sentence, frame: Frame) -> Iterator[Filler]:
    """Pronouns, adjectives of countries and words of the frame that its roles take."""
    for n, kind, country in wordings(sentence, frame):
        word = sentence.words[n]
        before = _preposition(sentence, word.start)
        yield Filler(word.start, word.end, kind, word.low, word.cases, before, 0.6, country)


def _preposition(sentence: Sentence, start: int) -> str:
    """The two words before a filler, folded: «по заказу», «для», "on behalf of"."""
    before = [w.low for w in sentence.words if w.end <= start][-3:]
    return " ".join(before)


def subject(sentence: Sentence, places: tuple[int, ...]) -> Iterator[Filler]:
    """English: capitalised words that open the sentence right before the trigger («Tobrecht cannot
    sell …»), where nothing else is known to stand there."""
    if sentence.language != "en" or places[0] > 6:
        return
    taken = []
    for word in sentence.words[: places[0]]:
        if not (word.is_word and word.capital and word.low not in ENGLISH_END):
            break
        taken.append(word)
    if not taken or taken[0].low in _OPENERS or taken[0].low in _HOUSES:
        return
    start, end = taken[0].start, taken[-1].end
    if any(m.span.start < end and start < m.span.end for m in sentence.mentions):
        return
    normal = sentence.layer.text[start:end]
    yield Filler(start, end, ORGANISATION, normal, frozenset(), "", 0.5)


_OPENERS = frozenset(
    "re fw fwd the a an our your we they he she it in on at for and but if as by to from of with after before since during "
    "dear please today yesterday unfortunately also however thank thanks regards kindly all no yes so then there here "
    "what when where who which how why my his her their its both each every some any one two three production "
    "delivery purchase repair overhaul maintenance half funding".split()
)


def first_person(
    spec: RoleSpec, sentence: Sentence, places: tuple[int, ...], document: Document
) -> Role | None:
    house = sender_organisation(document)
    cues = spec.cues.get(sentence.language, Cues())
    pronouns = _WE.get(sentence.language, frozenset()) | cues.pronouns
    best: Role | None = None
    for word in sentence.words:
        if word.low in pronouns:
            span = Span.over(sentence.layer, word.start, word.end)
            normal = house or fold_case(span.quote)
            best = Role(span.quote, "organisation", normal, span, "header" if house else "clause")
            break
    if best is None and house:
        verb = next((sentence.words[p] for p in places if "VERB" in sentence.words[p].kinds), None)
        near = sentence.words[max(0, places[0] - 2) : places[-1] + 1]
        plural = any(
            _FIRST_PERSON.search(w.low) and "VERB" in w.kinds and w.low not in _ASIDES for w in near
        )
        if plural and (verb is not None or plural):
            return Role(house, "organisation", house, None, "header")
    return best
