"""Filling the roles of a claim from what stands in its sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from affidavit.extract.gazetteer import is_head
from affidavit.extract.words import query_forms
from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Cues, Frame, RoleSpec
from affidavit.language.scripts import fold_case
from affidavit.model import MentionKind, Message, Role, Span
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
_CLAUSE_END = re.compile(r"[,;.!?)]\s|\s[—–-]\s|[.!?;)]?$|\n\n")
_CAUSE = {
    "ru": r"из-за|в связи с|вследствие|ввиду|по причине|благодаря|в силу|поскольку|так как|потому что|из за",
    "en": r"because of|because|due to|owing to|for lack of|for want of|on account of|as a result of|following|under|since|for",
    "uk": r"через|у зв'язку з|внаслідок|з огляду на|оскільки|бо",
    "be": r"з-за|праз|у сувязі з|з прычыны|таму што|бо",
}  # fmt: skip
_SANCTIONS = re.compile(r"санкци|санкці|sanction|embargo|эмбарго|ембарго|лиценз|ліценз|licen[cs]e|экспортн|експортн|export|контрол|control|запрет|заборон|забарон|ban\b|restrict|огранич|обмеж|абмеж|отсутств|нехватк|нет\b|не хватает|lack|shortage|absence|дефицит|брак|нестач|адсутн|износ|простой|downtime|no\b|without|остановк|поломк|broke", re.IGNORECASE)  # fmt: skip


# How far a noun phrase is trusted that no list knows: where case tells what is governed, further.
_GUESSED = {"ru": 0.75, "en": 0.55, "uk": 0.6, "be": 0.6}


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


def fill_roles(
    frame: Frame,
    sentence: Sentence,
    places: tuple[int, ...],
    document: Document,
    speakers: tuple[Span, ...] = (),
) -> tuple[dict[str, Role], float]:
    """(roles, how well they are filled 0..1) for a trigger at these words.

    Who only says it (`speakers`) fills nothing.
    """
    cause = _cause(sentence) if any("cause" in spec.kinds for spec in frame.roles) else None
    fillers = [*_fillers(sentence), *_parties(sentence, document), *_subject(sentence, places)]
    fillers = [f for f in fillers if not _inside(f, cause)]
    fillers = [f for f in fillers if not any(f.start < s.end and s.start < f.end for s in speakers)]
    things = [f for f in fillers if f.kind in ("goods", "equipment")]
    scored: list[tuple[float, int, str, Filler]] = []
    for order, spec in enumerate(frame.roles):
        cues = spec.cues.get(sentence.language, Cues())
        others = [s.cues.get(sentence.language, Cues()) for s in frame.roles if s.name != spec.name]
        for filler in fillers:
            make = filler.kind == ORGANISATION and any(_within(filler, thing) for thing in things)
            if make and spec.name not in ("supplier", "replaces"):
                continue  # «станки Aldercott»: the make of the goods is no party
            if filler.kind in spec.kinds:
                score = _score(filler, spec, cues, others, sentence, places)
                if score > 0:
                    scored.append((score, -order, spec.name, filler))
    chosen: dict[str, tuple[float, Filler]] = {}
    taken: list[Filler] = []
    for score, _, name, filler in sorted(scored, key=lambda s: (-s[0], -s[1], s[3].start)):
        if name not in chosen and not any(_same_place(filler, other) for other in taken):
            chosen[name] = (score, filler)
            taken.append(filler)
    roles = {name: _role(sentence, filler) for name, (_, filler) in chosen.items()}
    if cause is not None:
        roles |= {spec.name: cause for spec in frame.roles if "cause" in spec.kinds}
    for spec in frame.roles:
        if spec.name not in roles and (found := _other(spec, sentence, places, document)):
            roles[spec.name] = found
    needed = [roles[spec.name] for spec in frame.roles if spec.required and spec.name in roles]
    guessed = any(role.kind == "phrase" for role in needed)
    quality = sum(min(1.0, score) for score, _ in chosen.values()) / len(chosen) if chosen else 0.6
    if _inside_span(roles.get("supplier"), roles.get("replaces")):
        del roles["supplier"]  # the make that is replaced does not supply the substitute
    ordered = {spec.name: roles[spec.name] for spec in frame.roles if spec.name in roles}
    return ordered, (0.7 + 0.3 * quality) * (_GUESSED[sentence.language] if guessed else 1.0)


def _inside_span(inner: Role | None, outer: Role | None) -> bool:
    if inner is None or outer is None or inner.span is None or outer.span is None:
        return False
    return outer.span.start <= inner.span.start and inner.span.end <= outer.span.end


def _within(inner: Filler, outer: Filler) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _subject(sentence: Sentence, places: tuple[int, ...]) -> Iterator[Filler]:
    """English: capitalised words that open the sentence right before the trigger («Tobrecht cannot
    sell …»), where nothing else is known to stand there."""
    if sentence.language != "en" or places[0] > 6:
        return
    taken = []
    for word in sentence.words[: places[0]]:
        if not (word.is_word and word.capital and word.low not in _ENGLISH_END):
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


def _inside(filler: Filler, role: Role | None) -> bool:
    span = role.span if role else None
    return span is not None and span.start <= filler.start and filler.end <= span.end


def _same_place(one: Filler, other: Filler) -> bool:
    return (
        one.start < other.end
        and other.start < one.end
        and not (one.kind == "organisation" and other.kind in ("goods", "equipment"))
    )


def _fillers(sentence: Sentence) -> Iterator[Filler]:
    for mention in sentence.mentions:
        inside = [w for w in sentence.words if mention.span.start <= w.start < mention.span.end]
        cases = frozenset(next((w.cases for w in inside if w.cases), frozenset()))
        yield Filler(
            mention.span.start,
            mention.span.end,
            mention.kind.value,
            mention.normal,
            cases,
            _preposition(sentence, mention.span.start),
            mention.confidence,
            mention.attributes.get("country", ""),
        )


def _parties(sentence: Sentence, document: Document) -> Iterator[Filler]:
    """«the plant», «our company», «ваш завод»: organisations that are not named here.

    Ours is the sender's, yours the first recipient's; a bare one is the sender's where both write
    from one house, else it stays what it says.
    """
    named = [m.span for m in sentence.mentions if m.kind is MentionKind.ORGANISATION]
    for n, word in enumerate(sentence.words):
        known = {word.low} if word.low.isascii() else word.forms
        if not known & _HOUSES or any(s.start <= word.start < s.end for s in named):
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


def _preposition(sentence: Sentence, start: int) -> str:
    """The two words before a filler, folded: «по заказу», «для», "on behalf of"."""
    before = [w.low for w in sentence.words if w.end <= start][-3:]
    return " ".join(before)


def _score(
    filler: Filler, spec: RoleSpec, cues: Cues, others: list[Cues], sentence: Sentence,
    places: tuple[int, ...],
) -> float:  # fmt: skip
    """How well a filler fits a role: preposition, case, side of the trigger, nearness."""
    trigger_start = sentence.words[places[0]].start
    trigger_end = sentence.words[places[-1]].end
    score = 0.45 if spec.kinds.index(filler.kind) == 0 else 0.38
    after = filler.start >= trigger_end
    cued = _after(filler.before, cues.prepositions)
    if cued:
        score += 0.45
    elif any(_after(filler.before, other.prepositions) for other in others):
        score -= 0.4
    elif cues.prepositions and not cues.cases and not cues.side:
        score -= 0.25
    if cues.cases and filler.cases and not cued:
        score += 0.2 if filler.cases & cues.cases else -0.25
    if cues.side and not cued:
        fits = (cues.side == "after") == after
        score += 0.2 if fits else -0.15
    if after:
        distance = _words_between(sentence, trigger_end, filler.start)
    else:
        distance = _words_between(sentence, filler.end, trigger_start)
    return score - 0.025 * distance + 0.05 * filler.confidence


def _after(before: str, prepositions: frozenset[str]) -> bool:
    if re.search(
        r"(?:качестве|якості|as) (?:замены|аналога|альтернативы|заміни|replacement|alternative)$",
        before,
    ):
        return False  # «as a replacement, X offered …» does not say what X replaces
    return any(before == p or before.endswith(f" {p}") for p in prepositions)


def _words_between(sentence: Sentence, start: int, end: int) -> float:
    """Words between two places; a comma counts for two, a colon or dash for three."""
    cost = 0.0
    for word in sentence.words:
        if start <= word.start < end:
            cost += {",": 2.0, ";": 8.0, ":": 3.0, "—": 3.0, "–": 3.0}.get(word.text, 1.0)
    return cost


def _role(sentence: Sentence, filler: Filler) -> Role:
    span = Span.over(sentence.layer, filler.start, filler.end)
    reach = "header" if filler.normal.startswith("@") else "sentence"
    return Role(span.quote, filler.kind, filler.normal, span, reach)


def _other(
    spec: RoleSpec, sentence: Sentence, places: tuple[int, ...], document: Document
) -> Role | None:
    """A role that no mention fills: «we», or the noun phrase behind the trigger."""
    if spec.sender and (found := _we(spec, sentence, places, document)):
        return found
    if "phrase" in spec.kinds and (found := _after_cue(spec, sentence)):
        return found
    if spec.phrase and (found := _phrase(sentence, places)):
        return found
    return None


def _we(
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


def _cause(sentence: Sentence) -> Role | None:
    """What a «because of» introduces, as far as it speaks of a restriction or a want."""
    pattern = re.compile(rf"\b(?:{_CAUSE.get(sentence.language, _CAUSE['en'])})\s+", re.IGNORECASE)
    for match in pattern.finditer(sentence.text):
        tail = sentence.text[match.end() :]
        stop = _CLAUSE_END.search(tail)
        end = stop.start() if stop else len(tail)
        phrase = tail[:end][:120].strip()
        if phrase and _SANCTIONS.search(phrase):
            start = sentence.start + match.end()
            span = Span.over(sentence.layer, start, start + len(phrase))
            return Role(phrase, "cause", fold_case(phrase), span, "sentence")
    return None


_STOP = re.compile(r"[,;:.!?()—–]|\n")
_PASSIVE = frozenset({"was", "were", "is", "are", "been", "being"})
_NOUNISH = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "LATN", "None"})
_ENGLISH_END = frozenset(
    "for to in on at by with from and or but is are was were be been has have had will would can could because due of "
    "this it you they he she them him her me i am not so such these those since that which who when where while as than until during under over between into about per via".split()
)


def _phrase(sentence: Sentence, places: tuple[int, ...]) -> Role | None:
    """The noun phrase right behind the trigger: adjectives, a noun, and names of make or type."""
    first = places[-1] + 1
    taken: list[int] = []
    noun = False
    for n in range(first, min(len(sentence.words), first + 9)):
        word = sentence.words[n]
        if _STOP.fullmatch(word.text):
            break
        if sentence.language == "en":
            if word.low in _ENGLISH_END:
                break
            noun = noun or word.is_word
        elif word.kinds:
            if not word.kinds & _NOUNISH or word.kinds & {"PREP", "CONJ", "NPRO", "PRCL"}:
                break
            if (
                noun
                and "NOUN" in word.kinds
                and "gent" not in word.cases
                and not word.text[0].isupper()
            ):
                break
            noun = noun or "NOUN" in word.kinds
        elif not taken and not word.text[0].isalnum():
            break
        taken.append(n)
    if not noun or not taken:
        return _passive_subject(sentence, places[0]) if sentence.language == "en" else None
    return _noun_phrase(sentence, taken)


def _after_cue(spec: RoleSpec, sentence: Sentence) -> Role | None:
    """The noun phrase right behind one of the role's own prepositions: «instead of Aldercott»."""
    cues = spec.cues.get(sentence.language, Cues()).prepositions
    for n in range(len(sentence.words)):
        before = " ".join(word.low for word in sentence.words[max(0, n - 3) : n])
        if cues and _after(before, cues) and sentence.words[n].is_word:
            found = _phrase(sentence, (n - 1,))
            return (
                found
                if found and found.span and found.span.start == sentence.words[n].start
                else None
            )
    return None


def _passive_subject(sentence: Sentence, trigger: int) -> Role | None:
    """«The autopilot was jointly developed»: what stands before the auxiliary."""
    near = range(max(0, trigger - 3), trigger)
    auxiliary = next((n for n in near if sentence.words[n].low in _PASSIVE), None)
    if auxiliary is None or not sentence.words[trigger].is_word:
        return None
    taken: list[int] = []
    for n in range(auxiliary - 1, max(-1, auxiliary - 7), -1):
        word = sentence.words[n]
        if _STOP.fullmatch(word.text) or word.low in _ENGLISH_END:
            break
        taken.insert(0, n)
    return _noun_phrase(sentence, taken) if any(sentence.words[n].is_word for n in taken) else None


def _noun_phrase(sentence: Sentence, taken: list[int]) -> Role:
    start, end = sentence.words[taken[0]].start, sentence.words[taken[-1]].end
    span = Span.over(sentence.layer, start, end)
    known = any(
        is_head(sentence.words[n], "things", sentence.language, section)
        for n in taken
        for section in ("equipment", "goods")
    )
    kind = MentionKind.GOODS.value if known else "phrase"
    return Role(span.quote, kind, fold_case(span.quote), span, "sentence")
