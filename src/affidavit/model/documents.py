"""What items were parsed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from affidavit.model.ids import content_id


@dataclass(frozen=True, slots=True)
class Participant:
    """One address in a header: `role` is from, to, cc, bcc, sender or reply-to."""

    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """What one blob was parsed to. The same bytes found twice are one document.

    `kind` is message, report, text, html, pdf, docx, sheet, slides, csv, archive, mailbox, image,
    contact, event or other. `date` is UTC; `date_raw` is the date as it stood, with its own offset.
    `links` are (words, address) of what a report points to.
    """

    id: str
    kind: str
    sha256: str
    title: str = ""
    date: datetime | None = None
    date_raw: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def make_id(sha256: str, kind: str) -> str:
        """A document is its bytes and what they were read as."""
        return content_id("doc", sha256, kind)


@dataclass(frozen=True, slots=True)
class Message(Document):
    """A message of RFC 5322. `headers` are the fields as they stood, in order, decoded;
    `raw_addresses` are the address fields once more, undecoded, where decoding changed them."""

    participants: tuple[Participant, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    raw_addresses: tuple[tuple[str, str], ...] = ()

    @property
    def sender(self) -> Participant | None:
        """The first From address, else the Sender."""
        for role in ("from", "sender"):
            for participant in self.participants:
                if participant.role == role:
                    return participant
        return None
