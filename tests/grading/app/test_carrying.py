"""Work that is saved to a file at one computer, opened at another, and gone on with there."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading.app import carrying
from grading.app.carrying import RECORD, CarryError, Packed, bring, pack
from grading.app.entrance import open_entrance
from grading.app.lesson import Lesson
from grading.app.workspace import Place, Workspace
from grading.class_file import read_class
from grading.classroom import hand_out, make_class, open_class, set_mode
from grading.coding.answers import notebook_of, read_file
from grading.coding.tasks import LESSON as CODE_LESSON
from grading.coding.tasks import solution_id
from grading.grade import grade_folder
from grading.handin import HandInError, submit
from grading.intake import klass_of, take
from grading.moved import read_note, write_note
from grading.players import Player
from simulator import actions
from simulator.journal import parse
from simulator.practice import Practice
from simulator.storage import attempts, journal_path, key_path

LESSON, LEARNER, NOW = "00-di-mot-vong", "8A1-07", datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
PASSWORD, FREE = "Taptap#2026", "1.001193"


@pytest.fixture
def one(tmp_path: Path, at: Callable[[str], None]) -> Workspace:
    """A computer at school on which the learner has an account and a second attempt."""
    at("one")
    workspace = Workspace(tmp_path / "one")
    workspace.prepare(LEARNER, LESSON)
    seat = Practice(workspace.folder(LEARNER, LESSON), LESSON, LEARNER)
    Player(seat).activation()
    seat.again().do(actions.PassTime())
    return workspace


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sit down at another computer, with a key of its own."""
    return lambda name: monkeypatch.setattr(Path, "home", lambda: tmp_path / f"home-{name}")


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """A computer at home."""
    return Workspace(tmp_path / "two")


def saved(workspace: Workspace, learner: str = LEARNER) -> bytes:
    return pack(workspace, learner, NOW).data


def journal(workspace: Workspace, attempt: int = 1) -> bytes:
    return journal_path(workspace.folder(LEARNER, LESSON), attempt).read_bytes()


def results(workspace: Workspace, data: bytes, **more: bool) -> list[tuple[str, tuple[int, ...]]]:
    return [(row.result, row.attempts) for row in bring(workspace, LEARNER, data, **more)]


def seat(workspace: Workspace, attempt: int = 1) -> Practice:
    return Practice(workspace.folder(LEARNER, LESSON), LESSON, LEARNER, attempt=attempt)


def zipped(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return into.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_every_attempt_comes_along_and_the_password_is_still_right(
    one: Workspace, two: Workspace, at: Callable[[str], None]
) -> None:
    """Byte for byte; the lesson opens there, the password made at school signs in, and nothing else knows it."""
    data = saved(one)
    at("two")
    assert results(two, data) == [("taken", (1, 2))]
    assert [journal(two, n) for n in (1, 2)] == [journal(one, n) for n in (1, 2)]
    # The second attempt has nothing yet: the account was made in the first.
    first = seat(two, 1)
    number = first.case.citizen.person_number
    assert first.do(actions.SignIn(person_number=number, password=first.secret(PASSWORD))).ok
    two.prepare(LEARNER, LESSON)
    assert Lesson(two.folder(LEARNER, LESSON)).fault == ""
    assert seat(Workspace(two.root.parent / "three")).secret(PASSWORD) != first.secret(PASSWORD)


def test_the_longer_copy_stays_whichever_way_it_travels(
    one: Workspace, two: Workspace, at: Callable[[str], None]
) -> None:
    """There, further; back again, longer; an old file changes nothing."""
    old = saved(one)
    at("two")
    bring(two, LEARNER, old)
    seat(two, 2).do(actions.PassTime())
    at("one")
    assert results(one, saved(two)) == [("same", (1,)), ("longer", (2,))]
    assert journal(one, 2) == journal(two, 2)
    assert results(one, old) == [("same", (1,)), ("older", (2,))]
    assert journal(one, 2) == journal(two, 2)


def test_other_work_stays_unless_the_learner_says_so_and_is_kept_even_then(
    one: Workspace, two: Workspace, at: Callable[[str], None]
) -> None:
    """Nothing is chosen for the learner, and nothing is thrown away."""
    data = saved(one)
    at("two")
    seat(two).do(actions.PassTime())
    mine = journal(two)
    assert results(two, data) == [("differs", (1,)), ("taken", (2,))]
    assert journal(two) == mine
    assert results(two, data, replace=True) == [("replaced", (1,)), ("same", (2,))]
    assert journal(two) == journal(one)
    assert two.folder(LEARNER, LESSON).joinpath(f"nhat-ky-01.khac-{len(mine)}").read_bytes() == mine


def test_a_lesson_that_was_only_opened_gives_way(one: Workspace, two: Workspace) -> None:
    """Somebody looks into the lesson first, and then remembers the file."""
    seat(two)
    assert results(two, saved(one)) == [("taken", (1, 2))]
    assert journal(two) == journal(one)


def test_a_window_that_is_open_meanwhile_writes_no_more(one: Workspace, two: Workspace) -> None:
    """It finds out at its next action, and the file that was opened is whole."""
    open_lesson = seat(two)
    bring(two, LEARNER, saved(one))
    with pytest.raises(RuntimeError, match="newer window"):
        open_lesson.do(actions.PassTime())
    assert journal(two) == journal(one)


def test_a_class_comes_along_so_that_the_case_is_the_same_at_home(
    tmp_path: Path, two: Workspace, at: Callable[[str], None]
) -> None:
    """Begun in a class, gone on with at home; the class takes the file, and later the hand-in from there."""
    at("one")
    make_class(tmp_path / "lop", "8A1", 12, key="a class key")
    classroom = open_class(tmp_path / "lop")
    hand_out(classroom, LESSON)
    school = Workspace(tmp_path / "one")
    school.set_place(Place(str(tmp_path / "lop" / "trao-doi"), "8A1"))
    school.prepare(LEARNER, LESSON)
    sheet = classroom.sheet(LESSON)
    Player(Practice(school.folder(LEARNER, LESSON), LESSON, LEARNER, sheet.key)).activation()
    data = saved(school)
    file = tmp_path / "mang-di.zip"
    file.write_bytes(data)
    (row,) = take(klass_of(classroom), [file], NOW).rows
    assert row.result == "taken"
    at("two")
    assert results(two, data) == [("taken", (1,))]
    folder = two.folder(LEARNER, LESSON)
    brought = read_class(folder)
    assert brought is not None
    assert brought.key == sheet.key
    two.prepare(LEARNER, LESSON)
    player = Player(Practice(folder, LESSON, LEARNER, sheet.key))
    for part in (player.filing, player.payment, player.result):
        part()
    assert grade_folder(folder, LESSON, LEARNER, sheet).mark == 10
    receipt = submit(folder, None, "", LESSON, LEARNER, two.root / "bai-nop")
    (row,) = take(klass_of(classroom), [Path(receipt.path)], NOW).rows
    assert row.result == "taken"


def test_an_exam_stays_in_the_class(tmp_path: Path, two: Workspace) -> None:
    """It is in no file, and no file's work gets into it, whatever the file says of it; the rest goes along."""
    make_class(tmp_path / "lop", "8A1", 12, key="a class key")
    classroom = open_class(tmp_path / "lop")
    hand_out(classroom, LESSON)
    school = Workspace(tmp_path / "one")
    school.set_place(Place(str(tmp_path / "lop" / "trao-doi"), "8A1"))
    school.prepare(LEARNER, LESSON)
    Practice(school.folder(LEARNER, LESSON), LESSON, LEARNER, classroom.sheet(LESSON).key).do(actions.PassTime())
    practice = saved(school)
    set_mode(classroom, LESSON, "exam")
    with pytest.raises(HandInError):
        saved(school)
    Practice(school.folder(LEARNER, FREE), FREE, LEARNER).do(actions.PassTime())
    assert f"{LESSON}/nhat-ky-01.jsonl" not in unzipped(saved(school))
    before = journal(school)
    assert results(school, practice, replace=True) == [("exam", ())]
    assert journal(school) == before
    (two.root / LEARNER).mkdir(parents=True)
    assert results(two, practice) == [("taken", (1,))], "what was saved while it was practice"


def test_a_hand_in_opens_too(one: Workspace, two: Workspace, tmp_path: Path) -> None:
    """Whichever of the two files a learner has kept, the work is in it."""
    receipt = submit(one.folder(LEARNER, LESSON), None, "", LESSON, LEARNER, tmp_path)
    assert results(two, Path(receipt.path).read_bytes()) == [("taken", (1, 2))]


def test_work_under_another_number_stays_the_movers(one: Workspace, two: Workspace) -> None:
    """What the teacher moved to this number opens at home with the case that it was begun for."""
    here = one.folder(LEARNER, LESSON)
    work = parse(journal(one))
    other = one.folder("8A1-08", LESSON)
    other.mkdir(parents=True)
    journal_path(other, 1).write_bytes(journal(one))
    write_note(other, carrying_note(work.header.learner, work.lines[2].chain))
    assert not read_note(here)
    data = pack(one, "8A1-08", NOW).data
    rows = bring(two, "8A1-08", data)
    assert [row.result for row in rows] == ["taken"]
    assert read_note(two.folder("8A1-08", LESSON)) == read_note(other)
    two.prepare("8A1-08", LESSON)
    assert Lesson(two.folder("8A1-08", LESSON)).fault == ""


def carrying_note(source: str, chain: str):  # type: ignore[no-untyped-def]
    from grading.moved import Moved

    return (Moved(source, "8A1-08", 1, chain),)


def test_code_that_was_written_comes_along(tmp_path: Path, two: Workspace) -> None:
    """Into the notebook as it is handed out; what was written there already stays unless the learner says so."""
    one = Workspace(tmp_path / "one")

    def write(workspace: Workspace, text: str) -> Path:
        path = workspace.prepare(LEARNER, CODE_LESSON)
        notebook = json.loads(path.read_bytes())
        name = next(iter(read_file(path, CODE_LESSON)))
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == solution_id(name):
                cell["source"] = text
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    there = read_file(write(one, "x = 1"), CODE_LESSON)
    data = saved(one)
    assert results(two, data) == [("taken", ())]
    path = notebook_of(two.folder(LEARNER, CODE_LESSON), CODE_LESSON)
    assert read_file(path, CODE_LESSON) == there
    assert results(two, data) == [("same", ())]
    mine = write(two, "y = 2").read_bytes()
    assert results(two, data) == [("differs", ())]
    assert results(two, data, replace=True) == [("replaced", ())]
    assert read_file(path, CODE_LESSON) == there
    assert path.with_name(f"{path.stem}.da-sua-1").read_bytes() == mine


def test_nothing_done_is_nothing_to_save(two: Workspace) -> None:
    """A lesson that was only prepared holds no work."""
    two.prepare(LEARNER, LESSON)
    with pytest.raises(HandInError) as fault:
        pack(two, LEARNER, NOW)
    assert fault.value.code == "nothing"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_ours"),
        (b"just a letter home", "not_ours"),
        (zipped({"anh.jpg": b"\xff\xd8\xff"}), "not_ours"),
        (zipped({}), "not_ours"),
        (b"\0" * (carrying.MAX_FILE + 1), "too_big"),
        (zipped({"0": b"\0" * 50_000_000}), "not_ours"),
    ],
)
def test_what_is_no_work_of_ours_is_refused(two: Workspace, data: bytes, code: str) -> None:
    """With its reason, and nothing is written."""
    with pytest.raises(CarryError) as fault:
        bring(two, LEARNER, data)
    assert fault.value.code == code
    assert not two.root.exists()


def test_somebody_elses_file_is_not_opened(one: Workspace, two: Workspace) -> None:
    """It says whose it is."""
    with pytest.raises(CarryError) as fault:
        bring(two, "8A1-08", saved(one))
    assert (fault.value.code, fault.value.words["learner"]) == ("foreign", LEARNER)
    assert not two.root.exists()


def changed(data: bytes, name: str, content: bytes) -> bytes:
    return zipped({**unzipped(data), name: content})


def renamed(data: bytes, lesson: str) -> bytes:
    """The same work, claimed to be another lesson's."""
    return zipped({name: content.replace(LESSON.encode(), lesson.encode()) for name, content in unzipped(data).items()})


def test_a_torn_or_forged_file_changes_nothing(one: Workspace, two: Workspace) -> None:
    """A journal that is not as its header says, or whose name means another place."""
    data = saved(one)
    for forged in (
        changed(data, f"{LESSON}/nhat-ky-01.jsonl", journal(one)[:-20]),
        data[: len(data) // 2],
        renamed(data, "../../ngoai"),
        renamed(data, "99-khong-co"),
    ):
        with pytest.raises(CarryError):
            bring(two, LEARNER, forged)
        assert not two.root.exists()
        assert not (two.root.parent / "ngoai").exists()


def test_a_journal_that_does_not_replay_is_left_out_and_the_others_are_taken(one: Workspace, two: Workspace) -> None:
    """One bad attempt spoils no good one."""
    key = "of another class"
    Practice(one.folder(LEARNER, "1.001193"), "1.001193", LEARNER, key).do(actions.PassTime())
    rows = bring(two, LEARNER, saved(one))
    assert {(row.lesson, row.result) for row in rows} == {(LESSON, "taken"), ("1.001193", "misfit")}
    assert attempts(two.folder(LEARNER, "1.001193")) == []


def test_a_record_that_cannot_be_read_costs_the_keys_and_no_work(one: Workspace, two: Workspace) -> None:
    """The journals are what counts."""
    for content in (b"{", b"[" * 100_000, json.dumps({"kind": "congtap-carried", "learner": 1}).encode()):
        bring(two, LEARNER, changed(saved(one), RECORD, content))
        assert journal(two) == journal(one)
        assert not key_path(two.folder(LEARNER, LESSON), 1).exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 100_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4))
def test_a_file_with_any_bytes_changed_is_refused_or_whole(
    one: Workspace, tmp_path: Path, cuts: list[tuple[int, bytes]]
) -> None:
    """Whatever the stick or the chat has done to it: the same work, or a reason; never something else."""
    data = bytearray(saved(one))
    for at, piece in cuts:
        data[at % len(data) : at % len(data) + len(piece)] = piece
    place = Workspace(tmp_path / f"place-{abs(hash(bytes(data)))}")
    try:
        bring(place, LEARNER, bytes(data))
    except CarryError:
        return
    for attempt in attempts(place.folder(LEARNER, LESSON)):
        assert journal(place, attempt) == journal(one, attempt)


# --- on the home page ---


def home(workspace: Workspace):  # type: ignore[no-untyped-def]
    page = open_entrance(workspace.root)
    page.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    page.vue_act({"do": "new_pin", "pin": "4826", "again": "4826"})
    return page


def test_the_home_page_saves_a_file_and_opens_it(one: Workspace, two: Workspace) -> None:
    """A link with the file's name; there, the lessons stand as they stood here."""
    here = home(one)
    here.vue_act({"do": "save_work"})
    carry = here.view["carry"]
    assert carry["name"].startswith(f"bai-{LEARNER}-")
    assert "gồm 1 bài" in carry["said"]
    data = carry["file"].removeprefix("data:application/zip;base64,")
    there = home(two)
    there.vue_act({"do": "bring_work", "data": data})
    assert [row["said"] for row in there.view["carry"]["rows"]] == ["lần làm 1, 2: đã mở, làm tiếp được."]
    assert there.view["lessons"] == home_again(here)["lessons"]


def home_again(page):  # type: ignore[no-untyped-def]
    page.vue_act({"do": "bring_work", "data": ""})
    assert "chọn tệp" in page.view["carry"]["fault"].lower()
    return page.view


def test_the_home_page_asks_before_it_replaces(one: Workspace, two: Workspace) -> None:
    """Once, and what was sent is not needed a second time."""
    seat(two).do(actions.PassTime())
    page = home(two)
    page.vue_act({"do": "bring_work", "data": base64.b64encode(saved(one)).decode()})
    assert page.view["carry"]["choice"]
    page.vue_act({"do": "bring_work", "again": True})
    assert not page.view["carry"]["choice"]
    assert journal(two) == journal(one)


@pytest.mark.parametrize("data", ["%%%", 5, None, ["x"], "AAAA"])
def test_nonsense_from_the_page_is_told_in_words(two: Workspace, data: object) -> None:
    """And nobody who is not in can ask for anything."""
    page = home(two)
    page.vue_act({"do": "bring_work", "data": data})
    assert page.view["carry"]["fault"]
    page.vue_act({"do": "save_work"})
    assert page.view["carry"]["fault"].startswith("Em chưa làm bài nào")
    page.vue_act({"do": "leave"})
    for do in ("save_work", "bring_work"):
        page.vue_act({"do": do, "data": data})
        assert page.view["fault"]


def test_a_packed_file_is_small_and_named_for_its_owner(one: Workspace) -> None:
    """It fits any chat."""
    packed = pack(one, LEARNER, NOW)
    assert packed == Packed(f"bai-{LEARNER}-2026-11-03-15h00.zip", packed.data, 1)
    assert len(packed.data) < 100_000
