"""Opening the course: Voilà (the lesson as an application) or JupyterLab, on this machine only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grading.app.workspace import DATA, ENTRANCE, Place, Workspace, copy_notebooks

TEACHERS = "thay-co"
"""The notebook of the teacher's page."""
HELPERS = "bao-nhieu-nguoi"
"""The notebook of the page that tells how many helpers a point needs."""
WHAT_IF = "neu-thi"
"""The notebook of the page that asks “what if” of the whole simulated city."""

HERE = Path(__file__).parent

EXTENSIONS = [
    "jupyter-vuetify",
    "jupyter-vue",
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
]
"""The only browser extensions a lesson needs; every other one would cost each page its loading time."""


def prepare(root: Path, place: Place | None = None, page: str = ENTRANCE) -> Workspace:
    """Make a workspace with its entrance page; raises ``OSError`` if it cannot be written."""
    workspace = Workspace(root.resolve())
    for each in (page, DATA) if page == TEACHERS else (page,):
        copy_notebooks(each, workspace.root)
    if place is not None:
        workspace.set_place(place)
    return workspace


PINGS = {"tornado_settings": {"ws_ping_interval": 0}}
"""No pings between page and server, which are on one machine. With pings, a timeout as long as the interval loses
every connection each half minute (the first look at the clock comes before the first pong), and a longer one makes
the server complain at every page."""

KERNEL_SETTINGS = """# Made anew at each start of the course.
c.IPKernelApp.log_level = 40  # its advice is for operators, and would alarm a teacher
c.HistoryManager.enabled = False
"""


def environment(workspace: Workspace) -> None:
    """Set what the servers and their kernels need: our templates, this environment's programs, quiet kernels."""
    profile = workspace.root / ".ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL_SETTINGS, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(profile.parent)
    paths = [str(HERE / "share" / "jupyter"), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)
    # nbgrader calls programs by their bare names.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")


def voila_settings(workspace: Workspace, port: int, page: str = ENTRANCE) -> dict[str, dict[str, object]]:
    """The settings of the Voilà server of a page."""
    kernels = "teacher.kernels.TeachersKernels" if page == TEACHERS else "warm.WarmKernels"
    return {
        "Voila": {"ip": "127.0.0.1", "port": port, "root_dir": str(workspace.root), "log_level": "ERROR", **PINGS},
        "VoilaConfiguration": {
            "template": "congtap",
            "multi_kernel_manager_class": f"grading.app.{kernels}",
            "extension_allowlist": EXTENSIONS,
            # Nothing of the workspace is served as a file: journals are no one else's business.
            "file_allowlist": [],
        },
        # A page that is closed ends its kernel. One that was closed while it loaded, or with a crash, leaves it:
        # a kernel that nobody has been connected to for five minutes goes. One with its page open stays.
        "MappingKernelManager": {"cull_interval": 60, "cull_idle_timeout": 300, "cull_connected": False},
    }


LAB_SETTINGS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "translation-extension/plugin": '{"locale": "vi_VN"}',
}
"""No question whether to fetch news from another host; Vietnamese menus, as far as the language pack has them."""


def quiet_lab(workspace: Workspace) -> None:
    """Settings of JupyterLab for this workspace alone, so that a person's own stay as they are."""
    settings = workspace.root / ".lab"
    for name, text in LAB_SETTINGS.items():
        path = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    os.environ.setdefault("JUPYTERLAB_SETTINGS_DIR", str(settings))


def lab_arguments(workspace: Workspace, port: int, browser: bool) -> list[str]:
    """The command line of JupyterLab."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        str(workspace.root),
        "--ServerApp.ip=127.0.0.1",
        f"--port={port}",
        f"--LabApp.default_url=/lab/tree/{ENTRANCE}.ipynb",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *([] if browser else ["--no-browser"]),
        *(["--allow-root"] if root else []),
    ]


def serve(workspace: Workspace, port: int, browser: bool, lab: bool, page: str = ENTRANCE, first: str = "") -> None:
    """Run the server of a page, and of what it leads to, until it is stopped; ``first`` is opened if it is named."""
    environment(workspace)
    # Imported here: both read the environment that was just set, and take a second.
    if lab:
        quiet_lab(workspace)
        from jupyterlab.labapp import LabApp  # noqa: PLC0415

        LabApp.launch_instance(lab_arguments(workspace, port, browser))
    else:
        from traitlets.config import Config  # noqa: PLC0415

        from grading.app.course import Course  # noqa: PLC0415

        Course.open_window, Course.entrance, Course.first = browser, page, first
        Course.launch_instance([], config=Config(voila_settings(workspace, port, page)))
