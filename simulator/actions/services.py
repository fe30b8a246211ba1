"""The portal on the computer: finding procedures, looking up by code, and one dossier from beginning to result."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from simulator.actions.base import Action, Code, Id, Line, Note, Tag

# --- finding ----------------------------------------------------------------------


class SearchProcedures(Action, frozen=True):
    """Look for a procedure by words or code."""

    query: Line


class BrowseEvent(Action, frozen=True):
    """Look for procedures by what has happened in one's life."""

    event: Tag


class OpenProcedure(Action, frozen=True):
    """Read one procedure's page."""

    procedure: Code


class LookUp(Action, frozen=True):
    """Look something up by its code, without signing in: a dossier, or an electronic result."""

    code: Line


class CheckSample(Action, frozen=True):
    """Have the signature of a sample paper checked."""

    sample: Code


# --- one dossier ------------------------------------------------------------------


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


class DownloadResult(Action, frozen=True):
    """Fetch the electronic result."""

    dossier: Id


class RateOffice(Action, frozen=True):
    """Rate how the office served."""

    dossier: Id
    grade: Literal["very_satisfied", "satisfied", "not_satisfied"]
    comment: Note = ""


ServiceAction: TypeAlias = (
    SearchProcedures
    | BrowseEvent
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
    | DownloadResult
    | RateOffice
)
