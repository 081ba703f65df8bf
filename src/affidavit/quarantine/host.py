"""The trusted side: starts workers, hands them bytes, survives whatever happens to them."""

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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from affidavit.model import Status
from affidavit.model.codec import from_plain
from affidavit.quarantine.isolation import Isolation, best_isolation
from affidavit.quarantine.limits import OUT_OF_MEMORY, Limits
from affidavit.quarantine.parsed import Child, Parsed
from affidavit.quarantine.wire import Disconnected, TooMuch, TooSlow, receive_frame, send_frame

_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes for a worker: a range of a file of the vault, or bytes taken out of another item."""

    name: str
    path: str
    media_type: str
    length: int
    file: Path | None = None
    offset: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of parsing: `parsed`, or the reason why not. Children come either way."""

    parsed: Parsed | None
    children: tuple[tuple[Child, bytes], ...]
    status: Status
    reason: str


class Quarantine:
    """One worker process and its restarts. Not to be shared between threads."""

    def __init__(self, limits: Limits | None = None, isolation: Isolation | None = None) -> None:
        self.limits = limits or Limits()
        self._isolation = isolation or best_isolation()
        self._folder = tempfile.mkdtemp(prefix="affidavit-")
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

    def parse(self, source: Source, options: dict[str, Any] | None = None) -> Outcome:
        """Have a worker read the bytes. Whatever it does, this returns an outcome."""
        if source.length == 0:
            empty = Parsed("empty", "application/x-empty", "none", reason="the file is empty")
            return Outcome(empty, (), Status.OK, empty.reason)
        self.start()
        assert self._channel is not None
        deadline = time.monotonic() + self.limits.wall_seconds
        request = {
            "name": source.name, "path": source.path, "media_type": source.media_type,
            "offset": source.offset, "length": source.length, **(options or {}),
        }  # fmt: skip
        children: list[tuple[Child, bytes]] = []
        try:
            with _opened(source) as file:
                send_frame(self._channel, request, file=file)
            return self._collect(children, deadline)
        except TooSlow:
            reason = f"stopped after {self.limits.wall_seconds:g} s without a result"
        except TooMuch:
            reason = f"unfolds to more than {self.limits.output >> 20} MB"
        except Disconnected:
            reason = self._cause_of_death()
        self._stop()
        return Outcome(None, tuple(children), Status.UNREADABLE, reason)

    def close(self) -> None:
        """End the worker and delete its private folder."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._said.unlink(missing_ok=True)

    def _collect(self, children: list[tuple[Child, bytes]], deadline: float) -> Outcome:
        """Read frames until the worker says that it is done or cannot go on."""
        assert self._channel is not None
        budget = self.limits.output * 2
        while True:
            head, payload = receive_frame(self._channel, deadline, budget)
            budget -= len(payload)
            if "child" in head:
                children.append((from_plain(Child, head["child"]), payload))
                if len(children) > self.limits.children:
                    raise TooMuch
            elif "failed" in head:
                return Outcome(None, tuple(children), Status(head["failed"]), head["reason"])
            else:
                parsed = from_plain(Parsed, head["parsed"])
                return Outcome(parsed, tuple(children), parsed.status, parsed.reason)

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
                    "HOME": self._folder, "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1",
                    "ORT_DISABLE_TELEMETRY": "1",
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
