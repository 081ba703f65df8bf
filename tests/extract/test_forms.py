"""Dates against the message's day, registration numbers and their checksums, capitals put back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.extract.amounts import find_amounts
from affidavit.extract.binding import bind
from affidavit.extract.dates import find_dates
from affidavit.extract.mentions import find_mentions
from affidavit.extract.registrations import (
    edrpou,
    find_registrations,
    iban,
    imo,
    inn,
    ogrn,
    unp,
)
from affidavit.extract.truecase import truecase
from affidavit.language.sentences import sentences
from affidavit.model import Document, MentionKind, TextLayer

FRIDAY = date(2023, 2, 24)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("вчера", "2023-02-23"),
        ("паслязаўтра", "2023-02-26"),
        ("до конца года", "2023-12-31"),
        ("до кінця місяця", "2023-02-28"),
        ("на прошлой неделе", "2023-W07"),
        ("next Tuesday", "2023-02-28"),
        ("у мінулую сераду", "2023-02-22"),
        ("в декабре", "2022-12"),
        ("15 березня", "2023-03-15"),
        ("3-5 августа 2022 г.", "2022-08-03/2022-08-05"),
        ("2021–2023 гг.", "2021/2023"),
        ("II квартал", "2023-Q2"),
        ("летом 2021 года", "2021-22"),
        ("в прошлом году", "2022"),
        ("by mid-July", "2023-07-15"),
        ("до 30.06", "2023-06-30"),
    ],
)
def test_dates_are_told_by_the_day_of_the_message(text, normal):
    assert [c.normal for c in find_dates(text, FRIDAY)] == [normal]


def test_without_a_day_a_relative_date_stays_relative():
    assert [c.normal for c in find_dates("вчера, в июне и next week")] == [
        "day -1",
        "week +1",
        "--06",
    ] or {c.normal for c in find_dates("вчера, в июне и next week")} == {
        "day -1",
        "--06",
        "week +1",
    }


@pytest.mark.parametrize(
    "text", ["31.02.2023", "45 марта", "ISO 9001:2015", "версия 1.2.3.4", "99.99"]
)
def test_what_is_no_date(text):
    assert list(find_dates(text, FRIDAY)) == []


@given(st.integers(0, 10**9 - 1))
def test_a_taxpayers_number_has_one_right_last_digit(number):
    body = f"{number:09}"
    assert sum(inn(body + str(last)) for last in range(10)) == 1


@given(st.integers(0, 999_999))
def test_a_ships_number_has_one_right_last_digit(number):
    assert sum(imo(f"{number:06}{last}") for last in range(10)) == 1


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (inn, "7707083893", "7707083894"),
        (ogrn, "1027700132195", "1027700132196"),
        (iban, "DE89370400440532013000", "DE88370400440532013000"),
        (imo, "9074729", "9074728"),
        (edrpou, "14360570", "14360571"),
        (unp, "100582333", "100582334"),
    ],
)
def test_checksums(check, right, wrong):
    assert check(right)
    assert not check(wrong)


def test_a_wrong_checksum_is_said_and_trusted_less():
    right, wrong = find_registrations("ИНН 7707083893, ИНН 7707083894")
    assert (right.attributes["checksum"], wrong.attributes["checksum"]) == ("right", "wrong")
    assert right.confidence > wrong.confidence


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("4,5 млн долларов США", "4500000 USD"),
        ("два миллиона рублей", "2000000 RUB"),
        ("$1.2m", "1200000 USD"),
        ("350k euro", "350000 EUR"),
        ("12 тыс. бел. руб.", "12000 BYN"),
        ("₴ 96 300", "96300 UAH"),
    ],
)
def test_money(text, normal):
    assert [c.normal for c in find_amounts(text) if c.kind is MentionKind.MONEY] == [normal]


@given(st.text(max_size=200), st.sampled_from(["ru", "uk", "be", "en"]))
def test_restoring_capitals_keeps_every_place(text, language):
    written, _ = truecase(text, list(sentences(text)), language)
    assert len(written) == len(text)
    assert written.lower() == text.lower()


@given(st.text(max_size=300), st.sampled_from(["ru", "uk", "be", "en", "und"]))
def test_every_mention_quotes_its_layer(text, language):
    document = Document(id="doc", kind="text", sha256="")
    layer = TextLayer.make("doc", "body", "", text, language)
    for mention in find_mentions(document, [layer]):
        mention.span.check({layer.id: layer})


def test_a_post_is_tied_to_its_person_and_organisation():
    text = "Письмо подписал главный инженер ОАО «Ротор-Запад» Соколов А.П., а не бухгалтер."
    document = Document(id="doc", kind="text", sha256="")
    layer = TextLayer.make("doc", "body", "", text, "ru")
    post = next(m for m in find_mentions(document, [layer]) if m.span.quote == "главный инженер")
    assert post.attributes["person"] == "Соколов А.П."
    assert post.attributes["organisation"] == "ОАО «Ротор-Запад»"
    assert bind("", "body", []) == []


def test_a_surname_is_found_again_in_other_cases():
    text = "Акт подписала Ядвига Мельничек. Позже Мельничек отозвала подпись."
    document = Document(id="doc", kind="text", sha256="")
    layer = TextLayer.make("doc", "body", "", text, "ru")
    people = [
        m.span.quote for m in find_mentions(document, [layer]) if m.kind is MentionKind.PERSON
    ]
    assert people == ["Ядвига Мельничек", "Мельничек"]
