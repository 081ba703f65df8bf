"""What messages of one leak say of one another: quotations, copies, and the order of question and answer."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from affidavit.authenticity.checks import (
    CONTRADICTION,
    OK,
    SUSPICIOUS,
    UNKNOWN,
    UNUSUAL,
    Check,
    weighed,
)
from affidavit.authenticity.copies import LOST, MORE, OTHER, SAME, Comparison, compare_copies
from affidavit.authenticity.letters import Letter, same_person
from affidavit.authenticity.origins import Origin
from affidavit.authenticity.threads import REFERENCES, Threads

_WORDS = 6
_WHOLE = 0.9
"""The share of a quotation that must stand in a message for it to support the message."""
_SKEW = timedelta(hours=1)
_ZONES = timedelta(hours=14)
_NO_CLOCK = timedelta(hours=36)
"""More than a clock is off by that nobody has mended."""
_MOSTLY, _FEWEST = 0.6, 3
_VERSIONS = 3
"""Times of sending that copies of one message may have; a program that reuses an id has more."""
_DRAFT = re.compile(r"draft|черновик|чернетк|чарнавік", re.IGNORECASE)


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
        """What a message quotes: support for the quoted where another person quotes the whole of it, or a difference
        that is shown at both."""
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
            elif origin.share >= _WHOLE:
                same += 1
                if origin.whole and quoting.sender and not same_person(quoting, source):
                    how = "forwarded" if origin.quotation.forwarded else "quoted"
                    why = f"{how} in full, word for word, by {quoting.sender} ({_named(quoting)})"
                    self.support[source.document].append(Support(how, why, (document,)))
        if same:
            fine = f"what it quotes stands so in {same} messages of the leak"
            self.checks[document].append(Check("quotes", OK, fine))

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
        self, threads: Threads, owners: Mapping[str, frozenset[str]], text_of: Callable[[str], str]
    ) -> None:
        """Copies of one message: the same words in two people's mailboxes, delivered to each, support it; other words
        contradict it. `owners` are document id -> whose mailboxes hold it. A message id that a sender gives to many
        messages tells nothing."""
        for documents in threads.holders.values():
            times = {self._letters[d].sent for d in documents}
            if len(documents) < 2 or len(times) > _VERSIONS:
                continue
            first, text = documents[0], text_of(documents[0])
            for other in documents[1:]:
                found = compare_copies(text, text_of(other))
                people = owners.get(first, frozenset()) | owners.get(other, frozenset())
                self._compared(first, other, found, people)

    def _compared(self, one: str, other: str, found: Comparison, people: frozenset[str]) -> None:
        if found.kind == SAME and len(people) > 1:
            told = ", ".join(sorted(people)[:4])
            why = f"delivered with the same words to the mailboxes of {len(people)} people ({told})"
            for document in (one, other):
                self.support[document].append(Support("held", why, (one, other)))
        for own, theirs, here, there in (
            (one, other, found.here, found.there),
            (other, one, found.there, found.here),
        ):
            where = _named(self._letters[theirs])
            if found.kind == LOST:
                self.checks[own].append(Check("copies", UNKNOWN, f"another copy of it ({where}) lost letters in a charset"))  # fmt: skip
            elif found.kind == MORE:
                longer = f"has “{there}” more" if there else f"lacks “{here}”"
                self.checks[own].append(Check("copies", UNUSUAL, f"another copy of it ({where}) {longer} at an end", 2.5, (theirs,)))  # fmt: skip
            elif found.kind == OTHER:
                self._differ(own, theirs, f"“{here}” here, “{there}” there")

    def _differ(self, own: str, theirs: str, shown: str) -> None:
        """Tell a copy with other words; a draft, or another time of sending, is another version and no contradiction."""
        mine, other = self._letters[own], self._letters[theirs]
        if self.is_quoted(own) and not self.is_quoted(theirs):
            return
        version = mine.sent != other.sent or _DRAFT.search(mine.path) or _DRAFT.search(other.path)
        what = "another version" if version else "another copy"
        why = f"{what} of it ({_named(other)}) has other words: {shown}"
        if version:
            self.checks[own].append(Check("copies", UNUSUAL, why, 3.0, (theirs,)))
        else:
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
        """Tell of an answer that is older than its question, at the one that seems to be wrong. Where the hosts that took
        them saw them in their right order, only a sender's clock is wrong."""
        blamed, other = letter, parent
        if blame_parent and not _clock_is_off(letter):
            blamed, other = parent, letter
        why = f"{_named(letter)} answers {_named(parent)} {by.total_seconds() / 3600:.0f} hours before it was sent"
        if not (letter.taken and parent.taken):
            found = weighed("thread_order", 6.0 if by > _ZONES else 3.0, why, "")
            if by > _NO_CLOCK:
                found = Check("thread_order", CONTRADICTION, why, 10.0, (other.document,))
        elif letter.taken + _SKEW >= parent.taken:
            late = f"{why}; by the hosts that took them it came after"
            found = weighed("thread_order", 3.0, late, "")
        elif by <= _ZONES:
            found = weighed("thread_order", 3.0, why, "")
        else:
            found = Check("thread_order", CONTRADICTION, why, 10.0, (other.document,))
        self.checks[blamed.document].append(found)


def _clock_is_off(letter: Letter) -> bool:
    return bool(
        letter.taken and letter.sent and abs(letter.taken - letter.sent) > timedelta(hours=12)
    )


def _named(letter: Letter) -> str:
    """A message in words: its path, which anybody can look up."""
    return letter.path or letter.document


def owners_of(mailboxes: Mapping[str, Sequence[Iterable[str]]]) -> dict[str, str]:
    """Mailbox -> whose it is: who takes part in at least six of ten of its messages, with nobody near; `mailboxes`
    gives for each the addresses of every message in it. None for a mailbox of fewer than three messages."""
    owners = {}
    for mailbox, messages in mailboxes.items():
        counts = Counter(address for people in messages for address in set(people))
        best = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        clear = best[0][1] >= _MOSTLY * len(messages) and best[0][1] > best[1][1]
        if len(messages) >= _FEWEST and clear:
            owners[mailbox] = best[0][0]
    return owners
