"""The confined process: takes one request after another, sends back what it found.

Started by the host as `python -I -m affidavit.quarantine.worker FD FOLDER NAMESPACES LIMITS`.
An error no parser foresaw ends the process: the host lists the item with what was said last.
"""

import dataclasses
import json
import mmap
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from affidavit.model.codec import to_plain
from affidavit.quarantine.confine import confine, grant_cpu
from affidavit.quarantine.limits import OUT_OF_MEMORY, Limits
from affidavit.quarantine.parsed import Child, Unreadable
from affidavit.quarantine.wire import receive_request, send_frame


def main(arguments: list[str]) -> None:
    """Confine the process, say what is in place, then serve requests until the host leaves."""
    descriptor, folder, namespaces, limits_text = arguments
    limits = Limits(**json.loads(limits_text))
    channel = socket.socket(fileno=int(descriptor))
    layers = confine(limits, folder, namespaces=namespaces == "1")
    send_frame(channel, {"ready": layers, "self_test": _self_test()})
    from affidavit.quarantine.parsers import parse

    while (received := receive_request(channel)) is not None:
        request, file = received
        grant_cpu(limits.cpu_seconds)
        budget = _Budget(limits)

        def emit(child: Child, data: bytes | None, budget: "_Budget" = budget) -> None:
            budget.spend(child)
            send_frame(channel, {"child": to_plain(child)}, data or b"")

        with _bytes_of(file, request["offset"], request["length"]) as untrusted_bytes:
            try:
                parsed = parse(untrusted_bytes, request, emit)
                send_frame(channel, {"parsed": to_plain(parsed)})
            except Unreadable as error:
                send_frame(channel, {"failed": error.status.value, "reason": error.reason})
            except MemoryError:
                os._exit(OUT_OF_MEMORY)


@dataclasses.dataclass
class _Budget:
    """The worker's side of the limit on what one item may unfold to."""

    limits: Limits
    spent: int = 0
    count: int = 0

    def spend(self, child: Child) -> None:
        self.count += 1
        self.spent += 0 if child.is_range else child.length
        if self.spent > self.limits.output or self.count > self.limits.children:
            raise Unreadable(
                f"unfolds to more than {self.limits.output >> 20} MB or "
                f"{self.limits.children} items; what came before that was kept"
            )


@contextmanager
def _bytes_of(file: int, offset: int, length: int) -> Iterator[memoryview]:
    """A view of the requested range of the file the host sent."""
    try:
        if length == 0:
            yield memoryview(b"")
            return
        with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as whole:
            view = memoryview(whole)
            part = view[offset : offset + length]
            try:
                yield part
            finally:
                part.release()
                view.release()
    finally:
        os.close(file)


def _self_test() -> dict[str, bool]:
    """Try what must not work: reach a network, write outside the private folder, start a program."""
    return {
        "network": _network_reachable(),
        "writes": _can_write(),
        "programs": _can_run_programs(),
    }


def _network_reachable() -> bool:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: nobody; a datagram socket sends nothing
    except OSError:
        return False
    return True


def _can_write() -> bool:
    for folder in ("/var/tmp", "/usr", "/root", "/home"):  # noqa: S108
        path = f"{folder}/.affidavit-probe-{os.getpid()}"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        except OSError:
            continue
        os.unlink(path)  # noqa: PTH108
        return True
    return False


def _can_run_programs() -> bool:
    try:
        child = os.posix_spawn("/bin/true", ["true"], {})
    except OSError:
        return False
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


if __name__ == "__main__":
    main(sys.argv[1:])
