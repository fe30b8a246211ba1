"""Lesson 02 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from grading.checks.activation import scam_sent
from grading.checks.lesson_02 import LESSON
from grading.players import PASSCODE, PASSWORD, Seat
from grading.solutions import Solution, Wrong, answer_sheet, must
from simulator import actions
from simulator.actions import Action
from simulator.identity.scams import is_scam

SHEETS = ("tk-doc-so", "tk-giu-kin", "tk-duoi-14")


def request(seat: Seat) -> Action:
    """Asking to activate, with the card's numbers."""
    case = seat.portal.case
    return actions.RequestActivation(person_number=case.citizen.person_number, phone=case.registered_phone)


def ask(seat: Seat) -> None:
    """Too late by oneself: the hotline opens the activation again, then a code is sent that finds no room."""
    seat.do(request(seat))
    must(seat, actions.CallHotline())
    must(seat, request(seat))


def make_room(seat: Seat) -> None:
    """Clear the inbox, and have another code sent."""
    must(seat, actions.ClearInbox())
    must(seat, actions.ResendOtp(purpose="activation"))


def enter_code(seat: Seat, purpose: Literal["activation", "sign_in"]) -> None:
    """Type the code of the newest SMS."""
    sent = next(m for m in reversed(seat.portal.state.messages) if m.key == f"otp_{purpose}")
    must(seat, actions.EnterOtp(purpose=purpose, code=sent.words["code"]))


def set_secrets(seat: Seat) -> None:
    """Password, passcode, security questions."""
    password, passcode = seat.secret(PASSWORD), seat.secret(PASSCODE)
    must(seat, actions.SetPassword(password=password, again=password))
    must(seat, actions.SetPasscode(passcode=passcode, again=passcode))
    answers = (seat.secret("cô Lan"), seat.secret("mèo Mun"))
    must(seat, actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))


def scam(seat: Seat) -> str:
    """The false message that comes with the first code; raises ``RuntimeError`` if it has not come."""
    message = scam_sent(seat.portal, "scam_activation")
    if message is None:
        raise RuntimeError("the false message comes with the first code, and none was asked for")
    return message.id


def judge(seat: Seat, verdict: Literal["scam", "genuine"] = "scam") -> None:
    """Say what the false message is."""
    must(seat, actions.OpenMessage(message=scam(seat)))
    must(seat, actions.JudgeMessage(message=scam(seat), verdict=verdict))


def activate(seat: Seat) -> None:
    """The whole activation, with the false message reported."""
    ask(seat)
    judge(seat)
    make_room(seat)
    enter_code(seat, "activation")
    set_secrets(seat)


def register_child(seat: Seat, level: str = "", consent: bool = True) -> None:
    """Ask for the child's account, at the card's level or another."""
    wanted = level or seat.portal.case.drawn.choices["child_level"]
    seat.do(actions.RegisterChild(person="child", level=2 if wanted == "2" else 1, consent=consent, after=6))


def sign_in(seat: Seat, share: bool = True) -> None:
    """Sign in, and answer the consent screen."""
    number = seat.portal.case.citizen.person_number
    must(seat, actions.SignIn(person_number=number, password=seat.secret(PASSWORD)))
    enter_code(seat, "sign_in")
    must(seat, actions.GiveConsent(share=share))


def play(seat: Seat) -> None:
    """The whole lesson."""
    activate(seat)
    register_child(seat)
    sign_in(seat)
    must(seat, actions.SignOut())
    for sheet in SHEETS:
        answer_sheet(seat, sheet)


def falls(seat: Seat) -> None:
    """Gives the false page what it asks for."""
    ask(seat)
    must(seat, actions.FollowLink(message=scam(seat)))
    must(seat, actions.AnswerFakePage(message=scam(seat), give=True))


def gives_up(seat: Seat) -> None:
    """Leaves it at the refusal that it is too late."""
    seat.do(request(seat))


def accuses(seat: Seat) -> None:
    """Reports the genuine message, too."""
    activate(seat)
    genuine = next(message for message in seat.portal.state.messages if not is_scam(message))
    must(seat, actions.JudgeMessage(message=genuine.id, verdict="scam"))


def weak_password(seat: Seat) -> None:
    """Stops at a password that is refused."""
    ask(seat)
    make_room(seat)
    enter_code(seat, "activation")
    weak = seat.secret("matkhau")
    seat.do(actions.SetPassword(password=weak, again=weak))


def other_level(seat: Seat) -> None:
    """Registers the child at the level that is not wanted."""
    activate(seat)
    register_child(seat, "1" if seat.portal.case.drawn.choices["child_level"] == "2" else "2")


def wrong_password(seat: Seat) -> None:
    """Does not remember the password that was set."""
    activate(seat)
    number = seat.portal.case.citizen.person_number
    seat.do(actions.SignIn(person_number=number, password=seat.secret("Khac#1234x"), after=6))


def _after(*steps: Callable[[Seat], object]) -> Callable[[Seat], None]:
    def played(seat: Seat) -> None:
        for step in steps:
            step(seat)

    return played


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("gives up when it is too late", "account_active", "late", gives_up),
        Wrong("waits for a code that finds no room", "account_active", "inbox_full", ask),
        Wrong("stops at a weak password", "account_active", "password", weak_password),
        Wrong("gives the false page what it asks", "activation_scam_refused", "gave", falls),
        Wrong(
            "takes the false message for genuine",
            "activation_scam_refused",
            "kept",
            _after(ask, lambda seat: judge(seat, "genuine")),
        ),
        Wrong("reports a genuine message", "activation_scam_refused", "accused", accuses),
        Wrong("registers the child at another level", "child_registered", "other_level", other_level),
        Wrong(
            "registers the child without consent",
            "child_registered",
            "no_consent",
            _after(activate, lambda seat: register_child(seat, consent=False)),
        ),
        Wrong(
            "does not share, and leaves it at that",
            "shared_knowingly",
            "refused",
            _after(activate, lambda seat: sign_in(seat, share=False)),
        ),
        Wrong("forgets the password", "shared_knowingly", "wrong_password", wrong_password),
        Wrong("stays signed in", "session_closed", "still_in", _after(activate, sign_in)),
    ),
)
