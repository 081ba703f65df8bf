"""Posts: a noun that heads a post, with what stands around it."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import is_head, known_bodies
from affidavit.extract.words import Word
from affidavit.language.lexicon import legal_forms
from affidavit.model import MentionKind

_FINDER = "rules 2"
_SHORTENED = re.compile(
    r"(?<![\w.])(?:(?:врио|вріо|т\.?\s?в\.?\s?о\.?|и\.?\s?о\.?|в\.?\s?о\.?|в\.?\s?а\.?|зам\.?|заст\.?|нам\.?|гл\.?|гол\.?|нач\.?|пом\.?|вед\.?|ст\.?|"
    r"ген\.?|тех\.?|зав\.?|исп\.?|вик\.?|acting|dep\.|asst\.)[ \u00a0-]?)+$",
    re.IGNORECASE,
)
_WHOLE_SHORT = re.compile(
    r"(?<![\w.])(?:(?:зам|заст|нам|пом)\.[ \u00a0]?)?(?:нач|рук|зав|кер)\.[ \u00a0]?(?=(?:отд|відд|адд|цех|цэх|служб|упр|смен|змін|змен|бюро|"
    r"ОТК|ВТК|АТК|КБ|лаб|произв|участк|дільн|склад)\w*)",
    re.IGNORECASE,
)
_FARTHEST = 4
_SHORTEST = 3
_SURE = 0.9


def find_posts(text: str, sentence: list[Word], language: str) -> Iterator[Candidate]:
    """Posts with their adjectives and what they are over: «начальник отдела закупок»."""
    taken = -1
    for n, word in enumerate(sentence):
        if n <= taken or not word.is_word:
            continue
        if is_head(word, "posts", language) and (
            word.kinds or len(word.low) > _SHORTEST or word.low.isascii()
        ):
            first, last, end = (_english if word.low.isascii() else _slavic)(sentence, n, language)
            if first < 0:
                continue
            start = sentence[first].start
            if not word.low.isascii():
                short = _SHORTENED.search(text, max(sentence[0].start, start - 24), start)
                start = short.start() if short and short.group() else start
        elif whole := _WHOLE_SHORT.match(text, word.start):
            at = next((i for i, w in enumerate(sentence) if w.start >= whole.end()), None)
            if at is None:
                continue
            last = _complements(sentence, at - 1, language)
            start, end = word.start, sentence[last].end
        else:
            continue
        taken = max(n, last)
        normal = " ".join(text[start:end].split())
        yield Candidate(start, end, MentionKind.ROLE, normal, _SURE, _FINDER)


def _slavic(sentence: list[Word], n: int, language: str) -> tuple[int, int, int]:
    """(first word, last word, end) of a post in Russian, Ukrainian or Belarusian."""
    first, last = n, n
    while first > 1 and _hyphenated(sentence, first - 1):
        first -= 2
    while last + 2 < len(sentence) and _hyphenated(sentence, last + 1):
        last += 2
    while first > 0 and _is_adjective(sentence[first - 1]):
        if sentence[first - 1].capital and first > 1 and not sentence[n].capital:
            break  # «Виктор Ряжских главным инженером»
        first -= 1
    last = _complements(sentence, last, language)
    return first, last, sentence[last].end


def _hyphenated(sentence: list[Word], at: int) -> bool:
    """Whether a hyphen joins two words: not «главы министерства - Бориса Джонсона»."""
    before, mark, after = sentence[at - 1 : at + 2]
    joins = before.end == mark.start and mark.end == after.start
    return mark.text == "-" and joins and before.is_word and after.is_word


_NO_ADJECTIVE = frozenset(
    "наш ваш их новый новым нового новая этот бывший бывшая сам свой весь каждый другой такой который один тот некий этому этим "
    "новий цей той колишній свій кожен який інший новы гэты той былы свой кожны які іншы раней ранній наша ваша їхній іхні їхня".split()
)
_ADJECTIVE_STEM = re.compile(
    r"(?:льн|чн|ав|яв|вн|ївн|івн|оўн|н|ськ|цьк|ск|цк|ов|ев|ч|ш|ж|дн|рш|щ|йськов|енн|нс)(?:ий|ій|ого|ому|им|ої|ою|а|ая|ую|ый|ой|ы|і|ага|аму|ым|ай|ей|ему|его|ім)$"
)


def _is_adjective(word: Word) -> bool:
    if not word.is_word or word.low in _NO_ADJECTIVE or word.low.isascii():
        return False
    if word.kinds:
        return bool(word.kinds & {"ADJF", "PRTF"}) and not word.kinds & {"NPRO", "CONJ", "PREP"}
    return len(word.low) > 4 and _ADJECTIVE_STEM.search(word.low) is not None


_HOUSES = frozenset(
    "завод завода предприятие предприятия компания компании фирма фирмы общество общества организации банка группы холдинга концерна "
    "підприємства компанії фірми банку заводу прадпрыемства кампаніі фірмы банка завода страны країни краіны города міста горада".split()
)
_OVER = {"ru": ("по", "в"), "uk": ("з", "із", "зі", "по"), "be": ("па", "з", "у")}
_SHORT_WORD = re.compile(r"(?:отд|відд|упр|произв|лаб)$")


def _complements(sentence: list[Word], n: int, language: str) -> int:
    """The last word of what a post is over: genitives, «по закупкам», «цеха № 4», «ОТК»."""
    last, at = n, n + 1
    while at < len(sentence) and at <= n + 7:
        word = sentence[at]
        if (
            word.text == "№"
            and last > n
            and at + 1 < len(sentence)
            and sentence[at + 1].text.isdigit()
        ):
            return at + 1
        if word.text == "." and _SHORT_WORD.search(sentence[at - 1].low):
            at += 1
            continue
        if word.text.isdigit() and at + 3 < len(sentence) and sentence[at + 1].text == "-":
            at += 3  # «2-го отдела»
            continue
        if not word.is_word:
            break
        if word.low in _OVER.get(language, ()) and at + 1 < len(sentence):
            over = _field(sentence, at, language)
            if over == at:
                break
            return over
        if word.text.isupper() and 1 < len(word.text) < 6:
            if last > n and not _SHORT_WORD.search(sentence[last].low):
                break
            if word.low in legal_forms() or word.text in known_bodies():
                break
            last = at
            at += 1
            continue
        if (word.capital and not sentence[n].text.isupper()) or word.low in _HOUSES:
            break
        if not _is_genitive(word, language):
            break
        if not _is_adjective(word) or "NOUN" in word.kinds:
            last = at
        at += 1
        if at + 1 < len(sentence) and _hyphenated(sentence, at):
            at += 1  # «лётна-выпрабавальнай станцыі»
            if not _is_adjective(sentence[at]):
                last = at
    return last


def _field(sentence: list[Word], at: int, language: str) -> int:
    """The last word of «по снабжению», «з виробництва», «по связям с общественностью»."""
    last = at
    for n in range(at + 1, min(len(sentence), at + 4)):
        word = sentence[n]
        if not word.is_word or (word.capital and not word.text.isupper()):
            break
        if word.text.isupper() and word.low in legal_forms():
            break
        if language == "ru":
            wanted = {"datv"} if last == at else {"gent", "datv"}
            fits = word.cases & wanted and not word.kinds & {"NPRO", "VERB", "ADJS"}
            if not fits and not (word.text.isupper() and len(word.text) > 1):
                break
            if "NOUN" in word.kinds or word.text.isupper() or not word.kinds & {"ADJF", "PRTF"}:
                last = n
        else:
            if last > at:
                break
            if not _is_adjective(word):
                last = n
    after = last + 1
    if last > at and after + 1 < len(sentence) and sentence[after].low in ("и", "та", "і", "й"):
        following = sentence[after + 1]
        joined = "datv" in following.cases if language == "ru" else False
        if joined and following.is_word and not following.capital:
            last = after + 1
    return last


_GENITIVE = re.compile(
    r"(?:ого|ої|их|ів|їв|ння|ії|ості|ьства|тва|ки|ни|ти|ди|ри|ли|ги|ду|ту|ру|ку|ху|су|жу|ба|ра|та|на|ка|да|ла|ва|ха|са|"
    r"ага|яга|ай|яй|ых|іх|аў|яў|оў|ыі|асці|кі|ны|ты|ды|ры|лы|гі|вы|сці|ак|док|пак|ення|аў|ек|ції|зу|єкту|екта|екту|му|мы|"
    r"міну|міны|змени|зміни|змены|ниці|ші|ци|цы|ті)$"
)
_NO_GENITIVE = frozenset(
    "для на по до від ад за із са без або ді да та що што але не ні так ще вже ужо поки пакуль буде будзе вона яна каже кажа радить радзіць "
    "просить просіць тримає хоче може видав пише піша бачила передав перадаў сказав сказала сказаў заява була была знав про пра біля каля "
    "наведав наведаў вимагає прызначаны призначений знімають давали дали їхала".split()
)


def _is_genitive(word: Word, language: str) -> bool:
    if word.kinds:
        return "gent" in word.cases and not word.kinds & {"NPRO", "PREP", "CONJ", "PRCL", "NUMR"}
    if len(word.low) < 4 or word.low in _NO_GENITIVE:
        return False
    return _GENITIVE.search(word.low) is not None


_ENGLISH_STOP = frozenset(
    "the a an of for to in on at by with from and or but is are was were be been has have had will would can could may must should "
    "our their his her its this that these those we they he she it you i your my not no any some all two three former new "
    "ask asks asked tell tells told say says said call calls called name names named see saw let lets attn dear hi hello cc from as if when where who whom "
    "which what then than so because since until while after before during per via mr mrs ms dr sir thanks thx pls please also only just both either "
    "becomes become became appointed hired wants want needs need got gets met meet meets under over between contact signed wrote writes copy copied "
    "one half heads-up the plant company firm whose now today yesterday tomorrow again there here up out down off".split()
)
_HEADS_ALONE = frozenset("ceo cfo cto coo cio cmo".split())
_TITLES_AFTER = frozenset({"general", "designate", "emeritus"})
_FIELDS = frozenset(
    "department management control assurance development relations resources affairs operations services service engineering supply logistics "
    "planning procurement security sales production quality maintenance purchasing export imports exports compliance finance safety projects testing "
    "research design programme program programs programmes section unit division bureau office workshop shop board staff construction "
    "transport energy industry defence defense trade".split()
)
_WEAK = frozenset(
    {"head", "chief", "lead", "major", "general", "officer", "agent", "deputy", "secretary"}
)
"""Nouns that head other things too: alone they are taken for a post only beside what makes them one."""


def _english(sentence: list[Word], n: int, _: str) -> tuple[int, int, int]:
    """(first word, last word, end) of a post in English; first -1 where it is none."""
    first, last = n, n
    while (
        last + 1 < len(sentence)
        and (is_head(sentence[last + 1], "posts", "en") or sentence[last + 1].low in _TITLES_AFTER)
        and sentence[last + 1].low.isascii()
    ):
        last += 1
    head = sentence[last]
    while first > 0 and n - first < _FARTHEST and _before(sentence, first - 1, head):
        first -= 1
    if sentence[first].text == "-":
        first += 1
    end = _of(sentence, last)
    if (
        sentence[n].low == "vp"
        and end == last
        and n + 1 < len(sentence)
        and sentence[n + 1].capital
    ):
        end = n + 1
    weak = sentence[last].low in _WEAK and first == n == last and end == last
    if weak and not (
        last + 1 < len(sentence) and sentence[last + 1].capital and n > 0 and head.low != "lead"
    ):
        return -1, n, 0
    if head.low in ("heads", "leads", "drivers", "agents") or (
        head.low == "head" and first < n and end == last and sentence[first].low not in _FIELDS
    ):
        return -1, n, 0
    return first, end, sentence[end].end


def _before(sentence: list[Word], at: int, head: Word) -> bool:
    word = sentence[at]
    if word.text == "-":
        return (
            at > 0
            and sentence[at - 1].is_word
            and sentence[at - 1].end == word.start
            and (sentence[at + 1].start == word.end)
        )
    if (
        not word.is_word
        or not word.low.isascii()
        or word.low in _ENGLISH_STOP
        or head.low in _HEADS_ALONE
    ):
        return False
    if word.low.endswith(("ed", "ly")) or len(word.low) < 2:
        return False
    if word.text.isupper() and not head.text.isupper() and len(word.text) > 3:
        return False
    if word.capital and not head.capital:
        return at == 0
    return True


def _of(sentence: list[Word], last: int) -> int:
    """The last word of «head of quality control», «minister of defence»."""
    at = last + 1
    if at + 1 >= len(sentence) or sentence[at].low not in ("of", "for"):
        return last
    at += 1
    if sentence[at].low == "the" and at + 1 < len(sentence):
        at += 1
    if not sentence[at].is_word or sentence[at].low in _ENGLISH_STOP:
        return last
    if sentence[at].capital and not sentence[last].capital:
        return at if sentence[at].text.isupper() and len(sentence[at].text) < 5 else last
    if sentence[at].capital and sentence[at].low not in _FIELDS:
        return last
    end = at
    for more in range(at + 1, min(len(sentence), at + 3)):
        if sentence[more].low in _FIELDS or (
            sentence[more].low == "and"
            and more + 1 < len(sentence)
            and sentence[more + 1].is_word
            and sentence[more + 1].low in _FIELDS
        ):
            end = more + (sentence[more].low == "and")
        else:
            break
    return end
