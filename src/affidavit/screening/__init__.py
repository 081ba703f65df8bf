"""Who is restricted, and since when? Lists, and a matcher that gives its reasons."""

from affidavit.screening.lists import ListEntry, ListSnapshot, import_list, read_list, snapshots
from affidavit.screening.matcher import Matcher, ScreenedName, Verdict

__all__ = [
    "ListEntry",
    "ListSnapshot",
    "Matcher",
    "ScreenedName",
    "Verdict",
    "import_list",
    "read_list",
    "snapshots",
]
