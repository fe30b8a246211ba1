"""Ways to every answer after sending, of petitions, of waiting, and at the officer's desk."""

from __future__ import annotations

from collections.abc import Callable

from grading.filer import Filer
from grading.solutions import lesson_07 as officer
from simulator import Outcome, actions
from simulator.scenario import scenarios
from simulator.services.catalogue import procedures
from tests.simulator.desk import Desk
from tests.simulator.paths.seats import Way, filer, planting

COUNTER = "07-mot-gio-o-mot-cua"


def supplement(desk: Desk) -> Desk:
    return desk.paid("empty").news()


def news(desk: Desk, same_day: bool) -> Outcome:
    desk.paid()
    while True:
        outcome = desk.must(actions.WaitForNews())
        if outcome.code == ("news_same" if same_day else "news_next"):
            return outcome


def after_five(desk: Desk) -> Outcome:
    """Sent in the evening, so that the answer comes on another day."""
    desk.signed_in()
    while desk.portal.now.hour < 18:
        desk.must(actions.PassTime(after=1800))
    desk.prepared().pay()
    return desk.must(actions.WaitForNews())


def rate(desk: Desk) -> Outcome:
    return desk.do(actions.RateOffice(dossier="d1", grade="satisfied"))


def silent() -> Filer:
    """A dossier that the office should have answered by now."""
    seat = planting("silent_office").prepared().send()
    seat.must(actions.WaitForNews())
    return seat


def petition(seat: Filer, topic: str = "place", text: str = "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai.") -> Outcome:
    return seat.do(actions.SendPetition(topic=topic, text=text))


def petitioned(text: str = "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai.", skips: int = 1) -> Filer:
    """A petition that was sent, and what came of it after some skips."""
    seat = filer()
    petition(seat, text=text)
    for _ in range(skips):
        seat.must(actions.WaitForNews())
    return seat


def waiting(what: str) -> Filer:
    """The office waits for the citizen to come, to pay or to collect."""
    wanted = {"visit": lambda p: p.presence, "duty": lambda p: any(row.due == "after" for row in p.fees)}
    lessons = [n for n, s in scenarios().items() if wanted.get(what, lambda p: True)(procedures()[s.procedure])]
    seat = filer("1.001193" if what == "collect" else lessons[0])
    seat.begin().owner().form().attach().deliver("counter").send()
    while seat.dossier.waits != what:
        if seat.dossier.waits:
            seat.answer()
        else:
            seat.must(actions.WaitForNews())
    return seat


def duty_paid(_: Desk) -> Outcome:
    seat = waiting("duty")
    seat.must(actions.PayDuty(dossier="d1"))
    seat.must(actions.ScanQr(order="o1"))
    return seat.do(actions.ConfirmTransfer(order="o1"))


def at_counter(*steps: Callable[[Filer], object]) -> Outcome:
    """Somebody at the officer's desk who does these things; the last answer."""
    seat = filer(COUNTER)
    for step in steps:
        step(seat)
    return seat.portal.log[-1].outcome


def answered(kind: str, decision: str, **other: str) -> Callable[[Filer], object]:
    """A dossier of a kind is answered without anything being checked."""
    return lambda seat: seat.do(
        actions.AnswerIncoming(incoming=officer.of(seat, kind).id, decision=decision, **other)  # type: ignore[arg-type]
    )


def looked_at(kind: str, **other: str) -> Callable[[Filer], object]:
    """A dossier of a kind is checked."""
    return lambda seat: officer.check(seat, officer.of(seat, kind), **other)


PATHS: dict[str, Way] = {
    # time
    "time_passed": lambda desk: desk.do(actions.PassTime(after=5)),
    "news_same": lambda desk: news(desk, same_day=True),
    "news_next": after_five,
    "nothing_coming": lambda desk: desk.do(actions.WaitForNews()),
    "not_now": lambda desk: desk.do(actions.GiveConsent(share=True)),
    # after it was sent
    "not_sent_yet": lambda _: filer().begin().do(actions.WithdrawDossier(dossier="d1")),
    "withdrawn": lambda _: filer().prepared().send().do(actions.WithdrawDossier(dossier="d1")),
    "cannot_withdraw": lambda _: filer().prepared().send().follow().do(actions.WithdrawDossier(dossier="d1")),
    "not_waited_for": lambda _: filer().prepared().send().do(actions.VisitOffice(dossier="d1")),
    "visited": lambda _: waiting("visit").do(actions.VisitOffice(dossier="d1")),
    "collected": lambda _: waiting("collect").do(actions.CollectResult(dossier="d1")),
    "duty_paid": duty_paid,
    "waits_for_visit": lambda _: waiting("visit").do(actions.WaitForNews()),
    "waits_for_duty": lambda _: waiting("duty").do(actions.WaitForNews()),
    "waits_for_collect": lambda _: waiting("collect").do(actions.WaitForNews()),
    # speaking up
    "topic_unknown": lambda _: petition(filer(), topic="weather"),
    "petition_empty": lambda _: petition(filer(), text="  "),
    "too_many_petitions": lambda _: [petition(seat) for seat in [filer()] * 11][10],
    "petition_sent": lambda _: petition(filer()),
    "petition_unknown": lambda desk: desk.do(actions.AddToPetition(petition="p9", text="x")),
    "petition_not_asked": lambda _: petitioned().do(actions.AddToPetition(petition="p1", text="x")),
    "petition_added": lambda _: petitioned("Hỏng").do(actions.AddToPetition(petition="p1", text="x")),
    "petition_not_answered": lambda _: petitioned().do(actions.RateAnswer(petition="p1", grade="satisfied")),
    "petition_rated": lambda _: petitioned(skips=2).do(actions.RateAnswer(petition="p1", grade="satisfied")),
    "tip_short": lambda _: filer().do(actions.TipOff(kind="theft", text="Mất xe")),
    "tip_sent": lambda _: filer().do(actions.TipOff(kind="theft", text="Mất xe đạp ở sân trường sáng nay")),
    # silence, supplement, result
    "still_silent": lambda _: silent().portal.log[-1].outcome,
    "waits_for_ask": lambda _: silent().do(actions.WaitForNews()),
    "office_asked": lambda _: silent().do(actions.AskOffice(dossier="d1")),
    "waits_for_supplement": lambda desk: supplement(desk).do(actions.WaitForNews()),
    "supplement_not_new": lambda desk: supplement(desk).do(actions.SubmitDossier(dossier="d1", accept_terms=True)),
    "supplement_not_asked": lambda desk: desk.signed_in().start().do(actions.SendSupplement(dossier="d1")),
    "supplement_sent": lambda desk: (
        supplement(desk).attach_file("authorisation").do(actions.SendSupplement(dossier="d1"))
    ),
    "result_not_ready": lambda desk: desk.paid().do(actions.DownloadResult(dossier="d1")),
    "result_downloaded": lambda desk: desk.returned().do(actions.DownloadResult(dossier="d1")),
    "rated": lambda desk: rate(desk.returned()),
    # the officer's desk
    "counter_unknown": lambda desk: desk.do(actions.MarkPaper(incoming="h1", line="form", mark="ok")),
    "counter_line_unknown": lambda _: filer(COUNTER).do(actions.MarkPaper(incoming="h1", line="form", mark="blurred")),
    "counter_marked": lambda _: at_counter(looked_at("late")),
    "counter_unchecked": lambda _: at_counter(answered("late", "receive")),
    "counter_nothing_wanting": lambda _: at_counter(looked_at("late"), answered("late", "supplement")),
    "counter_wanting": lambda _: at_counter(looked_at("stranger"), answered("stranger", "receive")),
    "counter_due_missing": lambda _: at_counter(looked_at("late"), answered("late", "receive", due="31/02/2026")),
    "counter_place_missing": lambda _: at_counter(answered("elsewhere", "refuse")),
    "counter_received": lambda _: at_counter(lambda seat: officer.receive(seat, "late")),
    "counter_answered": lambda _: at_counter(lambda s: officer.receive(s, "late"), answered("late", "receive")),
    "counter_asked": lambda _: at_counter(lambda seat: officer.ask(seat, "mismatch")),
    "counter_refused": lambda _: at_counter(lambda seat: officer.refuse(seat, "elsewhere")),
    "counter_back_received": lambda _: at_counter(lambda seat: officer.receive(seat, "stranger")),
    "counter_back_early": lambda _: at_counter(lambda seat: officer.receive(seat, "complete", -1)),
    "counter_back_late": lambda _: at_counter(lambda seat: officer.receive(seat, "complete", 1)),
    "counter_back_asked": lambda _: at_counter(lambda seat: officer.half(seat, "unreadable")),
    "counter_back_needless": lambda _: at_counter(lambda seat: officer.needlessly(seat, "complete")),
    "counter_back_refused": lambda _: at_counter(lambda seat: officer.refuse(seat, "late", right=False)),
    "counter_back_misled": lambda _: at_counter(lambda seat: officer.refuse(seat, "elsewhere", right=False)),
    "counter_back_elsewhere": lambda _: at_counter(lambda seat: officer.receive(seat, "elsewhere")),
    "counter_complained": lambda _: at_counter(*[lambda seat: officer.receive(seat, "stranger")] * 2),
}
