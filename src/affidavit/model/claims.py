"""What a text says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from affidavit.model.ids import content_id
from affidavit.model.text import Span


class Polarity(StrEnum):
    """Whether the text says that it is so or that it is not."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Modality(StrEnum):
    """How the text says it: as done or being done, as intended, asked, offered, or thinkable."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    REQUESTED = "requested"
    OFFERED = "offered"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Role:
    """What fills a role of a claim.

    `text` is the filler as it stands or, for a filler taken from a header, as it is written
    there. `span` is where it stands, `kind` the mention kind, `reach` how far it was fetched:
    clause, sentence, message or header.
    """

    text: str
    kind: str
    normal: str
    span: Span | None = None
    reach: str = "clause"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it, from the outermost speaker inwards. `how` is header, quotation or report."""

    speaker: str
    how: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of one frame, standing on exact spans.

    `when` is the time of the fact as an ISO 8601 date or prefix (`2023`, `2023-02`) or empty;
    `confidence` 0..1 is the product of the parts named in `parts`.
    """

    frame: str
    document: str
    roles: Mapping[str, Role]
    polarity: Polarity
    modality: Modality
    when: str
    attribution: tuple[Attribution, ...]
    evidence: tuple[Span, ...]
    language: str
    confidence: float
    extractor: str
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A claim is its frame, how it is said, what fills it and where it stands."""
        fillers: list[str] = []
        for name in sorted(self.roles):
            role = self.roles[name]
            fillers += [name, role.normal, role.text, role.kind]
        places: list[str | int] = []
        for span in self.evidence:
            places += [span.layer, span.start, span.end, span.quote]
        said = [part for a in self.attribution for part in (a.speaker, a.how)]
        return content_id(
            "claim", self.document, self.frame, self.polarity, self.modality, self.when,
            len(fillers), *fillers, len(places), *places, *said,
        )  # fmt: skip
