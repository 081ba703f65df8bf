"""`python -m affidavit.quarantine.parsers` prints the table of what is read, for `docs/formats.md`."""

import sys

from affidavit.quarantine.parsers.registry import table

sys.stdout.write(table())
