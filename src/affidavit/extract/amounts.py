"""Money, shares and quantities: numbers in digits or words, with what they count."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.extract.numerals import WORDS, value_of
from affidavit.model import MentionKind

_FINDER = "rules 2"
NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_RANGE = rf"(?:{NUMBER})(?:[-–—…](?:{NUMBER}))?"
_SCALES = {
    1e3: r"тыс(?:яч\w*|\.)?|тыщ\w*|тис(?:яч\w*|\.)?|тысяч\w*|thousand|thsd|[kкК]",
    1e6: r"млн\.?|миллион\w*|мільйон\w*|мільён\w*|лям\w*|million|mln|mio|mn|mm?|[мМ]",
    1e7: r"crore|крор\w*",
    1e9: r"млрд\.?|миллиард\w*|мільярд\w*|billion|bln|bn",
    1e12: r"трлн\.?|триллион\w*|трильйон\w*|трыльён\w*|trillion|tn",
}  # fmt: skip
_SCALE = "(?:" + "|".join(_SCALES.values()) + ")"
_RUB = r"руб(?:\.(?!\w)|л\w*)?|р\.(?!\w)"
_OF = {
    "RUB": r"(?:рос(?:сийск\w+|ійськ\w+|\.)|рас(?:ійск\w+|ейск\w+|\.))",
    "BYN": r"(?:бел(?:орусск\w+|арус\w*|\.)|біл(?:орусь\w+|\.))",
}
_WORDS = {
    "USD": r"us\$|долл?(?:ар\w*|\.)?(?:\s+(?:сша|зша))?|u\.?s\.? dollars?|dollars?|баксов|у\.\s?е\.",
    "EUR": r"евро(?!\w)|євро(?!\w)|еўра(?!\w)|euros?",
    "RUB": rf"{_OF['RUB']}\s*(?:{_RUB})|roubles?|rubles?|российских",
    "BYN": rf"{_OF['BYN']}\s*(?:{_RUB})",
    "UAH": r"гр(?:н|ив\w+)|грыўн\w*|hryvnias?",
    "GBP": r"фунт\w*(?:\s+стерл\w+)?|pounds?(?:\s+sterling)?", "CNY": r"юан\w*|yuan|renminbi|rmb",
    "PLN": r"злот\w*|zł|zloty\w*", "KZT": r"тенге|tenge", "AED": r"дирхам\w*|дырхам\w*|dirhams?",
    "INR": r"рупи\w+|рупі\w+|rupees?", "CHF": r"франк\w*|francs?", "JPY": r"[йи]ен\w?(?!\w)|єн\w?(?!\w)|yen",
    "TRY": r"лир\w?(?!\w)|лір\w?(?!\w)|liras?", "SEK": r"крон\w*|kronor|kroner?", "KRW": r"вон(?!\w)",
    "ILS": r"шекел\w*|shekels?", "CZK": r"чешск\w+ крон\w*",
}  # fmt: skip
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB", "₴": "UAH", "₸": "KZT",
            "₹": "INR", "₺": "TRY", "₩": "KRW", "₪": "ILS", "us$": "USD", "nt$": "TWD", "hk$": "HKD"}  # fmt: skip
_CODES = (
    "USD EUR RUB RUR BYN BYR UAH GBP CNY RMB TWD CHF KZT TRY PLN CZK SEK NOK DKK HUF RON BGN AED SAR QAR INR PKR BDT "
    "IRR IQD ILS EGP DZD MAD NGN KES ETB AOA ZAR GHS UGX TZS SDG THB VND IDR MYR SGD HKD JPY KRW MNT KGS UZS TJS TMT "
    "AZN AMD GEL MDL RSD CAD AUD NZD MXN BRL ARS CLP COP PEN VES"
).split()
_CODE = "|".join(_CODES)
_LOW_CODES = "usd|eur|rub|byn|uah|gbp|cny|kzt|pln"
_BEFORE = rf"(?:(?<!\w)(?:{_CODE}|{_LOW_CODES}|US\$|NT\$|HK\$|us\$)|[$€£¥₽₴₸₹₺₩₪])"
_WORD = "|".join(_WORDS.values())
_AFTER = rf"(?:(?:{_CODE}|{_LOW_CODES})(?!\w)|[$€£¥₽₴₸₹₺₩₪]|(?i:{_WORD}|{_RUB})(?!\w))"
_MONEY = re.compile(
    rf"{_BEFORE}[ \u00a0]?(?P<a>{_RANGE})(?:[ \u00a0]?(?P<as>(?i:{_SCALE}))(?!\w))?"
    rf"|(?<![\w.,%])(?P<b>{_RANGE}|(?i:{WORDS}))[ \u00a0\n]?(?:(?P<bs>(?i:{_SCALE}))(?:[ \u00a0\n]|(?=[$€£¥₽₴]))?)?(?P<bc>{_AFTER})"
)
_PERCENT = (
    r"%(?![\w%])|проц(?:\.|ент\w*)|відсот\w+|працэнт\w*|per[ -]?cent(?:age points?)?(?!\w)|pct\.?(?!\w)|п\.\s?п\.|"
    r"percent(?!\w)"
)
_SHARE = re.compile(
    rf"(?<![\w.,%/])(?P<n>{NUMBER})(?:\s?[-–]\s?(?P<m>{NUMBER}))?\s?(?:{_PERCENT})"
    rf"|(?<!\w)(?P<w>{WORDS})\s(?:{_PERCENT})",
    re.IGNORECASE,
)
_NUMERATORS = {
    "одна": 1, "одну": 1, "одной": 1, "однієї": 1, "адна": 1, "адну": 1, "one": 1, "a": 1, "две": 2, "двух": 2, "дві": 2, "двох": 2,
    "дзве": 2, "дзвюх": 2, "two": 2, "три": 3, "трех": 3, "трёх": 3, "тры": 3, "трох": 3, "three": 3, "четыре": 4, "чотири": 4,
    "чатыры": 4, "four": 4, "пять": 5, "п'ять": 5, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "шесть": 6, "семь": 7,
    "восемь": 8, "девять": 9,
}  # fmt: skip
_DENOMINATORS = (
    (2, r"halves|half|половин[ауыіой]*|палов[аыеуай]*"),
    (
        3,
        r"треть(?:ю|и|ей|ям)?|трет(?:их|ьих)|третин[ауиіою]*|трец[іь]ю?|трэц[ьі]+|траціна?[уыйа]*|thirds?",
    ),
    (4, r"четверт[ьиею]+|чверт[ьі]ю?|чвэрц[ьі]+|четвертых|quarters?|fourths?"),
    (5, r"пят(?:ая|ую|ой|ых)|п[’'ʼ]ят(?:а|у|ої|их)|пят(?:ая|ую|ай|ыя|ых)|fifths?"),
    (6, r"шест(?:ая|ую|ой|ых)|шост(?:а|у|ої|их)|шост(?:ая|ую|ай|ыя|ых)|sixths?"),
    (7, r"седьм(?:ая|ую|ой|ых)|сьом(?:а|у|ої|их)|sevenths?"),
    (8, r"восьм(?:ая|ую|ой|ых)|восьм(?:а|у|ої|их)|eighths?"),
    (10, r"десят(?:ая|ую|ой|ых)|десят(?:а|у|ої|их)|дзясят(?:ая|ую|ай|ыя|ых)|tenths?"),
)
_DENOMINATOR = "|".join(f"(?P<d{value}>{forms})" for value, forms in _DENOMINATORS)
_FRACTION = re.compile(
    rf"(?<![\w/])(?:(?P<top>{'|'.join(sorted(_NUMERATORS, key=len, reverse=True))})[\s-])?(?:{_DENOMINATOR})(?!\w)"
    r"(?P<part>\s(?:часть|части|долю|доля|частину|частина|частку|частка))?",
    re.IGNORECASE,
)
_LONE = re.compile(
    r"(?<!\w)(?:пополам|навпіл|папалам|поровну|порівну|пароўну|fifty[- ]fifty|50/50)(?!\w)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\w/.,-])([1-9])/([2-9]|10)(?![\w/.-]|,\d)")
_ALONE = (2, 3, 4)
_NO_SHARE = re.compile(
    r"\s+(?:past|an hour|hour|time|year|квартал|смен|зміна|змена|\w+(?:того|мого|шого|стого|ятого|ьмого|сятай|май|тай)(?!\w)|"
    r"часа|години|гадзіны|дня|року|года|месяца|місяця|лиц|особ|quarter)",
    re.IGNORECASE,
)
_UNITS = (
    r"шт\.?|штук[иа]?|ед\.?|единиц\w?|одиниц\w?|адзін\w*|комплект\w*|компл\.?|к-тов|к-тів|к-т\.?|пар[ыи]?|наборов|набор\w?|наборів|"
    r"тонн\w?|тон(?:а|и|ы)?|тн|т(?!\w)|кг|килограмм\w*|кілограм\w*|кілаграм\w*|грамм?\w?|г(?!\w)|мг|ц(?!\w)|центнер\w*|"
    r"км|метр\w*|м[²³23]?(?!\w)|мм|см|кв\.?\s?м\.?|куб\.?\s?м\.?|л(?!\w)|литр\w*|літр\w*|баррел\w*|барел\w*|га(?!\w)|"
    r"кВт|МВт|кВА|Вт|бар|атм|об/мин|ч(?!\w)|часов|годин|гадзін\w?|"
    r"ящик\w*|скрын\w*|коробок|коробк\w|упаковок|паллет\w*|палет\w*|рулон\w*|бочек|бочк\w|мешков|мешк\w|вагон\w*|контейнер\w*|листов|"
    r"pcs?\.?|pieces?|units?|sets?|pairs?|kits?|tonnes?|tons?|MT|kg|kgs|kilograms?|grams?|lbs?|pounds?|km|metres?|meters?|mm|cm|"
    r"lit(?:re|er)s?|barrels?|pallets?|boxes|crates?|drums?|rolls?|bags?|containers?|wagons?|kW|MW|hours?|hrs?|TEU|sq\.?\s?m|cubic met\w+"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,№/-])(?:{_RANGE}|(?i:{WORDS}))(?:[ \u00a0](?:тыс\.?|тис\.?|млн|thousand|million))?[ \u00a0]?(?:(?i:{_UNITS}))(?![\w³²])"
)


_COUNTED = re.compile(
    rf"(?<![\w.,№$€£¥₽₴/:-])(?:(?P<n>{NUMBER})(?![\w:/%-]|[.,]\d)|(?i:(?P<w>{WORDS})))(?:[ \u00a0](?P<s>(?i:{_SCALE}))(?!\w))?"
)
_YEARS = (1900, 2100)


def numbers_in(text: str) -> frozenset[float]:
    """The values of the numbers in a text, in digits or words, that are no years, no part of a
    designation and more than two."""
    found = set()
    for match in _COUNTED.finditer(text):
        value = number_value(match["n"]) if match["n"] else value_of(match["w"])
        if match["s"] or not (match["n"] and _YEARS[0] <= value <= _YEARS[1]):
            found.add(value * _scale(match["s"]))
    return frozenset(value for value in found if value > 2)


def find_amounts(text: str) -> Iterator[Candidate]:
    """Money, shares and quantities of a text."""
    yield from _money(text)
    yield from _shares(text)
    for match in _QUANTITY.finditer(text):
        end = match.end() - (match.group().endswith(".") and not _abbreviated(match.group()))
        normal = " ".join(text[match.start() : end].split())
        yield Candidate(match.start(), end, MentionKind.QUANTITY, normal, 0.8, _FINDER)


def _abbreviated(text: str) -> bool:
    return re.search(r"(?:шт|ед|к-т|компл|м|pcs|pc)\.$", text) is not None


def number_value(text: str) -> float:
    """The value of a number written with any grouping and a comma or point before its fraction."""
    compact = re.sub(r"[ \u00a0\u202f']", "", text)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        return float(re.sub(r"[.,]", "", compact))
    head, mark, tail = compact.rpartition("," if compact.rfind(",") > compact.rfind(".") else ".")
    if not mark:
        return float(compact)
    return float(f"{re.sub(r'[.,]', '', head)}.{tail}")


def _amount(text: str) -> float:
    """A number's value; of a range, the first."""
    first = re.match(NUMBER, text)
    return number_value(first.group()) if first else value_of(text)


def _scale(text: str | None) -> float:
    if not text:
        return 1.0
    return next(v for v, forms in _SCALES.items() if re.fullmatch(forms, text, re.IGNORECASE))


def _currency(text: str) -> str:
    folded = text.lower().strip()
    if folded in _SYMBOLS:
        return _SYMBOLS[folded]
    if text.upper() in _CODES:
        return {"RUR": "RUB", "RMB": "CNY", "BYR": "BYN"}.get(text.upper(), text.upper())
    named = (code for code, form in _WORDS.items() if re.fullmatch(form, folded, re.IGNORECASE))
    return next(named, "RUB")


def _money(text: str) -> Iterator[Candidate]:
    for match in _MONEY.finditer(text):
        start, end = match.span()
        if match.group("a"):
            amount, scale = match.group("a"), match.group("as")
            currency = _currency(text[start : match.start("a")].strip())
        else:
            amount, scale = match.group("b"), match.group("bs")
            currency = _currency(match.group("bc"))
        if match.group().endswith(".") and not re.search(
            r"(?:руб|дол|долл|р|тыс|тис|е)\.$", match.group(), re.IGNORECASE
        ):
            end -= 1
        if re.fullmatch(r"(?:19|20)\d\d", amount) and match.group().endswith("р."):
            continue  # «2023 р.» is a year in Ukrainian
        value = _amount(amount) * _scale(scale)
        normal = f"{value:.2f} {currency}".replace(".00 ", " ")
        yield Candidate(start, end, MentionKind.MONEY, normal, 0.95, _FINDER)


def _shares(text: str) -> Iterator[Candidate]:
    for match in _SHARE.finditer(text):
        value = value_of(match.group("w")) if match.group("w") else number_value(match.group("n"))
        yield _share(match.start(), match.end(), value, 0.95)
    for match in _FRACTION.finditer(text):
        below = next(value for value, _ in _DENOMINATORS if match.group(f"d{value}"))
        top = match.group("top")
        named = top and top.lower() != "a"
        if not (named or match.group("part") or below in _ALONE) or _NO_SHARE.match(
            text, match.end()
        ):
            continue
        start = match.start() if named or not top else match.start() + len(top) + 1
        yield _share(start, match.end(), 100 * _NUMERATORS.get((top or "").lower(), 1) / below, 0.7)
    for match in _LONE.finditer(text):
        yield _share(match.start(), match.end(), 50, 0.7)
    for match in _SLASHED.finditer(text):
        top, below = int(match.group(1)), int(match.group(2))
        if top < below:
            yield _share(match.start(), match.end(), 100 * top / below, 0.5)


def _share(start: int, end: int, value: float, sure: float) -> Candidate:
    return Candidate(start, end, MentionKind.SHARE, f"{round(value, 1):g} %", sure, _FINDER)
