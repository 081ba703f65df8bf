"""The words of a text as the search index takes them.

Four fields: `words` as written (folded), `stems` the likeliest dictionary form at the same
position (so phrases work in any inflection), `others` further forms, and `names` the keys that
are the same in Cyrillic and Latin.
"""

import re
from collections.abc import Iterable, Iterator

from affidavit.language.detect import UNDETERMINED
from affidavit.language.fold import name_keys
from affidavit.language.scripts import WORD, fold_case
from affidavit.language.stems import query_stems, stems
from affidavit.model import Document, Message, TextLayer
from affidavit.model.errors import UsageError
from affidavit.store.protocols import IndexEntry, Query

_MAX_WORD = 60
_QUERY_PART = re.compile(r'(?:(from|to|date|kind|lang|entity):)?(?:"([^"]*)"|«([^»]*)»|(\S+))')


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """(folded word, start, end) of each word or number in a text."""
    for match in WORD.finditer(text):
        yield fold_case(match.group()[:_MAX_WORD]), match.start(), match.end()


def index_entry(document: Document, layers: Iterable[TextLayer]) -> IndexEntry:
    """What the index keeps of a document."""
    words: list[str] = []
    main: list[str] = []
    others: set[str] = set()
    names: set[str] = set()
    language = UNDETERMINED
    for layer in layers:
        if language == UNDETERMINED or layer.kind == "body":
            language = layer.language
        for word, start, _ in words_of(layer.text):
            forms = stems(word, layer.language)
            words.append(word)
            main.append(forms[0])
            others.update(forms[1:])
            if layer.text[start].isupper() and len(word) > 2:
                names.update(name_keys(word))
        words.append("¶")  # no phrase reaches over the edge of a layer
        main.append("¶")
    sender, recipients = _people(document)
    names.update(sender, recipients)
    return IndexEntry(
        document=document.id,
        kind=document.kind,
        language=language,
        day=day_number(document),
        sender=" ".join(sender),
        recipients=" ".join(recipients),
        words=" ".join(words),
        stems=" ".join(main),
        others=" ".join(sorted(others)),
        names=" ".join(sorted(names)),
    )


def day_number(document: Document) -> int:
    """The document's UTC day as 20230224; 0 where it has no date."""
    return int(document.date.strftime("%Y%m%d")) if document.date else 0


def _people(document: Document) -> tuple[list[str], list[str]]:
    sender: list[str] = []
    recipients: list[str] = []
    for participant in document.participants if isinstance(document, Message) else ():
        target = sender if participant.role in ("from", "sender") else recipients
        for word, _, _ in words_of(f"{participant.name} {participant.address}"):
            target.extend(name_keys(word))
            target.append(word)
    return sender, recipients


def parse_query(text: str) -> Query:
    """A user's query: words, "phrases" and `from: to: date: kind: lang: entity:` filters.

    `date:` takes a day, month or year, or two of them with `..` between.
    """
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    people: dict[str, list[str]] = {"from": [], "to": []}
    plain = {"kind": "", "lang": "", "entity": ""}
    first, last = 0, 99991231
    dates: tuple[str, ...] = ()
    for name, quoted, angled, bare in _QUERY_PART.findall(text):
        value = quoted or angled or bare
        found = [word for word, _, _ in words_of(value)]
        if name in people:
            people[name].extend(found)
        elif name == "date":
            start, _, end = value.partition("..")
            dates += (start, end)
            first, last = _bound(start, "0"), _bound(end if ".." in value else start, "9")
        elif name in plain:
            plain[name] = value
        elif len(found) == 1:
            words.extend(found)
        elif found:
            phrases.append(tuple(found))
    query = Query(
        tuple(words), tuple(phrases), tuple(people["from"]), tuple(people["to"]),
        plain["kind"], plain["lang"], first, last, plain["entity"],
    )  # fmt: skip
    return _check_query(text, query, dates)


_DAY = re.compile(r"\d{4}(?:-?\d{2}(?:-?\d{2})?)?")


def _check_query(text: str, query: Query, dates: tuple[str, ...]) -> Query:
    for value in dates:
        if value and not _DAY.fullmatch(value):
            raise UsageError(
                f"date:{value} is no date; write 2023, 2023-02, 2023-02-24 or 2022..2023"
            )
    if query == Query():
        raise UsageError(f"{text!r} asks for nothing; give a word or a filter such as date:2023")
    return query


def _bound(text: str, fill: str) -> int:
    digits = re.sub(r"\D", "", text)[:8]
    return int(digits + ("00000000" if fill == "0" else "99999999")[len(digits) :])


def matching_spans(text: str, language: str, query: Query) -> list[tuple[int, int]]:
    """Where a layer's text has what the query asked for, in order."""
    wanted = {*query.words, *(word for phrase in query.phrases for word in phrase)}
    forms = {form for word in wanted for form in query_stems(word)}
    keys = {
        key for word in wanted if len(word) > 2 and not word.isdigit() for key in name_keys(word)
    }
    found: list[tuple[int, int]] = []
    for word, start, end in words_of(text):
        named = text[start].isupper() and len(word) > 2 and not keys.isdisjoint(name_keys(word))
        if word in wanted or named or not forms.isdisjoint(stems(word, language)):
            found.append((start, end))
    return found
