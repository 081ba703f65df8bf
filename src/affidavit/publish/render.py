"""A briefing as one self-contained page."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from affidavit.publish.briefing import Briefing

_FOLDER = Path(__file__).parent / "templates"
HEADINGS = {
    "alternative_supplier": "Substitutes proposed",
    "denied_purchase": "Purchases refused or impossible",
    "funding_share": "Who pays what share",
    "joint_development": "Joint development",
    "position": "Posts",
    "production_difficulty": "What could not be made",
    "repair": "Repair and overhaul",
}


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["size"] = _size
    return environment.get_template("briefing.html.j2")


def render_html(briefing: Briefing) -> str:
    """The page: no scripts, nothing loaded from outside, everything from the leak escaped."""
    return _template().render(b=briefing, headings=HEADINGS)


def _size(number: int) -> str:
    size = float(number)
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return ""
