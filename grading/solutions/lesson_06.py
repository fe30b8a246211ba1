"""Lesson 06 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable

from grading.checks.lesson_06 import LESSON, TOPIC, manners
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet, in_turn, must
from simulator import actions
from simulator.clock import day_text
from simulator.services import lookups
from simulator.services.already_sent import FIRST
from simulator.state import RETURNED, STOPPED, SUPPLEMENT, Dossier

SHEETS = ("td-trang-thai", "td-ngay-hen", "td-xin-loi")


def _dossier(seat: Seat) -> Dossier:
    return seat.portal.state.dossiers[0]


def wait(seat: Seat, *statuses: int) -> None:
    """Skip ahead until the dossier has one of these statuses."""
    while _dossier(seat).status not in statuses:
        must(seat, actions.WaitForNews())


def asked(seat: Seat) -> None:
    """Wait for the letter that asks for a supplement."""
    wait(seat, SUPPLEMENT)


def mend_form(seat: Seat) -> None:
    """Fill the form in as the task card says."""
    answers = {name: text for name, text in seat.portal.case.task.answers.items() if text}
    must(seat, actions.FillForm(dossier=FIRST, answers=answers))


def mend_paper(seat: Seat) -> None:
    """Put the right file in the place of the empty one."""
    file = next(f.id for f in seat.portal.case.files if f.kind == "disability_certificate" and f.format == "pdf")
    must(seat, actions.AttachDocument(dossier=FIRST, slot="disability", source="device", file=file))


def send(seat: Seat) -> None:
    """Send the supplement."""
    must(seat, actions.SendSupplement(dossier=FIRST))


def mend(seat: Seat) -> None:
    """Everything that the letter asks for, once."""
    asked(seat)
    mend_form(seat)
    mend_paper(seat)
    send(seat)


def result(seat: Seat) -> None:
    """Wait for the result."""
    wait(seat, RETURNED)


def fetch(seat: Seat) -> None:
    """Fetch the result and rate the office."""
    must(seat, actions.DownloadResult(dossier=FIRST))
    must(seat, actions.RateOffice(dossier=FIRST, grade="satisfied"))


def look_up(seat: Seat, code: str) -> None:
    """Look a code up."""
    must(seat, actions.LookUp(code=code))


def look_up_sample(seat: Seat, name: str) -> None:
    """Look up the code of a sample paper."""
    look_up(seat, lookups.samples()[name].code)


def check(seat: Seat, name: str) -> None:
    """Have the signature of a sample paper checked."""
    must(seat, actions.CheckSample(sample=name))


def verify(seat: Seat) -> None:
    """One's own result, and the two sample papers."""
    look_up(seat, lookups.result_code(_dossier(seat)))
    look_up_sample(seat, "a")
    look_up_sample(seat, "b")
    check(seat, "b")


def whole(seat: Seat) -> str:
    """A petition that says what, where and when, as the task card has it, and what one wishes."""
    case = seat.portal.case
    what, hour = case.drawn.choices["trouble"], case.drawn.choices["hour"]
    where, day = f"Bộ phận Một cửa, {case.citizen.home.commune}", day_text(case.begins.date())
    return f"Lúc {hour} sáng, ngày {day}, tại {where}: {what}. Mong cơ quan sớm khắc phục. Xin cảm ơn."


def petition(seat: Seat, text: str = "", topic: str = TOPIC) -> None:
    """Send a petition."""
    must(seat, actions.SendPetition(topic=topic, text=text or whole(seat)))


def rude(seat: Seat) -> None:
    """Say all that has to be said, and a rude word with it."""
    petition(seat, f"{whole(seat)} Các người thật {manners()['rude'][0]}.")


def answered(seat: Seat) -> None:
    """Wait for the answer."""
    while seat.portal.state.petitions[-1].status != "answered":
        must(seat, actions.WaitForNews())


def rate_answer(seat: Seat) -> None:
    """Rate the answer."""
    must(seat, actions.RateAnswer(petition=seat.portal.state.petitions[-1].id, grade="satisfied"))


def play(seat: Seat) -> None:
    """The whole lesson."""
    for step in (mend, result, fetch, verify, petition, answered, rate_answer):
        step(seat)
    for sheet in SHEETS:
        answer_sheet(seat, sheet)


def too_short(seat: Seat) -> None:
    """Send two words, of which nobody can tell what they are about."""
    petition(seat, "Máy hỏng")
    while seat.portal.state.petitions[-1].status != "asked":
        must(seat, actions.WaitForNews())


def let_lapse(seat: Seat) -> None:
    """Let the days go by until the office stops."""
    asked(seat)
    while _dossier(seat).status != STOPPED:
        must(seat, actions.WaitForNews(anyway=True))


def half_mended(seat: Seat) -> None:
    """Put the file right and send, without a look at the form."""
    asked(seat)
    mend_paper(seat)
    send(seat)
    wait(seat, STOPPED)


def withdraw(seat: Seat) -> None:
    """Take the dossier back."""
    must(seat, actions.WithdrawDossier(dossier=FIRST))


def _without(what: str) -> Callable[[Seat], None]:
    """A petition that leaves one thing out."""

    def played(seat: Seat) -> None:
        case = seat.portal.case
        told = {
            "what": f"{case.drawn.choices['trouble']}.",
            "where": "Tại bộ phận Một cửa.",
            "when": f"Ngày {day_text(case.begins.date())}.",
            "wish": "Mong được xem lại.",
        }
        petition(seat, " ".join(text for key, text in told.items() if key != what) + " Xin cảm ơn.")

    return played


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("mends the file and not the form", "supplement_complete", "still_wrong", half_mended),
        Wrong("lets the time for the supplement run out", "supplement_complete", "lapsed", let_lapse),
        Wrong("takes the dossier back", "supplement_complete", "withdrawn", withdraw),
        Wrong("mends all and does not send", "supplement_complete", "not_sent", in_turn(asked, mend_form, mend_paper)),
        Wrong("reads the letter and stops", "supplement_complete", "asked", asked, "not_attempted"),
        Wrong("is stopped and has no result", "result_fetched", "over", half_mended),
        Wrong("leaves the result lying", "result_fetched", "not_fetched", in_turn(mend, result), "not_attempted"),
        Wrong("takes back and cannot rate", "service_rated", "over", withdraw),
        Wrong("does not rate", "service_rated", "not_rated", in_turn(mend, result), "not_attempted"),
        Wrong(
            "looks up the dossier instead of the result",
            "own_result_looked_up",
            "dossier_code",
            lambda seat: look_up(seat, _dossier(seat).code),
        ),
        Wrong(
            "looks up the samples alone",
            "own_result_looked_up",
            "sample_code",
            lambda seat: look_up_sample(seat, "a"),
        ),
        Wrong("checks the whole paper alone", "altered_paper_found", "whole_only", lambda seat: check(seat, "a")),
        Wrong("compares nothing", "altered_paper_found", "not_compared", lambda seat: check(seat, "b")),
        Wrong("checks no signature", "altered_paper_found", "not_checked", lambda seat: look_up_sample(seat, "b")),
        Wrong("does not say what", "petition_tells_all", "what", _without("what")),
        Wrong("does not say where", "petition_tells_all", "where", _without("where")),
        Wrong("does not say when", "petition_tells_all", "when", _without("when")),
        Wrong("does not say what for", "petition_tells_all", "wish", _without("wish")),
        Wrong("writes two words", "petition_tells_all", "short", lambda seat: petition(seat, "Máy hỏng")),
        Wrong("is rude", "petition_courteous", "rude", rude),
        Wrong("shouts", "petition_courteous", "shouting", lambda seat: petition(seat, whole(seat).upper())),
        Wrong("chooses another topic", "petition_topic_fits", "other", lambda seat: petition(seat, topic="manner")),
        Wrong("does not rate the answer", "answer_read_and_rated", "not_rated", in_turn(mend, petition, answered)),
        Wrong("does not wait", "answer_read_and_rated", "waiting", petition, "not_attempted"),
        Wrong(
            "writes two words and tells no more",
            "answer_read_and_rated",
            "asked",
            too_short,
        ),
    ),
)
