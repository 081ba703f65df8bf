"""What a worker gives up before it touches anything: run inside the worker, first of all.

Each layer is tried and reported; none is taken for granted. Layers: user, network, IPC, UTS and
mount namespaces; Landlock (files); seccomp (system calls); resource limits.
"""

import ctypes
import os
import resource
import sys
from pathlib import Path
from typing import Any

from affidavit.quarantine.limits import Limits

_CLONE = {"mount": 0x00020000, "uts": 0x04000000, "ipc": 0x08000000, "user": 0x10000000, "net": 0x40000000}  # fmt: skip
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 38, 4
_SIGKILL = 9
_CLONE_THREAD, _ENOSYS = 0x00010000, 38

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ = 1 << 2 | 1 << 3  # read a file, list a folder
_EVERYTHING = (1 << 13) - 1  # all rights of Landlock's first version
_REFER, _TRUNCATE = 1 << 13, 1 << 14

_DENIED_CALLS = (
    "socket", "connect", "bind", "listen", "accept", "accept4", "ptrace", "process_vm_readv",
    "process_vm_writev", "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "execve",
    "execveat", "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd",
    "kexec_load", "init_module", "finit_module", "delete_module", "reboot", "swapon", "swapoff",
    "open_by_handle_at", "kill", "io_uring_setup", "fsopen", "fsmount", "move_mount", "open_tree",
    "memfd_create", "pidfd_open", "pidfd_getfd", "quotactl", "acct", "settimeofday",
    "clock_settime", "fork", "vfork", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    "pidfd_send_signal",
)  # fmt: skip


def confine(limits: Limits, private_folder: str, *, namespaces: bool) -> list[str]:
    """Give up what can be given up on this machine; returns the names of the layers in place."""
    _limit_resources(limits)
    layers = []
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        seccomp = _load_seccomp()  # it looks for its library with a program, so before the walls
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if namespaces and (entered := _enter_namespaces(libc)):
            layers.append(f"namespaces ({', '.join(entered)})")
        if version := _landlock(libc, private_folder):
            layers.append(f"landlock {version}")
        if seccomp and _deny_calls(seccomp):
            layers.append("seccomp")
    return [*layers, "resource limits"]


def _limit_resources(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def grant_cpu(seconds: int) -> None:
    """Allow this many processor seconds from now on; past them the kernel ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _enter_namespaces(libc: ctypes.CDLL) -> list[str]:
    """New user, network, IPC, UTS and mount namespaces: all at once, else those that work."""
    everything = 0
    for flag in _CLONE.values():
        everything |= flag
    if libc.unshare(everything) == 0:
        return list(_CLONE)
    return [name for name, flag in _CLONE.items() if name != "user" and libc.unshare(flag) == 0]


def _readable_folders() -> list[str]:
    """What an interpreter and its libraries are loaded from."""
    package = Path(__file__).resolve().parents[2]
    places = {sys.prefix, sys.base_prefix, str(package), *filter(os.path.isdir, sys.path)}
    system = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom",
              "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu", "/sys/fs/cgroup")  # fmt: skip
    return [*sorted(places), *system]


def _landlock(libc: ctypes.CDLL, private_folder: str) -> int:
    """Restrict files to reading the interpreter and writing one folder; 0 where not supported."""
    version = int(libc.syscall(_LANDLOCK_CREATE, None, 0, 1))
    if version < 1:
        return 0
    handled = _EVERYTHING | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attribute = ctypes.c_uint64(handled)
    ruleset = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(attribute), 8, 0)
    if ruleset < 0:
        return 0
    rules = [(folder, _READ) for folder in _readable_folders()] + [(private_folder, handled)]
    rules.append(("/dev/null", handled))  # Tesseract fails where it may not write to nothing
    for folder, rights in rules:
        _allow(libc, ruleset, folder, rights)
    held = libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return version if held else 0


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this machine, so nothing to allow
    if not Path(path).is_dir():
        rights &= 1 << 1 | 1 << 2 | _TRUNCATE
    rule = _PathBeneath(rights, handle)
    libc.syscall(_LANDLOCK_ADD, ruleset, 1, ctypes.byref(rule), 0)
    os.close(handle)


def _load_seccomp() -> Any:
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):
        return None  # libseccomp is not installed
    return pyseccomp


def _deny_calls(seccomp: Any) -> bool:
    """Deny the system calls a parser never needs."""
    policy = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in _DENIED_CALLS:
        try:
            policy.add_rule(seccomp.ERRNO(1), name)
        except (OSError, ValueError):
            continue  # this kernel or processor has no such call
    _deny_processes(seccomp, policy)
    try:
        policy.load()
    except OSError:
        return False
    return True


def _deny_processes(seccomp: Any, policy: Any) -> None:
    """Threads may be started, processes not; limits may be set on oneself only."""
    rules = (
        (seccomp.ERRNO(1), "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, 0)),
        (
            seccomp.ERRNO(_ENOSYS),
            "clone3",
        ),  # the C library then uses clone, whose flags can be seen
        (seccomp.ERRNO(1), "prlimit64", seccomp.Arg(0, seccomp.NE, 0)),
    )
    for rule in rules:
        try:
            policy.add_rule(*rule)
        except (OSError, ValueError):
            continue  # this kernel or processor has no such call
