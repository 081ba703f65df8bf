"""ZIP packages of XML parts (OOXML and ODF): parts, safe XML, and what is embedded."""

import posixpath
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from affidavit.model import Status
from affidavit.quarantine.parsed import Child, Unreadable
from affidavit.quarantine.parsers.base import Emit, Input
from affidavit.quarantine.parsers.charsets import clean
from affidavit.quarantine.parsers.members import refusal
from affidavit.quarantine.parsers.ole import native_file, open_ole, packaged_file

_PART_LIMIT = 400 << 20
_OWN = (".xml", ".rels", ".vml", ".rdf")
_KNOWN = re.compile(r"(?:^|/)(?:mimetype|printerSettings\d*\.bin|xl/.*\.bin|_rels/.*|thumbnail\.\w+|layout-cache|Configurations2/.*|Thumbnails/.*)$", re.IGNORECASE)  # fmt: skip
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)  # fmt: skip
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE = {
    "creator": "author", "lastModifiedBy": "last modified by", "created": "created",
    "modified": "modified", "lastPrinted": "printed", "revision": "revision", "title": "title",
    "subject": "subject", "keywords": "keywords", "description": "description", "category": "category",
}  # fmt: skip
_APP = {"Company": "company", "Manager": "manager", "Template": "template", "Application": "application",
        "AppVersion": "application version", "TotalTime": "editing minutes", "HyperlinkBase": "link base"}  # fmt: skip


class Package:
    """The parts of a package by name."""

    def __init__(self, source: Input) -> None:
        try:
            self._zip = zipfile.ZipFile(source.stream())
        except _BROKEN as error:
            raise Unreadable(f"its package is damaged ({error})") from error
        self.names = [info.filename for info in self._zip.infolist() if not info.is_dir()]
        self._by_lower = {name.lower().replace("\\", "/").lstrip("/"): name for name in self.names}
        self.damaged: list[str] = []

    def find(self, name: str) -> str:
        """The real name of a part, whatever its case; empty where there is none."""
        return self._by_lower.get(name.lower().lstrip("/"), "")

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None where it is missing, damaged (noted) or unreasonably large."""
        real = self.find(name)
        if not real:
            return None
        info = self._zip.getinfo(real)
        if info.file_size > _PART_LIMIT or refusal(info.file_size, info.compress_size):
            self.damaged.append(f"{real}: would unfold to {info.file_size >> 20} MB")
            return None
        try:
            return self._zip.read(info)
        except _BROKEN as error:
            self.damaged.append(f"{real}: {error}")
            return None

    def xml(self, name: str) -> Any:
        """The root of an XML part, mended where it is broken; None where there is none."""
        raw = self.read(name)
        return parse_xml(raw) if raw else None

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (last word of its type, target) of a part; outside targets as they are."""
        folder, name = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found = {}
        for relation in root.iter(_RELATIONS) if root is not None else ():
            kind = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target.lstrip("/")  # fmt: skip
            found[relation.get("Id", "")] = (kind, target)
        return found

    def properties(self) -> dict[str, str]:
        """Author, last editor, company, dates, template and the like."""
        found: dict[str, str] = {}
        for part, names in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
            root = self.xml(part)
            for element in root if root is not None else ():
                name = names.get(local(element))
                text = clean(element.text or "").strip()
                if name and text:
                    found[name] = " ".join(text.split())
        return found


def parse_xml(raw: bytes) -> Any:
    """The root of some XML: no entities, no network, mended where broken; None for none at all."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def is_number(text: str) -> bool:
    """Whether a text is a whole number in ASCII digits (`²` is a digit too, and no number)."""
    return text.isascii() and text.isdigit() and len(text) < 19


def local(element: Any) -> str:
    """An element's or attribute's name without its namespace."""
    tag = element if isinstance(element, str) else element.tag
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name; empty where there is none."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return str(value)
    return ""


def embedded(package: Package, emit: Emit, folders: tuple[str, ...]) -> None:
    """Send what lies in the folders of embedded files, and every other part that is no XML of the
    package's own, as children, in order of names."""
    number = 0
    for name in sorted(package.names):
        plain = name.replace("\\", "/").lstrip("/")
        inside = any(f"/{folder}/" in f"/{plain}" for folder in folders)
        if not inside and (plain.lower().endswith(_OWN) or _KNOWN.search(plain)):
            continue
        number += 1
        data = package.read(name)
        label = posixpath.basename(plain)
        if data is None:
            reason = package.damaged[-1] if package.damaged else "damaged"
            emit(Child(f"embedded:{number}", label, "", 0, status=Status.UNREADABLE, reason=reason), None)  # fmt: skip
        elif data:
            label, data = unwrapped(label, data)
            emit(Child(f"embedded:{number}", label, "", len(data)), data)


def unwrapped(name: str, data: bytes) -> tuple[str, bytes]:
    """The file inside an OLE wrapping, with the name it gives; else the bytes as they are."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return name, data
    try:
        with open_ole(Input(memoryview(data), name, "", "")) as root:
            native = root.stream("\x01Ole10Native")
            if native:
                label, inner = native_file(native)
                return (label or name, inner) if inner else (name, data)
            inner_file = packaged_file(root)
            return (name, inner_file) if inner_file else (name, data)
    except Unreadable:
        return name, data
