"""A claim as a sentence, from its frame's template."""

import re
from collections.abc import Mapping

from affidavit.findings.frame import Frame
from affidavit.model import Claim, Modality, Polarity

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_ROLE = re.compile(r"\{(\w+)(?:\|([^}]*))?\}")
_MODALITY = {
    Modality.PLANNED: "planned",
    Modality.REQUESTED: "asked for",
    Modality.OFFERED: "offered",
    Modality.POSSIBLE: "said to be possible",
}


def sentence(frame: Frame, roles: Mapping[str, str], language: str = "en") -> str:
    """The frame's template filled in: `[…]` is left out unless all its roles are filled,
    `{role|words}` has words for when the role is not."""
    template = frame.template[language]

    def optional(match: re.Match[str]) -> str:
        wanted = _ROLE.findall(match.group(1))
        return match.group(1) if all(roles.get(name) for name, _ in wanted) else ""

    def role(match: re.Match[str]) -> str:
        return roles.get(match.group(1)) or match.group(2) or "somebody"

    text = _ROLE.sub(role, _OPTIONAL.sub(optional, template))
    return text[:1].upper() + text[1:]


def qualifiers(claim: Claim) -> list[str]:
    """Words that say how it is said, for what is not simply stated as so."""
    found = ["denied: it is said not to be so"] if claim.polarity is Polarity.NEGATED else []
    if claim.modality in _MODALITY:
        found.append(_MODALITY[claim.modality])
    return found
