"""Messages of RFC 5322."""

import re
from collections.abc import Mapping, Sequence

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import decode
from affidavit.quarantine.parsers.headers import (
    decode_value,
    field_values,
    message_date,
    message_ids,
    participants,
    split_message,
)
from affidavit.quarantine.parsers.html import render
from affidavit.quarantine.parsers.mime import Part, parts

_WORD = re.compile(r"\w+")
_ENVELOPE = re.compile(rb"\A(?:\s*>?From [^\r\n]*\r?\n)+")
_TEXT_LIMIT = 20_000_000


def read(source: Input, emit: Emit) -> Parsed:
    """A message: its fields, its text bodies as texts, everything else as children."""
    raw = _ENVELOPE.sub(b"", bytes(source.untrusted_bytes))
    fields, _ = split_message(raw)
    bodies: list[RawText] = []
    remarks: list[str] = []
    found = list(parts(raw))
    html = not source.options.get("plain_only")
    texts_of = {n: _body_text(part, html=html) for n, part in enumerate(found) if _is_body(part)}
    skipped = _redundant_alternatives(found, {n: text for n, (text, _) in texts_of.items()})
    attachments = 0
    for number, part in enumerate(found):
        if number in skipped:
            continue
        if number in texts_of:
            name = "" if not bodies else f"part {len(bodies) + 1}"
            text, remark = texts_of[number]
            bodies.append(RawText("body", name, text[:_TEXT_LIMIT]))
            remarks += [remark] if remark else []
        elif part.content or part.filename:
            attachments += 1
            emit(_child(part, attachments), part.content)
    date, date_raw = message_date(fields)
    subject = next((decode_value(v) for v in field_values(fields, "subject")), "")
    texts = [RawText("subject", "", subject)] if subject else []
    damaged = [remark for remark in remarks if "no text" in remark]
    return Parsed(
        kind="message",
        media_type="message/rfc822",
        parser="mail 1",
        status=Status.PARTIAL if damaged else Status.OK,
        reason="; ".join(dict.fromkeys(damaged)),
        title=subject,
        date=date,
        date_raw=date_raw,
        metadata={"charset": "; ".join(dict.fromkeys(remarks))} if remarks else {},
        texts=(*texts, *(body for body in bodies if body.text.strip())),
        people=tuple(participants(fields)),
        headers=tuple((name, decode_value(value)) for name, value in fields),
        message_id=next(iter(message_ids(fields, "message-id")), ""),
        in_reply_to=message_ids(fields, "in-reply-to"),
        references=message_ids(fields, "references"),
    )


def _is_body(part: Part) -> bool:
    if part.content_type not in ("text/plain", "text/html", "text/enriched", "text", ""):
        return False
    return part.disposition != "attachment" and not (part.filename and part.disposition)


def _body_text(part: Part, *, html: bool) -> tuple[str, str]:
    if part.content_type == "text/html" and html:
        return render(part.content, part.charset)
    text, _, remark = decode(part.content, part.charset)
    return text, remark


def _redundant_alternatives(found: Sequence[Part], texts: Mapping[int, str]) -> set[int]:
    """Bodies that only repeat another of their alternatives: kept is the plain one that says as much."""
    skipped: set[int] = set()
    for group in {found[n].group for n in texts if found[n].group}:
        members = [n for n in texts if found[n].group == group]
        plain = [n for n in members if found[n].content_type != "text/html"]
        rich = [n for n in members if found[n].content_type == "text/html"]
        if not plain or not rich:
            continue
        words = set(_WORD.findall(texts[plain[0]]))
        rich_words = set(_WORD.findall(texts[rich[0]]))
        if len(words & rich_words) >= 0.8 * len(rich_words):
            skipped.update(rich)
        elif len(words & rich_words) >= 0.8 * len(words):
            skipped.update(plain)
    return skipped


def _child(part: Part, number: int) -> Child:
    return Child(
        segment=f"attachment:{number}",
        name=part.filename,
        media_type=part.content_type,
        length=len(part.content),
    )


PARSER = Parser(
    name="mail",
    media_types=("message/rfc822", "message/global"),
    library="fast-mail-parser; Python's email where that refuses",
    limits="50 levels of parts; 20 million characters of text a part",
    read=read,
)
