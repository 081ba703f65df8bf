"""Whether a message was sent round: to a mailing list, or in bulk.

What all readers of a list were told is news, not what those whose mail it lies in wrote to each other. The
header fields of RFC 2369 and RFC 2919 tell, and the older Precedence and Mailing-List. A list of the
sender's own house, by whose addresses alone it goes, is correspondence all the same.
"""

import re

from affidavit.authenticity.letters import registered
from affidavit.model import Document, Message

_OF_LISTS = frozenset("list-id list-post list-unsubscribe list-help mailing-list".split())
_ROUND = re.compile(r"\s*(?:bulk|list)\b", re.IGNORECASE)


def sent_round(document: Document) -> bool:
    """Whether a document is a message that went to a list or in bulk beyond the sender's own domain."""
    if not isinstance(document, Message):
        return False
    marked = any(
        name.lower() in _OF_LISTS or (name.lower() == "precedence" and _ROUND.match(value))
        for name, value in document.headers
    )
    return marked and not _within_the_house(document)


def _within_the_house(message: Message) -> bool:
    house = registered(message.sender.address.rpartition("@")[2]) if message.sender else ""
    to = {
        registered(one.address.rpartition("@")[2])
        for one in message.participants
        if one.role in ("to", "cc")
    }
    return bool(house) and to == {house}
