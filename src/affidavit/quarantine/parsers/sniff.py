"""What kind of file some bytes are: by content first, by name and declaration where that is mute."""

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"!BDN", "application/vnd.ms-outlook-pst"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
)
_ZIP_MEMBERS = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.", "application/vnd.oasis.opendocument"),
)
DOCX = _ZIP_MEMBERS[0][1]
_FIELD = re.compile(rb"^([!-9;-~]{1,70})[ \t]*:", re.MULTILINE)
_KNOWN_FIELDS = frozenset(
    b"from to cc bcc date subject received return-path message-id mime-version content-type "
    b"content-transfer-encoding reply-to sender delivered-to in-reply-to references x-mailer "
    b"x-originating-ip dkim-signature x-spam-status envelope-to list-id status errors-to "
    b"apparently-to x-uidl user-agent newsgroups path lines organization resent-from arc-seal "
    b"authentication-results x-mozilla-status x-gmail-labels".split()
)
_ENVELOPE = re.compile(rb"From \S+.{0,100}?\d\d:\d\d|From .{0,80}\d{4}\s*$", re.MULTILINE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p)\b", re.IGNORECASE)
_BY_EXTENSION = {"csv": "text/csv", "tsv": "text/tab-separated-values", "ics": "text/calendar",
                 "vcf": "text/vcard", "json": "application/json", "xml": "application/xml"}  # fmt: skip
_MAIL_EXTENSIONS = frozenset({"eml", "mbox", "mbx", "mht", "mhtml", "nws"})


def sniff(head: bytes, size: int, name: str, path: str, declared: str) -> str:
    """The media type of a file of `size` bytes that starts with `head`."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    start = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return next((kind for mark, kind in _ZIP_MEMBERS if mark in head), "application/zip")
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or extension in ("bmp", "dib")):
            return kind
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if _is_mailbox(start.lstrip(b"\r\n")) and not (_declared_mail(declared) or _in_maildir(path)):
        return "application/mbox"
    if _is_message(start, extension, path, declared):
        return "message/rfc822"
    if b"%PDF-" in head[:1024]:  # junk before it is allowed; a message that speaks of it is none
        return "application/pdf"
    if b"\0" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    if declared.startswith("text/") and declared not in ("text/plain", "text/html"):
        return declared
    if _HTML.search(head[:2048]) and (b"<" in start.lstrip()[:1] or extension in ("html", "htm")):
        return "text/html"
    return _BY_EXTENSION.get(extension, "text/plain")


def _is_mailbox(start: bytes) -> bool:
    """An envelope line and header fields after it."""
    if not start.startswith(b"From "):
        return False
    line, _, rest = start.partition(b"\n")
    fields = {f.lower() for f in _FIELD.findall(rest[:4096].split(b"\n\n")[0])}
    return bool(_ENVELOPE.match(line)) or bool(fields & _KNOWN_FIELDS)


def _is_message(start: bytes, extension: str, path: str, declared: str) -> bool:
    """Header fields from the first line on; how many must be known depends on what else points to mail."""
    block = re.split(rb"\r?\n\r?\n", start.lstrip(b"\r\n"), maxsplit=1)[0]
    lines = block.splitlines()
    if not lines:
        return False
    if lines[0].startswith((b">From ", b"From ")):
        lines = lines[1:]
    first = _FIELD.match(lines[0]) if lines else None
    known = {f.lower() for f in _FIELD.findall(b"\n".join(lines))} & _KNOWN_FIELDS
    parts = path.split("/")
    in_maildir = len(parts) > 1 and parts[-2] in ("cur", "new", "tmp")
    if (
        declared in ("message/rfc822", "message/global")
        or in_maildir
        or extension in _MAIL_EXTENSIONS
    ):
        return bool(known)
    other = sum(1 for line in lines if not _FIELD.match(line) and line[:1] not in (b" ", b"\t"))
    return first is not None and len(known) >= 2 and other == 0


def _in_maildir(path: str) -> bool:
    """One file a message, in a folder `cur`, `new` or `tmp`."""
    parts = path.split("/")
    return len(parts) > 1 and parts[-2] in ("cur", "new", "tmp")


def _declared_mail(declared: str) -> bool:
    return declared in ("message/rfc822", "message/global")
