"""What one worker may use."""

from dataclasses import dataclass

OUT_OF_MEMORY = 77
"""The exit code by which a worker says that its memory did not suffice."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a worker, held on both sides of the wall where that is possible."""

    memory: int = 2 << 30
    """Bytes of address space of the worker process."""
    cpu_seconds: int = 60
    """Processor seconds for one item, or for each thing found inside it."""
    wall_seconds: float = 120.0
    """Seconds without a sign of progress until the worker is killed."""
    output: int = 512 << 20
    """Bytes of the texts of one item, and of anything sent in one piece."""
    unfold: int = 64 << 30
    """Bytes of everything one item unfolds to."""
    children: int = 10_000_000
    """Items that one item may contain."""
    file_size: int = 256 << 20
    """Bytes of any file the worker writes into its private folder."""
