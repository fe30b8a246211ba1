"""The teacher's page without a browser: its messages, what it shows, and that nothing is lost when something fails."""

from __future__ import annotations

import base64
import io
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from grading.app import pins
from grading.app.command import app
from grading.app.start import TEACHERS, prepare
from grading.app.teacher import keeping
from grading.app.teacher.console import SECTIONS, Console, open_console
from grading.app.teacher.jobs import Jobs, StoppedError
from grading.checks import failed, say
from grading.classroom import make_class, open_class
from grading.demo import make_demo, played
from grading.enrol import read_names
from grading.handing_out import hand_out_lessons, is_handed_out
from grading.lessons import LESSONS
from grading.results import Results
from grading.words import title_of
from tests.grading.lists import NAMES, save, school_list

PASSCODE = "hoa phượng"
FIRST, SECOND = tuple(LESSONS)[:2]


def inside(root: Path) -> Console:
    page = open_console(root)
    page.vue_act({"do": "set", "code": PASSCODE, "again": PASSCODE})
    if not page.inside:
        page.vue_act({"do": "try", "code": PASSCODE})
    assert page.view["step"] == "in"
    return page


def upload(page: Console, *files: Path) -> None:
    """As the browser sends files: in pieces, the first of which begins anew."""
    for number, path in enumerate(files):
        data, step = path.read_bytes(), 70_000
        for at in range(0, max(1, len(data)), step):
            part = base64.b64encode(data[at : at + step]).decode()
            piece = {"file": number, "name": path.name, "size": len(data), "at": at, "data": part}
            page.vue_act({"do": "upload", "first": number == 0 and at == 0, "pieces": [{**piece, "modified": 1}]})


def finish(page: Console) -> None:
    """Long work ends, and the page shows it."""
    page.jobs.wait(300)
    page.vue_act({"do": "done"})


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one class of four who have handed in, one of them somebody else's work."""
    root = tmp_path_factory.mktemp("lop")
    make_demo(root / "8A1", 4, "1", hostile=True)
    page = inside(root)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    page.vue_act({"do": "grade"})
    finish(page)
    assert page.view["fault"] == ""
    return root


# --- the door ---------------------------------------------------------------------------


def test_the_passcode_is_set_once_and_kept_only_as_a_hash(tmp_path: Path) -> None:
    """A short one, or two that differ, are refused with the reason; the file does not hold it."""
    page = open_console(tmp_path)
    assert page.view["step"] == "new_door"
    for code, again, told in (("12345", "12345", "ít nhất 6"), (PASSCODE, "khác hẳn", "chưa giống")):
        page.vue_act({"do": "set", "code": code, "again": again})
        assert told in page.view["fault"]
        assert pins.state(tmp_path) == "none"
    page.vue_act({"do": "set", "code": PASSCODE, "again": PASSCODE})
    assert page.view["step"] == "in"
    assert PASSCODE not in (tmp_path / pins.PIN_FILE).read_text(encoding="utf-8")
    assert open_console(tmp_path).view["step"] == "door"


def test_nothing_answers_before_the_right_passcode(graded: Path) -> None:
    """No message gets past the door; wrong tries wait; a second passcode cannot be set over the first."""
    now = 1_000_000.0
    page = Console(graded, lambda: now)
    for message in ({"do": "choose", "folder": "8A1"}, {"do": "open", "section": "book"}, {"do": "grade"}):
        page.vue_act(message)
        assert (page.inside, page.part) == (False, {})
    page.vue_act({"do": "set", "code": "another one", "again": "another one"})
    assert not page.inside
    for _ in range(pins.FREE_TRIES):
        page.vue_act({"do": "try", "code": "wrong code"})
    page.vue_act({"do": "try", "code": PASSCODE})
    assert "giây" in page.view["fault"]
    now += pins.WAIT + 1
    page.vue_act({"do": "try", "code": PASSCODE})
    assert page.inside


def test_the_same_tab_comes_back_without_typing_until_the_page_is_locked(graded: Path) -> None:
    """By a pass, not by the passcode; whoever locks the page ends it."""
    page = inside(graded)
    tab = page.view["tab"]
    again = open_console(graded)
    again.vue_act({"do": "enter", "tab": "x" * 32})
    assert not again.inside
    again.vue_act({"do": "enter", "tab": tab})
    assert again.view["step"] == "in"
    again.vue_act({"do": "leave"})
    assert (again.view["step"], again.part) == ("door", {})
    third = open_console(graded)
    third.vue_act({"do": "enter", "tab": tab})
    assert not third.inside


def test_a_spoilt_passcode_file_lets_nobody_in_and_says_what_to_do(tmp_path: Path) -> None:
    """The file is named; the classes are not touched."""
    inside(tmp_path)
    (tmp_path / pins.PIN_FILE).write_text("{", encoding="utf-8")
    page = open_console(tmp_path)
    assert str(tmp_path / pins.PIN_FILE) in page.view["fault"]
    page.vue_act({"do": "set", "code": "another", "again": "another"})
    page.vue_act({"do": "try", "code": "another"})
    assert not page.inside


# --- classes and lists --------------------------------------------------------------------


def test_a_class_is_made_of_the_schools_list(tmp_path: Path) -> None:
    """The guess is shown and nothing written; then the class is there, with its names, and its list is open."""
    page = inside(tmp_path)
    assert page.part["classes"] == []
    upload(page, school_list(tmp_path / "ds.xlsx"))
    page.vue_act({"do": "read_list"})
    found = page.part["list"]
    assert (found["count"], found["klass"], found["columns"]["number"]) == (4, "8A1", "A")
    assert not (tmp_path / "8A1").exists()
    page.vue_act({"do": "make_from_list"})
    finish(page)
    assert page.view["fault"] == ""
    assert (page.view["section"], page.view["name"]) == ("roster", "8A1")
    assert [row["name"] for row in page.part["rows"]] == list(NAMES)
    made = open_class(tmp_path / "8A1")
    assert [lesson for lesson in LESSONS if is_handed_out(made, lesson)] == [FIRST]
    page.vue_act({"do": "open", "section": "classes"})
    assert (
        page.part["classes"][0] | {"folder": "8A1", "learners": 4, "lessons": 1, "waiting": 0}
        == page.part["classes"][0]
    )


def test_columns_can_be_put_right_and_bad_rows_are_told(tmp_path: Path) -> None:
    """A list without headings that help: the teacher names the columns; each bad row has its reason."""
    rows = [["x", "y"], ["Nguyễn Văn An", "1"], ["Trần Thị Bình", "1"], ["Lê Yến", "không rõ"]]
    page = inside(tmp_path)
    upload(page, save(tmp_path / "ds.xlsx", ("a", rows)))
    page.vue_act({"do": "read_list"})
    page.vue_act(
        {"do": "change_list", "klass": "8 a3", "columns": {"number": "B", "name": "A", "given": "", "klass": ""}}
    )
    found = page.part["list"]
    assert (found["klass"], found["count"]) == ("8A3", 1)
    assert {group["kind"] for group in found["lines"]} >= {"duplicates", "bad"}
    page.vue_act(
        {"do": "change_list", "klass": "8A3", "columns": {"number": "B", "name": "", "given": "", "klass": ""}}
    )
    page.vue_act({"do": "make_from_list"})
    assert "cột họ tên" in page.view["fault"]


def test_a_class_is_made_of_a_number_and_never_over_another(tmp_path: Path) -> None:
    """Nonsense is refused with an example; a folder that is there is left alone."""
    page = inside(tmp_path)
    for klass, count, told in (("tám", "4", "Tên lớp"), ("8A1", "bốn", "số học sinh"), ("../x", "4", "Tên lớp")):
        page.vue_act({"do": "make_from_number", "klass": klass, "count": count})
        assert told in page.view["fault"]
    page.vue_act({"do": "make_from_number", "klass": "8a1", "count": "3"})
    finish(page)
    assert len(page.part["rows"]) == 3
    page.vue_act({"do": "open", "section": "classes"})
    page.vue_act({"do": "make_from_number", "klass": "8A1", "count": "9"})
    finish(page)
    assert "đã có một lớp" in page.view["fault"]
    assert len(open_class(tmp_path / "8A1").learners) == 3


def test_a_second_list_names_and_adds_but_renumbers_nobody_unasked(tmp_path: Path) -> None:
    """Who would get another's number is told; nothing is written until the teacher ticks the box."""
    make_class(tmp_path / "8A1", "8A1", 2)
    page = inside(tmp_path)
    page.vue_act({"do": "choose", "folder": "8A1"})
    assert page.part["nameless"] == 2
    upload(page, school_list(tmp_path / "ds.xlsx"))
    page.vue_act({"do": "read_list"})
    assert page.part["list"]["changes"]["new"] == 2
    page.vue_act({"do": "enrol"})
    assert (len(page.part["rows"]), page.part["nameless"]) == (4, 0)
    upload(page, school_list(tmp_path / "ds.xlsx", tuple(reversed(NAMES))))
    page.vue_act({"do": "read_list"})
    page.vue_act({"do": "enrol"})
    assert "cột số thứ tự" in page.view["fault"]
    page.vue_act({"do": "drop_list"})
    assert [row["name"] for row in page.part["rows"]] == list(NAMES)
    page.vue_act({"do": "add", "numbers": "46, 47"})
    assert "8A1-46, 8A1-47" in page.view["told"]


def test_a_folder_outside_is_no_class(graded: Path) -> None:
    """Only what is listed can be chosen."""
    page = inside(graded)
    for folder in ("..", "../8A1", "/etc", ""):
        page.vue_act({"do": "choose", "folder": folder})
        assert page.view["fault"]
        assert page.view["klass"] == ""
    page.vue_act({"do": "open", "section": "book"})
    assert "chọn một lớp" in page.view["fault"]


# --- lessons, hand-ins, marks ------------------------------------------------------------


def test_lessons_are_handed_out_and_made_exams(tmp_path: Path) -> None:
    """Chosen ones alone; what is out stays; the bundle for other computers comes as a file in the page."""
    classroom = make_class(tmp_path / "8A1", "8A1", 2)
    page = inside(tmp_path)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "handing"})
    page.vue_act({"do": "bundle"})
    assert "phát bài trước" in page.view["fault"]
    page.vue_act({"do": "hand_out", "lessons": []})
    assert "ít nhất một bài" in page.view["fault"]
    page.vue_act({"do": "hand_out", "lessons": [FIRST, SECOND, "../x"]})
    finish(page)
    assert [row["out"] for row in page.part["lessons"]] == [True, True, *[False] * (len(LESSONS) - 2)]
    assert hand_out_lessons(classroom, [FIRST, SECOND]) == []
    page.vue_act({"do": "mode", "lesson": SECOND, "exam": True})
    assert open_class(tmp_path / "8A1").sheet(SECOND).mode == "exam"
    page.vue_act({"do": "bundle"})
    assert page.download["href"].startswith("data:application/zip;base64,")


def test_a_heap_of_files_is_taken_and_each_is_told(tmp_path: Path) -> None:
    """A right journal, the same again, an empty file, a stranger's, and something else; then they are graded."""
    classroom = make_class(tmp_path / "8A1", "8A1", 2)
    hand_out_lessons(classroom, [FIRST])
    key, heap = classroom.sheet(FIRST).key, tmp_path / "usb"
    heap.mkdir()
    files = {
        "bai cua an.txt": played("8A1-01", key, "1", 1),
        "lai lan nua.jsonl": played("8A1-01", key, "1", 1),
        "ban khac.jsonl": played("8A1-09", key, "1", 1),
        "trong.jsonl": b"",
        "=1+1.xlsx": b"nothing of ours",
    }
    for name, data in files.items():
        (heap / name).write_bytes(data)
    page = inside(tmp_path)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "taking"})
    upload(page, *(heap / name for name in files))
    page.vue_act({"do": "take"})
    finish(page)
    kinds = sorted(row["kind"] for row in page.part["rows"])
    assert kinds == ["duplicate", "empty", "not_ours", "stranger", "taken"]
    stranger = next(row for row in page.part["rows"] if row["kind"] == "stranger")
    assert "congtap" not in stranger["text"]
    assert page.part["waiting"] == 1
    page.vue_act({"do": "open", "section": "marking"})
    page.vue_act({"do": "grade"})
    finish(page)
    assert {row["id"]: row["outcome"] for row in page.part["rows"]} == {"8A1-01": "graded", "8A1-02": "not_attempted"}
    assert page.part["waiting"] == 0


@pytest.mark.parametrize(
    "pieces",
    [
        [{"file": 0, "name": "a", "size": 9, "at": 0, "data": "YQ=="}],
        [{"file": 0, "name": "a", "size": 1, "at": 5, "data": "YQ=="}],
        [{"file": 0, "name": "a", "size": 1, "at": 0, "data": "###"}],
        [{"file": -1, "name": "a", "size": 1, "at": 0, "data": "YQ=="}],
        "nonsense",
    ],
)
def test_pieces_that_do_not_make_a_whole_file_are_refused(graded: Path, pieces: object) -> None:
    """Told kindly; the page goes on."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "taking"})
    page.vue_act({"do": "upload", "first": True, "pieces": pieces})
    page.vue_act({"do": "take"})
    assert "thả tệp" in page.view["fault"].casefold()
    assert page.jobs.running == ""


def test_what_is_too_big_to_be_sent_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    """A video among hand-ins has a row of its own; as a class list it is refused with what to do."""
    classroom = make_class(tmp_path / "8A1", "8A1", 2)
    hand_out_lessons(classroom, [FIRST])
    page = inside(tmp_path)
    video = {"file": 0, "name": "phim.mp4", "size": 100_000_000, "at": 0, "data": "", "left": True}
    work = played("8A1-01", classroom.sheet(FIRST).key, "1", 1)
    data = base64.b64encode(work).decode()
    page.vue_act({"do": "upload", "first": True, "pieces": [video]})
    page.vue_act({"do": "read_list"})
    assert "phim.mp4 lớn quá mức" in page.view["fault"]
    page.vue_act({"do": "choose", "folder": "8A1", "section": "taking"})
    for pieces in ([video], [video, {"file": 1, "name": "a.bin", "size": len(work), "at": 0, "data": data}]):
        page.vue_act({"do": "upload", "first": True, "pieces": pieces})
        page.vue_act({"do": "take"})
        finish(page)
        assert page.view["fault"] == ""
        assert [row["file"] for row in page.part["rows"] if row["kind"] == "too_big"] == ["phim.mp4"]
    assert [row["kind"] for row in page.part["rows"]] == ["too_big", "taken"]


def test_an_uploads_name_stays_in_its_room(graded: Path) -> None:
    """Whatever a file is called, and whatever time it claims, it lies where it belongs."""
    page = inside(graded)
    name = "../../../etc/" + "x" * 300 + "\u202e.jsonl"
    piece = {"file": 0, "name": name, "size": 1, "at": 0, "data": "YQ==", "modified": 1e300}
    page.vue_act({"do": "upload", "first": True, "pieces": [piece]})
    (path,) = page.uploads.paths()
    assert ".." not in path.name.removesuffix(".jsonl").strip("._etcx")
    assert (len(path.name) < 120, path.parent.name, path.suffix) == (True, "00000", ".jsonl")


def test_marks_and_their_reasons_are_one_click_apart(graded: Path) -> None:
    """Four outcomes are told apart; one learner's checks are those of the shown lesson."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    assert [row["outcome"] for row in page.part["rows"]] == [
        "graded",
        "not_attempted",
        "not_attempted",
        "could_not_run",
    ]
    assert page.part["rows"][3]["remark"]
    page.vue_act({"do": "why", "learner": "8A1-01"})
    rows = [row for each in page.part["one"]["words"]["exercises"] for row in each["rows"]]
    assert {"text", "reason", "help", "said"} <= rows[0].keys()
    page.vue_act({"do": "close"})
    assert page.part["one"] is None


def test_grading_that_runs_cannot_be_begun_twice_and_can_be_stopped(graded: Path, monkeypatch) -> None:
    """The second click does nothing; other changes wait; a stop leaves everything as it was written."""
    import threading

    from grading.app.teacher import marking

    entered, go_on = threading.Event(), threading.Event()

    def slow(*_: object, progress, **__: object):
        entered.set()
        assert go_on.wait(30)
        progress(0, 1, "8A1-01")

    monkeypatch.setattr(marking, "grade_class", slow)
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    before = page.part["rows"]
    page.vue_act({"do": "grade"})
    assert entered.wait(30)
    page.vue_act({"do": "grade"})
    assert page.view["fault"] == ""
    page.vue_act({"do": "open", "section": "roster"})
    page.vue_act({"do": "add", "numbers": "46"})
    assert "Máy đang làm một việc" in page.view["fault"]
    page.vue_act({"do": "stop"})
    go_on.set()
    finish(page)
    assert page.view["fault"].startswith("Đã dừng")
    page.vue_act({"do": "open", "section": "marking"})
    assert page.part["rows"] == before


def test_a_fault_of_ours_is_one_sentence_and_the_page_goes_on(graded: Path, monkeypatch) -> None:
    """In long work and in a click."""
    from grading.app.teacher import marking

    monkeypatch.setattr(marking, "grade_class", lambda *_, **__: 1 / 0)
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    page.vue_act({"do": "grade"})
    finish(page)
    assert "chưa lường trước" in page.view["fault"]
    monkeypatch.setattr(marking, "gradings_of", lambda *_: 1 / 0)
    page.vue_act({"do": "why", "learner": "8A1-01"})
    assert "chưa lường trước" in page.view["fault"]
    page.vue_act({"do": "open", "section": "roster"})
    assert (page.view["fault"], len(page.part["rows"])) == ("", 4)


def test_work_is_told_step_by_step_and_ends_once() -> None:
    """Progress comes from the thread; what came of it is collected once; a stop ends it at its next step."""
    told: list[dict[str, object]] = []
    jobs = Jobs(told.append)
    assert jobs.start("a.b", "Đang làm", lambda progress: (progress(1, 1, "x"), 7)[1])
    jobs.wait(30)
    found = jobs.collect()
    assert found is not None
    assert (found.result, jobs.collect()) == (7, None)
    assert (told[0]["running"], told[-1]["running"]) == (True, False)
    jobs.start("a.b", "Đang làm", lambda progress: (jobs.stop(), progress(0, 9, "y")))
    jobs.wait(30)
    found = jobs.collect()
    assert found is not None
    assert isinstance(found.fault, StoppedError)


# --- grading again, receipts, longer for one, one name ----------------------------------------


@pytest.fixture
def own(graded: Path, tmp_path: Path) -> Path:
    """The graded class, to be changed."""
    shutil.copytree(graded, tmp_path / "lop")
    return tmp_path / "lop"


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> str:
    """From now on the lesson's last check is failed by everybody; its name."""
    checks = LESSONS[FIRST]
    name = list(checks)[-1].id
    changed = msgspec.structs.replace(checks[name], version=2, function=lambda _: failed(say("still_in")))
    monkeypatch.setitem(checks._all, name, changed)
    return name


def first_mark(page: Console) -> str:
    return str(page.part["rows"][0]["mark"])


def test_grading_again_is_seen_before_it_is_kept(own: Path, stricter: str) -> None:
    """Who changes, by how much and why; leaving writes nothing, keeping writes, and the old mark stays to be read."""
    page = inside(own)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    old = first_mark(page)
    page.vue_act({"do": "preview"})
    finish(page)
    ((lesson, row),) = [(each["title"], one) for each in page.part["regrade"]["lessons"] for one in each["rows"]]
    assert (lesson, row["id"], row["before"]) == (title_of(FIRST), "8A1-01", old)
    (check,) = row["checks"]
    assert (check["id"], check["versions"], check["is"] != "") == (stricter, [1, 2], True)
    assert first_mark(page) == old

    page.vue_act({"do": "leave_marks"})
    assert (page.part["regrade"], first_mark(page)) == (None, old)
    page.vue_act({"do": "preview"})
    finish(page)
    page.vue_act({"do": "keep"})
    finish(page)
    assert (page.view["fault"], page.part["regrade"], first_mark(page)) == ("", None, row["now"])
    page.vue_act({"do": "why", "learner": "8A1-01"})
    page.vue_act({"do": "history", "learner": "8A1-01"})
    first, second = page.part["one"]["history"]
    assert (first["mark"], first["first"], second["mark"]) == (old, True, row["now"])
    assert [each["id"] for each in second["checks"]] == [stricter]
    assert first["graded_at"]
    assert first["release"]


def test_a_preview_waits_for_the_teacher_in_another_section_and_for_its_own_class(own: Path) -> None:
    """It took a while, so it is not lost; another class does not see it; where nothing changes that is told."""
    make_class(own / "8A2", "8A2", 2)
    page = inside(own)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    page.vue_act({"do": "preview"})
    page.vue_act({"do": "open", "section": "roster"})
    finish(page)
    assert "mở mục Chấm" in page.view["told"]
    page.vue_act({"do": "open", "section": "marking"})
    assert (page.part["regrade"]["changed"], page.part["regrade"]["same"]) == (0, [])
    page.vue_act({"do": "open", "section": "classes"})
    page.vue_act({"do": "choose", "folder": "8A2", "section": "marking"})
    assert page.part["regrade"] is None


def test_a_receipts_code_tells_what_came_in_and_whether_it_counts(graded: Path) -> None:
    """By its first letters; one that nothing has is told apart from what is no code."""
    digest = Results(open_class(graded / "8A1").results_url).latest(FIRST)["8A1-01"].digest
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "taking"})
    for code in (digest[:12], f" {digest[:4].upper()} {digest[4:8]} "):
        page.vue_act({"do": "receipt", "code": code})
        finish(page)
        (work,) = page.part["receipt"]["works"]
        assert (work["id"], work["title"], work["state"]) == ("8A1-01", title_of(FIRST), "counts")
        assert work["time"]
        assert any("Đây là lần chấm đang tính" in line for line in work["lines"])
    page.vue_act({"do": "receipt", "code": "000000000000"})
    finish(page)
    assert page.part["receipt"]["works"] == []
    page.vue_act({"do": "receipt", "code": "chưa rõ"})
    finish(page)
    assert "không giống mã biên nhận" in page.view["fault"]


def test_one_learner_gets_longer_and_it_can_be_taken_back(own: Path) -> None:
    """Only where the class has a date; nonsense is refused and named; what was given is listed."""
    page = inside(own)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "handing"})
    assert page.part["extensions"] == []
    longer = {"do": "extend", "lesson": FIRST, "learner": "2", "days": "3"}
    page.vue_act(longer)
    assert "chưa có hạn nộp" in page.view["fault"]
    assert "congtap" not in page.view["fault"]
    page.vue_act({"do": "due", "lesson": FIRST, "when": "2026-12-01T17:00"})
    for wrong, told in (
        ({"days": "ba"}, "Gia hạn ba ngày"),
        ({"days": "-1"}, "Gia hạn -1 ngày"),
        ({"days": ""}, "Gia hạn – ngày"),
        ({"days": "999"}, "366"),
        ({"learner": "77"}, "8A1-77 không có"),
        ({"learner": ""}, "Số thứ tự"),
        ({"lesson": "../x"}, "chọn một bài"),
    ):
        page.vue_act({**longer, **wrong})
        assert told in page.view["fault"]
        assert page.part["extensions"] == []
    page.vue_act(longer)
    (row,) = page.part["extensions"]
    assert (row["id"], row["lesson"], row["days"], row["until"]) == ("8A1-02", FIRST, 3, "thứ Sáu 04/12, 17 giờ")
    page.vue_act({**longer, "learner": "8A1-02", "days": "0"})
    assert page.part["extensions"] == []
    assert "đã bỏ gia hạn" in page.view["told"]


def test_one_name_is_put_right_and_the_number_stays(own: Path) -> None:
    """What is no name is refused and nothing changes; the file of names has the new one."""
    page = inside(own)
    page.vue_act({"do": "choose", "folder": "8A1"})
    page.vue_act({"do": "rename", "learner": "8A1-02", "name": "  Trần   Thị Bình "})
    page.vue_act({"do": "rename", "learner": "8A1-02", "name": "Trần Thị Bích"})
    assert "Trần Thị Bích (trước là Trần Thị Bình)" in page.view["told"]
    for learner, name in (("8A1-02", ""), ("8A1-02", "12"), ("8A1-02", "#REF!"), ("8A1-77", "Lê Yến"), ("", "Lê Yến")):
        page.vue_act({"do": "rename", "learner": learner, "name": name})
        assert page.view["fault"]
    assert read_names(own / "8A1") == {"8A1-02": "Trần Thị Bích"}
    assert [row["id"] for row in page.part["rows"]] == ["8A1-01", "8A1-02", "8A1-03", "8A1-04"]


def test_every_action_that_takes_a_while_says_what_is_being_done(graded: Path) -> None:
    """Each section and each action has its sentence; long work has its own bar."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1"})
    in_words = page.sayings
    assert {f"open-{section}" for section in SECTIONS} <= in_words.keys()
    at_once = {"close", "leave_marks", "slots"}
    with_a_bar = {"make_from_list", "make_from_number", "hand_out", "take", "collect", "receipt", "grade", "preview"}
    with_a_bar |= {"keep", "export", "copies", "backup", "backup_here", "restore", "archive"}
    for section in SECTIONS:
        page.vue_act({"do": "open", "section": section})
        assert page._part(section).verbs().keys() <= in_words.keys() | at_once | with_a_bar


# --- marks out, keeping --------------------------------------------------------------------


def test_the_spreadsheet_comes_as_a_file_in_the_page(graded: Path) -> None:
    """XLSX with the marks, CSV with its mark; what counts is chosen there, too."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "book"})
    page.vue_act({"do": "count", "lesson": FIRST, "kind": "tx", "term": "1"})
    assert page.part["lessons"][0]["kind"] == "tx"
    page.vue_act({"do": "export", "kind": "xlsx"})
    finish(page)
    assert page.download["name"].endswith(".xlsx")
    book = load_workbook(io.BytesIO(base64.b64decode(page.download["href"].partition(",")[2])))
    table = list(book.worksheets[0].values)
    assert [str(cell) for cell in table[0]] == page.part["heading"]
    assert len(table) == 5
    page.vue_act({"do": "export", "kind": "csv"})
    finish(page)
    assert base64.b64decode(page.download["href"].partition(",")[2]).startswith(b"\xef\xbb\xbf")
    page.vue_act({"do": "copies"})
    finish(page)
    assert page.part["copies"]["note"]


def test_a_class_is_kept_and_comes_back_beside_the_one_that_is_there(graded: Path, tmp_path: Path) -> None:
    """The backup is read back; restoring overwrites nothing."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "keeping"})
    for place in ("", "usb", str(graded / "8A1" / "x")):
        page.vue_act({"do": "backup", "place": place})
        finish(page)
        assert page.view["fault"]
    page.vue_act({"do": "backup", "place": str(tmp_path)})
    finish(page)
    assert "nguyên vẹn" in page.view["told"]
    page.vue_act({"do": "backups", "place": str(tmp_path)})
    (found,) = page.part["backups"]
    page.vue_act({"do": "restore", "place": str(tmp_path), "file": found["file"]})
    finish(page)
    assert page.view["fault"] == ""
    assert "8A1-khoi-phuc-1" in page.view["told"]
    page.vue_act({"do": "open", "section": "classes"})
    assert [each["folder"] for each in page.part["classes"]] == ["8A1", "8A1-khoi-phuc-1"]


def test_a_backup_may_be_a_download(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved restores as a written one does; a class too big for that is told where to go."""
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "keeping"})
    page.vue_act({"do": "backup_here"})
    finish(page)
    saved = tmp_path / page.download["name"]
    saved.write_bytes(base64.b64decode(page.download["href"].partition(",")[2]))
    page.vue_act({"do": "backups", "place": str(tmp_path)})
    assert [each["klass"] for each in page.part["backups"]] == ["8A1"]
    before = page.download["number"]
    monkeypatch.setattr(keeping, "MAX_DOWNLOAD", 10)
    page.vue_act({"do": "backup_here"})
    finish(page)
    assert "lớn quá" in page.view["told"]
    assert page.download["number"] == before


def test_a_learner_is_forgotten_only_by_typing_the_id(tmp_path: Path) -> None:
    """What there is of the learner is shown before."""
    make_class(tmp_path / "8A1", "8A1", 3)
    page = inside(tmp_path)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "keeping"})
    page.vue_act({"do": "traces", "learner": "2"})
    assert page.part["traces"]["learner"] == "8A1-02"
    page.vue_act({"do": "forget", "learner": "8A1-02", "typed": "8A1-03"})
    assert "Chưa xóa gì" in page.view["fault"]
    assert len(open_class(tmp_path / "8A1").learners) == 3
    page.vue_act({"do": "forget", "learner": "8A1-02", "typed": "8a1-02"})
    assert open_class(tmp_path / "8A1").learners == ("8A1-01", "8A1-03")


def test_a_wrong_number_and_a_forgotten_pin_are_put_right(tmp_path: Path, monkeypatch) -> None:
    """On this computer's workspace; where there is nothing, that is told without a command."""
    monkeypatch.setenv("CONGTAP_WORKSPACE", str(tmp_path / "lam-bai"))
    classroom = make_class(tmp_path / "8A1", "8A1", 3)
    folder = tmp_path / "lam-bai" / "8A1-02" / FIRST
    folder.mkdir(parents=True)
    (folder / "nhat-ky-01.jsonl").write_bytes(played("8A1-02", classroom.sheet(FIRST).key, "1", 1))
    pins.set_pin(tmp_path / "lam-bai" / "8A1-03", "4826")
    page = inside(tmp_path)
    page.vue_act({"do": "choose", "folder": "8A1", "section": "keeping"})
    page.vue_act({"do": "move", "source": "3", "target": "1"})
    assert page.view["fault"]
    assert "congtap" not in page.view["fault"]
    page.vue_act({"do": "move", "source": "2", "target": "1"})
    assert any("8A1-02 sang 8A1-01" in line for line in page.part["lines"])
    page.vue_act({"do": "pin", "learner": "3"})
    assert "Đã xóa mã PIN" in page.view["told"]
    page.vue_act({"do": "pin", "learner": "3"})
    assert "chưa đặt" in page.view["told"]


# --- the page and its command --------------------------------------------------------------


def test_every_part_opens_and_replays_no_journal(graded: Path, monkeypatch) -> None:
    """A click reads sheets, folders and results; replaying is grading's alone."""
    from grading import grade, replaying

    def replay(*_: object, **__: object):
        raise AssertionError("a journal was replayed")

    monkeypatch.setattr(grade, "grade_folder", replay)
    monkeypatch.setattr(replaying, "grade_folder", replay)
    page = inside(graded)
    page.vue_act({"do": "choose", "folder": "8A1"})
    for section in SECTIONS:
        page.vue_act({"do": "open", "section": section})
        assert (page.view["fault"], page.part["section"]) == ("", section)


def test_the_pictures_show_the_class_while_their_section_is_open(graded: Path, monkeypatch) -> None:
    """They are told the class's folder, and none when it is left or the page is locked."""
    from types import SimpleNamespace

    from ipywidgets import HTML

    from grading.app.teacher import console

    shown: list[Path | None] = []

    class Look(HTML):
        def show(self, folder):
            shown.append(folder)

    monkeypatch.setattr(console, "find_spec", lambda _: True)
    monkeypatch.setattr(console, "import_module", lambda _: SimpleNamespace(Look=Look, warm=lambda: None))
    page = open_console(graded)
    room = page.look()
    assert room.children == ()
    page.vue_act({"do": "try", "code": PASSCODE})
    page.vue_act({"do": "choose", "folder": "8A1", "section": "looking"})
    finish(page)
    assert page.part == {"section": "looking", "below": True}
    assert len(room.children) == 1
    page.vue_act({"do": "open", "section": "book"})
    page.vue_act({"do": "open", "section": "looking"})
    finish(page)
    page.vue_act({"do": "leave"})
    folder = graded / "8A1"
    assert (shown, room.children) == ([folder, None, folder, None], ())


def test_the_command_refuses_a_class_folder_and_lists_classes(graded: Path) -> None:
    """It wants the folder around; the classes can be had as JSON."""
    found = CliRunner().invoke(app, ["teacher", str(graded / "8A1")])
    assert found.exit_code == 1
    assert str(graded) in found.output
    listed = CliRunner().invoke(app, ["classes", str(graded), "--json"])
    assert {each["folder"]: each["learners"] for each in json.loads(listed.stdout)}["8A1"] == 4


def test_the_pages_notebook_is_laid_and_mended(tmp_path: Path) -> None:
    """Beside the classes, where the page finds them."""
    prepare(tmp_path, page=TEACHERS)
    notebook = tmp_path / f"{TEACHERS}.ipynb"
    assert "open_console" in notebook.read_text(encoding="utf-8")
    notebook.write_text("{", encoding="utf-8")
    prepare(tmp_path, page=TEACHERS)
    assert "open_console" in notebook.read_text(encoding="utf-8")
