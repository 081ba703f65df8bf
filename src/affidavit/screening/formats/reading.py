"""What comes of reading a list."""

from dataclasses import dataclass, field

from affidavit.screening.entries import ListEntry


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
