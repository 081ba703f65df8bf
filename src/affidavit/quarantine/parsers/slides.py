"""PowerPoint presentations (OOXML): a layer a slide, speaker notes and comments beside them."""

from typing import Any

from affidavit.model import Status
from affidavit.quarantine.parsed import Parsed, RawText, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input, Parser
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.contained import PPTX
from affidavit.quarantine.parsers.package import Package, attribute, embedded, local


def read(source: Input, emit: Emit) -> Parsed:
    """Slides in the order they are shown; hidden ones say so in their names."""
    package = Package(source)
    names = _slides(package)
    if not names:
        raise Unreadable("it has no slides that can be found")
    texts: list[RawText] = []
    for number, name in enumerate(names, start=1):
        texts += _slide(package, name, number)
    texts += _masters(package)
    properties = package.properties()
    embedded(package, emit, ("embeddings", "media"))
    return Parsed(
        kind="slides",
        media_type=PPTX,
        parser="slides 1",
        status=Status.PARTIAL if package.damaged else Status.OK,
        reason="; ".join(package.damaged[:5]),
        title=properties.get("title") or source.name,
        metadata={**properties, "slides": str(len(names))},
        texts=tuple(texts),
    )


def _slides(package: Package) -> list[str]:
    main = next((t for k, t in package.relations("").values() if k == "officeDocument"), "ppt/presentation.xml")  # fmt: skip
    relations = package.relations(main)
    root = package.xml(main)
    ordered = []
    for element in root.iter() if root is not None else ():
        if local(element) == "sldId":
            for key, value in element.attrib.items():
                if key.endswith("}id") and value in relations:
                    ordered.append(relations[value][1])
    found = [name for name in ordered if package.find(name)]
    rest = sorted(n for n in package.names if n.startswith("ppt/slides/slide") and n not in found)
    return found + rest


def _slide(package: Package, name: str, number: int) -> list[RawText]:
    root = package.xml(name)
    if root is None:
        package.damaged.append(f"slide {number} is damaged")
        return []
    hidden = attribute(root, "show") in ("0", "false")
    texts = []
    if text := paragraphs(root):
        texts.append(RawText("slide", f"slide {number}{' (hidden)' if hidden else ''}", text))
    for kind, target in package.relations(name).values():
        if kind not in ("notesSlide", "comments", "diagramData", "chart"):
            continue
        part = package.xml(target)
        if part is None:
            continue
        if kind == "notesSlide":
            texts += _layer("note", f"notes of slide {number}", paragraphs(part, notes=True))
        elif kind == "comments":
            texts += _comments(package, part, number)
        else:
            words = [e.text.strip() for e in part.iter() if local(e) in ("t", "v") and e.text]
            label = f"{'chart' if kind == 'chart' else 'diagram'} on slide {number}"
            texts += _layer("part", label, clean("\n".join(filter(None, words))))
    return texts


def _masters(package: Package) -> list[RawText]:
    """What masters and layouts write on the slides, but for the places they keep free."""
    found: dict[str, None] = {}
    for name in sorted(package.names):
        if name.startswith(("ppt/slideMasters/", "ppt/slideLayouts/")) and name.endswith(".xml"):
            root = package.xml(name)
            for shape in root.iter() if root is not None else ():
                free = any(local(e) == "ph" for e in shape.iter()) if local(shape) == "sp" else True
                if not free and (text := paragraphs(shape).strip()):
                    found[text] = None
    return _layer("note", "on all slides", "\n".join(found))


def _layer(kind: str, name: str, text: str) -> list[RawText]:
    return [RawText(kind, name, f"{text.rstrip()}\n")] if text.strip() else []


def paragraphs(root: Any, *, notes: bool = False) -> str:
    """The text of a slide: a paragraph a line. From a page of notes the slide's number is left out."""
    lines = []
    for shape in root.iter():
        if local(shape) != "p" or "drawingml" not in str(shape.tag):
            continue
        out = []
        for element in shape.iter():
            name = local(element)
            if name == "t":
                out.append(element.text or "")
            elif name == "br":
                out.append("\n")
            elif name == "fld" and notes and element.get("type") == "slidenum":
                out.append("\0")
        line = "".join(out)
        if line.strip() and "\0" not in line:
            lines.append(line)
    return clean("\n".join(lines)) + "\n" if lines else ""


def _comments(package: Package, root: Any, number: int) -> list[RawText]:
    authors = {}
    people = package.xml("ppt/commentAuthors.xml")
    for person in people if people is not None else ():
        authors[attribute(person, "id")] = attribute(person, "name")
    found: list[RawText] = []
    for comment in root:
        words = [e.text for e in comment.iter() if local(e) in ("text", "t") and e.text]
        by = " ".join(filter(None, (authors.get(attribute(comment, "authorId"), ""), attribute(comment, "dt"))))  # fmt: skip
        text = clean(" ".join(words))
        if text.strip():
            name = f"comment {len(found) + 1} on slide {number}"
            found.append(RawText("comment", name, f"{by}: {text}\n" if by else f"{text}\n"))
    return found


PARSER = Parser(
    name="slides",
    media_types=(PPTX,),
    library="lxml",
    limits="400 MB a part",
    read=read,
    family="documents",
    reads="PPTX and its kin: slides, hidden slides, what masters write on all of them, tables, speaker notes, comments, diagrams, "
    "charts, properties, embedded files",
    leaves_out="animations",
)
