"""What is inside these bytes? A host that hands bytes to confined workers, and their parsers."""

from affidavit.quarantine.host import Outcome, Quarantine, Source
from affidavit.quarantine.isolation import best_isolation
from affidavit.quarantine.limits import Limits
from affidavit.quarantine.parsed import Child, Parsed, RawText

__all__ = [
    "Child",
    "Limits",
    "Outcome",
    "Parsed",
    "Quarantine",
    "RawText",
    "Source",
    "best_isolation",
]
