"""A seat at the open lesson page: what a player wants done is clicked and typed, and read back from the journal.

``grading.players.Seat`` is anything that acts on a portal. The reference solutions play at this one as they do at a
recording, so that whatever they do is known to be within reach of a learner's hands.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Page

from simulator import Case, Outcome, Portal, actions
from simulator.actions import Action, Secret
from simulator.identity.secrets import describe
from simulator.journal import JournalError, parse, replay
from simulator.storage import journal_path, machine_key
from tests.browser.driver import ANSWER_TIME, Learner
from tests.browser.hands_computer import COMPUTER
from tests.browser.hands_counter import COUNTER
from tests.browser.hands_phone import PHONE
from tests.browser.hands_point import POINT
from tests.browser.hands_sheets import SHEETS

CLICKS: dict[type[Action], Callable[[Any, Any], None]] = {**PHONE, **COMPUTER, **COUNTER, **POINT, **SHEETS}
"""How each action is done by hand. A way may do other actions first, as one opens a message before judging it."""

QUIET = "document.querySelectorAll('[aria-busy=true]').length === 0"
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => done()))"


def told(action: Action) -> dict[str, Any]:
    """What an action says, without the seconds before it and without the digests of its secrets."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: bare(value) for key, value in part.items() if key not in ("after", "digest")}
        return [bare(each) for each in part] if isinstance(part, (list, tuple)) else part

    return bare(msgspec.to_builtins(action))


class Hands:
    """One learner's hands on the lesson that is open in ``page``; its journal lies under ``workspace``."""

    def __init__(self, page: Page, workspace: Path, lesson: str, learner: str) -> None:
        # A list that opens and closes without a show is no quicker for a learner, but for a hundred lists.
        page.emulate_media(reduced_motion="reduce")
        self.case = Case.for_learner(lesson, learner)
        self.learner = Learner(page, self.case)
        self.journal = journal_path(workspace / learner / lesson, self.case.attempt)
        self.portal = Portal(self.case)
        self.read = 0
        self.last: Action | None = None
        self.texts: dict[str, str] = {}
        self.phone_at = ("home", "")
        self.desk_at = ""
        self._read_on()

    # --- what a seat is ---

    def secret(self, text: str) -> Secret:
        """What may be kept of something secret; the text is remembered, to be typed."""
        secret = describe(text, machine_key(), self.case.everybody)
        self.texts[secret.digest] = text
        return secret

    def do(self, action: Action) -> Outcome:
        """Do it on the screens. ``AssertionError`` if the journal then says anything else."""
        CLICKS[type(action)](self, action)
        done = self._answer(action)
        assert [told(each) for each, _ in done] == [told(action)], f"asked for {action}, written: {done}"
        self.last = action
        return done[-1][1]

    # --- for those who click ---

    def typed(self, secret: Secret) -> str:
        """What has to be typed for a secret."""
        return self.texts[secret.digest]

    def whole(self) -> None:
        """The journal on the disk, replayed from its beginning, ends where these hands are."""
        assert replay(parse(self.journal.read_bytes()), self.case).state == self.portal.state

    # --- reading what was written ---

    def _answer(self, action: Action) -> list[tuple[Action, Outcome]]:
        """What has been written since; waits for it, a frame of the browser at a time, and for the screens."""
        page, until = self.learner.page, time.monotonic() + ANSWER_TIME / 1000
        found: list[tuple[Action, Outcome]] = []
        # At a support point the page itself lets time go by when somebody is due.
        while not (found := [*found, *self._asked(action)]):
            assert time.monotonic() < until, f"nothing was written for {action}"
            page.evaluate(NEXT_FRAME)
        page.wait_for_function(QUIET)
        return found + self._asked(action)

    def _asked(self, action: Action) -> list[tuple[Action, Outcome]]:
        """What has been written since, but for what the page of a shift does by itself."""
        at_point = self.case.scenario.point is not None and not isinstance(action, actions.PassTime)
        return [each for each in self._read_on() if not (at_point and isinstance(each[0], actions.PassTime))]

    def _read_on(self) -> list[tuple[Action, Outcome]]:
        """The actions written since the last look, done again on this seat's own portal."""
        if not self.journal.exists():
            return []
        try:
            lines = parse(self.journal.read_bytes()).lines[self.read :]
        except JournalError as fault:
            if fault.reason == "empty":
                return []
            raise
        found = []
        for line in lines:
            outcome = self.portal.do(line.action)
            assert self.portal.digest(outcome) == line.outcome, f"replayed otherwise: {line.action}"
            found.append((line.action, outcome))
        self.read += len(lines)
        return found
