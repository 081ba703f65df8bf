"""Published reports: a saved page, text or PDF taken apart into title, outlet, author, date and body."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from affidavit.quarantine.parsed import Parsed, RawText
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.package import local
from affidavit.quarantine.parsers.rendering import render, rendered

_ARTICLE = re.compile(
    r"(?:News|Blog|Report|Analysis|Opinion)?(?:Article|Posting)$|^ReportageNewsArticle$"
)
_READ_ALSO = re.compile(
    r"^\W*(?:читайте (?:также|ещё|еще|по теме|нас)|также читайте|смотрите также|см\. также|по теме|материалы по теме|"
    r"ещё по теме|еще по теме|подписывайтесь|читайте також|також читайте|дивіться також|більше по темі|за темою|підписуйтесь|"
    r"чытайце (?:таксама|яшчэ)|таксама чытайце|глядзіце таксама|па тэме|падпісвайцеся|read (?:also|more|next)|also read|see also|"
    r"related(?: (?:articles?|stories|news|posts?|topics?))?|more on this|recommended|subscribe(?: to)?|follow us)\b",
    re.IGNORECASE,
)  # fmt: skip
_BLOCKS = frozenset("p div li aside section blockquote ul ol h2 h3 h4 h5 h6 span strong".split())
_ENOUGH = 250
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?")  # fmt: skip
_MONTHS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9,
    "окт": 10, "ноя": 11, "дек": 12, "січ": 1, "лют": 2, "бер": 3, "кві": 4, "тра": 5, "чер": 6, "лип": 7,
    "сер": 8, "вер": 9, "жов": 10, "лис": 11, "гру": 12, "сту": 1, "сак": 3, "кра": 4, "чэр": 6, "ліп": 7,
    "жні": 8, "кас": 10, "сне": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_WRITTEN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-zА-Яа-яЁёІіЇїЄєҐґЎў]{3,})\.?,?\s+((?:19|20)\d{2})|\b([A-Z][a-z]{2,})\.? (\d{1,2}),? ((?:19|20)\d{2})|\b(\d{1,2})\.(\d{2})\.((?:19|20)\d{2})|\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b")  # fmt: skip
_IMPRINT = re.compile(r"^([^\W\d_][^\n,|]{2,60}?)\s*[,|·—–]\s*$")
"""A line that is nothing but an outlet and, cut off, the date."""
_BYLINE = re.compile(
    r"^(?:By|Автор(?:ы|и)?|Текст|Аўтар|Author)\s*:?\s+([^,\n|]{3,80}?)(?:\s*[,|]\s*([^\n]{2,60}))?\s*$",
    re.MULTILINE,
)


@dataclass
class Facts:
    """What a page says of itself."""

    title: str = ""
    outlet: str = ""
    author: str = ""
    date: str = ""
    date_raw: str = ""
    address: str = ""
    article: bool = False
    links: list[tuple[str, str]] = field(default_factory=list)


def report_of_page(
    raw: bytes, text: str, name: str, address: str, *, wanted: bool
) -> Parsed | None:
    """A page as a report; None where nothing says that it is one and it is not `wanted` as one."""
    tree = _tree(text)
    if tree is None:
        return None
    facts = facts_of(tree, address)
    if not (wanted or facts.article):
        return None
    base = facts.address or address
    facts.links += list(_take_read_also(tree, base))
    body = _body(tree)
    if len(body) < _ENOUGH and not wanted:
        return None
    if not body.strip():
        body = render(raw, "utf-8" if text.encode("utf-8", "replace") == raw else "")[0]
    title = facts.title or name
    texts = [RawText("subject", "", title)] if facts.title else []
    rest = _rest(rendered(text), f"{title}\n{body}", facts)
    return _parsed("text/html", title, facts, (*texts, RawText("body", "", body), *rest))


def _rest(page: str, kept: str, facts: Facts) -> list[RawText]:
    """What else the page shows: navigation, captions, comments of readers; nobody's article, but not
    to be lost."""
    known = " ".join(kept.split())
    links = {words for words, _ in facts.links}
    lines = [line.strip() for line in page.splitlines()]
    other = [
        line for line in lines if line and " ".join(line.split()) not in known and line not in links
    ]
    return [RawText("note", "rest of the page", "\n".join(other) + "\n")] if other else []


def report_of_text(parsed: Parsed) -> Parsed:
    """A text or PDF that was handed in as a report: title, date and byline from its head."""
    body = next((t.text for t in parsed.texts if t.kind in ("body", "page")), "")
    head = body[:1500]
    facts = Facts(
        title=next((line.strip() for line in head.splitlines() if line.strip()), "")[:300]
    )
    if byline := _BYLINE.search(head):
        facts.author, facts.outlet = byline.group(1).strip(), (byline.group(2) or "").strip()
    facts.date_raw, facts.date = _written_date(head)
    line = head[: head.find(facts.date_raw)].rpartition("\n")[2] if facts.date_raw else ""
    if not facts.outlet and (imprint := _IMPRINT.match(line)):
        facts.outlet = imprint.group(1).strip()
    facts.author = facts.author or parsed.metadata.get("author", "")
    found = _parsed(parsed.media_type, facts.title or parsed.title, facts, parsed.texts)
    return replace(found, metadata={**parsed.metadata, **found.metadata}, scans=parsed.scans,
                   status=parsed.status, reason=parsed.reason)  # fmt: skip


def _parsed(media_type: str, title: str, facts: Facts, texts: tuple[RawText, ...]) -> Parsed:
    known = {"outlet": facts.outlet, "author": facts.author, "address": facts.address}
    return Parsed(
        kind="report",
        media_type=media_type,
        parser="report 1",
        title=title,
        date=facts.date,
        date_raw=facts.date_raw,
        metadata={name: value for name, value in known.items() if value},
        texts=texts,
        links=tuple(dict.fromkeys(facts.links)),
    )


def _tree(text: str) -> Any:
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return html.document_fromstring(
            bare, parser=html.HTMLParser(no_network=True, huge_tree=False)
        )
    except (etree.ParserError, ValueError, AssertionError):
        return None


def facts_of(tree: Any, address: str) -> Facts:
    """Title, outlet, author, date and address as JSON-LD, then meta fields, then the page give them."""
    facts = Facts(address=address)
    for item in _json_ld(tree):
        _from_json_ld(facts, item)
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (
            element.get("property") or element.get("name") or element.get("itemprop") or ""
        ).lower()
        if key and element.get("content"):
            metas.setdefault(key, clean(element.get("content")).strip())
    canonical = next((e.get("href") for e in tree.iter("link") if e.get("rel", "").lower() == "canonical" and e.get("href")), "")  # fmt: skip
    facts.address = (
        urljoin(address, canonical) if canonical else metas.get("og:url", "") or facts.address
    )
    facts.article = facts.article or metas.get("og:type", "").lower() == "article" or "article:published_time" in metas  # fmt: skip
    heading = next((" ".join(e.itertext()) for e in tree.iter("h1")), "")
    window = next(("".join(e.itertext()) for e in tree.iter("title")), "")
    facts.title = _tidy(facts.title or metas.get("og:title", "") or heading or window)
    facts.outlet = _tidy(
        facts.outlet or metas.get("og:site_name", "") or metas.get("application-name", "")
    )
    if not facts.outlet and facts.address:
        facts.outlet = _host(facts.address)
    author = metas.get("author", "") or metas.get("article:author", "") or metas.get("byl", "")
    facts.author = _tidy(facts.author or ("" if author.startswith("http") else author))
    dated = [metas.get(key, "") for key in ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dcterms.date", "publish-date")]  # fmt: skip
    dated += [e.get("datetime", "") for e in tree.iter("time")][:3]
    for candidate in (facts.date_raw, *dated):
        if moment := moment_of(candidate):
            facts.date, facts.date_raw = moment, candidate
            break
    return facts


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for element in tree.iter("script"):
        if (element.get("type") or "").lower() != "application/ld+json" or not element.text:
            continue
        try:
            pending = [json.loads(element.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(500):
            if not pending:
                break
            value = pending.pop()
            if isinstance(value, list):
                pending += value
            elif isinstance(value, dict):
                pending += [value["@graph"]] if "@graph" in value else []
                yield value


def _from_json_ld(facts: Facts, item: dict[str, Any]) -> None:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    if not any(isinstance(k, str) and _ARTICLE.search(k) for k in names):
        return
    facts.article = True
    facts.title = facts.title or _name_of(item.get("headline"))
    facts.outlet = facts.outlet or _name_of(item.get("publisher"))
    facts.author = facts.author or _name_of(item.get("author"))
    facts.date_raw = facts.date_raw or _name_of(item.get("datePublished"))


def _name_of(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_name_of(entry) for entry in value[:10])))
    if isinstance(value, dict):
        return _name_of(value.get("name"))
    return clean(str(value)).strip() if isinstance(value, (str, int)) else ""


def moment_of(text: str) -> str:
    """A date of ISO 8601 as UTC; empty where there is none."""
    match = _MOMENT.search(text)
    if match is None:
        return ""
    zone = match.group(7)
    offset = "+00:00" if zone in (None, "Z") else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        moment = datetime(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], tzinfo=UTC)  # fmt: skip
        return datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + offset).astimezone(UTC).isoformat()  # fmt: skip
    except (ValueError, OverflowError):
        return ""


def _written_date(text: str) -> tuple[str, str]:
    """(as written, UTC day) of the first whole date in a text."""
    for match in _WRITTEN.finditer(text):
        first, word, year, word2, first2, year2, day, month, year3, *iso = match.groups()
        month, day = iso[1] or month, iso[2] or day
        number = _MONTHS.get((word or word2 or "").lower()[:3], 0) if not month else int(month)
        try:
            moment = datetime(
                int(year or year2 or year3 or iso[0]),
                number,
                int(first or first2 or day),
                tzinfo=UTC,
            )
        except ValueError:
            continue
        return match.group(), moment.isoformat()
    return "", ""


def _take_read_also(tree: Any, base: str) -> Iterator[tuple[str, str]]:
    """Take blocks that only point to other pieces out of the page; yields their links."""
    for element in list(tree.iter()):
        if local(element) not in _BLOCKS or element.getparent() is None:
            continue
        words = " ".join("".join(element.itertext()).split())
        if not words or len(words) > 600 or not _READ_ALSO.match(words):
            continue
        linked = sum(len("".join(a.itertext())) for a in element.iter("a"))
        following = element.getnext()
        heads_links = (
            not linked and len(words) <= 60 and following is not None and _mostly_links(following)
        )
        if linked < 0.3 * len(words) and not heads_links:
            continue  # a sentence that happens to begin so
        yield from _links(element, base)
        if heads_links and local(following) in ("ul", "ol", "div", "p"):
            yield from _links(following, base)
            following.drop_tree()
        if element.getparent() is not None:
            element.drop_tree()


def _mostly_links(element: Any) -> bool:
    words = len("".join(element.itertext()).strip())
    return words > 0 and sum(len("".join(a.itertext())) for a in element.iter("a")) > 0.6 * words


def _links(element: Any, base: str) -> Iterator[tuple[str, str]]:
    for anchor in element.iter("a"):
        words = " ".join("".join(anchor.itertext()).split())
        target = anchor.get("href") or ""
        if words and target and not target.startswith(("javascript:", "#")):
            yield clean(words), _joined(base, target)


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.removeprefix("www.")
    except ValueError:
        return ""


def _body(tree: Any) -> str:
    from trafilatura import extract

    text = extract(tree, include_comments=False, include_tables=True, favor_recall=False, deduplicate=False)  # fmt: skip
    return clean(text).strip() + "\n" if text else ""


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())
