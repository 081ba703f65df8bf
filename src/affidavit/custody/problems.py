"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: `where` names it, `what` says it in a sentence."""

    where: str
    what: str
