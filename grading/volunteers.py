"""Simulated volunteers: they play a whole shift through the portal, the more rightly the more skill they have.

Skill goes from 0 to 1; with 1 everything goes as ``simulator.point.reference`` says. Every choice is keyed by the
seed, the visitor and the step, so that the same seed always gives the same shift.
"""

from __future__ import annotations

from typing import Literal

from grading.players import Recording
from simulator import Portal, actions
from simulator.case import Case
from simulator.draw import Draw
from simulator.outcome import Outcome
from simulator.point import kiosk, queue, reference
from simulator.point.personas import Persona, endings, incidents, personas
from simulator.shift import Shift, Visit

Level = Literal[1, 2, 3]

LEARNER = "TNV-01"
"""Whose shift a bot plays, where nobody else is named."""
SLIPS = 0.45
"""How likely a step goes wrong without any skill; the likelihood falls with skill to nothing."""
TURNS = 0.3
"""How likely somebody without skill is called before their turn."""
CHANCE = 10_000
PATIENCE = 30
"""Seconds that a volunteer lets pass before trying again what an incident has blocked."""
THINKING = (1, 3)
"""Between how many seconds a volunteer reads and thinks before a move."""

INSTEAD: dict[str, tuple[str, ...]] = {
    "greet": ("hurry",),
    "listen": ("hurry", "scold"),
    "ask_papers": ("photo_papers",),
    "look_away": ("take_phone",),
    "let_type": ("read_code", "type_code"),
    "card": ("own_account",),
    "explain_plainly": ("explain_officially", "promise", "read_out"),
    "let_pay": ("take_cash",),
    "rate_self": ("rate_for",),
    "refuse_gift": ("accept_gift",),
    "stop": ("let_go",),
    "send": ("guess", "sign_for"),
    "sign_out": ("keep_password",),
    "quiet_place": ("read_out",),
    "ask_push": ("push",),
}
"""What a volunteer is tempted to do instead of a step."""


class Bot:
    """One simulated volunteer at one shift; what was done is in the journal of ``seat``."""

    def __init__(self, case: Case, skill: float, seed: str) -> None:
        """Raises ``ValueError`` for a skill outside 0 to 1 or a case without a shift."""
        if not 0 <= skill <= 1:
            raise ValueError(f"skill goes from 0 to 1, got {skill}")
        if case.scenario.point is None:
            raise ValueError(f"{case.lesson} has no shift: choose a scenario with a [point]")
        self.seat, self.skill, self.draw = Recording(case), skill, Draw(f"volunteer/{seed}")

    @property
    def portal(self) -> Portal:
        """The portal as it is after what the bot has done."""
        return self.seat.portal

    @property
    def shift(self) -> Shift:
        """The shift that is played."""
        shift = self.portal.state.shift
        assert shift is not None  # noqa: S101 - the case has one
        return shift

    def work(self) -> Portal:
        """Play the shift to its end."""
        while self.shift.over < 0:
            self._meet()
            line = queue.waiting(self.shift)
            if line and queue.is_open(self.portal.state):
                chosen = line[-1] if self._errs("turn", len(self.portal.log), TURNS) else line[0]
                self.seat.do(actions.CallVisitor(visitor=chosen.id))
                self._serve(chosen)
            elif not self.seat.do(actions.WaitAtPoint()).ok:
                self.seat.do(actions.EndShift())
        return self.portal

    # --- one visit ---

    def _serve(self, visit: Visit) -> None:
        persona = personas()[visit.persona]
        for number, (move, about) in enumerate(reference.visit(persona)):
            step = self._step(visit, persona, number, (move, about))
            if step is not None:
                self._make(visit, *step)
            if visit.how:
                return
        # What the slips have made impossible ends like this; the first that the point lets happen.
        for how in (*persona.ends, "come_back", *endings()):
            if visit.how:
                return
            self._make(visit, "end", how)

    def _step(self, visit: Visit, persona: Persona, number: int, right: reference.Planned) -> reference.Planned | None:
        """The step that is made in this one's place; ``None`` where it is left out."""
        move, about = right
        name = f"{visit.id}/{move}/{about}"
        if not self._errs(name, number, SLIPS):
            return right
        instead: list[reference.Planned] = [(other, "") for other in INSTEAD.get(move, ())]
        if move == "fill":
            field, _, option = about.partition("=")
            instead = [(move, f"{field}={other}") for other in persona.form[field].options if other != option]
        elif move == "say_next":
            instead = [(move, other) for other in persona.next if other != about]
        elif move == "end":
            instead = [(move, other) for other in ("come_back", "answered") if other not in persona.ends]
        if move == "end":
            return self.draw.choose(instead, f"instead/{name}") if instead else right
        # As often left out as done wrongly.
        return self.draw.choose([None, *instead[:1], *instead], f"instead/{name}")

    def _make(self, visit: Visit, move: str, about: str) -> Outcome:
        """Make a move; what an incident blocks is tried again when it is over."""
        thinking = self.draw.between(*THINKING, "thinking", len(self.portal.log))
        action = actions.Serve(after=thinking, visitor=visit.id, move=move, about=about)
        outcome = self.seat.do(action)
        while outcome.code.startswith(kiosk.STOPPED):
            self._meet()
            self.seat.do(actions.PassTime(after=PATIENCE))
            outcome = self.seat.do(action)
        return outcome

    # --- what comes up ---

    def _meet(self) -> None:
        for each in self.shift.incidents:
            if each.way:
                continue
            ways = incidents()[each.kind].ways
            right = [name for name, way in ways.items() if not way.cost]
            wrong = [name for name, way in ways.items() if way.cost]
            errs = wrong and self._errs(f"incident/{each.id}", 0, 1.0)
            way = self.draw.choose(wrong if errs else right, f"way/{each.id}")
            self.seat.do(actions.MeetIncident(incident=each.id, way=way))

    def _errs(self, name: str, number: int, most: float) -> bool:
        return self.draw.below(CHANCE, f"errs/{name}", number) < (1 - self.skill) * most * CHANCE


def shift_case(seed: str, level: Level = 1, learner: str = LEARNER) -> Case:
    """The shift of a level that a seed gives; everybody of the same seed meets the same people."""
    return Case.for_learner(f"ca-truc-{level}", learner, 1, seed)


def play(skill: float, seed: str, level: Level = 1) -> Bot:
    """A shift played to its end. Raises ``ValueError`` for a skill outside 0 to 1."""
    bot = Bot(shift_case(seed, level), skill, seed)
    bot.work()
    return bot
