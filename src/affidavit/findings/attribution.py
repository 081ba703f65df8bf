"""Who says it: the chain from the document's own voice to the speaker inside a sentence."""

import re
from collections.abc import Sequence

from affidavit.extract.correspondence import quotation
from affidavit.model import Attribution, Document, Mention, MentionKind, Message, Span, TextLayer
from affidavit.model.text import QUOTED

_BYLINE = re.compile(
    r"^(?:By|Автор(?:ы)?:?|Текст:?|Аўтар:?)\s+(?P<author>[^,\n|]{3,60})(?:\s*[,|]\s*(?P<outlet>[^\n]{2,60}))?\s*$",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"^(?P<author>[А-ЯЁІЇЄҐЎ][\w'’-]+(?: [А-ЯЁІЇЄҐЎ][\w'’-]+){1,2}),\s*(?P<outlet>«[^»\n]{2,60}»)\s*$",
    re.MULTILINE,
)
"""«Анна Гордиевич, «Вестник Межречья»» on a line of its own."""
_INTRO_NAME = re.compile(r"^[^\n]{0,200}")
_HEAD = 1500


def document_voice(document: Document, layers: Sequence[TextLayer]) -> tuple[Attribution, ...]:
    """Who speaks in a document as a whole: its sender, its author and outlet, or its title."""
    if isinstance(document, Message):
        sender = document.sender
        name = (sender.name or sender.address) if sender else "unknown sender"
        return (Attribution(name, "header"),)
    if outlet := document.metadata.get("outlet"):
        return (Attribution(outlet, "report"),)
    body = next((layer for layer in layers if layer.kind in ("body", "page")), None)
    head = body.text[:_HEAD] if body else ""
    byline = _BYLINE.search(head) or _SIGNED.search(head)
    if body and byline:
        group = "outlet" if byline.group("outlet") else "author"
        span = Span.over(body, byline.start(group), byline.end(group))
        return (Attribution(span.quote.strip(), "report", span),)
    return (Attribution(document.title or document.kind, "document"),)


def quoted_author(layer: TextLayer, mentions: Sequence[Mention]) -> tuple[Attribution, ...]:
    """For quoted text: who its header block or introduction says wrote it, else the person named in
    its first line."""
    if layer.kind != QUOTED:
        return ()
    said = quotation(layer.text)
    if said.author:
        span = Span.over(layer, said.start, said.end)
        return (Attribution(said.author, "quotation", span),)
    head = _INTRO_NAME.match(layer.text.lstrip("> \n"))
    limit = len(layer.text) - len(layer.text.lstrip("> \n")) + (head.end() if head else 0)
    for mention in mentions:
        if mention.kind is MentionKind.PERSON and mention.span.end <= limit + 120:
            return (Attribution(mention.span.quote, "quotation", mention.span),)
    return (Attribution("quoted text", "quotation"),)
