"""The settings of a school's server, as far as they can be judged without one."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from grading.exchange import Collect

HUB = Path(__file__).resolve().parents[2] / "deploy" / "jupyterhub"
ROOT = HUB.parents[1]


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that lies beside the hub's configuration."""
    monkeypatch.syspath_prepend(str(HUB))
    spec = importlib.util.spec_from_file_location(name, HUB / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return load("school", monkeypatch)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "school.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_can_be_read_and_names_every_default(settings: ModuleType) -> None:
    """What it says of the limits is what holds without it."""
    school = settings.read_school(HUB / "school.toml")
    assert school.limits == settings.Limits()
    assert len(school.learners) == 45
    assert school.learners["hs-8a1-07"] == ("8A1-07", "8A1")
    assert school.class_folder(school.classes[0]) == Path("/srv/congtap/lop/gv-lan/8A1")


def test_gaps_in_a_class_list_stay_gaps(settings: ModuleType, tmp_path: Path) -> None:
    """Nobody gets a number that the class list does not have."""
    text = 'folder = "/srv/x"\n[[class]]\nname = "8A1"\nteacher = "gv"\nlearners = [7, 2, 2, 110]\n'
    assert list(settings.read_school(written(tmp_path, text)).learners) == ["hs-8a1-02", "hs-8a1-07", "hs-8a1-110"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('folder = "srv"\n[[class]]\nname = "8A1"\nteacher = "gv"\nlearners = 3\n', "begin with /"),
        ('folder = "/srv"\n[[class]]\nname = "8A1"\nteacher = "hs-lan"\nlearners = 3\n', "hs-lan"),
        ('folder = "/srv"\n[[class]]\nname = "8A1"\nteacher = "gv lan"\nlearners = 3\n', "teacher"),
        ('folder = "/srv"\n[[class]]\nname = "../8A1"\nteacher = "gv"\nlearners = 3\n', "name"),
        ('folder = "/srv"\nclass = []\n', "class"),
        ('folder = "/srv"\n' + 2 * '[[class]]\nname = "8A1"\nteacher = "gv"\nlearners = 3\n', "twice"),
        ('folder = "/srv"\nfolders = 3\n[[class]]\nname = "8A1"\nteacher = "gv"\nlearners = 3\n', "folders"),
    ],
)
def test_a_wrong_file_is_refused_with_its_fault(settings: ModuleType, tmp_path: Path, text: str, told: str) -> None:
    """Before anything is made of it."""
    with pytest.raises(settings.SchoolError, match=re.escape(told)):
        settings.read_school(written(tmp_path, text))


def test_users_of_the_system_are_never_taken(settings: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A teacher called root would be one with the keys of the house."""
    pytest.importorskip("pwd")
    users = load("make_users", monkeypatch)
    with pytest.raises(settings.SchoolError, match="root"):
        users.account("root")


def test_the_owner_that_is_asked_for_is_the_user_that_is_made(settings: ModuleType) -> None:
    """The collector and the server agree on who a learner's system user is."""
    assert Collect.owner_prefix.metadata["config"]
    assert settings.user_of("8A1-07") == settings.PREFIX + "8a1-07"


def test_proxy_and_hub_are_pinned() -> None:
    """The proxy exactly, with all it brings; the hub by the project's own lock."""
    wanted = json.loads((HUB / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((HUB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert wanted["dependencies"] == locked[""]["dependencies"]
    name = "configurable-http-proxy"
    assert locked[f"node_modules/{name}"]["version"] == wanted["dependencies"][name]
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert {"jupyterhub", "jupyterhub-idle-culler"} <= {package["name"] for package in lock["package"]}


# --- the values for Zero to JupyterHub, which nobody has tried on a cluster ---

KNOWN = {
    "custom": {"chart", "jupyterhub", "school"},
    "hub": {"activeServerLimit", "concurrentSpawnLimit", "config", "extraConfig", "extraFiles"},
    "proxy": {"https"},
    "singleuser": {
        "allowPrivilegeEscalation",
        "cloudMetadata",
        "cmd",
        "cpu",
        "extraEnv",
        "extraFiles",
        "image",
        "memory",
        "networkPolicy",
        "storage",
    },
    "cull": {"enabled", "every", "timeout"},
}
"""The chart's own keys that we set; a new one is to be looked up in the chart's schema first."""


@pytest.fixture
def values() -> dict[str, Any]:
    return yaml.safe_load((HUB / "z2jh" / "values.yaml").read_text(encoding="utf-8"))


def test_only_known_keys_are_set(values: dict[str, Any]) -> None:
    """The chart refuses a key that it does not know, and so a slip of the pen."""
    assert {key: set(under) for key, under in values.items()} == KNOWN


def test_one_set_of_versions(values: dict[str, Any]) -> None:
    """The JupyterHub in the image is the chart's, and the image's tag says both."""
    hub = values["custom"]["jupyterhub"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert values["singleuser"]["image"]["tag"] == f"{project}-hub{hub}"
    assert f"ARG JUPYTERHUB={hub}\n" in (HUB / "z2jh" / "Dockerfile").read_text(encoding="utf-8")
    text = (HUB / "z2jh" / "values.yaml").read_text(encoding="utf-8")
    assert f"--version {values['custom']['chart']} " in text
    assert f"congtap:{project}-hub{hub} " in text


def test_hub_and_servers_read_the_same_school(values: dict[str, Any], settings: ModuleType, tmp_path: Path) -> None:
    """And it is one that can be read."""
    texts = [values[part]["extraFiles"]["school"]["stringData"] for part in ("hub", "singleuser")]
    assert texts == [values["custom"]["school"]] * 2
    school = settings.read_school(written(tmp_path, texts[0]))
    mounts = values["singleuser"]["storage"]["extraVolumeMounts"]
    assert [mount["mountPath"] for mount in mounts] == [str(school.exchange)]
    assert school.folder.startswith(values["singleuser"]["storage"]["homeMountPath"])


def test_no_two_users_share_a_uid_on_a_cluster(values: dict[str, Any], tmp_path: Path) -> None:
    """The code in the values is run as the hub would run it, with a stand-in for the hub."""

    class Anything:
        def __getattr__(self, name: str) -> Anything:
            self.__dict__[name] = Anything()
            return self.__dict__[name]

    def spawner(user: str) -> Any:
        made = Anything()
        made.user.name, made.environment = user, {}
        return made

    text = values["custom"]["school"] + '[[class]]\nname = "8A2"\nteacher = "gv-ba"\nlearners = [1, 45]\n'
    code = values["hub"]["extraConfig"]["10-congtap"].replace("/etc/congtap/school.toml", str(written(tmp_path, text)))
    names: dict[str, Any] = {"c": Anything()}
    exec(compile(code, "values.yaml", "exec"), names)
    users = sorted(names["c"].Authenticator.allowed_users)
    assert len(users) == 45 + 2 + 2
    uids = [names["c"].KubeSpawner.uid(spawner(user)) for user in users]
    assert len(set(uids)) == len(users)
    assert min(uids) >= 10000
    learner = spawner("hs-8a1-07")
    names["who"](learner)
    assert learner.environment["CONGTAP_LEARNER"] == "8A1-07"
    assert "CONGTAP_CLASS_FOLDER" not in learner.environment
    teacher = spawner("gv-lan")
    names["who"](teacher)
    assert "CONGTAP_LEARNER" not in teacher.environment
