"""Simulated learners: they do the lesson through the portal's own actions, with habits.

The player without habits is the reference solution. Each habit is one mistake or
detour that real learners make; tests and the demo class combine them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from simulator import Case, Journal, Outcome, Portal, actions, datasets
from simulator.actions import Action, Secret
from simulator.draw import Draw
from simulator.files import DeviceFile
from simulator.identity.privacy import redacted
from simulator.identity.scams import is_scam
from simulator.identity.secrets import describe
from simulator.people.places import places
from simulator.state import DRAFT, REFUSED, RETURNED, SUPPLEMENT, Dossier, Message, State

PASSWORD, PASSCODE = "Taptap#2026", "482915"
KEY = b"a player's key, the same for all"

STAGES = ("activation", "filing", "payment", "result")


class Seat(Protocol):
    """Where a player sits: something that acts on a portal (a ``Practice``, or a ``Recording``)."""

    portal: Portal

    def do(self, action: Action) -> Outcome:
        """Do an action."""
        ...

    def secret(self, text: str) -> Secret:
        """What may be kept of something secret that is typed."""
        ...


class Recording:
    """A seat in memory: a portal and the journal of what was done, without a disk."""

    def __init__(self, case: Case, key: bytes = KEY) -> None:
        self.portal = Portal(case)
        self.key = key
        self.journal = Journal.begin(case)

    def do(self, action: Action) -> Outcome:
        """Do an action and note it."""
        action = redacted(action, self.portal.own_numbers)
        outcome = self.portal.do(action)
        self.journal, _ = self.journal.add(action, self.portal.digest(outcome))
        return outcome

    def secret(self, text: str) -> Secret:
        """What may be kept of something secret that was typed."""
        return describe(text, self.key, self.portal.case.everybody)


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner does differently from the reference. ``stops_after`` names a stage or nothing."""

    stops_after: str = ""
    tries_other_phone: bool = False
    mistypes_otp: int = 0
    weak_password_first: bool = False
    refuses_consent_first: bool = False
    types_personal_data: bool = False
    ignores_activation_scam: bool = False
    falls_for_activation_scam: bool = False
    ignores_fee_scam: bool = False
    falls_for_fee_scam: bool = False
    accuses_genuine: bool = False
    wrong_authority_first: bool = False
    misspells_name_first: bool = False
    wrong_paper: bool = False
    wrong_copies: bool = False
    tries_heic: bool = False
    attaches: str = "authorisation"
    wrong_delivery: bool = False
    skips_receipt: bool = False
    skips_download: bool = False
    skips_rating: bool = False
    stays_signed_in: bool = False


class Player:
    """One learner at a seat. ``pace`` gives the seconds before each action."""

    def __init__(self, seat: Seat, habits: Habits | None = None, pace: Callable[[int], int] | None = None) -> None:
        self.seat = seat
        self.habits = habits or Habits()
        self.case = seat.portal.case
        self.pace = pace or (lambda _number: 6)
        self.done = 0

    @property
    def state(self) -> State:
        """The portal's state now."""
        return self.seat.portal.state

    def act(self, action: Action) -> Outcome:
        """Think, then act."""
        self.done += 1
        return self.seat.do(msgspec.structs.replace(action, after=self.pace(self.done)))

    def play(self) -> None:
        """The whole lesson, as far as the habits go."""
        for stage in STAGES:
            getattr(self, stage)()
            if self.habits.stops_after == stage:
                return

    # --- the stages ---

    def activation(self) -> None:
        """Activate the account on the phone."""
        habits, number = self.habits, self.case.citizen.person_number
        if habits.types_personal_data:
            self.act(actions.RequestActivation(person_number="001099012345", phone=self.case.registered_phone))
        if habits.tries_other_phone:
            self.act(actions.RequestActivation(person_number=number, phone=self.case.citizen.phone))
        self.act(actions.RequestActivation(person_number=number, phone=self.case.registered_phone))
        self._judge("scam_activation", habits.ignores_activation_scam, habits.falls_for_activation_scam)
        for attempt in range(habits.mistypes_otp):
            self.act(actions.EnterOtp(purpose="activation", code=f"{attempt:06d}"))
        self._otp("activation")
        if habits.weak_password_first:
            weak = self.seat.secret("matkhau")
            self.act(actions.SetPassword(password=weak, again=weak))
        password, passcode = self.seat.secret(PASSWORD), self.seat.secret(PASSCODE)
        self.act(actions.SetPassword(password=password, again=password))
        self.act(actions.SetPasscode(passcode=passcode, again=passcode))
        answers = (self.seat.secret("cô Lan"), self.seat.secret("mèo Mun"))
        self.act(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))

    def filing(self) -> None:
        """Sign in, find the procedure, fill the four steps."""
        habits, task = self.habits, self.case.task
        if habits.refuses_consent_first:
            self._sign_in(share=False)
        self._sign_in(share=True)
        self.act(actions.SearchProcedures(query="ban sao giay khai sinh"))
        self.act(actions.OpenProcedure(procedure=task.procedure))
        if habits.wrong_authority_first:
            near = next(p for p in places(task.place.province_code) if p != task.place)
            self._prepare(near.province_code, near.commune_code)
        else:
            self._prepare(task.place.province_code, task.place.commune_code)

    def payment(self) -> None:
        """Send the dossier and pay; see to what comes of it."""
        self._pay()
        if self._wait(lambda d: d.status in (SUPPLEMENT, REFUSED, RETURNED)).status == REFUSED:
            task = self.case.task
            self._prepare(task.place.province_code, task.place.commune_code)
            self._pay()
        self._wait(lambda d: d.status in (SUPPLEMENT, RETURNED))
        if self._dossier().status == SUPPLEMENT:
            self._supplement()

    def result(self) -> None:
        """Fetch the result, rate, sign out."""
        self._wait(lambda d: d.status == RETURNED)
        dossier = self._dossier().id
        if not self.habits.skips_download:
            self.act(actions.DownloadResult(dossier=dossier))
        if not self.habits.skips_rating:
            self.act(actions.RateOffice(dossier=dossier, grade="satisfied", comment="Trả lời nhanh, giấy ghi rõ."))
        if not self.habits.stays_signed_in:
            self.act(actions.SignOut())

    # --- small skills ---

    def _otp(self, purpose: str) -> None:
        """Read the newest code and type it; if it is refused, ask for another."""
        for _ in range(3):
            message = next(m for m in reversed(self.state.messages) if m.key == f"otp_{purpose}")
            if self.act(actions.EnterOtp(purpose=purpose, code=message.words["code"])).ok:  # type: ignore[arg-type]
                return
            self.act(actions.ResendOtp(purpose=purpose))  # type: ignore[arg-type]
        raise RuntimeError(f"the player could not get past the one-time code for {purpose}")

    def _sign_in(self, share: bool) -> None:
        self.act(actions.SignIn(person_number=self.case.citizen.person_number, password=self.seat.secret(PASSWORD)))
        self._otp("sign_in")
        self.act(actions.GiveConsent(share=share))

    def _judge(self, fault: str, ignores: bool, falls: bool) -> None:
        """Deal with the scam that has just come, and with a genuine message if so minded."""
        key = self.case.fault(fault).variant
        scams: list[Message] = [m for m in self.state.messages if m.key == key and not m.verdict and not m.gave]
        for message in scams:
            if falls:
                self.act(actions.FollowLink(message=message.id))
                self.act(actions.AnswerFakePage(message=message.id, give=True))
            elif not ignores:
                self.act(actions.OpenMessage(message=message.id))
                self.act(actions.JudgeMessage(message=message.id, verdict="scam"))
        if self.habits.accuses_genuine:
            genuine = next(m for m in self.state.messages if not is_scam(m))
            if not genuine.verdict:
                self.act(actions.JudgeMessage(message=genuine.id, verdict="scam"))

    def _dossier(self) -> Dossier:
        return self.state.dossiers[-1]

    def _file(self, kind: str, form: str = "pdf") -> DeviceFile:
        return next(f for f in self.case.files if f.format == form and f.kind == kind)

    def _answers(self, name: str) -> dict[str, str]:
        task, relative = self.case.task, self.case.relative
        copies = int(task.answers["copies"]) + 1 if self.habits.wrong_copies else int(task.answers["copies"])
        return {
            "relation": task.answers["relation"],
            "name": name,
            "born": relative.birth_text,
            "paper": "birth_extract" if self.habits.wrong_paper else task.answers["paper"],
            "copies": str(copies),
            "purpose": task.answers["purpose"],
        }

    def _prepare(self, province: str, commune: str) -> None:
        habits, task = self.habits, self.case.task
        self.act(actions.StartDossier(procedure=task.procedure, province=province, commune=commune))
        dossier = self._dossier().id
        owner = self.case.citizen
        self.act(actions.FillOwner(dossier=dossier, phone=self.case.registered_phone, email=owner.email))
        name = self.case.relative.name
        spelled = name[:-1] + ("x" if name[-1] != "x" else "y") if habits.misspells_name_first else name
        self.act(actions.FillForm(dossier=dossier, answers=self._answers(spelled)))
        self.act(actions.OpenWallet(passcode=self.seat.secret(PASSCODE)))
        self.act(actions.AttachDocument(dossier=dossier, slot="identity", source="wallet", file="w1"))
        if habits.tries_heic:
            heic = self._file("authorisation", "heic").id
            self.act(actions.AttachDocument(dossier=dossier, slot="authorisation", source="device", file=heic))
        wanted = self.case.fault("bad_files").variant if habits.attaches == "wrong" else habits.attaches
        file = self._file(wanted).id
        self.act(actions.AttachDocument(dossier=dossier, slot="authorisation", source="device", file=file))
        delivery = "post" if habits.wrong_delivery else task.delivery
        self.act(actions.ChooseDelivery(dossier=dossier, delivery=delivery))  # type: ignore[arg-type]

    def _pay(self) -> None:
        habits = self.habits
        for _ in range(3):
            dossier = self._dossier()
            if dossier.status != DRAFT:
                break
            self.act(actions.SubmitDossier(dossier=dossier.id, accept_terms=True))
            self._judge("scam_fee", habits.ignores_fee_scam, habits.falls_for_fee_scam)
            order = self.state.open_order(dossier.id)
            if order is not None and self.act(actions.ScanQr(order=order.id)).ok:
                self.act(actions.ConfirmTransfer(order=order.id))
        if not habits.skips_receipt:
            paid = next(o for o in reversed(self.state.orders) if o.status == "paid")
            self.act(actions.OpenReceipt(order=paid.id))

    def _wait(self, until: Callable[[Dossier], bool]) -> Dossier:
        for _ in range(12):
            if until(self._dossier()):
                break
            if not self.act(actions.WaitForNews()).ok:
                break
        return self._dossier()

    def _supplement(self) -> None:
        """Mend everything the letter names, and send it again."""
        dossier = self._dossier().id
        self.act(actions.FillForm(dossier=dossier, answers=self._answers(self.case.relative.name)))
        file = self._file("authorisation").id
        self.act(actions.AttachDocument(dossier=dossier, slot="authorisation", source="device", file=file))
        self.act(actions.SendSupplement(dossier=dossier))


def mixed_habits(draw: Draw, number: int) -> Habits:
    """The habits of the ``number``-th learner of a class: a third flawless, the rest with slips."""

    def slips(name: str, percent: int) -> bool:
        return draw.below(100, f"habit/{name}", number) < percent

    if draw.below(3, "habit/flawless", number) == 0:
        return Habits(tries_other_phone=slips("phone", 40), mistypes_otp=draw.below(2, "habit/otp", number))
    falls_early, falls_late = slips("falls early", 15), slips("falls late", 20)
    return Habits(
        stops_after=draw.choose(("", "", "", "", "", "filing", "activation", "payment"), "habit/stops", number),
        tries_other_phone=slips("phone", 60),
        mistypes_otp=draw.below(3, "habit/otp", number),
        weak_password_first=slips("weak", 50),
        refuses_consent_first=slips("consent", 10),
        types_personal_data=slips("personal", 10),
        falls_for_activation_scam=falls_early,
        ignores_activation_scam=slips("ignores early", 25),
        falls_for_fee_scam=falls_late,
        ignores_fee_scam=slips("ignores late", 30),
        accuses_genuine=slips("accuses", 12),
        wrong_authority_first=slips("authority", 12),
        misspells_name_first=slips("name", 20),
        wrong_paper=slips("paper", 12),
        wrong_copies=slips("copies", 12),
        tries_heic=slips("heic", 40),
        attaches=draw.choose(("authorisation", "authorisation", "empty", "wrong"), "habit/file", number),
        wrong_delivery=slips("delivery", 15),
        skips_receipt=slips("receipt", 30),
        skips_download=slips("download", 15),
        skips_rating=slips("rating", 30),
        stays_signed_in=slips("signed in", 40),
    )


def texts_of(portal: Portal) -> list[str]:
    """What the portal answered, for people who want to read along."""
    texts = datasets.outcome_texts()
    return [texts[entry.outcome.code].text.format(**entry.outcome.words) for entry in portal.log]
