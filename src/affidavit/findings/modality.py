"""How a sentence says it: done, planned, asked for, offered, or only thinkable."""

import re

from affidavit.findings.clause import Sentence
from affidavit.model import Modality

_CUES: dict[str, tuple[tuple[Modality, re.Pattern[str]], ...]] = {
    "ru": (
        (Modality.REQUESTED, re.compile(r"\b(?:прос(?:им|ит|ят|ить)|прошу|просьба|запрашива\w+|требу(?:ем|ет|ют)\s|поруча\w+|нужно ли|предлагаю вам рассмотреть)\b", re.I)),
        (Modality.OFFERED, re.compile(r"\b(?:предлага\w+|предложи\w*|предложен\w*|готов(?:ы|о|а)?\b|мож(?:ем|ете) (?:взять|поставить|предложить|сделать|отгрузить)|кп на|коммерческое предложение)", re.I)),
        (Modality.POSSIBLE, re.compile(r"\b(?:возможно|вероятно|может быть|по слухам|говорят|не исключено|рассматрива\w+|обсужда\w+|думаем|(?<!не )может\b)", re.I)),
        (Modality.PLANNED, re.compile(r"\b(?:планиру\w+|в планах?|по плану|намерен\w*|собира(?:емся|ется|ются)|готовимся|готовится|готовятся|будет|будем|будут|начн(?:ем|ет|ут)|состав(?:ит|ят)|вырастет|повысится|увеличится|возрастет|со следующего|предстоит|хотим|должн\w+)\b", re.I)),
    ),
    "en": (
        (Modality.REQUESTED, re.compile(r"\b(?:please|we (?:kindly )?(?:ask|request)|could you|requests?|requested|asked (?:us|them|you) to)\b", re.I)),
        (Modality.OFFERED, re.compile(r"\b(?:offers?|offered|offering|propos(?:e|es|ed|ing|al)|can (?:supply|offer|provide|deliver|quote)|suggest(?:s|ed)?|(?:is|are) ready to|quotation)\b", re.I)),
        (Modality.POSSIBLE, re.compile(r"\b(?:may|might|possibly|perhaps|reportedly|allegedly|rumou?red|considering|discussing|could)\b", re.I)),
        (Modality.PLANNED, re.compile(r"\b(?:plans?|planned|planning|intends?|will|'ll|going to|shall|expects? to|scheduled|is to|are to|set to|aims?)\b", re.I)),
    ),
    "uk": (
        (Modality.REQUESTED, re.compile(r"\b(?:прос(?:имо|ить)|прошу|прохання)\b", re.I)),
        (Modality.OFFERED, re.compile(r"\b(?:пропону\w+|запропону\w+|готов[іа]\b)", re.I)),
        (Modality.POSSIBLE, re.compile(r"\b(?:можливо|ймовірно|може\b|кажуть)\b", re.I)),
        (Modality.PLANNED, re.compile(r"\b(?:плану\w+|збира\w+|буде|будемо|будуть|має намір|становитиме)\b", re.I)),
    ),
    "be": (
        (Modality.REQUESTED, re.compile(r"\b(?:просім|просіць|прашу|просьба)\b", re.I)),
        (Modality.OFFERED, re.compile(r"\b(?:прапану\w+|гатовы\w*)\b", re.I)),
        (Modality.POSSIBLE, re.compile(r"\b(?:магчыма|мабыць|можа\b|кажуць)\b", re.I)),
        (Modality.PLANNED, re.compile(r"\b(?:плануе\w*|збіра\w+|будзе|будзем|будуць)\b", re.I)),
    ),
}  # fmt: skip
_WINDOW = 90


def modality_of(sentence: Sentence, places: tuple[int, ...], default: str) -> Modality:
    """The strongest cue near the trigger; the frame's own modality where there is none."""
    first = sentence.words[places[0]].start - sentence.start
    last = sentence.words[places[-1]].end - sentence.start
    near = sentence.text[max(0, first - _WINDOW) : last + 40]
    for modality, pattern in _CUES.get(sentence.language, ()):
        if pattern.search(near):
            return modality
    return Modality(default)
