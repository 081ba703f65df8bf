"""Writing frames and patterns: trying their examples, and a file to begin with."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from affidavit.app.output import ATTENTION, DONE, Out
from affidavit.findings.examples import Outcome, try_frame, try_pattern
from affidavit.findings.frame import frame_files, load_frame, use_frames
from affidavit.findings.pattern import load_pattern, pattern_files
from affidavit.model.errors import UsageError

_SCAFFOLD = """\
# What a claim of this kind is. docs/frames.md explains every line.
frame: {name}
version: 1
meaning: Somebody does something with something.
privacy: business        # or personal: never in a briefing without a recorded reason
roles:
  thing:                 # the role that must be there
    kinds: [goods, equipment, phrase]
    required: true
    phrase: true         # a noun that no list knows will do
    is: object genitive  # how it is tied to the trigger
  actor:
    kinds: [organisation, person]
    sender: true         # «we» means the firm of the sender
    is: subject
    ru: {{after: "силами"}}
    en: {{after: "by"}}
any_of:
  - [actor]              # without one of these the claim is less sure
words:
  ru: {{verb: проверить проверять}}
  en: {{verb: inspect}}
triggers:
  ru: ["@verb"]
  en: ["@verb"]
template:
  en: "{{actor|somebody}} does something with {{thing}}"
examples:                # write these first: twelve a language, and five that must find nothing
  - {{lang: en, text: "Kestrel Works Ltd inspected two Mi-24 helicopters.", roles: {{actor: "Kestrel Works Ltd"}}}}
  - {{lang: ru, text: "ООО «Маяк» проверило два вертолёта Ми-8.", roles: {{actor: "ООО «Маяк»"}}}}
  - {{lang: en, text: "Did Kestrel Works Ltd inspect the helicopters?", none: true}}
"""


def frames_test(files: Sequence[Path], out: Out) -> int:
    """Try the examples of frame files; of all frames in use where none is named."""
    for file in files:
        load_frame(file)
    use_frames(files)
    outcomes = [o for file in (files or frame_files()) for o in try_frame(file)]
    return _report(outcomes, out)


def patterns_test(files: Sequence[Path], out: Out) -> int:
    """Try the examples of pattern files."""
    for file in files:
        load_pattern(file)
    return _report([o for file in (files or pattern_files()) for o in try_pattern(file)], out)


def _report(outcomes: Sequence[Outcome], out: Out) -> int:
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        what = "counter" if outcome.counter else outcome.language
        counts.setdefault(outcome.frame, Counter())[what] += 1
        if outcome.wrong:
            counts[outcome.frame]["wrong"] += 1
    rows = [
        {"frame": name, "examples": found.total() - found["wrong"], "wrong": found["wrong"],
         "by": ", ".join(f"{k} {v}" for k, v in sorted(found.items()) if k != "wrong")}
        for name, found in sorted(counts.items())
    ]  # fmt: skip
    out.rows(rows, ("frame", "examples", "by", "wrong"))
    failed = [outcome for outcome in outcomes if outcome.wrong]
    for outcome in failed:
        out.remark(f"{outcome.frame} ({outcome.language}): {outcome.text}\n    {outcome.wrong}")
    return ATTENTION if failed else DONE


def frames_new(name: str, folder: Path, out: Out) -> int:
    """Write a frame file to begin with."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise UsageError(f"{name!r} cannot be a frame's name; use letters, digits and _")
    file = folder / f"{name}.yaml"
    if file.exists():
        raise UsageError(f"{file} is there already; choose another name or move it")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(_SCAFFOLD.format(name=name), "utf-8")
    out.say(f"Wrote {file}. Change it, then `affidavit frames test {file}`;")
    out.say("a case uses it from the folder `frames` inside the case, or set AFFIDAVIT_FRAMES.")
    return DONE
