"""What were we handed? Originals, a signed ledger of every act, and intake."""

from affidavit.custody.case import Case
from affidavit.custody.intake import NOTHING_SAID, Intake, Taking, check_roots, restore_roots
from affidavit.custody.ledger import Ledger
from affidavit.custody.problems import Problem
from affidavit.custody.vault import Vault

__all__ = [
    "NOTHING_SAID",
    "Case",
    "Intake",
    "Ledger",
    "Problem",
    "Taking",
    "Vault",
    "check_roots",
    "restore_roots",
]
