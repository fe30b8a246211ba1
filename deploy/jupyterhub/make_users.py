"""Make what ``school.toml`` names: system users, folders, classes. Says what it would do; ``--write`` does it.

    sudo .venv-hub/bin/python deploy/jupyterhub/make_users.py            # only says
    sudo .venv-hub/bin/python deploy/jupyterhub/make_users.py --write    # does

Doing it again makes only what is missing. Nothing is ever taken away, and no password is changed.
"""

from __future__ import annotations

import argparse
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from school import PREFIX, Klass, School, SchoolError, read_school, user_of

from grading.classroom import CONFIG_FILE, ClassroomError, add_learners, make_class, open_class
from grading.handing_out import hand_out_lessons
from grading.lessons import course_of

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that a child may take for another one."""
OWNERS = f"""
# Máy chủ của trường: bài nộp phải do đúng tài khoản của em ấy nộp.
c.Collect.owner_prefix = "{PREFIX}"
"""


class Step(NamedTuple):
    """One thing to make: what a person reads, and what makes it."""

    said: str
    what: str
    arguments: tuple[str, ...]


def account(user: str) -> pwd.struct_passwd | None:
    """The system user, if there is one; raises ``SchoolError`` for one that belongs to the system."""
    try:
        found = pwd.getpwnam(user)
    except KeyError:
        return None
    if found.pw_uid < 1000:
        raise SchoolError(f"{user!r} is a user of the system itself (uid {found.pw_uid}): choose another name")
    return found


def steps(school: School) -> Iterator[Step]:
    """What is missing, in the order in which it has to be made; raises ``SchoolError``."""
    folder = Path(school.folder)
    for path, mode in ((folder, "755"), (school.state, "700"), (folder / "lop", "755"), (school.exchange, "1777")):
        if not path.is_dir():
            yield Step(f"thư mục {path} (root, {mode})", "folder", (str(path), "root", mode))
    for teacher in school.teachers:
        if account(teacher) is None:
            yield Step(f"tài khoản thầy/cô {teacher}", "user", (teacher, teacher, "/bin/bash"))
        own = school.of_teacher(teacher)
        if not own.is_dir():
            yield Step(f"thư mục {own} ({teacher}, 700)", "folder", (str(own), teacher, "700"))
    for user, learner in school.learners.items():
        if account(user) is None:
            teacher = next(klass.teacher for klass in school.classes if klass.name == learner.klass)
            yield Step(f"tài khoản {user} của em {learner.id}", "user", (user, teacher, "/usr/sbin/nologin"))
    for klass in school.classes:
        meeting = school.exchange / klass.name
        if not meeting.is_dir():
            # Before anybody else could take the name.
            yield Step(f"thư mục {meeting} ({klass.teacher}, 755)", "folder", (str(meeting), klass.teacher, "755"))
        yield Step(f"lớp {klass.name}: {len(klass.ids)} em (tạo, hoặc thêm em mới)", "class", (klass.name,))


def make(school: School, step: Step) -> None:
    """Do one step, as root."""
    if step.what == "folder":
        path, user, mode = step.arguments
        Path(path).mkdir(mode=0o700, parents=path == school.folder)
        shutil.chown(path, user, user)
        Path(path).chmod(int(mode, 8))
    elif step.what == "user":
        make_user(school, *step.arguments)
    else:
        teacher = next(klass.teacher for klass in school.classes if klass.name == step.arguments[0])
        # As the teacher: whatever is made is the teacher's, and nothing runs as root that need not.
        again = [sys.executable, str(Path(__file__).resolve()), "--class", step.arguments[0]]
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        subprocess.run(["runuser", "-u", teacher, "--", *again], check=True, env={**os.environ, "PATH": path})


def make_user(school: School, user: str, teacher: str, shell: str) -> None:
    """Make a system user with a home that nobody else may enter, and a password on the teacher's list."""
    home = ["--create-home", "--key", "HOME_MODE=0700", "--key", "UMASK=077"]
    subprocess.run(["useradd", *home, "--user-group", "--shell", shell, user], check=True)
    Path(pwd.getpwnam(user).pw_dir).chmod(0o700)
    password = "".join(secrets.choice(LETTERS) for _ in range(10))
    passwords = school.state / f"mat-khau-{teacher}.csv"
    # Written down first: a password that nobody knows would help nobody.
    with os.fdopen(os.open(passwords, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(f"{user},{password}\n")
    subprocess.run(["chpasswd"], input=f"{user}:{password}\n", text=True, check=True)


def make_the_class(school: School, klass: Klass) -> None:
    """Make the class folder, or bring its list up to date, as the teacher; raises ``ClassroomError``."""
    folder = school.class_folder(klass)
    if (folder / CONFIG_FILE).is_file():
        add_learners(open_class(folder), klass.ids)
        return
    make_class(folder, klass.name, klass.ids, exchange_root=str(school.exchange))
    if account(user_of(klass.ids[0])):
        with (folder / CONFIG_FILE).open("a", encoding="utf-8") as file:
            file.write(OWNERS)
    # The first lesson, as ``congtap class --first`` does; the others are the teacher's to hand out.
    hand_out_lessons(open_class(folder), course_of(klass.name)[:1])


def main() -> int:
    """The command."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--write", action="store_true", help="do it; without this it only says")
    asked.add_argument("--class", dest="klass", help=argparse.SUPPRESS)
    options = asked.parse_args()
    try:
        school = read_school()
        if options.klass:
            make_the_class(school, next(klass for klass in school.classes if klass.name == options.klass))
            return 0
        found = list(steps(school))
        for step in found:
            sys.stdout.write(f"{'+' if options.write else '?'} {step.said}\n")
            sys.stdout.flush()
            if options.write:
                make(school, step)
    except (SchoolError, ClassroomError, OSError, subprocess.CalledProcessError) as fault:
        sys.stderr.write(f"✘ {fault}\n")
        return 1
    if not options.write:
        sys.stdout.write("Chưa làm gì cả. Đúng rồi thì chạy lại với --write.\n")
    elif any(step.what == "user" for step in found):
        sys.stdout.write(f"Mật khẩu đầu tiên: {school.state}/mat-khau-*.csv (chỉ root đọc được).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
