"""Published reports: title, outlet, author, date, address and body; links to other pieces apart."""

import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.made import pages
from tests.quarantine.reading import read, texts

BODY = (
    "<p>На окраине города Заречинска до полуночи горит свет: завод ремонтирует вертолёты для соседней страны, "
    "хотя чиновники это отрицают. Рабочие говорят, что заказов хватит на годы вперёд.</p>"
    "<p><b>Читайте также:</b> <a href='/news/2.html'>Кто платит за ремонт</a></p>"
    "<p>«Мы ремонтируем для всех, кто платит», — сказал заместитель директора Олег Марченко в коротком "
    "телефонном разговоре. На вопросы о заказчиках он отвечать не стал и повесил трубку.</p>"
)
PAGE = (
    "<html><head><title>Завод — Вестник</title><meta property='og:type' content='article'>"
    "<meta property='og:site_name' content='Вестник Заречья'><link rel='canonical' href='https://vestnik.example/news/1'>"
    '<script type=\'application/ld+json\'>{"@type":["NewsArticle"],"headline":"Завод ремонтирует чужие вертолёты",'
    '"datePublished":"2023-03-12T09:00:00+03:00","author":[{"name":"Марта Ванага"}]}</script></head>'
    "<body><nav><a href='/'>Главная</a> <a href='/p'>Политика</a></nav><h1>Завод ремонтирует чужие вертолёты</h1>"
    f"<article>{BODY}<h3>Материалы по теме</h3><ul><li><a href='/news/3.html'>Санкции</a></li></ul></article>"
    "<footer>Подписка и реклама</footer></body></html>"
).encode()


def test_a_saved_page_is_a_report():
    parsed, _ = read(PAGE, "завод.html")
    assert parsed.kind == "report"
    assert parsed.title == "Завод ремонтирует чужие вертолёты"
    assert parsed.date == "2023-03-12T06:00:00+00:00"
    assert parsed.metadata == {
        "outlet": "Вестник Заречья", "author": "Марта Ванага", "address": "https://vestnik.example/news/1",
    }  # fmt: skip


def test_the_body_has_neither_navigation_nor_links_to_other_pieces():
    body = texts(read(PAGE, "завод.html")[0], "body")[""]
    assert body.startswith("На окраине города Заречинска")
    assert "повесил трубку" in body
    for foreign in ("Главная", "Читайте также", "Кто платит", "Санкции", "Подписка"):
        assert foreign not in body


def test_links_to_other_pieces_are_kept():
    assert read(PAGE, "завод.html")[0].links == (
        ("Кто платит за ремонт", "https://vestnik.example/news/2.html"),
        ("Санкции", "https://vestnik.example/news/3.html"),
    )


def test_a_sentence_that_begins_like_a_link_stays():
    page = PAGE.replace(
        b"<footer>",
        "<p>По теме станков завод молчит: ни один из инженеров не захотел говорить под своим именем.</p><footer>".encode(),
    )
    page = page.replace(b"</article>", b"").replace(b"<footer>", b"</article><footer>")
    assert "завод молчит" in texts(read(page, "a.html")[0], "body")[""]


def test_a_page_that_is_no_article_and_an_attachment_stay_pages():
    plain = b"<html><body><p>price list</p></body></html>"
    assert read(plain, "a.html")[0].kind == "html"
    assert read(PAGE, "a.html", path="leak/m.eml/attachment:1")[0].kind == "html"
    assert read(plain, "a.html", report=True)[0].kind == "report"


def test_a_text_that_is_handed_in_as_a_report():
    text = "Завод ремонтирует чужие вертолёты\nАвтор: Марта Ванага, Вестник Заречья\n12 марта 2023 года\n\nНа окраине горит свет.\n"
    parsed, _ = read(text.encode(), "a.txt", report=True)
    assert parsed.kind == "report"
    assert parsed.title == "Завод ремонтирует чужие вертолёты"
    assert parsed.date == "2023-03-12T00:00:00+00:00"
    assert parsed.metadata["author"] == "Марта Ванага"
    assert parsed.metadata["outlet"] == "Вестник Заречья"
    assert parsed.texts[0].text == text
    assert read(text.encode(), "a.txt")[0].kind == "text"


def test_a_pdf_that_is_handed_in_as_a_report():
    stream = pages.at(50, 250, "Plant repairs foreign helicopters") + pages.at(
        50, 230, "By Marta Vanaga, The Monitor"
    )
    parsed, _ = read(pages.pdf(stream), "a.pdf", report=True)
    assert parsed.kind == "report"
    assert parsed.metadata["outlet"] == "The Monitor"
    assert parsed.texts[0].anchors


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer
def test_a_web_archive_gives_each_page_with_its_address():
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    head = StatusAndHeaders(
        "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
    )
    page = PAGE.replace(b"https://vestnik.example/news/1", b"/news/1")
    writer.write_record(
        writer.create_warc_record(
            "https://vestnik.example/x", "response", payload=io.BytesIO(page), http_headers=head
        )
    )
    parsed, children = read(buffer.getvalue(), "a.warc")
    assert parsed.expected == 1
    child, data = children[0]
    assert (child.name, child.media_type) == ("https://vestnik.example/x", "text/html")
    report, _ = read(data, child.name, child.media_type, path="leak/a.warc/member:1")
    assert report.kind == "report"
    assert report.metadata["address"] == "https://vestnik.example/news/1"
