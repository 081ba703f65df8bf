"""Numbers in words, in the four languages: «два миллиона», «двадцать пять», "eleven thousand"."""

import re

_VALUES: dict[float, str] = {
    1: "один одного одна одну одним одной один одна адзін адна адну one",
    1.5: "полтора полторы півтора півтори паўтара паўтары",
    2: "два две двух двум двумя дві двох двом дзве дзвюх two",
    3: "три трех трёх трем трьох трьом тры трох three",
    4: "четыре четырех четырёх чотири чотирьох чатыры чатырох four",
    5: "пять пяти п'ять п’ять п'яти пяць пяці five",
    6: "шесть шести шість шести шэсць шасці six",
    7: "семь семи сім семи сем сямі seven",
    8: "восемь восьми вісім восьми восем васьмі eight",
    9: "девять девяти дев'ять дев’ять дзевяць дзевяці nine",
    10: "десять десяти десяти дзесяць дзесяці ten",
    11: "одиннадцать одинадцять адзінаццаць eleven",
    12: "двенадцать дванадцять дванаццаць twelve dozen дюжина",
    15: "пятнадцать п'ятнадцять п’ятнадцять пятнаццаць fifteen",
    20: "двадцать двадцати двадцять двадцяти дваццаць дваццаці twenty",
    30: "тридцать тридцати тридцять тридцяти трыццаць трыццаці thirty",
    40: "сорок сорока сорак forty",
    50: "пятьдесят пятидесяти п'ятдесят п’ятдесят пяцьдзясят пяцьдзясят fifty",
    60: "шестьдесят шістдесят шэсцьдзясят sixty",
    70: "семьдесят сімдесят семдзесят seventy",
    80: "восемьдесят вісімдесят восемдзесят eighty",
    90: "девяносто дев'яносто дев’яносто дзевяноста ninety",
    100: "сто ста hundred",
    200: "двести двухсот двісті двухсот дзвесце",
    300: "триста трехсот трёхсот триста трыста",
    400: "четыреста чотириста чатырыста",
    500: "пятьсот пятисот п'ятсот п’ятсот пяцьсот",
}
_SCALES = {
    1_000: "тысяча тысячи тысяч тысячу тисяча тисячі тисяч тисячу тысяча тысячы тысяч thousand",
    1_000_000: "миллион миллиона миллионов мільйон мільйона мільйони мільйонів мільён мільёна мільёны мільёнаў million",
}
_VALUE_OF = {word: value for value, words in _VALUES.items() for word in words.split()}
_SCALE_OF = {word: value for value, words in _SCALES.items() for word in words.split()}
_ONE = "|".join(sorted((*_VALUE_OF, *_SCALE_OF), key=len, reverse=True))
_FIRST = "|".join(sorted(_VALUE_OF, key=len, reverse=True))
WORDS = rf"(?<!\w)(?:{_FIRST})(?:[ \u00a0-](?:{_ONE}))*(?!\w)"
"""A pattern for a number in words; to be used without regard to case."""


def value_of(text: str) -> float:
    """What a number in words comes to; 0 for what is none."""
    total = part = 0.0
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text.lower()):
        if word in _SCALE_OF:
            total += (part or 1) * _SCALE_OF[word]
            part = 0.0
        else:
            value = _VALUE_OF.get(word, 0.0)
            part = part * 100 if word == "hundred" and part else part + value
    return total + part
