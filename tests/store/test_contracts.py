"""What every backend of rows, blobs and search keeps. A new backend adds a fixture parameter."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affidavit.model import (
    Anchor,
    Blob,
    Claim,
    Document,
    Item,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Role,
    Span,
    Status,
    TextLayer,
)  # fmt: skip
from affidavit.model.errors import CaseError
from affidavit.store import FolderBlobs, SqliteRows, TantivyIndex
from affidavit.store.packing import pack, unpack
from affidavit.store.terms import index_entry, matching_spans, parse_query

SHA = "ab" * 32


@pytest.fixture(params=["sqlite"])
def rows(request, tmp_path):
    backend = SqliteRows(tmp_path / "case.db")
    yield backend
    backend.close()


def document(name="1", text="Завод ремонтирует вертолёты Ми-8.", language="ru"):
    sha = (name * 64)[:64]
    made = Document(Document.make_id(sha, "text"), "text", sha, f"title {name}")
    return made, TextLayer.make(made.id, "body", "", text, language)


class TestRows:
    def test_items_come_back_as_they_were_put_in_the_order_of_paths(self, rows):
        items = [
            Item(Item.make_id(p, SHA), p, Blob(SHA, 3), "text/plain", original=SHA)
            for p in ("b", "a")
        ]
        rows.put_items(items)
        assert list(rows.items()) == [items[1], items[0]]
        assert rows.item(items[0].id) == items[0]
        assert rows.items_of_blob(SHA) == [items[1], items[0]]
        rows.put_items([replace(items[0], status=Status.OK)])
        assert [i.path for _, i in rows.pending(0, 9)] == ["a"]

    def test_pending_items_are_paged_by_number_and_new_ones_come_last(self, rows):
        items = [Item(Item.make_id(p, SHA), p, Blob(SHA, 3), "") for p in "cab"]
        rows.put_items(items)
        first = rows.pending(0, 2)
        assert [i.path for _, i in first] == ["c", "a"]
        rows.put_items([replace(items[0], status=Status.OK), replace(items[2], path="b")])
        rows.put_items([Item(Item.make_id("d", SHA), "d", Blob(SHA, 3), "")])
        assert [i.path for _, i in rows.pending(first[-1][0], 9)] == ["b", "d"]
        assert rows.pending_count() == 3

    def test_members_and_what_a_container_announces(self, rows):
        box = Item(Item.make_id("box", SHA), "box", Blob(SHA, 3), "", Status.OK, expected=2)
        members = [
            Item(Item.make_id(p, SHA), p, Blob(SHA, 1), "", Status.OK, parent=box.id)
            for p in ("box/2", "box/1")
        ]
        rows.put_items([*members, box])
        assert list(rows.members(box.id)) == members
        assert rows.containers() == [(box, 2)]
        assert rows.item_counts() == [("", "ok", 3)]
        rows.forget_items([members[0].id])
        assert list(rows.members(box.id)) == members[1:]

    def test_anchors_come_back_and_go_with_their_document(self, rows):
        made, layer = document("a")
        anchors = [Anchor(0, 3, "B4"), Anchor(4, 6, box=(1.5, 2.0, 3.0, 4.0), confidence=0.5)]
        rows.put_document(made, [layer])
        rows.put_anchors(layer.id, anchors)
        rows.put_fingerprints({made.id: b"1234"})
        rows.mark("index", made.id, "1")
        assert rows.anchors(layer.id) == anchors
        assert list(rows.fingerprints()) == [(made.id, b"1234")]
        assert rows.unmarked_documents("index", "1") == []
        assert rows.unmarked_documents("index", "2") == [made.id]
        assert rows.mark_count("index") == 1
        rows.forget_documents([made.id])
        assert rows.document(made.id) is None
        assert rows.anchors(layer.id) == []
        assert list(rows.fingerprints()) == []
        assert rows.mark_count("index") == 0

    @pytest.mark.parametrize("order", [("b.txt", "a.txt"), ("a.txt", "b.txt")])
    def test_one_document_under_two_names_is_told_the_same_in_any_order(self, rows, order):
        made, layer = document("a")
        for name in order:
            rows.put_document(replace(made, title=name), [layer])
        assert rows.document(made.id).title == "a.txt"
        assert rows.layers(made.id) == [layer]

    def test_the_first_occurrence_of_a_blob_is_ok_the_others_are_duplicates(self, rows):
        items = [Item(Item.make_id(p, SHA), p, Blob(SHA, 3), "", Status.OK) for p in "cab"]
        rows.put_items(items)
        rows.mark_duplicates()
        rows.mark_duplicates()
        assert [(i.path, i.status.value) for i in rows.items()] == [
            ("a", "ok"),
            ("b", "duplicate"),
            ("c", "duplicate"),
        ]
        assert "a" in list(rows.items())[1].reason

    def test_a_document_is_kept_once_with_its_layers(self, rows):
        made, layer = document()
        rows.put_document(made, [layer])
        rows.put_document(replace(made, title="zzz"), [layer])
        assert rows.document(made.id) == made
        assert rows.layers(made.id) == [layer]
        assert rows.layer(layer.id) == layer
        assert rows.document_ids() == [made.id]

    def test_mentions_and_claims_are_replaced_not_added(self, rows):
        made, layer = document()
        rows.put_document(made, [layer])
        span = Span.over(layer, 0, 5)
        mention = Mention(span, MentionKind.ORGANISATION, "Завод", 0.9, "x", {"a": "b"})
        claim = Claim("repair", made.id, {"repairer": Role("Завод", "organisation", "Завод", span)},
                      Polarity.AFFIRMED, Modality.ASSERTED, "", (), (span,), "ru", 0.9, "x")  # fmt: skip
        for _ in range(2):
            rows.put_mentions(made.id, [mention])
            rows.put_claims(made.id, [claim])
        assert list(rows.mentions()) == [(made.id, mention)]
        assert list(rows.claims(made.id)) == [claim]
        assert list(rows.claim_ids()) == [(claim.id, claim)]
        rows.put_claims(made.id, [])
        assert list(rows.claims()) == []

    def test_a_transaction_is_all_or_nothing(self, rows):
        made, layer = document()
        with pytest.raises(RuntimeError), rows.transaction():
            rows.put_document(made, [layer])
            raise RuntimeError
        assert rows.document(made.id) is None

    def test_views_and_marks_keep_order_and_newest_value(self, rows):
        rows.put_view("lead", [{"id": "b"}, {"id": "a", "x": [1]}])
        rows.put_view("lead", [{"id": "c", "x": {"y": "ё"}}, {"id": "a"}])
        assert rows.view("lead") == [{"id": "c", "x": {"y": "ё"}}, {"id": "a"}]
        assert rows.view_entry("lead", "c") == {"id": "c", "x": {"y": "ё"}}
        assert rows.view_entry("lead", "b") is None
        rows.mark("index", "doc", "1")
        rows.mark("index", "doc", "2")
        assert rows.marks("index") == {"doc": "2"}
        assert rows.counts()["items"] == 0

    def test_what_is_written_is_there_for_the_next_who_opens_it(self, tmp_path):
        made, layer = document()
        first = SqliteRows(tmp_path / "x.db")
        first.put_document(made, [layer])
        second = SqliteRows(tmp_path / "x.db", read_only=True)
        assert second.layers(made.id) == [layer]
        second.close()
        first.close()

    def test_a_file_that_is_no_database_is_named(self, tmp_path):
        (tmp_path / "bad.db").write_bytes(b"not a database at all" * 100)
        with pytest.raises(CaseError, match=r"bad\.db.*rebuild"):
            SqliteRows(tmp_path / "bad.db")


class TestBlobs:
    def test_bytes_are_kept_once_read_only_under_their_hash(self, tmp_path):
        blobs = FolderBlobs(tmp_path / "vault")
        blob = blobs.put(io.BytesIO(b"abc"))
        assert blobs.put(io.BytesIO(b"abc")) == blob
        assert blob.size == 3
        assert blobs.has(blob.sha256)
        assert list(blobs.hashes()) == [blob.sha256]
        assert blobs.path(blob.sha256).read_bytes() == b"abc"
        assert blobs.path(blob.sha256).stat().st_mode & 0o222 == 0

    def test_half_a_copy_never_gets_a_name(self, tmp_path):
        class Breaks(io.RawIOBase):
            def read(self, size=-1):
                raise OSError("disk gone")

        blobs = FolderBlobs(tmp_path / "vault")
        with pytest.raises(OSError, match="disk gone"):
            blobs.put(Breaks())
        assert list(blobs.hashes()) == []


@given(st.text(alphabet=st.characters()))
def test_packing_loses_nothing(text):
    assert unpack(pack(text)) == text


TEXTS = {
    "1": ("Передайте Коваленко, что вертолёты отремонтированы.", "ru"),
    "2": ("Завод відремонтував верстати для Києва.", "uk"),
    "3": ("Завод адрамантаваў станкі, пісаў Каваленка.", "be"),
    "4": ("Mr Kovalenko overhauled the machines in Minsk.", "en"),
    "5": ("Ничего общего с остальными.", "ru"),
}


class TestSearch:
    @pytest.fixture(params=["tantivy"])
    def index(self, request, tmp_path):
        backend = TantivyIndex(tmp_path / "index")
        for name, (text, language) in TEXTS.items():
            made, layer = document(name, text, language)
            backend.add([index_entry(made, [layer])])
        backend.commit()
        yield backend
        backend.close()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("вертолётами", "1"), ("отремонтировать", "1"), ("верстатів", "2"), ("станкоў", "3"),
            ("machine", "4"), ("Kovalenko", "134"), ("Коваленком", "134"), ("Minsk", "4"), ("Минск", "4"),
            ('"overhauled the machines"', "4"), ('"machines overhauled"', ""), ("lang:uk", "2"),
            ("Kovalenko lang:en", "4"), ("завод станкі", "3"), ("нет такого слова", ""),
        ],
    )  # fmt: skip
    def test_words_in_any_inflection_and_names_in_any_script(self, index, query, found):
        hits = {hit.document for hit in index.search(parse_query(query), 20)}
        assert hits == {document(name)[0].id for name in found}

    def test_adding_again_replaces(self, index):
        made, layer = document("5", "Совсем другое слово", "ru")
        index.add([index_entry(made, [layer])])
        index.commit()
        assert [h.document for h in index.search(parse_query("другое"), 9)] == [made.id]
        assert index.search(parse_query("остальными"), 9) == []

    def test_the_places_found_are_exact(self):
        text = TEXTS["1"][0]
        spans = matching_spans(text, "ru", parse_query("kovalenko вертолёт"))
        assert [text[a:b] for a, b in spans] == ["Коваленко", "вертолёты"]
