"""Ids come from content, spans tell the truth, values survive JSON."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.model import (
    Claim,
    Message,
    Modality,
    Participant,
    Polarity,
    Role,
    Span,
    TextLayer,
    content_id,
)
from affidavit.model.codec import from_plain, to_plain
from affidavit.model.errors import QuoteMismatch
from affidavit.model.ids import digest

PARTS = st.lists(st.one_of(st.text(), st.binary(), st.integers(), st.none()), max_size=5)


@given(PARTS, PARTS)
def test_different_parts_never_share_a_digest(one, other):
    typed_one = [(type(p), p) for p in one]
    typed_other = [(type(p), p) for p in other]
    assert (digest(one) == digest(other)) == (typed_one == typed_other)


def test_moving_a_letter_between_parts_changes_the_id():
    assert content_id("x", "ab", "c") != content_id("x", "a", "bc")


@given(st.text(min_size=1), st.data())
def test_a_span_made_over_a_layer_checks_against_it(text, data):
    layer = TextLayer.make("doc-00", "body", "", text, "ru")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.over(layer, start, end)
    span.check({layer.id: layer})
    assert Span.checked(layer, start, end, span.quote) == span


def test_a_span_refuses_a_quote_that_is_not_there():
    layer = TextLayer.make("doc-00", "body", "", "Завод ремонтирует", "ru")
    with pytest.raises(QuoteMismatch, match="Завод"):
        Span.checked(layer, 0, 5, "Город")
    with pytest.raises(QuoteMismatch):
        Span(layer.id, 0, 5, "Заво")
    with pytest.raises(QuoteMismatch):
        Span(layer.id, 3, 3, "")


def test_a_changed_text_no_longer_fits_its_layer():
    layer = TextLayer.make("doc-00", "body", "", "Завод", "ru")
    assert layer.intact
    assert not TextLayer(layer.id, "doc-00", "body", "", "завод", "ru").intact


def test_values_are_frozen():
    with pytest.raises(AttributeError):
        Participant("from", "a", "b").name = "c"


def test_messages_and_claims_survive_json():
    message = Message(
        "doc-1", "message", "ab" * 32, "Тема", datetime(2023, 2, 24, tzinfo=UTC), "Fri", {"a": "b"}, (("words", "https://a.example/"),),
        (Participant("from", "Соколов", "s@x.example"),), (("From", "s"),), "id", ("p",), ("p", "q"),
    )  # fmt: skip
    assert from_plain(Message, to_plain(message)) == message
    span = Span("layer-1", 0, 2, "аб")
    claim = Claim(
        "repair", "doc-1", {"equipment": Role("Ми-8", "equipment", "MI-8", span)}, Polarity.NEGATED,
        Modality.PLANNED, "2023", (), (span,), "ru", 0.5, "x",
    )  # fmt: skip
    assert from_plain(Claim, to_plain(claim)) == claim
    assert from_plain(Claim, to_plain(claim)).id == claim.id
