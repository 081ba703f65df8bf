"""Who writes to whom, who is tied to whom, who is central."""

from hypothesis import given
from hypothesis import strategies as st

from affidavit.findings.network import WRITES, central, ties
from affidavit.model import Message, Participant
from tests.conftest import rows_of


def letter(number, sender, *recipients):
    people = (Participant("from", "", sender), *(Participant("to", "", r) for r in recipients))
    return Message(id=f"doc-{number}", kind="message", sha256="0" * 64, participants=people)


def test_letters_are_counted_by_direction_with_their_days():
    letters = [letter(1, "a@x", "b@x"), letter(2, "A@x", "b@x", "c@x"), letter(3, "b@x", "a@x")]
    days = {"doc-1": "2022-05-01", "doc-2": "2023-01-01"}
    found = {(t.one, t.other): t for t in ties(letters, [], days, {"b@x": "entity-b"}, {})}
    assert (found["a@x", "entity-b"].weight, found["entity-b", "a@x"].weight) == (2, 1)
    assert (found["a@x", "entity-b"].first, found["a@x", "entity-b"].last) == (
        "2022-05-01",
        "2023-01-01",
    )
    assert found["entity-b", "a@x"].first == ""


def test_nobody_writes_to_himself():
    assert ties([letter(1, "a@x", "a@x")], [], {}, {}, {}) == []


def test_who_is_central_in_a_year():
    letters = [letter(1, "a@x", "b@x"), letter(2, "c@x", "a@x")]
    days = {"doc-1": "2022-05-01", "doc-2": "2022-06-01"}
    assert central(letters, days, {})[0] == ("2022", "a@x", 2, 2)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=30))
def test_every_letter_to_somebody_else_is_counted_once(pairs):
    letters = [letter(n, f"{a}@x", f"{b}@x") for n, (a, b) in enumerate(pairs)]
    found = ties(letters, [], {}, {}, {})
    assert all(tie.kind == WRITES for tie in found)
    assert sum(tie.weight for tie in found) == sum(a != b for a, b in pairs)


def test_the_demos_timeline_is_in_order_and_its_network_has_names(demo):
    timeline = list(rows_of("timeline", "-C", demo / "case"))
    dated = [row["date"] for row in timeline if row["date"]]
    assert dated == sorted(dated)
    assert {"message", "said", "fact", "listed"} <= {row["kind"] for row in timeline}
    (plant,) = [r for r in timeline if r["kind"] == "listed" and r["date"] == "2023-02-24"][:1]
    assert "targets.simple.csv" in plant["text"]
    network = list(rows_of("network", "-C", demo / "case"))
    assert any(row["kind"] == "repair" for row in network)
    writes = [row for row in network if row["kind"] == "writes"]
    assert writes[0]["weight"] >= writes[-1]["weight"]
    assert any(not row["one_name"].startswith("entity-") for row in writes)
