"""What all tests share: no network, a home of their own, and one investigated demo."""

import fcntl
import ipaddress
import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

# Test processes run side by side: threads of numpy in each would wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from affidavit.custody.keys import SigningKey

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
GOLD = Path(__file__).parent / "gold"


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Connections leave this machine in no test."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to reach {host}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@contextmanager
def shared(tmp_path_factory, name):
    """(a folder that all test processes of a run share, whether it is new), one process in it at a time."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    base = tmp_path_factory.getbasetemp()
    place = base.parent / f"{name}-{run}" if run else base / name
    place.mkdir(exist_ok=True)
    with (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        new = not (place / ".made").exists()
        yield place, new
        (place / ".made").touch()


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory):
    """The signing key and the lists of the tests are not the user's."""
    with shared(tmp_path_factory, "home") as (home, new):
        os.environ["AFFIDAVIT_LISTS"] = str(home / "lists")
        os.environ["AFFIDAVIT_HOME"] = str(home)
        os.environ["AFFIDAVIT_ACTOR"] = "tester"
        if new:
            SigningKey.load()
    yield home


@pytest.fixture(scope="session")
def corpora():
    """Real material; what needs it is skipped where it is not."""
    if not CORPORA.is_dir():
        pytest.skip(f"no corpora at {CORPORA}")
    return CORPORA


def affidavit(*arguments, check=None):
    """Run the command as a user would; returns (exit code, output, errors)."""
    done = subprocess.run(
        [sys.executable, "-m", "affidavit", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert "Traceback" not in done.stderr, done.stderr
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stdout, done.stderr)
    return done.returncode, done.stdout, done.stderr


def rows_of(*arguments):
    """The JSON Lines a command prints."""
    _, out, _ = affidavit(*arguments, "--json")
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The folder of an investigated demo, one for all test processes of a run. Tests read it; who changes it copies it
    first."""
    with shared(tmp_path_factory, "demo") as (place, new):
        if new:
            affidavit("demo", place / "d", check=0)
    return place / "d"


@pytest.fixture(scope="session")
def answer_key(demo):
    return json.loads((demo / "answer-key.json").read_text("utf-8"))
