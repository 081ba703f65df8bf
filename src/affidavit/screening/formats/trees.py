"""Elements of XML files, one after another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

BROKEN = "the file is damaged"
"""How what is skipped begins where the file itself is not whole."""


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def root_name(path: Path) -> tuple[str, dict[str, str]]:
    """(name of the root without its namespace, its attributes); empty where the file is no XML."""
    with path.open("rb") as file:
        parser = etree.iterparse(
            file, events=("start",), resolve_entities=False, no_network=True, recover=True
        )
        try:
            for _, element in parser:
                return local(element), {str(k): str(v) for k, v in element.attrib.items()}
        except etree.XMLSyntaxError:
            pass
    return "", {}


def elements(path: Path, names: frozenset[str], skipped: list[str]) -> Iterator[Any]:
    """Each whole element with one of these names; forgotten when the next is asked for. What is broken is
    told in `skipped`, and what stands behind it is read as far as it can be."""
    with path.open("rb") as file:
        parser = etree.iterparse(
            file, events=("end",), resolve_entities=False, no_network=True, recover=True,
            huge_tree=True,
        )  # fmt: skip
        try:
            for _, element in parser:
                if local(element) in names:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            skipped.append(f"{BROKEN}, line {error.lineno}: {error.msg}")
        skipped += [
            f"{BROKEN}, line {e.line}: {e.message}" for e in parser.error_log if e.level > 1
        ]


def texts(element: Any, *path: str) -> list[str]:
    """The texts, not empty, of all elements down a path of names."""
    return [text for one in under(element, *path) if (text := (one.text or "").strip())]


def text(element: Any, *path: str) -> str:
    """The first of `texts`; empty where there is none."""
    return next(iter(texts(element, *path)), "")


def under(element: Any, *path: str) -> list[Any]:
    """All elements down a path of names."""
    found = [element]
    for name in path:
        found = [child for one in found for child in one if local(child) == name]
    return found
