"""Practising: what is typed is cleared, done, written, and only then shown."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import msgspec
import pytest

from grading.players import Player
from simulator import CaseError, JournalError, actions, journal, storage
from simulator.case import FIRST_LESSON, MAX_ATTEMPT
from simulator.journal import Journal, replay
from simulator.practice import Practice
from simulator.state import State
from simulator.storage import TakenOver, journal_path
from tests.simulator.desk import LEARNER, case

KEY = b"a machine's key, 32 bytes long.."


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def practice(folder: Path, watch: Watch | None = None, attempt: int | None = None, learner: str = LEARNER) -> Practice:
    return Practice(folder, FIRST_LESSON, learner, attempt=attempt, key=KEY, clock=watch or Watch())


def written(mine: Practice) -> Journal:
    """The journal as it stands on the disk."""
    return journal.parse(mine.file.path.read_bytes())


def state_of(mine: Practice) -> State:
    """The state that the file leads to."""
    return replay(written(mine), mine.case).state


def test_a_lesson_practised_is_a_lesson_written(tmp_path: Path) -> None:
    """After a whole lesson the file leads to the very state that the window shows."""
    mine = practice(tmp_path)
    assert not mine.begun
    Player(mine).play()
    assert mine.begun
    assert state_of(mine) == mine.portal.state
    assert mine.portal.state.dossiers[-1].result_downloaded


def test_each_action_carries_the_whole_seconds_since_the_last(tmp_path: Path) -> None:
    """From the clock of the window, not from what the screen says; never negative, never over an hour."""
    watch = Watch()
    mine = practice(tmp_path, watch)
    waits = []
    for moved in (7.9, 0.4, -50.0, 100_000.0):
        watch.time += moved
        mine.do(actions.PassTime(after=99))
        waits.append(written(mine).lines[-1].action.after)
    assert waits == [7, 0, 0, 3600]
    assert mine.portal.state.now == 3607


def test_a_lesson_resumed_tomorrow_goes_on_where_it_was(tmp_path: Path) -> None:
    """The hours while nobody sat there do not count: time counts from opening."""
    today = practice(tmp_path, watch := Watch())
    watch.time += 5
    today.do(actions.OpenMessage(message="m1"))
    night = Watch()
    night.time += 86_400
    tomorrow = practice(tmp_path, night)
    assert tomorrow.begun
    assert tomorrow.portal.state == today.portal.state
    night.time += 3
    tomorrow.do(actions.PassTime())
    assert tomorrow.portal.state.now == 8


def test_two_windows_of_one_lesson(tmp_path: Path) -> None:
    """The newest wins; the older one is refused and shows what it had written."""
    old = practice(tmp_path)
    old.do(actions.OpenMessage(message="m1"))
    new = practice(tmp_path)
    with pytest.raises(TakenOver, match="newer window"):
        old.do(actions.JudgeMessage(message="m1", verdict="scam"))
    assert old.portal.state.messages[0].verdict == ""
    assert old.portal.state == new.portal.state
    new.do(actions.JudgeMessage(message="m1", verdict="genuine"))
    assert state_of(new).messages[0].verdict == "genuine"


def test_a_full_disk_loses_nothing_and_shows_nothing_that_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action is not done; the window stands as the file does, and the next try works."""
    watch = Watch()
    mine = practice(tmp_path, watch)
    mine.do(actions.OpenMessage(message="m1"))
    before, state = mine.file.path.read_bytes(), state_of(mine)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    watch.time += 4
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            mine.do(actions.JudgeMessage(message="m1", verdict="genuine"))
    assert mine.file.path.read_bytes() == before
    assert mine.portal.state == state
    watch.time += 4
    mine.do(actions.JudgeMessage(message="m1", verdict="genuine"))
    assert written(mine).lines[-1].action.after == 8
    assert state_of(mine) == mine.portal.state


def test_a_journal_that_is_full_refuses_the_next_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window goes back to what is written."""
    mine = practice(tmp_path)
    mine.do(actions.PassTime())
    monkeypatch.setattr(storage, "MAX_ACTIONS", 1)
    with pytest.raises(JournalError, match="too_big"):
        mine.do(actions.JudgeMessage(message="m1", verdict="scam"))
    assert mine.portal.state == state_of(mine)
    assert len(mine.portal.log) == 1


def test_a_torn_tail_is_recovered_and_told(tmp_path: Path) -> None:
    """After a power cut the lesson goes on with one action less, and the window can say so."""
    mine = practice(tmp_path)
    for _ in range(3):
        mine.do(actions.PassTime())
    path = mine.file.path
    path.write_bytes(path.read_bytes()[:-5])
    again = practice(tmp_path)
    assert again.file.torn > 0
    assert len(again.portal.log) == 2
    again.do(actions.PassTime())
    assert state_of(again) == again.portal.state


def test_a_damaged_journal_is_not_opened_and_not_touched(tmp_path: Path) -> None:
    """The learner is told; the file stays for the teacher to look at."""
    mine = practice(tmp_path)
    mine.do(actions.PassTime())
    path = mine.file.path
    damaged = path.read_bytes().replace(b'"n":1', b'"n":7')
    path.write_bytes(damaged)
    with pytest.raises(JournalError, match="damaged: action 7 stands where action 1 should"):
        practice(tmp_path)
    assert path.read_bytes() == damaged


def test_another_learners_journal_is_not_gone_on_with(tmp_path: Path) -> None:
    """On a shared computer one learner's folder refuses another's id."""
    mine = practice(tmp_path)
    mine.do(actions.PassTime())
    before = mine.file.path.read_bytes()
    with pytest.raises(JournalError, match="foreign"):
        practice(tmp_path, learner="8A1-08")
    assert mine.file.path.read_bytes() == before


@pytest.mark.parametrize(
    "typed",
    [
        actions.SearchProcedures(query="x" * 121),
        actions.OpenMessage(message="not an id"),
        actions.FillForm(dossier="d1", answers={f"a{i}": "x" for i in range(41)}),
        actions.RateOffice(dossier="d1", grade="fine"),  # type: ignore[arg-type]
    ],
)
def test_nothing_is_written_that_a_reader_would_refuse(tmp_path: Path, typed: actions.Action) -> None:
    """What the schema does not allow is refused before it is done."""
    mine = practice(tmp_path)
    before = mine.file.path.read_bytes()
    with pytest.raises(msgspec.ValidationError, match=r"Expected|Invalid"):
        mine.do(typed)
    assert mine.file.path.read_bytes() == before
    assert not mine.begun


def test_a_broken_character_is_refused_like_any_other_text_that_cannot_be_kept(tmp_path: Path) -> None:
    """Half of a surrogate pair cannot be written in a file; the learner is asked to type anew."""
    mine = practice(tmp_path)
    with pytest.raises(msgspec.ValidationError, match="text that cannot be written"):
        mine.do(actions.SearchProcedures(query="\ud800"))
    assert not mine.begun


def test_real_numbers_and_secrets_are_not_on_the_disk(tmp_path: Path) -> None:
    """Whatever is typed, the folder holds neither real-looking numbers nor secret texts."""
    mine = practice(tmp_path)
    mine.do(actions.SearchProcedures(query="gọi 0912 345 678"))
    mine.do(actions.SetPassword(password=mine.secret("BíMật#2026"), again=mine.secret("BíMật#2026")))
    mine.do(actions.SignIn(person_number="001313012345", password=mine.secret("BíMật#2026")))
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir()).decode()
    for text in ("0912", "345 678", "001313012345", "BíMật", "#2026"):
        assert text not in everything
    assert mine.portal.state.personal_data == 2


def test_a_slip_in_the_cases_number_is_written_and_a_banks_number_is_not(tmp_path: Path) -> None:
    """What is one digit off is the learner's own work; what only begins like our numbers may be an account."""
    mine = practice(tmp_path)
    slip = mine.case.citizen.person_number + "7"
    assert mine.do(actions.SearchProcedures(query=slip)).code == "search_nothing"
    assert mine.do(actions.SearchProcedures(query="09909479464")).code == "personal_data"
    disk = mine.file.path.read_text(encoding="utf-8")
    assert slip in disk
    assert "09909479464" not in disk
    assert state_of(mine) == mine.portal.state


def test_a_secret_is_judged_by_the_people_of_the_case(tmp_path: Path) -> None:
    """The same digits are a birthday in one case and any number in another; what is kept is that it is weak."""
    mine = practice(tmp_path)
    year, month, day = mine.case.citizen.born.split("-")
    assert mine.secret(day + month + year[2:]).weak
    year, month, day = mine.case.relative.born.split("-")
    assert mine.secret(year[2:] + month + day).weak
    assert not practice(tmp_path / "other", learner="8A1-08").secret(year[2:] + month + day).weak


def test_again_is_a_new_case_and_keeps_the_old_journal(tmp_path: Path) -> None:
    """Another attempt, another citizen; the latest one is opened the next time."""
    first = practice(tmp_path)
    first.do(actions.PassTime())
    before = first.file.path.read_bytes()
    second = first.again()
    assert second.case == case(attempt=2)
    assert second.case.citizen != first.case.citizen
    assert first.file.path.read_bytes() == before
    assert practice(tmp_path).case.attempt == 2
    assert practice(tmp_path, attempt=1).portal.state == first.portal.state


def test_again_follows_the_latest_attempt(tmp_path: Path) -> None:
    """From a look back at the first attempt, the next one is the third."""
    practice(tmp_path).again()
    assert practice(tmp_path, attempt=1).again().case.attempt == 3


def test_there_is_a_last_attempt(tmp_path: Path) -> None:
    """After the ninety-ninth there is none, and it says so."""
    last = practice(tmp_path, attempt=MAX_ATTEMPT)
    with pytest.raises(CaseError, match="no attempt after 30"):
        last.again()


def test_a_window_without_key_makes_this_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same password typed in two windows of one machine is the same secret."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    one = Practice(tmp_path / "work", FIRST_LESSON, LEARNER)
    two = Practice(tmp_path / "work", FIRST_LESSON, LEARNER)
    assert one.secret("Taptap#2026") == two.secret("Taptap#2026")


def test_a_class_has_its_own_cases(tmp_path: Path) -> None:
    """With a class key the case is another one, and the free journal does not fit it."""
    practice(tmp_path).do(actions.PassTime())
    with pytest.raises(JournalError, match="foreign: case"):
        Practice(tmp_path, FIRST_LESSON, LEARNER, class_key="lop 8A1", key=KEY)
    assert journal.parse(journal_path(tmp_path, 1).read_bytes()).lines
