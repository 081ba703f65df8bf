"""An old PowerPoint presentation and a metafile, record by record."""

import struct

from affidavit.quarantine.parsers.olewrite import write


def record(kind, data, *, instance=0, holds=False):
    """One record."""
    return struct.pack("<HHI", instance << 4 | (0xF if holds else 0), kind, len(data)) + data


def wide(kind, text, instance=0):
    """A record of text."""
    return record(kind, text.encode("utf-16-le"), instance=instance)


def ppt(slides, comment="", old=""):
    """A presentation: (outline text, text of a box) of each slide; a comment on the first; and the text
    of a slide that only an earlier save held."""
    stream = b""
    places = {}

    def put(key, raw):
        nonlocal stream
        places[key] = len(stream)
        stream += raw

    if old:
        put(99, record(1006, record(0xF00D, wide(4000, old)), holds=True))
        del places[99]
    listed = b""
    for number, (outline, boxed) in enumerate(slides, start=2):
        listed += record(1011, struct.pack("<IIIII", number, 0, 0, 0, 0)) + wide(4000, outline)
        inner = record(0xF00D, record(4008, boxed.encode("latin-1")))
        if comment and number == 2:
            noted = record(12000, wide(4026, "Anna", 0) + wide(4026, comment, 1), holds=True)
            inner += record(5000, record(5002, record(5003, noted), holds=True), holds=True)
        put(number, record(1006, inner, holds=True))
    put(1, record(1000, record(4080, listed, holds=True), holds=True))
    keys = sorted(places)
    table = struct.pack("<I", len(keys) << 20 | keys[0]) + b"".join(
        struct.pack("<I", places[k]) for k in keys
    )
    directory = len(stream)
    stream += record(6002, table)
    edit = len(stream)
    stream += record(4085, struct.pack("<IIIIIII", 0, 0, 0, directory, 1, 99, 0))
    user = record(4086, struct.pack("<III", 20, 0xE391C05F, edit) + bytes(8))
    return write({"PowerPoint Document": stream, "Current User": user})


def emf(*words):
    """An enhanced metafile that draws some words."""
    head = struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(64)
    body = b""
    for word in words:
        raw = word.encode("utf-16-le")
        raw += bytes(-len(raw) % 4)
        body += (
            struct.pack("<II", 84, 76 + len(raw))
            + bytes(36)
            + struct.pack("<II", len(word), 76)
            + bytes(24)
            + raw
        )
    return head + body
