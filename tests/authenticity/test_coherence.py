"""Whether the outside of a message fits itself and its sender's other mail."""

import pytest

from affidavit.authenticity.checks import CONTRADICTION, OK, UNKNOWN
from affidavit.authenticity.coherence import check_outside
from affidavit.authenticity.grades import grade
from affidavit.authenticity.habits import Habits
from affidavit.authenticity.letters import letter_of, paper_of, shape
from tests.authenticity.letters import letter, read, read_all


def checked(odd, usual=40, papers=()):
    """The checks of one message among `usual` ordinary ones of its sender."""
    raws = [letter(n, day=n) for n in range(usual)]
    letters = [letter_of(m, f"{m.id}.eml", "box", n) for n, m in enumerate(read_all(raws)[0])]
    one = letter_of(read(odd, 999)[0], "odd.eml", "box", 999, papers)
    checks = check_outside(one, Habits([*letters, one]))
    return {c.name: c for c in checks}, grade((), one.domain, checks, ())


def test_an_ordinary_message_is_coherent():
    checks, graded = checked(letter(7, day=50))
    assert {c.verdict for c in checks.values()} <= {OK, UNKNOWN}
    assert (graded.grade, graded.suspicion) == ("coherent", 0)


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        (letter(7, day=50, received=-40 * 86400), "date"),
        (letter(7, day=50).replace(b"Date: ", b"Date: Xxx, ").replace(b"Xxx, Wed", b"Mon").replace(b"Xxx, ", b""), "weekday"),
        (letter(7, day=50, extra='Thread-Index: AdiFWjwaKzxAT4G0wAAAAAAAAAAAAA=='.replace("AdiF", "Aery")), "own_stamp"),
    ],
)  # fmt: skip
def test_what_contradicts_itself(odd, name):
    checks, graded = checked(odd)
    if name == "weekday" and name not in checks:
        odd = odd.replace(b"Date: Wed", b"Date: Fri").replace(b"Date: Tue", b"Date: Fri")
        checks, graded = checked(odd)
    assert checks[name].verdict == CONTRADICTION, checks.get(name)
    assert graded.grade == "contradicted"
    assert checks[name].why in graded.why


def test_whole_hours_are_a_wrong_zone_and_no_contradiction():
    checks, graded = checked(letter(7, day=50, received=-3 * 3600 + 5))
    assert checks["date"].verdict == "unusual"
    assert graded.grade != "contradicted"


def test_another_program_once_is_unusual_and_several_things_at_once_contradict():
    phone = letter(7, day=50, client="iPhone Mail (19E241)", message_id="A1B2C3D4-1111-2222-3333-444455556666@zavod.example")  # fmt: skip
    checks, graded = checked(phone)
    assert checks["program"].verdict in ("unusual", "suspicious")
    assert "of 40 other messages of this sender 0 have it" in checks["program"].why
    assert graded.grade != "contradicted"
    forged = letter(7, day=50, client="PHPMailer 5.2", message_id="B64.5@relay.other.example", zone="+0000")  # fmt: skip
    checks, graded = checked(forged)
    assert graded.grade == "contradicted"
    assert graded.suspicion > 12


def test_too_few_messages_tell_nothing():
    checks, graded = checked(letter(7, day=50, client="PHPMailer 5.2"), usual=3)
    assert checks["program"].verdict == UNKNOWN
    assert "3 other messages to compare with: too few" in checks["program"].why
    assert graded.grade != "contradicted"


def test_a_paper_made_after_the_message_contradicts_it():
    late = paper_of("doc-9", "contract.docx", {"created": "2022-08-01T10:00:00Z"})
    checks, graded = checked(letter(7, day=50), papers=[late])
    assert checks["attachment"].verdict == CONTRADICTION
    assert "2022-08-01" in graded.why
    early = paper_of("doc-9", "contract.docx", {"created": "D:20220301101500"})
    checks, _ = checked(letter(7, day=50), papers=[early])
    assert checks["attachment"].verdict == OK


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20220203.m001", "20230611.m377"),
        ("000001d85a3c$1a2b3c40$4f81b4c0$", "002201cf8935$21356bc2$7d41c2e0$"),
        ("548842FC.9040504", "54994186.8060308"),
    ],
)
def test_ids_of_one_program_have_one_shape(one, other):
    assert shape(one, words=False) == shape(other, words=False)


def test_outlooks_own_time_is_read_out_of_its_id():
    message, _ = read(letter(1, message_id="000901d82d4a$21356bc2$511d1a90$@zavod.example"))
    (stamp,) = letter_of(message, "", "", 0).stamps
    assert stamp.when.date().isoformat() == "2022-03-01"


def test_a_draft_that_was_sent_late_is_suspicious_and_not_contradicted():
    checks, graded = checked(letter(7, day=50, received=45 * 86400))
    assert checks["date"].verdict == "suspicious"
    assert graded.grade != "contradicted"
