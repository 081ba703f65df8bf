"""The embedded search index (tantivy), fed with our own words."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from affidavit.language.fold import name_keys
from affidavit.language.stems import query_stems
from affidavit.model.errors import CaseError
from affidavit.store.protocols import Hit, IndexEntry, Query

_HEAP = 60_000_000
_TEXT_FIELDS = ("sender", "recipients", "words", "stems", "others", "names")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("document", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in ("words", "stems"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("sender", "recipients", "others", "names"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class TantivyIndex:
    """The `SearchIndex` contract over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None
        self._schema = _schema()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:
            raise CaseError(
                f"the search index {folder} cannot be opened ({error}); "
                "`affidavit rebuild` makes it anew"
            ) from error

    @staticmethod
    def drop(folder: Path) -> None:
        """Delete an index."""
        shutil.rmtree(folder, ignore_errors=True)

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Add or replace documents."""
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for entry in entries:
            self._writer.delete_documents_by_term("document", entry.document)
            document = tantivy.Document()
            document.add_text("document", entry.document)
            document.add_text("kind", entry.kind)
            document.add_text("language", entry.language)
            document.add_integer("day", entry.day)
            for name in _TEXT_FIELDS:
                document.add_text(name, getattr(entry, name))
            self._writer.add_document(document)

    def count(self) -> int:
        """The number of documents, as far as committed."""
        return int(self._index.searcher().num_docs)

    def commit(self) -> None:
        """Commit and make visible."""
        if self._writer is not None:
            self._writer.commit()
            self._index.reload()

    def search(self, query: Query, limit: int) -> list[Hit]:
        """All words and phrases must occur, each in any of its forms."""
        must = [self._word(word) for word in query.words]
        must += [self._phrase(phrase) for phrase in query.phrases]
        must += [self._person("sender", word) for word in query.sender]
        must += [self._person("recipients", word) for word in query.recipients]
        for name, value in (("kind", query.kind), ("language", query.language)):
            if value:
                must.append(self._term(name, value))
        if (query.first_day, query.last_day) != (0, 99991231):
            must.append(
                tantivy.Query.range_query(
                    self._schema, "day", tantivy.FieldType.Integer, query.first_day, query.last_day
                )
            )
        if not must:
            must = [tantivy.Query.all_query()]
        whole = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in must])
        searcher = self._index.searcher()
        if searcher.num_docs == 0:
            return []
        found = searcher.search(whole, limit).hits
        hits = [Hit(searcher.doc(address)["document"][0], float(score)) for score, address in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.document))

    def close(self) -> None:
        """Wait for background merges and let go of the writer's lock."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _term(self, field: str, value: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, value)

    def _boosted(self, field: str, value: str, boost: float) -> Any:
        return tantivy.Query.boost_query(self._term(field, value), boost)

    def _any(self, parts: list[Any]) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def _word(self, word: str) -> Any:
        parts = [self._boosted("words", word, 3.0)]
        for form in query_stems(word):
            parts += [self._boosted("stems", form, 1.5), self._boosted("others", form, 0.7)]
        if len(word) > 2 and not word.isdigit():
            parts += [self._boosted("names", key, 0.5) for key in name_keys(word)]
        return self._any(parts)

    def _phrase(self, words: tuple[str, ...]) -> Any:
        exact = tantivy.Query.phrase_query(self._schema, "words", list(words))
        parts = [tantivy.Query.boost_query(exact, 3.0)]
        for position in range(max(len(query_stems(word)) for word in words)):
            forms = [query_stems(word) for word in words]
            chosen = [options[min(position, len(options) - 1)] for options in forms]
            parts.append(tantivy.Query.phrase_query(self._schema, "stems", chosen))
        return self._any(parts)

    def _person(self, field: str, word: str) -> Any:
        return self._any([self._term(field, form) for form in (word, *name_keys(word))])
