"""How far threads agree with the graph of References and with notmuch, and what is left of them without references.

    python benchmarks/threads.py FOLDER...

FOLDER holds messages as files. Printed, over pairs of messages in one thread: precision, recall and F1 against the
graph of References and In-Reply-To, against notmuch's own threads where notmuch is installed (also of messages whose
In-Reply-To was freed of addresses, which notmuch takes for identifiers), and the same when references are taken away
and only subjects and quotations are left: against the graph, and against the graph whose threads of one subject are
one (RFC 5256), for many replies never had references.
"""

import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from affidavit.authenticity.origins import Texts, first_source
from affidavit.authenticity.threads import base_subject, thread
from affidavit.extract.layers import build_document
from affidavit.model import Message, TextLayer
from affidavit.quarantine.parsed import Unreadable
from affidavit.quarantine.parsers import identify, parse


def read(folder: Path) -> tuple[list[Message], dict[str, tuple[TextLayer, ...]]]:
    """The messages below a folder with their layers, one of each Message-ID."""
    messages: dict[str, Message] = {}
    layers: dict[str, tuple[TextLayer, ...]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        request = {"name": path.name, "path": str(path), "media_type": "message/rfc822"}
        given = identify(memoryview(path.read_bytes()), request)
        try:
            built = build_document(f"{len(messages):064}", parse(given, lambda _c, _d: None))
        except Unreadable:
            continue
        document = built.document
        if isinstance(document, Message) and document.message_id and document.message_id not in messages:  # fmt: skip
            messages[document.message_id] = document
            layers[document.id] = built.layers
    return list(messages.values()), layers


def graph(messages: Iterable[Message]) -> dict[str, str]:
    """Message-ID -> component of the graph of references."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    known = list(messages)
    people = {p.address for m in known for p in m.participants}
    for message in known:
        for reference in (*message.references, *message.in_reply_to):
            if reference not in people:  # «In-Reply-To: Message from <a@b> of ... <id>»
                parent[find(reference)] = find(message.message_id)
        find(message.message_id)
    return {m.message_id: find(m.message_id) for m in known}


def gathered(messages: Iterable[Message]) -> dict[str, str]:
    """Message-ID -> component when threads of one base subject are one too (RFC 5256, step 5)."""
    known = list(messages)
    components = graph(known)
    by_subject: dict[str, str] = {}
    joined: dict[str, str] = {}
    for message in sorted(known, key=lambda m: str(m.date)):
        subject = base_subject(message.title)
        first = by_subject.setdefault(subject, components[message.message_id]) if subject else ""
        joined.setdefault(components[message.message_id], first or components[message.message_id])
    return {message: joined[name] for message, name in components.items()}


_ANSWERED = re.compile(rb"^(In-Reply-To:)((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


def _identifiers_only(message: bytes) -> bytes:
    """A message whose In-Reply-To holds its identifier alone: «Message from <a@b> of ... <id>» loses the address,
    which notmuch takes for an identifier, and so joins all answers to one person."""
    head, parting, body = message.partition(b"\n\n")

    def last(found: re.Match[bytes]) -> bytes:
        told = re.findall(rb"<[^<>\s]+>", found[2])
        return found[1] + b" " + told[-1] if told else found[0]

    return _ANSWERED.sub(last, head) + parting + body


def of_notmuch(folder: Path, *, mended: bool = False) -> dict[str, str]:
    """Message-ID -> thread as notmuch sees it; `mended`: once In-Reply-To holds identifiers only."""
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "config"
        config.write_text(f"[database]\npath={home}/mail\n[new]\ntags=new\n[search]\n", "utf-8")
        shutil.copytree(folder, Path(home) / "mail")
        for path in Path(home, "mail").rglob("*") if mended else ():
            if path.is_file():
                path.write_bytes(_identifiers_only(path.read_bytes()))
        environment = {"NOTMUCH_CONFIG": str(config), "PATH": "/usr/bin:/bin", "HOME": home}
        subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True)

        def ask(*what: str) -> list[str]:
            out = subprocess.run(["notmuch", "search", "--format=json", *what], env=environment, check=True, capture_output=True)  # fmt: skip
            return list(json.loads(out.stdout))

        return {
            message: name
            for name in ask("--output=threads", "*")
            for message in ask("--output=messages", f"thread:{name}")
        }


def agreement(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Precision, recall and F1 over pairs of messages in one thread."""

    def pairs(groups: Mapping[str, str]) -> set[tuple[str, str]]:
        members: dict[str, list[str]] = defaultdict(list)
        for message, name in groups.items():
            if message in ours and message in theirs:
                members[name].append(message)
        return {p for m in members.values() for p in itertools.combinations(sorted(m), 2)}

    found, wanted = pairs(ours), pairs(theirs)
    both = len(found & wanted)
    precision, recall = both / max(1, len(found)), both / max(1, len(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ({len(wanted)} pairs)"


def threads_of(messages: list[Message], layers: Mapping[str, tuple[TextLayer, ...]]) -> dict[str, str]:  # fmt: skip
    """Message-ID -> our thread."""
    alone = thread(messages)
    by_id = {m.id: m for m in messages}
    texts = Texts(by_id, layers.__getitem__)
    sources = {d: first_source(pieces, by_id) for d, pieces in texts.origins(alone.answered)}
    told = thread(messages, sources)
    return {m.message_id: told.thread_of[m.id] for m in messages}


def main(folders: list[Path]) -> None:
    """Print the figures."""
    for folder in folders:
        messages, layers = read(folder)
        started = time.perf_counter()
        ours = threads_of(messages, layers)
        rate = len(messages) / (time.perf_counter() - started)
        print(f"{folder.name}: {len(messages)} messages, {rate:.0f} messages/s")
        references = graph(messages)
        print(f"  against the references:        {agreement(ours, references)}")
        known = of_notmuch(folder) if shutil.which("notmuch") else {}
        if known:
            print(f"  against notmuch:               {agreement(ours, known)}")
            told = of_notmuch(folder, mended=True)
            print(f"  the same, identifiers only:    {agreement(ours, told)}")
        bare = [
            replace(m, references=(), in_reply_to=(), metadata={}, headers=()) for m in messages
        ]
        stripped = threads_of(bare, layers)
        print(f"  without references, to them:   {agreement(stripped, references)}")
        print(f"  the same, subjects gathered:   {agreement(stripped, gathered(messages))}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
