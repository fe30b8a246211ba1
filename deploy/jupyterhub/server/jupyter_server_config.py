"""The server of one user, a learner or a teacher; the hub's ``who`` has told it through the environment which."""

from __future__ import annotations

import os
from pathlib import Path

from grading.app import start
from grading.app.workspace import Place

c = get_config()  # noqa: F821 - Jupyter gives it
learner, folder = os.environ.get("CONGTAP_LEARNER"), os.environ.get("CONGTAP_CLASS_FOLDER")
if learner:
    # Nobody else's to read, wherever it is put; nbgrader opens what is handed in by itself. A teacher's feedback is
    # read by others, and lies under names that cannot be guessed.
    os.umask(0o077)
    place = Place(os.environ["CONGTAP_EXCHANGE"], os.environ["CONGTAP_CLASS"])
    workspace = start.prepare(Path.home() / "CongTap", place)
else:
    workspace = start.prepare(Path(folder).parent, page=start.TEACHERS)
    # Formgrader is of the class whose folder it is started in.
    os.chdir(folder)
start.environment(workspace)
start.quiet_lab(workspace)

c.ServerApp.root_dir = str(workspace.root)
c.ServerApp.terminals_enabled = not learner
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
settings = start.voila_settings(workspace, 0)
c.VoilaConfiguration.template = settings["VoilaConfiguration"]["template"]
c.VoilaConfiguration.extension_allowlist = start.EXTENSIONS
c.VoilaConfiguration.file_allowlist = []
# Kernels on the machine's network could be listened to by every other user: sockets in the user's own folder cannot.
c.KernelManager.transport = "ipc"
c.MappingKernelManager.update(settings["MappingKernelManager"])
if learner:
    teaching = ("formgrader", "course_list")
    c.ServerApp.jpserver_extensions = {f"nbgrader.server_extensions.{name}": False for name in teaching}
