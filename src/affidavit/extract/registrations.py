"""Registration numbers with their labels, each proved by its checksum where it has one.

ИНН and ОГРН: rules of the Russian tax service; УНП: of the Belarusian; ЄДРПОУ: of the Ukrainian
statistics office; IBAN: ISO 13616 (mod 97); IMO: resolution A.1117(30).
"""

import re
from collections.abc import Callable, Iterator

from affidavit.extract.candidates import Candidate
from affidavit.model import MentionKind

_FINDER = "rules 2"


def _weighted(digits: str, weights: str) -> int:
    return sum(int(d) * int(w) for d, w in zip(digits, weights.split(), strict=False))


def inn(number: str) -> bool:
    """A Russian taxpayer's number of 10 or 12 digits."""
    if len(number) == 10:
        return _weighted(number, "2 4 10 3 5 9 4 6 8") % 11 % 10 == int(number[9])
    first = _weighted(number, "7 2 4 10 3 5 9 4 6 8") % 11 % 10
    second = _weighted(number, "3 7 2 4 10 3 5 9 4 6 8") % 11 % 10
    return len(number) == 12 and number[10:] == f"{first}{second}"


def ogrn(number: str) -> bool:
    """A Russian state registration number of 13 digits, or 15 for a sole trader."""
    divisor = {13: 11, 15: 13}.get(len(number), 0)
    return bool(divisor) and int(number[:-1]) % divisor % 10 == int(number[-1])


def unp(number: str) -> bool:
    """A Belarusian payer's number of 9 digits (letters of individuals are not proved)."""
    if not re.fullmatch(r"\d{9}", number):
        return False
    return _weighted(number, "29 23 19 17 13 7 5 3") % 11 == int(number[8])


def edrpou(number: str) -> bool:
    """A Ukrainian organisation's code of 8 digits."""
    if len(number) != 8:
        return False
    middle = 30_000_000 <= int(number) <= 60_000_000
    weights = ("7 1 2 3 4 5 6", "9 3 4 5 6 7 8") if middle else ("1 2 3 4 5 6 7", "3 4 5 6 7 8 9")
    rest = _weighted(number, weights[0]) % 11
    if rest == 10:
        rest = _weighted(number, weights[1]) % 11 % 10
    return rest == int(number[7])


def iban(number: str) -> bool:
    """An international bank account number."""
    moved = number[4:] + number[:4]
    return (
        number.isascii()
        and len(number) > 14
        and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
    )


def imo(number: str) -> bool:
    """A ship's number of 7 digits."""
    return len(number) == 7 and _weighted(number, "7 6 5 4 3 2") % 10 == int(number[6])


_LINK = r"(?:[ \u00a0]?[:№#=]+)?[ \u00a0]?(?:No\.?[ \u00a0]?)?"
_KINDS: tuple[tuple[str, str, str, Callable[[str], bool] | None], ...] = (
    ("inn", r"ИНН(?:/КПП)?|ІНН|ІПН|РНОКПП|INN|ИПН", r"\d{10}(?:\d{2})?", inn),
    ("ogrn", r"ОГРН(?:ИП)?|OGRN", r"\d{13}(?:\d{2})?", ogrn),
    ("unp", r"УНП|УНН|UNP", r"[A-ZА-Я]{0,2}\d{7,9}", unp),
    ("edrpou", r"(?:код[ \u00a0])?(?:ЄДРПОУ|ЕДРПОУ|EDRPOU|ЄДР)", r"\d{8}", edrpou),
    ("kpp", r"КПП|KPP", r"\d{9}", None),
    ("okpo", r"ОКПО|OKPO", r"\d{8,10}", None),
    ("iban", r"IBAN", r"[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?", iban),
    ("swift", r"SWIFT(?:/BIC)?|BIC(?:/SWIFT)?|БИК|МФО|СВИФТ", r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|\d{6,9}", None),
    ("imo", r"IMO|ИМО|ІМО", r"\d{7}", imo),
    ("vat", r"VAT(?:[ ](?:ID|no\.?|number|reg\.?))?|USt-?Id(?:Nr)?\.?|ПДВ|НДС", r"[A-Z]{2}[A-Z0-9]{8,12}|\d{9,12}", None),
    ("cage", r"CAGE(?:[ ]code)?", r"[A-Z0-9]{5}", None),
    ("serial", r"зав(?:одск\w+)?\.?(?:[ \u00a0](?:номер\w*))?|зав\.|сер(?:ийн\w+|ійн\w+|ыйн\w+)?\.?(?:[ \u00a0]номер\w*)?|S/N|s/n|serial(?:[ ](?:no\.?|number))?|заводскі[ ]нумар",
     r"(?=[\w./-]*\d)\w+(?:[./-]\w+)*", None),
    ("tail", r"(?:борт(?:ов\w+)?(?:[ \u00a0]номер\w*)?|tail(?:[ ](?:no\.?|number))?|reg(?:istration|\.))", r"[A-Z]{1,2}-?\d{4,5}|[A-Z]{2}-[A-Z0-9]{3,5}", None),
)  # fmt: skip
_EXACT = frozenset({"iban", "swift", "vat"})


def _any_case(kind: str, form: str) -> str:
    """What may be written in small letters («iban ee25…») but not so that words are taken in."""
    return rf"(?i:{form})" if kind not in _EXACT else rf"{form}|(?i:{form})(?<=\d)"


_LABELLED = tuple(
    (
        kind,
        re.compile(rf"(?<!\w)(?i:{label}){_LINK}(?P<number>{_any_case(kind, form)})(?!\w)"),
        proof,
    )
    for kind, label, form, proof in _KINDS
)
_TAIL = re.compile(r"(?<![\w-])(?:RA|RF|EW|UR|UP|UK|EX|EY|EK|4K|4L|ER|RDPL|LZ|SP|OK|OM|HA|YR|YU|D|F|G|N|TC|EP|YI|YK|SU|ST|5Y|5X|ET|9Q|D2|TZ|TS|7T|CN|VT|AP|S2|B|HS|VN|PK|9M|JA|HL|JU|A6|A7|HZ|4X|LY|YL|ES|P4|XT|TN|T7|VP)-(?:\d{4,5}|\d{3}[A-Z]{2}|[A-Z]{3,4})(?![\w-])")  # fmt: skip
_BARE_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?(?!\w)")


def find_registrations(text: str) -> Iterator[Candidate]:
    """Registration, account, ship, aircraft and serial numbers. `kind` says which; `checksum` is
    right, wrong or none."""
    for kind, pattern, proof in _LABELLED:
        for match in pattern.finditer(text):
            number = re.sub(r"[ \u00a0]", "", match.group("number")).upper()
            if kind == "serial" and not (_signed(match.group()) or len(number) > 3):
                continue
            yield _registration(match.start(), match.end(), kind, number, _proved(proof, number))
    for match in _TAIL.finditer(text):
        yield _registration(match.start(), match.end(), "tail", match.group(), "none")
    for match in _BARE_IBAN.finditer(text):
        number = match.group().replace(" ", "")
        if iban(number):
            yield _registration(match.start(), match.end(), "iban", number, "right")


def _signed(text: str) -> bool:
    return re.search(r"[№#/]|no\b", text, re.IGNORECASE) is not None


def _proved(proof: Callable[[str], bool] | None, number: str) -> str:
    if proof is None:
        return "none"
    return "right" if proof(number) else "wrong"


def _registration(start: int, end: int, kind: str, number: str, checksum: str) -> Candidate:
    sure = {"right": 0.99, "none": 0.93, "wrong": 0.7}[checksum]
    normal = f"{kind} {number}"
    attributes = {"kind": kind, "number": number, "checksum": checksum}
    return Candidate(start, end, MentionKind.REGISTRATION, normal, sure, _FINDER, attributes)
