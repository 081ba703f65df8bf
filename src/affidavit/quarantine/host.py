"""The trusted side: starts workers, hands them bytes, survives whatever happens to them."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from affidavit.model import Status
from affidavit.model.codec import from_plain
from affidavit.quarantine.isolation import Isolation, best_isolation
from affidavit.quarantine.limits import OUT_OF_MEMORY, Limits
from affidavit.quarantine.parsed import Child, Parsed
from affidavit.quarantine.wire import (
    Disconnected,
    Nonsense,
    TooMuch,
    TooSlow,
    receive_frame,
    send_frame,
)

_START_SECONDS = 60.0
_CHUNK = 1 << 20
_IN_MEMORY = 8 << 20


@dataclass
class _Seen:
    """What a worker has told so far."""

    count: int = 0
    media_type: str = ""
    unfinished: Child | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes for a worker: a range of a file, or bytes taken out of another item."""

    name: str
    path: str
    media_type: str
    length: int
    file: Path | None = None
    offset: int = 0
    data: bytes = b""
    charset: str = ""

    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        if self.file is None:
            return hashlib.sha256(self.data).hexdigest()
        hasher, left = hashlib.sha256(), self.length
        with self.file.open("rb") as stream:
            stream.seek(self.offset)
            while left and (chunk := stream.read(min(left, _CHUNK))):
                hasher.update(chunk)
                left -= len(chunk)
        return hasher.hexdigest()

    def part(self, offset: int, length: int) -> bytes:
        """Some of the bytes."""
        if self.file is None:
            return self.data[offset : offset + length]
        with self.file.open("rb") as stream:
            stream.seek(self.offset + offset)
            return stream.read(length)


Take = Callable[[Child, Source], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of parsing: `parsed`, or the reason why not; `emitted` counts what was found inside.

    `died` says that the worker ended or was ended on the way, so that another try may get further.
    `media_type` is what the bytes were taken for; `unfinished` is what was just coming when it died.
    """

    parsed: Parsed | None
    status: Status
    reason: str
    emitted: int = 0
    died: bool = False
    media_type: str = ""
    unfinished: Child | None = None


class Quarantine:
    """One worker process and its restarts. Not to be shared between threads."""

    def __init__(
        self,
        limits: Limits | None = None,
        isolation: Isolation | None = None,
        spool: Path | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._isolation = isolation or best_isolation()
        self._folder = tempfile.mkdtemp(prefix="affidavit-")
        self._spool = spool
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._said = Path(self._folder).with_suffix(".stderr")
        self.level = ""

    def __enter__(self) -> "Quarantine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> str:
        """Make sure a worker runs; returns the isolation level it reached, in words."""
        if self._process is None:
            self._start()
        return self.level

    def parse(
        self, source: Source, take: Take | None = None, options: dict[str, Any] | None = None
    ) -> Outcome:
        """Have a worker read the bytes. Whatever it does, this returns an outcome.

        `take` is called with each thing found inside, as it comes; the worker waits meanwhile.
        Bytes that come in a file are deleted when it returns.
        """
        if source.length == 0:
            empty = Parsed("empty", "application/x-empty", "none", reason="the file is empty")
            return Outcome(empty, Status.OK, empty.reason, media_type=empty.media_type)
        self.start()
        assert self._channel is not None
        request = {
            "name": source.name, "path": source.path, "media_type": source.media_type,
            "offset": source.offset, "length": source.length, "charset": source.charset, **(options or {}),
        }  # fmt: skip
        seen = _Seen()
        try:
            with _opened(source) as file:
                send_frame(self._channel, request, file=file)
            return self._collect(take, seen)
        except TooSlow:
            reason = f"stopped after {self.limits.wall_seconds:g} s without a result"
        except TooMuch:
            reason = f"unfolds to more than {self.limits.output >> 20} MB"
        except Nonsense:
            reason = "its parser sent what is no answer"
        except Disconnected:
            reason = self._cause_of_death()
        except BaseException:  # raised by `take`: the worker is in the middle of something
            self._stop()
            raise
        self._stop()
        return Outcome(
            None, Status.UNREADABLE, reason, seen.count, died=True, media_type=seen.media_type,
            unfinished=seen.unfinished,
        )  # fmt: skip

    def close(self) -> None:
        """End the worker and delete its private folder."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._said.unlink(missing_ok=True)

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        assert self._channel is not None
        deadline = time.monotonic() + self.limits.wall_seconds
        return receive_frame(self._channel, deadline, self.limits.output)

    def _collect(self, take: Take | None, seen: _Seen) -> Outcome:
        """Read frames until the worker says that it is done or cannot go on."""
        unfolded = 0
        while True:
            head, payload = self._receive()
            if "child" in head:
                child = _told(Child, head["child"])
                if seen.count >= self.limits.children:
                    raise TooMuch
                if head.get("streamed"):
                    seen.unfinished = child
                    unfolded += self._take_stream(child, take, seen)
                else:
                    unfolded += len(payload)
                    seen.count += 1
                    if take is not None:
                        take(child, _source_of(child, payload))
                if unfolded > self.limits.unfold:
                    raise TooMuch
            elif "type" in head:
                seen.media_type = str(head["type"])
            elif "failed" in head:
                status, reason = _told_status(head["failed"]), str(head.get("reason", ""))
                return Outcome(None, status, reason, seen.count, media_type=seen.media_type)
            else:
                parsed = _told(Parsed, head.get("parsed"))
                _told_date(parsed)
                return Outcome(
                    parsed, parsed.status, parsed.reason, seen.count, media_type=parsed.media_type
                )

    def _take_stream(self, child: Child, take: Take | None, seen: _Seen) -> int:
        """Receive a child that comes in chunks, in memory while it is small; returns its length."""
        with tempfile.SpooledTemporaryFile(
            _IN_MEMORY, dir=str(self._spool) if self._spool else None
        ) as kept:
            while True:
                head, payload = self._receive()
                if "end" in head:
                    break
                kept.write(payload)
                if kept.tell() > self.limits.unfold:
                    raise TooMuch
            length = kept.tell()
            seen.count += 1
            seen.unfinished = None
            status, reason = _told_status(head["end"]), str(head.get("reason", ""))
            found = replace(child, length=length, status=status, reason=reason)
            if take is None:
                return length
            if length <= _IN_MEMORY:
                kept.seek(0)
                take(found, _source_of(found, kept.read()))
                return length
            kept.flush()
            place = Path(f"/proc/self/fd/{kept.fileno()}")
            take(found, replace(_source_of(found, b""), file=place))
            return length

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs, self._said.open("wb") as said:
            argv = [
                sys.executable, "-I", "-m", "affidavit.quarantine.worker", str(theirs.fileno()),
                self._folder, "1" if self._isolation.own_namespaces else "0",
                json.dumps(asdict(self.limits)),
            ]  # fmt: skip
            self._process = subprocess.Popen(
                self._isolation.command(argv, self._folder),
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=self._folder,
                env={
                    "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": self._folder,
                    "HOME": self._folder, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1",
                    "RAYON_NUM_THREADS": "1",
                    "ORT_DISABLE_TELEMETRY": "1", "LIBARCHIVE": "libarchive.so.13",
                },
                start_new_session=True,
            )  # fmt: skip
        self._channel = ours
        try:
            hello, _ = receive_frame(ours, time.monotonic() + _START_SECONDS, 1 << 20)
        except (Disconnected, TooSlow) as error:
            reason = self._cause_of_death()
            self._stop()
            raise RuntimeError(f"no parser process could be started: {reason}") from error
        self.level = _level(self._isolation, hello)

    def _cause_of_death(self) -> str:
        assert self._process is not None
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "its parser process closed the connection"
        if code == OUT_OF_MEMORY:
            return f"needs more than {self.limits.memory >> 20} MB of memory to be read"
        if code < 0 or code > 128:
            number = -code if code < 0 else code - 128
            if number == signal.SIGXCPU:
                return f"needs more than {self.limits.cpu_seconds} s of processor time to be read"
            return (
                f"its parser process was ended by {signal.Signals(number).name}{self._last_words()}"
            )
        return f"its parser failed{self._last_words()}"

    def _last_words(self) -> str:
        lines = self._said.read_text("utf-8", "replace").strip().splitlines()
        return f": {lines[-1][:300]}" if lines else ""

    def _stop(self) -> None:
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._channel = self._process = None


def _level(isolation: Isolation, hello: dict[str, Any]) -> str:
    """The isolation in words, with what a worker was still able to do."""
    layers = [isolation.name] if not isolation.own_namespaces else []
    layers += hello["ready"]
    still = {"network": "reach the network", "writes": "write files", "programs": "start programs"}
    open_doors = [words for name, words in still.items() if hello["self_test"][name]]
    warning = f"; WEAK: a parser could {', '.join(open_doors)}" if open_doors else ""
    return " + ".join(layers) + warning


Value = TypeVar("Value")


def _told(cls: type[Value], data: Any) -> Value:
    """What a worker tells, which may be anything once a file has taken it over."""
    try:
        return from_plain(cls, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Nonsense from error


def _told_status(text: Any) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise Nonsense from error


def _told_date(parsed: Parsed) -> None:
    try:
        if parsed.date:
            datetime.fromisoformat(parsed.date)
    except (TypeError, ValueError) as error:
        raise Nonsense from error


def _source_of(child: Child, data: bytes) -> Source:
    return Source(child.name, "", child.media_type, child.length, data=data, charset=child.charset)


@contextmanager
def _opened(source: Source) -> Iterator[int]:
    """An open file descriptor that holds the source's bytes."""
    if source.file is not None:
        handle = os.open(source.file, os.O_RDONLY | os.O_CLOEXEC)
    else:
        handle = _memory_file(source.data)
    try:
        yield handle
    finally:
        os.close(handle)


def _memory_file(data: bytes) -> int:
    make: Callable[..., int] | None = getattr(os, "memfd_create", None)
    if make is not None:
        handle = make("item", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            handle = os.dup(file.fileno())
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    return handle
