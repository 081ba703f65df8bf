"""What one check of a message comes to."""

from dataclasses import dataclass

OK, UNKNOWN, UNUSUAL, SUSPICIOUS, CONTRADICTION = (
    "ok", "unknown", "unusual", "suspicious", "contradiction"
)  # fmt: skip
_UNUSUAL, _SUSPICIOUS = 2.5, 5.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check with its reason in words. `bits` say how surprising it is: one genuine message in about 2^bits would
    show it; 0 for what is in order or tells nothing. `others` are documents that the reason names."""

    name: str
    verdict: str
    why: str
    bits: float = 0.0
    others: tuple[str, ...] = ()


def weighed(name: str, bits: float, why: str, fine: str) -> Check:
    """A check whose verdict follows from its bits; `fine` is said where there are few."""
    if bits >= _SUSPICIOUS:
        return Check(name, SUSPICIOUS, why, round(bits, 1))
    if bits >= _UNUSUAL:
        return Check(name, UNUSUAL, why, round(bits, 1))
    return Check(name, OK, fine)
