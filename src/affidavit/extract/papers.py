"""Numbers of documents: «договор поставки № 77-ПС», «invoice INV-0443», «исх. № 01-15/882»."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.gazetteer import paper_words
from affidavit.model import MentionKind

_FINDER = "rules 2"
_NUMBER = r"(?=[\w./\\-]*\d)\w+(?:[./\\-]+\w+)*"
_SIGN = r"(?:№№?|N[o°º]\.?(?!\w)|No\b\.?|Nr\.?|#|nr\.?|no\.)"
_REGISTERED = r"(?:исх|вх|вих|зых|ув|ref|our ref|your ref)\.?"
_NUMBERED = re.compile(
    rf"(?<!\w)(?P<what>{'|'.join(paper_words('full'))})(?!\w)\.?"
    rf"(?P<of>(?:[ \u00a0][а-яёіїєґў’'-]{{3,}}){{0,2}}?)"
    rf"(?:[ \u00a0](?P<reg>{_REGISTERED}))?[ \u00a0\n]?(?P<sign>{_SIGN})?[ \u00a0]?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_CODED = re.compile(
    rf"(?<!\w)(?P<what>{'|'.join(paper_words('codes'))})[ \u00a0]?(?:{_SIGN})?[ \u00a0]?(?P<number>{_NUMBER})"
)
_LOOSE = re.compile(
    rf"(?<!\w)(?:исх|вх|вих|зых)\.?[ \u00a0]?(?:{_SIGN})[ \u00a0]?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(
    r"[ \u00a0]?(?:%|год|г\.|рок|р\.|тыс|тис|млн|млрд|руб|долл|дол\.|грн|евро|євро|еўра|USD|EUR|шт|кг|тонн|стр|л\.|"
    r"(?:январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|січ|лют|берез|квіт|трав|черв|лип|серп|"
    r"верес|жовт|листопад|груд|студз|лютаг|сакав|красав|чэрв|ліпен|жнів|верас|кастр|лістап|снеж|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|pages?|days?|дн|percent))",
    re.IGNORECASE,
)


def find_papers(text: str) -> Iterator[Candidate]:
    """Documents that are called by their kind and number."""
    for pattern in (_NUMBERED, _CODED, _LOOSE):
        for match in pattern.finditer(text):
            number = match.group("number")
            signed = pattern is not _NUMBERED or match.group("sign") or match.group("reg")
            if not signed and (match.group("of") or not _told(number, text, match.end())):
                continue
            yield Candidate(
                match.start(), match.end(), MentionKind.DOCUMENT_NUMBER, number, 0.9, _FINDER
            )


def _told(number: str, text: str, end: int) -> bool:
    """Whether a number without a sign can be a document's: not a year, a day or an amount."""
    if _NO_NUMBER.match(text, end) or re.fullmatch(
        r"(?:19|20)\d\d|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?", number
    ):
        return False
    return len(number) > 1 and not re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|-?[йемя]|-го)", number)
