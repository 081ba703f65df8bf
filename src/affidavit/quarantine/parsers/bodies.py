"""Which of several forms of one text to keep: the plain one where it says as much as the rich one."""

import re

_WORD = re.compile(r"\w+")
_SAME = 0.8


def says_as_much(text: str, other: str) -> bool:
    """Whether a text has at least four fifths of the different words of another."""
    words, wanted = set(_WORD.findall(text)), set(_WORD.findall(other))
    return len(words & wanted) >= _SAME * len(wanted)


def redundant(plain: str, rich: str) -> str:
    """`rich` or `plain`, whichever only repeats the other; empty where each says its own."""
    if says_as_much(plain, rich):
        return "rich"
    return "plain" if says_as_much(rich, plain) else ""
