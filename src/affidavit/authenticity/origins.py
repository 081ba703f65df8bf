"""Where the quoted pieces of messages are from, and what that says of both."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from affidavit.authenticity.passages import Difference, Passages, words
from affidavit.authenticity.quotes import Quotation, quotations
from affidavit.authenticity.threads import base_subject
from affidavit.model import Message, TextLayer
from affidavit.model.text import BODY, QUOTED, SIGNATURE

FOUND = 0.5
"""The share of a passage's word sequences that must stand in a text to be taken from it."""
_FEW = 4
"""Words below which a passage may be from anywhere."""
_SLACK = 6
"""Word sequences of a body that a quotation may lack and still be of the whole: a greeting, a dash, a mark."""
_TELLING = 8
Parents = Callable[[str], Sequence[str] | None]
"""The copies in the case of what a document answers; none where it refers to nothing; None where that is absent."""
_SKEW = timedelta(hours=2)
"""Clocks may differ by so much."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A quoted piece of `size` words, alike wherever its `key` is, with the document that it is from, empty where
    no message holds it; `share` of it stands there as it is, `differences` are sentences with other words."""

    quotation: Quotation
    size: int
    key: int
    source: str
    share: float
    differences: tuple[Difference, ...] = ()
    whole: bool = False


class Texts:
    """What the messages of a case say themselves, to find the origins of what they quote. `layers_of` reads the layers
    of a document; only an index is kept."""

    def __init__(
        self, messages: Mapping[str, Message], layers_of: Callable[[str], Sequence[TextLayer]]
    ) -> None:
        self._layers_of = layers_of
        self._messages = messages
        self._documents = tuple(sorted(messages))
        self._numbers = {document: n for n, document in enumerate(self._documents)}
        self._passages = Passages(lambda n: own_text(layers_of(self._documents[n])))
        self._bodies = Passages(lambda n: body_text(layers_of(self._documents[n])))
        self._quoting: list[str] = []
        for document in self._documents:
            layers = layers_of(document)
            self._passages.add(own_text(layers))
            if any(layer.kind == QUOTED for layer in layers):
                self._quoting.append(document)

    def origins(self, parents: Parents) -> Iterator[tuple[str, list[Origin]]]:
        """(document id, its quoted pieces with their origins). `parents` tells the copies of what a document answers,
        tried first, for a short piece may stand in many; where what it answers is known and absent, nothing else is its source."""
        for document in self._quoting:
            layers = {layer.id: layer for layer in self._layers_of(document)}
            found = [
                self._origin(piece, piece.text(layers[piece.layer].text), parents(document))
                for piece in quotations(layers.values())
            ]
            yield document, found

    def _origin(self, piece: Quotation, text: str, parents: Sequence[str] | None) -> Origin:
        own = words(text)
        best, share, sure = -1, 0.0, False
        for parent in (parents or ()) if piece.depth == 1 else ():
            number = self._numbers.get(parent, -1)
            if number >= 0 and (held := self._passages.share(own, number)) > share:
                best, share, sure = number, held, True
        absent = parents is None and piece.depth == 1
        if share < FOUND and len(own) >= _FEW and not absent:
            number, held = self._passages.best(own, lambda n: self._fits(piece, n))
            if number >= 0 and held > share:
                best, share, sure = number, held, bool(piece.day)
        key = zlib.crc32(" ".join(own).encode())
        if best < 0 or share < FOUND:
            return Origin(piece, len(own), key, "", round(share, 3))
        differing = tuple(self._passages.differences(text, best)) if sure and share < 1 else ()
        whole = self._bodies.left_out(own, best) <= _SLACK
        return Origin(
            piece, len(own), key, self._documents[best], round(share, 3), differing, whole
        )

    def _fits(self, piece: Quotation, number: int) -> bool:
        """Whether a message can be the one quoted: another one, of the day and the sender that the head names."""
        document = self._documents[number]
        if document == piece.document:
            return False
        message = self._messages[document]
        told = date.fromisoformat(piece.day) if piece.day else None
        if told and message.date and abs((message.date.date() - told).days) > 1:
            return False
        return not piece.address or is_from(piece, message)


def own_text(layers: Iterable[TextLayer]) -> str:
    """What a message says itself: its body with the signature, without what it quotes."""
    return "\n".join(layer.text for layer in layers if layer.kind in (BODY, SIGNATURE))


def body_text(layers: Iterable[TextLayer]) -> str:
    """What a message says itself without its signature, which programs leave out of quotations."""
    return "\n".join(layer.text for layer in layers if layer.kind == BODY)


def first_source(origins: Sequence[Origin], messages: Mapping[str, Message]) -> str:
    """The document that a message quotes first, for threads: an earlier one, of the same subject or from whom the
    quotation names; empty for none."""
    near = [
        o
        for o in origins
        if o.source and _answers(messages[o.quotation.document], messages[o.source], o)
    ]
    if not near:
        return ""
    depth = min(o.quotation.depth for o in near)
    level = [o for o in near if o.quotation.depth == depth]
    return max(level, key=lambda o: o.size).source


def _answers(message: Message, other: Message, origin: Origin) -> bool:
    if message.date and other.date and other.date - message.date > _SKEW:
        return False
    if base_subject(message.title) == base_subject(other.title):
        return True
    return is_from(origin.quotation, other) and origin.size >= _TELLING


def is_from(quotation: Quotation, message: Message) -> bool:
    """Whether a quotation names who the message is from."""
    sender = message.sender
    if sender is None:
        return False
    named = set(words(quotation.author))
    return bool(
        (quotation.address and quotation.address == sender.address.lower())
        or any(len(word) > 2 and word in named for word in words(sender.name))
    )
