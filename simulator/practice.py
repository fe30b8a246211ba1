"""One learner practising: a portal, its journal on disk, and a clock.

Every screen acts through ``Practice.do``: what is typed is cleared of real people's
data, done, written down, and only then shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from simulator import actions
from simulator.actions import MAX_WAIT, Action, Secret
from simulator.case import FREE_KEY, MAX_ATTEMPT, Case, CaseError
from simulator.identity.privacy import redacted
from simulator.identity.secrets import describe
from simulator.journal import replay
from simulator.outcome import Outcome
from simulator.storage import JournalFile, attempts, journal_key


class Practice:
    """An attempt at a lesson that is open in this window."""

    def __init__(
        self,
        folder: Path,
        lesson: str,
        learner: str,
        class_key: str = FREE_KEY,
        attempt: int | None = None,
        key: bytes | None = None,
        clock: Callable[[], float] = time.monotonic,
        begun_as: str = "",
    ) -> None:
        """Go on with an attempt (the latest unless one is named), or begin the first.

        ``begun_as`` is the other id under which this attempt was begun and whose case it has, if any.
        Raises ``CaseError``, ``JournalError``, ``JournalBusy`` or ``OSError``; none of
        them changes what is on disk.
        """
        attempt = attempt or max(attempts(folder), default=1)
        self.folder, self.class_key, self.learner = folder, class_key, learner
        self.case = Case.for_learner(lesson, begun_as or learner, attempt, class_key)
        self.given, self.key = key, key or journal_key(folder, self.case)
        self.clock = clock
        self.file = JournalFile(folder, self.case)
        self.portal = self.file.portal
        self._last = clock()

    @property
    def begun(self) -> bool:
        """Whether anything has been done in this attempt."""
        return bool(self.portal.log)

    @property
    def waited(self) -> int:
        """Whole seconds since the last action, as the next one will carry."""
        return min(MAX_WAIT, max(0, int(self.clock() - self._last)))

    def secret(self, text: str) -> Secret:
        """What may be kept of something secret that was typed."""
        return describe(text, self.key, self.case.everybody)

    def do(self, action: Action) -> Outcome:
        """Do it, write it down, and give the answer.

        The action goes through the reader's own decoder first, so that nothing is
        written that a reader would refuse: ``msgspec.ValidationError`` if it would.
        If it cannot be written (``TakenOver``, ``OSError``, ``JournalError``), the
        portal goes back to what is written.
        """
        action = redacted(msgspec.structs.replace(action, after=self.waited), self.portal.own_numbers)
        try:
            action = actions.decode(actions.encode(action))
        except UnicodeEncodeError as fault:
            raise msgspec.ValidationError(f"text that cannot be written: {fault}") from None
        try:
            outcome = self.portal.do(action)
            self.file.append(action, self.portal.digest(outcome))
        except BaseException:
            self.portal = replay(self.file.journal, self.case)
            raise
        self._last = self.clock()
        return outcome

    def again(self) -> Practice:
        """A new attempt with a new case; the old journal stays. Raises ``CaseError`` after the last one."""
        attempt = max(attempts(self.folder), default=0) + 1
        if attempt > MAX_ATTEMPT:
            raise CaseError(f"no attempt after {MAX_ATTEMPT}")
        return Practice(self.folder, self.case.lesson, self.learner, self.class_key, attempt, self.given, self.clock)
