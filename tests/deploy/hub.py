"""A school's server for tests: started with system users of its own, driven as a browser would, taken away again."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import pwd
import shutil
import socket
import subprocess
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import requests
import websocket

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "deploy" / "jupyterhub"
PROGRAMS = ROOT / ".venv-hub" / "bin"
KLASS, TEACHER, OTHER_TEACHER = "8Z9", "gv-thu-congtap", "gv-thu2-congtap"
LEARNERS = tuple(f"{KLASS}-{number:02d}" for number in range(1, 6))
USERS = tuple(f"hs-{learner.lower()}" for learner in LEARNERS)
EVERYBODY = (*USERS, "hs-8x9-01", "hs-8y9-01", TEACHER, OTHER_TEACHER)
SCHOOL = """
folder = "{folder}"
address = "http://127.0.0.1:{port}"
[[class]]
name = "8Z9"
teacher = "gv-thu-congtap"
learners = 5
[[class]]
name = "8X9"
teacher = "gv-thu2-congtap"
learners = [1]
[[class]]
name = "8Y9"
teacher = "gv-thu2-congtap"
learners = [1]
"""


def exists(user: str) -> bool:
    """Whether the machine has that system user."""
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(user))
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Said(NamedTuple):
    """What came of some code: what it printed, and how it failed if it did."""

    text: str
    fault: str


class Browser:
    """One person's browser, logged in or not."""

    def __init__(self, address: str, user: str) -> None:
        self.address, self.user, self.session = address, user, requests.Session()
        self.kernel = ""

    def get(self, path: str) -> requests.Response:
        """A page of the server."""
        return self.session.get(self.address + path, timeout=120)

    def login(self, password: str) -> bool:
        """Whether the hub lets them in."""
        self.get("/hub/login")
        data = {"username": self.user, "password": password, "_xsrf": self._xsrf("/hub/")}
        answer = self.session.post(self.address + "/hub/login", data=data, timeout=60, allow_redirects=False)
        return answer.status_code == 302

    def _xsrf(self, path: str) -> str:
        return next(each.value or "" for each in self.session.cookies if (each.name, each.path) == ("_xsrf", path))

    def start(self, klass: str = "") -> requests.Response:
        """Have one's own server started, for a class where one is asked for it, and be let in there."""
        if klass:
            data = {"class": klass, "_xsrf": self._xsrf("/hub/")}
            self.session.post(self.address + "/hub/spawn", data=data, timeout=120)
        else:
            self.get("/hub/spawn")
        # The hub tells of the start line by line until it is over, well or not.
        events = self.get(f"/hub/api/users/{self.user}/server/progress?_xsrf={self._xsrf('/hub/')}").text
        assert '"ready": true' in events, events
        return self.get(f"/user/{self.user}/lab")

    def run(self, code: str) -> Said:
        """Run code in a kernel of one's own server, as a learner who can program would."""
        base, headers = f"/user/{self.user}", {"X-XSRFToken": self._xsrf(f"/user/{self.user}/")}
        if not self.kernel:
            made = self.session.post(f"{self.address}{base}/api/kernels", json={}, headers=headers, timeout=60)
            self.kernel = made.json()["id"]
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.session.cookies if each.path == f"{base}/")
        wire = websocket.create_connection(
            f"{self.address.replace('http', 'ws', 1)}{base}/api/kernels/{self.kernel}/channels",
            cookie=cookies,
            origin=self.address,
            timeout=240,
        )
        name = uuid.uuid4().hex
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True}
        header = {"msg_id": name, "session": name, "username": "", "msg_type": "execute_request", "version": "5.3"}
        wire.send(
            json.dumps(
                {
                    "header": header,
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                    "channel": "shell",
                }
            )
        )
        text, fault, left = "", "", {"idle", "reply"}
        while left:
            told: dict[str, Any] = json.loads(wire.recv())
            if told.get("parent_header", {}).get("msg_id") != name:
                continue
            kind, said = told["msg_type"], told["content"]
            if kind == "stream" and said["name"] == "stdout":
                text += said["text"]
            elif kind == "error":
                fault = f"{said['ename']}: {said['evalue']}"
            elif kind == "execute_reply":
                left.discard("reply")
            elif kind == "status" and said["execution_state"] == "idle":
                left.discard("idle")
        wire.close()
        return Said(text, fault)


class SchoolServer:
    """A running hub with a class of five, a second class, and their system users."""

    def __init__(self, room: Path) -> None:
        self.folder, self.port = room / "truong", free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        ours = ("JUPYTER", "PYTEST")
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        self.environment["CONGTAP_SCHOOL"] = str(room / "school.toml")
        (room / "school.toml").write_text(SCHOOL.format(folder=self.folder, port=self.port), encoding="utf-8")
        self.log = room / "log.txt"
        self.process: subprocess.Popen[bytes] | None = None
        self.people: dict[str, Browser] = {}

    def make_users(self, *options: str) -> str:
        """Run the command that makes the users; gives what it says."""
        command = [PROGRAMS / "python", HUB / "make_users.py", *options]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        """Start the hub and wait until it answers."""
        command = [PROGRAMS / "jupyterhub", "-f", HUB / "jupyterhub_config.py"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=self.environment)
        for _ in range(600):
            try:
                if requests.get(self.address + "/hub/health", timeout=5).ok:
                    return
            except requests.ConnectionError:
                pass
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self.process.wait(timeout=0.1)
                raise RuntimeError(f"the hub ended with {code}: {self.log.read_text()[-3000:]}")
        raise RuntimeError(self.log.read_text()[-3000:])

    def passwords(self) -> dict[str, str]:
        """User to first password, of everybody."""
        found: dict[str, str] = {}
        for path in (self.folder / "hub").glob("mat-khau-*.csv"):
            with path.open(encoding="utf-8") as file:
                found |= dict(csv.reader(file))
        return found

    def person(self, user: str) -> Browser:
        """Somebody who has logged in and whose server runs."""
        if user not in self.people:
            browser = Browser(self.address, user)
            assert browser.login(self.passwords()[user]), user
            assert browser.start().ok
            self.people[user] = browser
        return self.people[user]

    def close(self) -> None:
        """End the hub with all its servers, and take the users away."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=120)
        for user in EVERYBODY:
            if exists(user):
                subprocess.run(["userdel", "--remove", user], check=True, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)
