"""Pictures that Office keeps in a stream of its own, found by the heads of their records ([MS-ODRAW])."""

import re
from collections.abc import Iterator

_SIGNATURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\0|MM\0\*")
_TYPES = {0xF01D: "jpg", 0xF01E: "png", 0xF029: "tif", 0xF02A: "jpg"}
_HEADS = (25, 41)  # eight bytes of head, one or two checksums of sixteen, and a mark
_PICTURES = 20_000


def pictures(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each picture in order; the same picture once."""
    seen: set[bytes] = set()
    for match in _SIGNATURE.finditer(stream):
        for head in _HEADS:
            start = match.start() - head
            if start < 0:
                continue
            kind = int.from_bytes(stream[start + 2 : start + 4], "little")
            length = int.from_bytes(stream[start + 4 : start + 8], "little")
            data = stream[match.start() : start + 8 + length]
            if kind in _TYPES and length > head - 8 and len(data) == length - head + 8:
                if data not in seen and len(seen) < _PICTURES:
                    seen.add(data)
                    yield f"picture {len(seen)}.{_TYPES[kind]}", data
                break
