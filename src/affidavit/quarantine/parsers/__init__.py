"""One module a family of formats. Runs only inside a worker.

Each module offers `PARSER`, a `Parser` that declares what it reads, its library and its limits.
"""

from affidavit.quarantine.parsers.registry import PARSERS, identify, parse

__all__ = ["PARSERS", "identify", "parse"]
