"""What is known of a shift at a support point: plain records, no rules.

Times are whole seconds since the case began.
"""

from __future__ import annotations

import msgspec


class Step(msgspec.Struct, frozen=True):
    """One thing that the volunteer said or did; ``about`` is what it was about, if the move needs that."""

    move: str
    about: str
    at: int


class Visit(msgspec.Struct):
    """Somebody who comes to the point; ``persona`` names them in the data, ``words`` fill its texts.

    ``how`` is the ending: one of the data's, or ``left`` (waited too long), ``walked_out`` (had enough), ``sent_home``
    (at closing, with a word) or ``unserved``. ``mood`` goes from 0 to 10. ``told`` are the facts that the person has
    revealed, ``left`` what stayed at the machine when they went, ``felt`` the answers of whoever played the person,
    where two practise together.
    """

    id: str
    persona: str
    words: dict[str, str]
    ticket: str
    priority: bool
    mood: int
    arrived: int
    called: int = -1
    ended: int = -1
    how: str = ""
    told: list[str] = msgspec.field(default_factory=list)
    steps: list[Step] = msgspec.field(default_factory=list)
    left: list[str] = msgspec.field(default_factory=list)
    felt: dict[str, str] = msgspec.field(default_factory=dict)


class Kiosk(msgspec.Struct):
    """The public machine. What is not wiped stays for whoever comes next.

    ``account``: nobody, ``citizen`` or ``helper``; ``code`` says that the one-time code has been typed. ``visit`` is
    whose data it holds, ``tray`` the papers in its scanner, ``used`` when it was touched last.
    """

    visit: str = ""
    account: str = ""
    code: bool = False
    procedure: str = ""
    form: dict[str, str] = msgspec.field(default_factory=dict)
    scanned: list[str] = msgspec.field(default_factory=list)
    paid: bool = False
    sent: bool = False
    printed: bool = False
    tray: list[str] = msgspec.field(default_factory=list)
    used: int = -1
    timed_out: int = 0


class Incident(msgspec.Struct):
    """Something that comes up in a shift. ``way`` is how the volunteer met it, ``until`` when it is over by itself."""

    id: str
    kind: str
    at: int
    until: int
    way: str = ""
    answered: int = -1


class Shift(msgspec.Struct):
    """One shift. ``serving`` is the visit at the desk; ``order`` the visits that were called before somebody's turn."""

    closes: int
    visits: list[Visit] = msgspec.field(default_factory=list)
    incidents: list[Incident] = msgspec.field(default_factory=list)
    kiosk: Kiosk = msgspec.field(default_factory=Kiosk)
    serving: str = ""
    order: list[str] = msgspec.field(default_factory=list)
    over: int = -1

    def visit(self, name: str) -> Visit | None:
        """The visit with this id, if the person has come."""
        return next((visit for visit in self.visits if visit.id == name), None)

    def seen(self) -> list[Visit]:
        """Everybody who has come and gone."""
        return [visit for visit in self.visits if visit.how]

    def incident(self, name: str) -> Incident | None:
        """The incident with this id, if it has come up."""
        return next((each for each in self.incidents if each.id == name), None)
