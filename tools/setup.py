"""Make the project's environment, then run it or check it, with Python's standard library alone.

    python tools/setup.py start    set up what learners and teachers need, then open the portal
    python tools/setup.py teacher  the same, then open the teacher's page
    python tools/setup.py test     set up everything, then run the whole check
    python tools/setup.py lint     the same without the tests
    python tools/setup.py sync     only set up
    python tools/setup.py hub      set up a school's server: deploy/jupyterhub/README.md
    python tools/setup.py hub-test  try that server with system users of its own (as root)
    python tools/setup.py lock     renew uv.lock and requirements.lock.txt after a change of dependencies
    python tools/setup.py run CMD  run a command inside the environment

What follows the job is passed on: ``start --help``, ``test -k vietqr``. ``make`` calls this
file; people without make call it themselves. It has to be *read* by Pythons that are too old,
so that they can be told so: no syntax newer than 3.6 here.
"""

import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
UV = "0.13.9"
"""The version of uv that reads ``uv.lock``."""

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
"""uv lives apart: ``uv sync`` takes out of ``.venv`` whatever the lock does not name."""
HUB = ROOT / "deploy" / "jupyterhub"
HUB_VENV = ROOT / ".venv-hub"
"""A school's server runs for other users too, so it has an environment of its own, of a Python that they may run."""
PIP_LOCK = ROOT / "requirements.lock.txt"
PYTHON = getattr(sys, "_base_executable", sys.executable)
"""This Python itself, even when it is called from an environment that it is about to renew."""
STAMP = VENV / "congtap-setup.json"
BIN = "Scripts" if os.name == "nt" else "bin"

STATIC_CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
    ("lint-imports", ["lint-imports", "--no-logo"]),
    ("notebooks", ["python", "tools/check_notebooks.py"]),
    ("text files", ["python", "tools/check_text.py"]),
)

CHROMIUM_PACKAGES = ("chromium", "fonts-dejavu-core")
"""The browser of the browser tests, and letters with every Vietnamese mark."""


OFFICE_PACKAGES = ("libreoffice-calc-nogui",)
"""The spreadsheet that opens what we export, without windows."""


NODE_PACKAGES = ("nodejs", "npm")
"""What the proxy in front of a school's server runs on."""
OLDEST_NODE = 20


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do, in both languages."""


def say(text: str) -> None:
    """One line of progress, at once."""
    print("▸ " + text, flush=True)


def need_python() -> None:
    """Raise ``SetupError`` if this Python is too old or cannot make virtual environments."""
    found = "{}.{}".format(*sys.version_info[:2])
    wanted = "{}.{}".format(*OLDEST)
    if sys.version_info[:2] < OLDEST:
        raise SetupError(
            f"Cần Python {wanted} trở lên; đây là Python {found} ({sys.executable}). "
            "Hãy cài bản mới, rồi chạy lại, ví dụ: make start PYTHON=python3.12\n"
            f"  Python {wanted} or newer is needed, this is {found}. Install one and name it with PYTHON=…"
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian splits it off
        import venv  # noqa: F401, PLC0415 - and this with it
    except ImportError as missing:
        raise SetupError(
            f"Python này thiếu mô-đun {missing.name}. Trên Debian/Ubuntu: sudo apt install python3-venv\n"
            "  This Python has no venv. On Debian or Ubuntu: sudo apt install python3-venv"
        ) from None


def environment() -> "dict[str, str]":
    """The variables for everything that runs inside ``.venv``."""
    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    env["VIRTUAL_ENV"] = str(VENV)
    # nbgrader calls a bare "alembic", so it is not enough to start programs by their full path.
    env["PATH"] = str(VENV / BIN) + os.pathsep + env.get("PATH", "")
    return env


def call(command: "list[str]", env: "dict[str, str] | None" = None) -> int:
    """Run a command in the project's folder and give its exit code."""
    env = env or environment()
    program = shutil.which(command[0], path=env["PATH"]) or command[0]
    try:
        return subprocess.run([program] + command[1:], cwd=str(ROOT), env=env, check=False).returncode
    except FileNotFoundError:
        raise SetupError(f"Không tìm thấy lệnh {command[0]}.\n  No such command: {command[0]}.") from None


# --- setting up ----------------------------------------------------------------------


def uv_program() -> Path:
    """The pinned uv, installed at first use."""
    program = TOOLS / BIN / ("uv.exe" if os.name == "nt" else "uv")
    marker = TOOLS / f"uv-{UV}"
    if program.exists() and marker.exists():
        return program
    say(f"Cài uv {UV}, trình cài đặt gói… (installing uv)")
    shutil.rmtree(str(TOOLS), ignore_errors=True)
    python = str(TOOLS / BIN / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}"]
    if call([PYTHON, "-m", "venv", str(TOOLS)]) or call(pip):
        raise SetupError(
            "Không cài được uv. Hãy kiểm tra kết nối mạng rồi chạy lại.\n"
            "  uv could not be installed. Check the network connection and try again."
        )
    marker.touch()
    return program


def system_has_certificates() -> bool:
    """Whether the system can say whom to trust; a bare container may not."""
    return sys.platform in ("win32", "darwin") or bool(ssl.create_default_context().get_ca_certs())


def uv_environment() -> "dict[str, str]":
    """The variables for uv: this Python and no other, in ``.venv``."""
    env = environment()
    env.update(UV_PROJECT_ENVIRONMENT=str(VENV), UV_PYTHON_DOWNLOADS="never")
    if system_has_certificates():
        # Many schools' networks have a certificate of their own, which only the system knows.
        env.setdefault("UV_SYSTEM_CERTS", "1")
    return env


def wanted_stamp(dev: bool) -> "dict[str, object]":
    """What an up-to-date environment was made from."""
    made_from = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        made_from.update((ROOT / name).read_bytes())
    return {
        "root": str(ROOT),
        "python": sys.version,
        "uv": UV,
        "lock": made_from.hexdigest(),
        "dev": dev,
    }


def read_stamp() -> "dict[str, object]":
    """What the environment at hand was made from; empty if it is not known."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def sync(dev: bool) -> None:
    """Bring ``.venv`` to what ``uv.lock`` says, unless it is there already.

    ``dev`` adds the tools of developers. An environment that has them serves learners too.
    """
    need_python()
    wanted, found = wanted_stamp(dev), read_stamp()
    if found and found.get("root") != wanted["root"]:
        say("Thư mục đã được chuyển chỗ: làm lại .venv (the folder was moved)")
        shutil.rmtree(str(VENV), ignore_errors=True)
        shutil.rmtree(str(TOOLS), ignore_errors=True)
        found = {}
    if found in (wanted, dict(wanted, dev=True)):
        return
    uv = uv_program()
    say("Cài các gói đúng phiên bản trong uv.lock… (installing the locked packages)")
    command = [str(uv), "sync", "--locked", "--python", PYTHON]
    if not dev:
        command += ["--no-dev", "--inexact"]
    if STAMP.exists():
        STAMP.unlink()
    if call(command, uv_environment()):
        raise SetupError(
            "Không cài được các gói. Hãy kiểm tra kết nối mạng và dung lượng đĩa (cần khoảng 1 GB) rồi chạy lại.\n"
            "  The packages could not be installed. Check network and disk space (about 1 GB) and try again."
        )
    STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


# --- the programs of the tests ----------------------------------------------------------


def chromium() -> "str | None":
    """The Chromium that browser tests drive: ``CONGTAP_CHROMIUM``, or the one on the path."""
    return os.environ.get("CONGTAP_CHROMIUM") or shutil.which("chromium")


def office() -> "str | None":
    """The LibreOffice that opens exported spreadsheets: ``CONGTAP_OFFICE``, or the one on the path."""
    return os.environ.get("CONGTAP_OFFICE") or shutil.which("soffice") or shutil.which("localc")


def as_root() -> "list[str] | None":
    """What to put before a command to run it as root without a question; ``None`` if that cannot be."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], check=False, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def install(packages: "tuple[str, ...]", doing: str) -> None:
    """Install Debian's packages if the machine lets us, without a question."""
    root = as_root()
    if root is not None and shutil.which("apt-get"):
        say(doing)
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        call([*apt, "update"])
        call([*apt, "install", "--yes", "--no-install-recommends", *packages])


def need_chromium() -> None:
    """Install Debian's Chromium if there is none and the machine lets us.

    Without it the browser tests say that they did not run; under ``CI=true`` they fail.
    """
    if chromium():
        return
    install(
        CHROMIUM_PACKAGES, "Cài Chromium cho các bài kiểm tra giao diện… (installing Chromium for the browser tests)"
    )
    if not chromium():
        say("Không có Chromium: các bài kiểm tra giao diện sẽ không chạy (no Chromium: browser tests will not run)")


def need_office() -> None:
    """Install Debian's LibreOffice if there is none and the machine lets us.

    Without it the tests that open an exported spreadsheet say that they did not run; under ``CI=true`` they fail.
    """
    if office():
        return
    install(OFFICE_PACKAGES, "Cài LibreOffice để mở thử bảng điểm… (installing LibreOffice for the spreadsheet tests)")
    if not office():
        say("Không có LibreOffice: không mở thử được bảng điểm (no LibreOffice: spreadsheet tests will not run)")


# --- a school's server ------------------------------------------------------------------


def everybody_may_run(program: "str | None") -> bool:
    """Whether every user of this machine can reach a program."""
    if not program or not Path(program).exists():
        return False
    folders = Path(os.path.realpath(program)).parents
    return os.name != "nt" and all(folder.stat().st_mode & 0o001 for folder in folders)


def hub_python() -> str:
    """The Python of a school's server: this one, or the system's where this one is a single user's."""
    for python in (PYTHON, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        if python and everybody_may_run(python):
            asked = "import ensurepip, sys; sys.exit(sys.version_info[:2] < {!r})".format(OLDEST)
            if subprocess.run([python, "-c", asked], check=False).returncode == 0:
                return python
    raise SetupError(
        f"Máy chủ cần một Python {OLDEST[0]}.{OLDEST[1]} trở lên mà mọi tài khoản đều chạy được; {PYTHON} thì không. "
        "Trên Debian/Ubuntu: sudo apt install python3-venv\n"
        "  The server needs a Python that every user may run, such as the system's."
    )


def node_version() -> int:
    """The major version of Node.js; 0 without it or without npm."""
    if not shutil.which("npm") or not shutil.which("node"):
        return 0
    told = subprocess.run(["node", "--version"], check=False, stdout=subprocess.PIPE).stdout.decode()
    return int(told.strip().lstrip("v").partition(".")[0] or 0)


def hub(_more: "list[str]") -> int:
    """Set up a school's server."""
    python = hub_python()
    if not node_version():
        install(NODE_PACKAGES, "Cài Node.js và npm cho cổng vào của máy chủ… (installing Node.js)")
    if node_version() < OLDEST_NODE:
        raise SetupError(
            f"Cần Node.js từ bản {OLDEST_NODE} (và npm). Debian 13 trở lên có sẵn: sudo apt install nodejs npm\n"
            f"  Node.js {OLDEST_NODE} or newer is needed; Debian 13 has it."
        )
    say("Cài các gói của máy chủ trường… (installing the school's server)")
    uv = [str(uv_program()), "sync", "--locked", "--no-dev", "--extra", "hub", "--python", python]
    if call(uv, dict(uv_environment(), UV_PROJECT_ENVIRONMENT=str(HUB_VENV))):
        return 1
    if call(["npm", "ci", "--prefix", str(HUB), "--no-audit", "--no-fund"]):
        return 1
    if not everybody_may_run(str(HUB / "package.json")):
        raise SetupError(
            f"Học sinh không đọc được {ROOT}: hãy để mã ở chỗ mọi tài khoản đọc được, ví dụ /opt/congtap.\n"
            "  The server's users cannot read this folder: put it where they can, such as /opt/congtap."
        )
    return 0


def hub_test(more: "list[str]") -> int:
    """Try a school's server with system users that are made for it and removed afterwards."""
    sync(dev=True)
    failed = hub([])
    env = dict(environment(), CONGTAP_HUB_TEST="1")
    return failed or call(["pytest", "tests/deploy", *more], env)


# --- the jobs -------------------------------------------------------------------------


def pip_lock(uv: Path) -> str:
    """What ``PIP_LOCK`` should hold: the locked packages without the developers' tools."""
    options = ["--locked", "--quiet", "--no-dev", "--no-hashes", "--no-emit-project", "--no-annotate", "--no-header"]
    made = subprocess.run([str(uv), "export", *options], cwd=str(ROOT), stdout=subprocess.PIPE, check=True)
    return "# Made from uv.lock by tools/setup.py lock, for pip and conda: do not edit.\n" + made.stdout.decode()


def start(more: "list[str]") -> int:
    """Open the portal."""
    sync(dev=False)
    return run(["congtap", "start", *more])


def teacher(more: "list[str]") -> int:
    """Open the teacher's page."""
    sync(dev=False)
    return run(["congtap", "teacher", *more])


def run(command: "list[str]") -> int:
    """Run a command in the environment, in this program's place where the system can do that."""
    if not command:
        raise SetupError("Thiếu lệnh cần chạy.\n  Which command?")
    if os.name == "nt":
        return call(command)
    env = environment()
    os.chdir(str(ROOT))
    try:
        os.execvpe(command[0], command, env)
    except FileNotFoundError:
        raise SetupError(f"Không tìm thấy lệnh {command[0]}.\n  No such command: {command[0]}.") from None


def lint(_more: "list[str]") -> int:
    """Every check but the tests; all of them run, whatever fails."""
    sync(dev=True)
    failed = []
    for name, command in STATIC_CHECKS:
        say(name)
        if call(command):
            failed.append(name)
    say("Chưa đạt (failed): " + ", ".join(failed) if failed else "Các kiểm tra tĩnh đều đạt (static checks passed)")
    return 1 if failed else 0


def test(more: "list[str]") -> int:
    """The whole check. The tests come last, so that their closing line ends the output."""
    static = lint([])
    need_chromium()
    need_office()
    say("pytest")
    tests = call(["pytest", "-n", "auto", "--dist", "loadscope", "--max-worker-restart", "1", *more])
    if static:
        say("Các kiểm tra tĩnh ở trên chưa đạt (the static checks above failed)")
    return tests or static


def lock(more: "list[str]") -> int:
    """Renew the lock and its copy for pip and conda; ``--upgrade`` takes newer versions."""
    uv = uv_program()
    if call([str(uv), "lock", *more], uv_environment()):
        return 1
    PIP_LOCK.write_text(pip_lock(uv), encoding="utf-8")
    return 0


def only_sync(_more: "list[str]") -> int:
    """Make the environment with everything that developers need."""
    sync(dev=True)
    return 0


JOBS = {
    "start": start,
    "teacher": teacher,
    "test": test,
    "lint": lint,
    "sync": only_sync,
    "lock": lock,
    "hub": hub,
    "hub-test": hub_test,
}


def main(arguments: "list[str]") -> int:
    """Do one job."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Windows consoles of old code pages cannot show Vietnamese letters.
            stream.reconfigure(encoding="utf-8", errors="replace")
    job, more = (arguments or [""])[0], arguments[1:]
    try:
        need_python()
        if job == "run":
            sync(dev=True)
            return run(more)
        if job in JOBS:
            return JOBS[job](more)
    except SetupError as fault:
        print(f"✘ {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
