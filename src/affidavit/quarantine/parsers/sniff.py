"""What kind of file some bytes are: by content first, by name and declaration where that is mute."""

import re

from affidavit.quarantine.parsers.charsets import wide_charset

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
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x1f\x9d", "application/x-compress"),
    (b"\x04\x22\x4d\x18", "application/x-lz4"),
    (b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (b"070701", "application/x-cpio"),
    (b"070707", "application/x-cpio"),
    (b"!<arch>\n", "application/x-archive"),
    (b"MAPI\x01\x0a", "application/x-mapi-message"),
    (b"WARC/1.", "application/warc"),
    (b"AT&TFORM", "image/vnd.djvu"),
    (b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (b"P5\n", "image/x-portable-anymap"),
    (b"P6\n", "image/x-portable-anymap"),
    (b"P5 ", "image/x-portable-anymap"),
    (b"P6 ", "image/x-portable-anymap"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"\x7fELF", "application/x-executable"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"!BDN", "application/vnd.ms-outlook-pst"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
)
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
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04", b"PK\x07\x08PK\x03\x04")):
        return "application/zip"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and _PROOF.get(magic, _ANYTHING).match(head):
            return kind
    if kind := _by_place(head, extension):
        return kind
    if _is_mailbox(start.lstrip(b"\r\n")) and not (_declared_mail(declared) or _in_maildir(path)):
        return "application/mbox"
    if _EMLX.match(head) and _is_message(
        head.partition(b"\n")[2], extension, path, "message/rfc822"
    ):
        return "message/x-emlx"
    if _is_message(start, extension, path, declared):
        return "message/rfc822"
    if kind := _sealed(start, extension, declared):
        return kind
    if b"%PDF-" in head[:1024]:  # junk before it is allowed; a message that speaks of it is none
        return "application/pdf"
    return _of_text(head, start, extension, declared)


_ANYTHING = re.compile(b"")
_PNM = re.compile(rb"P[56]\s+(?:#[^\n]*\n\s*)*\d+\s+\d+\s+\d+\s")
# Marks of a few letters are words too: what stands behind them has to fit.
_PROOF = {
    b"BM": re.compile(rb"BM....\0\0\0\0", re.DOTALL), b"ID3": re.compile(rb"ID3[\2-\4]"),
    b"OggS": re.compile(rb"OggS\0"), b"P5\n": _PNM, b"P6\n": _PNM, b"P5 ": _PNM, b"P6 ": _PNM,
    b"070701": re.compile(rb"070701[0-9A-Fa-f]{16}"), b"070707": re.compile(rb"070707[0-7]{18}"),
}  # fmt: skip
_SVG = re.compile(
    rb"\A(?:\s*(?:<\?[^>]{0,500}\?>|<!--.{0,2000}?-->|<!DOCTYPE[^>]{0,500}>))*\s*<(?:\w+:)?svg[\s>]",
    re.DOTALL,
)
_EMLX = re.compile(rb"\A\s*\d{1,12}[ \t]*\r?\n")
_SEALED = {"p7m": "application/pkcs7-mime", "p7s": "application/pkcs7-signature", "p7c": "application/pkcs7-mime",
           "p7b": "application/pkcs7-mime", "pgp": "application/pgp-encrypted", "gpg": "application/pgp-encrypted"}  # fmt: skip
_CMS = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_ARMOUR = re.compile(
    rb"\A\s*-----BEGIN PGP (MESSAGE|SIGNATURE|PUBLIC KEY BLOCK|PRIVATE KEY BLOCK)-----"
)
_PEM = re.compile(rb"\A\s*-----BEGIN (?:PKCS7|CMS)-----")


def _by_place(head: bytes, extension: str) -> str:
    """Types whose mark does not stand at the very beginning."""
    if head[257:262] == b"ustar" or (extension == "tar" and _tar_checksum(head)):
        return "application/x-tar"
    if head[32769:32774] == b"CD001":
        return "application/x-iso9660-image"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"\0\0\1\0" and extension in ("ico", "cur"):
        return "image/x-icon"
    if head[2:7] in (b"-lh5-", b"-lh7-", b"-lh6-", b"-lh0-", b"-lh1-"):
        return "application/x-lha"
    if head[:4] in (
        b"\x09\x00\x04\x00",
        b"\x09\x02\x06\x00",
        b"\x09\x04\x06\x00",
    ) and extension in ("xls", "xlw", "xlc"):
        return "application/vnd.ms-excel"
    if head[40:44] == b" EMF" and head[:4] == b"\1\0\0\0":
        return "image/emf"
    if head[:4] == b"\xd7\xcd\xc6\x9a" or (
        head[:6] == b"\1\0\t\0\0\3" and extension in ("wmf", "")
    ):
        return "image/wmf"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/x-wav"
    if head[:2] == b"MZ" and b"\0" in head[2:64]:
        return "application/x-msdownload"
    if head[4:19] == b"Standard Jet DB" or head[4:19] == b"Standard ACE DB":
        return "application/x-msaccess"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:11] in (b"hei", b"mif") else "video/mp4"
    return ""


def _tar_checksum(head: bytes) -> bool:
    """Whether a block is a tar header of the kind that bears no mark."""
    block = head[:512]
    told = block[148:156].strip(b"\0 ")
    if len(block) < 512 or not told or not all(48 <= digit < 56 for digit in told):
        return False
    return int(told, 8) == sum(block[:148]) + 8 * 32 + sum(block[156:])


def _sealed(start: bytes, extension: str, declared: str) -> str:
    """Signed or encrypted parts, by what they are or are said to be."""
    if match := _ARMOUR.match(start):
        return {b"MESSAGE": "application/pgp-encrypted", b"SIGNATURE": "application/pgp-signature"}.get(match.group(1), "application/pgp-keys")  # fmt: skip
    if _PEM.match(start) or (start[:1] == b"\x30" and _CMS in start[:40]):
        return "application/pkcs7-mime"
    if declared.startswith(("application/pkcs7", "application/x-pkcs7", "application/pgp-")):
        return declared
    return _SEALED.get(extension, "")


def _of_text(head: bytes, start: bytes, extension: str, declared: str) -> str:
    """The kind of text; `application/octet-stream` for what is none."""
    plain = start.lstrip()
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    form = "utf-16" if wide else wide_charset(head)
    if form:
        head = head[: len(head) // 2 * 2].decode(form, "replace").encode()
        plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    elif b"\0" in head[:4096]:
        return "application/octet-stream"
    upper = plain[:16].upper()
    if upper.startswith((b"BEGIN:VCALENDAR", b"BEGIN:VCARD")):
        return "text/calendar" if upper.startswith(b"BEGIN:VCALENDAR") else "text/vcard"
    narrow = plain
    if _SVG.match(narrow[:8192]):
        return "image/svg+xml"
    if declared.startswith("text/") and declared not in ("text/plain", "text/html", "text/xml"):
        return declared
    if _HTML.search(narrow[:4096]) and (narrow[:1] == b"<" or extension in ("html", "htm")):
        return "text/html"
    if extension in _BY_EXTENSION:
        return _BY_EXTENSION[extension]
    if plain.startswith(b"<?xml"):
        return "application/xml"
    return "application/octet-stream" if _binary(head) else "text/plain"


def _binary(head: bytes) -> bool:
    """Whether there are more control characters than any text has."""
    sample = head[:4096]
    controls = sum(1 for byte in sample if byte < 9 or 13 < byte < 27 or 27 < byte < 32)
    return len(sample) > 0 and controls > 0.1 * len(sample)


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
