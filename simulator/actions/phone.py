"""What comes to the phone: messages, calls, the neighbourhood's notices, and posters before its camera."""

from __future__ import annotations

from typing import Literal, TypeAlias

from simulator.actions.base import Action, Id, Line, Tag

# --- messages ---------------------------------------------------------------------


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


# --- calls ------------------------------------------------------------------------


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


# --- the neighbourhood's news -----------------------------------------------------


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


# --- the camera -------------------------------------------------------------------


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


PhoneAction: TypeAlias = (
    ClearInbox
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
)
