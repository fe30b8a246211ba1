"""A shift under any actions at all: nobody gets lost, nothing goes back, nothing happens after it."""

from __future__ import annotations

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from grading.players import Recording
from grading.shift_sheet import shift_sheet
from simulator import Outcome, actions, replay
from simulator.actions import Action
from simulator.case import Case
from simulator.journal import parse
from simulator.point import conduct, kiosk, reference
from simulator.point.personas import abouts, incidents, moves, personas
from simulator.shift import Shift, Visit

VISITORS = st.integers(1, 6).map(lambda n: f"k{n}")
INCIDENTS = st.integers(1, 6).map(lambda n: f"i{n}")
WAYS = sorted({way for kind in incidents().values() for way in kind.ways})
SECONDS = st.sampled_from([0, 0, 1, 5, 30, 170, 200, 600])


class AnyShift(RuleBasedStateMachine):
    """Somebody at a support point who does sensible and senseless things."""

    def __init__(self) -> None:
        super().__init__()
        self.seat = Recording(Case.for_learner("ca-truc-1", "TNV1-01"))
        self.clock = 0
        self.closed: bytes = b""

    @initialize(level=st.integers(1, 3), learner=st.integers(1, 30))
    def begin(self, level: int, learner: int) -> None:
        """Every level, and thirty people in it."""
        self.seat = Recording(Case.for_learner(f"ca-truc-{level}", f"TNV1-{learner:02d}"))

    @property
    def shift(self) -> Shift:
        shift = self.seat.portal.state.shift
        assert shift is not None
        return shift

    def do(self, action: Action) -> Outcome:
        """Do it; it says something, whatever it is."""
        outcome = self.seat.do(action)
        assert outcome.text
        assert "{" not in outcome.text + outcome.next
        return outcome

    def serve(self, visit: Visit | None, move: str, about: str, after: int = 0) -> None:
        who = visit.id if visit is not None else "k1"
        self.do(actions.Serve(after=after, visitor=who, move=move, about=about))

    # --- anything at all ---

    @rule(visitor=VISITORS, after=SECONDS)
    def call(self, visitor: str, after: int) -> None:
        self.do(actions.CallVisitor(after=after, visitor=visitor))

    @rule(data=st.data(), move=st.sampled_from(sorted(moves())), after=SECONDS)
    def move(self, data: st.DataObject, move: str, after: int) -> None:
        """Any move for whoever is at the desk, or for nobody."""
        visit = self.shift.visit(self.shift.serving)
        allowed = abouts(personas()[visit.persona], move) if visit is not None else None
        about = data.draw(st.sampled_from([*(allowed or ()), "", "2.000635", "nobody's"]))
        self.serve(visit, move, about, after)

    @rule(count=st.integers(1, 30), left_out=st.integers(0, 40), after=st.integers(0, 10))
    def go_on(self, count: int, left_out: int, after: int) -> None:
        """The next steps of the reference, one of them left out."""
        visit = self.shift.visit(self.shift.serving)
        if visit is None:
            return
        plan = reference.visit(personas()[visit.persona])
        start = len(visit.steps)
        for number, (move, about) in enumerate(plan[start : start + count], start):
            if number != left_out and not visit.how:
                self.serve(visit, move, about, after)

    @rule(after=SECONDS)
    def wait(self, after: int) -> None:
        self.do(actions.WaitAtPoint(after=after))

    @rule(incident=INCIDENTS, way=st.sampled_from(WAYS))
    def meet(self, incident: str, way: str) -> None:
        self.do(actions.MeetIncident(incident=incident, way=way))

    @rule(visitor=VISITORS, question=st.sampled_from(["greeted", "understood", "secret", "again", "other"]))
    def tell(self, visitor: str, question: str) -> None:
        self.do(actions.TellHelper(visitor=visitor, question=question, answer="partly"))

    @rule()
    def end(self) -> None:
        self.do(actions.EndShift())

    @rule(after=SECONDS)
    def pass_time(self, after: int) -> None:
        self.do(actions.PassTime(after=after))

    # --- what always holds ---

    @invariant()
    def everybody_waits_is_at_the_desk_or_gone(self) -> None:
        for visit in self.shift.visits:
            waits = visit.called < 0 and not visit.how
            here = self.shift.serving == visit.id
            gone = bool(visit.how)
            assert [waits, here, gone].count(True) == 1, visit
            assert gone == (visit.ended >= 0)
            assert visit.arrived <= (visit.called if visit.called >= 0 else visit.arrived)
            assert visit.ended < 0 or visit.ended >= max(visit.called, visit.arrived)
        assert self.shift.serving == "" or self.shift.visit(self.shift.serving) is not None

    @invariant()
    def moods_are_from_0_to_10(self) -> None:
        for visit in self.shift.visits:
            assert 0 <= visit.mood <= 10
            assert (visit.how == "walked_out") == (visit.mood == 0 and visit.called >= 0)

    @invariant()
    def the_clock_never_goes_back(self) -> None:
        now = self.seat.portal.state.now
        assert now >= self.clock
        self.clock = now
        for visit in self.shift.visits:
            times = [step.at for step in visit.steps]
            assert times == sorted(times)

    @invariant()
    def scores_are_of_a_hundred(self) -> None:
        assert 0 <= conduct.shift_score(self.shift) <= 100
        assert all(0 <= conduct.score(visit) <= 100 for visit in self.shift.visits)

    @invariant()
    def nothing_is_sent_without_somebody_signed_in(self) -> None:
        for visit in self.shift.visits:
            made = [step.move for step in visit.steps]
            assert "send" not in made or {"card", "own_account"} & set(made[: made.index("send")])
            assert visit.how != "filed" or "send" in made
        machine = self.shift.kiosk
        assert not machine.code or machine.account
        assert set(kiosk.left(machine)) <= {"session", "data", "tray"}

    @invariant()
    def what_is_over_stays_as_it_was(self) -> None:
        if self.shift.over < 0:
            return
        assert self.shift.serving == ""
        # Papers in the scanner, the idle machine and what visitors say afterwards are no part of the shift's score.
        seen = [(visit.id, visit.how, visit.steps, visit.mood, visit.left) for visit in self.shift.visits]
        now = msgspec.json.encode((seen, self.shift.order, self.shift.over))
        assert self.closed in (b"", now)
        self.closed = now

    def teardown(self) -> None:
        again = replay(parse(self.seat.journal.encoded()), self.seat.portal.case)
        assert shift_sheet(again) == shift_sheet(self.seat.portal)


TestAnyShift = AnyShift.TestCase
TestAnyShift.settings = settings(max_examples=40, stateful_step_count=30)
