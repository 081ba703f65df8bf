"""What all readers of archives share: limits, names, and what is said of what stays shut."""

import re
from collections.abc import Iterable, Iterator

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, Unreadable
from affidavit.quarantine.parsers.base import Input

MAX_DEPTH = 8
_RATIO = 250
_UNSUSPICIOUS = 16 << 20


def locked_reason(source: Input) -> str:
    """Why something protected by a password stays shut."""
    tried = len(source.passwords)
    if not tried:
        return "protected by a password; give it with --passwords FILE"
    return f"protected by a password; none of the {tried} given opens it"


def refusal(size: int, packed: int) -> str:
    """Why a member of these sizes is not taken out; empty where it is."""
    if size > _UNSUSPICIOUS and size > _RATIO * max(1, packed):
        return f"unfolds more than {_RATIO} times, to {size >> 20} MB (an archive bomb?)"
    return ""


def watched(chunks: Iterable[bytes], packed: int) -> Iterator[bytes]:
    """Chunks as they come, stopped where they grow out of proportion to the packed size."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if problem := refusal(size, packed):
            raise Unreadable(problem, Status.REFUSED)
        yield chunk


def parsed(source: Input, expected: int, problem: str, members: int) -> Parsed:
    """What there is to say of an archive whose members were sent."""
    return Parsed(
        kind="archive",
        media_type=source.media_type,
        parser="archive 2",
        status=Status.PARTIAL if problem else Status.OK,
        reason=problem,
        title=source.name,
        metadata={"members": str(members)},
        expected=expected,
    )


def clean_name(name: str) -> str:
    """A member's name without control characters and lone surrogates."""
    return re.sub(r"[\x00-\x1f]", "_", name).encode("utf-8", "replace").decode("utf-8")
