"""The briefing: every sentence cited, nothing loaded, and no briefing over a broken citation."""

import re
import shutil
import sqlite3

import pytest

from affidavit.custody import Case
from affidavit.model.errors import CitationBroken
from affidavit.publish import build_briefing, render_html
from tests.conftest import affidavit, rows_of

PAGE = "case/out/briefing.html"


@pytest.fixture(scope="module")
def html(demo):
    return (demo / PAGE).read_text("utf-8")


def test_every_finding_has_a_footnote_and_every_footnote_a_hash_and_a_place(demo):
    case = Case.open(demo / "case")
    briefing = build_briefing(case)
    findings = [f for _, _, fs in briefing.sections for f in fs]
    assert findings
    assert all(f.footnotes for f in findings)
    numbers = [note.number for note in briefing.footnotes]
    assert numbers == list(range(1, len(numbers) + 1))
    for note in briefing.footnotes:
        assert re.fullmatch("[0-9a-f]{64}", note.sha256)
        assert note.quote
        assert note.path
        assert note.authenticity
    assert all(lead["footnotes"] for lead in briefing.leads)
    case.close()


def test_the_page_is_one_file_that_loads_nothing_and_runs_nothing(html):
    assert "<script" not in html
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "default-src 'none'" in html


def test_isolation_ledger_and_how_to_verify_are_told(demo, html):
    isolation = Case.open(demo / "case").rows.marks("parse")["isolation"]
    assert isolation in html
    assert "affidavit verify" in html


def test_what_could_not_be_read_is_listed(html):
    assert "not a readable PDF" in html


def test_markup_from_the_leak_stays_text(tmp_path):
    leak = tmp_path / "m.eml"
    leak.write_text(
        "From: <b>x</b> <a@zarz.example>\nSubject: <script>alert(1)</script>\n\n"
        "Krylo Ltd overhauled four Mi-24 helicopters <img src=x> for Aldercott Ltd in March.\n"
    )
    affidavit("investigate", leak, "-C", tmp_path / "case", check=0)
    page = (tmp_path / PAGE).read_text("utf-8")
    assert "&lt;img src=x&gt;" in page
    assert "<img" not in page
    assert "<script>" not in page


def test_private_life_stays_out_of_the_briefing(tmp_path):
    leak = tmp_path / "m.eml"
    leak.write_text(
        "From: Oleg <o@zarz.example>\nSubject: s\nDate: Mon, 2 Jan 2023 10:00:00 +0000\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
        "Ирина Петровна Крутова — дочь Андрея Крутова.\n\n"
        "Ирина Петровна Крутова владеет 60 % ООО «Вектор-Снаб».\n",
        "utf-8",
    )
    affidavit("investigate", leak, "-C", tmp_path / "case", check=0)
    (lead,) = rows_of("leads", "-C", tmp_path / "case")
    assert lead["pattern"] == "privileged_access"
    case = Case.open(tmp_path / "case")
    briefing = build_briefing(case)
    case.close()
    assert briefing.leads == ()
    assert [frame for frame, _, _ in briefing.sections] == ["ownership"]
    hints = [c for c in rows_of("claims", "-C", tmp_path / "case") if c["status"] == "hint"]
    assert briefing.hints == len(hints)  # a claim about private life is no hint
    assert "дочь" not in render_html(briefing)


def test_a_citation_that_does_not_resolve_stops_the_briefing(demo, tmp_path):
    shutil.copytree(demo / "case", tmp_path / "case")
    database = sqlite3.connect(tmp_path / "case" / "case.db")
    claims = rows_of("claims", "-C", demo / "case")
    told = next(c for c in claims if c["frame"] == "repair" and c["status"] == "claim")
    claim, quote = bytes.fromhex(told["id"].removeprefix("claim-")), told["quote"]
    database.execute("UPDATE evidence SET quote = ? WHERE claim = ?", ("X" + quote[1:], claim))
    database.commit()
    database.close()
    with pytest.raises(CitationBroken, match="was not built"):
        build_briefing(Case.open(tmp_path / "case"))
    code, _, said = affidavit("briefing", "-C", tmp_path / "case")
    assert code == 1
    assert "do not resolve" in said


def test_the_same_case_gives_the_same_page_but_for_its_date(demo):
    case = Case.open(demo / "case")
    one, other = (render_html(build_briefing(case)) for _ in range(2))
    stamp = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
    assert stamp.sub("", one) == stamp.sub("", other)
    case.close()


@pytest.mark.slow
def test_in_a_real_browser(demo, tmp_path):
    """The page renders, asks for nothing, and its footnotes can be reached."""
    playwright = pytest.importorskip("playwright.sync_api")
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        pytest.skip("no Chromium on this machine (make browser)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((demo / PAGE).as_uri())
        assert page.locator("h1").inner_text()
        assert page.locator(".lead").count() >= 2
        page.locator("sup a").first.click()
        assert page.url.endswith("#n1") or "#n" in page.url
        assert [url for url in asked if not url.startswith("file:")] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=str(tmp_path / "briefing.png"))
        page.emulate_media(media="print")
        assert page.pdf(path=str(tmp_path / "briefing.pdf"))
        browser.close()
