"""The errors affidavit raises, as a tree.

    AffidavitError
    ├── UsageError             the command cannot be carried out as given
    ├── CaseError              the case folder is not what it should be
    │   ├── CaseLocked         another process is writing to it
    │   └── LedgerDamaged      the ledger's chain or signature does not hold
    ├── EvidenceError          the chain from a sentence to bytes is broken
    │   ├── QuoteMismatch      a span's quote is not what its layer says there
    │   └── CitationBroken     a finding cites something that does not resolve
    └── FrameError             a frame or pattern file cannot be used

Each message says what happened, to which input, and what to do next.
"""


class AffidavitError(Exception):
    """Anything the user can be told in one sentence."""


class UsageError(AffidavitError):
    """The command cannot be carried out as it was given."""


class CaseError(AffidavitError):
    """The case folder is missing, foreign or damaged."""


class CaseLocked(CaseError):
    """Another process is writing to the case."""


class LedgerDamaged(CaseError):
    """The ledger's chain or a signature does not hold."""


class EvidenceError(AffidavitError):
    """The chain from a sentence to bytes is broken."""


class QuoteMismatch(EvidenceError):
    """A span's quote is not what its layer says at that place."""


class CitationBroken(EvidenceError):
    """A finding cites something that does not resolve."""


class FrameError(AffidavitError):
    """A frame or pattern file cannot be used; the message names file, place and remedy."""
