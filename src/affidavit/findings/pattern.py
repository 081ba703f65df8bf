"""Patterns: what makes a lead, read from `patterns/*.yaml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from affidavit.findings.frame import read_yaml
from affidavit.model.errors import FrameError

FOLDER = Path(__file__).parent / "patterns"
VERSION = "2"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Claims of the frames `first`, alone or followed by one of `then` within a window, that make a
    lead where at least one of `needs` holds. `score` gives each part its worth; a part
    `beside_FRAME` counts where a claim of that frame stands in the same conversation. `tells` has, by
    language, the title, the caveat, and what would strengthen and refute the lead. `by_party`: all
    claims about one listed party are one lead."""

    name: str
    version: str
    privacy: str
    tells: Mapping[str, Mapping[str, str]]
    first: tuple[str, ...]
    then: tuple[str, ...]
    window_days: int
    early_days: int
    needs: tuple[str, ...]
    score: Mapping[str, float]
    threshold: float
    by_party: bool

    @property
    def beside(self) -> tuple[str, ...]:
        """The frames whose claims in the same conversation count."""
        return tuple(
            part.removeprefix("beside_") for part in self.score if part.startswith("beside_")
        )


def pattern_files() -> list[Path]:
    """The files of the patterns that ship."""
    return sorted(FOLDER.glob("*.yaml"))


@cache
def patterns() -> tuple[Pattern, ...]:
    """The patterns that ship, in the order of their names."""
    return tuple(load_pattern(path) for path in pattern_files())


def load_pattern(path: Path) -> Pattern:
    """Read one pattern file; raises `FrameError` naming file and remedy."""
    data = read_yaml(path)
    try:
        return Pattern(
            name=data["pattern"],
            version=str(data["version"]),
            privacy=data.get("privacy", "business"),
            tells={part: data[part] for part in ("title", "caveat", "strengthen", "refute")},
            first=_names(data["first"]),
            then=_names(data.get("then", ())),
            window_days=int(data.get("window_days", 0)),
            early_days=int(data.get("early_days", 0)),
            needs=tuple(data["needs"]),
            score={key: float(value) for key, value in data["score"].items()},
            threshold=float(data["threshold"]),
            by_party=data.get("group") == "party",
        )
    except KeyError as error:
        raise FrameError(f"{path.name}: `{error.args[0]}:` is missing; add it") from error
    except (TypeError, ValueError) as error:
        raise FrameError(f"{path.name}: {error}; see docs/frames.md") from error


def _names(value: Any) -> tuple[str, ...]:
    return (
        (value,) if isinstance(value, str) else tuple(value if isinstance(value, Sequence) else ())
    )
