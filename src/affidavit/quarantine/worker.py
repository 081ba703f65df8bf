"""The confined process: takes one request after another, sends back what it found.

Started by the host as `python -I -m affidavit.quarantine.worker FD FOLDER NAMESPACES LIMITS`.
An error no parser foresaw ends the process: the host lists the item with what was said last.
"""

import json
import os
import socket
import sys
from collections.abc import Iterable

from affidavit.model import Status
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
    from affidavit.quarantine.parsers import identify, parse
    from affidavit.quarantine.parsers.base import UntrustedFile

    while (received := receive_request(channel)) is not None:
        request, file = received
        grant_cpu(limits.cpu_seconds)
        emitter = _Emitter(channel, limits, int(request.get("skip", 0)))
        try:
            given = identify(UntrustedFile(file, request["offset"], request["length"]), request)
            send_frame(channel, {"type": given.media_type})
            parsed = parse(given, emitter.emit)
            send_frame(channel, {"parsed": to_plain(parsed)})
        except Unreadable as error:
            send_frame(channel, {"failed": error.status.value, "reason": error.reason})
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        finally:
            os.close(file)


class _Emitter:
    """Sends what is found inside an item, within the limits on what one item may unfold to.

    The first `skip` things are counted and not sent: the host has them from an earlier try.
    """

    def __init__(self, channel: socket.socket, limits: Limits, skip: int) -> None:
        self._channel, self._limits, self._skip = channel, limits, skip
        self._spent = self._count = 0

    def emit(self, child: Child, data: bytes | Iterable[bytes] | None) -> None:
        """Send a child and its bytes, in one piece or as they come."""
        self._count += 1
        if self._count > self._limits.children:
            raise Unreadable(
                f"holds more than {self._limits.children} items; what came before was kept"
            )
        grant_cpu(self._limits.cpu_seconds)
        if self._count <= self._skip:
            return
        if data is None or isinstance(data, bytes):
            self._spend(len(data or b""))
            send_frame(self._channel, {"child": to_plain(child)}, data or b"")
        else:
            self._stream(child, data)

    def _stream(self, child: Child, chunks: Iterable[bytes]) -> None:
        send_frame(self._channel, {"child": to_plain(child), "streamed": True})
        status, reason = Status.PENDING, ""
        try:
            for chunk in chunks:
                self._spend(len(chunk))
                grant_cpu(self._limits.cpu_seconds)
                send_frame(self._channel, {"chunk": True}, chunk)
        except Unreadable as error:
            status, reason = error.status, error.reason
        send_frame(self._channel, {"end": status.value, "reason": reason})

    def _spend(self, size: int) -> None:
        self._spent += size
        if self._spent > self._limits.unfold:
            raise Unreadable(
                f"unfolds to more than {self._limits.unfold >> 20} MB; what came before was kept",
                Status.REFUSED,
            )


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
