"""Goods: noun phrases headed by a noun of the vocabulary, in four languages."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.designations import named_after
from affidavit.extract.gazetteer import is_head
from affidavit.extract.words import Word
from affidavit.model import MentionKind

_FINDER = "rules 2"
_CLASSES = ("equipment", "goods")
_FARTHEST = 9
_MOST_GENITIVES = 3


def find_things(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """Goods with their adjectives and what they are of («лопатки турбины»), and the type or name that
    stands behind them as equipment. `class` is equipment for what bears a type of its own."""
    heads: list[tuple[int, bool]] = []
    taken = -1
    for n, word in enumerate(sentence):
        kind = _class_of(word, language)
        if kind is None or n <= taken or _half_of_a_compound(sentence, n) or word.low in _NO_GOODS:
            continue
        if n and word.capital and sentence[n - 1].text in '«“„"':
            continue  # «Оптика» is somebody's name
        first, last = _modifiers(sentence, n, language), _dependents(sentence, n, language)
        taken = last
        start, end = sentence[first].start, sentence[last].end
        heads.append((end, kind == "equipment"))
        phrase = " ".join(text[start:end].split())
        sure = 0.75 if first < n or last > n else 0.65
        attributes = {"head": min(word.forms), "class": kind}
        yield Candidate(start, end, MentionKind.GOODS, phrase, sure, _FINDER, attributes)
    yield from named_after(text, heads)


# Verbs and particles of Ukrainian and Belarusian that are spelled like goods («просо», «вісь», «сталь»).
_NO_GOODS = frozenset(
    "просять просимо просить просив просила просили просіць просім просяць прошу вось сталі стала каля поле мыла даўно".split()
)


def _half_of_a_compound(sentence: list[Word], n: int) -> bool:
    """«gear» in «gear-box»: what is behind the hyphen heads the word; in English, what is behind the
    noun does."""
    if n + 1 >= len(sentence):
        return False
    after = sentence[n + 1]
    if n + 2 < len(sentence) and after.text == "-" and after.start == sentence[n].end:
        return sentence[n + 2].is_word
    return sentence[n].low.isascii() and after.low.isascii() and _class_of(after, "en") is not None


def _class_of(word: Word, language: str) -> str | None:
    if word.is_word:
        for name in _CLASSES:
            if is_head(word, "things", language, name):
                return name
    return None


def _dependents(sentence: list[Word], n: int, language: str) -> int:
    """The last word of what the goods are of: «приборы ночного видения», "blades of the rotor"."""
    last = n
    for at in range(n + 1, min(len(sentence), n + 1 + _MOST_GENITIVES)):
        word = sentence[at]
        if (
            not word.is_word
            or (word.capital and not sentence[n].text.isupper())
            or word.low.isascii()
        ):
            break
        if not _genitive(word, language):
            break
        if _noun_like(word, language):
            last = at
    return last


_GENITIVE = {
    "uk": re.compile(r"(?:ого|ої|их|ів|їв|ння|ії|ості|ки|ни|ла|ра|та|на|ка|да)$"),
    "be": re.compile(r"(?:ага|яга|ай|ых|іх|аў|яў|оў|ння|ыі|асці|кі|ны|ла|ра|та|на|ка|да)$"),
}
_NO_GENITIVE = frozenset(
    "для на по до від ад за з із са без або ді да та і й що што але не ні так ще яшчэ вже ужо поки пакуль буде ціна цана була вона яна "
    "сплата оплата аплата треба трэба торік нема няма сьогодні".split()
)
_ADJECTIVE_GENITIVE = re.compile(r"(?:ого|ої|их|ага|яга|ай|ых|іх)$")


def _genitive(word: Word, language: str) -> bool:
    if word.kinds:
        return (
            "gent" in word.cases
            and not word.kinds & {"NPRO", "PREP", "CONJ", "PRCL", "VERB", "NUMR"}
            and (word.low not in _PRONOUNS)
        )
    pattern = _GENITIVE.get(language)
    return (
        pattern is not None
        and word.low not in _NO_GENITIVE
        and len(word.low) > 3
        and (pattern.search(word.low) is not None)
    )


def _noun_like(word: Word, language: str) -> bool:
    if word.kinds:
        return "NOUN" in word.kinds
    return not _ADJECTIVE_GENITIVE.search(word.low)


def _modifiers(sentence: list[Word], n: int, language: str) -> int:
    """The first of the adjectives and noun modifiers that stand right before the head."""
    first = n
    for back in range(n - 1, max(-1, n - _FARTHEST), -1):
        word = sentence[back]
        if word.text == "-" and back > 0 and sentence[back - 1].is_word:
            first = back - 1
            continue
        if first == back:
            continue  # the first half of a hyphenated modifier
        if not word.is_word or not _modifies(word, language):
            break
        first = back
    return first


_ENGLISH_STOP = frozenset(
    "the a an of for to in on at by with from and or but is are was were be been has have had will would can could "
    "our their his her its this that these those we they he she it you i your my not no any some all two three four "
    "five six seven eight nine ten first second more most other another such which who what when where while also "
    "as than then there here if because since until during under over between into about per via each every both "
    "plant company factory firm works shipyard repair repairs overhaul overhauls service services develop develops make makes buy purchase supply deliver order "
    "offer offers manufacture manufactures produce produces need needs use uses instead without own whose overhauled loads loading via plus only "
    "sell sells sold see may must shall did does do get gets got want wants fit fits says say asks ask one half units pcs sets pieces kg tonnes t".split()
)


def _modifies(word: Word, language: str) -> bool:
    if word.low.isascii():
        if word.text.isupper() and len(word.text) > 1 and len(word.text) < 4:
            return False
        return (
            word.low not in _ENGLISH_STOP and not word.low.endswith(("ing", "ed", "ly", "s"))
        ) or word.low in _KEPT
    if word.kinds:
        return (
            bool(word.kinds & {"ADJF", "PRTF"})
            and not word.kinds & {"NPRO", "PREP", "CONJ"}
            and word.low not in _PRONOUNS
        )
    return _ADJECTIVE.search(word.low) is not None and word.low not in _PRONOUNS


_ADJECTIVE = re.compile(
    r"(?:н|ськ|цьк|ов|єв|ич|в|л|т)(?:ий|ого|ому|их|ими|ої|ою|им|ій)$|(?:льн|сн|тн|чн|рн|ськ|цьк|ов|нн|йн|зн|нк|тк|дн|пн|кт)(?:і|а|е|у)$"
    r"|(?:н|ск|цк|в|л|т|к|х)(?:ы|ага|аму|ых|ымі|ая|ай|ую|ыя|ае|і|іх|ія|іх|ім|ым)$"
)
_KEPT = frozenset(
    "machining milling turning grinding measuring bearing used advanced casting needle tapered torque brake optics turned "
    "balancing drilling boring cutting landing wing anti-icing lathes night-vision vision thermal glass grass gas chess".split()
)
_PRONOUNS = frozenset(
    "этот эта это эти этих этим этой того тот те тех наш наша наши наших нашего нашей нашим ваш ваши ваших вашего свой свои своих весь все всех каждый каждого какой какие который которые которых любой другой другие других такой такие таких сам самый один два три первый первые первых "
    "цей ця це ці цих цього наші ваші свої всі кожен який які інші такі перший перші гэты гэта гэтыя нашы вашы свае усе кожны які якія іншыя такія першы першыя два дві дзве нові".split()
)
