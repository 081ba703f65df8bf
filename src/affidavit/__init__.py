"""affidavit: from leaked correspondence to findings that anyone can check."""

__version__ = "0.1.0"
