"""What a leak refers to and does not hold."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity.gaps import (
    MESSAGE_ABSENT,
    QUOTED_ONLY,
    SERIES,
    SILENCE,
    Numbered,
    Posts,
    Proof,
    absent_messages,
    is_ghost,
    series_gaps,
    silences,
)
from affidavit.authenticity.origins import Texts
from affidavit.authenticity.spoken import ADDRESSEE, AUTHOR, MESSAGE, PROMISE, Spoken, spoken_of
from affidavit.authenticity.threads import thread
from affidavit.extract.layers import build_document
from affidavit.extract.mentions import find_mentions
from affidavit.model import MentionKind
from affidavit.quarantine.parsed import Parsed, RawText
from tests.authenticity.letters import letter, read_all
from tests.authenticity.test_origins import OFFER, answer
from tests.conftest import GOLD

FLOORS = {"message": (0.95, 0.9), "attachment": (0.95, 0.95), "promise": (0.95, 0.9)}


def spoken_in(entry, number):
    """(kind, words, days) that are found in a text of the gold set."""
    given_parts = Parsed(
        kind="message", media_type="message/rfc822", parser="test", date=f"{entry['date']}T09:00:00+00:00",
        texts=(RawText("body", "", entry["text"]),),
    )  # fmt: skip
    built = build_document(f"{number:064}", given_parts)
    mentions = find_mentions(built.document, built.layers)
    for layer in built.layers:
        days = [
            (m.span.start, m.span.end, m.normal)
            for m in mentions
            if m.span.layer == layer.id and m.kind is MentionKind.DATE
        ]
        if layer.kind == "body":
            for one in spoken_of(layer.text, entry["lang"], days):
                yield one.kind, layer.text[one.start : one.end], one.days


@pytest.mark.parametrize("name", ["first", "second"])
def test_sentences_that_speak_of_mail(name):
    """Written blind to the rules; of the second set the figures when it was new are in the docs."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for number, entry in enumerate(yaml.safe_load((GOLD / "spoken" / f"{name}.yaml").read_text("utf-8"))):  # fmt: skip
        left = list(spoken_in(entry, number))
        for wanted in entry["speaks_of"]:
            words = set(re.findall(r"\w+", wanted["quote"].lower()))
            hit = next((f for f in left if f[0] == wanted["kind"] and words & set(re.findall(r"\w+", f[1].lower()))), None)  # fmt: skip
            if hit:
                left.remove(hit)
            (right if hit else missed)[wanted["kind"]] += 1
        wrong.update(kind for kind, _, _ in left)
    for kind, (precision, recall) in FLOORS.items():
        assert right[kind] / (right[kind] + wrong[kind]) >= precision, kind
        assert right[kind] / (right[kind] + missed[kind]) >= recall, kind


def gaps_of(*raws):
    messages, layers = read_all(raws)
    by_id = {m.id: m for m in messages}
    threads = thread(messages)
    origins = Texts(by_id, layers.__getitem__).origins(threads.parent_documents)
    ghosts = {d: [o for o in found if is_ghost(o)] for d, found in origins}
    return messages, list(absent_messages(threads, by_id, ghosts))


def test_a_message_that_is_only_referred_to_comes_with_its_quoted_words():
    (two,), (gap,) = gaps_of(answer(OFFER, reply_to="gone@zavod.example"))
    assert (gap.kind, gap.reference) == (MESSAGE_ABSENT, "<gone@zavod.example>")
    assert gap.near == "2022-03-02"
    assert [p.document for p in gap.evidence] == [two.id]
    (ghost,) = gap.ghost
    assert ghost.layer
    assert ghost.end > ghost.start


def test_a_message_known_only_from_a_quotation_is_a_gap_once():
    (_, _), (gap,) = gaps_of(answer(OFFER), answer(OFFER, number=3, day=4))
    assert gap.kind == QUOTED_ONLY
    assert "veresov@zavod.example" in gap.reference
    assert len(gap.evidence) == 2


def test_what_is_there_is_no_gap():
    _, found = gaps_of(letter(1, body=OFFER, message_id="a@x"), answer(OFFER, reply_to="a@x"))
    assert found == []


def posts(*raws, papers=()):
    messages, _ = read_all(raws)
    return messages, Posts(messages, frozenset(messages[n].id for n in papers))


PROOF = Proof("doc-1", "words", "layer-1", 0, 5)


def test_a_letter_that_is_spoken_of_is_a_gap_only_where_it_is_absent():
    (first, second), known = posts(letter(1, day=3), letter(2, day=9))
    there = Spoken(MESSAGE, 0, 5, AUTHOR, ("2022-03-04",))
    assert known.gap(second, there, PROOF) is None
    absent = Spoken(MESSAGE, 0, 5, AUTHOR, ("2022-03-08",))
    gap = known.gap(second, absent, PROOF)
    assert (gap.kind, gap.near) == ("spoken_message", "2022-03-08")
    assert known.gap(second, Spoken(MESSAGE, 0, 5, ADDRESSEE, ("2022-03-04",)), PROOF) is not None
    history = Spoken(MESSAGE, 0, 5, AUTHOR, ("1962-03-08",))
    assert known.gap(second, history, PROOF) is None
    assert known.gap(first, Spoken(MESSAGE, 0, 5, AUTHOR), PROOF) is not None


def test_a_promise_is_kept_by_a_later_mail_with_something_attached():
    promise = Spoken(PROMISE, 0, 5, AUTHOR, ())
    (first, _), known = posts(letter(1, day=3), letter(2, day=9), papers=(1,))
    assert known.gap(first, promise, PROOF) is None
    (first, _), known = posts(letter(1, day=3), letter(2, day=9))
    assert known.gap(first, promise, PROOF).kind == "promised"
    (first, _), known = posts(letter(1, day=3), letter(2, day=80), papers=(1,))
    assert known.gap(first, promise, PROOF).kind == "promised"


def numbered(numbers, what="договор", form="{}"):
    return [
        Numbered(what, form.format(n), f"2022-03-{1 + k:02}", Proof(f"doc-{k}", f"№ {n}"))
        for k, n in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("numbers", "holes"),
    [
        ([41, 42, 44], ["договор 43"]),
        ([41, 42, 43], []),
        ([41, 42, 99], []),
        ([1, 4], []),
        (list(range(10, 20)) + list(range(21, 30)), ["договор 20"]),
        ([44, 42, 41, 45, 40, 47], []),
    ],
)
def test_holes_in_numbered_series(numbers, holes):
    assert [g.reference for g in series_gaps(numbered(numbers))] == holes


def test_a_series_keeps_its_form():
    (gap,) = series_gaps(numbered(["0123", "0124", "0126"], "Invoice", "BF-{}"))
    assert gap.reference == "Invoice bf-0125"
    assert (gap.kind, len(gap.evidence)) == (SERIES, 2)


def days(*counts):
    """Days with a message, by the number of the day."""
    return [date(2022, 1, 1) + timedelta(days=n) for n in counts]


def test_a_month_without_mail_is_told_with_what_was_expected():
    steady = [n for n in range(300) if not 120 <= n < 150]
    (gap,) = silences("mailbox x", days(*steady), PROOF)
    assert gap.kind == SILENCE
    assert (gap.near, gap.found) == ("2022-05-01", 0)
    assert 25 <= gap.expected <= 32


@pytest.mark.parametrize(
    "counts",
    [
        list(range(300)),
        [n for n in range(300) if n % 7 < 5],
        [n for n in range(300) if not 120 <= n < 127],
        [n + k for n in range(0, 600, 60) for k in range(3)],
        [],
        [5],
    ],
)
def test_weekends_holidays_and_bursts_are_no_silence(counts):
    assert list(silences("mailbox x", days(*counts), PROOF)) == []


@given(st.text(max_size=300), st.sampled_from(["ru", "uk", "be", "en", "de"]))
def test_any_text_is_read_within_its_bounds(text, language):
    for one in spoken_of(text, language, []):
        assert 0 <= one.start < one.end <= len(text)
