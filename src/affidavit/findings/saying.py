"""A sentence with who says it in which document: what every claim is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

from affidavit.findings.clause import Sentence
from affidavit.findings.frame import Frame
from affidavit.findings.quotations import Utterance
from affidavit.model import (
    Attribution,
    Claim,
    Document,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Role,
    Span,
)


def mention_role(mention: Mention) -> Role:
    """A role that a mention of the sentence fills."""
    return Role(mention.span.quote, mention.kind.value, mention.normal, mention.span, "sentence")


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence of a document and the chain of those who say it, outermost first; `inside` are
    the quotations in it, whose speakers come last."""

    document: Document
    sentence: Sentence
    chain: tuple[Attribution, ...]
    inside: tuple[Utterance, ...] = ()

    def at(self, place: int) -> "Saying":
        """The same for what stands at an offset: with who is quoted there."""
        said = next((u for u in self.inside if u.start <= place < u.end), None)
        return replace(self, chain=(*self.chain, *said.chain), inside=()) if said else self

    def claim(
        self,
        frame: Frame,
        roles: Mapping[str, Role],
        parts: Mapping[str, float],
        *,
        negated: bool,
        modality: Modality = Modality.ASSERTED,
    ) -> Claim:
        """A claim whose evidence is the whole sentence; its confidence is the product of `parts`."""
        sentence = self.sentence
        return Claim(
            frame=frame.name,
            document=self.document.id,
            roles=roles,
            polarity=Polarity.NEGATED if negated else Polarity.AFFIRMED,
            modality=modality,
            when=_when(sentence),
            attribution=self.chain,
            evidence=(Span.over(sentence.layer, sentence.start, sentence.end),),
            language=sentence.language,
            confidence=round(prod(parts.values()), 3),
            extractor=frame.extractor,
            parts=parts,
        )


def sized(claim: Claim, parts: Mapping[str, float]) -> Claim:
    """A claim whose confidence is the product of these parts."""
    return replace(claim, parts=parts, confidence=round(prod(parts.values()), 3))


def _when(sentence: Sentence) -> str:
    """The first date the sentence gives whose year is known."""
    dates = [m.normal for m in sentence.mentions if m.kind is MentionKind.DATE]
    return next((date for date in dates if date[:4].isdigit()), "")
