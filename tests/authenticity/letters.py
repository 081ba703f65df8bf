"""Short ways to make messages for tests of authenticity."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from affidavit.extract.layers import build_document
from affidavit.quarantine.parsed import Child, Parsed
from affidavit.quarantine.parsers import identify, parse

START = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


def letter(
    number, sender="veresov@zavod.example", to="lis@port.example", *, subject="Gearboxes", body="As agreed.",
    day=0, message_id=None, reply_to=None, client="Microsoft Outlook 16.0", received=7, zone="+0300", extra="",
):  # fmt: skip
    """A message as bytes; `day` counts from the first of March 2022, `received` is seconds of delay or None."""
    sent = START + timedelta(days=day, minutes=number % 50)
    stamp = format_datetime(sent.astimezone(datetime.strptime(zone, "%z").tzinfo))
    domain = sender.partition("@")[2]
    lines = []
    if received is not None:
        arrived = format_datetime(sent + timedelta(seconds=received))
        lines.append(f"Received: from mx.{domain} by mail.port.example with ESMTP; {arrived}")
    lines += [
        f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {stamp}",
        f"Message-ID: <{message_id or f'{number}.77@{domain}'}>",
    ]  # fmt: skip
    lines += [f"In-Reply-To: <{reply_to}>", f"References: <{reply_to}>"] if reply_to else []
    lines += [f"X-Mailer: {client}"] if client else []
    lines += [extra] if extra else []
    return (
        "\n".join(lines) + "\nContent-Type: text/plain; charset=utf-8\n\n" + body + "\n"
    ).encode()


def read(raw, number=0):
    """(message, its layers) as the program reads bytes."""
    request = {"name": "m.eml", "path": f"{number}.eml", "media_type": "message/rfc822"}
    children: list[Child] = []
    parsed: Parsed = parse(identify(memoryview(raw), request), lambda c, _d: children.append(c))
    built = build_document(f"{number:064}", parsed)
    return built.document, built.layers


def read_all(raws):
    """(messages, document id -> layers)."""
    both = [read(raw, number) for number, raw in enumerate(raws)]
    return [m for m, _ in both], {m.id: layers for m, layers in both}
