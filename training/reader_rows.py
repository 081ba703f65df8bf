"""Sentences as `train_reader` wants them: what the network sees, and what it should say."""

import email
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from email import policy
from pathlib import Path
from typing import NamedTuple

from affidavit.evaluation.statements import Statement, Told, flat
from affidavit.extract.layers import build_document
from affidavit.extract.mentions import find_mentions
from affidavit.findings.clause import Sentence, find_triggers, read_sentences
from affidavit.findings.frame import frame_files, frames, personal_frames, read_yaml
from affidavit.findings.reader import ANY, Seen, see
from affidavit.model import TextLayer
from affidavit.model.text import SIGNATURE
from affidavit.quarantine.parsed import Parsed, RawText

FRAMES = tuple(frame.name for frame in frames())
COLUMNS = (*FRAMES, ANY)
ROLES = tuple(sorted({role.name for frame in frames() for role in frame.roles}))
_BUSINESS = frozenset(FRAMES) - personal_frames() - {"position"}
_MESSAGES, _SENTENCES = 700, 2000
_LONGEST, _WORDS = 20_000, 200
_PAIRED, _PAIR = 5, 90
_NEVER = -1e4


class Row(NamedTuple):
    """A sentence as the network sees it; the columns that are true of it, those it was annotated for,
    and for each frame it states the number of the role of each word (0: none)."""

    seen: Seen
    stated: frozenset[str]
    known: frozenset[str]
    tags: Mapping[str, tuple[int, ...]]


def role_table() -> list[list[float]]:
    """For each frame what is added to the score of no role and each role: much less for what it has not."""
    own = {frame.name: {role.name for role in frame.roles} for frame in frames()}
    return [[0.0, *(0.0 if role in own[f] else _NEVER for role in ROLES)] for f in FRAMES]


def rows_of(told: Told) -> Iterator[Row]:
    """A row for each sentence of a text."""
    built = build_document("0" * 64, told.parsed)
    layers = [
        TextLayer.make(
            built.document.id, layer.kind, f"{layer.name} {n}", layer.text, told.language
        )
        for n, layer in enumerate(built.layers)
        if layer.kind not in ("subject", SIGNATURE)
    ]
    mentions = find_mentions(built.document, layers)
    for layer in layers:
        for sentence in read_sentences(layer, [m for m in mentions if m.span.layer == layer.id]):
            if sentence.words:
                yield _row(sentence, told)


def _row(sentence: Sentence, told: Told) -> Row:
    text = flat(sentence.text)
    quoted = [(flat(s.quote), s) for s in told.statements]
    said = [s for quote, s in quoted if quote in text or text in quote]
    stated = {s.frame for s in said}
    if not stated.isdisjoint(_BUSINESS):
        stated.add(ANY)
    tags: dict[str, list[int]] = {}
    for statement in said:
        line = tags.setdefault(statement.frame, [0] * len(sentence.words))
        for role, words in statement.roles.items():
            _tag(line, sentence, role, words)
    known = told.frames or frozenset(COLUMNS)
    seen = see(sentence, find_triggers(sentence))
    tagged = {frame: tuple(line) for frame, line in tags.items()}
    return Row(seen, frozenset(stated), known, tagged)


def _tag(line: list[int], sentence: Sentence, role: str, words: str) -> None:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    place = re.search(pattern, sentence.text) if pattern else None
    if place is None or role not in ROLES:
        return
    start, end = sentence.start + place.start(), sentence.start + place.end()
    for n, word in enumerate(sentence.words):
        if word.start < end and start < word.end and line[n] == 0:
            line[n] = ROLES.index(role) + 1


def own_examples() -> Iterator[Told]:
    """The examples that the frames' files carry."""
    for path in frame_files():
        data = read_yaml(path)
        name = data["frame"]
        for number, entry in enumerate(data["examples"]):
            said = (
                Statement(
                    name,
                    entry["text"],
                    entry.get("roles", {}),
                    entry.get("polarity", "affirmed"),
                    entry.get("modality", "asserted"),
                ),
            )
            texts = (RawText("body", "", entry["text"]),)
            parsed = Parsed("text", "text/plain", "example", texts=texts)
            yield Told(
                f"{name}-{number}", entry["lang"], parsed, () if entry.get("none") else said,
                frozenset({name}),
            )  # fmt: skip


def everyday(folders: Iterable[Path]) -> Iterator[Told]:
    """A sample of everyday mail, which states nothing."""
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    for file in files[:: max(1, len(files) // _MESSAGES)]:
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        try:
            text = str(body.get_content()) if body is not None else ""
        except (LookupError, UnicodeError, ValueError):
            continue
        if 0 < len(text) < _LONGEST:
            texts = (RawText("body", "", text),)
            yield Told(
                file.name, "en", Parsed("message", "message/rfc822", "mail", texts=texts), ()
            )


def pairs(rows: list[Row]) -> Iterator[Row]:
    """Random sentences one after another as one, a fifth as many as there are: what a clause states the
    whole states, whatever else it does («…, said Jane Doe, director of the plant»)."""
    by_language: dict[str, list[Row]] = {}
    for row in rows:
        by_language.setdefault(row.seen.language, []).append(row)
    stating = [row for row in rows if row.stated]
    for first in random.sample(stating, min(len(stating), len(rows) // _PAIRED)):
        second = random.choice(by_language[first.seen.language])
        if len(first.seen.numbers) + len(second.seen.numbers) <= _PAIR:
            yield _joined(*random.sample((first, second), 2))


def _joined(one: Row, other: Row) -> Row:
    a, b = one.seen, other.seen
    behind = len(a.numbers)
    later = {name: place + behind for name, place in b.signs.items()}
    seen = Seen(
        a.language, a.numbers + b.numbers, a.kinds + b.kinds, a.shapes + b.shapes,
        {**later, **a.signs},
    )  # fmt: skip
    blank, rest = (0,) * behind, (0,) * len(b.numbers)
    tags = {
        frame: one.tags.get(frame, blank) + other.tags.get(frame, rest)
        for frame in {**one.tags, **other.tags}
    }
    return Row(seen, one.stated | other.stated, one.known & other.known, tags)


def training_rows(told: Iterable[Told], quiet: Iterable[Told]) -> list[Row]:
    """What the network is trained on: annotated texts, the frames' own examples, sentences of everyday
    mail."""
    texts = (*told, *own_examples())
    rows = [row for one in texts for row in rows_of(one)]
    rest = [row for one in quiet for row in rows_of(one)]
    rest = [row for row in rest if len(row.seen.numbers) < _WORDS]
    return rows + random.Random(1).sample(rest, min(len(rest), _SENTENCES))
