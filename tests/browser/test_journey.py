"""The whole journey in a real browser, handed in and scored in nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from grading.batch import grade_class
from grading.results import Results
from simulator import Case
from simulator.people.places import places
from tests.browser.conftest import LESSON, Server
from tests.browser.driver import Learner, enter, requests_elsewhere

EXERCISES = ("kich-hoat", "nop-ho-so", "thanh-toan", "nhan-ket-qua")


def case_of(server: Server, learner: str) -> Case:
    """The case that the class gives this learner."""
    return Case.for_learner(LESSON, learner, 1, server.classroom.sheet(LESSON).key)


def scores(server: Server, learner: str) -> dict[str, float]:
    """What nbgrader's gradebook holds for a learner, cell by cell."""
    with Gradebook(server.classroom.coursedir.db_url, server.classroom.course) as gradebook:
        notebook = gradebook.find_submission(LESSON, learner).notebooks[0]
        return {grade.name: grade.score for grade in notebook.grades}


def reasons(server: Server, learner: str) -> dict[str, tuple[str, str]]:
    """What the results store holds: check to outcome and reason."""
    latest = Results(server.classroom.results_url).latest(LESSON)[learner]
    return {result.id: (result.outcome, result.reason) for result in latest.results}


def reads(learner: Learner, receipt: str, *told: str) -> None:
    """The feedback says this in the lesson's page, and the receipt is still there."""
    feedback = learner.feedback()
    for words in told:
        expect(feedback).to_contain_text(words)
    assert learner.page.locator(".t-receipt-note").inner_text() == receipt


def test_the_whole_journey_by_clicking_gives_full_marks(
    server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """Activate, file, pay, receive, rate, sign out, hand in: ten of ten, and no request elsewhere."""
    page = new_page()
    elsewhere = requests_elsewhere(page)
    broken: list[str] = []
    page.on("pageerror", lambda fault: broken.append(str(fault)))
    enter(page, server.address, "8a1", "1")
    learner = Learner(page, case_of(server, "8A1-01"))
    learner.picture(pictures, "desk")
    learner.ask_activation(learner.case.citizen.phone)
    learner.sees(learner.phone, "không phải số đã đăng ký")
    learner.ask_activation(learner.case.registered_phone)
    learner.sees(learner.phone, "Đã gửi mã OTP")
    learner.judge("example")
    learner.activate()
    learner.sign_in()
    learner.find_procedure()
    learner.start(learner.case.task.place)
    learner.fill_owner()
    learner.fill_form()
    learner.sees(learner.computer, "Đã lưu tờ khai")
    learner.attach()
    learner.send()
    learner.picture(pictures, "qr")
    learner.judge("22.000")
    learner.pay()
    learner.wait_for("Đã trả kết quả")
    learner.finish()
    assert [learner.self_check(name) for name in EXERCISES] == [
        "3 trên 3 điểm",
        "3 trên 3 điểm",
        "2 trên 2 điểm",
        "2 trên 2 điểm",
    ]
    assert "Đã nộp bài" in learner.hand_in()
    grade_class(server.classroom, LESSON)
    assert scores(server, "8A1-01") == {"kich-hoat": 3, "nop-ho-so": 3, "thanh-toan": 2, "nhan-ket-qua": 2}
    assert elsewhere == []
    assert broken == []


def test_listed_mistakes_give_exactly_their_partial_marks_and_reasons(
    server: Server, new_page: Callable[..., Page]
) -> None:
    """Falls for the first scam, wrong commune first, empty file, one copy too many, ignores the fee scam, stays.

    The learner reads why in the lesson's page, beside the receipt.
    """
    page = new_page()
    enter(page, server.address, "8A1", "2")
    learner = Learner(page, case_of(server, "8A1-02"))
    task = learner.case.task
    learner.ask_activation(learner.case.registered_phone)
    learner.sees(learner.phone, "Đã gửi mã OTP")
    learner.fall_for("example")
    learner.sees(learner.phone, "trang giả")
    learner.activate()
    learner.sign_in()
    learner.find_procedure()
    near = next(p for p in places(task.place.province_code) if p.commune_code != task.place.commune_code)
    learner.start(near)
    learner.fill_owner()
    learner.fill_form(copies=str(int(task.answers["copies"]) + 1))
    learner.attach("empty")
    learner.send()
    learner.pay()
    learner.wait_for("Không được tiếp nhận")
    learner.find_procedure()
    learner.start(task.place)
    learner.fill_owner()
    learner.fill_form(copies=str(int(task.answers["copies"]) + 1), name="Nhầm Tên Rồi")
    learner.attach("empty")
    learner.send()
    learner.pay_now()
    learner.wait_for("Yêu cầu bổ sung giấy tờ")
    learner.press(learner.computer, "continue")
    expect(learner.computer.locator(".ct-notice").last).to_contain_text("trống")
    learner.computer.get_by_role("button", name="Kê khai").click()
    learner.fill(learner.computer, "field-name", learner.case.relative.name)
    learner.press(learner.computer, "form-ok")
    learner.sees(learner.computer, "Đã lưu tờ khai")
    learner.attach()
    learner.press(learner.computer, "supplement")
    learner.sees(learner.computer, "Đã gửi phần bổ sung")
    learner.wait_for("Đã trả kết quả")
    learner.press(learner.computer, "download")
    expect(learner.computer.locator(".t-paper")).to_contain_text(learner.case.relative.name)
    receipt = learner.hand_in()
    assert "Đã nộp bài" in receipt
    grade_class(server.classroom, LESSON)
    got = reasons(server, "8A1-02")
    reads(learner, receipt, "5,8 trên 10 điểm", "Nộp hồ sơ: 1,75 trên 3 điểm", got["form_matches_task"][1])
    assert {name for name, (outcome, _) in got.items() if outcome == "passed"} == {
        "account_active",
        "right_procedure_and_authority",
        "delivery_matches_task",
        "documents_right",
        "paid_right_order",
        "result_downloaded",
    }
    assert got["activation_scam_refused"][0] == "failed"
    assert str(int(task.answers["copies"]) + 1) in got["form_matches_task"][1]
    assert got["fee_scam_refused"][0] == "not_attempted"
    assert scores(server, "8A1-02") == {"kich-hoat": 2, "nop-ho-so": 1.75, "thanh-toan": 1, "nhan-ket-qua": 1}


def test_closing_the_browser_and_coming_back_goes_on_where_it_was(
    server: Server, new_page: Callable[..., Page]
) -> None:
    """What was done is there again; starting anew gives a new person and keeps the old attempt."""
    first = new_page()
    enter(first, server.address, "8A1", "3")
    expect(first.locator(".t-back")).to_have_attribute("href", "/")
    learner = Learner(first, case_of(server, "8A1-03"))
    learner.ask_activation(learner.case.registered_phone)
    learner.sees(learner.phone, "Đã gửi mã OTP")
    first.close()
    page = new_page()
    enter(page, server.address, "8A1", "3")
    again = Learner(page, learner.case)
    again.activate()
    page.locator(".t-again").click()
    page.locator(".t-again-yes").click()
    expect(page.locator(".t-who")).to_contain_text("lần làm 2")
    new = Case.for_learner(LESSON, "8A1-03", 2, server.classroom.sheet(LESSON).key)
    expect(page.locator(".ct-task")).to_contain_text(new.citizen.name)
    kept = sorted(path.name for path in (server.workspace / "8A1-03" / LESSON).glob("*.jsonl"))
    assert kept == ["nhat-ky-01.jsonl", "nhat-ky-02.jsonl"]


def test_the_newest_window_takes_over_and_the_older_one_says_so(server: Server, new_page: Callable[..., Page]) -> None:
    """Two windows never write into one journal."""
    old, new = new_page(), new_page()
    enter(old, server.address, "8A1", "4")
    enter(new, server.address, "8A1", "4")
    behind = Learner(old, case_of(server, "8A1-04"))
    behind.app("messages")
    old.locator(".t-sms").first.click()
    expect(old.get_by_text("vừa được mở ở cửa sổ khác")).to_be_visible()
    ahead = Learner(new, behind.case)
    ahead.ask_activation(ahead.case.registered_phone)
    ahead.sees(ahead.phone, "Đã gửi mã OTP")


def test_what_looks_like_a_real_number_is_refused_and_never_written(
    server: Server, new_page: Callable[..., Page]
) -> None:
    """The learner is told why; the journal keeps the kind alone."""
    page = new_page()
    enter(page, server.address, "8A1", "5")
    learner = Learner(page, case_of(server, "8A1-05"))
    learner.app("identity")
    learner.fill(learner.phone, "number", "001213004567")
    learner.fill(learner.phone, "phone", "0912 345 678")
    learner.press(learner.phone, "activate")
    learner.sees(learner.phone, "không lưu dữ liệu của người thật")
    written = (server.workspace / "8A1-05" / LESSON / "nhat-ky-01.jsonl").read_text(encoding="utf-8")
    assert "001213004567" not in written
    assert "345" not in written.split("\n", 1)[1].replace(" ", "").split('"chain"')[0].split('"outcome"')[0]
    assert "person_number" in written


def test_who_cannot_come_in_is_told_why_at_the_entrance(server: Server, new_page: Callable[..., Page]) -> None:
    """A box with nonsense in it, a number that the class does not have, another class; and a page that is not there."""
    page = new_page()
    elsewhere = requests_elsewhere(page)
    page.goto(f"{server.address}voila/render/8A1-13/{LESSON}/di-mot-vong.ipynb")
    expect(page.get_by_role("heading")).to_have_text("Không có trang này")
    assert elsewhere == []
    page.get_by_role("link", name="Về trang nhà").click()
    for klass, number, told in (
        ("lớp tám", "mười", "Ô số thứ tự"),
        ("8A1", "13", "Lớp 8A1 có số thứ tự từ 1 đến 12."),
        ("8B", "3", "Máy này dành cho lớp 8A1."),
    ):
        page.locator(".t-class input").fill(klass, timeout=60_000)
        page.locator(".t-no input").fill(number)
        page.locator(".t-enter").click()
        expect(page.locator(".t-fault")).to_contain_text(told)
    expect(page.locator(".t-open")).to_have_count(0)
    assert not [*server.workspace.glob("8A1-13"), *server.workspace.glob("8B*")]
