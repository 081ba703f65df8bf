"""Which of several forms of one text to keep: one that another holds word for word is not kept twice."""

import re
from collections import Counter
from collections.abc import Mapping

_WORD = re.compile(r"\w+")


def holds(text: str, other: str) -> bool:
    """Whether a text has every word of another, as often as the other. One word can be a «not»."""
    return not Counter(_WORD.findall(other)) - Counter(_WORD.findall(text))


def redundant(plain: Mapping[int, str], rich: Mapping[int, str]) -> set[int]:
    """The numbers of the forms that only repeat the others: rich ones that the plain ones hold, else
    plain ones that the rich ones hold."""
    if not plain or not rich:
        return set()
    all_plain = "\n".join(plain.values())
    dropped = {number for number, text in rich.items() if holds(all_plain, text)}
    kept = "\n".join(text for number, text in rich.items() if number not in dropped)
    if kept:
        dropped |= {number for number, text in plain.items() if holds(kept, text)}
    return dropped if len(dropped) < len(plain) + len(rich) else dropped & set(rich)
