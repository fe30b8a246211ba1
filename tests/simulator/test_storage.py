"""Journals on disk: one writer, torn tails recovered, nothing lost when writing fails."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from simulator import JournalError, actions, journal, storage
from simulator.actions import Action
from simulator.journal import Journal, replay
from simulator.storage import JournalBusy, JournalFile, TakenOver, attempts, journal_path, machine_key
from tests.simulator.desk import case

WAIT = actions.PassTime(after=5)


def act(file: JournalFile, action: Action = WAIT) -> None:
    """Do an action and write it, as a window does."""
    file.append(action, file.portal.digest(file.portal.do(action)))


def written(folder: Path, count: int = 3) -> Path:
    """A journal with some actions."""
    file = JournalFile(folder, case())
    for _ in range(count):
        act(file)
    return file.path


def test_a_new_journal_begins_with_its_header(tmp_path: Path) -> None:
    """The file is there before anything was done, in a folder that may have to be made."""
    file = JournalFile(tmp_path / "new" / "folder", case())
    assert file.path.name == "nhat-ky-01.jsonl"
    assert journal.parse(file.path.read_bytes()) == Journal.begin(case())


def test_what_is_appended_is_there_at_once(tmp_path: Path) -> None:
    """After each action the file is the whole journal."""
    file = JournalFile(tmp_path, case())
    for _ in range(3):
        act(file)
        assert file.path.read_bytes() == file.journal.encoded()
    assert len(file.journal.lines) == 3


def test_a_journal_is_gone_on_with(tmp_path: Path) -> None:
    """Opened again, the portal stands where it was left."""
    path = written(tmp_path)
    before = path.read_bytes()
    file = JournalFile(tmp_path, case())
    assert file.portal.state.now == 15
    act(file)
    assert path.read_bytes().startswith(before)
    assert replay(journal.parse(path.read_bytes()), case()).state.now == 20


def test_the_newest_window_writes_and_the_older_one_learns_it(tmp_path: Path) -> None:
    """Opening takes the journal over; the older window's next action is refused and not written."""
    old = JournalFile(tmp_path, case())
    act(old)
    new = JournalFile(tmp_path, case())
    before = new.path.read_bytes()
    with pytest.raises(TakenOver, match=r"nhat-ky-01\.jsonl was opened in a newer window"):
        act(old)
    assert new.path.read_bytes() == before
    act(new)
    assert len(journal.parse(new.path.read_bytes()).lines) == 2


def test_a_file_that_changed_by_other_hands_is_not_written(tmp_path: Path) -> None:
    """Something else wrote into the journal, or took it away: this window does not mix its lines in."""
    file = JournalFile(tmp_path, case())
    file.path.write_bytes(file.path.read_bytes() + b"x")
    with pytest.raises(TakenOver, match="newer window"):
        act(file)
    file.path.unlink()
    with pytest.raises(TakenOver, match="newer window"):
        act(file)
    assert not file.path.exists()


def test_a_torn_tail_is_cut_off_and_kept_aside(tmp_path: Path) -> None:
    """Cut at every byte of the last line: the lines before it stay, the rest is kept in a file of its own."""
    path = written(tmp_path)
    whole = path.read_bytes()
    *_, last = whole.splitlines(keepends=True)
    start = len(whole) - len(last)
    for size in range(1, len(last)):
        path.write_bytes(whole[: start + size])
        file = JournalFile(tmp_path, case())
        assert file.torn == size
        assert path.read_bytes() == whole[:start]
        kept = path.with_name(f"nhat-ky-01.dut-{start + size}")
        assert kept.read_bytes() == last[:size]
        kept.unlink()
        act(file)
        assert path.read_bytes() == whole


@pytest.mark.parametrize("part", [0, 1, 50])
def test_a_header_that_was_never_finished_is_begun_anew(tmp_path: Path, part: int) -> None:
    """No action is lost by it, and what was there is kept aside."""
    begun = Journal.begin(case()).encoded()
    journal_path(tmp_path, 1).write_bytes(begun[:part])
    file = JournalFile(tmp_path, case())
    assert file.path.read_bytes() == begun
    assert file.torn == part
    assert [kept.read_bytes() for kept in tmp_path.glob("*.dut-*")] == ([begun[:part]] if part else [])


@pytest.mark.parametrize("data", [b"not a journal\n", b"\xff\xfe\x00\n", b"\n", b"{}\n"])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, data: bytes) -> None:
    """What cannot be read is not written over."""
    journal_path(tmp_path, 1).write_bytes(data)
    with pytest.raises(JournalError, match="damaged"):
        JournalFile(tmp_path, case())
    assert journal_path(tmp_path, 1).read_bytes() == data


def test_a_failed_opening_changes_nothing(tmp_path: Path) -> None:
    """Another learner's torn journal: refused before its tail is cut, and its window stays the owner."""
    theirs = JournalFile(tmp_path, case("8A1-08"))
    act(theirs)
    owner = (tmp_path / "nhat-ky-01.owner").read_bytes()
    torn = theirs.path.read_bytes() + b'{"n":'
    theirs.path.write_bytes(torn)
    with pytest.raises(JournalError, match=r"foreign: made for .*8A1-08"):
        JournalFile(tmp_path, case())
    assert theirs.path.read_bytes() == torn
    assert (tmp_path / "nhat-ky-01.owner").read_bytes() == owner


def test_another_attempts_journal_under_this_name_is_refused(tmp_path: Path) -> None:
    """A renamed file does not become another attempt."""
    written(tmp_path).rename(journal_path(tmp_path, 2))
    with pytest.raises(JournalError, match="foreign"):
        JournalFile(tmp_path, case(attempt=2))


def test_a_failed_flush_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk says no at the last moment: the line is taken back, and the next action can be written."""
    file = JournalFile(tmp_path, case())
    act(file)
    before = file.path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            file.append(WAIT, "0" * 16)
    assert file.path.read_bytes() == before
    assert file.journal.encoded() == before
    file.append(WAIT, "0" * 16)
    assert file.path.read_bytes() == file.journal.encoded()


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.simulator.test_storage import JournalFile, act, case

file = JournalFile(Path(sys.argv[1]), case())
act(file)
before = file.path.read_bytes()
resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, resource.RLIM_INFINITY))
try:
    act(file)
except OSError:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
else:
    raise SystemExit("it was written")
assert file.path.read_bytes() == before, "half a line is left"
file.append(file.journal.lines[0].action, "0" * 16)
assert file.path.read_bytes() == file.journal.encoded(), "the next line is broken"
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the file size is a Unix thing")
def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """A disk with room for twenty more bytes takes them and then refuses: the file is as it was."""
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert run.returncode == 0, run.stderr


def test_a_journal_is_not_written_longer_than_it_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limits of actions and bytes the next action is refused; the journal stays readable."""
    file = JournalFile(tmp_path, case())
    act(file)
    before = file.path.read_bytes()
    for limit, value in (("MAX_ACTIONS", 1), ("MAX_BYTES", len(before) + 10), ("MAX_LINE", 10)):
        with monkeypatch.context() as patch:
            patch.setattr(storage, limit, value)
            with pytest.raises(JournalError, match="too_big: action 2 makes the journal too big"):
                file.append(WAIT, "0" * 16)
        assert file.path.read_bytes() == before


def test_the_longest_action_can_be_read_again(tmp_path: Path) -> None:
    """Forty answers of the greatest length, every character written as an escape."""
    file = JournalFile(tmp_path, case())
    answers = {f"{i:02d}{chr(1) * 38}": chr(1) * 120 for i in range(40)}
    act(file, actions.FillForm(dossier="d1", answers=answers))
    assert journal.parse(file.path.read_bytes()) == file.journal


def test_a_locked_journal_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds the lock: opening says so and changes nothing."""
    path = written(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(storage, "LOCK_SECONDS", 0)
    with FileLock(f"{path}.lock"), pytest.raises(JournalBusy, match=r"nhat-ky-01\.jsonl is locked"):
        JournalFile(tmp_path, case())
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        JournalFile(tmp_path / "file", case())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_an_os_error(tmp_path: Path) -> None:
    """Read-only folders are told about when the lesson opens, not at the first click."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OSError, match="denied"):
            JournalFile(tmp_path, case())
    finally:
        tmp_path.chmod(0o700)


def test_attempts_are_found_by_their_files(tmp_path: Path) -> None:
    """Only journals by their exact names; copies, backups and odd numbers are none."""
    assert attempts(tmp_path / "nowhere") == []
    for name in ("01", "03", "00", "2", "100", "2026", "01 (1)", "01-copy", "xx", "٣"):
        (tmp_path / f"nhat-ky-{name}.jsonl").touch()
    (tmp_path / "nhat-ky-05.txt").touch()
    assert attempts(tmp_path) == [1, 3]


def test_a_machine_key_is_made_once(tmp_path: Path) -> None:
    """The second time it is read; nobody else may read it, and no draft is left."""
    key = machine_key(tmp_path)
    assert len(key) == 32
    assert machine_key(tmp_path) == key
    assert [path.name for path in (tmp_path / ".congtap").iterdir()] == ["khoa"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / ".congtap" / "khoa").stat().st_mode) == 0o600


def test_two_machines_have_two_keys(tmp_path: Path) -> None:
    """Keys are drawn at random."""
    assert machine_key(tmp_path / "a") != machine_key(tmp_path / "b")


def test_a_broken_key_is_replaced(tmp_path: Path) -> None:
    """A key file of the wrong length is no key."""
    (tmp_path / ".congtap").mkdir()
    (tmp_path / ".congtap" / "khoa").write_bytes(b"short")
    key = machine_key(tmp_path)
    assert len(key) == 32
    assert machine_key(tmp_path) == key


def test_a_home_that_cannot_be_written_gives_a_passing_key(tmp_path: Path) -> None:
    """The lesson works; the key lives as long as the program."""
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    assert len(machine_key(tmp_path / "home")) == 32
    (tmp_path / ".congtap").write_text("a file", encoding="utf-8")
    assert len(machine_key(tmp_path)) == 32


def test_no_home_at_all_gives_a_passing_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container the user may have no home folder."""

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert len(machine_key()) == 32


def test_a_key_never_stands_in_the_folder_that_is_handed_in(tmp_path: Path) -> None:
    """Keys are under the home folder, journals in the workspace."""
    key = machine_key(tmp_path / "home")
    work = tmp_path / "work"
    written(work)
    assert not any(key in path.read_bytes() for path in work.iterdir())
