"""Who says it: the chain from the document's own voice to the speaker inside a sentence."""

import re
from collections.abc import Sequence

from affidavit.extract.correspondence import quotation
from affidavit.findings.clause import Sentence
from affidavit.model import Attribution, Document, Mention, MentionKind, Message, Span, TextLayer
from affidavit.model.text import QUOTED

_SAYS = {
    "ru": r"сказал\w*|заяви(?:л|ла|ли|в)|сообщи(?:л|ла|ли|в|л[оа])|сообща(?:ет|ют|ется)|рассказ(?:ал|ала|али|ывает)|отмети(?:л|ла|ли)|"
    r"подчеркну(?:л|ла|ли)|утвержда(?:ет|ют|л\w*)|пояснил\w*|добавил\w*|говорит|говорят|пишет|пишут|уточнил\w*|признал\w*|подтвердил\w*|указыва(?:ет|ют)",
    "en": r"said|says|told|stated|states|claims?|claimed|reports?|reported|added|adds|explained|confirmed|confirms|"
    r"admitted|writes|wrote|noted|insisted|according to",
    "uk": r"сказав|сказала|заяви(?:в|ла|ли)|повідоми(?:в|ла|ли|ло)|повідомля(?:є|ють)|розпові(?:в|ла|ли)|зазначи(?:в|ла|ли)|стверджу(?:є|ють)|пояснив|пояснила|каже|кажуть|пише|додав|додала|підтвердив",
    "be": r"сказаў|сказала|заявіў|заявіла|паведамі(?:ў|ла|лі)|паведамляе|расказаў|расказала|адзначыў|адзначыла|сцвярджае|кажа|кажуць|піша|дадаў|дадала",
}  # fmt: skip
_ACCORDING = re.compile(
    r"\b(?:по (?:словам|данным|сведениям|информации|утверждению)|как (?:сообщил\w*|сообщает|пишет|заявил\w*|рассказал\w*)|согласно|"
    r"за (?:словами|даними|інформацією)|як (?:повідоми\w+|повідомляє|пише)|паводле|са слоў|як (?:паведам\w+|піша)|according to|as reported by)\s+",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(
    r"\b(?:источник\w*|собеседник\w*|джерел\w+|співрозмовник\w*|крыніц\w+|суразмоў\w+|a (?:\w+ ){0,2}(?:source|employee|engineer|official)|"
    r"(?:an )?(?:anonymous|unnamed) \w+|sources?|employees? of the plant|two (?:employees|sources|engineers))\b(?:\s+(?:на|в|у|at|in|close to|familiar with|inside|within|from)\s+[^,.;«»\"]{3,50})?",
    re.IGNORECASE,
)
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


def speakers(sentence: Sentence, before: Sentence | None) -> tuple[Attribution, ...]:
    """The speaker a sentence names for what it says; a quotation takes the sentence before's."""
    found = _speaker(sentence)
    if found is None and before is not None and sentence.text.startswith(("«", '"', "“", "„")):
        found = _speaker(before)
    return (found,) if found else ()


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


def _speaker(sentence: Sentence) -> Attribution | None:
    says = re.compile(rf"\b(?:{_SAYS[sentence.language]})\b", re.IGNORECASE)
    according = _ACCORDING.search(sentence.text)
    verb = says.search(sentence.text)
    if according is None and verb is None:
        return None
    anchor = sentence.start + (according.end() if according else verb.start() if verb else 0)
    people = [
        m for m in sentence.mentions if m.kind in (MentionKind.PERSON, MentionKind.ORGANISATION)
    ]
    near = [(abs(m.span.start - anchor), m.kind is not MentionKind.PERSON, m) for m in people]
    near = [entry for entry in near if entry[0] < (60 if according else 45)]
    if near:
        mention = min(near, key=lambda entry: (entry[1], entry[0]))[2]
        return Attribution(mention.span.quote, "report", mention.span)
    if anonymous := _ANONYMOUS.search(sentence.text):
        span = Span.over(
            sentence.layer,
            sentence.start + anonymous.start(),
            sentence.start + anonymous.end(),
        )
        return Attribution(span.quote, "anonymous", span)
    return None
