"""What a ZIP or OLE container is: its media type by what it holds, not by its name."""

import zipfile

from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers.base import Input
from affidavit.quarantine.parsers.ole import open_ole

OLE = "application/x-ole-storage"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CONTAINERS = ("application/zip", OLE)
_ZIP_MEMBERS = (("word/", DOCX), ("xl/workbook.bin", XLSB), ("xl/", XLSX), ("ppt/", PPTX))
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
_ODF = "application/vnd.oasis.opendocument."
_EARLY_ODF = "application/vnd.sun.xml."
_OLE_STREAMS = (
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("\x06DataSpaces", ENCRYPTED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("PP40", "application/vnd.ms-powerpoint"),
    ("VisioDocument", "application/vnd.visio"),
    ("Quill", "application/x-mspublisher"),
    ("\x01Ole10Native", "application/x-ole-package"),
    ("CONTENTS", "application/x-ole-package"),
    ("Package", "application/x-ole-package"),
)


def refined(source: Input) -> str:
    """The media type of a container; its own where nothing in it says more."""
    if source.media_type == "application/zip":
        return _of_zip(source)
    if source.media_type == OLE:
        return _of_ole(source)
    return source.media_type


def _of_zip(source: Input) -> str:
    try:
        with zipfile.ZipFile(source.stream()) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            if "mimetype" in names:
                declared = archive.read("mimetype")[:120].decode("ascii", "replace").strip()
                if declared.startswith((_ODF, _EARLY_ODF)) and "content.xml" in names:
                    return declared.removesuffix("-template")
    except _BROKEN:
        return source.media_type
    if "[content_types].xml" not in names:
        return source.media_type
    for start, kind in _ZIP_MEMBERS:
        if any(name.startswith(start) for name in names):
            return kind
    return source.media_type


def _of_ole(source: Input) -> str:
    try:
        with open_ole(source) as root:
            names = {name.lower() for name in root.stream_names()}
            names |= {name.lower() for name, _ in root.storages()}
    except Unreadable:
        return source.media_type
    for name, kind in _OLE_STREAMS:
        if name.lower() in names:
            return kind
    return source.media_type
