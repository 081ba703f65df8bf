"""Messages of RFC 5322."""

import re
from collections.abc import Mapping, Sequence

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.bodies import redundant
from affidavit.quarantine.parsers.charsets import decode
from affidavit.quarantine.parsers.headers import (
    decode_value,
    field_values,
    message_date,
    message_ids,
    participants,
    raw_addresses,
    split_message,
)
from affidavit.quarantine.parsers.inlined import without_inlined
from affidavit.quarantine.parsers.mime import Part, parameters, parts
from affidavit.quarantine.parsers.rendering import render

_ENVELOPE = re.compile(rb"\A(?:\s*>?From [^\r\n]*\r?\n)+")
_QUOTED_FROM = re.compile(r"^>(>*From )", re.MULTILINE)
_TEXT_LIMIT = 20_000_000
_USUAL = re.compile(r"multi-?part|MIME|mime", re.IGNORECASE)


def read(source: Input, emit: Emit) -> Parsed:
    """A message: its fields, its text bodies as texts, everything else as children."""
    raw = _ENVELOPE.sub(b"", bytes(source.untrusted_bytes))
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    fields, body = split_message(raw)
    sender = _Sender(emit)
    bodies: list[RawText] = []
    remarks: list[str] = []
    problems: list[str] = []
    found = list(parts(raw))
    html = not source.options.get("plain_only")
    texts_of = {n: _body_text(part, html=html) for n, part in enumerate(found) if part.is_body}
    skipped = _redundant_alternatives(found, {n: text for n, (text, _) in texts_of.items()})
    for number, part in enumerate(found):
        problems += [part.damaged] if part.damaged else []
        if number in skipped:
            continue
        if number not in texts_of:
            sender.send(part)
            continue
        text, remark = texts_of[number]
        text, files = without_inlined(text) if part.content_type != "text/html" else (text, [])
        for name, data in files:
            sender.send_file(name, "", data)
        name = "" if not bodies else f"part {len(bodies) + 1}"
        bodies.append(RawText("body", name, text[:_TEXT_LIMIT]))
        if len(text) > _TEXT_LIMIT:
            problems.append(f"only the first {_TEXT_LIMIT} characters of a text were read")
        remarks += [remark] if remark else []
    date, date_raw = message_date(fields)
    subject = next((decode_value(v) for v in field_values(fields, "subject")), "")
    texts = [RawText("subject", "", subject)] if subject else []
    problems += [remark for remark in remarks if "no text" in remark]
    fragment = _fragment(fields)
    return Parsed(
        kind="message",
        media_type="message/rfc822",
        parser="mail 2",
        status=Status.PARTIAL if problems or fragment else Status.OK,
        reason="; ".join(dict.fromkeys(filter(None, (fragment, *problems)))),
        title=subject,
        date=date,
        date_raw=date_raw,
        metadata={"charset": "; ".join(dict.fromkeys(remarks))} if remarks else {},
        texts=(*texts, *(b for b in bodies if b.text.strip()), *_around(fields, body)),
        people=tuple(participants(fields)),
        headers=tuple((name, decode_value(value)) for name, value in fields),
        raw_addresses=raw_addresses(fields),
        message_id=next(iter(message_ids(fields, "message-id")), ""),
        in_reply_to=message_ids(fields, "in-reply-to"),
        references=message_ids(fields, "references"),
    )


def _body_text(part: Part, *, html: bool) -> tuple[str, str]:
    if part.content_type == "text/html" and html:
        return render(part.content, part.charset)
    text, _, remark = decode(part.content, part.charset)
    return _QUOTED_FROM.sub(r"\1", text), remark


def _redundant_alternatives(found: Sequence[Part], texts: Mapping[int, str]) -> set[int]:
    """Bodies that only repeat another of their alternatives."""
    skipped: set[int] = set()
    for group in {found[n].group for n in texts if found[n].group}:
        members = [n for n in texts if found[n].group == group]
        plain = {n: texts[n] for n in members if found[n].content_type != "text/html"}
        rich = {n: texts[n] for n in members if found[n].content_type == "text/html"}
        skipped |= redundant(plain, rich)
    return skipped


def _around(fields: Sequence[tuple[str, bytes]], body: bytes) -> list[RawText]:
    """What stands before the first and behind the last part of a message, where no program looks."""
    value = next((decode_value(v) for n, v in fields if n.lower() == "content-type"), "")
    mark = parameters(value).get("boundary", "") if value.lower().startswith("multipart/") else ""
    if not mark:
        return []
    line = b"--" + mark.encode("utf-8", "replace")
    first = body.find(line)
    last = body.rfind(line + b"--")
    found = []
    for name, piece in (
        ("before the first part", body[:first] if first > 0 else b""),
        ("behind the last part", body[last + len(line) + 2 :] if last > 0 else b""),
    ):
        text = decode(piece)[0].strip()
        if text and not _USUAL.search(text):
            found.append(RawText("note", name, text[:_TEXT_LIMIT] + "\n"))
    return found


def _fragment(fields: Sequence[tuple[str, bytes]]) -> str:
    """What is to be said of a message that is only a part of one (RFC 2046, 5.2.2)."""
    value = next((decode_value(v) for n, v in fields if n.lower() == "content-type"), "")
    if not value.lower().startswith("message/partial"):
        return ""
    told = parameters(value)
    if "number" not in told:
        return "one part of a message that was sent in pieces, without a number"
    total = f" of {told['total']}" if "total" in told else ""
    return f"part {told['number']}{total} of message {told.get('id', '')}, sent in pieces"


class _Sender:
    """Sends attachments, numbered."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._count = 0

    def send(self, part: Part) -> None:
        """An attachment; one that lies elsewhere is listed."""
        if part.content_type == "message/external-body":
            told = ", ".join(f"{name}={value}" for name, value in part.parameters.items())
            self._count += 1
            reason = f"its content lies elsewhere ({told}); nothing is fetched"
            listed = Child(f"attachment:{self._count}", part.filename, part.content_type, 0, status=Status.REFUSED, reason=reason)  # fmt: skip
            self._emit(listed, None)
        elif part.content or part.filename:
            self.send_file(part.filename, part.content_type, part.content, part.charset)

    def send_file(self, name: str, media_type: str, data: bytes, charset: str = "") -> None:
        """Bytes as an attachment."""
        self._count += 1
        child = Child(f"attachment:{self._count}", name, media_type, len(data), charset=charset)
        self._emit(child, data)


PARSER = Parser(
    name="mail",
    media_types=("message/rfc822", "message/global"),
    library="fast-mail-parser; Python's email where that refuses",
    limits="50 levels of parts; 20 million characters of text a part; 512 MB",
    read=read,
    family="mail",
    reads="RFC 5322 messages (.eml, Maildir, Maildir++, news): fields as they stand, bodies, attachments, "
    "embedded messages, uuencode and yEnc in the text, wrongly declared charsets",
    leaves_out="message/partial is listed, not put together; message/external-body is listed, not fetched",
)
