"""What a message quotes: pieces of other messages, each with what is said of who wrote it and when."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from affidavit.language.calendarwords import MONTHS, WEEKDAYS
from affidavit.language.quoting import FORWARD_MARK, header_block, intro_length
from affidavit.model import TextLayer
from affidavit.model.text import QUOTED

_MARKS = re.compile(r"^\s{0,3}(?:(?:[A-ZА-ЯЁІЇЄҐЎ][\wА-Яа-яЁё]{0,3})?\s?>\s?)+")
_INNER_MARKS = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
_ADDRESS = re.compile(r"[^\s<>\"':;,()\[\]]+@[^\s<>\"':;,()\[\]]+")
_FIELD = re.compile(r"^\W*(?P<name>[\w-]+(?:\s[\w-]+)?)\*?\s*:\*?\s*(?P<value>.*)$")
_FROM = frozenset("from от від ад".split())
_SUBJECT = frozenset("subject тема тэма".split())
_NO_NAME = re.compile(
    r"\b(?:on|at|wrote|writes|said|you|пишет\w*|писал\w*|написал\w*|сообщил\w*|пише|писа[вл]а?|написа[вл]а?|піша|пісаў|пісала|"
    r"напісаў|напісала|вы|ви|г|в|р|am|pm|gmt|utc)\b\.?|[<>\"'«»()*:,]|\b\w*\d\S*",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-ZА-ЯЁІЇЄҐЎ][\w'’ʼ.-]+")
_CALENDAR = re.compile(
    rf"(?:{'|'.join(words for _, words in MONTHS)}|{'|'.join(WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|нд|аўт|чц)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A piece of another message as it is quoted.

    `spans` are the places in the layer that are its words; `head` (start, end) is the introduction or
    the header block above it, (0, 0) for none, and `day` (ISO) the day that it names. `depth` counts from 1, the
    message that is answered.
    """

    document: str
    layer: str
    depth: int
    spans: tuple[tuple[int, int], ...]
    head: tuple[int, int] = (0, 0)
    author: str = ""
    address: str = ""
    subject: str = ""
    day: str = ""
    forwarded: bool = False

    def text(self, layer: str) -> str:
        """Its words in the text of its layer, without the marks of quotation."""
        return "\n".join(_INNER_MARKS.sub("\n", layer[start:end]) for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    author: str = ""
    address: str = ""
    subject: str = ""
    day: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    marks: int
    bare: str


def quotations(layers: Iterable[TextLayer]) -> list[Quotation]:
    """Every piece that a message quotes, in the order in which they begin."""
    return [piece for layer in layers if layer.kind == QUOTED for piece in _pieces(layer)]


def _pieces(layer: TextLayer) -> Iterator[Quotation]:
    lines = list(_lines(layer.text))
    bare = [line.bare for line in lines]
    heads: dict[int, _Head] = {}
    grouped: dict[tuple[int, _Head | None], list[_Line]] = {}
    above, number, forwarded = 0, 0, False
    while number < len(lines):
        line = lines[number]
        if FORWARD_MARK.match(line.bare):
            forwarded = _is_forward(line.bare)
            number += 1
            continue
        size, block = _head_size(bare, number)
        if size:
            following = next((ln for ln in lines[number + size :] if ln.bare.strip()), None)
            marked = following is not None and following.marks > line.marks
            above += 0 if marked else 1
            depth = above + line.marks + (1 if marked else 0)
            heads = {d: h for d, h in heads.items() if d < depth}
            heads[depth] = _read_head(lines[number : number + size], block, forwarded)
            forwarded = False
            number += size
            continue
        depth = max(1, above + line.marks)
        grouped.setdefault((depth, heads.get(depth)), []).append(line)
        number += 1
    for (depth, head), own in grouped.items():
        yield from _quotation(layer, depth, own, head)


def _lines(text: str) -> Iterator[_Line]:
    position = 0
    for line in text.splitlines(keepends=True):
        marks = _MARKS.match(line)
        count = marks.group().count(">") if marks else 0
        head = marks.end() if marks else 0
        yield _Line(
            position + head, position + len(line.rstrip("\r\n")), count, line[head:].rstrip()
        )
        position += len(line)


def _head_size(bare: Sequence[str], number: int) -> tuple[int, bool]:
    """(lines of an introduction or header block that begins here, whether it is a block)."""
    if not bare[number].strip():
        return 0, False
    if header_block(list(bare[number : number + 9]), 0):
        end = number
        while end < len(bare) and bare[end].strip() and (end == number or _FIELD.match(bare[end]) or bare[end - 1].rstrip().endswith((",", ";"))):  # fmt: skip
            end += 1
        return end - number, True
    return intro_length(list(bare[number : number + 3]), 0), False


def _is_forward(line: str) -> bool:
    low = line.lower()
    return not any(word in low for word in ("original", "исходн", "вихідн", "оригін", "зыходн", "арыгін", "reply", "ответ")) and any(c.isalpha() for c in low)  # fmt: skip


def _read_head(lines: Sequence[_Line], block: bool, forwarded: bool) -> _Head:
    text = " ".join(line.bare.strip() for line in lines)
    start, end = lines[0].start, lines[-1].end
    if block:
        fields = [(m["name"].lower().split()[0], m["value"]) for line in lines if (m := _FIELD.match(line.bare))]  # fmt: skip
        author = next((value for name, value in fields if name in _FROM), "")
        subject = next((value for name, value in fields if name in _SUBJECT), "")
        address = _ADDRESS.search(author)
        return _Head(
            start, end, _named(author), _plain(address), subject.strip(), _day(text), forwarded
        )
    return _Head(start, end, _named(text), _plain(_ADDRESS.search(text)), "", _day(text), forwarded)


def _plain(address: re.Match[str] | None) -> str:
    return address.group().lower().removeprefix("mailto:").strip(".") if address else ""


_MONTH = "|".join(f"(?P<month{number}>{words})" for number, words in MONTHS)
_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>(?:19|20)?\d\d))(?!\d)"
)
_WORDED = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"(?:{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)", re.IGNORECASE
)


def _day(text: str) -> str:
    """The first day that a head names; of two numbers the first is the day, unless it cannot be."""
    for pattern in (_NUMERIC, _WORDED, _AMERICAN):
        if match := pattern.search(text):
            told = {name: value for name, value in match.groupdict().items() if value}
            named = next((n.removeprefix("month") for n in told if n.startswith("month")), "")
            month = named or told.get("m") or told["m2"]
            day, year = told.get("d") or told["d2"], told.get("y") or told["y2"]
            numbers = [int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)]
            if numbers[1] > 12:
                numbers[1:] = numbers[:0:-1]
            try:
                return date(*numbers).isoformat()
            except ValueError:
                continue
    return ""


def _named(text: str) -> str:
    """The name that is left of an introduction without dates, addresses and verbs."""
    rest = _NO_NAME.sub(" ", _ADDRESS.sub(" ", text))
    words = [w for w in _CAPITAL.findall(rest) if not _CALENDAR.fullmatch(w)]
    return " ".join(words[:4])


def _quotation(
    layer: TextLayer, depth: int, own: Sequence[_Line], head: _Head | None
) -> Iterator[Quotation]:
    filled = [line for line in own if line.bare.strip()]
    if not filled:
        return
    spans: list[tuple[int, int]] = []
    for line in own:
        if not line.bare.strip():
            continue
        if spans and layer.text[spans[-1][1] : line.start].strip(" \t\r\n>") == "":
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    told = head or _Head(0, 0)
    yield Quotation(
        layer.document, layer.id, depth, tuple(spans), (told.start, told.end),
        told.author, told.address, told.subject, told.day, told.forwarded,
    )  # fmt: skip
