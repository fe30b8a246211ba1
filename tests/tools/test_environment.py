"""The ways to install the project agree: pyproject.toml, uv.lock, the list for pip, conda's environment."""

import re
import tomllib
from pathlib import Path

import pytest
import setup
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pip_list():
    """The requirements for pip."""
    lines = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_conda_brings_python_and_pip_and_pip_the_rest():
    assert CONDA["name"] == PROJECT["project"]["name"]
    assert CONDA["channels"] == ["conda-forge"]
    *conda, pip = CONDA["dependencies"]
    assert [line.split()[0] for line in conda] == ["python", "pip"]
    assert pip == {"pip": ["-r requirements.lock.txt", "-e ."]}


def test_condas_pythons_are_the_projects():
    python = SpecifierSet(CONDA["dependencies"][0].removeprefix("python "))
    project = SpecifierSet(PROJECT["project"]["requires-python"])
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert named
    assert all(version in python and version in project for version in named)
    assert "3.10" not in python
    assert "3.10" not in project


def test_the_list_for_pip_pins_what_the_lock_names(pip_list):
    locked = {(package["name"], package["version"]) for package in LOCK["package"]}
    pinned = {(line.name, next(iter(line.specifier)).version) for line in pip_list}
    assert all(len(line.specifier) == 1 and str(line.specifier).startswith("==") for line in pip_list)
    assert pinned <= locked


def test_every_direct_dependency_is_pinned_within_its_range(pip_list):
    for wanted in map(Requirement, PROJECT["project"]["dependencies"]):
        pins = [next(iter(line.specifier)).version for line in pip_list if line.name == wanted.name]
        assert pins, wanted
        assert all(wanted.specifier.contains(pin) for pin in pins), wanted


def test_every_package_that_a_locked_package_needs_is_in_the_list(pip_list):
    names = {line.name for line in pip_list}
    needs = {package["name"]: {need["name"] for need in package.get("dependencies", ())} for package in LOCK["package"]}
    reached, ahead = set(), {PROJECT["project"]["name"]}
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead |= needs[name] - reached
    assert reached - {PROJECT["project"]["name"]} <= names


def test_the_list_for_pip_is_what_uv_makes_of_the_lock():
    uv = setup.TOOLS / setup.BIN / "uv"
    if not uv.exists():
        pytest.skip("uv is not there: run through make test")
    assert (ROOT / "requirements.lock.txt").read_text(encoding="utf-8") == setup.pip_lock(uv)


def test_what_the_lock_leaves_out_is_said_to_condas_users():
    left_out = [Requirement(line).name for line in PROJECT["tool"]["uv"]["override-dependencies"]]
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert all(name in text for name in left_out)
