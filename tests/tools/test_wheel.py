"""The wheel holds everything that a checkout has, and works without one."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import setup
from check_text import tracked_files

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CORE = ("faker", "holidays", "msgspec", "python-dateutil", "segno", "six", "tzdata")
"""What the core needs, and nothing more."""


@pytest.fixture(scope="module")
def uv():
    """The pinned uv; what is in its cache it takes from there, so that the test runs without a network too."""
    program = setup.TOOLS / setup.BIN / "uv"
    if not program.exists():
        pytest.skip("uv is not there: run through make test")

    def run(*arguments):
        for more in (["--offline"], []):
            done = subprocess.run(
                [str(program), *arguments, *more],
                cwd=ROOT,
                env=setup.uv_environment(),
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode == 0:
                return
        pytest.fail(done.stderr)

    return run


@pytest.fixture(scope="module")
def wheel(uv, tmp_path_factory):
    """The wheel, freshly built."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--out-dir", str(folder), "--python", sys.executable)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_code_data_lessons_and_templates(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    places = {
        "simulator": "simulator",
        "grading": "grading",
        "datasets": "simulator/_datasets",
        "lessons": "grading/_lessons",
    }
    tracked = [path.relative_to(ROOT) for path in tracked_files(ROOT)]
    wanted = {f"{places[path.parts[0]]}/{'/'.join(path.parts[1:])}" for path in tracked if path.parts[0] in places}
    assert len(wanted) > 50
    assert wanted - packed == set()


def test_the_wheel_names_its_command_and_its_licences(wheel):
    packed = zipfile.ZipFile(wheel)
    info = next(name for name in packed.namelist() if name.endswith("entry_points.txt"))
    assert "congtap = grading.app" in packed.read(info).decode()
    for name in ("LICENSE", "LICENSE-CONTENT"):
        assert any(path.endswith(f"licenses/{name}") for path in packed.namelist())


def test_the_core_works_from_the_wheel_with_its_four_packages(uv, wheel, tmp_path):
    pins = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8").splitlines()
    chosen = [line for line in pins if line.split("==")[0] in CORE]
    venv = tmp_path / "venv"
    uv("venv", str(venv), "--python", sys.executable)
    python = venv / setup.BIN / "python"
    uv("pip", "install", "--python", str(python), "--no-deps", str(wheel), *chosen)
    script = (
        "import simulator; from simulator import datasets, Case, Portal;"
        "print(datasets.root()); print(datasets.fingerprint());"
        "print(Case.for_learner('00-di-mot-vong', '8A1-07').digest())"
    )
    done = subprocess.run([python, "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    root, fingerprint, case = done.stdout.splitlines()
    assert Path(root).is_relative_to(venv)
    here = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert [fingerprint, case] == here.stdout.splitlines()[1:]
