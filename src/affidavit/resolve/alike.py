"""Messages that say nearly the same: copies in several mailboxes, resent, with another footer."""

from collections.abc import Iterable

import numpy

from affidavit.extract.fingerprint import NUMBERS

VERSION = "1"
_BANDS = 8
_AGREEING = 26
"""Of 32 numbers: about four fifths of the words in threes are the same."""


def alike(fingerprints: Iterable[tuple[str, bytes]]) -> list[tuple[str, ...]]:
    """Groups of at least two document ids whose fingerprints agree, each and all in order.

    `fingerprints` are (document id, fingerprint) in the order of ids.

    Candidates share one of eight bands of four numbers; cost grows with n log n.
    """
    names: list[str] = []
    raw = bytearray()
    for name, data in fingerprints:
        names.append(name)
        raw += data
    if len(names) < 2:
        return []
    numbers = numpy.frombuffer(raw, dtype="<u4").reshape(len(names), NUMBERS)
    parent = list(range(len(names)))
    width = NUMBERS // _BANDS
    for band in range(_BANDS):
        part = numpy.ascontiguousarray(numbers[:, band * width : (band + 1) * width])
        keys = part.view(f"V{4 * width}").ravel()
        order = numpy.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        first = 0
        for position in range(1, len(order)):
            if not same[position - 1]:
                first = position
                continue
            one, other = int(order[first]), int(order[position])
            if int((numbers[one] == numbers[other]).sum()) >= _AGREEING:
                _join(parent, one, other)
    groups: dict[int, list[str]] = {}
    for number, name in enumerate(names):
        groups.setdefault(_root(parent, number), []).append(name)
    return sorted(tuple(group) for group in groups.values() if len(group) > 1)


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _join(parent: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parent, one), _root(parent, other)))
    parent[second] = first
