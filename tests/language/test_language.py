"""Words found in any inflection, names in any alphabet, languages and sentences told apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.language.detect import detect_language
from affidavit.language.fold import latin, name_keys
from affidavit.language.names import (
    compare_organisations,
    compare_people,
    organisation_name,
    person_name,
)
from affidavit.language.scripts import fold_case
from affidavit.language.sentences import sentences
from affidavit.language.stems import english_forms, query_stems, stems

SAME_NAME = [
    "Чехов Чехову Чеховым Чэхаў Chekhov Tchekhov",
    "Коваленко Каваленка Коваленком Kovalenko",
    "Сергей Сяргей Сергій Sergey Siarhei Serhii",
    "Владимир Володимир Уладзімір Vladimir Uladzimir Volodymyr",
    "Александр Аляксандр Олександр Alexander Aleksandr",
    "Соколов Сакалоў Соколовым Sokolov",
    "Федоров Фёдоров Fyodorov Fedorov",
    "Татьяна Таццяна Тетяна Tatiana Tatyana",
]
SAME_WORD = {
    "ru": ["вертолёт вертолётов вертолётами вертолету", "люди людей людям", "закупить закупили закупят", "день дня дней"],
    "uk": ["верстат верстати верстатів верстатами", "вертоліт вертольоти вертольотів", "завод заводі заводів"],
    "be": ["станок станкі станкоў", "верталёт верталёты верталётаў", "рамонт рамонту рамонце", "рука руцэ"],
    "en": ["overhaul overhauls overhauled overhauling", "machine machines"],
}  # fmt: skip


@pytest.mark.parametrize("group", SAME_NAME)
def test_a_name_has_one_key_in_every_spelling(group):
    words = group.split()
    shared = set(name_keys(words[0]))
    for word in words[1:]:
        assert shared & set(name_keys(word)), (words[0], word)


@pytest.mark.parametrize(("language", "group"), [(k, g) for k, gs in SAME_WORD.items() for g in gs])
def test_any_inflection_of_a_query_finds_any_inflection_in_a_text(language, group):
    words = [fold_case(word) for word in group.split()]
    for asked in words:
        for written in words:
            assert set(query_stems(asked)) & set(stems(written, language)), (asked, written)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold_case(fold_case(text)) == fold_case(text)


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяёіїєґў"))
def test_latin_writes_no_cyrillic(text):
    assert all(not "Ѐ" <= letter <= "ӿ" for letter in latin(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Завод выполняет капитальный ремонт.", "ru"),
        ("Завод виконує капітальний ремонт.", "uk"),
        ("Завод выконвае капітальны рамонт, дзякуй.", "be"),
        ("The plant overhauls helicopters.", "en"),
        ("Поставка станков Aldercott Precision Ltd из Coventry.", "ru"),
        ("12345 --", "und"),
    ],
)
def test_languages(text, language):
    assert detect_language(text) == language


def test_sentences_end_at_full_stops_but_not_at_abbreviations():
    text = "Завод им. Кирова, гл. инженер А.П. Соколов, 12 марта 2022 г. подписал акт. Всё.\n- пункт\n- ещё"
    parts = [text[a:b] for a, b in sentences(text)]
    assert parts == [
        "Завод им. Кирова, гл. инженер А.П. Соколов, 12 марта 2022 г. подписал акт.", "Всё.", "- пункт", "- ещё",
    ]  # fmt: skip


@given(st.text(alphabet="аб .!?\n>-АБ1"))
def test_sentences_never_overlap_and_lose_only_space(text):
    spans = list(sentences(text))
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    covered = set()
    for start, end in spans:
        covered |= set(range(start, end))
    assert all(text[n].isspace() or text[n] == ">" for n in set(range(len(text))) - covered)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Соколов Андрей Петрович", "Andrei Sokolov", True),
        ("Соколов А.П.", "Андрей Петрович Соколов", True),
        ("Сакалоў Андрэй Пятровіч", "Sokolov A.", True),
        ("Марченко Олег Васильевич", "Марченко Олег Викторович", False),
        ("Соколов А.П.", "Соколов В.П.", False),
        ("Соколов А.П.", "Орлов А.П.", False),
    ],
)
def test_people(one, other, same):
    score, why = compare_people(person_name(one), person_name(other))
    assert (score >= 0.6) == same, (score, why)
    assert why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ОАО «Заречинский авиаремонтный завод»", "Zarechinsk Aircraft Repair Plant", True),
        ("ОАО «ЗАРЗ»", "Заречинского авиаремонтного завода", True),
        ("ООО «КБ „Небосклон“»", "Nebosklon Design Bureau LLC", True),
        ("421 АРЗ", "412 АРЗ", False),
        ("Заречинский авторемонтный завод № 2", "Заречинский авиаремонтный завод", False),
        ("Завод «Маяк»", "Завод «Прогресс»", False),
    ],
)
def test_organisations(one, other, same):
    score, why = compare_organisations(organisation_name(one), organisation_name(other))
    assert (score >= 0.8) == same, (score, why)


def test_english_forms_do_not_reach_other_words():
    assert {"repaired", "repairing", "repairs"} <= english_forms("repair")
    assert "supplied" in english_forms("supply")
    assert "modern" not in english_forms("modernise")
