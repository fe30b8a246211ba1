"""Each check passes its reference and rejects its listed wrong answers, for the right reason."""

from decimal import Decimal

import pytest

from grading import checks
from grading.checks import Checks, Verdict, all_alike, failed, harmless, not_attempted, passed, run, say
from grading.checks.lesson_00 import CHECKS
from grading.players import PASSCODE, STAGES, Habits, Player
from simulator import Portal, actions
from simulator.people.places import places
from tests.grading.desk import fresh, played, seated

NOTHING_SENT = {
    "right_procedure_and_authority",
    "form_matches_task",
    "delivery_matches_task",
    "documents_right",
    "complete_first_time",
    "paid_right_order",
    "fee_scam_refused",
    "receipt_opened",
    "result_downloaded",
    "office_rated",
    "signed_out",
}

# habits, points of the four exercises, and every check that does not pass with its outcome
TABLE = {
    "reference": (Habits(), "3.00 3.00 2.00 2.00", {}),
    "other phone": (Habits(tries_other_phone=True), "3.00 3.00 2.00 2.00", {}),
    "mistyped code": (Habits(mistypes_otp=2), "3.00 3.00 2.00 2.00", {}),
    "weak password": (Habits(weak_password_first=True), "3.00 3.00 2.00 2.00", {}),
    "refused consent": (Habits(refuses_consent_first=True), "3.00 3.00 2.00 2.00", {}),
    "typed personal data": (Habits(types_personal_data=True), "3.00 3.00 2.00 2.00", {}),
    "tried heic": (Habits(tries_heic=True), "3.00 3.00 2.00 2.00", {}),
    "ignored scam": (
        Habits(ignores_activation_scam=True),
        "2.00 3.00 2.00 2.00",
        {"activation_scam_refused": "not_attempted"},
    ),
    "fell for scam": (
        Habits(falls_for_activation_scam=True),
        "2.00 3.00 2.00 2.00",
        {"activation_scam_refused": "failed"},
    ),
    "accused genuine": (Habits(accuses_genuine=True), "2.00 3.00 2.00 2.00", {"activation_scam_refused": "failed"}),
    "wrong authority first": (
        Habits(wrong_authority_first=True),
        "3.00 2.50 2.00 2.00",
        {"complete_first_time": "failed"},
    ),
    "misspelt name first": (
        Habits(misspells_name_first=True),
        "3.00 2.50 2.00 2.00",
        {"complete_first_time": "failed"},
    ),
    "wrong paper": (Habits(wrong_paper=True), "3.00 2.25 2.00 2.00", {"form_matches_task": "failed"}),
    "wrong copies": (Habits(wrong_copies=True), "3.00 2.25 2.00 2.00", {"form_matches_task": "failed"}),
    "wrong delivery": (Habits(wrong_delivery=True), "3.00 2.75 2.00 2.00", {"delivery_matches_task": "failed"}),
    "empty file": (Habits(attaches="empty"), "3.00 2.50 2.00 2.00", {"complete_first_time": "failed"}),
    "wrong file": (Habits(attaches="wrong"), "3.00 2.50 2.00 2.00", {"complete_first_time": "failed"}),
    "ignored fee scam": (Habits(ignores_fee_scam=True), "3.00 3.00 1.50 2.00", {"fee_scam_refused": "not_attempted"}),
    "fell for fee scam": (Habits(falls_for_fee_scam=True), "3.00 3.00 1.50 2.00", {"fee_scam_refused": "failed"}),
    "no receipt": (Habits(skips_receipt=True), "3.00 3.00 1.50 2.00", {"receipt_opened": "not_attempted"}),
    "no download": (Habits(skips_download=True), "3.00 3.00 2.00 1.00", {"result_downloaded": "not_attempted"}),
    "no rating": (Habits(skips_rating=True), "3.00 3.00 2.00 1.50", {"office_rated": "not_attempted"}),
    "stayed signed in": (Habits(stays_signed_in=True), "3.00 3.00 2.00 1.50", {"signed_out": "failed"}),
    "stopped after activation": (
        Habits(stops_after="activation"),
        "3.00 0.00 0.00 0.00",
        dict.fromkeys(NOTHING_SENT, "not_attempted"),
    ),
    "stopped after filing": (
        Habits(stops_after="filing"),
        "3.00 0.00 0.00 0.00",
        dict.fromkeys(NOTHING_SENT, "not_attempted"),
    ),
    "stopped after payment": (
        Habits(stops_after="payment"),
        "3.00 3.00 2.00 0.00",
        {"result_downloaded": "not_attempted", "office_rated": "not_attempted", "signed_out": "failed"},
    ),
    "several slips": (
        Habits(wrong_copies=True, wrong_paper=True, attaches="empty", skips_rating=True, falls_for_fee_scam=True),
        "3.00 1.75 1.50 1.50",
        {
            "form_matches_task": "failed",
            "complete_first_time": "failed",
            "fee_scam_refused": "failed",
            "office_rated": "not_attempted",
        },
    ),
}


def results_of(portal):
    return {result.id: result for result in run(CHECKS, portal)}


def points_of(portal):
    results = results_of(portal).values()
    sums = (sum((r.points for r in results if r.exercise == e), Decimal("0.00")) for e in CHECKS.exercises)
    return " ".join(str(value) for value in sums)


@pytest.mark.parametrize("name", TABLE)
def test_habit_costs_what_it_should(name):
    habits, expected, not_passed = TABLE[name]
    portal = played(habits).portal
    found = {result.id: result.outcome for result in run(CHECKS, portal) if result.outcome != "passed"}
    assert found == not_passed
    assert points_of(portal) == expected


def test_every_check_has_a_listed_wrong_answer():
    rejected = {name for _, _, not_passed in TABLE.values() for name in not_passed}
    by_hand = {"account_active"}
    assert rejected | by_hand == {check.id for check in CHECKS}


def test_ten_points_in_four_exercises():
    assert [str(CHECKS.maximum(e)) for e in CHECKS.exercises] == ["3.0", "3.00", "2.0", "2.0"]
    assert CHECKS.maximum() == 10


def test_fresh_portal_has_nothing():
    results = run(CHECKS, fresh())
    assert {result.outcome for result in results} == {"not_attempted"}
    assert all(result.reason and result.help for result in results)


# --- wrong answers that no habit gives ---------------------------------------------


def half_activated(until):
    seat = seated()
    player = Player(seat)
    number, phone = seat.portal.case.citizen.person_number, seat.portal.case.registered_phone
    secret = seat.secret
    steps = [
        lambda: player.act(actions.RequestActivation(person_number=number, phone="0300000000")),
        lambda: player.act(actions.RequestActivation(person_number=number, phone=phone)),
        lambda: player._otp("activation"),
        lambda: player.act(actions.SetPassword(password=secret("Taptap#2026"), again=secret("Taptap#2026"))),
        lambda: player.act(actions.SetPasscode(passcode=secret(PASSCODE), again=secret(PASSCODE))),
    ]
    for step in steps[:until]:
        step()
    return seat.portal


@pytest.mark.parametrize(
    ("until", "word"), [(1, "thông tin chưa đúng"), (2, "OTP"), (3, "mật khẩu"), (4, "passcode"), (5, "câu hỏi")]
)
def test_half_an_activation_says_where_it_stopped(until, word):
    result = results_of(half_activated(until))["account_active"]
    assert (result.outcome, result.points) == ("failed", 0)
    assert word in result.reason


class Careless(Player):
    """A player whose form differs from the task in one answer, before and after any supplement."""

    wrong: dict[str, str] = {}  # noqa: RUF012 - set by each test

    def _answers(self, name):
        return {**super()._answers(name), **self.wrong}


def careless(**wrong):
    seat = seated()
    player = Careless(seat)
    player.wrong = wrong
    player.play()
    return seat.portal


def other(field, right):
    choices = {"purpose": ("school", "work"), "relation": ("older_sister", "younger_brother")}[field]
    return next(choice for choice in choices if choice != right)


def test_wrong_purpose_is_named():
    task = fresh().case.task
    result = results_of(careless(purpose=other("purpose", task.answers["purpose"])))["form_matches_task"]
    assert result.outcome == "failed"
    assert result.reason.startswith("Em ghi mục đích “Làm hồ sơ")
    assert result.expected
    assert result.actual != result.expected


def test_wrong_copies_are_counted():
    portal = played(Habits(wrong_copies=True)).portal
    copies = int(portal.case.task.answers["copies"])
    result = results_of(portal)["form_matches_task"]
    assert result.reason == f"Em xin {copies + 1} bản, nhiệm vụ cần {copies} bản."
    assert (result.expected, result.actual) == (str(copies), str(copies + 1))


@pytest.mark.parametrize("field", ["relation", "born", "name"])
def test_answer_that_the_office_refuses_leaves_no_result(field):
    task, relative = fresh().case.task, fresh().case.relative
    wrong = {
        "relation": other("relation", task.answers["relation"]),
        "born": "01/01/1970",
        "name": relative.name + " Sai",
    }
    results = results_of(careless(**{field: wrong[field]}))
    assert results["form_matches_task"].outcome == "failed"
    assert results["complete_first_time"].outcome == "failed"
    assert results["result_downloaded"].outcome == "failed"
    assert "Dừng" in results["result_downloaded"].reason


def test_name_without_marks_passes_the_office_and_not_the_check():
    from simulator.services.catalogue import plain

    name = fresh().case.relative.name
    result = results_of(careless(name=plain(name).title()))["form_matches_task"]
    assert result.outcome == "failed"
    assert "dấu" in result.reason
    assert name in result.reason


@pytest.mark.parametrize("spelled", [str.upper, str.lower, lambda name: f"  {name.replace(' ', '   ')} "])
def test_name_in_capitals_or_with_spaces_is_the_same_name(spelled):
    portal = careless(name=spelled(fresh().case.relative.name))
    assert results_of(portal)["form_matches_task"].outcome == "passed"


def test_old_and_new_placing_of_tones_is_one_spelling():
    from grading.checks.filing import spelling

    assert spelling("Nguyễn Thị Thúy Hòa") == spelling("Nguyễn Thị Thuý Hoà")
    assert spelling("Hòa") != spelling("Hoa")
    assert spelling("Hòa") != spelling("Hóa")
    assert spelling("Quân") != spelling("Quan")


class Lost(Player):
    """A player who files at another commune and never mends it."""

    def filing(self):
        self._sign_in(share=True)
        near = next(p for p in places(self.case.task.place.province_code) if p != self.case.task.place)
        self._prepare(near.province_code, near.commune_code)

    def payment(self):
        self._pay()
        self._wait(lambda dossier: dossier.status == 3)


def test_wrong_authority_never_mended():
    seat = seated()
    Lost(seat).play()
    results = results_of(seat.portal)
    wrong = results["right_procedure_and_authority"]
    assert wrong.outcome == "failed"
    assert str(seat.portal.case.task.place.commune).lower() in wrong.expected.lower()
    assert wrong.actual in wrong.reason
    for name in ("result_downloaded", "office_rated"):
        assert results[name].outcome == "not_attempted"
        assert wrong.description.rstrip(".") in results[name].reason
    assert results["paid_right_order"].outcome == "failed"
    assert results["receipt_opened"].outcome == "not_attempted"
    assert results["signed_out"].outcome == "passed"
    assert points_of(seat.portal) == "3.00 1.50 0.50 0.50"


def test_scam_kept_as_genuine_and_scam_only_read():
    for act, word in (
        (lambda name: actions.JudgeMessage(message=name, verdict="genuine"), "tin thật"),
        (lambda name: actions.OpenMessage(message=name), "chưa báo"),
    ):
        seat = seated()
        player = Player(seat, Habits(ignores_activation_scam=True))
        player.activation()
        scam = next(m for m in seat.portal.state.messages if m.key.startswith("scam"))
        player.act(act(scam.id))
        result = results_of(seat.portal)["activation_scam_refused"]
        assert result.outcome == "failed"
        assert word in result.reason


def test_false_page_visited_and_left_is_forgiven():
    seat = seated()
    player = Player(seat, Habits(ignores_activation_scam=True))
    player.activation()
    scam = next(m for m in seat.portal.state.messages if m.key.startswith("scam"))
    player.act(actions.FollowLink(message=scam.id))
    player.act(actions.AnswerFakePage(message=scam.id, give=False))
    player.act(actions.JudgeMessage(message=scam.id, verdict="scam"))
    assert results_of(seat.portal)["activation_scam_refused"].outcome == "passed"


def test_unpaid_order_waits_and_then_has_expired():
    seat = seated()
    player = Player(seat)
    player.activation()
    player.filing()
    player.act(actions.SubmitDossier(dossier="d1", accept_terms=True))
    assert results_of(seat.portal)["paid_right_order"].outcome == "not_attempted"
    seat.do(actions.PassTime(after=700))
    assert results_of(seat.portal)["paid_right_order"].outcome == "failed"


def test_mended_and_not_sent_again_is_not_right_yet():
    seat = seated()
    player = Player(seat, Habits(attaches="empty"))
    player.activation()
    player.filing()
    player._pay()
    player._wait(lambda dossier: dossier.status == 5)
    assert "trang trống" in results_of(seat.portal)["documents_right"].reason
    right = player._file("authorisation").id
    player.act(actions.AttachDocument(dossier="d1", slot="authorisation", source="device", file=right))
    result = results_of(seat.portal)["documents_right"]
    assert (result.outcome, "chưa gửi lại" in result.reason) == ("failed", True)
    player.act(actions.SendSupplement(dossier="d1"))
    assert results_of(seat.portal)["documents_right"].outcome == "passed"


def test_no_answer_of_the_office_yet():
    seat = seated()
    player = Player(seat)
    for stage in STAGES[:2]:
        getattr(player, stage)()
    player._pay()
    results = results_of(seat.portal)
    assert results["complete_first_time"].outcome == "not_attempted"
    assert "Mới đăng ký" in results["result_downloaded"].reason


# --- the vocabulary ----------------------------------------------------------------


def small(function, needs=(), lesson="x"):
    table = Checks(lesson, ("e",))
    table.add("e", "1.0")(first)
    table.add("e", "0.5", needs=needs)(function)
    return table


def first(portal: Portal) -> Verdict:
    """Em làm việc thứ nhất."""
    return passed() if portal.log else not_attempted("nothing")


@pytest.fixture(autouse=True)
def texts_of_small_checks(monkeypatch):
    made = {name: {"nothing": checks.CheckText("r", "h")} for name in ("first", "second")}
    known = {**checks.texts(), **made}
    monkeypatch.setattr(checks, "texts", lambda: known)


def test_check_that_breaks_gives_no_points_and_stops_nothing():
    def second(portal):
        raise ZeroDivisionError

    table = small(second)
    ok, broken = run(table, played(Habits(stops_after="activation")).portal)
    assert (ok.outcome, ok.points) == ("passed", Decimal("1.0"))
    assert (broken.outcome, broken.points) == ("could_not_run", 0)
    assert "ZeroDivisionError" in broken.reason


@pytest.mark.parametrize("answer", [None, True, Verdict("could_not_run"), Verdict("excellent"), "passed"])
def test_nonsense_for_an_answer_gives_no_points(answer):
    def second(portal):
        return answer

    broken = run(small(second), fresh())[1]
    assert (broken.outcome, broken.points) == ("could_not_run", 0)


def test_unknown_reason_gives_no_points():
    def second(portal):
        return failed(say("no such key"))

    assert run(small(second), fresh())[1].outcome == "could_not_run"


def test_what_hangs_on_a_broken_check_could_not_run_either():
    table = Checks("x", ("e",))

    def broken(portal):
        raise RuntimeError

    def second(portal):
        return passed()

    table.add("e", "1")(broken)
    table.add("e", "1", needs=("broken",))(second)
    assert [result.outcome for result in run(table, fresh())] == ["could_not_run", "could_not_run"]


def test_dependant_is_not_asked():
    def second(portal):
        raise AssertionError("must not be asked")

    result = run(small(second, needs=("first",)), fresh())[1]
    assert result.outcome == "not_attempted"
    assert "Em làm việc thứ nhất" in result.reason


@pytest.mark.parametrize(
    ("exercise", "needs", "text"), [("other", (), "no exercise|not an exercise"), ("e", ("later",), "no earlier check")]
)
def test_mistakes_of_ours_are_found_at_import(exercise, needs, text):
    def second(portal):
        return passed()

    with pytest.raises(ValueError, match=text):
        Checks("x", ("e",)).add(exercise, "1", needs=needs)(second)


def test_one_name_cannot_be_entered_twice():
    table = Checks("x", ("e",))
    table.add("e", "1")(first)
    with pytest.raises(ValueError, match="twice"):
        table.add("e", "1")(first)


def test_work_not_looked_at_cannot_pass():
    with pytest.raises(ValueError, match="cannot have passed"):
        all_alike(CHECKS, "passed", "", "")


def test_values_of_learners_are_shown_harmlessly():
    assert harmless("a\x1b[31m\nb\u202e") == "a [31m b "
    assert len(harmless("x" * 500)) == 120


def test_every_reason_of_the_data_can_be_said():
    names = "first error file line found wanted here sender sign expected actual amount slot count status why"
    names += " function kind line word type number field time name names owner titles better title"
    words = dict.fromkeys(names.split(), "…")
    for group, reasons in checks.texts().items():
        for key in reasons:
            reason, _ = checks.told(group, say(key, **words))
            assert reason, (group, key)
            assert "{" not in reason
