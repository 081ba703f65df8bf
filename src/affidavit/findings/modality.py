"""How a sentence says it: done, planned, asked for, offered, or only thinkable."""

import re

from affidavit.findings.clause import Sentence
from affidavit.model import Modality

_R, _O, _P, _F = Modality.REQUESTED, Modality.OFFERED, Modality.POSSIBLE, Modality.PLANNED
_CUES: dict[str, tuple[tuple[Modality, str], ...]] = {
    "ru": (
        (_R, r"прос(?:им|ит|ят|ить|ил\w*|ьба|ьбой|ьбу)|попрос\w+|прошу|запрашива\w+|запросил\w*|требу(?:ем|ет|ют|ется)|требова\w+|поруч\w+|предлагаю вам рассмотреть|нужно ли|пусть|"
             r"необходимо|надо|нужно (?!ли)|распоря\w+|велел\w*|приказ\w*|ходатайств\w+|пожалуйста|давай(?:те)?|убедительно|(?:отгруз|отправ|оплат|закаж|уничтож|удал|убер|сним|закуп|укаж|перевед)(?:и|ите|ьте|ь)\b"),
        (_O, r"предлага\w+|предлож\w+|готов(?:ы|о|а)?\b|согласны|мож(?:ем|ете|у) (?:взять|слетать|съездить|поставить|предложить|сделать|отгрузить|отдать|привезти|выполнить)|могли бы|кп на|коммерческое предложени\w+"),
        (_P, r"возможно|вероятно|может быть|по слухам|говорят|болтают|якобы|вроде(?: бы)?|не исключ\w+|рассматрива\w+|обсужда\w+|думаем|похоже|(?<!не )(?<!никак не )(?:может|можно|могут)|кажется|наверное|видимо|предположительно|по непровер\w+|ходят слухи|прочат"),
        (_F, r"планиру\w+|в планах?|в плане|по плану|планируется|намерен\w*|собира(?:емся|ется|ются|юсь|лись)|готовимся|готовится|готовятся|будет|будем|будут|буду|предстоит|хотим|хочет|хотят|должн[аоы]?|должен|"
             r"завтра|послезавтра|со следующего|на следующ\w+|в следующ\w+|скоро|намечен\w*|назначен\w* на|ожида\w+|ждем|ждём"),
    ),
    "en": (
        (_R, r"(?:please|pls)(?! be advised| find| note)|let's|pressing|would like (?:you|us|them|your|our|to have)|we (?:kindly )?(?:ask|request)|could you|can you|requests?|requested|asked? (?:us|them|you|him|her|for)|asks? (?:us|them|you|that|for)|demand(?:s|ed)?|kindly|instruct(?:s|ed)?|must be|require(?:s|d)? (?:us|you|that)|urged?|wants? (?:us|you|them)|needs? to be|make sure|must not|wants? [^,.]{2,40} (?:turned|fitted|done)|(?:had )?asked [^,.]{2,40} to|(?<!\w )(?:do not|don't|never) (?:put|write|mention|name|show|tell|send)|keep the"),
        (_O, r"offer(?:s|ed|ing)?|propos(?:e|es|ed|ing|al)|(?:can|could) (?:supply|offer|provide|deliver|quote|do|take|arrange|sell|ship|overhaul|repair|obtain|get|be done|drive)|suggest(?:s|ed)?|(?:is|are|am) (?:ready|willing|prepared|happy) to|quotation|quoted?"),
        (_P, r"(?-i:may)|might|possibly|possible that|perhaps|reportedly|allegedly|(?<!contrary to )(?<!contrary to the )rumou?r\w*|there is talk|understood to|weighing|considering|considered|discussing|could|apparently|supposedly|probably|seems?|likely|thinking of|is said to|are said to|word is|i hear|believed to"),
        (_F, r"plans?|planned|planning|intends?|intended to|agreed (?:in principle )?to|deferred to|is set for|has been booked|earmarked|over the (?:winter|summer)|will|'ll|going to|shall|expects? to|expected|scheduled|is to|are to|due to (?:be|fly|arrive|leave|meet|sail)|due (?:on|by|in|next)|set to|aims?|hopes? to|tomorrow|next (?:week|month|year|quarter|spring|summer|autumn|winter|monday|tuesday|wednesday|thursday|friday)|upcoming|wants? to|about to"),
    ),
    "uk": (
        (_R, r"прос(?:имо|ить|ять|ив|ила|или)|попрос\w+|прошу|прохання|вимага\w+|доруч\w+|нехай|хай\b|необхідно|будь ласка|треба|потрібно|наказ\w*|клопота\w+|(?:відправ|відвантаж|сплат|оплат|замов|знищ|видалі|прибер|зніми|закуп|вкаж|перекаж|зроб)(?:іть|ть|и|те)\b"),
        (_O, r"пропону\w+|запропону\w+|пропозиці\w+|готов[іаий]\b|мож(?:емо|ете) (?:взяти|поставити|запропонувати|зробити|відвантажити|виконати|надати)|могли б"),
        (_P, r"можливо|ймовірно|ніби|наче|певно|(?<!не )мож(?:е|уть|на)\b|кажуть|подейкують|начебто|нібито|не виключ\w+|розгляда\w+|обговорю\w+|схоже|здається|мабуть|за чутками|ходять чутки"),
        (_F, r"плану\w+|запланован\w*|піде|підуть|вируша\w+|запровадить|дістан\w+|ма(?:є|ють) надійти|обіця\w+|збира(?:ється|ються|ємося|юся|лися)|буде|будемо|будуть|буду|ма(?:є|ють|ємо) намір|ма(?:є|ють|ємо) (?:бути|прибути|приїхати|отримати|поставити|відвантажити)|становитиме|завтра|післязавтра|наступн\w+|невдовзі|скоро|хоч(?:е|уть|емо)|очіку\w+|повин(?:ен|на|ні)|мусить|\w{3,}(?:тиме|тимуть|тимемо|тиму)"),
    ),
    "be": (
        (_R, r"прос(?:ім|іць|яць|іў|іла|ілі)|папрас\w+|прашу|просьб\w+|патрабу\w+|даруч\w+|хай\b|няхай|неабходна|калі ласка|трэба|патрэбна|загад\w*|(?:адпраў|адгруз|аплац|закаж|знішч|выдаліц|прыбяр|здымі|закуп|укаж|зраб)(?:іце|це|ь|і|ы)\b"),
        (_O, r"прапану\w+|прапанав\w+|прапанов\w+|гатов(?:ы|ыя|ая|а)\b|згодн\w+|раі(?:ць|м)|магу (?:з'ездзіць|даць|узяць)|можам (?:узяць|паставіць|прапанаваць|зрабіць|адгрузіць|выканаць|даць)|маглі б"),
        (_P, r"магчыма|мажліва|хутчэй за ўсё|падобна|мабыць|(?<!не )мож(?:а|уць|на)\b|кажуць|быццам|нібы(?:та)?|не выключ\w+|разгляда\w+|абмярко\w+|здаецца|пэўна|відаць|па чутках|ходзяць чуткі"),
        (_F, r"плану\w+|запланаван\w*|пойдзе|пойдуць|перавядзе|аплаціць|паляціць|убачыцца|пачне|прызначана на|збіра(?:ецца|юцца|емся|юся|ліся)|будзе|будзем|будуць|буду|ма(?:е|юць|ем) намер|ма(?:е|юць|ем) (?:быць|прыбыць|прыехаць|атрымаць)|заўтра|паслязаўтра|наступн\w+|хутка|хоч(?:а|уць|ам)|чакае\w*|павін(?:ен|на|ны)"),
    ),
}  # fmt: skip
_COMPILED = {
    language: tuple((m, re.compile(rf"\b(?:{p})(?!\w)", re.IGNORECASE)) for m, p in pairs)
    for language, pairs in _CUES.items()
}
_BEFORE, _BEHIND = 90, 60
_CLAUSE = re.compile(r"[,;:()—–]|\s-\s")


def modality_of(
    sentence: Sentence, places: tuple[int, ...], default: str, *, future: bool
) -> Modality:
    """The strongest cue near the trigger: before it, or behind it in its clause; `future` tells that
    grammar puts it there. The frame's own modality where there is none."""
    first = sentence.words[places[0]].start - sentence.start
    last = sentence.words[places[-1]].end - sentence.start
    stop = _CLAUSE.search(sentence.text, last, last + _BEHIND)
    near = sentence.text[max(0, first - _BEFORE) : stop.start() if stop else last + _BEHIND]
    near = near.replace("\u2019", "'")
    found = [m for m, pattern in _COMPILED.get(sentence.language, ()) if pattern.search(near)]
    if found and found[0] is not Modality.PLANNED:
        return found[0]
    return Modality.PLANNED if future or found else Modality(default)
