"""PDF pages, pictures and scans: words with their places, and what a reader would not see."""

import io

import pytest
from PIL import Image

from affidavit.app.recognise import OcrCache
from affidavit.model import Status
from affidavit.quarantine import RawText
from affidavit.quarantine.parsed import Unreadable
from tests.made import pages
from tests.quarantine.reading import at, read, texts


class TestPages:
    def test_each_word_has_its_box_in_points_from_the_upper_left(self):
        parsed, _ = read(pages.pdf(pages.at(50, 250, "Repair of gearboxes")), "a.pdf")
        anchor = at(parsed.texts[0], "gearboxes")
        left, top, right, bottom = anchor.box
        assert 90 < left < right < 180
        assert 35 < top < bottom < 60  # 300 - 250 = 50 is the base line

    def test_invisible_covered_and_outside_text_stands_apart(self):
        stream = (
            pages.at(50, 250, "seen")
            + pages.at(50, 200, "ghost", mode=3)
            + pages.at(50, 150, "blacked")
            + "0 g 40 140 100 30 re f "
            + pages.at(900, 100, "beyond")
        )
        parsed, _ = read(pages.pdf(stream), "a.pdf")
        assert texts(parsed, "page")["page 1"].split() == ["seen"]
        hidden = texts(parsed, "hidden")["hidden on page 1"].split()
        assert sorted(hidden) == ["beyond", "blacked", "ghost"]
        for note in ("invisible text", "covered text", "text outside the page"):
            assert parsed.metadata[note] == "pages 1"

    def test_a_box_drawn_before_the_text_covers_nothing(self):
        stream = "0.9 g 40 140 100 30 re f 0 g " + pages.at(50, 150, "on a tint")
        parsed, _ = read(pages.pdf(stream), "a.pdf")
        assert texts(parsed, "page")["page 1"].split() == ["on", "a", "tint"]

    def test_annotations_are_comments(self):
        note = "<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/Contents(call the bank)/T(Anna)>>"
        parsed, _ = read(pages.pdf(pages.at(50, 250, "text"), annotations=note), "a.pdf")
        assert texts(parsed, "comment") == {"annotation 1 on page 1": "Anna: call the bank\n"}

    def test_embedded_files_are_children(self):
        raw = pages.pdf(
            pages.at(50, 250, "text"),
            names="/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>",
            objects=(
                "<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 7 0 R>>>>",
                "<</Type/EmbeddedFile/Length 5>>\nstream\nhello\nendstream",
            ),
        )
        _, children = read(raw, "a.pdf")
        assert [(c.name, data) for c, data in children] == [("a.txt", b"hello")]

    def test_a_page_of_a_picture_is_a_scan_and_a_blank_one_is_not(self):
        assert read(pages.scanned_pdf("текст", "два"), "a.pdf")[0].scans == ("page 1", "page 2")
        assert read(pages.pdf(""), "a.pdf")[0].scans == ()

    def test_letters_drawn_as_curves_are_to_be_recognised(self):
        curves = "".join(f"{40 + n * 4} 100 m {42 + n * 4} 120 l S " for n in range(70))
        assert read(pages.pdf(curves), "a.pdf")[0].scans == ("page 1",)
        assert (
            read(pages.pdf(curves + pages.at(50, 200, "a chart with a legend")), "a.pdf")[0].scans
            == ()
        )


class TestPictures:
    def test_every_page_of_a_tiff_is_one_to_be_recognised(self):
        buffer = io.BytesIO()
        frames = [Image.new("L", (300, 100), 255) for _ in range(3)]
        frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
        parsed, _ = read(buffer.getvalue(), "a.tiff")
        assert parsed.scans == ("picture 1", "picture 2", "picture 3")
        assert parsed.metadata["width"] == "300"

    def test_what_is_too_small_for_words_is_not_recognised(self):
        buffer = io.BytesIO()
        Image.new("L", (16, 16)).save(buffer, "PNG")
        assert read(buffer.getvalue(), "a.png")[0].scans == ()

    def test_a_camera_tells_of_itself(self):
        exif = Image.Exif()
        exif[271], exif[272] = "Zarya", "Mark 2"
        buffer = io.BytesIO()
        Image.new("RGB", (200, 200)).save(buffer, "JPEG", exif=exif)
        parsed, _ = read(buffer.getvalue(), "a.jpg")
        assert parsed.metadata["Make"] == "Zarya"
        assert parsed.metadata["Model"] == "Mark 2"

    def test_a_cut_picture_says_so(self):
        raw = pages.picture("x")
        with pytest.raises(Unreadable, match="damaged picture"):
            read(raw[: len(raw) // 2], "a.png", ocr="picture")

    def test_words_of_an_svg_are_text(self):
        parsed, _ = read(
            "<svg xmlns='http://www.w3.org/2000/svg'><text>Схема цеха</text></svg>".encode(),
            "a.svg",
        )
        assert texts(parsed, "body")[""] == "Схема цеха\n"


@pytest.fixture
def recognised():
    def run(raw, name="a.png", page="picture", languages="rus+ukr+bel+eng"):
        try:
            return read(raw, name, ocr=page, languages=languages)[0]
        except Unreadable as failure:
            if "recognition" in failure.reason:
                pytest.skip(failure.reason)
            raise

    return run


class TestRecognition:
    def test_words_with_boxes_and_confidence(self, recognised):
        parsed = recognised(pages.picture("Поставка станков\nотложена до июня 2023 года"))
        text = parsed.texts[0]
        assert text.kind == "ocr"
        assert text.text == "Поставка станков\nотложена до июня 2023 года\n"
        anchor = at(text, "станков")
        assert 0.7 < anchor.confidence <= 1
        left, top, right, bottom = anchor.box
        assert 200 < left < right < 500
        assert 60 < top < bottom < 150

    @pytest.mark.parametrize("turned", [90, 180, 270])
    def test_a_page_that_lies_on_its_side_is_read_and_boxes_are_those_of_the_picture(
        self, recognised, turned
    ):
        text = (
            "Авиаремонтный завод сообщает\nо задержке поставки станков\nи просит отсрочку до июня"
        )
        raw = pages.picture(text, turned=turned)
        parsed = recognised(raw)
        assert "задержке поставки" in parsed.texts[0].text
        width, height = Image.open(io.BytesIO(raw)).size
        for anchor in parsed.texts[0].anchors:
            left, top, right, bottom = anchor.box
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height

    def test_a_page_of_a_pdf_has_boxes_in_points(self, recognised):
        raw = pages.scanned_pdf("нет", "Поставка станков отложена\nдо июня")
        parsed = recognised(raw, "a.pdf", "page 2")
        left, top, right, bottom = at(parsed.texts[0], "станков").box
        assert 90 < left < right < 300
        assert 30 < top < bottom < 90

    def test_languages_that_are_not_installed_are_named_with_the_remedy(self):
        with pytest.raises(Unreadable, match=r"tesseract-ocr-xyz.*affidavit retry"):
            read(pages.picture("x"), "a.png", ocr="picture", languages="xyz")


def test_what_was_recognised_is_kept_by_content_and_an_altered_copy_is_not_believed(tmp_path):
    cache = OcrCache(tmp_path, "rus+eng")
    text = RawText("ocr", "page 1", "Поставка\n")
    assert cache.get("ab" * 32, "page 1") is None
    cache.put("ab" * 32, "page 1", text)
    assert cache.get("ab" * 32, "page 1") == text
    assert OcrCache(tmp_path, "eng").get("ab" * 32, "page 1") is None
    file = next(p for p in tmp_path.rglob("*") if p.is_file())
    file.write_text(file.read_text("utf-8").replace("Поставка", "Отгрузка"), "utf-8")
    assert cache.get("ab" * 32, "page 1") is None


def test_a_locked_pdf(corpora):
    folder = corpora / "documents/pypdf/resources/encryption"
    raw = (folder / "r6-user-password.pdf").read_bytes()
    with pytest.raises(Unreadable) as failure:
        read(raw, "a.pdf")
    assert failure.value.status is Status.ENCRYPTED
    assert (
        "pdf encryption test"
        in texts(read(raw, "a.pdf", passwords=["no", "asdfzxcv"])[0], "page")["page 1"]
    )
