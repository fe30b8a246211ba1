"""The simulator's core: a case, its portal, and the journal of what was done.

``Case`` is what one learner gets, ``Portal`` the machine that answers its actions,
``Journal`` the record of them, ``replay`` the way from a journal back to a portal.
"""

from simulator.case import Case, CaseError
from simulator.journal import Journal, JournalError, replay
from simulator.outcome import Outcome
from simulator.portal import Portal

__all__ = ["Case", "CaseError", "Journal", "JournalError", "Outcome", "Portal", "replay"]
