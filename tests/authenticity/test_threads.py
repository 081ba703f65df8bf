"""Which messages are one conversation: references first, and what is left without them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.authenticity.threads import (
    INDEX,
    QUOTATION,
    REFERENCES,
    SERIES,
    SUBJECT,
    base_subject,
    is_forward,
    is_reply,
    thread,
)
from affidavit.model import Message
from tests.authenticity.letters import START, letter, read_all


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Gearboxes", "gearboxes"),
        ("RE: FW: Re[2]: Gearboxes (fwd)", "gearboxes"),
        ("[plant] Re: [plant] Gearboxes", "gearboxes"),
        ("Ответ: О станках", "о станках"),
        ("Відп: Прайс", "прайс"),
        ("Gearboxes [urgent]", "gearboxes [urgent]"),
    ],
)
def test_base_subjects(subject, base):
    assert base_subject(subject) == base


def test_replies_and_forwards_are_told_apart():
    assert is_reply("Fwd: x")
    assert is_forward("Fwd: x")
    assert is_reply("Re: x")
    assert not is_forward("Re: x")
    assert not is_reply("Resume")


def test_references_make_a_thread_with_what_is_absent():
    messages, _ = read_all(
        [
            letter(1, message_id="a@x"),
            letter(2, message_id="c@x", reply_to="b@x", day=2),
            letter(3, message_id="d@x", reply_to="c@x", subject="Other words", day=3),
            letter(4, message_id="e@x", subject="Something else", day=4),
        ]
    )
    told = thread(messages)
    first, second, third, alone = messages
    assert told.thread_of[second.id] == told.thread_of[third.id]
    assert told.thread_of[first.id] != told.thread_of[second.id]
    assert told.thread_of[alone.id] not in (told.thread_of[first.id], told.thread_of[third.id])
    assert told.absent == {"b@x": (second.id,)}
    assert told.parent_of[second.id] == ("b@x", REFERENCES)
    assert told.parent_documents(second.id) == ()
    assert told.parent_documents(third.id) == (second.id,)


def test_copies_of_a_message_are_one_and_strangers_with_its_id_are_not():
    messages, _ = read_all(
        [
            letter(1, message_id="a@x"),
            letter(1, message_id="a@x", received=90),
            letter(2, message_id="a@x", subject="Another thing", day=5),
        ]
    )
    told = thread(messages)
    assert told.thread_of[messages[0].id] == told.thread_of[messages[1].id]
    assert told.thread_of[messages[2].id] != told.thread_of[messages[0].id]
    assert set(told.holders["a@x"]) == {messages[0].id, messages[1].id}


def test_an_address_in_in_reply_to_is_no_message():
    (one, two), _ = read_all(
        [
            letter(1, message_id="a@x"),
            letter(2, message_id="b@x", subject="Else", day=1,
                   extra='In-Reply-To: Message from Oleg <veresov@zavod.example> of "Tue" <a@x>'),
        ]
    )  # fmt: skip
    told = thread([one, two])
    assert told.thread_of[one.id] == told.thread_of[two.id]
    assert told.absent == {}


def test_a_mailbox_that_lost_its_references_is_threaded_by_subject_and_quotation():
    messages, _ = read_all(
        [
            letter(1, message_id="a@x"),
            letter(2, sender="lis@port.example", to="veresov@zavod.example", message_id="b@x", subject="Re: Gearboxes", day=1),
            letter(3, message_id="c@x", subject="Quite another", day=2),
            letter(4, sender="who@else.example", to="me@else.example", message_id="d@x", subject="Re: Gearboxes", day=2),
        ]
    )  # fmt: skip
    told = thread(messages, {messages[2].id: messages[0].id})
    assert told.parent_of[messages[1].id] == ("a@x", SUBJECT)
    assert told.parent_of[messages[2].id] == ("a@x", QUOTATION)
    assert messages[3].id not in told.parent_of  # a short subject, and nobody in common


def test_where_references_are_kept_a_guess_joins_only_the_conversation():
    messages, _ = read_all(
        [
            letter(1, message_id="a@x"),
            letter(2, message_id="b@x", subject="Re: Gearboxes", reply_to="a@x", day=1),
            letter(3, message_id="c@x", subject="Re: Gearboxes", day=2),
        ]
    )
    told = thread(messages)
    assert told.thread_of[messages[2].id] != told.thread_of[messages[0].id]
    assert told.conversation_of[messages[2].id] == told.conversation_of[messages[0].id]


def test_outlooks_thread_index_is_read():
    head = bytes.fromhex("01d82d4a" + "00" * 18)
    first, second = read_all(
        [letter(1, subject="One", client=""), letter(2, subject="Two", day=1, client="")]
    )[0]
    first = replace(first, metadata={"thread index": head.hex()})
    second = replace(second, metadata={"thread index": (head + b"12345").hex()})
    told = thread([first, second])
    assert told.parent_of[second.id][1] == INDEX
    assert told.thread_of[first.id] == told.thread_of[second.id]


def test_parts_of_a_series_belong_together():
    messages, _ = read_all([letter(n, subject=f"Drawings {n}/3") for n in (1, 2, 3)])
    told = thread(messages)
    assert len(set(told.conversation_of.values())) == 1
    assert told.parent_of[messages[2].id][1] == SERIES


def test_real_threads_agree_with_their_references(corpora):
    from benchmarks.threads import graph, read

    messages, _ = read(corpora / "mail/notmuch/test/corpora/default")
    told, wanted = thread(messages), graph(messages)
    assert len(messages) > 50
    for one in messages:
        for other in messages:
            same = told.thread_of[one.id] == told.thread_of[other.id]
            assert same == (wanted[one.message_id] == wanted[other.message_id])


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefgh"), max_size=4),
            st.sampled_from(["x", "Re: x", "Re: y", ""]),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_references_give_a_forest_that_does_not_depend_on_the_order(entries):
    messages = [
        Message(
            id=f"doc-{n:03}", kind="message", sha256="", title=subject, date=START,
            message_id=f"{name}@x", references=tuple(f"{r}@x" for r in references),
        )
        for n, (name, references, subject) in enumerate(entries)
    ]  # fmt: skip
    told = thread(messages)
    assert set(told.thread_of) == {m.id for m in messages}
    assert told.thread_of == thread(list(reversed(messages))).thread_of
    for message in messages:
        seen, here = set(), message.id
        while here:
            assert here not in seen
            seen.add(here)
            here = next(iter(told.parent_documents(here)), "")
    for reference, documents in told.absent.items():
        assert reference not in told.holders
        assert documents
