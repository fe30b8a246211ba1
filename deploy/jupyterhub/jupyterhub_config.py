"""JupyterHub for a school: everybody works in a server of their own, under a system user of their own.

    sudo .venv-hub/bin/jupyterhub -f deploy/jupyterhub/jupyterhub_config.py

The classes, users and limits come from ``school.toml`` (see ``school.py``); README.md here tells the whole road.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from jupyterhub.spawner import Spawner  # noqa: E402
from school import read_school  # noqa: E402 - it lies beside this file

from grading.app import start  # noqa: E402

c = get_config()  # noqa: F821 - JupyterHub gives it
school = read_school()
learners, teachers, limits = school.learners, school.teachers, school.limits
programs = Path(sys.prefix) / "bin"

# --- the hub and its proxy: this machine only, unless the school's file says otherwise ---
c.JupyterHub.bind_url = school.address
c.JupyterHub.db_url = f"sqlite:///{school.state / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(school.state / "cookie_secret")
c.ConfigurableHTTPProxy.command = [str(HERE / "node_modules" / ".bin" / "configurable-http-proxy")]
c.ConfigurableHTTPProxy.pid_file = str(school.state / "proxy.pid")

# --- who may come in: the system's own passwords, and nobody who is not in the school's file ---
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = {*learners, *teachers}
c.PAMAuthenticator.open_sessions = False
c.LocalAuthenticator.create_system_users = False

# --- each in a process of their own user, which only root can start ---
c.JupyterHub.spawner_class = "localprocess"
c.Spawner.disable_user_config = True
c.Spawner.env_keep = ["LANG", "LC_ALL"]
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.Spawner.cmd = [
    "/usr/bin/prlimit",
    f"--nproc={limits.processes}",
    f"--as={limits.process_memory_mb * 2**20}",
    f"--fsize={limits.file_mb * 2**20}",
    "--core=0",
    "--",
    str(programs / "jupyterhub-singleuser"),
]
c.Spawner.environment = {
    "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
    "JUPYTER_PLATFORM_DIRS": "1",
    "JUPYTER_CONFIG_PATH": str(HERE / "server"),
    "JUPYTER_PATH": str(start.HERE / "share" / "jupyter"),
    "CONGTAP_EXCHANGE": str(school.exchange),
}
c.JupyterHub.active_server_limit = limits.servers
c.JupyterHub.concurrent_spawn_limit = limits.starting


def which_class(spawner: Spawner) -> str:
    """The question that a teacher of several classes is asked; nobody else is."""
    classes = teachers.get(spawner.user.name, [])
    if len(classes) < 2:
        return ""
    options = "".join(f"<option>{escape(klass.name)}</option>" for klass in classes)
    return f'<label for="class">Lớp</label> <select id="class" name="class" class="form-control">{options}</select>'


def who(spawner: Spawner) -> None:
    """Tell a server whose it is. The hub knows it from the login; nothing that a user sends has a say in it."""
    user = spawner.user.name
    if user in learners:
        learner = learners[user]
        spawner.environment = spawner.environment | {"CONGTAP_LEARNER": learner.id, "CONGTAP_CLASS": learner.klass}
        spawner.default_url = f"/voila/render/{start.ENTRANCE}.ipynb"
        return
    classes = {klass.name: klass for klass in teachers[user]}
    wanted = (spawner.user_options.get("class") or [next(iter(classes))])[0]
    folder = school.class_folder(classes[wanted])
    spawner.environment = spawner.environment | {"CONGTAP_CLASS": wanted, "CONGTAP_CLASS_FOLDER": str(folder)}
    spawner.default_url = f"/voila/render/{start.TEACHERS}.ipynb"


c.Spawner.options_form = which_class
c.Spawner.pre_spawn_hook = who

# --- servers that nobody uses are ended; work is on the disk after every click ---
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["culler"],
    }
]
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={limits.idle_minutes * 60}",
            "--cull-every=60",
        ],
    }
]
