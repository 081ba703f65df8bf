"""Messages as the demo's mail programs would have written them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.charset import BASE64, QP, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from html import escape
from typing import Any

_MAILERS = {
    "outlook": "Microsoft Outlook 16.0", "thunderbird": "Mozilla Thunderbird 91.6.0", "thebat": "The Bat! (v9.3.4)",
    "mailru": "Mail.Ru Mailer 1.0", "yandex": "Yamail [ http://yandex.example ] 5.0", "gmail": "",
    "apple": "Apple Mail (2.3654)", "phone": "iPhone Mail (19E241)",
}  # fmt: skip
_TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
          "csv": "text/csv", "png": "image/png", "jpg": "image/jpeg"}  # fmt: skip
_OUTLOOK = {"ru": ("От", "Отправлено", "Кому", "Тема"), "uk": ("Від", "Надіслано", "Кому", "Тема"),
            "be": ("Ад", "Адпраўлена", "Каму", "Тэма"), "en": ("From", "Sent", "To", "Subject")}  # fmt: skip
_FORWARDED = {"ru": "-------- Пересылаемое сообщение --------", "uk": "-------- Переслане повідомлення --------",
              "be": "-------- Перасланае паведамленне --------", "en": "---------- Forwarded message ----------"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of the leak, ready to be written."""

    key: str
    moment: datetime
    sender: tuple[str, str]
    recipients: tuple[tuple[str, str], ...]
    copies: tuple[tuple[str, str], ...]
    language: str
    subject: str
    body: str
    client: str
    charset: str
    html: bool
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    attachments: tuple[tuple[str, bytes], ...]
    headers: tuple[tuple[str, str], ...]
    declared_charset: str


def quote(client: str, language: str, original: Letter, *, forward: bool) -> str:
    """The quoted text below a reply, as the replier's program sets it."""
    name, address = original.sender
    stamp = original.moment.strftime("%d.%m.%Y %H:%M")
    lines = original.body.rstrip("\n").splitlines()
    marked = "\n".join(f"> {line}".rstrip() for line in lines)
    labels = _OUTLOOK[language]
    to = ", ".join(f"{n} <{a}>" for n, a in original.recipients)
    if forward or client == "outlook":
        head = _FORWARDED[language] if forward else "-----Original Message-----"
        return (
            f"{head}\n{labels[0]}: {name} <{address}>\n{labels[1]}: {stamp}\n{labels[2]}: {to}\n"
            f"{labels[3]}: {original.subject}\n\n" + "\n".join(lines) + "\n"
        )
    wrote = {"ru": "пишет", "uk": "пише", "be": "піша", "en": "wrote"}[language]
    if client in ("thunderbird", "apple") or language in ("uk", "be"):
        lead = f"On {stamp}, {name} wrote:" if language == "en" else f"{stamp}, {name} {wrote}:"
    elif client == "thebat":
        lead = f"Вы писали {stamp}:\n" if language == "ru" else f"On {stamp}, you wrote:"
    elif client == "yandex":
        lead = f'{original.moment.strftime("%d.%m.%Y, %H:%M")}, "{name}" <{address}>:'
    else:
        lead = f"{stamp}, {name} <{address}>:"
    return f"{lead}\n{marked}\n"


def write(letter: Letter) -> bytes:
    """The message as bytes, the same for the same letter."""
    text = _text(letter.body, letter.charset, letter.declared_charset)
    root: MIMEBase = text
    if letter.html:
        root = MIMEMultipart("alternative", boundary=f"alt_{letter.key}")
        root.attach(text)
        root.attach(_text(_page(letter.body), letter.charset, letter.declared_charset, "html"))
    if letter.attachments:
        inner, root = root, MIMEMultipart("mixed", boundary=f"mix_{letter.key}")
        root.attach(inner)
        for name, content in letter.attachments:
            root.attach(_attachment(name, content))
    for name, value in letter.headers:
        root[name] = value
    root["Date"] = format_datetime(letter.moment)
    root["From"] = _address(letter.sender, letter.charset)
    root["To"] = ", ".join(_address(person, letter.charset) for person in letter.recipients)
    if letter.copies:
        root["Cc"] = ", ".join(_address(person, letter.charset) for person in letter.copies)
    root["Subject"] = _encoded(letter.subject, letter.charset)
    root["Message-ID"] = f"<{letter.message_id}>"
    if letter.in_reply_to:
        root["In-Reply-To"] = f"<{letter.in_reply_to}>"
        root["References"] = " ".join(f"<{reference}>" for reference in letter.references)
    if mailer := _MAILERS.get(letter.client):
        root["User-Agent" if letter.client == "thunderbird" else "X-Mailer"] = mailer
    return root.as_bytes()


def _text(body: str, charset: str, declared: str, subtype: str = "plain") -> MIMEText:
    usable = charset if _fits(body, charset) else "utf-8"
    kind = Charset(usable)
    kind.body_encoding = QP if usable == "utf-8" and body.isascii() else BASE64
    part = MIMEText(body, subtype, kind)  # type: ignore[arg-type]
    if declared and usable == charset:
        part.set_param("charset", declared)
    return part


def _attachment(name: str, content: bytes) -> MIMEBase:
    main, _, sub = _TYPES.get(
        name.rpartition(".")[2].lower(), "application/octet-stream"
    ).partition("/")
    part = MIMEBase(main, sub)
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part


def _page(body: str) -> str:
    paragraphs = "".join(
        f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in body.split("\n\n")
    )
    return f"<html><head><style>p{{font-family:Calibri}}</style></head><body>{paragraphs}</body></html>"


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeError:
        return False
    return True


def _encoded(text: str, charset: str) -> str:
    if text.isascii():
        return text
    return str(Header(text, charset if _fits(text, charset) else "utf-8", maxlinelen=200).encode())


def _address(person: tuple[str, str], charset: str) -> str:
    name, address = person
    return f"{_encoded(name, charset)} <{address}>" if name else address


def people(
    keys: Sequence[str], known: Mapping[str, Any], language: str
) -> tuple[tuple[str, str], ...]:
    """(name in the language, address) of the people with these keys."""
    return tuple(
        (known[key]["names"].get(language, known[key]["names"]["ru"]), known[key]["mail"])
        for key in keys
    )


def received(address: str, moment: datetime) -> tuple[str, str]:
    """The Received line of the plant's own host, some seconds after a moment."""
    host = address.partition("@")[2]
    stamp = (moment + timedelta(seconds=7)).strftime("%a, %d %b %Y %H:%M:%S %z")
    return (
        "Received",
        f"from mx.{host} (mx.{host} [192.0.2.25]) by mail.zarz.example with ESMTP; {stamp}",
    )
