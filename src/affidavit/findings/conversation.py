"""Which messages belong to one conversation: by references, else by subject and people."""

import re
from collections.abc import Callable, Iterable

from affidavit.model import Message, content_id

_PREFIX = re.compile(r"^(?:\s*(?:re|fw|fwd|ответ|отв|на|пересл|вых|вiдп|відп|перас|адк|aw|wg)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)  # fmt: skip


def base_subject(subject: str) -> str:
    """The subject without the marks of replies and forwards, folded."""
    return " ".join(_PREFIX.sub("", subject).lower().split())


def conversations(messages: Iterable[Message]) -> dict[str, str]:
    """Document id -> conversation id. Messages that refer to one another are one conversation;
    replies that lost their references join by subject where somebody took part in both."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(one: str, other: str) -> None:
        first, second = sorted((find(one), find(other)))
        parent[second] = first

    ordered = sorted(messages, key=lambda m: m.id)
    for message in ordered:
        find(message.id)
        for reference in (message.message_id, *message.in_reply_to, *message.references):
            if reference:
                join(message.id, f"<{reference}>")
    by_subject: dict[str, list[Message]] = {}
    for message in ordered:
        if subject := base_subject(message.title):
            by_subject.setdefault(subject, []).append(message)
    for group in by_subject.values():
        _join_replies(group, join)
    return {m.id: content_id("thread", find(m.id)) for m in ordered}


def _join_replies(group: list[Message], join: Callable[[str, str], None]) -> None:
    last_of: dict[str, Message] = {}
    for message in group:
        people = {p.address.lower() for p in message.participants if p.address}
        reply = bool(_PREFIX.match(message.title))
        for address in sorted(people):
            other = last_of.get(address)
            if other is not None and (reply or _PREFIX.match(other.title)):
                join(message.id, other.id)
            last_of[address] = message
