"""Mail addresses and phone numbers."""

import re
from collections.abc import Iterator

from affidavit.extract.candidates import Candidate
from affidavit.model import MentionKind

_FINDER = "rules 1"
_EMAIL = re.compile(r"(?<![\w.@-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+(?<![.-])")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d ()\u00a0-]{8,17}\d(?!\w)")


def find_contacts(text: str) -> Iterator[Candidate]:
    """Mail addresses, and phone numbers with a country's code."""
    for pattern in (_EMAIL, _PHONE):
        for match in pattern.finditer(text):
            normal = (
                match.group().lower() if pattern is _EMAIL else re.sub(r"[^\d+]", "", match.group())
            )
            yield Candidate(match.start(), match.end(), MentionKind.CONTACT, normal, 0.95, _FINDER)
