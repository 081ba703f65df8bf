"""Lists of goods, such as the Common High Priority List or an annex of a regulation: CSV with the columns `hs6` and
`tier`, and if known `from`, `to` and `title`."""

import re
from pathlib import Path

from affidavit.screening.entries import GOODS, Draft, iso_day
from affidavit.screening.formats.reading import Reading, undated
from affidavit.screening.formats.tables import records, text_of

COLUMNS = ("hs6",)
_DIGITS = 6


def read_csv(path: Path) -> Reading:
    """Every code of six digits."""
    found = Reading("goods, csv", f"goods {undated(path)}")
    for number, row in records(text_of(path), found.skipped, COLUMNS):
        code = re.sub(r"\D", "", row["hs6"])[:_DIGITS]
        if len(code) != _DIGITS:
            found.skipped.append(f"line {number}: {row['hs6']!r} is no code of six digits")
            continue
        draft = Draft(code, GOODS, names=[code], programs=[row.get("tier", "")])
        draft.listed_from = iso_day(row.get("from", ""))
        draft.listed_to = iso_day(row.get("to", ""))
        found.take(draft, f"line {number}: no name")
    return found
