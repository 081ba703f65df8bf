"""Office documents: what a reader sees as text, what it does not see in layers of its own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from affidavit.model import Status
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.blips import pictures
from affidavit.quarantine.parsers.cells import column, shown
from affidavit.quarantine.parsers.olewrite import write
from tests.made import office, pages, ppt
from tests.quarantine.reading import at, read, texts

COMMENTS = (
    f'<w:comments {office.W}><w:comment w:author="Анна Корсак" w:date="2022-03-01T10:00:00Z">'
    "<w:p><w:r><w:t>Согласовать цену</w:t></w:r></w:p></w:comment></w:comments>"
)
NOTES = (
    f"<w:footnotes {office.W}><w:footnote>{office.paragraph('Без НДС')}</w:footnote></w:footnotes>"
)


class TestWord:
    def document(self):
        body = (
            office.paragraph("Договор подряда № 417")
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Станок</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>18,6 млн</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            '<w:p><w:ins w:author="A"><w:r><w:t>Вставлено</w:t></w:r></w:ins>'
            '<w:del w:author="Анна Корсак" w:date="2022-03-02"><w:r><w:delText>Покупатель из Альдерии</w:delText></w:r></w:del></w:p>'
            + office.paragraph("Тайный пункт", "<w:rPr><w:vanish/></w:rPr>")
        )
        extra = {
            "word/comments.xml": COMMENTS,
            "word/footnotes.xml": NOTES,
            "word/embeddings/смета.txt": "внутри",
        }
        links = {"c": ("comments", "comments.xml"), "f": ("footnotes", "footnotes.xml")}
        return read(office.docx(body, extra, links), "договор.docx")

    def test_body_tables_and_insertions_are_the_text(self):
        body = texts(self.document()[0], "body")[""]
        assert body.splitlines() == ["Договор подряда № 417", "Станок\t18,6 млн", "Вставлено", ""]

    def test_what_is_not_seen_stands_apart(self):
        parsed, _ = self.document()
        assert "Покупатель из Альдерии" in texts(parsed, "deleted")[""]
        assert "Анна Корсак" in texts(parsed, "deleted")[""]
        assert texts(parsed, "hidden")[""].strip() == "Тайный пункт"
        comment = "Анна Корсак 2022-03-01T10:00:00Z: Согласовать цену\n"
        assert texts(parsed, "comment") == {"comment 1": comment}
        assert texts(parsed, "note") == {"footnotes 1": "Без НДС\n"}

    def test_properties_and_embedded_files(self):
        parsed, children = self.document()
        assert parsed.title == "Договор"
        assert parsed.metadata["author"] == "Виктор Соколов"
        assert parsed.metadata["last modified by"] == "Анна Корсак"
        assert parsed.metadata["company"] == "ОАО Заречье"
        assert parsed.metadata["template"] == "Normal.dotm"
        assert [(c.segment, c.name, data) for c, data in children] == [
            ("embedded:1", "смета.txt", "внутри".encode())
        ]

    def test_paragraphs_of_lists_have_the_numbers_that_word_shows(self):
        def item(text, level, number=1):
            marks = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
            return f"<w:p>{marks}<w:r><w:t>{text}</w:t></w:r></w:p>"

        levels = (
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
        )
        numbering = (
            f'<w:numbering {office.W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
        )
        body = (
            item("Предмет", 0)
            + item("ремонт", 1)
            + item("поставка", 1)
            + item("Цена", 0)
            + item("аванс", 1)
        )
        parsed, _ = read(office.docx(body, {"word/numbering.xml": numbering}), "a.docx")
        assert texts(parsed, "body")[""].splitlines() == [
            "1. Предмет", "1.а) ремонт", "1.б) поставка", "2. Цена", "2.а) аванс",
        ]  # fmt: skip

    def test_a_package_without_its_text_says_so(self):
        with pytest.raises(Unreadable, match="missing or damaged"):
            read(
                office.package({"[Content_Types].xml": "<x/>", "word/other.xml": "<x/>"}), "a.docx"
            )

    def test_entities_are_not_resolved(self):
        bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        parts = office.docx(office.paragraph("x"))
        raw = office.package({"word/document.xml": f"{bomb}<w:document {office.W}><w:body>{office.paragraph('до &b; после')}</w:body></w:document>", "[Content_Types].xml": "<x/>"})  # fmt: skip
        assert "aaaa" not in texts(read(raw, "a.docx")[0], "body").get("", "")
        assert read(parts, "a.docx")[0].kind == "docx"


class TestSheets:
    STYLES = (
        '<numFmts><numFmt numFmtId="164" formatCode="#,##0&quot; ₽&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    )

    def book(self):
        shown_rows = (
            f'<cols><col min="4" max="4" hidden="1"/></cols><sheetData><row r="2">{office.text_cell("B2", "Доля завода")}'
            '<c r="C2" s="1"><v>0.45</v></c><c r="D2"><v>7</v></c></row>'
            '<row r="3"><c r="B3" s="2"><v>44615</v></c><c r="C3" s="3"><v>18600000</v></c></row>'
            f'<row r="4" hidden="1">{office.text_cell("A4", "себестоимость")}</row></sheetData>'
        )
        secret = f"<sheetData><row r='1'>{office.text_cell('A1', 'чёрная касса')}</row></sheetData>"
        sheets = [("Смета", "visible", shown_rows), ("Скрытый", "veryHidden", secret)]
        device = "HP LaserJet 1020".encode("utf-16-le").ljust(64, b"\0")
        extra = {"xl/printerSettings/printerSettings1.bin": device}
        return read(office.xlsx(sheets, self.STYLES, extra), "смета.xlsx")[0]

    def test_cells_are_read_as_they_are_to_be_read(self):
        sheet = next(t for t in self.book().texts if t.kind == "sheet")
        assert sheet.name == "Смета"
        assert sheet.text == "Доля завода\t45%\n2022-02-23\t18600000 ₽\n"

    def test_every_cell_has_its_place(self):
        sheet = next(t for t in self.book().texts if t.kind == "sheet")
        assert at(sheet, "45%").cell == "C2"
        assert at(sheet, "18600000 ₽").cell == "C3"

    def test_hidden_rows_columns_and_sheets_stand_apart(self):
        hidden = texts(self.book(), "hidden")
        assert hidden["Смета (hidden)"] == "7\nсебестоимость\n"
        assert hidden["Скрытый (hidden)"] == "чёрная касса\n"

    def test_the_printer_is_told(self):
        assert self.book().metadata["printer"] == "HP LaserJet 1020"

    @given(
        st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12), st.integers(0, 60)
    )
    def test_any_number_in_any_format_becomes_text(self, value, code, number):
        assert isinstance(shown(value, code, number), str)

    @given(st.integers(0, 20_000))
    def test_columns_have_the_letters_of_a_sheet(self, number):
        letters = 0
        for letter in column(number):
            letters = letters * 26 + ord(letter) - 64
        assert letters - 1 == number

    def test_a_table_in_text_form_has_places_too(self):
        parsed, _ = read('имя;"доля; в %"\nзавод;45\n'.encode("windows-1251"), "доли.csv")
        body = parsed.texts[0]
        assert body.text == 'имя;"доля; в %"\nзавод;45\n'
        assert at(body, "доля; в %").cell == "B1"
        assert at(body, "45").cell == "B2"

    @settings(max_examples=150)
    @given(st.text(alphabet='ab;,"\n\t|', max_size=60))
    def test_cells_of_any_table_never_overlap(self, text):
        parsed, _ = read(text.encode(), "a.csv")
        anchors = parsed.texts[0].anchors if parsed.texts else ()
        assert all(one.end <= two.start for one, two in pairwise(anchors))


class TestSlides:
    def test_slides_notes_and_hidden_slides(self):
        raw = office.pptx([("План", False), ("Запасной", True)], {1: "не говорить о цене"})
        parsed, _ = read(raw, "план.pptx")
        assert texts(parsed, "slide") == {"slide 1": "План\n", "slide 2 (hidden)": "Запасной\n"}
        assert texts(parsed, "note") == {"notes of slide 1": "не говорить о цене\n"}


class TestOpenDocument:
    def test_text_with_a_deletion_a_comment_and_a_note(self):
        body = (
            "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Анна</dc:creator>"
            "</office:change-info><text:p>удалено</text:p></text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>Ремонт<text:s text:c='2'/>двух <text:span>бортов</text:span><office:annotation><dc:creator>Виктор</dc:creator>"
            "<text:p>уточнить</text:p></office:annotation><text:note><text:note-body><text:p>до мая</text:p></text:note-body></text:note>.</text:p>"
        )
        parsed, _ = read(
            office.odf("text", body, "<meta:initial-creator>Виктор</meta:initial-creator>"), "a.odt"
        )
        assert texts(parsed, "body")[""] == "Ремонт  двух бортов.\n"
        assert "удалено" in texts(parsed, "deleted")[""]
        assert texts(parsed, "comment")["comment 1"] == "Виктор: уточнить\n"
        assert texts(parsed, "note")["note 1"] == "до мая\n"
        assert parsed.metadata["author"] == "Виктор"

    def test_a_sheet_has_places_and_hidden_rows(self):
        body = (
            '<table:table table:name="Доли"><table:table-row><table:table-cell table:number-columns-repeated="2"/>'
            "<table:table-cell><text:p>45 %</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:visibility="collapse"><table:table-cell><text:p>тайна</text:p></table:table-cell></table:table-row></table:table>'
        )
        parsed, _ = read(office.odf("spreadsheet", body), "a.ods")
        sheet = next(t for t in parsed.texts if t.kind == "sheet")
        assert at(sheet, "45 %").cell == "C1"
        assert texts(parsed, "hidden") == {"Доли (hidden)": "тайна\n"}


class TestRichText:
    RTF = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}"
        rb"{\info{\author \'c2\'e8\'ea}{\company Zarya}}\f1 \'d0\'e5\'ec\'ee\'ed\'f2 \u8470? 5\par"
        rb"{\v\'f1\'ea\'f0\'fb\'f2\'ee}{\deleted\'f3\'e4\'e0\'eb}"
        rb"{\*\unknown nothing}{\footnote\'ef\'f0\'e8\'ec}\cell\row}"
    )

    def test_letters_are_decoded_by_their_font(self):
        parsed, _ = read(self.RTF, "a.rtf")
        assert texts(parsed, "body")[""].startswith("Ремонт № 5\n")
        assert texts(parsed, "hidden")[""] == "скрыто\n"
        assert texts(parsed, "deleted")[""] == "удал\n"
        assert texts(parsed, "note")["note 1"] == "прим\n"
        assert "nothing" not in str(parsed.texts)
        assert parsed.metadata["company"] == "Zarya"

    def test_html_that_was_wrapped_in_it_comes_out(self):
        rtf = (
            rb"{\rtf1\ansi\ansicpg1251\fromhtml1{\fonttbl{\f0\fcharset204 A;}}{\*\htmltag64 <p>}"
            rb"\htmlrtf {\htmlrtf0 \'c7\'e0\'e2\'ee\'e4\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}"
        )
        assert texts(read(rtf, "a.rtf")[0], "body")[""].strip() == "Завод"

    @settings(max_examples=200)
    @given(st.binary(max_size=200))
    def test_no_bytes_break_it(self, noise):
        read(rb"{\rtf1\ansi " + noise, "a.rtf")


class TestOldSlides:
    def test_outline_boxes_and_comments_of_the_last_save(self):
        raw = ppt.ppt(
            [("План ремонта", "box one"), ("Смета", "box two")], "сверить", "старый слайд"
        )
        parsed, _ = read(raw, "a.ppt")
        assert texts(parsed, "slide") == {
            "slide 1": "План ремонта\nbox one\n", "slide 2": "Смета\nbox two\n",
        }  # fmt: skip
        assert texts(parsed, "comment") == {"comment 1 on slide 1": "Anna: сверить\n"}
        assert "старый слайд" not in str(parsed.texts)

    @settings(max_examples=100)
    @given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
    def test_damage_anywhere_is_said_and_breaks_nothing(self, place, noise):
        raw = bytearray(ppt.ppt([("План", "box")], "x"))
        raw[place : place + len(noise)] = noise
        try:
            read(bytes(raw), "a.ppt")
        except Unreadable as failure:
            assert failure.reason


def test_words_of_a_metafile():
    parsed, _ = read(ppt.emf("Смета", "18,6 млн"), "image1.emf")
    assert texts(parsed, "body")[""] == "Смета\n18,6 млн\n"


def test_pictures_of_an_old_document_are_children():
    picture = pages.picture("x", size=(64, 64))
    blip = ppt.record(0xF01E, bytes(16) + b"\xff" + picture, instance=0x6E0)
    raw = write({"PowerPoint Document": b"", "Current User": b"", "Pictures": b"junk" + blip})
    assert list(pictures(blip)) == [("picture 1.png", picture)]
    with pytest.raises(Unreadable):
        read(raw, "a.ppt")


def test_a_locked_office_file_is_listed_as_encrypted_without_its_password(corpora):
    raw = next((corpora / "documents/tika").rglob("testWORD_protected_passtika.docx")).read_bytes()
    with pytest.raises(Unreadable) as failure:
        read(raw, "a.docx")
    assert failure.value.status is Status.ENCRYPTED
    parsed, children = read(raw, "a.docx", passwords=["wrong", "tika"])
    assert parsed.expected == len(children) == 1
    assert read(children[0][1], "a.docx")[0].kind == "docx"
