"""What the first parsers make of mail, mailboxes, text, HTML, PDF, DOCX and ZIP."""

import io
import zipfile
from email.header import Header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from affidavit.app.demo.files import docx, pdf
from affidavit.model import Status
from affidavit.quarantine import Quarantine
from affidavit.quarantine.host import Source
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers import identify, parse
from affidavit.quarantine.parsers.charsets import decode

RUSSIAN = "Завод не может изготовить корпуса редуктора из-за отсутствия станков."


def read(data, name="", media_type="", path="leak/x", **options):
    """(parsed, children) of some bytes, in this process: the parsers themselves are under test."""
    children = []
    request = {"name": name, "path": path, "media_type": media_type, **options}

    def emit(child, content):
        whole = content if content is None or isinstance(content, bytes) else b"".join(content)
        children.append((child, whole))

    return parse(identify(memoryview(data), request), emit), children


def message(body, **fields):
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return f"From: a@b.example\nSubject: s\n{head}\n".encode() + body


class TestCharsets:
    @pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso8859-5"])
    @pytest.mark.parametrize("declared", ["", "right", "us-ascii", "iso-8859-1", "x-unknown"])
    def test_russian_is_read_whatever_is_declared(self, charset, declared):
        declared = charset if declared == "right" else declared
        assert decode(RUSSIAN.encode(charset), declared)[0] == RUSSIAN

    @pytest.mark.parametrize(
        ("real", "declared"),
        [
            ("windows-1251", "koi8-r"),
            ("koi8-r", "windows-1251"),
            ("utf-8", "windows-1251"),
            ("windows-1251", "utf-8"),
        ],
    )
    def test_a_wrong_declaration_is_overruled_and_said(self, real, declared):
        text, _, remark = decode(RUSSIAN.encode(real), declared)
        assert text == RUSSIAN
        assert declared in remark

    def test_german_stays_german(self):
        assert decode("Grüße aus München, schöne Straße".encode("latin-1"), "iso-8859-1")[
            0
        ].startswith("Grüße")

    @given(
        st.binary(),
        st.sampled_from(["", "utf-8", "koi8-r", "utf-7", "utf-16", "nonsense", "base64"]),
    )
    def test_any_bytes_become_text_without_surrogates(self, raw, declared):
        text, _, _ = decode(raw, declared)
        text.encode("utf-8")
        assert "\0" not in text


class TestMail:
    def test_headers_stay_as_they_were_and_in_order(self):
        raw = (
            b"Received: one\nFrom: =?koi8-r?B?"
            + b"88/Lz8zP1w=="
            + b"?= <s@x.example>\nreceived: two\n  folded\nSubject: a\n\nb"
        )
        parsed, _ = read(raw, "m.eml")
        assert [name for name, _ in parsed.headers] == ["Received", "From", "received", "Subject"]
        assert parsed.headers[2][1] == "two folded"
        assert parsed.people[0] == ("from", "Соколов", "s@x.example")

    @pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
    def test_subjects_in_encoded_words_and_in_raw_bytes(self, charset):
        encoded = Header(RUSSIAN, charset, maxlinelen=60).encode()
        parsed, _ = read(f"From: a@b.example\nSubject: {encoded}\n\nx".encode(), "m.eml")
        assert parsed.title == RUSSIAN
        raw = b"From: a@b.example\nSubject: " + RUSSIAN.encode(charset) + b"\n\nx"
        assert read(raw, "m.eml")[0].title == RUSSIAN

    def test_parts_attachments_and_nested_messages_come_out(self):
        inner = b"From: c@d.example\nSubject: inner\n\nhello\n"
        raw = (
            b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\n"
            b"Content-Type: text/plain; charset=koi8-r\n\n" + RUSSIAN.encode("koi8-r") + b"\n--q\nContent-Type: message/rfc822\n\n"
            + inner + b"\n--q\nContent-Type: application/octet-stream\nContent-Disposition: attachment;\n"
            b" filename*=utf-8''%D0%90%D0%BA%D1%82.bin\nContent-Transfer-Encoding: base64\n\nAAEC\n--q--\n"
        )  # fmt: skip
        parsed, children = read(raw, "m.eml")
        assert parsed.texts[1].text.strip() == RUSSIAN
        assert [(c.segment, c.name, c.media_type) for c, _ in children] == [
            ("attachment:1", "", "message/rfc822"), ("attachment:2", "Акт.bin", "application/octet-stream"),
        ]  # fmt: skip
        assert children[0][1].startswith(b"From: c@d.example")
        assert children[1][1] == b"\0\1\2"

    def test_html_that_repeats_the_plain_part_is_not_read_twice(self):
        def alternative(html):
            return message(
                b"--q\nContent-Type: text/plain\n\nhello dear world\n--q\nContent-Type: text/html\n\n" + html + b"\n--q--",
                MIME_Version="1.0", Content_Type="multipart/alternative; boundary=q",
            )  # fmt: skip

        assert len(read(alternative(b"<p>hello dear world</p>"), "m.eml")[0].texts) == 2
        both = read(alternative(b"<p>quite other words stand here instead</p>"), "m.eml")[0].texts
        assert [t.text.split()[0] for t in both] == ["s", "hello", "quite"]

    def test_a_wrong_boundary_loses_nothing(self):
        raw = message(
            b"the text stands here",
            MIME_Version="1.0",
            Content_Type="multipart/mixed; boundary=zzz",
        )
        assert "the text stands here" in read(raw, "m.eml")[0].texts[-1].text

    def test_dates_are_utc_with_the_original_beside(self):
        parsed, _ = read(message(b"x", Date="Mon, 14 Mar 2022 09:12:00 +0300"), "m.eml")
        assert parsed.date == "2022-03-14T06:12:00+00:00"
        assert parsed.date_raw == "Mon, 14 Mar 2022 09:12:00 +0300"
        assert read(message(b"x", Date="yesterday"), "m.eml")[0].date == ""

    def test_a_message_that_speaks_of_pdf_is_a_message(self):
        assert read(message(b"the file starts with %PDF-1.7"), "m.eml")[0].kind == "message"
        assert read(b"junk\n" + pdf("x"), "a.pdf")[0].kind == "pdf"

    @settings(max_examples=300)
    @given(st.binary(max_size=400))
    def test_no_bytes_break_it(self, noise):
        raw = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=q\n\n--q\n" + noise
        read(raw, "m.eml")


class TestMailbox:
    def test_ranges_give_each_message_its_own_bytes(self):
        one, two = (
            b"From: a@b.example\nSubject: 1\n\nbody\nFrom here on\n",
            b"Subject: 2\nFrom: c@d.example\n\nx\n",
        )
        box = (
            b"From a@b.example Mon Jan  1 10:00:00 2024\n"
            + one
            + b"\nFrom c@d.example Mon Jan  1 10:00:00 2024\n"
            + two
            + b"\n"
        )
        parsed, children = read(box, "box")
        assert parsed.kind == "mailbox"
        assert [box[c.offset : c.offset + c.length] for c, _ in children] == [one, two]
        assert children[0][0].name.startswith("From a@b.example")

    @pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
    def test_a_line_that_starts_with_from_in_a_text_does_not_split(self, newline):
        box = newline.join(
            [
                b"From a@b.example Mon Jan  1 10:00:00 2024",
                b"Subject: 1",
                b"",
                b"text",
                b"",
                b"From the start we knew.",
                b"",
                b"",
            ]
        )
        assert len(read(box, "box")[1]) == 1


class TestDocuments:
    def test_plain_text_offsets_are_those_of_the_decoded_file(self):
        parsed, _ = read(RUSSIAN.encode("windows-1251"), "a.txt")
        assert parsed.texts[0].text == RUSSIAN
        assert parsed.kind == "text"

    def test_html_is_read_as_seen_and_loads_nothing(self):
        page = b"""<html><head><title>T</title><script>bad()</script><style>p{}</style></head><body><p>One <b>two</b></p>
        <img src="http://192.0.2.1/x.png"><ul><li>a<li>b</ul><blockquote>quoted</blockquote><table><tr><td>1<td>2</table></body></html>"""
        parsed, _ = read(page, "a.html")
        assert parsed.title == "T"
        assert parsed.texts[0].text.split("\n")[0] == "One two"
        assert "- a\n- b" in parsed.texts[0].text
        assert "> quoted" in parsed.texts[0].text
        assert "bad" not in parsed.texts[0].text

    def test_pdf_and_docx(self):
        text = "Завод выполняет ремонт.\nВторая строка"
        pages = read(pdf(text), "a.pdf")[0]
        assert pages.texts[0].kind == "page"
        assert pages.texts[0].text.split() == text.split()
        assert read(docx(text), "a.docx")[0].texts[0].text.split() == text.split()

    def test_broken_and_locked_files_say_so(self):
        with pytest.raises(Unreadable, match="not a readable PDF"):
            read(pdf("x")[:500], "a.pdf")
        with pytest.raises(Unreadable, match="no reader"):
            read(b"AT&TFORM....", "a.djvu")

    def test_zip_members_are_items_and_bombs_are_refused(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("папка/письмо.txt", "hello")
            archive.writestr("../../etc/passwd", "x")
            archive.writestr("bomb", b"\0" * 30_000_000)
        _, children = read(buffer.getvalue(), "a.zip")
        assert [(c.segment, c.name, c.status) for c, _ in children] == [
            ("member:1", "папка/письмо.txt", Status.PENDING),
            ("member:2", "../../etc/passwd", Status.PENDING),
            ("member:3", "bomb", Status.REFUSED),
        ]
        assert children[0][1] == b"hello"


def test_a_worker_gives_what_the_parser_gives():
    raw = message(RUSSIAN.encode("windows-1251"), Content_Type="text/plain; charset=windows-1251")
    with Quarantine() as quarantine:
        outcome = quarantine.parse(Source("m.eml", "leak/m.eml", "", len(raw), data=raw))
    assert outcome.parsed == read(raw, "m.eml")[0]


def test_a_message_read_as_plain_text_renders_no_html(monkeypatch):
    """The second try after a rendering that broke its worker must not render again."""

    def breaks(raw, declared):
        raise AssertionError("rendered")

    monkeypatch.setattr("affidavit.quarantine.parsers.mail.render", breaks)
    raw = message(
        b"--q\nContent-Type: text/plain\n\nthe plain words\n--q\nContent-Type: text/html\n\n<p>x</p>\n--q--",
        MIME_Version="1.0", Content_Type="multipart/alternative; boundary=q",
    )  # fmt: skip
    request = {"name": "m.eml", "path": "leak/m.eml", "media_type": "", "plain_only": True}
    parsed = parse(identify(memoryview(raw), request), lambda child, content: None)
    assert parsed.texts[1].text.strip() == "the plain words"
