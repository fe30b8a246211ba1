"""The dossiers of a year as columns: what each is, what happened to it and when."""

from __future__ import annotations

from dataclasses import dataclass, fields

from simulator.city.chance import Array
from simulator.city.population import Population
from simulator.state import DONE, IN_WORK, NEW, RECEIVED, REFUSED, RETURNED, STOPPED, SUPPLEMENT, TO_PAY, WITHDRAWN

UNPAID, BY_CODE, CASH = range(3)
NOT_RATED, NOT_SATISFIED, SATISFIED, VERY_SATISFIED = range(4)
BY_NET, AT_COUNTER, BY_POST = range(3)

EVENTS = (
    ("submitted", NEW),
    ("asked", SUPPLEMENT),
    ("resubmitted", NEW),
    ("asked_again", SUPPLEMENT),
    ("resubmitted_again", NEW),
    ("refused", REFUSED),
    ("stopped", STOPPED),
    ("received", RECEIVED),
    ("begun", IN_WORK),
    ("charged", TO_PAY),
    ("fee_paid", IN_WORK),
    ("withdrawn", WITHDRAWN),
    ("settled", DONE),
    ("returned", RETURNED),
)
"""The moments that a dossier may have, in the order in which they come, and the status that each gives it."""


@dataclass
class Dossiers:
    """The dossiers of some wards as columns, by ward and moment of filing.

    Moments are whole seconds since the year began; ``NEVER`` is one that does not come in this year. ``first`` is the
    first dossier's ordinal in the city, ``citizen`` an index into ``people``. ``due`` is what the receipt promises,
    ``new_due`` what an apology does; both may lie after the year.
    """

    first: int
    people: Population
    ward: Array
    procedure: Array
    citizen: Array
    units: Array
    able: Array
    way: Array
    submitted: Array
    fee: Array
    paid: Array
    waited: Array
    at_once: Array
    asked: Array
    resubmitted: Array
    asked_again: Array
    resubmitted_again: Array
    refused: Array
    stopped: Array
    received: Array
    begun: Array
    charged: Array
    fee_paid: Array
    withdrawn: Array
    settled: Array
    returned: Array
    verify: Array
    due: Array
    new_due: Array
    status: Array
    supplements: Array
    late: Array
    delivery: Array
    electronic: Array
    digitised: Array
    reused: Array
    synced: Array
    rating: Array
    petition: Array
    petition_late: Array
    petition_unhappy: Array

    def __len__(self) -> int:
        return len(self.ward)

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The names of the columns, one entry a dossier."""
        return tuple(field.name for field in fields(cls) if field.name not in ("first", "people"))
