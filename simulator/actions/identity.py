"""The electronic identification account: the identity app on the phone, and signing in with it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from simulator.actions.base import Action, Code, Line, Note, Secret, Tag

# --- the account ------------------------------------------------------------------


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


# --- the identity app -------------------------------------------------------------


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


# --- the portal on the computer ---------------------------------------------------


class SignIn(Action, frozen=True):
    """Sign in with the identification account."""

    person_number: Line
    password: Secret


class GiveConsent(Action, frozen=True):
    """Answer the consent screen: share the personal data with the portal, or not."""

    share: bool


class SignOut(Action, frozen=True):
    """Leave the portal."""


IdentityAction: TypeAlias = (
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
    | SignIn
    | GiveConsent
    | SignOut
)
