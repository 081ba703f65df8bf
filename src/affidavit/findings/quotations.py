"""Who says what in a text: direct and indirect quotations with their exact words and speakers.

Read sentence by sentence, with the last named speaker remembered: a quotation that stands alone and
«он добавил» belong to him.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from affidavit.findings.clause import Sentence
from affidavit.model import Attribution, MentionKind, Span

_STEMS = {
    "ru": "сказа заяв сообщ расска отмет отмеч подчерк утвержд поясн добав говор пиш писа уточн призна подтверд указ пообещ обеща посетов "
    "прогов счита ответ предупред настаив вспомин вспомн жалов пожалов переда напомн объясн замет замеч полага возраз возмут вздох шепн завер увер "
    "провозгл хвал похвал бурк крикн рассужд конста обвин опроверг настоя",
    "uk": "сказа заяв повідом розпов зазнач ствердж поясн каж пиш писа дода підтверд наголос зітхн запевн визна зауваж переда вважа нарік обур ідеться "
    "йдеться поперед відпов наполяг нагада згад скарж поскарж похвал заперечу спросту уточн обіця пообіця розказ",
    "be": "сказ заяв паведам распав расказ адзнач сцвярд каж піш піса дада падкрэсл удакладн ўдакладн абур паскардз згад перада лічы пацвердз прызна "
    "растлумач адказ папярэд нагада запэўн хвал абвер абяца паабяца",
    "en": "said says say told tells states stated claim claims claimed report reports reported add adds added explain explains explained confirm confirms "
    "confirmed admit admits admitted write writes wrote note notes noted insist insists insisted complain complained whispered recall recalled warn warns "
    "warned conclude concluded boast boasted called acknowledge acknowledged argue argued announce announced reply replied respond responded deny denies "
    "denied muttered believes believed thinks promised estimates estimated alleged alleges testified declared quipped answered",
}
_SAYS = {
    language: re.compile(
        rf"\b(?:{'|'.join(stems.split())}){'' if language == 'en' else r'[а-яёіїєґў]*'}\b",
        re.IGNORECASE,
    )
    for language, stems in _STEMS.items()
}
_ACCORDING = re.compile(
    r"\b(?:по (?:словам|данным|сведениям|информации|утверждению|мнению|версии)|как (?:сообщ\w+|пиш\w+|заяв\w+|рассказ\w+|переда\w+|уточн\w+|отмеч\w+)|согласно|"
    r"за (?:словами|даними|інформацією|версією)|як (?:повідом\w+|пише|переда\w+|розпов\w+)|паводле(?: слоў| звестак| даных)?|са слоў|як (?:паведам\w+|піша|перада\w+)|"
    r"according to|as reported by|as (?:the )?(?:\w+ ){0,2}(?:says|reports|writes|tells it))\s*",
    re.IGNORECASE,
)
_CITING = re.compile(
    r"\b(?:со ссылкой на|ссылаясь на|із посиланням на|з посиланням на|посилаючись на|са спасылкай на|спасылаючыся на|citing|quoting)\b",
    re.IGNORECASE,
)
_THAT = re.compile(r",?\s(?:что|что,|що|што|that|how)\s", re.IGNORECASE)
_QUOTED = re.compile(
    r"«(?P<a>[^«»]{8,}(?:«[^»]*»[^«»]*)*)»?|“(?P<b>[^“”]{8,})”?|„(?P<c>[^„“”]{8,})[“”]|\"(?P<d>[^\"]{8,})\"?"
)
_BREAK = re.compile(r"[,.!?…]?\s*[—–]\s")
_ANONYMOUS = re.compile(
    r"\b(?:источник\w*|собеседник\w*|джерел\w+|співрозмовник\w*|крыніц\w+|суразмоў\w+|(?:бывш\w+|колишн\w+|был\w+) (?:сотрудник\w*|работник\w*|працівник\w*|супрацоўнік\w*)|"
    r"(?:a |an |one |the )?(?:former |senior |anonymous |unnamed )*(?:source|employee|engineer|official|worker|person|insider|officer)s?)\b"
    r"(?:\s+(?:на|в|у|из|з|із|at|in|close to|familiar with|inside|within|from|of|издания|видання|знакомого)\s+[^,.;:«»\"—]{2,50}?(?=[,.;:«»\"—]|\s(?:said|says|told|who|который|яки|утвержда|сообщ|расска|прого|поск|підтв|паск|ствер)|$))?",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"(?:[Пп]ресс?-?служб\w+|[Пп]рэс-служб\w+|[Hh]arbour police|[Pp]olice|[Mm]inistry of [A-Z]\w+|(?:портов\w+ )?служб\w+ [А-ЯЁ]\w+)(?:\s+(?:завод\w+|порт\w+|министерств\w+|міністерств\w+)(?:\s+«[^»]+»)?)?"
)
_PRONOUNS = {
    "ru": frozenset({"он", "она", "его", "ее", "её"}),
    "uk": frozenset({"він", "вона", "його", "її"}),
    "be": frozenset({"ён", "яна", "яго", "яе"}),
    "en": frozenset({"he", "she", "his", "her"}),
}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words between two offsets of a layer that somebody is said to say: `chain` has the speakers,
    outermost first."""

    start: int
    end: int
    chain: tuple[Attribution, ...]


def utterances(sentences: Sequence[Sentence]) -> list[Utterance]:
    """All that is quoted in the sentences of a layer, in their order."""
    found: list[Utterance] = []
    last: tuple[Attribution, ...] = ()
    quoting = False
    for sentence in sentences:
        said = _in_sentence(sentence, last, quoting)
        if said is not None:
            found.append(said)
            last = said.chain or last
        elif (named := _nearest(sentence, sentence.start, None)) is not None:
            last = (named,)
        quoting = _open_quote(sentence.text, quoting) and (said is not None or quoting)
    return found


def _open_quote(text: str, already: bool) -> bool:
    """Whether a quotation goes on behind the sentence."""
    opened, closed = text.count("«") + text.count("“"), text.count("»") + text.count("”")
    return opened > closed or (already and opened == closed)


def _in_sentence(
    sentence: Sentence, last: tuple[Attribution, ...], quoting: bool
) -> Utterance | None:
    direct = _direct(sentence, last, quoting)
    if direct is not None:
        return direct
    indirect = _indirect(sentence, last)
    own_name = indirect is not None and any(
        a.span
        and a.span.layer == sentence.layer.id
        and indirect.start <= a.span.start < indirect.end
        for a in indirect.chain
    )
    return None if own_name else indirect  # nobody is quoted with his own name


def _direct(sentence: Sentence, last: tuple[Attribution, ...], quoting: bool) -> Utterance | None:
    text, base = sentence.text, sentence.start
    if quoting and last and not _QUOTED.search(text):
        end = text.find("»") if "»" in text else text.find("”") if "”" in text else len(text)
        return Utterance(base, base + end, last)
    for match in _QUOTED.finditer(text):
        group = match.lastgroup or "a"
        start, end = match.span(group)
        if len(re.findall(r"\w+", text[start:end])) < _FEWEST or _is_name(
            sentence, base + start, base + end
        ):
            continue
        outside = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
        inner = _BREAK.search(text, start, end)
        if inner and _SAYS[sentence.language].search(text, inner.end(), end):
            outside = " " * inner.start() + text[inner.start() :]
            end = inner.start()
        says = _SAYS[sentence.language].search(outside)
        speaker = _speakers(sentence, says, (base + start, base + end), last)
        if says is None and outside.strip(' .,—–:»”"') and ":" not in outside[: match.start()]:
            continue
        if speaker:
            stop = end
            while stop > start and text[stop - 1] in ".,!?…;— ":
                stop -= 1
            return Utterance(base + start, base + stop, speaker)
    return None


def _is_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether quotation marks hold a firm's name, not speech."""
    return any(
        m.span.start <= start and end <= m.span.end and m.kind is not MentionKind.GOODS
        for m in sentence.mentions
    )


def _indirect(sentence: Sentence, last: tuple[Attribution, ...]) -> Utterance | None:
    text, base = sentence.text, sentence.start
    end = len(text.rstrip(' .!?…»”"')) + base
    according = _ACCORDING.search(text)
    if according is not None:
        chain = _chain_after(sentence, according, last)
        if according.start() < _HEAD:
            said = _THAT.search(text, according.end())
            comma = text.find(", ", according.end())
            if said and _SAYS[sentence.language].search(text, according.end(), said.start()):
                return Utterance(base + said.end(), end, chain) if chain else None
            if comma > 0 and chain:
                return Utterance(base + comma + 2, end, chain)
        elif chain:
            return Utterance(base, base + len(text[: according.start()].rstrip(" ,—")), chain)
        return None
    says = _SAYS[sentence.language].search(text)
    if says is None:
        return None
    that = _THAT.search(text, says.end())
    chain = _speakers(sentence, says, None, last)
    if not chain:
        return None
    if that is not None and that.start() - says.end() < _HEAD:
        return Utterance(base + that.end(), end, chain)
    before = text[: says.start()].rstrip()
    comma = before.rfind(",")
    if comma > 0 and says.start() - comma < _HEAD and len(before[:comma].split()) > _FEWEST:
        speaker_first = any(
            a.span and a.span.start - base < comma and a.span.end - base <= comma for a in chain
        )
        if not speaker_first or sentence.language != "en":
            return Utterance(base, base + comma, chain)
    if sentence.language == "en" and len(text[says.end() :].split()) > _FEWEST:
        return Utterance(base + says.end() + 1, end, chain)
    return None


_HEAD = 60


def _chain_after(
    sentence: Sentence, according: re.Match[str], last: tuple[Attribution, ...]
) -> tuple[Attribution, ...]:
    """«Как пишет А, Б признал, что …»: both; «по словам А»: one."""
    place = sentence.start + according.end()
    first = _nearest(sentence, place, None, behind=True)
    if first is None:
        words = re.match(r"\s*(?:the\s+)?([^,]{3,60}?)(?=,|$|\.)", sentence.text[according.end() :])
        if words is None:
            return last
        start = place + words.start(1)
        span = Span.over(sentence.layer, start, place + words.end(1))
        first = Attribution(span.quote, "report", span)
    after = first.span.end if first.span else place
    says = _SAYS[sentence.language].search(sentence.text, max(0, after - sentence.start))
    second = _nearest(sentence, sentence.start + says.start(), first.span) if says else None
    if (
        second
        and second.span
        and second.span.start > after
        and says
        and second.span.end <= sentence.start + says.start() + 2
    ):
        return (first, second)
    return (first,)


def _speakers(
    sentence: Sentence, says: re.Match[str] | None, quote: tuple[int, int] | None,
    last: tuple[Attribution, ...],
) -> tuple[Attribution, ...]:  # fmt: skip
    """The chain of those who say it: with «со ссылкой на» two, else the nearest to the verb."""
    place = sentence.start + (says.start() if says else 0)
    avoid = Span.over(sentence.layer, *quote) if quote else None
    citing = _CITING.search(sentence.text)
    if citing is not None:
        inner = _nearest(sentence, sentence.start + citing.end(), avoid, behind=True)
        outer = _nearest(sentence, sentence.start, inner.span if inner else avoid)
        return tuple(a for a in (outer, inner) if a is not None)
    if says is not None and _by_pronoun(sentence, says):
        return last
    one = _nearest(sentence, place, avoid)
    if one is not None:
        return (one,)
    return last if says is None or quote else ()


def _by_pronoun(sentence: Sentence, says: re.Match[str]) -> bool:
    """«он добавил», "she concluded": with no name nearer."""
    place = sentence.start + says.start()
    near = [w.low for w in sentence.words if abs(w.start - place) < _PRONOUN_NEAR]
    return bool(_PRONOUNS[sentence.language] & set(near))


_PRONOUN_NEAR = 16


def _nearest(
    sentence: Sentence, place: int, avoid: Span | None, *, behind: bool = False
) -> Attribution | None:
    """The person, body or anonymous source nearest to a place, people before bodies."""
    found: list[tuple[float, Span, str]] = []
    for mention in sentence.mentions:
        if mention.kind in (MentionKind.PERSON, MentionKind.ORGANISATION):
            span = mention.span
            found.append(
                (
                    _far(span, place) + (0 if mention.kind is MentionKind.PERSON else 25),
                    span,
                    "report",
                )
            )
    for pattern, how in ((_ANONYMOUS, "anonymous"), (_PRESS, "report")):
        for match in pattern.finditer(sentence.text):
            start, end = match.span()
            while sentence.text[start:end].lower().startswith(("a ", "an ", "the ", "one ")):
                start += sentence.text[start:end].index(" ") + 1
            span = Span.over(sentence.layer, sentence.start + start, sentence.start + end)
            found.append((_far(span, place) + 10, span, how))
    usable = [
        (distance, span, how)
        for distance, span, how in found
        if (avoid is None or span.end <= avoid.start or avoid.end <= span.start)
        and (not behind or span.start >= place - 1)
        and distance < _FARTHEST
    ]
    if not usable:
        return None
    _, span, how = min(usable, key=lambda entry: (entry[0], entry[1].start))
    return Attribution(span.quote, how, span)


_FARTHEST = 110


def _far(span: Span, place: int) -> float:
    return max(0, span.start - place, place - span.end)
