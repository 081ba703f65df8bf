"""What messages quote: pieces with their heads, where they are from, and with which other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity.origins import Texts, first_source
from affidavit.authenticity.quotes import quotations
from affidavit.model import TextLayer
from tests.authenticity.letters import letter, read_all

OFFER = (
    "Dear Anna,\nwe can deliver forty gearboxes of the second series in April.\n"
    "The price is 12500 euros each, packing not included.\nPlease answer by Friday."
)


def layer(text):
    return TextLayer.make("doc-1", "quoted", "", text, "en")


@pytest.mark.parametrize(
    ("text", "author", "address", "day"),
    [
        ("On 15.03.2022 10:12, Oleg Veresov wrote:\n> as agreed\n", "Oleg Veresov", "", "2022-03-15"),
        ("14 марта 2022 г., 10:12 пользователь Олег Вересов <v@zavod.example> написал:\n> да\n", "Олег Вересов", "v@zavod.example", "2022-03-14"),
        ("From: Oleg Veresov <v@zavod.example>\nSent: Tuesday, March 15, 2022 10:12 AM\nTo: Anna Lis\nSubject: Gearboxes\n\nas agreed\n", "Oleg Veresov", "v@zavod.example", "2022-03-15"),
        ("Тема: RE: Ставка\nДата: Mon, 1 Dec 2014 12:06:25 +0300\nОт: Олег Вересов <v@zavod.example>\nКому: Анна\n\nкак договорились\n", "Олег Вересов", "v@zavod.example", "2014-12-01"),
    ],
)  # fmt: skip
def test_heads_tell_who_and_when(text, author, address, day):
    (piece,) = quotations([layer(text)])
    assert (piece.author, piece.address, piece.day) == (author, address, day)


def test_levels_are_pieces_of_their_own():
    text = (
        "On 16.03.2022 10:12, Anna Lis wrote:\n> Thank you.\n> On 15.03.2022 9:00, Oleg Veresov wrote:\n"
        ">> As agreed.\n> Regards\n"
    )
    found = {p.depth: (p.text(text), p.author) for p in quotations([layer(text)])}
    assert found[1][0].split() == ["Thank", "you.", "Regards"]
    assert found[2] == ("As agreed.", "Oleg Veresov")


def texts_of(*raws):
    messages, layers = read_all(raws)
    texts = Texts({m.id: m for m in messages}, layers.__getitem__)
    return messages, dict(texts.origins(lambda _document: ()))


def answer(quoted, number=2, day=1, **more):
    head = "On 01.03.2022 12:01, veresov@zavod.example wrote:\n"
    body = "Fine.\n\n" + head + "\n".join(f"> {line}" for line in quoted.splitlines())
    return letter(number, sender="lis@port.example", to="veresov@zavod.example", subject="Re: Gearboxes", body=body, day=day, **more)  # fmt: skip


def test_a_quotation_leads_to_its_message():
    (one, two), origins = texts_of(letter(1, body=OFFER), answer(OFFER))
    (origin,) = origins[two.id]
    assert (origin.source, origin.share, origin.differences) == (one.id, 1.0, ())
    assert first_source(origins[two.id], {m.id: m for m in (one, two)}) == one.id


def test_wrapped_trimmed_and_interleaved_quotations_differ_in_nothing():
    wrapped = OFFER.replace("\n", " ")
    trimmed = "we can deliver forty gearboxes of the second series in April.\n[...]\nPlease answer by Friday."
    for quoted in (wrapped, trimmed):
        (one, two), origins = texts_of(letter(1, body=OFFER), answer(quoted))
        assert [(o.source, o.differences) for o in origins[two.id]] == [(one.id, ())], quoted


def test_another_number_is_a_difference_told_in_exact_words():
    (one, two), origins = texts_of(letter(1, body=OFFER), answer(OFFER.replace("12500", "16500")))
    (origin,) = origins[two.id]
    (difference,) = origin.differences
    assert origin.source == one.id
    assert "16500 euros" in difference.quoted
    assert "12500 euros" in difference.source
    assert difference.source in OFFER


def test_what_no_message_holds_has_no_origin():
    (_, two), origins = texts_of(letter(1, body="Nothing of the kind was ever said in this message."), answer(OFFER))  # fmt: skip
    assert [o.source for o in origins[two.id]] == [""]


def test_like_words_of_another_day_are_not_the_source():
    (_, two), origins = texts_of(letter(1, body=OFFER, day=40), answer(OFFER, day=50))
    assert [o.source for o in origins[two.id]] == [""]


@given(st.text(alphabet="> :abc@\n.Onwrte150322", max_size=200))
def test_any_quoted_text_is_taken_apart_within_its_bounds(text):
    if not text:
        return
    for piece in quotations([layer(text)]):
        assert piece.depth >= 1
        for start, end in piece.spans:
            assert 0 <= start < end <= len(text)
