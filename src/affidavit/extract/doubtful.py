"""What the models take for a name and is none: parts of addresses, words of mail programs, weekdays,
common words that only begin a sentence."""

import re

from affidavit.extract.candidates import Candidate
from affidavit.extract.russian import names_nothing
from affidavit.language.scripts import CYRILLIC, fold_case
from affidavit.model import MentionKind

_NAMES = (MentionKind.PERSON, MentionKind.ORGANISATION, MentionKind.PLACE)
_ADDRESS_BEFORE = re.compile(r"(?:_|[\w/]@|://\S*|www\.\S*|\w\.)$")
_ADDRESS_AFTER = re.compile(r"_|@\w|\.[a-z]{2,4}(?![\w])|://|/\w+\.\w")
_SERVICES = frozenset(
    "covid covid-19 сми змі ctrl enter twitter facebook telegram instagram youtube whatsapp viber skype твиттер "
    "твиттере фейсбук фейсбуке телеграм телеграме инстаграм ютуб вайбер ватсап скайп linkedin id html pdf outlook gmail".split()
)
_MAIL_WORDS = frozenset(
    "re fw fwd cc bcc to ps от кому тема дата копия надіслано адпраўлена відправлено отправлено пересылаемое пересылається від ад каму "
    "автоответ запрос довожу спасибо здравствуйте добрый день привет вітаю доброго прывітанне дякую дзякуй sirs sir madam dear regards "
    "пн вт ср чт пт сб вс нд аўт сер чцв сакавіка mon tue wed thu fri sat sun best hello hi thanks thank please colleagues коллеги".split()
)
_CONTRACTED = re.compile(
    r"(?:I|You|He|She|It|We|They|That|There|What|Who|Let)['’](?:ll|re|ve|d|s|m)", re.I
)
_CERTAIN = 0.9


def is_no_name(text: str, c: Candidate, language: str) -> bool:
    """Whether a candidate for a person, an organisation or a place is not to be believed."""
    if c.kind not in _NAMES:
        return False
    if c.kind is MentionKind.ORGANISATION and c.normal.lower() in _SERVICES:
        return True
    if _in_an_address(text, c) or _CONTRACTED.fullmatch(c.normal):
        return True
    words = [fold_case(word) for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", c.normal)]
    if all(word in _MAIL_WORDS for word in words):
        return True
    if len(words) != 1 or c.confidence >= _CERTAIN or c.kind is MentionKind.PLACE:
        return False
    if re.search(r"\d", c.normal) and c.kind is MentionKind.PERSON:
        return True
    whole = CYRILLIC.search(words[0]) is not None
    return whole and c.kind is MentionKind.PERSON and names_nothing(words[0], language)


def _in_an_address(text: str, c: Candidate) -> bool:
    """Whether a name is a part of a web or mail address or of a file name."""
    before = _ADDRESS_BEFORE.search(text, max(0, c.start - 60), c.start)
    if before and not (before.group()[1:] == "." and text[c.start - 2].isupper()):
        return True
    return _ADDRESS_AFTER.match(text, c.end) is not None
