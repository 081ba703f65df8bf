"""A part of an OLE container written as a container of its own ([MS-CFB], version 3).

An embedded document is a folder inside another; as a file of its own it has a hash and can be read.
The same folder always gives the same bytes.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]
"""Name -> the bytes of a stream, or a folder."""


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END
    size: int = 0


def write(tree: Tree, class_id: bytes = bytes(16)) -> bytes:
    """The container that holds the tree."""
    entries = [_Entry("Root Entry", _ROOT)]
    _collect(tree, 0, entries)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini = bytearray()
    mini_fat: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.data)
        if entry.size >= _CUTOFF:
            entry.start = _append(entry.data, sectors, fat, _SECTOR)
        elif entry.size:
            entry.start = len(mini_fat)
            count = -(-entry.size // _MINI)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), _END]
            mini += entry.data.ljust(count * _MINI, b"\0")
    if mini:
        entries[0].start, entries[0].size = _append(bytes(mini), sectors, fat, _SECTOR), len(mini)
    mini_fat_start = _append(_numbers(mini_fat), sectors, fat, _SECTOR) if mini_fat else _END
    directory = b"".join(_directory_entry(e, class_id if e.kind == _ROOT else bytes(16)) for e in entries)  # fmt: skip
    directory_start = _append(directory, sectors, fat, _SECTOR)
    return _whole(sectors, fat, directory_start, mini_fat_start, -(-len(mini_fat) * 4 // _SECTOR))


def _collect(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    numbers: dict[str, int] = {}
    for name in sorted(tree, key=lambda n: (len(n), n.upper())):
        value = tree[name]
        numbers[name] = len(entries)
        if isinstance(value, bytes):
            entries.append(_Entry(name[:31], _STREAM, value))
        else:
            entries.append(_Entry(name[:31], _STORAGE))
            _collect(value, numbers[name], entries)
    entries[parent].child = _balanced(list(numbers.values()), entries)


def _balanced(numbers: Sequence[int], entries: list[_Entry]) -> int:
    """The root of a search tree over entries in order."""
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balanced(numbers[:middle], entries)
    entry.right = _balanced(numbers[middle + 1 :], entries)
    return numbers[middle]


def _append(data: bytes, sectors: list[bytes], fat: list[int], size: int) -> int:
    start = len(sectors)
    for position in range(0, len(data), size):
        sectors.append(data[position : position + size].ljust(size, b"\0"))
        fat.append(len(sectors))
    fat[-1] = _END
    return start


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _directory_entry(entry: _Entry, class_id: bytes) -> bytes:
    name = entry.name.encode("utf-16-le")
    start = entry.start if entry.kind != _STORAGE else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child,
        class_id, 0, 0, 0, start, entry.size,
    )  # fmt: skip


def _whole(
    sectors: list[bytes], fat: list[int], directory: int, mini_fat: int, mini_count: int
) -> bytes:
    per_sector = _SECTOR // 4
    tables = doubles = 0
    while True:
        needed = -(-(len(sectors) + tables + doubles) // per_sector)
        wanted = -(-max(0, needed - 109) // (per_sector - 1))
        if (needed, wanted) == (tables, doubles):
            break
        tables, doubles = needed, wanted
    table_numbers = [len(sectors) + n for n in range(tables)]
    double_numbers = [len(sectors) + tables + n for n in range(doubles)]
    fat = [*fat, *[_FAT] * tables, *[0xFFFFFFFC] * doubles]
    fat += [_FREE] * (tables * per_sector - len(fat))
    rest = table_numbers[109:]
    double_sectors = []
    for n in range(doubles):
        part = rest[n * (per_sector - 1) : (n + 1) * (per_sector - 1)]
        following = double_numbers[n + 1] if n + 1 < doubles else _END
        double_sectors.append(_numbers([*part, *[_FREE] * (per_sector - 1 - len(part)), following]))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        bytes(6), 0, tables, directory, 0, _CUTOFF, mini_fat, mini_count,
        double_numbers[0] if doubles else _END, doubles,
    )  # fmt: skip
    first = table_numbers[:109]
    header += _numbers([*first, *[_FREE] * (109 - len(first))])
    return header + b"".join(sectors) + _numbers(fat) + b"".join(double_sectors)
