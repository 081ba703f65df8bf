"""What an Outlook message says: fields, people, bodies and attachments."""

from datetime import UTC, datetime

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText
from affidavit.quarantine.parsers.base import Emit, Input
from affidavit.quarantine.parsers.bodies import redundant
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.headers import (
    decode_value,
    field_values,
    message_date,
    message_ids,
    participants,
    split_message,
)
from affidavit.quarantine.parsers.mapi import (
    MEDIA_TYPE,
    MapiAttachment,
    MapiMessage,
    Properties,
    codepage_charset,
    dump,
    number_of,
    text_of,
    time_of,
)
from affidavit.quarantine.parsers.rendering import render
from affidavit.quarantine.parsers.richtext import text_of_compressed

_Fields = list[tuple[str, bytes]]
_ROLES = {1: "to", 2: "cc", 3: "bcc"}
_NOTED = {
    "conversation topic": 0x0070, "last modified by": 0x3FFA, "location": 0x3A0D,
    "company": 0x3A16, "post": 0x3A17, "department": 0x3A18,
}  # fmt: skip
_CONTACT = {
    "Name": 0x3001, "Company": 0x3A16, "Post": 0x3A17, "Department": 0x3A18, "Phone": 0x3A08,
    "Mobile": 0x3A1C, "Home phone": 0x3A09, "Fax": 0x3A24, "Street": 0x3A29, "City": 0x3A27,
    "Country": 0x3A26, "Postcode": 0x3A2A, "Web": 0x3A51, "Note": 0x3004,
}  # fmt: skip
_REFERENCES = (2, 3, 4, 7)


def parsed_message(message: MapiMessage, source: Input, emit: Emit) -> Parsed:
    """The message as a document; attachments are sent as children."""
    properties = message.properties
    kind = message.text(0x001A) or "IPM"
    for number, attachment in enumerate(message.attachments, start=1):
        _send(attachment, number, emit)
    fields = _transport_fields(message)
    subject = _subject(message)
    texts, remark = _texts(message)
    if kind.startswith("IPM.Contact"):
        texts = [RawText("body", "", _contact(message)), *texts]
    problems = [*message.remarks, *([remark] if remark else [])]
    date, date_raw = _date(message, fields)
    return Parsed(
        kind="contact" if kind.startswith("IPM.Contact") else "message",
        media_type=source.media_type,
        parser="mapi 1",
        status=Status.PARTIAL if problems else Status.OK,
        reason="; ".join(problems),
        title=subject or source.name,
        date=date,
        date_raw=date_raw,
        metadata={"class": kind, **_metadata(message)},
        texts=(*([RawText("subject", "", subject)] if subject else ()), *texts),
        people=tuple(_people(message, fields)),
        headers=tuple((name, decode_value(value)) for name, value in fields),
        message_id=next(iter(_ids(text_of(properties, 0x1035), fields, "message-id")), ""),
        in_reply_to=_ids(text_of(properties, 0x1042), fields, "in-reply-to"),
        references=_ids(text_of(properties, 0x1039), fields, "references"),
    )


def _subject(message: MapiMessage) -> str:
    subject = message.text(0x0037, 0x0E1D)
    if subject.startswith("\x01"):  # Outlook's note of how long the prefix is
        subject = subject[2:]
    return " ".join(clean(subject).split())


def _transport_fields(message: MapiMessage) -> _Fields:
    text = message.text(0x007D)
    return split_message(text.encode("utf-8", "surrogatepass"))[0] if text else []


def _ids(own: str, fields: _Fields, name: str) -> tuple[str, ...]:
    if own:
        return message_ids([(name, own.encode("utf-8", "replace"))], name)
    return message_ids(fields, name)


def _date(message: MapiMessage, fields: _Fields) -> tuple[str, str]:
    """The Date field where there is one, else when it was submitted, delivered or made."""
    if field_values(fields, "date"):
        date, raw = message_date(fields)
        if date:
            return date, raw
    moment = time_of(message.properties, 0x0039, 0x0E06, 0x3007)
    if moment is None:
        return "", ""
    whole: datetime = moment.astimezone(UTC).replace(microsecond=0)
    return whole.isoformat(), whole.isoformat()


def _people(message: MapiMessage, fields: _Fields) -> list[tuple[str, str, str]]:
    named = participants(fields)
    found = [p for p in named if p[0] in ("from", "sender", "reply-to")]
    if not any(role == "from" for role, _, _ in found):
        author = _person(message.properties, (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F))
        sender = _person(message.properties, (0x0C1A,), (0x5D01, 0x0C1F))
        if any(author):
            found.append(("from", *author))
        if any(sender) and sender != author and any(author):
            found.append(("sender", *sender))
    listed = [
        (_ROLES[kind], *_person(recipient, (0x3001, 0x5FF6), (0x39FE, 0x3003, 0x403E)))
        for recipient in message.recipients
        if (kind := number_of(recipient, 0x0C15) & 0xF) in _ROLES
    ]
    if not listed:
        listed = [p for p in named if p[0] in ("to", "cc", "bcc")]
    if not listed:
        for role, tag in (("to", 0x0E04), ("cc", 0x0E03), ("bcc", 0x0E02)):
            names = message.text(tag).split(";")
            listed += [(role, clean(name).strip(" '\""), "") for name in names if name.strip()]
    return found + listed


def _person(
    properties: Properties, names: tuple[int, ...], addresses: tuple[int, ...]
) -> tuple[str, str]:
    """(name, address): a mail address where one is known, else Exchange's own."""
    candidates = [text_of(properties, tag) for tag in addresses]
    address = next((c for c in candidates if "@" in c), next(filter(None, candidates), ""))
    name = text_of(properties, *names).strip(" '\"")
    return clean(name) if name != address else "", clean(address).strip()


def _texts(message: MapiMessage) -> tuple[list[RawText], str]:
    """The bodies that say something of their own, and what is wrong with the rest."""
    plain, rich, remark = clean(message.text(0x1000)), _html(message), ""
    compressed = message.properties.get(0x1009)
    if not rich.strip() and isinstance(compressed, bytes) and compressed:
        rich, remark = text_of_compressed(compressed)
        remark = "" if plain.strip() else remark
    forms = {n: text for n, text in ((1, plain), (2, rich)) if text.strip()}
    drop = redundant({n: t for n, t in forms.items() if n == 1}, {n: t for n, t in forms.items() if n == 2})  # fmt: skip
    kept = [text for n, text in forms.items() if n not in drop]
    names = ["", "part 2"]
    return [RawText("body", name, text) for name, text in zip(names, kept, strict=False)], remark


def _html(message: MapiMessage) -> str:
    body = message.properties.get(0x1013)
    codepage = number_of(message.properties, 0x3FDE)
    if isinstance(body, str):
        return render(body.encode("utf-8", "replace"), "utf-8")[0]
    if isinstance(body, bytes) and body:
        return render(body, codepage_charset(codepage) if codepage else "")[0]
    return ""


def _metadata(message: MapiMessage) -> dict[str, str]:
    found = {name: clean(text_of(message.properties, tag)) for name, tag in _NOTED.items()}
    for name, tag in (
        ("start", 0x0060),
        ("end", 0x0061),
        ("created", 0x3007),
        ("modified", 0x3008),
    ):
        moment = time_of(message.properties, tag)
        found[name] = moment.replace(microsecond=0).isoformat() if moment else ""
    index = message.properties.get(0x0071)
    found["thread index"] = index.hex() if isinstance(index, bytes) else ""
    return {name: value for name, value in found.items() if value}


def _contact(message: MapiMessage) -> str:
    lines = [f"{name}: {clean(text)}" for name, tag in _CONTACT.items() if (text := text_of(message.properties, tag))]  # fmt: skip
    return "\n".join(lines) + "\n" if lines else ""


def _send(attachment: MapiAttachment, number: int, emit: Emit) -> None:
    properties = attachment.properties
    name = clean(text_of(properties, 0x3707, 0x3704, 0x3001)).replace("\n", " ")
    media_type = text_of(properties, 0x370E).lower()
    segment = f"attachment:{number}"
    if attachment.message is not None:
        data = dump(attachment.message)
        emit(Child(segment, name or _subject(attachment.message), MEDIA_TYPE, len(data)), data)
    elif attachment.data is not None:
        emit(Child(segment, name, media_type, len(attachment.data)), attachment.data)
    else:
        status, reason = _absence(attachment)
        emit(Child(segment, name, media_type, 0, status=status, reason=reason), None)


def _absence(attachment: MapiAttachment) -> tuple[Status, str]:
    place = text_of(attachment.properties, 0x370D, 0x3708, 0x3A0C)
    if number_of(attachment.properties, 0x3705) in _REFERENCES or place:
        reason = f"only a reference to {clean(place) or 'another place'}; nothing is fetched"
        return Status.REFUSED, reason
    return Status.UNREADABLE, attachment.problem or "Outlook keeps no bytes for it"
