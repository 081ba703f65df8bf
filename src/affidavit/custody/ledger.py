"""`ledger.jsonl`: every act on the evidence, one JSON line each, chained and signed.

Each line names the hash of the line before it and carries an Ed25519 signature over its own
hash. `ledger.head` repeats the newest number, hash and signature, so that lines missing at the
end are noticed too.
"""

import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from affidavit import __version__
from affidavit.custody.keys import SigningKey, actor, signature_holds
from affidavit.custody.problems import Problem
from affidavit.model import Event
from affidavit.model.codec import from_plain, to_plain
from affidavit.model.errors import LedgerDamaged, UsageError
from affidavit.model.events import GENESIS

OPENED = "case.opened"


class Ledger:
    """An append-only file of events. Only a process that holds the case's lock appends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head_path = path.with_suffix(".head")
        self._key: SigningKey | None = None
        self._last: Event | None = None

    def append(
        self, kind: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str = ""
    ) -> Event:
        """Sign and write an event; it is on the disk when this returns."""
        if self._key is None:
            self._key = SigningKey.load()
            self._recover_torn_line()
            self._last = self._last_event()
            self._check_own_key()
        if self._last is None:
            kind_first = {"key": self._key.public}
            self._last = self._write(OPENED, {}, kind_first, "the case's first event", None)
            if kind == OPENED:
                return self._last
        self._last = self._write(kind, inputs, outputs, reason, self._last)
        return self._last

    def events(self, since: int = 0) -> Iterator[Event]:
        """Events numbered above `since`, in order."""
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith("\n"):
                    return  # torn by a crash; moved aside by the next append
                try:
                    event = _read(line)
                except ValueError as error:
                    raise LedgerDamaged(
                        f"{self._path}, line {number} is not an event ({error}); "
                        "`affidavit verify` says what else does not hold"
                    ) from error
                if event.number > since:
                    yield event

    def head(self) -> tuple[int, str]:
        """The newest event's number and hash; (0, 64 zeros) for an empty ledger."""
        last = self._last or self._last_event()
        return (last.number, last.hash) if last else (0, GENESIS)

    def verify(self) -> list[Problem]:
        """Everything that does not hold: order, chain, hashes, signatures, missing lines."""
        problems: list[Problem] = []
        previous, number, public = GENESIS, 0, ""
        if not self._path.exists():
            return [Problem(self._path.name, "the ledger is missing")]
        lines = self._path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
        lines = lines[:-1] if lines[-1] == "" else lines
        hashes = {}
        for line_number, line in enumerate(lines, start=1):
            where = f"{self._path.name}:{line_number}"
            try:
                event = _read(line)
            except ValueError:
                problems.append(Problem(where, "the line is not an event"))
                continue
            public = public or str(event.outputs.get("key", ""))
            problems += _check(event, where, number + 1, previous, public)
            number, previous = event.number, event.hash
            hashes[event.number] = event.hash
        return problems + self._check_head(hashes, number, public)

    def _check_head(self, hashes: dict[int, str], number: int, public: str) -> list[Problem]:
        where = self._head_path.name
        if not self._head_path.exists():
            return [Problem(where, "the file is missing")] if hashes else []
        try:
            head = json.loads(self._head_path.read_text("utf-8"))
            told, told_hash, signature = int(head["number"]), head["hash"], head["signature"]
        except (ValueError, KeyError, TypeError):
            return [Problem(where, "the file is not a signed head")]
        if not signature_holds(public, told_hash, signature):
            return [Problem(where, "its signature was not made with the ledger's key")]
        if told > number:
            return [
                Problem(f"ledger.jsonl:{number + 1}", f"events {number + 1}..{told} are missing")
            ]
        if told in hashes and hashes[told] != told_hash:
            return [Problem(where, f"event {told} is not the one that was signed as head")]
        return []

    def _write(
        self,
        kind: str,
        inputs: Mapping[str, Any],
        outputs: Mapping[str, Any],
        reason: str,
        last: Event | None,
    ) -> Event:
        assert self._key is not None
        draft = Event(
            number=last.number + 1 if last else 1,
            kind=kind,
            actor=actor(),
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
            tool=f"affidavit {__version__}",
            inputs=inputs,
            outputs=outputs,
            reason=reason,
            previous=last.hash if last else GENESIS,
        )
        digest = draft.computed_hash()
        event = from_plain(
            Event, {**to_plain(draft), "hash": digest, "signature": self._key.sign(digest)}
        )
        line = json.dumps(to_plain(event), separators=(",", ":")) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        self._write_head(event)
        return event

    def _write_head(self, event: Event) -> None:
        head = {"number": event.number, "hash": event.hash, "signature": event.signature}
        temporary = self._head_path.with_suffix(".head.new")
        temporary.write_text(json.dumps(head) + "\n", "utf-8")
        temporary.replace(self._head_path)

    def _last_event(self) -> Event | None:
        newest = deque(self.events(), maxlen=1)
        return newest[0] if newest else None

    def _check_own_key(self) -> None:
        """A ledger is signed with one key; another would break it for good."""
        assert self._key is not None
        first = next(self.events(), None)
        if first is not None and first.outputs.get("key", self._key.public) != self._key.public:
            raise UsageError(
                f"{self._path} was begun with another signing key; bring that key "
                "(ledger-key.pem) to this machine, or work on the case where it is"
            )

    def _recover_torn_line(self) -> None:
        """Move a half-written last line aside, so that no byte is lost and none is trusted."""
        if not self._path.exists():
            return
        raw = self._path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole == len(raw):
            return
        self._path.with_suffix(f".torn-at-{whole}").write_bytes(raw[whole:])
        with self._path.open("r+b") as file:
            file.truncate(whole)


def _read(line: str) -> Event:
    """An event from its line; raises `ValueError` for anything else."""
    try:
        event = from_plain(Event, json.loads(line))
    except (TypeError, AttributeError, KeyError, RecursionError) as error:
        raise ValueError(f"not an event: {type(error).__name__}") from error
    shapes = (event.number, int), (event.inputs, dict), (event.outputs, dict), (event.hash, str)
    texts = (event.previous, event.signature, event.kind, event.actor, event.time)
    if not all(isinstance(v, t) for v, t in shapes) or not all(isinstance(t, str) for t in texts):
        raise ValueError("not an event: a value of the wrong kind")
    return event


def _check(event: Event, where: str, number: int, previous: str, public: str) -> list[Problem]:
    problems = []
    if event.number != number:
        missing = f"{number}" if event.number == number + 1 else f"{number}..{event.number - 1}"
        what = f"event {missing} is missing before event {event.number}"
        if event.number < number:
            what = f"event {event.number} stands where event {number} should"
        problems.append(Problem(where, what))
    if event.previous != previous:
        problems.append(Problem(where, f"event {event.number} does not follow the one before it"))
    if event.computed_hash() != event.hash:
        problems.append(Problem(where, f"event {event.number} was changed after it was written"))
    if not signature_holds(public, event.hash, event.signature):
        problems.append(Problem(where, f"event {event.number} is not signed with the ledger's key"))
    return problems
