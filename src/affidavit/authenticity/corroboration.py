"""What messages of one leak say of one another: quotations, copies, and the order of question and answer."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from affidavit.authenticity.checks import CONTRADICTION, OK, SUSPICIOUS, UNUSUAL, Check, weighed
from affidavit.authenticity.letters import Letter
from affidavit.authenticity.origins import Origin
from affidavit.authenticity.passages import words
from affidavit.authenticity.threads import REFERENCES, Threads

_WORDS = 6
_WHOLE = 0.9
"""The share of a quotation that must stand in a message for it to support the message."""
_SKEW = timedelta(hours=1)
_ZONES = timedelta(hours=14)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Support:
    """That another person's mail, or another mailbox, has the same words: `how` is quoted, forwarded or held."""

    how: str
    why: str
    others: tuple[str, ...] = ()


class Relations:
    """Gathers, document by document, the checks and the support that come from other documents."""

    def __init__(self, letters: Mapping[str, Letter]) -> None:
        self._letters = letters
        self.checks: dict[str, list[Check]] = defaultdict(list)
        self.support: dict[str, list[Support]] = defaultdict(list)
        self._otherwise: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)

    def quotes(self, document: str, origins: Sequence[Origin]) -> None:
        """What a message quotes: support for the quoted, or a difference that is shown at both."""
        held = [o for o in origins if o.source and o.source != document and o.size >= _WORDS]
        quoting = self._letters[document]
        same = 0
        for origin in held:
            source = self._letters.get(origin.source)
            if source is None:
                continue
            if origin.differences:
                first = origin.differences[0]
                self._otherwise[source.document][document] = (first.quoted, first.source)
                why = f"it quotes “{first.quoted}” of {_named(source)}, which says “{first.source}”"
                self.checks[document].append(Check("quotes", UNUSUAL, why, 3.0, (source.document,)))
            elif origin.share >= _WHOLE and quoting.sender and quoting.sender != source.sender:
                how = "forwarded" if origin.quotation.forwarded else "quoted"
                self.support[source.document].append(
                    Support(how, f"{how} word for word by {quoting.sender} ({_named(quoting)})", (document,))
                )  # fmt: skip
                same += 1
        if same:
            self.checks[document].append(Check("quotes", OK, f"what it quotes stands so in {same} messages of the leak"))  # fmt: skip

    def is_quoted(self, document: str) -> bool:
        """Whether somebody else's message has its words."""
        return any(support.how != "held" for support in self.support.get(document, ()))

    def finish(self) -> None:
        """Tell the messages that are quoted with other words than theirs."""
        for document, told in self._otherwise.items():
            senders = {self._letters[by].sender for by in told if by in self._letters}
            others = senders - {self._letters[document].sender}
            by, (quoted, own) = sorted(told.items())[0]
            why = f"it says “{own}”, but {_named(self._letters[by])} quotes it as “{quoted}”"
            if len(told) > 1:
                why += f" ({len(told)} messages quote it otherwise)"
            sure = len(told) > 1 and bool(others)
            self.checks[document].append(
                Check("quoted_text", CONTRADICTION if sure else SUSPICIOUS, why, 12.0 if sure else 8.0, tuple(sorted(told)))
            )  # fmt: skip

    def copies(
        self, threads: Threads, owners: Mapping[str, frozenset[str]],
        text_of: Callable[[str], str], supported: Callable[[str], bool],
    ) -> None:  # fmt: skip
        """Copies of one message: the same words in two people's mailboxes support it, other words contradict it.
        `owners` are document id -> whose mailboxes hold it; `supported` tells what another message quotes so."""
        for documents in threads.holders.values():
            people = frozenset().union(*(owners.get(d, frozenset()) for d in documents))
            texts = {d: words(text_of(d)) for d in documents} if len(documents) > 1 else {}
            differing = _differing(documents, texts)
            for document in documents if not differing and len(people) > 1 else ():
                why = f"held in the mailboxes of {len(people)} people ({', '.join(sorted(people)[:4])})"
                self.support[document].append(Support("held", why, tuple(documents)))
            for one, other in differing:
                self._differ(one, other, texts, supported)

    def _differ(
        self,
        one: str,
        other: str,
        texts: Mapping[str, Sequence[str]],
        supported: Callable[[str], bool],
    ) -> None:
        for own, theirs in ((one, other), (other, one)):
            if supported(own) and not supported(theirs):
                continue
            shown = _difference(texts[own], texts[theirs])
            where = _named(self._letters[theirs]) if theirs in self._letters else theirs
            why = f"another copy of it ({where}) has other words: {shown}"
            self.checks[own].append(Check("copies", CONTRADICTION, why, 12.0, (theirs,)))

    def order(self, threads: Threads) -> None:
        """Answers that are older than what they answer."""
        early: dict[str, list[tuple[Letter, timedelta]]] = defaultdict(list)
        answers: dict[str, int] = defaultdict(int)
        for document, letter in self._letters.items():
            key, how = threads.parent_of.get(document, ("", ""))
            parent = next(
                (
                    self._letters[d]
                    for d in threads.parent_documents(document)
                    if d in self._letters
                ),
                None,
            )
            if how != REFERENCES or parent is None or not letter.sent or not parent.sent:
                continue
            answers[key] += 1
            if parent.sent - letter.sent > _SKEW:
                early[key].append((letter, parent.sent - letter.sent))
            else:
                fine = Check("thread_order", OK, "it is younger than what it answers")
                self.checks[document].append(fine)
        for key, older in early.items():
            parent = self._letters[threads.holders[key][0]]
            all_older = len(older) > 1 and len(older) == answers[key]
            for letter, by in older:
                self._early(letter, parent, by, blame_parent=all_older or _clock_is_off(parent))

    def _early(self, letter: Letter, parent: Letter, by: timedelta, *, blame_parent: bool) -> None:
        """Tell of an answer that is older than its question, at the one that seems to be wrong."""
        blamed, other = letter, parent
        if blame_parent and not _clock_is_off(letter):
            blamed, other = parent, letter
        hours = f"{by.total_seconds() / 3600:.0f} hours"
        why = f"{_named(letter)} answers {_named(parent)} {hours} before it was sent"
        sure = by > _ZONES
        self.checks[blamed.document].append(
            Check("thread_order", CONTRADICTION, why, 10.0, (other.document,))
            if sure
            else weighed("thread_order", 3.0, why, "")
        )


def _clock_is_off(letter: Letter) -> bool:
    return bool(
        letter.taken and letter.sent and abs(letter.taken - letter.sent) > timedelta(hours=12)
    )


def _differing(
    documents: Sequence[str], texts: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs of copies with other words in their midst; what is only added or cut at an end (a footer, a banner) and
    letters lost in a charset are not other words."""
    found = []
    for document in documents[1:]:
        if texts and _other_words(texts[documents[0]], texts[document]):
            found.append((documents[0], document))
    return found


def _other_words(one: Sequence[str], other: Sequence[str]) -> bool:
    first, second = " ".join(one), " ".join(other)
    if first == second or not one or not other or first in second or second in first:
        return False
    return any(
        kind == "replace" and any(len(w) >= 3 or w.isdigit() for w in one[a:b])
        for kind, a, b, _, _ in _opcodes(one, other)
    )


def _opcodes(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    yield from difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def _difference(own: Sequence[str], theirs: Sequence[str]) -> str:
    """The first words that differ, of both."""
    for kind, a, b, c, d in _opcodes(own, theirs):
        if kind == "replace":
            return f"“{' '.join(own[a:b][:_SHOWN])}” here, “{' '.join(theirs[c:d][:_SHOWN])}” there"
    return "words are added or left out"


def _named(letter: Letter) -> str:
    """A message in words: its path, which anybody can look up."""
    return letter.path or letter.document


def owners_of(mailboxes: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Mailbox -> the address that takes part in most of its messages; `mailboxes` gives for each the addresses of
    all messages in it, one entry a message and address."""
    owners = {}
    for mailbox, addresses in mailboxes.items():
        counts: dict[str, int] = defaultdict(int)
        for address in addresses:
            counts[address] += 1
        if counts:
            owners[mailbox] = max(sorted(counts), key=lambda a: counts[a])
    return owners
