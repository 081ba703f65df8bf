"""What messages of one leak say of one another: support, differing copies, altered words, order."""

import pytest

from affidavit.authenticity.checks import CONTRADICTION, SUSPICIOUS
from affidavit.authenticity.corroboration import Relations, owners_of
from affidavit.authenticity.grades import grade
from affidavit.authenticity.letters import letter_of
from affidavit.authenticity.origins import Texts, own_text
from affidavit.authenticity.threads import thread
from tests.authenticity.letters import letter, read_all
from tests.authenticity.test_origins import OFFER, answer


def related(*raws, owners=None):
    """(messages, relations) of a small leak; `owners` are sets of people by number."""
    messages, layers = read_all(raws)
    by_id = {m.id: m for m in messages}
    letters = {m.id: letter_of(m, f"{n}.eml", "box", n) for n, m in enumerate(messages)}
    threads = thread(messages)
    relations = Relations(letters)
    for document, origins in Texts(by_id, layers.__getitem__).origins(threads.answered):
        relations.quotes(document, origins)
    relations.finish()
    held = {m.id: frozenset((owners or {}).get(n, {"a@x"})) for n, m in enumerate(messages)}
    relations.copies(threads, held, lambda d: own_text(layers[d]))
    relations.order(threads)
    return messages, relations


def verdicts(relations, message, name):
    return [c.verdict for c in relations.checks[message.id] if c.name == name]


def test_quoted_by_another_person_it_is_corroborated_and_the_answer_is_not():
    (one, two), relations = related(letter(1, body=OFFER), answer(OFFER))
    (support,) = relations.support[one.id]
    assert (support.how, support.others) == ("quoted", (two.id,))
    assert relations.support[two.id] == []
    assert grade((), "zavod.example", relations.checks[one.id], [support]).grade == "corroborated"
    assert grade((), "port.example", relations.checks[two.id], ()).grade != "corroborated"


def test_nobody_corroborates_himself():
    own = answer(OFFER).replace(b"From: lis@port.example", b"From: veresov@zavod.example")
    (one, _), relations = related(letter(1, body=OFFER), own)
    assert relations.support[one.id] == []


def test_other_words_than_one_quotation_are_suspicious_than_two_a_contradiction():
    altered = letter(1, body=OFFER.replace("12500", "16500"), message_id="a@x")
    (one, _), relations = related(altered, answer(OFFER, reply_to="a@x"))
    assert verdicts(relations, one, "quoted_text") == [SUSPICIOUS]
    third = answer(OFFER, number=3, day=2, reply_to="a@x")
    (one, *_), relations = related(altered, answer(OFFER, reply_to="a@x"), third)
    assert verdicts(relations, one, "quoted_text") == [CONTRADICTION]
    (check,) = (c for c in relations.checks[one.id] if c.name == "quoted_text")
    assert "16500" in check.why
    assert "12500" in check.why


def test_copies_in_two_peoples_mailboxes_support_each_other():
    first, second = letter(1, body=OFFER, message_id="a@x"), letter(1, body=OFFER, message_id="a@x", received=60)  # fmt: skip
    messages, relations = related(first, second, owners={0: {"a@x"}, 1: {"b@y"}})
    assert [s.how for m in messages for s in relations.support[m.id]] == ["held", "held"]
    messages, relations = related(first, second, owners={0: {"a@x"}, 1: {"a@x"}})
    assert [relations.support[m.id] for m in messages] == [[], []]


@pytest.mark.parametrize(
    ("change", "contradicts"),
    [
        (lambda text: text.replace("12500", "16500"), True),
        (lambda text: text.replace("\n", "\n\n"), False),
        (lambda text: text + "\nThis mail was checked for viruses.", False),
        (lambda text: text.replace("we can deliver", "we can not deliver"), True),
        (lambda text: text.replace("o", "?").replace("i", "?"), False),
    ],
)
def test_copies_with_other_words_contradict_each_other(change, contradicts):
    first = letter(1, body=OFFER, message_id="a@x")
    second = letter(1, body=change(OFFER), message_id="a@x", received=60)
    (one, other), relations = related(first, second)
    for message in (one, other):
        assert (CONTRADICTION in verdicts(relations, message, "copies")) == contradicts
        assert relations.support[message.id] == []


def test_the_copy_that_others_quote_is_not_blamed():
    true = letter(1, body=OFFER, message_id="a@x")
    false = letter(1, body=OFFER.replace("12500", "16500"), message_id="a@x", received=60)
    (one, other, _), relations = related(true, false, answer(OFFER, reply_to="a@x"))
    assert verdicts(relations, one, "copies") == []
    assert verdicts(relations, other, "copies") == [CONTRADICTION]


def test_an_answer_older_than_its_question_contradicts():
    question = letter(1, message_id="a@x", day=5)
    early = letter(2, sender="lis@port.example", reply_to="a@x", day=2)
    unseen = letter(2, sender="lis@port.example", reply_to="a@x", day=4, received=None)
    (_, other), found = related(question, unseen)
    assert verdicts(found, other, "thread_order") == [SUSPICIOUS]
    (one, two), relations = related(question, early)
    assert verdicts(relations, two, "thread_order") == [CONTRADICTION]
    assert verdicts(relations, one, "thread_order") == []


def test_the_message_that_all_answers_precede_is_the_one_that_is_wrong():
    question = letter(1, message_id="a@x", day=9)
    answers = [letter(n, sender="lis@port.example", reply_to="a@x", day=2 + n) for n in (2, 3)]
    (one, two, three), relations = related(question, *answers)
    assert verdicts(relations, one, "thread_order") == [CONTRADICTION, CONTRADICTION]
    assert (
        verdicts(relations, two, "thread_order") == verdicts(relations, three, "thread_order") == []
    )


def test_the_owner_of_a_mailbox_is_who_takes_part_in_most_of_it():
    boxes = {
        "box": [{"a@x", "b@y"}, {"a@x", "c@z"}, {"a@x"}],
        "few": [{"a@x"}],
        "two": [{"a@x", "b@y"}, {"a@x", "b@y"}, {"b@y", "a@x"}],
        "none": [],
    }
    assert owners_of(boxes) == {"box": "a@x"}


def test_a_quotation_that_leaves_a_sentence_out_confirms_nothing():
    grown = OFFER.replace(
        "The price", "Bring half a million dollars to the minister in cash. The price"
    )
    (one, _), relations = related(
        letter(1, body=grown, message_id="a@x"), answer(OFFER, reply_to="a@x")
    )
    assert relations.support[one.id] == []


def test_an_alias_of_the_sender_is_no_other_person():
    alias = answer(OFFER).replace(b"From: lis@port.example", b"From: veresov+work@zavod.example")
    (one, _), relations = related(letter(1, body=OFFER), alias)
    assert relations.support[one.id] == []


def test_another_version_of_another_time_is_unusual_only():
    draft = letter(1, body=OFFER, message_id="a@x")
    sent = letter(1, body=OFFER + "\nAnd the packing is ours.", message_id="a@x", day=1)
    messages, relations = related(draft, sent)
    for message in messages:
        assert CONTRADICTION not in verdicts(relations, message, "copies")


def test_an_id_that_a_program_reuses_tells_nothing():
    readings = [letter(n, body=f"Meter {1000 + n}", message_id="meter@x", day=n) for n in range(5)]
    messages, relations = related(*readings)
    assert all(verdicts(relations, m, "copies") == [] for m in messages)


def test_a_wrong_clock_of_the_asker_does_not_contradict_the_answer():
    question = letter(1, message_id="a@x", day=3, received=-2 * 86400)
    reply = letter(2, sender="lis@port.example", reply_to="a@x", day=2)
    (_, two), relations = related(question, reply)
    assert CONTRADICTION not in verdicts(relations, two, "thread_order")


def test_like_reports_are_not_taken_for_the_absent_one_that_is_answered():
    report = "Good evening. Today {} tons of barley were loaded on hold two. Nothing else to tell."
    before = letter(1, body=report.format(500), message_id="r4@x")
    quoted = [answer(report.format(620), number=n, day=n, reply_to="r5@x") for n in (2, 3)]
    (one, *_), relations = related(before, *quoted)
    assert verdicts(relations, one, "quoted_text") == []


def test_a_slip_that_a_quotation_mends_is_no_difference():
    slip = OFFER.replace("gearboxes", "gearbxes")
    raws = [
        letter(1, body=slip, message_id="a@x"),
        *(answer(OFFER, number=n, day=n, reply_to="a@x") for n in (2, 3)),
    ]
    (one, *_), relations = related(*raws)
    assert verdicts(relations, one, "quoted_text") == []
