"""Word documents (OOXML): body, notes, comments, tracked changes and hidden text as layers."""

from collections.abc import Iterator
from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.contained import DOCX
from affidavit.quarantine.parsers.package import Package, attribute, embedded, local
from affidavit.quarantine.parsers.wordlists import Numbering

_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_SILENT = frozenset(
    "instrText pPr rPr sectPr tblPr tcPr trPr proofErr bookmarkStart del moveFrom fldChar "
    "Fallback delText delInstrText annotationRef rt".split()
)


def read(source: Input, emit: Emit) -> Parsed:
    """The text as its reader sees it, and beside it what the reader does not see."""
    package = Package(source)
    main = _main_part(package)
    root = package.xml(main)
    if root is None:
        raise Unreadable(f"its text ({main or 'word/document.xml'}) is missing or damaged")
    texts = (
        [RawText("body", "", text)]
        if (text := clean(_text(root, Numbering.of(package)))).strip()
        else []
    )
    texts += _beside(package, main)
    texts += _parts(package, root)
    properties = package.properties()
    embedded(package, emit, ("embeddings", "media", "activeX"))
    _chunks(package, main, emit)
    return Parsed(
        kind="docx",
        media_type=DOCX,
        parser="word 1",
        status=Status.PARTIAL if package.damaged else Status.OK,
        reason="; ".join(package.damaged[:5]),
        title=properties.get("title") or source.name,
        metadata={**properties, **_settings(package)},
        texts=tuple(texts),
    )


def _main_part(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument" and package.find(target):
            return target
    return next((n for n in ("word/document.xml", "word/document2.xml") if package.find(n)), "")


def _text(root: Any, numbering: Numbering | None = None) -> str:
    """The visible text: a paragraph or table row a line, cells apart by tabs."""
    out: list[str] = []
    _walk(root, out, numbering or Numbering())
    return "".join(out)


def _walk(element: Any, out: list[str], numbering: Numbering) -> None:
    """Iterative over siblings, recursive over levels that are few; deep nesting is cut by lxml."""
    for child in element:
        name = local(child)
        if name in _SILENT or (name == "r" and _hidden(child)):
            continue
        if name == "t":
            out.append(child.text or "")
        elif name in _BREAKS:
            out.append(_BREAKS[name])
        elif name == "sym":
            out.append(_symbol(child))
        elif name == "textpath" and attribute(child, "string").strip():
            out.append(attribute(child, "string") + "\n")  # a watermark
        elif name == "tc":
            start = len(out)
            _walk(child, out, numbering)
            cell = "".join(out[start:]).rstrip("\n").replace("\n", " ")
            out[start:] = [cell, "\t"]
        elif name == "p":
            label, start = numbering.label(child), len(out)
            _walk(child, out, numbering)
            if label and "".join(out[start:]).strip():
                out.insert(start, label)
            out.append("\n")
        else:
            _walk(child, out, numbering)
            if name == "tr":
                if out and out[-1] == "\t":
                    out.pop()
                out.append("\n")


def _hidden(run: Any) -> bool:
    for properties in run:
        if local(properties) == "rPr":
            for mark in properties:
                if local(mark) == "vanish":
                    return attribute(mark, "val") not in ("0", "false", "off")
    return False


def _symbol(element: Any) -> str:
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if not 0 < code < 0x110000:
        return ""
    return chr(code) if not 0xF000 <= code <= 0xF0FF else "•"


def _beside(package: Package, main: str) -> list[RawText]:
    """Notes, headers, footers, comments, deletions and hidden text of the whole document."""
    found: list[RawText] = []
    counts: dict[str, int] = {}
    roots = [package.xml(main)]
    for kind, target in package.relations(main).values():
        if kind in ("header", "footer", "footnotes", "endnotes", "comments"):
            root = package.xml(target)
            if root is None:
                continue
            roots.append(root)
            if kind == "comments":
                found += [RawText("comment", f"comment {n}", text) for n, text in enumerate(_comments(root), 1)]  # fmt: skip
                continue
            text = clean(_text(root)).strip("\n")
            if text.strip():
                counts[kind] = counts.get(kind, 0) + 1
                found.append(RawText("note", f"{kind} {counts[kind]}", f"{text}\n"))
    deleted = [line for root in roots for line in _deleted(root)]
    if deleted:
        found.append(RawText("deleted", "", clean("\n".join(deleted)) + "\n"))
    hidden = clean("".join(t for root in roots for t in _hidden_texts(root)))
    if hidden.strip():
        found.append(RawText("hidden", "", hidden.strip("\n") + "\n"))
    return found


def _comments(root: Any) -> Iterator[str]:
    for comment in root:
        if local(comment) == "comment":
            text = clean(_text(comment)).strip()
            by = " ".join(filter(None, (attribute(comment, "author"), attribute(comment, "date"))))
            yield f"{by}: {text}\n" if by else f"{text}\n"


def _deleted(root: Any) -> Iterator[str]:
    """Each deletion that is tracked, with who deleted it and when."""
    for element in root.iter():
        if local(element) in ("del", "moveFrom"):
            text = "".join(t.text or "" for t in element.iter() if local(t) in ("delText", "t"))
            by = " ".join(filter(None, (attribute(element, "author"), attribute(element, "date"))))
            if text.strip():
                yield f"{by}: {text}" if by else text


def _hidden_texts(root: Any) -> Iterator[str]:
    for run in root.iter():
        if local(run) == "r" and _hidden(run):
            yield "".join(t.text or "" for t in run if local(t) == "t") + "\n"


def _parts(package: Package, root: Any) -> list[RawText]:
    """The words of diagrams and charts."""
    found = []
    for name in sorted(package.names):
        if "/diagrams/data" in name or "/charts/chart" in name:
            part = package.xml(name)
            words = [e.text.strip() for e in part.iter() if local(e) in ("t", "v") and e.text] if part is not None else []  # fmt: skip
            if any(words):
                label = name.rpartition("/")[2].removesuffix(".xml")
                found.append(RawText("part", label, clean("\n".join(filter(None, words))) + "\n"))
    return found


def _settings(package: Package) -> dict[str, str]:
    """The template a document is bound to, and whether changes are tracked."""
    found = {}
    for kind, target in package.relations("word/settings.xml").values():
        if kind == "attachedTemplate":
            found["attached template"] = clean(target)
    return found


def _chunks(package: Package, main: str, emit: Emit) -> None:
    """Whole files that Word was told to take in when it opens the document."""
    number = 0
    for kind, target in package.relations(main).values():
        if kind in ("aFChunk", "subDocument") and (data := package.read(target)):
            number += 1
            emit(Child(f"chunk:{number}", target.rpartition("/")[2], "", len(data)), data)


PARSER = Parser(
    name="word",
    media_types=(DOCX,),
    library="lxml",
    limits="400 MB a part",
    read=read,
    family="documents",
    reads="DOCX and its kin: body with the numbers of lists, tables, text boxes, headers, footers, notes, comments, tracked "
    "deletions, hidden text, diagrams, charts, properties, embedded files",
    leaves_out="macros",
)
