"""Dates of any message: whatever its header says and however its words are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.extract.dates import find_dates

_WORDS = (
    "до конца", "в начале", "к середине", "by the end of", "III", "iv", "2-го", "1", "квартала", "quarter",
    "полугодие", "second half", "2023", "2023 года", "недели", "месяца", "года", "прошлого", "на следующей",
    "last", "завтра", "позавчера", "вчора", "заўтра", "в пятницу", "mid-", "mıd-", "early ", "March", "февраля",
    "в феврале", "30", "31.12", "29.02.2023", "до", "31.12.9999", "зимой", "Q3", "H2", "2021/22", "year-end",
)  # fmt: skip
_ANY_CASE = st.sampled_from([str.lower, str.upper, str.title, str])


@given(
    st.lists(st.sampled_from(_WORDS), max_size=7),
    _ANY_CASE,
    st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max])),
)
def test_no_words_and_no_day_end_the_search(words, cased, base):
    text = cased(" ".join(words))
    for found in find_dates(text, base):
        assert 0 <= found.start < found.end <= len(text)
        assert found.normal


@pytest.mark.parametrize("base", [date.min, date.max])
def test_a_day_no_calendar_goes_on_from_is_as_good_as_none(base):
    words = "вчера, завтра, на следующей неделе"
    assert list(find_dates(words, base)) == list(find_dates(words))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("до конца III квартала 2022 года", "2022-09-30"),
        ("ДО КОНЦА III КВАРТАЛА", "2023-09-30"),
        ("в начале 2 квартала", "2023-04-01"),
        ("к середине квартала", "2023-05-15"),
        ("до конца 2022 года", "2022-12-31"),
    ],
)
def test_an_edge_of_a_quarter_is_a_day(text, normal):
    assert [found.normal for found in find_dates(text, date(2023, 5, 5))] == [normal]
