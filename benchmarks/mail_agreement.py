"""How far what is read of a message agrees with what other parsers' authors expect.

    python benchmarks/mail_agreement.py CORPUS [--show N]

CORPUS is a folder with `stalwart` (messages with an expected JSON beside them) and `mime4j`
(messages with their decoded parts beside them). Prints the agreement field by field, and the
differences.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from affidavit.quarantine.parsed import Child, Parsed, Unreadable
from affidavit.quarantine.parsers import identify, parse
from affidavit.quarantine.parsers.charsets import decode
from affidavit.quarantine.parsers.rendering import rendered


def read(path: Path) -> tuple[Parsed, list[tuple[Child, bytes]]] | None:
    """A message as affidavit reads it; None where it does not take it for one."""
    children: list[tuple[Child, bytes]] = []
    request = {"name": path.name, "path": f"x/{path.name}", "media_type": "message/rfc822"}
    given = identify(memoryview(path.read_bytes()), request)
    try:
        return parse(given, lambda c, d: children.append((c, d or b""))), children
    except Unreadable:
        return None


def words(text: str) -> list[str]:
    """The words of a text, so that white space and line ends do not count."""
    return re.findall(r"\w+", text)


def recall(expected: str, found: str) -> float:
    """The share of the expected words that were found."""
    wanted, have = Counter(words(expected)), Counter(words(found))
    total = sum(wanted.values())
    return sum((wanted & have).values()) / total if total else 1.0


def same(expected: str, found: str) -> bool:
    """Whether two short texts agree; a letter that the expectation itself lost (U+FFFD) may be any."""
    one, two = " ".join(expected.split()), " ".join(found.split())
    return re.fullmatch(re.escape(one).replace("\ufffd", ".{1,3}"), two) is not None


class Tally:
    """Counts agreements by field and keeps the differences."""

    def __init__(self) -> None:
        self.good: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.differences: list[str] = []

    def note(self, where: str, field: str, expected: Any, found: Any, agrees: bool) -> None:
        """One comparison."""
        self.all[field] += 1
        self.good[field] += agrees
        if not agrees:
            self.differences.append(f"{where}  {field}\n    expected {expected!r:.300}\n    found    {found!r:.300}")  # fmt: skip

    def print(self, title: str, show: int) -> None:
        """The table, and some differences."""
        print(f"\n{title}")
        for field in self.all:
            print(f"  {field:<14} {self.good[field]:5} of {self.all[field]:5}  {100 * self.good[field] / self.all[field]:6.2f} %")  # fmt: skip
        good, every = sum(self.good.values()), sum(self.all.values())
        print(f"  {'all fields':<14} {good:5} of {every:5}  {100 * good / every:6.2f} %")
        for line in self.differences[:show]:
            print(line)


def stalwart(folder: Path) -> Tally:
    """The messages of Stalwart's mail-parser."""
    tally = Tally()
    for expected_file in sorted(folder.rglob("*.json")):
        if ".crlf." in expected_file.name:
            continue
        message = expected_file.with_suffix(".eml")
        if not message.exists():
            continue
        expected = json.loads(expected_file.read_text("utf-8"))
        where = f"{expected_file.parent.name}/{message.name}"
        found = read(message)
        if found is None:
            tally.note(where, "read", "a message", "not read", False)
            continue
        compare_fields(tally, where, expected, found[0])
        compare_parts(tally, where, expected, *found)
    return tally


def header(part: dict[str, Any], name: str) -> Any:
    """The first value of a field as Stalwart gives it."""
    return next((h["value"] for h in part["headers"] if str(h["name"]).lower() == name), None)


def addresses(value: Any) -> Iterator[tuple[str, str]]:
    """(name, address) of an address field."""
    if not isinstance(value, dict):
        return
    inner = value.get("Address", value)
    for entry in inner.get("List") or [a for g in inner.get("Group") or [] for a in g["addresses"]]:
        name, address = entry.get("name") or "", entry.get("address") or ""
        yield " ".join(name.split()), address


def compare_fields(tally: Tally, where: str, expected: dict[str, Any], found: Parsed) -> None:
    """Subject, from, to, date."""
    top = expected["parts"][0]
    subject = header(top, "subject")
    text = subject.get("Text", "") if isinstance(subject, dict) else ""
    text = text if isinstance(text, str) else " ".join(text)
    if subject is not None:
        tally.note(where, "subject", text, found.title, same(text, found.title))  # fmt: skip
    for role in ("from", "to"):
        wanted = list(addresses(header(top, role)))
        if not wanted and header(top, role) is None:
            continue
        have = [(" ".join(n.split()), a) for r, n, a in found.people if r == role]
        kept = [w for w in wanted if any(w)]
        agrees = len(kept) == len(have) and all(same(" ".join(sorted(w)), " ".join(sorted(h))) for w, h in zip(kept, have, strict=True))  # fmt: skip
        tally.note(where, role, wanted, have, agrees)
    date = header(top, "date")
    if isinstance(date, dict) and "DateTime" in date:
        moment = as_utc(date["DateTime"])
        if moment:
            tally.note(where, "date", moment, found.date, moment == found.date)


def as_utc(told: dict[str, Any]) -> str:
    """Stalwart's date as UTC; empty where it is none."""
    offset = timedelta(hours=told["tz_hour"], minutes=told["tz_minute"])
    zone = timezone(-offset if told["tz_before_gmt"] else offset)
    try:
        moment = datetime(told["year"], told["month"], told["day"], told["hour"], told["minute"], told["second"], tzinfo=zone)  # fmt: skip
    except ValueError:
        return ""
    return moment.astimezone(UTC).isoformat()


def compare_parts(
    tally: Tally, where: str, expected: dict[str, Any], found: Parsed, children: list[tuple[Child, bytes]]
) -> None:  # fmt: skip
    """Each body part's words, and the names of the attachments."""
    have = " ".join(t.text for t in found.texts)
    attached = set(expected["attachments"])
    for number in dict.fromkeys((*expected["text_body"], *expected["html_body"])):
        body = expected["parts"][number]["body"]
        if number in attached or not isinstance(body, dict):
            continue
        text = body.get("Text")
        if text is None and "Html" in body:
            text = rendered(body["Html"])
        if text is not None and words(text):
            lost = (
                "\ufffd" in text
            )  # the expectation's own charset was wrong: its whole words count
            text = " ".join(w for w in text.split() if "\ufffd" not in w) if lost else text
            tally.note(where, "body part", text, have, recall(text, have) >= 0.95)
    wanted = [name_of(expected["parts"][n]) for n in expected["attachments"]]
    names = [child.name for child, _ in children]
    named = [w for w in wanted if w]
    agrees = len(names) >= len(named) and all(any(same(w, n) for n in names) for w in named)
    tally.note(where, "attachments", wanted, names, agrees)


def name_of(part: dict[str, Any]) -> str:
    """The file name a part has."""
    for field, key in (("content_disposition", "filename"), ("content_type", "name")):
        value = header(part, field)
        told = value.get("ContentType", {}) if isinstance(value, dict) else {}
        for attribute in told.get("attributes") or ():
            if attribute["name"].lower() == key:
                return re.sub(r"[\x00-\x1f]+", "_", attribute["value"]).strip()
    return ""


def mime4j(folder: Path) -> Tally:
    """The messages of Apache James Mime4j: every decoded leaf must be a text or an attachment."""
    tally = Tally()
    for structure in sorted(folder.rglob("*_decoded.xml")):
        message = structure.with_name(structure.name.replace("_decoded.xml", ".msg"))
        if not message.exists():
            continue
        found = read(message)
        if found is None:
            tally.note(message.name, "read", "a message", "not read", False)
            continue
        texts, blobs = everything(*found)
        stem = message.stem
        for leaf in sorted(structure.parent.glob(f"{stem}_decoded_*")):
            raw = leaf.read_bytes()
            if leaf.suffix == ".txt":
                text = decode(raw)[0]
                if "<" in text and re.search(r"<\w+[^<>]*>", text):
                    text = rendered(text) if "html" in text.lower() or "<br" in text.lower() or "<p" in text.lower() or "<h1" in text.lower() else text  # fmt: skip
                whole = any(raw.split() == blob.split() for blob in blobs)
                tally.note(leaf.name, "text", text, texts, whole or not words(text) or recall(text, texts) >= 0.95)  # fmt: skip
            elif leaf.suffix == ".bin":
                same = any(raw.strip() == blob.strip() for blob in blobs) or not raw.strip()
                tally.note(leaf.name, "binary", raw[:60], [b[:60] for b in blobs], same)
    return tally


def everything(
    parsed: Parsed, children: list[tuple[Child, bytes]], depth: int = 0
) -> tuple[str, list[bytes]]:
    """All words and all bytes in a message and in what is inside it."""
    texts = [t.text for t in parsed.texts] + [f"{n} {v}" for n, v in parsed.headers]
    blobs = []
    for child, data in children:
        blobs.append(data)
        inner: list[tuple[Child, bytes]] = []
        request = {"name": child.name, "path": "x/y", "media_type": child.media_type}
        try:
            below = parse(
                identify(memoryview(data), request),
                lambda c, d, inner=inner: inner.append((c, d or b"")),
            )  # type: ignore[misc]
        except Unreadable:
            texts.append(data.decode("utf-8", "replace"))
            continue
        more, deeper = everything(below, inner, depth + 1) if depth < 8 else ("", [])
        texts.append(more)
        blobs += deeper
    return " ".join(texts), blobs


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--show", type=int, default=0, help="how many differences to print")
    arguments = parser.parse_args()
    stalwart(arguments.corpus / "stalwart").print("Stalwart", arguments.show)
    mime4j(arguments.corpus / "mime4j").print("Mime4j", arguments.show)
