"""Outlook messages, wherever they come from, and how they are told as bytes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers import mapi, olewrite
from affidavit.quarantine.parsers.base import Input
from affidavit.quarantine.parsers.ole import open_ole
from tests.made import outlook
from tests.quarantine.reading import read, texts

SENT = datetime(2022, 3, 14, 6, 12, tzinfo=UTC)
INNER = outlook.tree({0x001A: "IPM.Note", 0x0037: "Внутри", 0x1000: "второе письмо"}, head=24)
MESSAGE = outlook.msg(
    {
        0x001A: "IPM.Note", 0x0037: "\x01\x05RE: Станки", 0x1000: "Станков не будет.\r\n", 0x0C1A: "Соколов Виктор",
        0x5D01: "sokolov@zarz.example", 0x0039: outlook.filetime(SENT), 0x1035: "<one@zarz.example>",
        0x1042: "<zero@zarz.example>",
    },
    [
        {0x0C15: 1, 0x3001: "Корсак Анна", 0x39FE: "korsak@zarz.example"},
        {0x0C15: 3, 0x3001: "Жук", 0x3003: "/O=ZARZ/CN=ZHUK"},
    ],
    [
        {0x3707: "смета.txt", 0x3701: "18,6 млн".encode(), 0x3705: 1},
        {0x3707: "Внутри", 0x3705: 5, "message": INNER},
        {0x3707: "чертёж.dwg", 0x3705: 2, 0x370D: "\\\\server\\чертёж.dwg"},
    ],
)  # fmt: skip


class TestMsg:
    def test_fields_people_and_text(self):
        parsed, _ = read(MESSAGE, "m.msg")
        assert parsed.kind == "message"
        assert parsed.title == "RE: Станки"
        assert texts(parsed, "body")[""] == "Станков не будет.\n"
        assert parsed.date == "2022-03-14T06:12:00+00:00"
        assert parsed.message_id == "one@zarz.example"
        assert parsed.in_reply_to == ("zero@zarz.example",)
        assert parsed.people == (
            ("from", "Соколов Виктор", "sokolov@zarz.example"), ("to", "Корсак Анна", "korsak@zarz.example"),
            ("bcc", "Жук", "/O=ZARZ/CN=ZHUK"),
        )  # fmt: skip

    def test_attachments_embedded_messages_and_references(self):
        _, children = read(MESSAGE, "m.msg")
        assert [(c.name, c.status) for c, _ in children] == [
            ("смета.txt", Status.PENDING), ("Внутри", Status.PENDING), ("чертёж.dwg", Status.REFUSED),
        ]  # fmt: skip
        assert "\\\\server\\чертёж.dwg" in children[2][0].reason
        inner, _ = read(children[1][1])
        assert inner.title == "Внутри"
        assert texts(inner, "body")[""] == "второе письмо"

    def test_a_message_out_of_outlook_has_the_same_bytes_each_time(self):
        assert read(MESSAGE, "m.msg")[1][1][1] == read(MESSAGE, "m.msg")[1][1][1]

    def test_eight_bit_texts_are_read_by_the_code_page(self):
        raw = outlook.tree({0x3FFD: 1251})
        raw["__properties_version1.0"] += b"\x1e\x00\x37\x00\x06\x00\x00\x00" + bytes(8)
        raw["__substg1.0_0037001E"] = "Ремонт".encode("cp1251")
        assert read(olewrite.write(raw), "m.msg")[0].title == "Ремонт"

    def test_a_container_cut_in_half_says_so(self):
        with pytest.raises(Unreadable):
            read(MESSAGE[: len(MESSAGE) // 3], "m.msg")


properties = st.dictionaries(
    st.integers(0, 0x7FFF), st.one_of(st.text(), st.binary(), st.integers(-(2**62), 2**62), st.booleans()), max_size=8
)  # fmt: skip
messages = st.recursive(
    st.builds(mapi.MapiMessage, properties, st.lists(properties, max_size=2).map(tuple)),
    lambda inner: st.builds(
        mapi.MapiMessage, properties, st.just(()),
        st.lists(st.builds(mapi.MapiAttachment, properties, st.none() | st.binary(), inner, st.text()), max_size=2).map(tuple),
    ),
    max_leaves=4,
)  # fmt: skip


@given(messages)
def test_what_is_dumped_is_loaded_again(message):
    assert mapi.load(memoryview(mapi.dump(message))) == message


@given(st.binary(max_size=80))
def test_other_bytes_are_refused(noise):
    with pytest.raises(Unreadable):
        mapi.load(memoryview(mapi.MAGIC + b"\0" * 8 + noise))


names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)
trees = st.recursive(
    st.dictionaries(names, st.binary(max_size=9000), max_size=4),
    lambda inner: st.dictionaries(names, inner | st.binary(max_size=9000), max_size=4),
    max_leaves=6,
)


@given(trees)
def test_a_written_container_holds_what_was_put_in(tree):
    tree = {name.upper(): value for name, value in tree.items()}

    def same(storage, expected):
        streams = {n: v for n, v in expected.items() if isinstance(v, bytes)}
        assert storage.stream_names() == sorted(streams)
        for name, data in streams.items():
            assert storage.stream(name) == data
        for name, inner in storage.storages():
            same(inner, expected[name])

    def unique(inner):
        kept = {}
        for name, value in inner.items():
            if name.upper() not in {k.upper() for k in kept}:
                kept[name] = value if isinstance(value, bytes) else unique(value)
        return kept

    tree = unique(tree)
    raw = olewrite.write(tree)
    with open_ole(Input(memoryview(raw), "", "", "")) as root:
        same(root, tree)


class TestTnef:
    def test_fields_body_and_files(self):
        raw = outlook.tnef("Станки", "Станков не будет.", [("смета.txt", b"1"), ("план.txt", b"2")])
        parsed, children = read(raw, "winmail.dat")
        assert parsed.title == "Станки"
        assert texts(parsed, "body")[""] == "Станков не будет."
        assert [(c.name, data) for c, data in children] == [("смета.txt", b"1"), ("план.txt", b"2")]

    @given(st.integers(6, 400))
    def test_one_that_is_cut_gives_what_is_there_and_says_so(self, length):
        whole = outlook.tnef("Станки", "Станков не будет.", [("смета.txt", b"1" * 300)])
        parsed, _ = read(whole[:length], "winmail.dat", "application/vnd.ms-tnef")
        assert parsed.kind == "message"
