"""Ways to lose a word that look harmless: each is a file somebody could be handed."""

import pytest

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.cells import shown
from affidavit.quarantine.parsers.charsets import decode
from tests.made import office, pages
from tests.quarantine.reading import at, read, texts

HEAD = "From: a@b.example\nSubject: s\nMIME-Version: 1.0\n"


def alternative(plain, rich):
    return (
        f"{HEAD}Content-Type: multipart/alternative; boundary=q\n\n--q\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--q\nContent-Type: text/html; charset=utf-8\n\n{rich}\n--q--\n"
    ).encode()


@pytest.mark.parametrize(
    "text",
    ["ДОГОВОР ПОСТАВКИ", "Иванов", "ФИО: ИВАНОВ И.И., должность: директор", "Київ, вул. Хрещатик",
     "Жук", "Шчарбіна Ігар", "имя;доля", "м’яч і дім"],
)  # fmt: skip
def test_short_and_upper_case_cyrillic_without_a_charset(text):
    assert decode(text.encode("cp1251"), "")[0] == text


def test_western_text_is_not_taken_for_cyrillic():
    for text in ("Grüße aus München", "café à Paris", "Århus", "naïve"):
        assert decode(text.encode("latin-1"), "")[0] == text


@pytest.mark.parametrize("form", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_a_notepad(form):
    parsed, _ = read("Договор поставки станков, подписан директором.\n".encode(form), "a.txt")
    assert "подписан директором" in parsed.texts[0].text


@pytest.mark.parametrize(
    "text", ["MZ-100 станок", "ID3 документ о сделке", "P5 plan of work", "BMW dealer list", "070701 is the number"]
)  # fmt: skip
def test_words_that_begin_like_the_mark_of_a_format(text):
    assert read(text.encode(), "note")[0].texts[0].text == text


def test_a_page_with_a_drawing_is_a_page():
    page = "<!DOCTYPE html><html><body><header><svg><title>logo</title></svg></header><p>Завод закупил станки.</p></body></html>"
    parsed, _ = read(page.encode(), "a.html")
    assert parsed.kind == "html"
    assert "Завод закупил станки" in texts(parsed, "body")[""]


def test_one_word_that_only_one_alternative_has_is_kept():
    parsed, _ = read(
        alternative("мы продали станки заводу", "<p>мы <b>не</b> продали станки заводу</p>"),
        "m.eml",
    )
    assert [t.text.split() for t in parsed.texts if t.kind == "body"] == [["мы", "не", "продали", "станки", "заводу"]]  # fmt: skip
    both, _ = read(alternative("мы купили станки", "<p>мы продали станки</p>"), "m.eml")
    assert len([t for t in both.texts if t.kind == "body"]) == 2
    same, _ = read(alternative("мы продали станки", "<p>мы продали <b>станки</b></p>"), "m.eml")
    assert len([t for t in same.texts if t.kind == "body"]) == 1


def test_raw_letters_in_a_quoted_printable_part_stay():
    raw = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nHello =D0=9F raw Привет end\n"
    assert texts(read(raw.encode(), "m.eml")[0], "body")[""].strip() == "Hello П raw Привет end"


def test_a_message_with_old_line_ends_has_its_body():
    raw = HEAD.replace("\n", "\r").encode() + b"\rtext of old\r"
    assert "text of old" in texts(read(raw, "m.eml", "message/rfc822")[0], "body")[""]


def test_what_stands_around_the_parts_is_kept():
    raw = f"{HEAD}Content-Type: multipart/mixed; boundary=q\n\nunder the counter\n--q\n\nbody\n--q--\nafter all\n"
    notes = texts(read(raw.encode(), "m.eml")[0], "note")
    assert notes == {
        "before the first part": "under the counter\n",
        "behind the last part": "after all\n",
    }


def test_the_declared_charset_of_a_text_attachment_is_told():
    raw = f"{HEAD}Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain; charset=koi8-r; name=a.txt\nContent-Disposition: attachment\n\nx\n--q--\n"
    assert read(raw.encode(), "m.eml")[1][0][0].charset == "koi8-r"


def test_preformatted_lines_stay_lines():
    raw = f"{HEAD}Content-Type: text/html\n\n<pre>&gt; We will pay.\nI never agreed.</pre>"
    assert texts(read(raw.encode(), "m.eml")[0], "body")[""].splitlines() == [
        "> We will pay.",
        "I never agreed.",
    ]


def test_a_caption_on_a_report_is_not_lost():
    text = "Завод ремонтирует вертолёты для соседней страны, хотя чиновники это отрицают. " * 6
    page = f"<html><head><meta property='og:type' content='article'></head><body><article><p>{text}</p></article><aside>Подпись под фото: Олег Марченко</aside></body></html>"
    parsed, _ = read(page.encode(), "a.html")
    assert parsed.kind == "report"
    assert "Олег Марченко" in " ".join(t.text for t in parsed.texts)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [(1.5, "[h]:mm", "36:00:00"), (1234, "000000", "001234"), (5, "Standard", "5"), (-5.5, "0.00;[Red]\\-0.00", "-5.5"),
     (44606.5, "yyyy-mm-dd hh:mm:ss.000", "2022-02-14 12:00"), (float("nan"), "0", "nan")],
)  # fmt: skip
def test_numbers_that_are_names_or_spans_of_time(value, code, expected):
    assert shown(value, code) == expected


def test_a_number_that_is_none_stops_no_sheet():
    cells = '<sheetData><row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1" t="s"><v>²</v></c></row></sheetData>'
    parsed, _ = read(office.xlsx([("A", "visible", cells)]), "a.xlsx")
    assert parsed.kind == "sheet"


def test_a_pdf_page_that_is_turned_and_cropped():
    raw = pages.pdf(pages.at(50, 250, "shown words")).replace(
        b"/MediaBox[0 0 400 300]", b"/MediaBox[0 0 400 300]/Rotate 90"
    )
    parsed, _ = read(raw, "a.pdf")
    assert texts(parsed, "page")["page 1"].split() == ["shown", "words"]
    left, top, right, bottom = at(parsed.texts[0], "shown").box
    assert 245 < left < right < 265  # of a page that is now 300 wide
    assert 45 < top < bottom < 90


def test_text_under_a_highlighter_is_seen_and_behind_an_emoji_hidden_text_is_found():
    stream = pages.at(50, 250, "marked") + "/G gs 1 1 0 rg 40 240 100 30 re f "
    raw = pages.pdf(stream).replace(
        b"/Resources<<", b"/Resources<</ExtGState<</G<</BM/Multiply>>>>"
    )
    assert texts(read(raw, "a.pdf")[0], "page")["page 1"].split() == ["marked"]


def test_other_files_in_a_package_are_children():
    raw = office.docx(office.paragraph("x"), {"payload/secret.eml": b"From: a@b.example\n\nhidden"})
    assert [c.name for c, _ in read(raw, "a.docx")[1]] == ["secret.eml"]


def test_an_rtf_that_is_cut_off_in_a_note_keeps_it():
    parsed, _ = read(rb"{\rtf1 text {\footnote secret note that is cut", "a.rtf")
    assert "secret note" in str(parsed.texts)


def test_an_address_that_is_none_stops_no_page():
    page = "<html><head><link rel=canonical href='http://[bad'></head><body><time datetime='9999-12-31T23:59:59-05:00'>x</time><p>Important</p></body></html>"
    assert "Important" in str(read(page.encode(), "a.html")[0].texts)


def test_a_card_in_quoted_printable_over_many_lines_keeps_all_of_it():
    raw = b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=98=D0=B2=\n=D0=B0=D0=BD=\n=D0=BE=D0=B2\nX-SPOUSE:Anna\nEND:VCARD\n"
    body = texts(read(raw, "a.vcf")[0], "body")["contact 1"]
    assert body == "Name: Иванов\nX-SPOUSE: Anna\n"


def test_an_error_nobody_foresaw_is_said_and_ends_nothing(monkeypatch):
    monkeypatch.setattr("affidavit.quarantine.parsers.plain.decode", lambda *_: 1 / 0)
    with pytest.raises(Unreadable, match="did not expect \\(ZeroDivisionError"):
        read(b"x", "a.txt")
