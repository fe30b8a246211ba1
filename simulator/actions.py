"""Everything a learner can do, as typed records in one tagged union.

Each record says *what* was done; ``after`` is the time in seconds since the
action before it, so that a timer on a screen is an input like a click.
Decoding is strict: unknown fields, wrong types and oversize text are refused.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

MAX_WAIT = 3600
"""Longest time in seconds that one action may carry: a screen left open counts no more."""

Seconds = Annotated[int, Meta(ge=0, le=MAX_WAIT)]
Id = Annotated[str, Meta(pattern=r"^[a-z]{1,3}[0-9]{1,4}\Z")]
Code = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=120)]
Note = Annotated[str, Meta(max_length=300)]
Tag = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What may be known of something secret that was typed: facts about rules, never the text.

    ``digest`` is made with a key that stays on the learner's machine, so that two
    entries can be compared and nothing can be read back. ``weak`` says that it is easy
    to guess, and not in which way.
    """

    length: Annotated[int, Meta(ge=0, le=64)]
    digit: bool
    upper: bool
    lower: bool
    special: bool
    other: bool
    digest: Digest
    weak: bool = False


class Action(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="do",
    tag=lambda name: "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_"),
):
    """One thing that the learner did."""

    after: Seconds = 0

    @property
    def name(self) -> str:
        """The tag that journals carry, for example ``sign_in``."""
        return str(self.__struct_config__.tag)


# --- the identity app on the phone -------------------------------------------------


class RequestActivation(Action, frozen=True):
    """Ask to activate the account: person number and registered phone number."""

    person_number: Line
    phone: Line


class EnterOtp(Action, frozen=True):
    """Type the six digits that came by SMS."""

    purpose: Literal["activation", "sign_in", "reset"]
    code: Line


class ResendOtp(Action, frozen=True):
    """Ask for a new one-time code."""

    purpose: Literal["activation", "sign_in", "reset"]


class SetPassword(Action, frozen=True):
    """Choose the account's password; the screen asks for it twice."""

    password: Secret
    again: Secret


class SetPasscode(Action, frozen=True):
    """Choose the six-digit passcode; the screen asks for it twice."""

    passcode: Secret
    again: Secret


class SetSecurityAnswers(Action, frozen=True):
    """Choose two security questions and answer them."""

    questions: tuple[Code, Code]
    answers: tuple[Secret, Secret]


class ForgetPassword(Action, frozen=True):
    """Set the password and the passcode anew, with a code by SMS."""


class CancelReset(Action, frozen=True):
    """Leave the setting anew of password and passcode; the old ones go on."""


class OpenWallet(Action, frozen=True):
    """Open the wallet of electronic papers with the passcode."""

    passcode: Secret


class CallHotline(Action, frozen=True):
    """Phone the hotline for an activation that came too late."""


class ChangePhone(Action, frozen=True):
    """Take the account to another phone: confirmed on the old one, or by the chip of the card."""

    confirm: Literal["old_phone", "nfc"]


class LockAccount(Action, frozen=True):
    """Lock the account."""


class AskToUnlock(Action, frozen=True):
    """Ask for the account to be unlocked."""


class UpdateApp(Action, frozen=True):
    """Update the identity app: from the phone's store, or from the page that a message led to."""

    source: Literal["store", "link"]


class RenewCard(Action, frozen=True):
    """Make an appointment with the police for a new identity card."""


class RaiseLevel(Action, frozen=True):
    """Go to the police to have an account of level 1 raised to level 2."""


class RegisterChild(Action, frozen=True):
    """Ask for an account for a child of the case, as its guardian."""

    person: Tag
    level: Literal[1, 2]
    consent: bool


class TipOff(Action, frozen=True):
    """Report a crime through the identity app."""

    kind: Tag
    text: Note


# --- the phone's messages ----------------------------------------------------------


class ClearInbox(Action, frozen=True):
    """Delete old messages from an inbox that is full."""


class OpenMessage(Action, frozen=True):
    """Read one SMS."""

    message: Id


class FollowLink(Action, frozen=True):
    """Tap the link in an SMS."""

    message: Id


class AnswerFakePage(Action, frozen=True):
    """Send what a false page asks for, or leave it."""

    message: Id
    give: bool


class JudgeMessage(Action, frozen=True):
    """Say what an SMS is: report it as a scam, or keep it as genuine."""

    message: Id
    verdict: Literal["scam", "genuine"]


# --- the phone's calls -------------------------------------------------------------


class AnswerCall(Action, frozen=True):
    """Pick up a call that rings, or decline it; declining one that was missed takes it off the list of news."""

    call: Id
    pick_up: bool


class ReplyCall(Action, frozen=True):
    """Answer the caller: ask back, give what is asked for, or hang up."""

    call: Id
    reply: Literal["ask", "give", "hang_up"]


class CheckCall(Action, frozen=True):
    """Hang up if need be, and phone the published number of whoever the caller claims to be."""

    call: Id


class JudgeCall(Action, frozen=True):
    """Say what a call was, after it."""

    call: Id
    verdict: Literal["scam", "genuine"]


class ReportCall(Action, frozen=True):
    """Report the number that a call came from."""

    call: Id


# --- the phone's other apps: the neighbourhood's news, the camera -------------------


class ReadNotice(Action, frozen=True):
    """Read one notice of the neighbourhood."""

    notice: Id


class ReplyNotice(Action, frozen=True):
    """Answer a notice with one of its choices, and a short text if one likes."""

    notice: Id
    choice: Tag
    text: Line = ""


class ReportNotice(Action, frozen=True):
    """Report a notice as sent by somebody who imitates the neighbourhood."""

    notice: Id


class ScanPoster(Action, frozen=True):
    """Point the phone's camera at the QR code of a poster."""

    poster: Id


class AnswerScan(Action, frozen=True):
    """Open the address that the code holds, or leave it."""

    poster: Id
    open: bool


class AnswerPosterPage(Action, frozen=True):
    """Send what a false page behind a poster's code asks for, or leave it."""

    poster: Id
    give: bool


class ReportPoster(Action, frozen=True):
    """Tell the ward that something is stuck over a poster's code."""

    poster: Id


# --- the portal on the computer ----------------------------------------------------


class SignIn(Action, frozen=True):
    """Sign in with the identification account."""

    person_number: Line
    password: Secret


class GiveConsent(Action, frozen=True):
    """Answer the consent screen: share the personal data with the portal, or not."""

    share: bool


class SignOut(Action, frozen=True):
    """Leave the portal."""


class SearchProcedures(Action, frozen=True):
    """Look for a procedure by words or code."""

    query: Line


class OpenProcedure(Action, frozen=True):
    """Read one procedure's page."""

    procedure: Code


class LookUp(Action, frozen=True):
    """Look something up by its code, without signing in: a dossier, or an electronic result."""

    code: Line


class CheckSample(Action, frozen=True):
    """Have the signature of a sample paper checked."""

    sample: Code


class StartDossier(Action, frozen=True):
    """Begin a dossier for one procedure at one authority; ``another`` although a draft for somebody else is there."""

    procedure: Code
    province: Code
    commune: Code
    another: bool = False


class ReportData(Action, frozen=True):
    """Step 2: say that something which is filled in from the population data is not right."""

    field: Code


class FillOwner(Action, frozen=True):
    """Step 1: confirm who the dossier belongs to and how to reach them."""

    dossier: Id
    phone: Line
    email: Line


class FillForm(Action, frozen=True):
    """Step 2: fill in the e-form."""

    dossier: Id
    answers: Annotated[dict[Code, Line], Meta(max_length=40)]


class AskToSign(Action, frozen=True):
    """Step 2: send the filled form to the phone, to be signed there."""

    dossier: Id


class SignForm(Action, frozen=True):
    """Answer on the phone to a form that waits to be signed."""

    dossier: Id
    agree: bool


class SignByHand(Action, frozen=True):
    """Print the form, sign it with a pen and scan it."""

    dossier: Id


class AttachDocument(Action, frozen=True):
    """Step 3: put a file of the simulated device or wallet in a document's place."""

    dossier: Id
    slot: Code
    source: Literal["device", "wallet"]
    file: Code


class RemoveDocument(Action, frozen=True):
    """Step 3: take a file out again."""

    dossier: Id
    slot: Code


class JoinPhotos(Action, frozen=True):
    """Step 3: make one PDF of several photographs of the device, in this order."""

    files: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=10)]


class ChooseDelivery(Action, frozen=True):
    """Step 4: how the result should come."""

    dossier: Id
    delivery: Literal["online", "post", "counter"]


class SubmitDossier(Action, frozen=True):
    """Step 4: accept the terms and send; with a fee to pay this opens a payment order."""

    dossier: Id
    accept_terms: bool


class SendSupplement(Action, frozen=True):
    """Send a returned dossier again after mending it."""

    dossier: Id


class WithdrawDossier(Action, frozen=True):
    """Take a dossier back that has been sent."""

    dossier: Id


class VisitOffice(Action, frozen=True):
    """Go to the office in person, where the law wants it: show papers, sign."""

    dossier: Id


class AskOffice(Action, frozen=True):
    """Ask the office about a dossier that it should have answered and has not."""

    dossier: Id


class PayDuty(Action, frozen=True):
    """Open a payment order for what the office has worked out after receiving the dossier."""

    dossier: Id


class CollectResult(Action, frozen=True):
    """Fetch the paper result at the counter."""

    dossier: Id


class OpenReceipt(Action, frozen=True):
    """Look at the electronic receipt of a payment."""

    order: Id


class DownloadResult(Action, frozen=True):
    """Fetch the electronic result."""

    dossier: Id


class BrowseEvent(Action, frozen=True):
    """Look for procedures by what has happened in one's life."""

    event: Tag


class SendPetition(Action, frozen=True):
    """Send a complaint, question or proposal; ``about`` is a dossier, a procedure or nothing."""

    topic: Tag
    text: Note
    about: Code = ""


class AddToPetition(Action, frozen=True):
    """Tell more, because the office asked for it."""

    petition: Id
    text: Note


class RateAnswer(Action, frozen=True):
    """Rate how a petition was answered."""

    petition: Id
    grade: Literal["very_satisfied", "satisfied", "not_satisfied"]


class RateOffice(Action, frozen=True):
    """Rate how the office served."""

    dossier: Id
    grade: Literal["very_satisfied", "satisfied", "not_satisfied"]
    comment: Note = ""


# --- the officer's desk at the one-stop office --------------------------------------


class MarkPaper(Action, frozen=True):
    """Note of one line of an incoming dossier, the form or a paper's place, what is found of it."""

    incoming: Id
    line: Code
    mark: Literal["ok", "missing", "empty", "blurred", "wrong_paper", "other_person", "differs"]


class AnswerIncoming(Action, frozen=True):
    """Answer an incoming dossier: receive it with the day of the result, ask for a supplement, or send it elsewhere."""

    incoming: Id
    decision: Literal["receive", "supplement", "refuse"]
    due: Line = ""
    place: Code = ""


# --- the banking app on the phone --------------------------------------------------


class ScanQr(Action, frozen=True):
    """Scan the QR code that the computer shows."""

    order: Id


class TypeTransfer(Action, frozen=True):
    """Type a transfer by hand instead of scanning: account, amount, content."""

    account: Line
    amount: Line
    content: Line


class ConfirmTransfer(Action, frozen=True):
    """Confirm the transfer that the banking app has read from the QR code."""

    order: Id


class CancelTransfer(Action, frozen=True):
    """Leave the transfer that waits to be confirmed; the code can be scanned again."""

    order: Id


class PayByCard(Action, frozen=True):
    """Choose the bank's debit card for an order; the bank sends a one-time code."""

    order: Id


class PayAtCounter(Action, frozen=True):
    """Go to the one-stop office and pay an order in cash."""

    order: Id


class ConfirmCard(Action, frozen=True):
    """Type the bank's code on the payment page."""

    order: Id
    code: Line


# --- time, and what must not be kept -----------------------------------------------


class FillSheet(Action, frozen=True):
    """Write down one's answers on a worksheet, by item; what was there before is replaced."""

    sheet: Code
    answers: Annotated[dict[Code, Line], Meta(max_length=40)]


class TakeHint(Action, frozen=True):
    """Ask for the next hint of an exercise."""

    exercise: Code


class PassTime(Action, frozen=True):
    """Only time passes: a countdown on a screen ran out."""


class WaitForNews(Action, frozen=True):
    """Skip ahead to the next thing that will happen; ``anyway`` although the office waits for a supplement."""

    anyway: bool = False


class PersonalDataTyped(Action, frozen=True):
    """Something was typed that looks like a real person's data; only its kind is kept."""

    instead_of: Tag
    kind: Literal["person_number", "phone", "card", "bank_account", "email"]


AnyAction: TypeAlias = (
    RequestActivation
    | EnterOtp
    | ResendOtp
    | SetPassword
    | SetPasscode
    | SetSecurityAnswers
    | ForgetPassword
    | CancelReset
    | OpenWallet
    | CallHotline
    | ChangePhone
    | LockAccount
    | AskToUnlock
    | UpdateApp
    | RenewCard
    | RaiseLevel
    | RegisterChild
    | TipOff
    | ClearInbox
    | OpenMessage
    | FollowLink
    | AnswerFakePage
    | JudgeMessage
    | AnswerCall
    | ReplyCall
    | CheckCall
    | JudgeCall
    | ReportCall
    | ReadNotice
    | ReplyNotice
    | ReportNotice
    | ScanPoster
    | AnswerScan
    | AnswerPosterPage
    | ReportPoster
    | SignIn
    | GiveConsent
    | SignOut
    | SearchProcedures
    | OpenProcedure
    | LookUp
    | CheckSample
    | StartDossier
    | ReportData
    | FillOwner
    | FillForm
    | AskToSign
    | SignForm
    | SignByHand
    | AttachDocument
    | RemoveDocument
    | JoinPhotos
    | ChooseDelivery
    | SubmitDossier
    | SendSupplement
    | WithdrawDossier
    | VisitOffice
    | AskOffice
    | PayDuty
    | CollectResult
    | OpenReceipt
    | DownloadResult
    | BrowseEvent
    | SendPetition
    | AddToPetition
    | RateAnswer
    | RateOffice
    | MarkPaper
    | AnswerIncoming
    | ScanQr
    | TypeTransfer
    | ConfirmTransfer
    | CancelTransfer
    | PayByCard
    | PayAtCounter
    | ConfirmCard
    | FillSheet
    | TakeHint
    | PassTime
    | WaitForNews
    | PersonalDataTyped
)

EVERY_ACTION: tuple[type[Action], ...] = AnyAction.__args__
"""All action types, in the union's order."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[AnyAction] = msgspec.json.Decoder(AnyAction)


def encode(action: Action) -> bytes:
    """The action as one line of JSON, the same bytes every time."""
    return _encoder.encode(action)


def decode(line: bytes) -> AnyAction:
    """Read one action; raises ``msgspec.ValidationError`` or ``msgspec.DecodeError``."""
    return _decoder.decode(line)
