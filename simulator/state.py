"""What the portal knows at one moment: plain records, no rules.

Times (``at``, ``sent``, ``expires`` …) are whole seconds since the case began.
"""

from __future__ import annotations

import msgspec

from simulator.actions import Secret
from simulator.files import DeviceFile
from simulator.shift import Shift


class Otp(msgspec.Struct):
    """A one-time code that was sent."""

    code: str
    sent: int
    expires: int
    wrong: int = 0


class Account(msgspec.Struct):
    """The electronic identification account of the case's citizen, and the phone that it is used on.

    ``step``: new → otp → password → passcode → questions → active. ``inbox`` is full or cleared once a code
    found no room. ``false_app`` is there or gone, until password and passcode are set after it is gone.
    """

    step: str = "new"
    level: int = 0
    password: str = ""
    passcode: str = ""
    questions: tuple[str, ...] = ()
    otp: Otp | None = None
    otps_sent: int = 0
    reset: Otp | None = None
    reset_step: str = ""
    wallet_open: bool = False
    activated: int = -1
    reopened: bool = False
    locked: bool = False
    card_renewed: bool = False
    phones: int = 1
    nfc_tries: int = 0
    inbox: str = ""
    app_updated: bool = False
    false_app: str = ""


class SignedIn(msgspec.Struct):
    """The session on the computer. ``step``: out → otp → consent → in."""

    step: str = "out"
    otp: Otp | None = None
    wrong: int = 0
    first: int = -1
    signed_out: bool = False
    refused_consent: int = 0


class Message(msgspec.Struct):
    """One SMS on the phone; ``key`` names its text in the data."""

    id: str
    key: str
    at: int
    sent: int
    words: dict[str, str]
    read: bool = False
    verdict: str = ""
    followed: bool = False
    page_open: bool = False
    gave: bool = False


class Call(msgspec.Struct):
    """One call on the phone; ``key`` names its words in the data.

    ``step``: ringing → open → over; or declined; or missed → seen. ``line`` is how far the caller has
    come, ``offered`` at which line an honest one was offered something, ``gave`` what a false one got.
    """

    id: str
    key: str
    at: int
    step: str = "ringing"
    line: int = 0
    offered: int = -1
    gave: str = ""
    checked: bool = False
    verdict: str = ""
    reported: bool = False


class Attached(msgspec.Struct, frozen=True):
    """A file in a document's place of a dossier."""

    source: str
    file: str


class Change(msgspec.Struct, frozen=True):
    """One line of a dossier's history."""

    status: int
    at: int


class Letter(msgspec.Struct, frozen=True):
    """A form that the office sent: receipt (01), supplement (02), refusal (03), apology (04), stop (05).

    ``due`` is when the result is promised; ``before`` what was promised until an apology.
    """

    form: str
    at: int
    reasons: tuple[str, ...] = ()
    due: str = ""
    before: str = ""


class PartDone(msgspec.Struct):
    """One authority's share of a linked procedure: its status, and when it got there."""

    name: str
    status: int
    at: int


class Signature(msgspec.Struct, frozen=True):
    """A signature under an e-form, with what the form said when it was signed; digital, or by ``hand`` and scanned."""

    at: int
    form: dict[str, str]
    hand: bool = False


class Dossier(msgspec.Struct):
    """One filing of one procedure. ``status`` 0 is a draft; 1 to 10 are the official ones.

    ``sign_asked`` says that the form waits on the phone to be signed.

    ``plan`` is what the office still has to do before the result, ``waits`` what it waits for the
    citizen to do (``visit``, ``duty``, ``collect``, ``ask``); ``due`` an ISO moment, ``fee`` in đồng.
    """

    id: str
    procedure: str
    province: str
    commune: str
    created: int
    step: int = 1
    status: int = 0
    code: str = ""
    phone: str = ""
    email: str = ""
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    sign_asked: bool = False
    signature: Signature | None = None
    documents: dict[str, Attached] = msgspec.field(default_factory=dict)
    delivery: str = ""
    fee: int = -1
    submitted: int = -1
    history: list[Change] = msgspec.field(default_factory=list)
    letters: list[Letter] = msgspec.field(default_factory=list)
    supplements: int = 0
    due: str = ""
    plan: list[str] = msgspec.field(default_factory=list)
    waits: str = ""
    waits_since: int = -1
    pages: int = 0
    parts: list[PartDone] = msgspec.field(default_factory=list)
    result_downloaded: bool = False
    rating: str = ""
    comment: str = ""


class Order(msgspec.Struct):
    """A payment order: one dynamic QR code. ``status``: waiting, paid, expired.

    ``card`` is the bank's code while the debit card is chosen for it; ``way`` how it was paid.
    """

    id: str
    dossier: str
    amount: int
    content: str
    created: int
    expires: int
    status: str = "waiting"
    scanned: bool = False
    card: Otp | None = None
    paid: int = -1
    way: str = ""
    receipt: str = ""
    receipt_opened: bool = False


class Transfer(msgspec.Struct):
    """Money sent by hand that fits no open order. ``kind``: unknown, wrong_amount, twice, late."""

    id: str
    order: str
    amount: int
    kind: str
    at: int
    refunded: int = -1


class Petition(msgspec.Struct):
    """Something said to the authorities. ``status``: sent, asked, accepted, answered."""

    id: str
    code: str
    topic: str
    about: str
    text: str
    status: str = "sent"
    history: list[tuple[str, int]] = msgspec.field(default_factory=list)
    rating: str = ""


class Notice(msgspec.Struct):
    """One notice of the neighbourhood's news channel; ``reply`` is the answer chosen, ``words`` what was added."""

    id: str
    key: str
    at: int
    read: bool = False
    reply: str = ""
    words: str = ""
    reported: bool = False
    gave: bool = False


class Poster(msgspec.Struct):
    """A poster with a QR code in the ward; ``sticker`` names what covers the code, ``asking`` while one decides."""

    id: str
    procedure: str
    board: str
    sticker: str = ""
    asking: bool = False
    opened: bool = False
    page_open: bool = False
    gave: bool = False
    reported: bool = False


class Incoming(msgspec.Struct):
    """One dossier on the officer's desk; ``key`` names it in the data, ``arrived`` may be before the case began.

    ``step``: waiting → received, asked, refused; or back, after a wrong answer, and after the second complained.
    ``marks`` are what the officer found, by line; ``mended`` what came back put right; ``answered`` the first letter.
    """

    id: str
    key: str
    code: str
    arrived: int
    words: dict[str, str]
    step: str = "waiting"
    marks: dict[str, str] = msgspec.field(default_factory=dict)
    mended: list[str] = msgspec.field(default_factory=list)
    letters: list[Letter] = msgspec.field(default_factory=list)
    answered: int = -1
    trips: int = 0


class Filled(msgspec.Struct):
    """What stands on one worksheet: answers by item, how often they were written down, and when last."""

    answers: dict[str, str] = msgspec.field(default_factory=dict)
    times: int = 0
    at: int = -1


class Event(msgspec.Struct, frozen=True):
    """Something that will happen by itself."""

    at: int
    number: int
    kind: str
    ref: str


DRAFT, NEW, RECEIVED, REFUSED, IN_WORK, SUPPLEMENT, TO_PAY, WITHDRAWN, STOPPED, DONE, RETURNED = range(11)
"""A dossier's ten official statuses (as synchronised with the national portal), and 0 for a draft."""

EDITABLE = frozenset({DRAFT, SUPPLEMENT})
"""The statuses in which the citizen may change a dossier: a draft, or returned for supplement."""

NEXT_TO_NOTHING = frozenset({REFUSED, WITHDRAWN, STOPPED, RETURNED})
"""The statuses after which nothing happens any more."""


class State(msgspec.Struct):
    """All of it. ``held`` are SMS that wait until the phone's inbox has room."""

    sheets: dict[str, Filled] = msgspec.field(default_factory=dict)
    hints: dict[str, int] = msgspec.field(default_factory=dict)
    now: int = 0
    events_made: int = 0
    account: Account = msgspec.field(default_factory=Account)
    session: SignedIn = msgspec.field(default_factory=SignedIn)
    messages: list[Message] = msgspec.field(default_factory=list)
    held: list[Message] = msgspec.field(default_factory=list)
    dossiers: list[Dossier] = msgspec.field(default_factory=list)
    orders: list[Order] = msgspec.field(default_factory=list)
    transfers: list[Transfer] = msgspec.field(default_factory=list)
    petitions: list[Petition] = msgspec.field(default_factory=list)
    tips: list[str] = msgspec.field(default_factory=list)
    children: dict[str, int] = msgspec.field(default_factory=dict)
    events: list[Event] = msgspec.field(default_factory=list)
    balance: int = 0
    stolen: int = 0
    faults_met: list[str] = msgspec.field(default_factory=list)
    procedures_read: list[str] = msgspec.field(default_factory=list)
    found: list[str] = msgspec.field(default_factory=list)
    made: list[DeviceFile] = msgspec.field(default_factory=list)
    personal_data: int = 0
    data_mended: bool = False
    notices: list[Notice] = msgspec.field(default_factory=list)
    posters: list[Poster] = msgspec.field(default_factory=list)
    calls: list[Call] = msgspec.field(default_factory=list)
    incoming: list[Incoming] = msgspec.field(default_factory=list)
    shift: Shift | None = None

    def message(self, name: str) -> Message | None:
        """The SMS with this id, if it has arrived."""
        return next((message for message in self.messages if message.id == name), None)

    def dossier(self, name: str) -> Dossier | None:
        """The dossier with this id."""
        return next((dossier for dossier in self.dossiers if dossier.id == name), None)

    def order(self, name: str) -> Order | None:
        """The payment order with this id."""
        return next((order for order in self.orders if order.id == name), None)

    def notice(self, name: str) -> Notice | None:
        """The neighbourhood's notice with this id, if it has come."""
        return next((notice for notice in self.notices if notice.id == name), None)

    def poster(self, name: str) -> Poster | None:
        """The ward's poster with this id."""
        return next((poster for poster in self.posters if poster.id == name), None)

    def call(self, name: str) -> Call | None:
        """The phone call with this id, if it has come."""
        return next((call for call in self.calls if call.id == name), None)

    def handed_in(self, name: str) -> Incoming | None:
        """The dossier on the officer's desk with this id."""
        return next((each for each in self.incoming if each.id == name), None)

    def open_order(self, dossier: str) -> Order | None:
        """The order of a dossier that can be paid now."""
        orders = (order for order in self.orders if order.dossier == dossier)
        return next((order for order in orders if order.status == "waiting"), None)


def same(first: Secret, second: Secret) -> bool:
    """Whether two secret entries were the same text."""
    return first.digest == second.digest
