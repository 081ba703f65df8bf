"""Sentences as `train_reader` wants them: what the network sees, and what it should say."""

import email
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from email import policy
from pathlib import Path
from typing import NamedTuple

from affidavit.evaluation.statements import Statement, Told, flat, read_told
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
_LONGEST = 20_000
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


def rows_of(parsed: Parsed, language: str, told: Told | None) -> Iterator[Row]:
    """A row for each sentence of a text."""
    built = build_document("0" * 64, parsed)
    layers = [
        TextLayer.make(built.document.id, layer.kind, f"{layer.name} {n}", layer.text, language)
        for n, layer in enumerate(built.layers)
        if layer.kind not in ("subject", SIGNATURE)
    ]
    mentions = find_mentions(built.document, layers)
    for layer in layers:
        for sentence in read_sentences(layer, [m for m in mentions if m.span.layer == layer.id]):
            if sentence.words:
                yield _row(sentence, told)


def _row(sentence: Sentence, told: Told | None) -> Row:
    text = flat(sentence.text)
    quoted = [(flat(s.quote), s) for s in (told.statements if told else ())]
    said = [s for quote, s in quoted if quote in text or text in quote]
    stated = {s.frame for s in said}
    if not stated.isdisjoint(_BUSINESS):
        stated.add(ANY)
    tags: dict[str, list[int]] = {}
    for statement in said:
        line = tags.setdefault(statement.frame, [0] * len(sentence.words))
        for role, words in statement.roles.items():
            _tag(line, sentence, role, words)
    known = told.frames if told and told.frames else frozenset(COLUMNS)
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


def everyday(folders: Iterable[Path]) -> Iterator[Row]:
    """The sentences of a sample of everyday mail."""
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
            yield from rows_of(Parsed("message", "message/rfc822", "mail", texts=texts), "en", None)


def all_rows(claims: Path, mail: Iterable[Path]) -> list[Row]:
    """What the network is trained on."""
    texts = (*read_told(claims), *own_examples())
    rows = [row for told in texts for row in rows_of(told.parsed, told.language, told)]
    quiet = [row for row in everyday(mail) if len(row.seen.numbers) < 200]
    return rows + random.Random(1).sample(quiet, min(len(quiet), _SENTENCES))
