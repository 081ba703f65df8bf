"""How a worker process is started: the strongest way this machine has.

`bubblewrap` builds a new file system view and namespaces around the worker; without it the worker
enters namespaces itself. In both cases the worker then confines itself further (`confine`).
"""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Protocol


class Isolation(Protocol):
    """A way to start a worker."""

    name: str
    own_namespaces: bool
    """Whether the worker still has to enter namespaces itself."""

    def available(self) -> bool:
        """Whether it works on this machine, tried out for real."""

    def command(self, argv: list[str], private_folder: str) -> list[str]:
        """The command that runs `argv` inside."""


class Bubblewrap:
    """A file system view without the user's files, all namespaces new (bwrap)."""

    name = "bubblewrap"
    own_namespaces = False

    def available(self) -> bool:
        """Whether bwrap is installed and may make namespaces here."""
        if shutil.which("bwrap") is None:
            return False
        probe = self.command([sys.executable, "-I", "-c", ""], "/tmp")  # noqa: S108
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0

    def command(self, argv: list[str], private_folder: str) -> list[str]:
        """bwrap with the interpreter read-only and one private folder writable."""
        package = str(Path(__file__).resolve().parents[2])
        places = {"/usr", sys.prefix, sys.base_prefix, package}
        places |= {str(Path(sys.executable).resolve().parent), *filter(_is_folder, sys.path)}
        options = ["--unshare-all", "--die-with-parent", "--new-session", "--proc", "/proc"]
        options += ["--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108
        for place in sorted(places):
            options += ["--ro-bind", place, place]
        for link in ("/lib", "/lib64", "/bin", "/sbin"):
            path = Path(link)
            if path.is_symlink():
                options += ["--symlink", str(path.readlink()), link]
            elif path.is_dir():
                options += ["--ro-bind", link, link]
        for file in ("/etc/ld.so.cache", "/etc/localtime"):
            options += ["--ro-bind-try", file, file]
        if private_folder != "/tmp":  # noqa: S108
            options += ["--bind", private_folder, private_folder]
        return ["bwrap", *options, "--", *argv]


class SelfConfined:
    """No helper program: the worker enters namespaces itself."""

    name = "self-confined"
    own_namespaces = True

    def available(self) -> bool:
        """Always: what the worker cannot get it reports as missing."""
        return True

    def command(self, argv: list[str], private_folder: str) -> list[str]:
        """The command itself."""
        return argv


def _is_folder(path: str) -> bool:
    return bool(path) and Path(path).is_dir()


@cache
def best_isolation() -> Isolation:
    """The strongest way that works here."""
    bubblewrap = Bubblewrap()
    return bubblewrap if bubblewrap.available() else SelfConfined()
