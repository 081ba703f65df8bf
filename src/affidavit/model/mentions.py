"""What a text mentions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from affidavit.model.ids import content_id
from affidavit.model.text import Span


class MentionKind(StrEnum):
    """The kinds of thing a text can mention."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    EQUIPMENT = "equipment"
    GOODS = "goods"
    DOCUMENT_NUMBER = "document_number"
    MONEY = "money"
    SHARE = "share"
    QUANTITY = "quantity"
    DATE = "date"
    ROLE = "role"
    CONTACT = "contact"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names something.

    `normal` is the form to compare by: a name in the nominative, `30 %`, `2023-02-24`.
    `confidence` is 0..1; `extractor` is the name and version of what found it.
    """

    span: Span
    kind: MentionKind
    normal: str
    confidence: float
    extractor: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A mention is what is said to stand where."""
        return content_id("mention", self.span.layer, self.span.start, self.span.end, self.kind)
