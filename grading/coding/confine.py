"""What shuts the process in which a learner's code runs; imported by ``child`` alone, so the standard library only.

Each layer is tried and named if it holds. The mark never hangs on them: what is right is decided elsewhere. They keep
a learner's code away from the files, the network and the processes of the machine that grades.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from contextlib import suppress
from typing import Any

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

NOBODY = 65534
"""The user and group that own nothing."""

PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 4, 38, 22, 2
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
LANDLOCK_CREATE, LANDLOCK_RESTRICT = 444, 446

ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine to the number that seccomp knows it by, and its column below."""

REFUSED: dict[str, tuple[int, int | None]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "clone": (56, 220),
    "clone3": (435, 435),
    "fork": (57, None),  # aarch64 has no such call
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "prlimit64": (302, 261),
    "setrlimit": (160, 164),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "memfd_create": (319, 279),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "setsid": (112, 157),
    "setpgid": (109, 154),
}
"""Linux system calls that a learner's code never needs, by their numbers on x86_64 and on aarch64."""


def rlimits(cpu: int, memory: int) -> list[str]:
    """Bounds that the system itself keeps: seconds of work, bytes of memory, no files written, no new processes."""
    held: list[str] = []
    if resource is None:
        return held  # type: ignore[unreachable]
    wanted = (
        ("RLIMIT_CPU", cpu, cpu + 1),
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_FSIZE", 0, 0),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_NOFILE", 16, 16),
        ("RLIMIT_NPROC", 0, 0),
    )
    for name, soft, hard in wanted:
        # macOS knows some of them and keeps fewer.
        with suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (soft, hard))
            held.append(name)
    return held


def _libc() -> Any:  # noqa: ANN401 - ctypes has no types for it
    return ctypes.CDLL(None, use_errno=True)


def _empty_root(libc: Any, folder: str) -> list[str]:  # noqa: ANN401
    """See nothing of the disk but an empty folder, and no network; as nobody, where this process may become that."""
    held = []
    root = os.getuid() == 0
    spaces = CLONE_NEWNET | CLONE_NEWIPC | (0 if root else CLONE_NEWUSER)
    if libc.unshare(spaces) == 0:
        held.append("namespaces")
    with suppress(OSError):
        os.chroot(folder)
        os.chdir("/")
        held.append("chroot")
    if root:
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            held.append("nobody")
    return held


def _landlock(libc: Any) -> list[str]:  # noqa: ANN401
    """Refuse every file on the disk, whatever its rights say; Linux 5.13 and later."""
    version = libc.syscall(LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return []
    files = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    network = 3 if version >= 4 else 0
    handled = struct.pack("=QQ", files, network) if version >= 4 else struct.pack("=Q", files)
    ruleset = libc.syscall(LANDLOCK_CREATE, handled, len(handled), 0)
    if ruleset < 0:
        return []
    try:
        return ["landlock"] if libc.syscall(LANDLOCK_RESTRICT, ruleset, 0) == 0 else []
    finally:
        os.close(ruleset)


def _seccomp(libc: Any) -> list[str]:  # noqa: ANN401
    """Refuse system calls: no process, no network, no signal to anybody."""
    machine = platform.machine()
    if machine not in ARCHITECTURES or sys.maxsize < 2**32:
        return []
    number, column = ARCHITECTURES[machine]
    refused = sorted({calls[column] for calls in REFUSED.values() if calls[column] is not None})  # type: ignore[type-var]
    # Load the architecture; of another one: end. Load the call; of the x32 numbers: refuse; then one by one.
    program = [(0x20, 0, 0, 4), (0x15, 1, 0, number), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    program.append((0x35, len(refused) + 1, 0, 0x40000000))
    for place, call in enumerate(refused):
        program.append((0x15, len(refused) - place, 0, call))  # type: ignore[arg-type]
    program += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050000 | 1)]
    code = b"".join(struct.pack("=HBBI", *line) for line in program)
    lines = ctypes.create_string_buffer(code, len(code))
    table = struct.pack("@HP", len(program), ctypes.addressof(lines))
    return ["seccomp"] if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, table, 0, 0) == 0 else []


def linux(folder: str) -> list[str]:
    """The layers of Linux, the strongest last; those that this machine does not offer are left out."""
    libc = _libc()
    held = _empty_root(libc, folder)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        held += _landlock(libc)
        held += _seccomp(libc)
    return held


FORBIDDEN = (
    *("open", "os.", "socket.", "subprocess.", "ctypes.", "shutil.", "tempfile.", "glob.", "pathlib.", "mmap."),
    *("fcntl.", "signal.", "pty.", "resource.", "syslog.", "winreg.", "_winapi.", "msvcrt.", "webbrowser.", "sqlite3."),
    *("urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.", "telnetlib.", "_posixsubprocess"),
    *("gc.get_", "sys.addaudithook", "sys.set", "sys._current", "sys.remote_exec", "faulthandler.", "pickle."),
)
"""How the names of Python's own events begin that a learner's code has no need of."""


def audit() -> list[str]:
    """Refuse files, network and processes inside Python itself: the only fence against them on macOS and Windows."""
    forbidden, refusal = FORBIDDEN, PermissionError

    def hook(event: str, _: object) -> None:
        if event.startswith(forbidden):
            raise refusal(event)

    sys.addaudithook(hook)
    return ["audit"]
