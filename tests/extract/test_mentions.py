"""What a text mentions, at exactly which place."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from affidavit.extract.mentions import find_mentions
from affidavit.model import Document, TextLayer


def mentions(text, language="ru"):
    document = Document("doc-" + "0" * 24, "text", "0" * 64)
    layer = TextLayer.make(document.id, "body", "", text, language)
    found = find_mentions(document, [layer])
    for mention in found:
        mention.span.check({layer.id: layer})
    return found


def quotes(text, kind, language="ru"):
    return [m.span.quote for m in mentions(text, language) if m.kind == kind]


@pytest.mark.parametrize(
    ("language", "text", "kind", "expected"),
    [
        ("ru", "Передайте Соколову А.П. и Андрею Петровичу.", "person", ["Соколову А.П.", "Андрею Петровичу"]),
        ("uk", "Шановний Сергію Івановичу, пише Олександр Коваленко.", "person", ["Сергію Івановичу", "Олександр Коваленко"]),
        ("be", "Дырэктар Уладзімір Сакалоў адсутнічае.", "person", ["Уладзімір Сакалоў"]),
        ("en", "Yesterday Oleg Marchenko met Mr Thornley.", "person", ["Oleg Marchenko", "Thornley"]),
        ("ru", "Договор с ООО «КБ „Небосклон“» и ОАО «ЗАРЗ».", "organisation", ["ООО «КБ „Небосклон“»", "ОАО «ЗАРЗ»"]),
        ("uk", "ТОВ «Дніпро-Сервіс» мовчить.", "organisation", ["ТОВ «Дніпро-Сервіс»"]),
        ("be", "Завод «Прамень» працуе.", "organisation", ["Завод «Прамень»"]),
        ("en", "Aldercott Precision Ltd wrote to Zarechinsk Aircraft Repair Plant.", "organisation", ["Aldercott Precision Ltd", "Zarechinsk Aircraft Repair Plant"]),
        ("ru", "Письмо в Министерство обороны отправлено.", "organisation", ["Министерство обороны"]),
        ("ru", "Из Минска в Россию и на Тайвань.", "place", ["Минска", "Россию", "Тайвань"]),
        ("uk", "З Києва до Польщі.", "place", ["Києва", "Польщі"]),
        ("en", "From Minsk to the United Kingdom.", "place", ["Minsk", "United Kingdom"]),
        ("ru", "Двигатель ТВ3-117ВМ для Ми-8МТВ-5.", "equipment", ["ТВ3-117ВМ", "Ми-8МТВ-5"]),
        ("en", "two Mi-17V-5 helicopters", "equipment", ["Mi-17V-5"]),
        ("ru", "пятиосевые обрабатывающие центры DMU 50", "goods", ["пятиосевые обрабатывающие центры"]),
        ("ru", "договор № 12/45-А от 14 марта", "document_number", ["договор № 12/45-А"]),
        ("en", "contract No. 45/2", "document_number", ["contract No. 45/2"]),
        ("ru", "заместитель генерального директора по производству Петренко", "role", ["заместитель генерального директора по производству"]),
        ("en", "the head of procurement and the chief designer", "role", ["head of procurement", "chief designer"]),
        ("ru", "Во время выступления министр Польши Яцек Чапутович молчал.", "person", ["Яцек Чапутович"]),
        ("ru", "Указ короля Людовика XIV и слова пророка Елисея.", "person", ["Людовика XIV", "Елисея"]),
        ("ru", "Заменил главу МВФ Кристалину Георгиеву.", "organisation", ["МВФ"]),
        ("ru", "уход главы министерства связи - Бориса Джонсона", "role", ["главы министерства связи"]),
        ("ru", "Стал министром по делам Brexit.", "person", []),
        ("ru", "Родом из Сосновского района и Республики Тыва.", "place", ["Сосновского района", "Республики Тыва"]),
        ("ru", "Тереза Мэй ушла. Осталось от предложений Мэй немного.", "person", ["Тереза Мэй", "Мэй"]),
        ("ru", "представитель сообщил об этом со ссылкой на них и к вечеру", "organisation", []),
        ("en", "He wrote to the Housing Authority of New Orleans.", "organisation", ["Housing Authority of New Orleans"]),
        ("en", "Great Service and a Prompt Service.", "organisation", []),
        ("en", "Kelly Cloud, Senior Vice President of Castmont, Inc. of Houston", "organisation", ["Castmont, Inc."]),
        ("en", "Reports by Xinhua and the Washington Post say so.", "organisation", ["Xinhua", "Washington Post"]),
        ("ru", "пишите на a.sokolov@zarz.example или +375 00 555-01-02", "contact", ["a.sokolov@zarz.example", "+375 00 555-01-02"]),
    ],
)  # fmt: skip
def test_names_and_things(language, text, kind, expected):
    assert quotes(text, kind, language) == expected


@pytest.mark.parametrize(
    ("text", "kind", "normal"),
    [
        ("12,5 млн руб.", "money", "12500000 RUB"),
        ("USD 1.2 million", "money", "1200000 USD"),
        ("$3,500", "money", "3500 USD"),
        ("€ 40 тыс.", "money", "40000 EUR"),
        ("1 250 000 бел. руб.", "money", "1250000 BYN"),
        ("500 грн", "money", "500 UAH"),
        ("доля 45 %", "share", "45 %"),
        ("30 процентов", "share", "30 %"),
        ("до 12,5%", "share", "12.5 %"),
        ("14 марта 2022 г.", "date", "2022-03-14"),
        ("14.03.2022", "date", "2022-03-14"),
        ("3 May 2022", "date", "2022-05-03"),
        ("May 3, 2022", "date", "2022-05-03"),
        ("2 кв. 2023 года", "date", "2023-Q2"),
        ("Q3 2023", "date", "2023-Q3"),
        ("в 2023 году", "date", "2023"),
        ("25 лютого 2023 року", "date", "2023-02-25"),
        ("7 снежня 2022", "date", "2022-12-07"),
    ],
)
def test_numbers_have_a_normal_form(text, kind, normal):
    assert [m.normal for m in mentions(text) if m.kind == kind] == [normal]


@pytest.mark.parametrize(
    "text", ["звоните 8-9 раз", "стр. 12", "ГОСТ 1234", "версия 2.0", "50 шт.", "we 1,2 IP"]
)
def test_numbers_that_are_neither_money_nor_dates(text):
    assert not [m for m in mentions(text) if m.kind in ("money", "date", "share")]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Завод «ОАО»Ми-8 12%руб.\nСоколовА.П. Ltd Inc,@", max_size=120))
def test_every_mention_quotes_its_text(text):
    mentions(text)


GOLD = Path(__file__).parents[1] / "gold"
SENTENCES = [
    (re.sub(r"\{\w+:|\}", "", line.strip(" -'\"")), file.stem[-2:])
    for file in sorted(GOLD.glob("mentions_*.yaml"))
    for line in file.read_text("utf-8").splitlines()
    if line.startswith("- ")
]
ODD = "ıİßŉΐſ\u0301\u200b\u00ad\u202e\u2028\x0b٣²½Ⅷ№«»„“\"'().-–/@:%$€ \t\n0О1l"


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SENTENCES),
    st.sampled_from([str, str.lower, str.upper, str.title, str.swapcase]),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(ODD)), max_size=8),
)
def test_no_letter_however_odd_ends_the_extraction(sentence, case, odd):
    text, language = sentence
    text = case(text)
    for at, letter in odd:
        text = text[:at] + letter + text[at:]
    mentions(text, language)


def test_a_letter_that_is_capital_in_no_alphabet_of_ibans_proves_nothing():
    assert [
        m.attributes["checksum"]
        for m in mentions("Iban Pl48177402272İ34766636931390", "en")
        if m.kind == "registration"
    ] == ["wrong"]
