"""Frames between host and worker: a JSON head and a payload, lengths first.

The host sends an open file beside a request (SCM_RIGHTS), so that bytes are never copied to the
worker and the worker never needs to open a file of the case.
"""

import json
import re
import socket
import struct
import time
from typing import Any

_LENGTHS = struct.Struct(">IQ")
_MAX_HEAD = 256 << 20
_HALF = re.compile("[\ud800-\udfff]")


class Disconnected(Exception):
    """The other side has gone."""


class TooSlow(Exception):
    """The deadline passed before the frame was complete."""


class TooMuch(Exception):
    """A frame announces more than is allowed."""


class Nonsense(Exception):
    """A frame is none that a parser would send."""


def send_frame(
    channel: socket.socket, head: dict[str, Any], payload: bytes = b"", file: int | None = None
) -> None:
    """Send one frame, and with it an open file where one is given."""
    raw = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    start = _LENGTHS.pack(len(raw), len(payload)) + raw
    try:
        if file is None:
            channel.sendall(start)
        else:
            sent = socket.send_fds(channel, [start], [file])
            channel.sendall(start[sent:])
        if payload:
            channel.sendall(payload)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Disconnected from error


def receive_request(channel: socket.socket) -> tuple[dict[str, Any], int] | None:
    """The worker's side: the next request and the file sent with it; None at the end."""
    raw, files, _, _ = socket.recv_fds(channel, _LENGTHS.size, 1)
    if not raw:
        return None
    raw += _exactly(channel, _LENGTHS.size - len(raw), None)
    head_length, _ = _LENGTHS.unpack(raw)
    return json.loads(_exactly(channel, head_length, None)), files[0]


def receive_frame(
    channel: socket.socket, deadline: float, budget: int
) -> tuple[dict[str, Any], bytes]:
    """The host's side: the next frame, refused when late or larger than `budget` bytes."""
    head_length, payload_length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size, deadline))
    if head_length > _MAX_HEAD or head_length + payload_length > budget:
        raise TooMuch
    raw = _exactly(channel, head_length, deadline)
    head = json.loads(raw)
    if b"\\ud" in raw.lower():
        head = without_surrogates(head)
    return head, _exactly(channel, payload_length, deadline)


def without_surrogates(value: Any) -> Any:
    """A JSON value whose texts can be written anywhere: U+FFFD for halves of characters."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [without_surrogates(entry) for entry in value]
    if isinstance(value, dict):
        return {key: without_surrogates(entry) for key, entry in value.items()}
    return value


def _exactly(channel: socket.socket, size: int, deadline: float | None) -> bytes:
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TooSlow
            channel.settimeout(left)
        try:
            count = channel.recv_into(view[got:])
        except TimeoutError as error:
            raise TooSlow from error
        except ConnectionResetError as error:
            raise Disconnected from error
        if count == 0:
            raise Disconnected
        got += count
    return bytes(buffer)
