"""One contract for every way of confining a parser: a bad item costs that item, nothing else."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from affidavit.model import Status
from affidavit.quarantine import Limits, Quarantine
from affidavit.quarantine.host import Source
from affidavit.quarantine.isolation import Bubblewrap, SelfConfined

GOOD = b"From: a@b.example\nSubject: good\nDate: Mon, 1 Jan 2024 10:00:00 +0300\n\nbody\n"
DEEP_HTML = b"<html><body>" + b"<div>" * 400_000


def source(data, name="x.eml"):
    return Source(name, f"case/{name}", "", len(data), data=data)


class IsolationContract:
    isolation: object

    @pytest.fixture(autouse=True)
    def usable(self):
        if not self.isolation.available():
            pytest.skip(f"{self.isolation.name} does not work on this machine")

    def quarantine(self, **limits):
        return Quarantine(Limits(**limits), self.isolation)

    def good(self, quarantine):
        outcome = quarantine.parse(source(GOOD))
        assert outcome.status is Status.OK
        assert outcome.parsed.title == "good"

    def test_a_good_item_is_read_and_the_level_is_told(self):
        with self.quarantine() as quarantine:
            level = quarantine.start()
            self.good(quarantine)
            assert "resource limits" in level

    def test_a_parser_reaches_no_network_and_writes_nothing(self):
        with self.quarantine() as quarantine:
            assert "WEAK" not in quarantine.start()

    def test_one_that_sends_nonsense_costs_one_item(self, monkeypatch):
        with self.quarantine() as quarantine:
            quarantine.start()
            real = quarantine._receive
            for nonsense in (
                {"child": {"bogus": 1}},
                {"parsed": {"kind": 1}},
                {"failed": "so"},
                {},
            ):
                monkeypatch.setattr(quarantine, "_receive", lambda n=nonsense: (n, b""))
                outcome = quarantine.parse(source(GOOD))
                assert outcome.reason == "its parser sent what is no answer"
            monkeypatch.setattr(quarantine, "_receive", real)
            self.good(quarantine)

    def test_one_that_hangs_is_stopped(self):
        with self.quarantine(wall_seconds=1.5, cpu_seconds=100, memory=8 << 30) as quarantine:
            started = time.monotonic()
            outcome = quarantine.parse(source(DEEP_HTML * 4, "deep.html"))
            assert outcome.status is Status.UNREADABLE
            assert "stopped after 1.5 s" in outcome.reason
            assert time.monotonic() - started < 20
            self.good(quarantine)

    def test_one_that_burns_the_processor_is_stopped(self):
        with self.quarantine(cpu_seconds=1, memory=8 << 30) as quarantine:
            outcome = quarantine.parse(source(DEEP_HTML * 4, "deep.html"))
            assert "processor time" in outcome.reason
            self.good(quarantine)

    def test_one_that_eats_memory_is_stopped(self):
        with self.quarantine(memory=700 << 20) as quarantine:
            outcome = quarantine.parse(source(GOOD + b"word " * 90_000_000))
            assert outcome.status is Status.UNREADABLE
            assert "memory" in outcome.reason or "ended by" in outcome.reason
            self.good(quarantine)

    def test_one_that_is_killed_costs_one_item(self):
        with self.quarantine(cpu_seconds=100, memory=8 << 30) as quarantine:
            quarantine.start()
            process = quarantine._process.pid
            killer = threading.Timer(0.5, os.killpg, (process, signal.SIGKILL))
            killer.start()
            outcome = quarantine.parse(source(DEEP_HTML * 4, "deep.html"))
            assert outcome.status is Status.UNREADABLE
            assert outcome.reason
            self.good(quarantine)

    def test_nothing_is_left_behind(self):
        quarantine = self.quarantine()
        quarantine.start()
        process, folder = quarantine._process, quarantine._folder
        quarantine.close()
        assert process.poll() is not None
        assert not Path(folder).exists()


class TestBubblewrap(IsolationContract):
    isolation = Bubblewrap()


class TestSelfConfined(IsolationContract):
    isolation = SelfConfined()


CONFINED = """
import os, sys, resource, threading
from affidavit.quarantine.confine import confine
from affidavit.quarantine.limits import Limits
victim, folder = int(sys.argv[1]), sys.argv[2]
layers = confine(Limits(), folder, namespaces=False)
if "seccomp" not in layers:
    print("no seccomp"); raise SystemExit
thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
resource.setrlimit(resource.RLIMIT_CPU, (50, resource.getrlimit(resource.RLIMIT_CPU)[1]))
for name, act in (("fork", os.fork), ("kill", lambda: os.kill(victim, 0)),
                  ("limit", lambda: resource.prlimit(victim, resource.RLIMIT_CPU))):
    try:
        act()
    except OSError:
        print(name, "denied")
"""


def test_a_confined_process_starts_threads_and_reaches_no_other_process(tmp_path):
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        command = [sys.executable, "-c", CONFINED, str(victim.pid), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    finally:
        victim.kill()
        victim.wait()
    if "no seccomp" in done.stdout:
        pytest.skip("libseccomp is not installed")
    assert done.stdout.split("\n")[:3] == ["fork denied", "kill denied", "limit denied"], (
        done.stderr
    )
