"""HTML pages: reports where they say that they are articles, else their title and text."""

import re
from html import unescape

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.rendering import decoded, rendered
from affidavit.quarantine.parsers.report import report_of_page


def read(source: Input, emit: Emit) -> Parsed:
    """A page: a report where it says that it is an article, else its title and its text."""
    raw = bytes(source.untrusted_bytes)
    markup, remark = decoded(raw, str(source.options.get("charset", "")))
    if "/attachment:" not in source.path or source.options.get("report"):
        address = source.name if source.name.startswith(("http://", "https://")) else ""
        wanted = bool(source.options.get("report"))
        if report := report_of_page(raw, markup, source.name, address, wanted=wanted):
            return report
    text = rendered(markup)
    title = re.search(r"<title[^>]{0,100}>([^<]{0,500})", markup[:100_000], re.IGNORECASE)
    name = unescape(title.group(1)).strip() if title else ""
    damaged = "no text" in remark
    return Parsed(
        kind="html",
        media_type="text/html",
        parser="html 2",
        status=Status.PARTIAL if damaged else Status.OK,
        reason=remark if damaged else "",
        title=re.sub(r"\s+", " ", name) or source.name,
        metadata={"charset": remark} if remark else {},
        texts=(RawText("body", "", text),) if text.strip() else (),
    )


PARSER = Parser(
    name="html",
    media_types=("text/html", "application/xhtml+xml"),
    library="selectolax (lexbor); trafilatura and lxml for reports",
    limits="100,000 levels of elements",
    read=read,
    family="documents",
    reads="HTML as a reader sees it; pages that say they are articles as reports: title, outlet, author, "
    "date, canonical address, body without navigation, links to other pieces apart",
    leaves_out="scripts, styles and anything that would have to be fetched",
)
