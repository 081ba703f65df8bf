"""Which messages belong to one conversation, and what each answers.

RFC 5256, THREAD=REFERENCES (the algorithm of Jamie Zawinski), with what mail of Outlook and mailboxes that lost
their references need beside it: the Thread-Index, what a message quotes, and at last subject and people.
"""

import base64
import binascii
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from affidavit.model import Message, content_id

REFERENCES, INDEX, QUOTATION, SUBJECT = "references", "thread index", "quotation", "subject"
SERIES = "series"
_REPLY = r"(?:re|fw|fwd|ответ|отв|на|пересл|вых|вiдп|відп|перас|адк|aw|wg|antw|sv|vs|r|ha)"
_BLOB = r"(?:\[[^\[\]]{1,60}\]\s*)"
_LEADER = re.compile(
    rf"^(?:\s*{_BLOB}*{_REPLY}\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*:\s*{_BLOB}*)+", re.IGNORECASE
)
_FORWARDS = re.compile(
    rf"^\s*{_BLOB}*(?:fw|fwd|пересл|перес|перас|wg|вых)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_BLOBS = re.compile(rf"^\s*{_BLOB}+(?=\S)")
_TRAILER = re.compile(r"(?:\s*\((?:fwd|fw)\))+\s*$", re.IGNORECASE)
_LONGEST_CHAIN = 200
"""References that are followed: the first, and the last ones, as RFC 5322 (3.6.4) has programs cut them."""
_LONGEST_SUBJECT = 500
_LONGEST = timedelta(days=180)
"""A reply without references is looked for this long before it."""
_SOON = timedelta(days=14)
_WAS = re.compile(r"[(\[]\s*was:?\s+(.+?)[)\]]?\s*$", re.IGNORECASE)
_COMMON_SUBJECT = 12
"""Letters from which a subject is telling enough without anybody who took part in both."""
_INDEX_HEAD, _INDEX_STEP = 22, 5
_PART = re.compile(r"(?<![\d/])(\d{1,3})\s?(?:/|of|из|з|із)\s?(\d{1,3})(?![\d/])", re.IGNORECASE)
"""«[PATCH 3/12]», «часть 2 из 5»."""
_SERIES_LASTS = timedelta(hours=12)
_KEEPS = 0.5
"""A mailbox of whose replies at least so many refer to something has not lost its references."""
_START = datetime.min.replace(tzinfo=UTC)


def base_subject(subject: str) -> str:
    """The subject without the marks of replies, forwards and lists (RFC 5256, 2.1), folded."""
    plain = " ".join(subject[:_LONGEST_SUBJECT].split())
    bare = _TRAILER.sub("", _LEADER.sub("", plain))
    return " ".join(_BLOBS.sub("", bare).lower().split())


def is_reply(subject: str) -> bool:
    """Whether a subject says that it answers or forwards something."""
    plain = " ".join(subject[:_LONGEST_SUBJECT].split())
    return bool(_LEADER.match(plain) or _TRAILER.search(plain))


def is_forward(subject: str) -> bool:
    """Whether a subject says that it forwards something."""
    return bool(_FORWARDS.match(subject))


@dataclass(frozen=True, slots=True)
class Threads:
    """The conversations of a case.

    `thread_of` is document id -> thread id, by what messages themselves refer to, and in mailboxes that lost their
    references by the fallbacks too. `conversation_of` joins by the fallbacks everywhere. `parent_of` is document
    id -> (message id or, where it has none, document id of what it answers; how that is known). `absent` are
    the message ids that are only referred to, each with the documents that do; `holders` the documents of
    each message id.
    """

    thread_of: Mapping[str, str]
    conversation_of: Mapping[str, str]
    parent_of: Mapping[str, tuple[str, str]]
    absent: Mapping[str, tuple[str, ...]]
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def parent_documents(self, document: str) -> tuple[str, ...]:
        """The copies in the case of what a document answers; none where it is not there."""
        key, _ = self.parent_of.get(document, ("", ""))
        return self.holders.get(key, (key,) if key in self.thread_of else ())

    def answered(self, document: str) -> tuple[str, ...] | None:
        """The same; None where what it refers to is not there."""
        found = self.parent_documents(document)
        _, how = self.parent_of.get(document, ("", ""))
        return None if how == REFERENCES and not found else found


@dataclass(frozen=True, slots=True)
class _Post:
    message: Message
    people: frozenset[str]


class _Tree:
    """Containers by key: a message id, or a document's own id where it has none; and which are one thread."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.how: dict[str, str] = {}
        self._near: dict[str, str] = {}

    def is_above(self, key: str, other: str) -> bool:
        """Whether `key` is `other` or one of what `other` answers."""
        while other:
            if other == key:
                return True
            other = self.parent.get(other, "")
        return False

    def link(self, child: str, parent: str, how: str, *, anew: bool) -> None:
        """Make `parent` the parent of `child` unless that closes a circle; only `anew` breaks a link."""
        apart = self.thread(child) != self.thread(parent)
        self.join(child, parent)
        if child == parent or (child in self.parent and not anew):
            return
        if not apart and self.is_above(child, parent):
            return
        self.parent[child] = parent
        self.how[child] = how

    def join(self, one: str, other: str) -> None:
        """Make both one thread."""
        self._near[self.thread(other)] = self.thread(one)

    def thread(self, key: str) -> str:
        """What stands for a thread."""
        while (above := self._near.setdefault(key, key)) != key:
            self._near[key] = key = self._near[above]
        return key


def thread(
    messages: Iterable[Message], quoted: Mapping[str, str] | None = None,
    mailbox_of: Mapping[str, str] | None = None,
) -> Threads:  # fmt: skip
    """The conversations of all messages.

    `quoted` is document id -> the document that it quotes first, for what has no references; `mailbox_of` document id
    -> the mailbox it lay in, all being in one where it is not given. Cost grows with n log n of the messages.
    """
    ordered = sorted(messages, key=lambda m: (m.date or _START, m.id))
    key_of, holders = _keys(ordered)
    tree = _Tree()
    for message in ordered:
        _by_references(message, key_of[message.id], holders, tree)
    _by_index(ordered, key_of, tree)
    weak = _guessed(ordered, key_of, tree, quoted or {})
    lost = _without_references(ordered, mailbox_of or {})
    for document, above, how in weak:
        if document in lost:
            tree.link(key_of[document], above, how, anew=False)
    strict = {m.id: tree.thread(key_of[m.id]) for m in ordered}
    for document, above, how in weak:
        tree.link(key_of[document], above, how, anew=False)
    loose = {m.id: tree.thread(key_of[m.id]) for m in ordered}
    return Threads(
        thread_of=_named(ordered, strict),
        conversation_of=_named(ordered, loose),
        parent_of={
            m.id: (tree.parent[key_of[m.id]], tree.how[key_of[m.id]])
            for m in ordered
            if key_of[m.id] in tree.parent
        },
        absent=_absent(ordered, holders),
        holders=holders,
    )


def _without_references(ordered: Sequence[Message], mailbox_of: Mapping[str, str]) -> set[str]:
    """The documents of mailboxes whose replies mostly refer to nothing."""
    replies: dict[str, list[bool]] = defaultdict(list)
    for message in ordered:
        if is_reply(message.title):
            replies[mailbox_of.get(message.id, "")].append(
                bool(message.references or message.in_reply_to)
            )
    kept = {box for box, told in replies.items() if sum(told) >= _KEEPS * len(told)}
    return {m.id for m in ordered if mailbox_of.get(m.id, "") not in kept}


def _guessed(
    ordered: Sequence[Message], key_of: Mapping[str, str], tree: _Tree, quoted: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(document, what it seems to answer, how that is guessed) for messages that refer to nothing."""
    free = [m for m in ordered if key_of[m.id] not in tree.parent]
    found = [
        (m.id, key_of[quoted[m.id]], QUOTATION) for m in free if quoted.get(m.id, "") in key_of
    ]
    sure = {document for document, _, _ in found}
    found += [entry for entry in _by_subject(ordered, key_of, tree) if entry[0] not in sure]
    sure |= {document for document, _, _ in found}
    return found + [entry for entry in _by_series(ordered, key_of) if entry[0] not in sure]


def _keys(ordered: Sequence[Message]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """(document id -> its container's key, message id -> documents). Copies of a message share a container;
    two messages of one id with other subjects do not (RFC 5256: the id of the second counts for none)."""
    first: dict[str, Message] = {}
    key_of: dict[str, str] = {}
    holders: dict[str, list[str]] = defaultdict(list)
    for message in ordered:
        known = first.setdefault(message.message_id, message) if message.message_id else message
        same = base_subject(known.title) == base_subject(message.title)
        key = message.message_id if message.message_id and same else message.id
        key_of[message.id] = key
        holders[key].append(message.id)
    return key_of, {key: tuple(documents) for key, documents in holders.items()}


def _by_references(
    message: Message, key: str, known: Mapping[str, tuple[str, ...]], tree: _Tree
) -> None:
    chain = [r for r in _chain(message, known) if r != key]
    for older, newer in itertools.pairwise(chain):
        tree.link(newer, older, REFERENCES, anew=False)
    if chain:
        tree.link(key, chain[-1], REFERENCES, anew=True)


def _chain(message: Message, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What a message refers to, the nearest last. In-Reply-To may name a person beside the message («Message
    from <a@b> of ... <id>»): what is held, else its last id, counts."""
    answered = [r for r in message.in_reply_to if r in known] or list(message.in_reply_to[-1:])
    known_chain = tuple(dict.fromkeys((*message.references, *answered)))
    return (
        known_chain
        if len(known_chain) <= _LONGEST_CHAIN
        else known_chain[:1] + known_chain[1 - _LONGEST_CHAIN :]
    )


def thread_index(message: Message) -> bytes:
    """Outlook's Thread-Index, from the header or from the message's properties; empty where there is none."""
    told = message.metadata.get("thread index", "")
    try:
        if told:
            return bytes.fromhex(told)
        value = next((v for n, v in message.headers if n.lower() == "thread-index"), "")
        return base64.b64decode("".join(value.split()), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _by_index(ordered: Sequence[Message], key_of: Mapping[str, str], tree: _Tree) -> None:
    """What answers by Outlook's own count: an index is its parent's with five bytes more."""
    known: dict[bytes, str] = {}
    heads: dict[bytes, str] = {}
    for message in ordered:
        index = thread_index(message)
        if len(index) < _INDEX_HEAD:
            continue
        key = key_of[message.id]
        above = known.get(index[:-_INDEX_STEP]) if len(index) > _INDEX_HEAD else None
        above = above or heads.get(index[:_INDEX_HEAD])
        if above is not None and key not in tree.parent and len(index) > _INDEX_HEAD:
            tree.link(key, above, INDEX, anew=False)
        known.setdefault(index, key)
        heads.setdefault(index[:_INDEX_HEAD], key)


def _by_subject(
    ordered: Sequence[Message], key_of: Mapping[str, str], tree: _Tree
) -> Iterator[tuple[str, str, str]]:
    """A reply that refers to nothing answers the last message of its subject, or of the one it says it had before."""
    last: dict[str, list[_Post]] = defaultdict(list)
    for message in ordered:
        subject = base_subject(message.title)
        if not subject:
            continue
        post = _Post(
            message, frozenset(p.address.lower() for p in message.participants if p.address)
        )
        if key_of[message.id] not in tree.parent:
            was = _WAS.search(message.title)
            before = last[base_subject(was[1])] if was else []
            above = _answered(post, last[subject], subject) or _answered(post, before, subject)
            if above is not None and key_of[above.id] != key_of[message.id]:
                yield message.id, key_of[above.id], SUBJECT
        last[subject] = [*last[subject][-40:], post]


def _by_series(
    ordered: Sequence[Message], key_of: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """The parts of something sent in numbered pieces belong to its first."""
    first: dict[tuple[str, str], Message] = {}
    for message in ordered:
        part = None if is_reply(message.title) else _PART.search(message.title)
        if part is None or int(part[1]) > int(part[2]) or message.sender is None:
            continue
        name = message.sender.address.lower(), part[2]
        begun = first.get(name)
        if begun is None or (message.date or _START) - (begun.date or _START) > _SERIES_LASTS:
            first[name] = message
        elif key_of[message.id] != key_of[begun.id]:
            yield message.id, key_of[begun.id], SERIES


def _answered(post: _Post, earlier: Sequence[_Post], subject: str) -> Message | None:
    """The last message with somebody who took part in both; where the subject is a telling one, the last at all. What
    bears no mark of a reply must be another's, soon after, and among the same people."""
    reply, telling = is_reply(post.message.title), len(subject) >= _COMMON_SUBJECT
    longest = _LONGEST if reply else _SOON
    near = [
        other
        for other in reversed(earlier)
        if not post.message.date
        or not other.message.date
        or post.message.date - other.message.date <= longest
    ]
    shared = [other for other in near if post.people & other.people]
    if not reply:
        shared = [
            other for other in shared if telling and other.message.sender != post.message.sender
        ]
        near = []
    chosen = shared[:1] or (near[:1] if telling else [])
    return chosen[0].message if chosen else None


def _named(ordered: Sequence[Message], groups: Mapping[str, str]) -> dict[str, str]:
    """Document id -> thread id, which is made from the first message of the thread that is there."""
    first: dict[str, str] = {}
    for message in ordered:
        first.setdefault(groups[message.id], message.id)
    return {m.id: content_id("thread", first[groups[m.id]]) for m in ordered}


def _absent(
    ordered: Sequence[Message], holders: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    absent: dict[str, list[str]] = defaultdict(list)
    for message in ordered:
        for reference in _chain(message, holders):
            if reference not in holders:
                absent[reference].append(message.id)
    return {reference: tuple(documents) for reference, documents in sorted(absent.items())}
