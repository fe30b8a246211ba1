"""The set-up script: who may run it, when it installs, and what runs inside the environment."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
import setup


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder of its own, where installing is only noted: the list of commands that ran."""
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    ran = []

    def call(command, env=None):
        ran.append([Path(command[0]).name, *command[1:]])
        (tmp_path / ".venv").mkdir(exist_ok=True)
        (tmp_path / ".venv-tools" / setup.BIN).mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv-tools" / setup.BIN / "uv").touch()
        return 0

    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "TOOLS", tmp_path / ".venv-tools")
    monkeypatch.setattr(setup, "STAMP", tmp_path / ".venv" / "congtap-setup.json")
    monkeypatch.setattr(setup, "call", call)
    return ran


def syncs(ran):
    return [command for command in ran if command[1] == "sync"]


def test_pythons_that_are_too_old_can_read_it():
    source = Path(setup.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source


def test_a_python_that_is_too_old_is_told_so_in_both_languages(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(setup.SetupError, match=r"Cần Python 3\.11 trở lên; đây là Python 3\.10(.|\n)*is needed"):
        setup.need_python()


def test_a_python_without_venv_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(setup.SetupError, match="apt install python3-venv"):
        setup.need_python()


def test_a_mistake_is_shown_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert setup.main(["start"]) == 2
    assert capsys.readouterr().err.startswith("✘ Cần Python 3.11")


@pytest.mark.parametrize("job", ["", "dance", "--help"])
def test_an_unknown_job_shows_the_jobs(job, capsys):
    assert setup.main([job]) == 2
    assert "tools/setup.py start" in capsys.readouterr().err


def test_the_second_time_installs_nothing(project):
    setup.sync(dev=True)
    assert len(syncs(project)) == 1
    del project[:]
    setup.sync(dev=True)
    assert project == []


def test_learners_get_no_developers_tools(project):
    setup.sync(dev=False)
    assert syncs(project)[0][-2:] == ["--no-dev", "--inexact"]


def test_a_developers_environment_serves_learners(project):
    setup.sync(dev=True)
    setup.sync(dev=False)
    assert len(syncs(project)) == 1


def test_a_learners_environment_does_not_serve_developers(project):
    setup.sync(dev=False)
    setup.sync(dev=True)
    assert len(syncs(project)) == 2


def test_a_new_lock_installs_again(project, tmp_path):
    setup.sync(dev=True)
    (tmp_path / "uv.lock").write_text("changed", encoding="utf-8")
    setup.sync(dev=True)
    assert len(syncs(project)) == 2


def test_a_failed_installation_is_tried_again(project, monkeypatch):
    setup.sync(dev=True)
    setup.STAMP.write_text("{ torn", encoding="utf-8")
    monkeypatch.setattr(setup, "call", lambda command, env=None: 1)
    with pytest.raises(setup.SetupError, match="Không cài được các gói"):
        setup.sync(dev=True)
    assert setup.read_stamp() == {}


def test_a_folder_that_was_moved_gets_a_new_environment(project, tmp_path, monkeypatch):
    setup.sync(dev=True)
    (setup.VENV / "old").touch()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("uv.lock", "pyproject.toml"):
        (moved / name).write_text("", encoding="utf-8")
    monkeypatch.setattr(setup, "ROOT", moved)
    setup.sync(dev=True)
    assert not (setup.VENV / "old").exists()
    assert len(syncs(project)) == 2


def test_programs_of_the_environment_come_first_on_the_path(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    env = setup.environment()
    assert env["PATH"].split(os.pathsep)[0] == str(setup.VENV / setup.BIN)
    assert env["VIRTUAL_ENV"] == str(setup.VENV)
    assert "PYTHONHOME" not in env


def test_a_missing_program_is_named(monkeypatch):
    with pytest.raises(setup.SetupError, match="Không tìm thấy lệnh khong-co"):
        setup.call(["khong-co"])


def test_every_static_check_runs_whatever_fails(monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(setup, "sync", lambda dev: None)
    monkeypatch.setattr(setup, "call", lambda command: ran.append(command[0]) or int(command[0] == "mypy"))
    assert setup.lint([]) == 1
    assert ran == [command[0] for _, command in setup.STATIC_CHECKS]
    assert capsys.readouterr().out.endswith("(failed): mypy\n")


@pytest.mark.parametrize(("static", "tests", "whole"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (0, 5, 5)])
def test_the_whole_check_fails_with_any_of_its_parts(monkeypatch, static, tests, whole):
    monkeypatch.setattr(setup, "lint", lambda more: static)
    monkeypatch.setattr(setup, "need_chromium", lambda: None)
    monkeypatch.setattr(setup, "need_office", lambda: None)
    monkeypatch.setattr(setup, "call", lambda command: tests)
    assert setup.test([]) == whole


def test_chromium_may_be_named(monkeypatch):
    monkeypatch.setenv("CONGTAP_CHROMIUM", "/opt/chromium/chrome")
    assert setup.chromium() == "/opt/chromium/chrome"


def test_libreoffice_may_be_named_or_found(monkeypatch):
    monkeypatch.setattr(setup.shutil, "which", lambda name: "/usr/bin/localc" if name == "localc" else None)
    monkeypatch.delenv("CONGTAP_OFFICE", raising=False)
    assert setup.office() == "/usr/bin/localc"
    monkeypatch.setenv("CONGTAP_OFFICE", "/opt/libreoffice/soffice")
    assert setup.office() == "/opt/libreoffice/soffice"


PROGRAMS = [
    ("chromium", "need_chromium", "CHROMIUM_PACKAGES", "no Chromium: browser tests will not run"),
    ("office", "need_office", "OFFICE_PACKAGES", "no LibreOffice: spreadsheet tests will not run"),
]
every_program = pytest.mark.parametrize(("program", "need", "packages", "missing"), PROGRAMS)


@every_program
def test_a_program_that_is_there_is_not_installed(monkeypatch, capsys, program, need, packages, missing):
    monkeypatch.setattr(setup, program, lambda: "/usr/bin/there")
    monkeypatch.setattr(setup, "call", lambda command: pytest.fail(f"ran {command}"))
    getattr(setup, need)()
    assert capsys.readouterr().out == ""


@every_program
def test_a_program_is_not_installed_without_the_right_to(monkeypatch, capsys, program, need, packages, missing):
    monkeypatch.setattr(setup, program, lambda: None)
    monkeypatch.setattr(setup, "as_root", lambda: None)
    monkeypatch.setattr(setup, "call", lambda command: pytest.fail(f"ran {command}"))
    getattr(setup, need)()
    assert missing in capsys.readouterr().out


@every_program
def test_a_program_is_installed_after_an_update_where_that_is_allowed(monkeypatch, program, need, packages, missing):
    ran = []
    monkeypatch.setattr(setup, program, lambda: None)
    monkeypatch.setattr(setup, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "call", ran.append)
    getattr(setup, need)()
    wanted = list(getattr(setup, packages))
    assert [command[:2] for command in ran] == [["sudo", "-n"]] * 2
    assert ran[0][-1] == "update"
    assert ran[1][-len(wanted) :] == wanted


def test_a_real_program_runs_inside_the_environment():
    if setup.read_stamp() != setup.wanted_stamp(dev=True):
        pytest.skip("the environment was not made by tools/setup.py")
    script = "import os, sys; print(sys.prefix); print(os.environ['VIRTUAL_ENV'])"
    done = subprocess.run(
        [sys.executable, setup.__file__, "run", "python", "-c", script],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert [Path(line) for line in done.stdout.splitlines()] == [setup.VENV] * 2


# --- a school's server ---


@pytest.mark.skipif(os.name == "nt", reason="a school's server runs on Linux")
def test_a_schools_server_takes_a_python_that_every_user_may_run(tmp_path, monkeypatch):
    """One in a folder that is somebody's own would start for nobody else; then the system's is taken."""
    hidden = tmp_path / "mine" / "python3"
    hidden.parent.mkdir(mode=0o700)
    hidden.touch(0o755)
    assert not setup.everybody_may_run(str(hidden))
    assert not setup.everybody_may_run(None)
    assert setup.everybody_may_run("/bin/sh")
    monkeypatch.setattr(setup, "PYTHON", str(hidden))
    monkeypatch.setattr(setup.shutil, "which", lambda name, path=None: None)
    with pytest.raises(setup.SetupError, match="apt install python3-venv"):
        setup.hub_python()


@pytest.mark.parametrize(("told", "major"), [("v20.20.2\n", 20), ("v18.4.0\n", 18), ("", 0)])
def test_a_node_that_is_too_old_is_seen(monkeypatch, told, major):
    """And refused with what to install."""
    monkeypatch.setattr(setup.shutil, "which", lambda name, path=None: "/usr/bin/node" if told else None)
    monkeypatch.setattr(setup, "install", lambda packages, doing: None)
    monkeypatch.setattr(setup, "hub_python", lambda: sys.executable)
    monkeypatch.setattr(
        setup.subprocess, "run", lambda *args, **more: subprocess.CompletedProcess(args, 0, told.encode())
    )
    assert setup.node_version() == major
    if major < setup.OLDEST_NODE:
        with pytest.raises(setup.SetupError, match="apt install nodejs npm"):
            setup.hub([])
