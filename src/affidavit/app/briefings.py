"""Writing briefings into a case."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from affidavit.custody import Case


def current_briefing(case: Case) -> Path:
    """The briefing of the present state, written only if there is none."""
    key = case.rows.marks("views").get("case", "")
    target = case.folder / "out" / "briefing.html"
    if case.rows.marks("briefing").get("html") == key and target.exists():
        return target
    return write_briefing(case, ["html"])[0]


def write_briefing(case: Case, formats: Sequence[str]) -> list[Path]:
    """Build the briefing and write it in the formats asked for; fails closed."""
    from affidavit.model.codec import to_plain
    from affidavit.publish import build_briefing, render_html

    built = build_briefing(case)
    written = []
    for name in formats:
        text = render_html(built) if name == "html" else json.dumps(to_plain(built), ensure_ascii=False, indent=1)  # fmt: skip
        path = case.folder / "out" / f"briefing.{name}"
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        case.ledger.append("briefing.written", {"audience": "internal"}, {"file": path.name, "sha256": digest})  # fmt: skip
        case.rows.mark("briefing", name, case.rows.marks("views").get("case", ""))
        written.append(path)
    return written
