"""Money, shares, dates, document numbers and contact data: by grammar."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.model import MentionKind

_FINDER = "rules 1"
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_SCALES = {
    "тыс": 1e3, "тысяч": 1e3, "тыщ": 1e3, "тис": 1e3, "тисяч": 1e3, "тысяча": 1e3, "k": 1e3, "thousand": 1e3, "к": 1e3,
    "млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6, "мільйон": 1e6, "мільйона": 1e6, "мільйонів": 1e6,
    "мільён": 1e6, "мільёна": 1e6, "мільёнаў": 1e6, "m": 1e6, "mln": 1e6, "mn": 1e6, "million": 1e6,
    "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "мільярд": 1e9, "мільярдів": 1e9,
    "мільярда": 1e9, "мільярдаў": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
_CURRENCIES = {
    "USD": r"\$|us\$|usd|долл(?:ар\w*)?(?:\s+сша)?\.?|дол(?:ар\w*)?\.?(?:\s+сша)?|dollars?|u\.e\.|у\.\s?е\.",
    "EUR": r"€|eur(?:os?)?|евро|євро|еўра",
    "BYN": r"byn|бел\.?\s*руб\w*\.?|белорусск\w+\s+руб\w*|беларуск\w+\s+руб\w*",
    "UAH": r"uah|грн\.?|гривень|гривні|гривня|гривен\w*|грыўн\w*|hryvnias?",
    "RUB": r"rub|rur|₽|руб(?:\.|л[\w]*)?|р\.|российск\w+\s+руб\w*|roubles?|rubles?",
    "GBP": r"£|gbp|фунт\w*(?:\s+стерлингов)?|pounds?",
    "CNY": r"¥|cny|rmb|юан\w*|yuan",
    "TWD": r"twd|nt\$",
    "CHF": r"chf|франк\w*|francs?",
    "KZT": r"kzt|тенге",
    "TRY": r"try|лир\w*|lira",
}  # fmt: skip
_SCALE_WORDS = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_CURRENCY_WORDS = "|".join(f"(?P<{code}{{n}}>{pattern})" for code, pattern in _CURRENCIES.items())
_MONEY = re.compile(
    rf"(?:(?<![\w])(?:{_CURRENCY_WORDS.replace('{n}', '_a')})\s?(?P<amount_a>{_NUMBER})(?:\s?(?P<scale_a>{_SCALE_WORDS})\b\.?)?)"
    rf"|(?:(?<![\w.,])(?P<amount_b>{_NUMBER})\s?(?:(?P<scale_b>{_SCALE_WORDS})\b\.?\s?)?(?:{_CURRENCY_WORDS.replace('{n}', '_b')})(?!\w))",
    re.IGNORECASE,
)
_SHARE_WORDS = {
    "половину": 50, "половина": 50, "половины": 50, "половиной": 50, "пополам": 50, "half": 50, "треть": 33.3, "трети": 33.3, "a third": 33.3,
    "one third": 33.3, "четверть": 25, "четверти": 25, "a quarter": 25, "one quarter": 25, "две трети": 66.7, "two thirds": 66.7, "two-thirds": 66.7,
    "three quarters": 75, "три четверти": 75, "половину вартості": 50, "палову": 50, "палова": 50, "третину": 33.3, "чверть": 25, "чвэрць": 25, "трэць": 33.3,
}  # fmt: skip
_SHARE = re.compile(
    r"(?<![\w.,])(?P<low>\d+(?:[.,]\d+)?)(?:\s?(?:-|–|—|до|to)\s?\d+(?:[.,]\d+)?)?\s?"
    r"(?:%|проц(?:\.|ент\w*)|відсот\w+|працэнт\w*|per\s?cent|percent(?:age points)?|pct\.?)"
    rf"|\b(?P<word>{'|'.join(sorted(_SHARE_WORDS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_MONTHS = {
    1: "январ янв січ студзен jan", 2: "феврал фев лют feb", 3: "март мар берез сакавік mar", 4: "апрел апр квіт красавік apr",
    5: "ма[йя] трав may", 6: "июн черв чэрвен jun", 7: "июл лип ліпен jul", 8: "август авг серп жнів aug",
    9: "сентябр сен верес верас sep", 10: "октябр окт жовт кастрычнік oct", 11: "ноябр ноя листоп лістапад nov",
    12: "декабр дек груд снеж dec",
}  # fmt: skip
_MONTH_OF = [(stem, number) for number, stems in _MONTHS.items() for stem in stems.split()]
_MONTH = r"(?P<month{n}>(?:" + "|".join(s for s, _ in sorted(_MONTH_OF, key=lambda p: -len(p[0]))) + r")[а-яёіїєґўa-z]{0,7}\.?)"  # fmt: skip
_YEAR_TAIL = r"(?:\s?(?:г(?:\.|ода?|оду)?|р(?:\.|оку)|год(?:а|зе)?)(?![а-яёіўґ]))?"
_DATE = re.compile(
    r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<day1>\d{1,2})[./](?P<mon1>\d{1,2})[./](?P<year1>(?:19|20)?\d\d)\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th|-го|го)?\s+(?:of\s+)?{_MONTH.replace('{n}', '2')}(?:,?\s+(?P<year2>(?:19|20)\d\d){_YEAR_TAIL})?"
    rf"|\b{_MONTH.replace('{n}', '3')}\s+(?P<day3>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year3>(?:19|20)\d\d))\b"
    rf"|\b{_MONTH.replace('{n}', '4')}\s+(?P<year4>(?:19|20)\d\d){_YEAR_TAIL}"
    r"|\b(?P<quarter>I{1,3}|IV|[1-4])(?:-?[йм]|-?го|st|nd|rd|th)?\s*(?:кв(?:\.|артал\w*)|quarter|Q)\.?\s*(?P<year5>(?:19|20)\d\d)"
    + _YEAR_TAIL
    + r"|\bQ(?P<quarter2>[1-4])\s+(?P<year6>(?:19|20)\d\d)\b"
    r"|\b(?P<year7>(?:19|20)\d\d)(?:-?(?:м|го|й))?\s?(?:г\.|году|года|годе|год|гг\.|роках|років|року|році|рік|р\.|годзе)(?![а-яёіўґ])"
    r"|\b(?:in|since|by|during|until|за|в|с|у|з|до|к|на|from)\s+(?P<year8>(?:19|20)\d\d)\b(?!\s?[\d%])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?P<what>(?:договор\w*|контракт\w*|соглашени\w+|сч[её]т\w*(?:-фактур\w+)?|акт\w*|письм\w+|приказ\w*|заявк\w+|накладн\w+|инвойс\w*|"
    r"спецификаци\w+|протокол\w*|дополнени\w+|угод\w+|рахун\w+|лист\w*|наказ\w*|дагавор\w*|рахун\w+|ліст\w*|загад\w*|"
    r"contracts?|invoices?|agreements?|letters?|orders?|purchase orders?|protocols?|specifications?|reference|ref)\.?)\s*"
    r"(?:№|N[o°º]?\.?|#|nr\.?|исх\.?\s*№?|вх\.?\s*№?)\s*(?P<number>[\w][\w./\\-]*\d[\w./\\-]*|\d+)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.@-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+(?<![.-])")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()\u00a0-]{8,17}\d(?!\w)")


def find_numbers(text: str) -> Iterator[Candidate]:
    """Everything in a text that is recognised by its form alone."""
    yield from _money(text)
    yield from _shares(text)
    yield from _dates(text)
    for match in _NUMBERED.finditer(text):
        number = match.group("number").rstrip(".-/")
        end = match.start("number") + len(number)
        yield Candidate(match.start(), end, MentionKind.DOCUMENT_NUMBER, number, 0.9, _FINDER)
    for pattern in (_EMAIL, _PHONE):
        for match in pattern.finditer(text):
            normal = (
                match.group().lower() if pattern is _EMAIL else re.sub(r"[^\d+]", "", match.group())
            )
            yield Candidate(match.start(), match.end(), MentionKind.CONTACT, normal, 0.95, _FINDER)


def number_value(text: str) -> float:
    """The value of a number written with any grouping and a comma or point before its fraction."""
    compact = re.sub(r"[ \u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        return float(re.sub(r"[.,]", "", compact))
    head, mark, tail = compact.rpartition("," if compact.rfind(",") > compact.rfind(".") else ".")
    if not mark:
        return float(compact)
    return float(f"{re.sub(r'[.,]', '', head)}.{tail}")


def _money(text: str) -> Iterator[Candidate]:
    for match in _MONEY.finditer(text):
        side = "a" if match.group("amount_a") else "b"
        scale = _SCALES.get((match.group(f"scale_{side}") or "").lower().rstrip("."), 1.0)
        amount = number_value(match.group(f"amount_{side}")) * scale
        currency = next(code for code in _CURRENCIES if match.group(f"{code}_{side}"))
        start = match.start()
        yield Candidate(
            start, match.end(), MentionKind.MONEY, f"{amount:.2f} {currency}".replace(".00 ", " "), 0.95, _FINDER
        )  # fmt: skip


def _shares(text: str) -> Iterator[Candidate]:
    for match in _SHARE.finditer(text):
        word = match.group("word")
        value = _SHARE_WORDS[word.lower()] if word else number_value(match.group("low"))
        sure = 0.6 if word else 0.95
        yield Candidate(
            match.start(), match.end(), MentionKind.SHARE, f"{value:g} %", sure, _FINDER
        )


def _dates(text: str) -> Iterator[Candidate]:
    for match in _DATE.finditer(text):
        normal = _date_value(match)
        if normal:
            start = match.start("year8") if match.group("year8") else match.start()
            yield Candidate(start, match.end(), MentionKind.DATE, normal, 0.85, _FINDER)


def _date_value(match: re.Match[str]) -> str:
    """ISO 8601, as far as the text says: 2023-02-24, 2023-02, 2023, 2023-Q2, --02-24."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if "iso" in found:
        return found["iso"]
    if "quarter" in found or "quarter2" in found:
        quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found.get("quarter", "").lower())
        number = quarter or int(found.get("quarter") or found["quarter2"])
        return f"{found.get('year5') or found['year6']}-Q{number}"
    for name in ("year7", "year8"):
        if name in found:
            return found[name]
    month = next((_month(v) for n, v in found.items() if n.startswith("month")), 0)
    month = month or int(found.get("mon1", 0))
    day = int(next((v for n, v in found.items() if n.startswith("day")), 0))
    year = next((v for n, v in found.items() if n.startswith("year")), "")
    year = f"20{year}" if len(year) == 2 else year
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year or '-'}-{month:02}" + (f"-{day:02}" if day else "")


def _month(word: str) -> int:
    low = word.lower().rstrip(".")
    fits = [(len(stem), number) for stem, number in _MONTH_OF if re.match(stem, low)]
    return max(fits)[1] if fits else 0
