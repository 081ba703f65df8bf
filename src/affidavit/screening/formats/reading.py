"""What comes of reading a list."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from affidavit.screening.entries import Draft, ListEntry


@dataclass(slots=True)
class Reading:
    """`series` names the list of which this is a snapshot (two snapshots of one series make a history),
    `date` is the day the file itself tells for its state; `skipped` are lines that were not taken, with the
    reasons. `partial`: the file only adds to entries of its series (aliases, addresses) and says nothing of who is not on it."""

    form: str
    series: str
    entries: list[ListEntry] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    date: str = ""
    partial: bool = False
    broken: bool = False
    """The file ends in the middle or is damaged: who is not in it may be missing from it only."""

    def take(self, draft: Draft, unnamed: str) -> None:
        """Take the entry that a draft has become; `unnamed` tells of one that nothing names."""
        if entry := draft.entry():
            self.entries.append(entry)
        else:
            self.skipped.append(unnamed)


_DAY = re.compile(r"[-_. ]?(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d")


def undated(path: Path) -> str:
    """The name of a file without the day in it, which does not make it another list."""
    return _DAY.sub("", path.stem)
