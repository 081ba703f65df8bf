"""How much of a document's text is read, beside LibreOffice (office formats) and pdftotext (PDF).

    python benchmarks/document_recall.py FOLDER [--worst 5] [--formats docx,doc,...]

For each format: of the words that the reference extracts, the share that is found in the layers, on
average over the files; then the worst files. Needs `soffice` and `pdftotext`. Files that either side
cannot read are counted apart.
"""

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from affidavit.model import Status
from affidavit.quarantine import Child, Quarantine, Source

WRITER = ("docx", "doc", "odt", "rtf")
CALC = ("xlsx", "xls", "ods", "xlsb")
IMPRESS = ("pptx", "ppt", "odp")
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def words(text: str) -> Counter[str]:
    """The words of a text, folded; soft hyphens and marks of direction do not count."""
    bare = re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\ufeff]", "", text)
    return Counter(word.lower() for word in re.findall(r"\w+", bare))


def office(files: list[Path], target: str, scratch: Path, profile: Path) -> None:
    """Convert files with LibreOffice, a few at a time; one that hangs costs its batch only itself."""
    for file in files:
        folder = scratch / file.name
        folder.mkdir(exist_ok=True)
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target, "--outdir", str(folder), str(file)]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=90, check=False)
        except subprocess.TimeoutExpired:
            print(f"    LibreOffice took more than 90 s for {file.name}")


def reference(file: Path, scratch: Path, profile: Path) -> str | None:
    """The text as the reference extracts it; None where it cannot."""
    ending = file.suffix.lower().lstrip(".")
    folder = scratch / file.name
    if ending == "pdf":
        return pdftotext(file)
    if ending in WRITER:
        office([file], "txt:Text (encoded):UTF8", scratch, profile)
        found = list(folder.glob("*.txt"))
        return found[0].read_text("utf-8", "replace") if found else None
    if ending in CALC:
        office([file], ALL_SHEETS, scratch, profile)
        found = sorted(folder.glob("*.csv"))
        return "\n".join(f.read_text("utf-8", "replace") for f in found) if found else None
    office([file], "fodp", scratch, profile)
    found = list(folder.glob("*.fodp"))
    return presented(found[0]) if found else None


def presented(file: Path) -> str:
    """The words of a presentation as LibreOffice reads it, without fields that show today's date."""
    root = etree.parse(str(file), etree.XMLParser(huge_tree=True)).getroot()
    for field in root.iter(
        "{*}date", "{*}time", "{*}date-time", "{*}page-number", "{*}binary-data"
    ):
        field.text = ""
    paragraphs = [
        p for part in root.iter("{*}presentation", "{*}master-page") for p in part.iter("{*}p")
    ]
    return "\n".join("".join(p.itertext()) for p in paragraphs if not placeholder(p))


def placeholder(element: Any) -> bool:
    """Whether a paragraph only says what is to be written there, or belongs to the notes' master."""
    in_master = any(str(a.tag).endswith("}master-page") for a in element.iterancestors())
    return any(
        str(key).endswith("}placeholder")
        or (in_master and str(key).endswith("presentation:1.0}class"))
        for above in element.iterancestors()
        for key in above.attrib
    )


def pdftotext(file: Path) -> str | None:
    """The words of a PDF by poppler."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, timeout=120)  # fmt: skip
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def ours(source: Source, quarantine: Quarantine, depth: int = 0) -> tuple[str | None, str]:
    """(everything read of a file and of what is embedded in it, why not)."""
    inside: list[Source] = []

    def take(child: Child, found: Source) -> None:
        if child.status is Status.PENDING and found.file is None:
            inside.append(replace(found, path=f"{source.path}/{child.segment}"))

    outcome = quarantine.parse(source, take)
    if outcome.parsed is None:
        return None, outcome.reason
    texts = [text.text for text in outcome.parsed.texts]
    texts += [ours(member, quarantine, depth + 1)[0] or "" for member in inside if depth < 4]
    return "\n".join(texts), ""


def measure(folder: Path, ending: str, worst: int, profile: Path) -> None:
    """Print a format's figures."""
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() == f".{ending}" and p.is_file())
    rows: list[tuple[float, str, list[str]]] = []
    neither = refused = empty = 0
    with tempfile.TemporaryDirectory() as scratch, Quarantine() as quarantine:
        for file in files:
            expected = reference(file, Path(scratch), profile)
            source = Source(file.name, f"x/{file.name}", "", file.stat().st_size, file=file)
            text, why = ours(source, quarantine)
            if expected is None or text is None:
                neither += expected is None and text is None
                refused += text is None and expected is not None
                if text is None and expected is not None:
                    print(f"    not read: {file.name}: {why}")
                continue
            wanted, have = words(expected), words(text)
            total = sum(wanted.values())
            if not total:
                empty += 1
                continue
            missing = wanted - have
            rows.append(
                (
                    1 - sum(missing.values()) / total,
                    file.name,
                    [w for w, _ in missing.most_common(8)],
                )
            )
    if rows:
        mean = sum(r for r, _, _ in rows) / len(rows)
        print(f"{ending:<5} {len(rows):4} files compared, word recall {mean:.4f}; {refused} not read here, {neither} by neither, {empty} empty")  # fmt: skip
        for share, name, missing_words in sorted(rows)[:worst]:
            if share < 1:
                print(f"    {share:.3f} {name}: lacks {', '.join(missing_words)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--formats", default=",".join((*WRITER, *CALC, *IMPRESS, "pdf")))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for ending in arguments.formats.split(","):
            measure(arguments.folder, ending, arguments.worst, Path(home) / "profile")
