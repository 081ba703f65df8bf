"""Who is restricted, and since when? Lists, and a matcher that gives its reasons."""

from affidavit.screening.entries import ListEntry, Owner
from affidavit.screening.lists import (
    ListSnapshot,
    import_list,
    read_files,
    read_list,
    read_lists,
    snapshots,
)
from affidavit.screening.matcher import Matcher, ScreenedName, Verdict

__all__ = [
    "ListEntry",
    "ListSnapshot",
    "Matcher",
    "Owner",
    "ScreenedName",
    "Verdict",
    "import_list",
    "read_files",
    "read_list",
    "read_lists",
    "snapshots",
]
