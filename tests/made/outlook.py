"""Outlook messages: MSG files in OLE containers, and TNEF."""

import struct

from affidavit.quarantine.parsers.olewrite import write

STRING, BINARY, LONG, TIME = 0x001F, 0x0102, 0x0003, 0x0040


def msg(properties, recipients=(), attachments=(), head=32):
    """A MSG file; each of the parts is property id -> text, bytes, number or (FILETIME,)."""
    return write(tree(properties, recipients, attachments, head))


def tree(properties, recipients=(), attachments=(), head=32):
    """The same as a tree of streams, as it stands inside another message too."""
    found = _storage(properties, head)
    for number, recipient in enumerate(recipients):
        found[f"__recip_version1.0_#{number:08X}"] = _storage(recipient, 8)
    for number, attachment in enumerate(attachments):
        own = dict(attachment)
        inner = own.pop("message", None)
        storage = _storage(own, 8)
        if inner is not None:
            storage["__substg1.0_3701000D"] = inner
        found[f"__attach_version1.0_#{number:08X}"] = storage
    return found


def _storage(properties, head):
    table = bytes(head)
    streams = {}
    for tag, value in properties.items():
        if isinstance(value, int):
            table += struct.pack("<HHIQ", LONG, tag, 6, value)
        elif isinstance(value, tuple):
            table += struct.pack("<HHIQ", TIME, tag, 6, value[0])
        else:
            kind = STRING if isinstance(value, str) else BINARY
            raw = value.encode("utf-16-le") if isinstance(value, str) else value
            table += struct.pack("<HHIQ", kind, tag, 6, len(raw))
            streams[f"__substg1.0_{tag:04X}{kind:04X}"] = raw
    return {"__properties_version1.0": table, **streams}


def filetime(moment):
    """Tenths of microseconds since 1601."""
    return (int(moment.timestamp() + 11_644_473_600) * 10_000_000,)


def tnef(subject, body, files):
    """A winmail.dat with a subject, a body and (name, bytes) files."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    out += _attribute(1, 0x00018004, subject.encode("cp1251") + b"\0")
    out += _attribute(1, 0x00069007, struct.pack("<II", 1251, 0))
    properties = struct.pack("<I", 1) + struct.pack("<HHII", STRING, 0x1000, 1, len(body) * 2 + 2)
    wide = body.encode("utf-16-le") + b"\0\0"
    out += _attribute(1, 0x00069003, properties + wide + b"\0" * (-len(wide) % 4))
    for name, data in files:
        out += _attribute(2, 0x00069002, bytes(14))
        out += _attribute(2, 0x00018010, name.encode("cp1251") + b"\0")
        out += _attribute(2, 0x0006800F, data)
    return out


def _attribute(level, tag, data):
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) % 65536)
