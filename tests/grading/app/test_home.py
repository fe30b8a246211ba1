"""The home page: who one is, a PIN, the path of lessons with what is next, free practice, the certificate."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grading.app import certificate, pins
from grading.app.command import app
from grading.app.entrance import Entrance, open_entrance
from grading.app.home_view import difficulty, practices
from grading.app.lesson import Lesson
from grading.app.progress import SHIFTS, Standing, all_passed, further, handed_in, next_lesson, standings
from grading.app.start import prepare
from grading.app.workspace import Place, Workspace
from grading.batch import collect
from grading.classroom import add_lesson, hand_out, make_class, open_class, set_mode
from grading.lessons import LESSONS, of_course
from grading.players import Player
from grading.solutions import volunteer
from grading.solutions.catalogue import SOLUTIONS
from simulator import actions
from simulator.practice import Practice
from simulator.scenario import scenarios

LEARNER, PIN = "8A1-07", "4826"


def at_door(root: Path, klass: str = "8A1", number: str = "7") -> Entrance:
    home = open_entrance(root)
    home.vue_act({"do": "enter", "klass": klass, "number": number})
    return home


def at_home(root: Path) -> Entrance:
    home = at_door(root)
    home.vue_act({"do": "new_pin", "pin": PIN, "again": PIN})
    assert home.view["step"] == "home"
    return home


def test_class_and_number_then_a_pin_then_home(tmp_path: Path) -> None:
    """The learner id is spelled in one way whatever is typed; nonsense is refused with an example."""
    home = at_door(tmp_path, "tám a", "x")
    assert "Ô lớp" in home.view["fault"]
    assert "Ô số thứ tự" in home.view["fault"]
    home.vue_act({"do": "enter", "klass": "8A1", "number": "8A1-07"})
    assert home.view["fault"].startswith("Ô số thứ tự")
    home.vue_act({"do": "enter", "klass": "8 a1 ", "number": "007"})
    assert (home.view["step"], home.view["who"], home.view["fault"]) == ("new_pin", LEARNER, "")
    home.vue_act({"do": "new_pin", "pin": PIN, "again": PIN})
    assert home.view["step"] == "home"


@pytest.mark.parametrize("number", ["../../etc", "7/../../x", "*", "+", "07\n08", "0", "1000", ""])
def test_the_home_page_makes_no_folder_outside_the_workspace(tmp_path: Path, number: str) -> None:
    """What is typed is an id or nothing."""
    home = at_door(tmp_path / "w", number=number)
    assert home.view["step"] == "who"
    home.vue_act({"do": "new_pin", "pin": PIN, "again": PIN})
    assert home.view["step"] == "who"
    assert not (tmp_path / "w").exists() or not list((tmp_path / "w").iterdir())


@pytest.mark.parametrize(
    ("pin", "again", "told"),
    [("48", "48", "4 chữ số"), ("1234", "1234", "đoán"), ("4826", "4862", "giống"), ("48a6", "48a6", "4 chữ số")],
)
def test_a_pin_that_will_not_do_is_refused(tmp_path: Path, pin: str, again: str, told: str) -> None:
    """And nothing is kept."""
    home = at_door(tmp_path)
    home.vue_act({"do": "new_pin", "pin": pin, "again": again})
    assert told in home.view["fault"]
    assert home.view["step"] == "new_pin"
    assert pins.state(tmp_path / LEARNER) == "none"


def test_a_pin_keeps_others_out_and_the_teacher_can_take_it_away(tmp_path: Path) -> None:
    """The work stays; a second PIN cannot be set over the first."""
    at_home(tmp_path)
    home = at_door(tmp_path)
    assert home.view["step"] == "pin"
    home.vue_act({"do": "pin", "pin": "1111"})
    assert home.view["fault"].startswith("Mã PIN chưa đúng")
    home.vue_act({"do": "open", "lesson": of_course("student")[0]})
    assert home.view["path"] == ""
    home.vue_act({"do": "new_pin", "pin": "9753", "again": "9753"})
    assert (home.view["step"], home.view["fault"][:18]) == ("pin", "Mã PIN chưa đúng. ")
    assert pins.try_pin(tmp_path / LEARNER, PIN, 0).right
    assert pins.forget(tmp_path / LEARNER)
    assert not pins.forget(tmp_path / LEARNER)
    assert at_door(tmp_path).view["step"] == "new_pin"


def test_who_is_known_from_a_login_is_asked_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And stays who it is, whatever the page sends; there is a way out of the account."""
    monkeypatch.setenv("CONGTAP_LEARNER", LEARNER)
    monkeypatch.setenv("JUPYTERHUB_BASE_URL", "/truong/")
    home = open_entrance(tmp_path)
    assert (home.view["step"], home.view["who"], home.view["logout"]) == ("home", LEARNER, "/truong/hub/logout")
    for message in ({"do": "leave"}, {"do": "enter", "klass": "8A1", "number": "8"}, {"do": "new_pin", "pin": PIN}):
        home.vue_act(message)
        assert (home.view["step"], home.learner) == ("home", LEARNER)
    assert pins.state(tmp_path / LEARNER) == "none"


def test_lessons_of_code_open_in_jupyterlab_where_it_is_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a school's server it is; other lessons stay pages."""
    monkeypatch.setenv("CONGTAP_LEARNER", LEARNER)
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    home = open_entrance(tmp_path)
    home.vue_act({"do": "open", "lesson": "10-con-so-bang-ma"})
    assert (home.view["lab"], home.view["fault"]) == (True, "")
    assert home.view["path"].startswith(f"{LEARNER}/10-")
    home.vue_act({"do": "open", "lesson": of_course("student")[0]})
    assert home.view["lab"] is False


def test_a_pin_is_not_kept_in_the_clear(tmp_path: Path) -> None:
    """Two learners with one PIN have different files; a torn file lets nobody in and says what to do."""
    for learner in ("8A1-01", "8A1-02"):
        pins.set_pin(tmp_path / learner, PIN)
    first, second = ((tmp_path / learner / pins.PIN_FILE).read_text() for learner in ("8A1-01", "8A1-02"))
    assert PIN not in first
    assert first != second
    (tmp_path / "8A1-01" / pins.PIN_FILE).write_text("{")
    assert "hỏng" in at_door(tmp_path, number="1").view["fault"]


def test_who_comes_back_in_the_same_tab_need_not_type_it_again(tmp_path: Path) -> None:
    """The tab remembers a pass, not the PIN; it ends when one leaves, and for whoever has another."""
    tab = at_home(tmp_path).view["tab"]
    kept = (tmp_path / LEARNER / pins.PIN_FILE).read_text()
    assert len(tab) >= 32
    assert tab not in kept
    home = open_entrance(tmp_path)
    for other in ("", PIN, "x" * 32):
        home.vue_act({"do": "enter", "klass": "8A1", "number": "7", "tab": other})
        assert home.view["step"] == "pin"
    home.vue_act({"do": "enter", "klass": "8A1", "number": "7", "tab": tab})
    assert home.view["step"] == "home"
    home.vue_act({"do": "leave"})
    assert (home.view["step"], home.view["who"], home.view["lessons"], home.view["tab"]) == ("who", "", [], "")
    home.vue_act({"do": "enter", "klass": "8A1", "number": "7", "tab": tab})
    assert home.view["step"] == "pin"


def test_a_tab_is_not_known_for_ever(tmp_path: Path) -> None:
    """After a morning the PIN is asked again; a clock that was put back gives no longer stay."""
    pins.set_pin(tmp_path, PIN)
    tab = pins.let_in(tmp_path, 1000)
    assert pins.known(tmp_path, tab, 1000 + pins.STAY - 1)
    assert not pins.known(tmp_path, tab, 1000 + pins.STAY)
    assert not pins.known(tmp_path, tab, 0)
    assert pins.try_pin(tmp_path, PIN, 1000).right
    assert pins.known(tmp_path, tab, 1001)


def test_after_five_wrong_pins_the_next_tries_wait(tmp_path: Path) -> None:
    """Even the right one is not looked at meanwhile; another window waits as well, and it is told kindly."""
    at_home(tmp_path)
    now = [1_790_000_000.25]
    home = Entrance(Workspace(tmp_path), clock=lambda: now[0])

    def tried(pin: str) -> str:
        home.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
        home.vue_act({"do": "pin", "pin": pin})
        return str(home.view["fault"])

    assert all(tried(f"900{number}").startswith("Mã PIN chưa đúng") for number in range(pins.FREE_TRIES - 1))
    assert "chờ 60 giây" in tried("9009")
    now[0] += pins.WAIT - 20
    home = Entrance(Workspace(tmp_path), clock=lambda: now[0])
    assert "chờ 20 giây" in tried(PIN)
    now[0] += 20
    assert "chờ 60 giây" in tried("9009")
    now[0] += pins.WAIT
    assert tried(PIN) == ""
    assert home.view["step"] == "home"
    assert tried("9009").startswith("Mã PIN chưa đúng")


def test_the_teacher_ends_the_waiting_and_a_clock_put_back_does_not_prolong_it(tmp_path: Path) -> None:
    """``congtap pin`` takes PIN, count and waiting away together."""
    folder = tmp_path / LEARNER
    pins.set_pin(folder, PIN)
    waits = [pins.try_pin(folder, "9009", 5_000).wait for _ in range(pins.FREE_TRIES)]
    assert waits == [0] * (pins.FREE_TRIES - 1) + [pins.WAIT]
    assert pins.try_pin(folder, PIN, 100).right
    for _ in range(pins.FREE_TRIES):
        pins.try_pin(folder, "9009", 100)
    assert not pins.try_pin(folder, PIN, 101).right
    assert CliRunner().invoke(app, ["pin", LEARNER, "--workspace", str(tmp_path)]).exit_code == 0
    assert at_door(tmp_path).view["step"] == "new_pin"


def test_the_path_shows_every_lesson_and_what_is_next(tmp_path: Path) -> None:
    """At first the first; after it is passed, the second; marks as schools write them."""
    home = at_home(tmp_path)
    names = list(of_course("student"))
    assert [lesson["id"] for lesson in home.view["lessons"]] == names
    assert {lesson["status"] for lesson in home.view["lessons"]} == {"new"}
    assert home.view["next"]["id"] == names[0]
    home.vue_act({"do": "open", "lesson": names[0]})
    assert home.view["path"].startswith(f"{LEARNER}/{names[0]}/")
    Player(Practice(tmp_path / LEARNER / names[0], names[0], LEARNER)).play()
    home = open_entrance(tmp_path)
    home.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    home.vue_act({"do": "pin", "pin": PIN})
    assert home.view["lessons"][0]["said"] == "Đạt: 10 điểm"
    assert home.view["next"]["id"] == names[1]


def test_lessons_beyond_the_course_are_there_and_count_for_nothing(tmp_path: Path) -> None:
    """Opened like the others, passed like the others; path, next lesson and certificate stay as they were."""
    lesson, *rest = of_course("more")
    home = at_home(tmp_path)
    before = home.view
    assert [each["id"] for each in before["more"]] == [lesson, *rest]
    assert lesson not in [each["id"] for each in before["lessons"]]
    home.vue_act({"do": "open", "lesson": lesson})
    assert home.view["path"].startswith(f"{LEARNER}/{lesson}/")
    SOLUTIONS[lesson].play(Practice(tmp_path / LEARNER / lesson, lesson, LEARNER))
    home = at_door(tmp_path)
    home.vue_act({"do": "pin", "pin": PIN})
    after = home.view
    assert after["more"][0]["said"] == "Đạt: 10 điểm"
    assert after["next"] == before["next"]
    assert after["certificate"] == before["certificate"]
    assert after["certificate"]["all"] == len(of_course("student"))
    home = Entrance(prepare(tmp_path / "w"))
    home.vue_act({"do": "enter", "klass": "TNV1", "number": "4"})
    home.vue_act({"do": "new_pin", "pin": PIN, "again": PIN})
    assert home.view["more"] == []


def test_in_a_class_a_lesson_beyond_the_course_is_there_once_it_is_handed_out(tmp_path: Path) -> None:
    """Making a class with the whole course does not hand it out; handing it out shows it on the home page."""
    lesson = of_course("more")[0]
    classroom = make_class(tmp_path / "k", "8A1", 8)
    hand_out(classroom, of_course("student")[0])
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    assert further(workspace, LEARNER) == []
    add_lesson(classroom, lesson)
    hand_out(classroom, lesson)
    assert [each.lesson for each in further(workspace, LEARNER)] == [lesson]


def test_a_lesson_that_is_begun_and_not_passed_comes_first(tmp_path: Path) -> None:
    """With its mark so far."""
    names = list(of_course("student"))
    workspace = Workspace(tmp_path)
    workspace.prepare(LEARNER, names[0])
    player = Player(Practice(tmp_path / LEARNER / names[0], names[0], LEARNER))
    player.activation()
    found = standings(workspace, LEARNER)
    assert (found[0].status, str(found[0].mark)) == ("begun", "3.0")
    assert next_lesson(found) == names[0]


def test_free_practice_is_sorted_by_need_and_difficulty(tmp_path: Path) -> None:
    """Every free scenario once; all three levels are there."""
    items = [item for group in practices() for item in group["items"]]
    assert sorted(item["id"] for item in items) == sorted(name for name in scenarios() if name not in LESSONS)
    assert {item["level"] for item in items} == {"easy", "middle", "hard"}
    assert difficulty("2.000815") in ("easy", "middle")
    home = at_home(tmp_path)
    home.vue_act({"do": "practise", "practice": "1.001193"})
    assert home.view["path"] == f"{LEARNER}/1.001193/tu-luyen.ipynb"
    home.vue_act({"do": "practise", "practice": "../x"})
    assert home.view["path"] == f"{LEARNER}/1.001193/tu-luyen.ipynb"


# --- the certificate -----------------------------------------------------------------


def test_no_certificate_before_every_lesson_is_passed(tmp_path: Path) -> None:
    """It says how many there are; asking for it all the same gives none."""
    home = at_home(tmp_path)
    assert (home.view["certificate"]["earned"], home.view["certificate"]["passed"]) == (False, 0)
    home.vue_act({"do": "certify"})
    assert "chưa có giấy chứng nhận" in home.view["fault"]
    assert home.view["certificate"]["picture"] == ""


@pytest.mark.slow
def test_a_bot_takes_the_whole_course_to_the_certificate(tmp_path: Path) -> None:
    """From the home page, lesson by lesson as it proposes them, and the code can be worked out anew."""
    home = at_home(tmp_path)
    done = []
    while home.view["next"]:
        lesson = home.view["next"]["id"]
        home.vue_act({"do": "open", "lesson": lesson})
        seat = Practice(tmp_path / LEARNER / lesson, lesson, LEARNER)
        SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
        done.append(lesson)
        home = open_entrance(tmp_path)
        home.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
        home.vue_act({"do": "pin", "pin": PIN})
    assert done == list(of_course("student"))
    assert home.view["certificate"]["earned"]
    home.vue_act({"do": "certify"})
    made = home.view["certificate"]
    assert base64.b64decode(made["picture"].partition(",")[2]).startswith(b"\x89PNG")
    assert base64.b64decode(made["document"].partition(",")[2]).startswith(b"%PDF")
    found = standings(Workspace(tmp_path), LEARNER)
    assert all_passed(found)
    assert made["code"] == certificate.code_of(LEARNER, found)
    check = [str(tmp_path), "8a1-7"]
    assert CliRunner().invoke(app, ["certificate", *check, made["code"].lower()]).exit_code == 0
    assert CliRunner().invoke(app, ["certificate", *check, "0000-0000-0000"]).exit_code != 0


def test_a_certificate_is_somebodys_own_and_of_these_journals() -> None:
    """Another learner or another journal gives another code."""
    found = [Standing(lesson, "passed", None, "a" * 64) for lesson in of_course("student")]
    other = [*found[:-1], found[-1]._replace(digest="b" * 64)]
    assert certificate.code_of("8A1-07", found) != certificate.code_of("8A1-08", found)
    assert certificate.code_of("8A1-07", found) != certificate.code_of("8A1-07", other)
    with pytest.raises(ValueError, match="has not passed"):
        certificate.make("8A1-07", [each._replace(status="begun") for each in found], date(2026, 11, 22))


# --- commands of the teacher ---------------------------------------------------------


def test_a_class_gets_the_whole_course_or_lesson_by_lesson(tmp_path: Path) -> None:
    """All at once by default; with --first, one, and others later by number; what is there stays."""
    runner = CliRunner()
    assert runner.invoke(app, ["class", str(tmp_path / "a"), "--learners", "2"]).exit_code == 0
    assert list(open_class(tmp_path / "a").lessons) == list(of_course("student"))
    assert runner.invoke(app, ["class", str(tmp_path / "b"), "--learners", "2", "--first"]).exit_code == 0
    classroom = open_class(tmp_path / "b")
    assert list(classroom.lessons) == [of_course("student")[0]]
    result = runner.invoke(app, ["hand-out", str(tmp_path / "b"), "1"])
    assert result.exit_code == 0, result.output
    second = list(of_course("student"))[1]
    assert list(classroom.lessons) == [*LESSONS][:2]
    assert classroom.sheet(second).key == classroom.sheet(of_course("student")[0]).key
    assert (classroom.exchange_root / classroom.course / "outbound" / second / "lop.json").is_file()
    assert "phát rồi" in runner.invoke(app, ["hand-out", str(tmp_path / "b"), "1"]).stdout
    assert runner.invoke(app, ["hand-out", str(tmp_path / "b"), "77"]).exit_code != 0


def test_the_teacher_takes_a_forgotten_pin_away(tmp_path: Path) -> None:
    """By the learner's code; who has none is told so, and nonsense is refused."""
    at_home(tmp_path)
    runner = CliRunner()
    done = runner.invoke(app, ["pin", "8a1-7", "--workspace", str(tmp_path)])
    assert "Đã xóa mã PIN của em 8A1-07" in done.stdout
    assert pins.state(tmp_path / LEARNER) == "none"
    assert "chưa đặt" in runner.invoke(app, ["pin", "8A1-07", "--workspace", str(tmp_path)]).stdout
    assert runner.invoke(app, ["pin", "../x", "--workspace", str(tmp_path)]).exit_code != 0


def test_an_exam_tells_no_marks_and_gives_no_hints(tmp_path: Path) -> None:
    """Also at a machine that fetched the lesson as practice; the teacher can change it back."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    lesson = of_course("student")[0]
    hand_out(classroom, lesson)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    folder = workspace.prepare(LEARNER, lesson).parent
    assert not Lesson(folder).exam
    set_mode(classroom, lesson, "exam")
    page = Lesson(folder)
    assert page.practice is not None
    player = Player(page.practice)
    player.activation()
    panel = page.check("kich-hoat")
    assert "kiểm tra" in panel.view["exam"]
    for job in ({}, {"do": "hint"}):
        panel.vue_act(job)
    assert (panel.view["rows"], page.practice.portal.state.hints) == ([], {})
    (standing, *_) = standings(workspace, LEARNER)
    assert standing.exam
    home = open_entrance(workspace.root)
    home.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    home.vue_act({"do": "new_pin", "pin": PIN, "again": PIN})
    assert "điểm" not in home.view["lessons"][0]["said"]
    for stage in (player.filing, player.payment, player.result):
        stage()
    passed = standings(workspace, LEARNER)
    assert passed[0].status == "passed"
    assert next_lesson(passed) == next_lesson([passed[0]._replace(status="begun"), *passed[1:]]) == ""
    assert not all_passed(passed[:1])
    home.vue_act({"do": "no such job"})
    home.vue_act({"do": "pin", "pin": PIN})
    assert home.view["certificate"]["passed"] == 0
    set_mode(classroom, lesson, "practice")
    assert not Lesson(folder).exam
    result = CliRunner().invoke(app, ["hand-out", str(tmp_path / "lop"), "0", "--exam"])
    assert (result.exit_code, "nay là bài kiểm tra" in result.stdout) == (0, True)
    assert Lesson(folder).exam


@pytest.mark.slow
def test_a_class_can_check_a_certificate_against_what_was_handed_in(tmp_path: Path) -> None:
    """Everything collected: right; one lesson not handed in: not."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    for lesson in of_course("student"):
        add_lesson(classroom, lesson)
        hand_out(classroom, lesson)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    for lesson in of_course("student"):
        folder = workspace.prepare(LEARNER, lesson).parent
        sheet = classroom.sheet(lesson)
        seat = Practice(folder, lesson, LEARNER, sheet.key)
        SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
        if lesson != of_course("student")[-1]:
            workspace.hand_in(LEARNER, lesson)
            collect(classroom, lesson)
    code = certificate.code_of(LEARNER, standings(workspace, LEARNER))
    arguments = ["certificate", str(tmp_path / "lop"), LEARNER, code]
    assert CliRunner().invoke(app, arguments).exit_code != 0
    workspace.hand_in(LEARNER, of_course("student")[-1])
    collect(classroom, of_course("student")[-1])
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, "Đúng" in result.stdout) == (0, True), result.output
    assert all_passed(handed_in(classroom, LEARNER))


def test_a_notebook_that_was_edited_is_put_back_and_nothing_is_lost(tmp_path: Path) -> None:
    """The page works again, the edited notebook is kept, the journal goes on; a whole one is left alone."""
    home, lesson = at_home(tmp_path), of_course("student")[0]
    home.vue_act({"do": "open", "lesson": lesson})
    notebook = tmp_path / home.view["path"]
    right = notebook.read_bytes()
    Player(Practice(notebook.parent, lesson, LEARNER)).activation()
    journal = (notebook.parent / "nhat-ky-01.jsonl").read_bytes()
    home.vue_act({"do": "restore", "lesson": lesson})
    assert "vẫn nguyên" in home.view["restored"]
    for number in (1, 2):
        notebook.write_bytes(right.replace(b"lesson.portal()", b"raise SystemExit(%d)" % number))
        home.vue_act({"do": "restore", "lesson": lesson})
        assert "trở lại như lúc phát" in home.view["restored"]
        assert notebook.read_bytes() == right
        assert b"SystemExit(%d)" % number in (notebook.parent / f"di-mot-vong.da-sua-{number}").read_bytes()
    (notebook.parent / "di-mot-vong.da-sua-1").unlink()
    notebook.write_bytes(b"{}")
    home.vue_act({"do": "restore", "lesson": lesson})
    assert b"SystemExit(2)" in (notebook.parent / "di-mot-vong.da-sua-2").read_bytes()
    assert (notebook.parent / "nhat-ky-01.jsonl").read_bytes() == journal
    home.vue_act({"do": "restore", "lesson": "../../etc"})
    assert home.view["restored"].startswith("Bài 0")


def test_volunteers_come_from_lessons_to_shifts_and_to_their_certificate(tmp_path: Path) -> None:
    """Three lessons, then three shifts of which the best counts; the certificate can be checked on the machine."""
    learner = "TNV1-04"
    workspace = prepare(tmp_path / "w")
    home = Entrance(workspace)
    home.vue_act({"do": "enter", "klass": "TNV1", "number": "4"})
    home.vue_act({"do": "new_pin", "pin": "2758", "again": "2758"})
    assert [each["id"] for each in home.view["lessons"]] == [*of_course("volunteer"), *SHIFTS]
    for lesson in of_course("volunteer"):
        SOLUTIONS[lesson].play(Practice(workspace.prepare(learner, lesson).parent, lesson, learner))
    assert next_lesson(standings(workspace, learner)) == SHIFTS[0]
    home.vue_act({"do": "open", "lesson": SHIFTS[0]})
    assert f"{learner}/{SHIFTS[0]}" in home.view["path"]
    for scenario in SHIFTS:
        folder = workspace.practise(learner, scenario).parent
        careless = Practice(folder, scenario, learner)
        volunteer.work(careless, volunteer.without("greet", "ask", "say_next", "sign_out", "wipe"))
        good = careless.again()
        volunteer.work(good)
        good.do(actions.EndShift())
        assert good.portal.state.shift.over >= 0
    found = standings(workspace, learner)
    assert all_passed(found)
    home.vue_act({"do": "leave"})
    home.vue_act({"do": "enter", "klass": "TNV1", "number": "4"})
    home.vue_act({"do": "pin", "pin": "2758"})
    home.vue_act({"do": "certify"})
    code = home.view["certificate"]["code"]
    assert code == certificate.code_of(learner, found)
    assert "Em " not in str(home.view["certificate"]["rule"])
    told = CliRunner().invoke(app, ["certificate", str(tmp_path / "w"), learner, code])
    assert (told.exit_code, "Đúng" in told.stdout) == (0, True), told.output
