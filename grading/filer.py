"""A simulated citizen who gets any scenario done through the portal's own actions, as its task card says.

Where ``grading.players`` plays the first lesson with habits, a filer walks the straight
road of any procedure, and may be stopped after each stretch.
"""

from __future__ import annotations

from typing import Any

import msgspec

from grading.players import PASSCODE, PASSWORD, Recording
from simulator import Case, Outcome, actions
from simulator.actions import Action
from simulator.identity import device, lifecycle, population
from simulator.people.places import Place
from simulator.services import catalogue, documents, signing
from simulator.services.catalogue import Slot
from simulator.state import DRAFT, NEXT_TO_NOTHING, RETURNED, SUPPLEMENT, Dossier, Order, State

PACE = 6
"""Seconds before each action."""


class Filer(Recording):
    """One citizen, one scenario. Every method raises ``RuntimeError`` if the portal refuses what is right.

    ``person`` is whose dossier is made, where there are several, counted from 0. Who is not
    ``careful`` looks at nothing that is filled in already and signs nothing.
    """

    person = 0
    careful = True

    def __init__(self, lesson: str, learner: str = "8A1-07", attempt: int = 1) -> None:
        super().__init__(Case.for_learner(lesson, learner, attempt))
        self.case = self.portal.case
        self.procedure = catalogue.procedures()[self.case.task.procedure]

    @property
    def right(self) -> dict[str, str]:
        """The right answers of the dossier that is made."""
        return self.case.task.everyone[self.person]

    @property
    def state(self) -> State:
        """The portal's state now."""
        return self.portal.state

    @property
    def dossier(self) -> Dossier:
        """The newest dossier."""
        return self.state.dossiers[-1]

    @property
    def order(self) -> Order:
        """The newest payment order."""
        return self.state.orders[-1]

    def must(self, action: Action) -> Outcome:
        """Do what is right; it has to be accepted."""
        outcome = self.do(msgspec.structs.replace(action, after=PACE))
        if not outcome.ok:
            raise RuntimeError(f"{action} was refused: {outcome.code} {outcome.words}")
        return outcome

    # --- the phone ---

    def ready(self) -> Filer:
        """What the story wants of the phone before anything is filed: the app new, signed in, the account active."""
        if device.too_old(self.portal):
            self.must(actions.UpdateApp(source="store"))
        for _ in range(3):
            if not device.signed_in(self.portal):
                self.do(actions.ChangePhone(confirm="nfc", after=PACE))
        if self.state.account.step != "active":
            self.activate()
        return self

    def activate(self) -> None:
        """Activate the account, with the hotline's help if it is too late, and sign in with it."""
        number = self.case.citizen.person_number
        if lifecycle.too_late(self.portal):
            self.must(actions.CallHotline())
        self.must(actions.RequestActivation(person_number=number, phone=self.case.registered_phone))
        if device.inbox_full(self.portal):
            self.must(actions.ClearInbox())
            self.must(actions.ResendOtp(purpose="activation"))
        self.enter_code("activation")
        password, passcode = self.secret(PASSWORD), self.secret(PASSCODE)
        self.must(actions.SetPassword(password=password, again=password))
        self.must(actions.SetPasscode(passcode=passcode, again=passcode))
        answers = (self.secret("cô Lan"), self.secret("mèo Mun"))
        self.must(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))
        self.must(actions.SignIn(person_number=number, password=password))
        self.enter_code("sign_in")
        self.must(actions.GiveConsent(share=True))

    def enter_code(self, purpose: Any) -> None:  # noqa: ANN401 - one of three words
        """Type the code of the newest SMS; if it came too late, ask for another."""
        if not self.do(actions.EnterOtp(purpose=purpose, code=self._code(purpose), after=PACE)).ok:
            self.must(actions.ResendOtp(purpose=purpose))
            self.must(actions.EnterOtp(purpose=purpose, code=self._code(purpose)))

    def _code(self, purpose: str) -> str:
        sent = (m for m in reversed(self.state.messages) if m.key == f"otp_{purpose}")
        return next(sent).words["code"]

    # --- the stretches ---

    def begin(self, place: Place | None = None, another: bool = False) -> Filer:
        """A draft at the right authority, or at the one named; ``another`` beside one that is there already."""
        self.ready()
        if self.careful and self.state.account.level == 1:
            self.raise_level()
        where = place or self.case.task.place
        code = self.procedure.code
        self.must(actions.SearchProcedures(query=code))
        self.must(actions.OpenProcedure(procedure=code))
        province, commune = where.province_code, where.commune_code
        self.must(actions.StartDossier(procedure=code, province=province, commune=commune, another=another))
        return self

    def owner(self) -> Filer:
        """Step 1."""
        phone, email = self.case.registered_phone, self.case.citizen.email
        self.must(actions.FillOwner(dossier=self.dossier.id, phone=phone, email=email))
        return self

    def form(self, **changed: str) -> Filer:
        """Step 2: the right answers, but for those named; what is filled in wrong is reported, the form signed."""
        if self.careful:
            self.mend_data()
        answers = {name: text for name, text in (self.right | changed).items() if text}
        fill = actions.FillForm(dossier=self.dossier.id, answers=answers, after=PACE)
        if not self.do(fill).ok:
            self.must(fill)
        if self.careful and signing.lacking(self.portal, self.dossier):
            self.sign()
        return self

    def mend_data(self) -> Filer:
        """Have what the population data have wrong corrected, and wait for it."""
        right = population.truth(self.case.citizen)
        for item, text in population.held(self.portal).items():
            if text != right[item] and not population.pending(self.portal):
                self.must(actions.ReportData(field=item))
        while population.pending(self.portal):
            self.must(actions.WaitForNews())
        return self

    def sign(self, agree: bool = True) -> Filer:
        """Sign the form: asked for at the computer, confirmed on the phone; or with a pen where that is wanted."""
        if signing.by_hand(self.portal):
            self.must(actions.SignByHand(dossier=self.dossier.id))
            return self
        self.must(actions.AskToSign(dossier=self.dossier.id))
        self.must(actions.SignForm(dossier=self.dossier.id, agree=agree))
        return self

    def attach(self, **kinds: str) -> Filer:
        """Step 3: the right paper in every place that has to be filled, but for the kinds named by slot."""
        for slot in self.procedure.documents:
            if slot.id in kinds or documents.wanted(slot, self.dossier.answers):
                self.fill(slot, kinds.get(slot.id, ""))
        return self

    def fill(self, slot: Slot, kind: str = "") -> None:
        """Put a paper into a place: from the wallet if it is there, joined from photographs if need be."""
        own = self.case.scenario.papers.get(slot.id)
        accepts = (kind,) if kind else (own[self.person],) if own else slot.accepts
        if "wallet" in slot.sources and (found := [p for p in self.case.wallet if p.kind in accepts]):
            if not self.state.account.wallet_open:
                self.must(actions.OpenWallet(passcode=self.secret(PASSCODE)))
            self._put(slot, "wallet", found[0].id)
            return
        good = [
            f
            for f in documents.files(self.portal)
            if f.kind in accepts and f.format in slot.formats and f.size_kb <= documents.MAX_KB and not f.part
        ]
        if good:
            self._put(slot, "device", good[0].id)
            return
        photos = sorted((f for f in self.case.files if f.kind in accepts and f.part), key=lambda f: f.part)
        self.must(actions.JoinPhotos(files=tuple(photo.id for photo in photos)))
        self._put(slot, "device", self.state.made[-1].id)

    def _put(self, slot: Slot, source: Any, file: str) -> None:  # noqa: ANN401 - one of two words
        put = actions.AttachDocument(dossier=self.dossier.id, slot=slot.id, source=source, file=file, after=PACE)
        outcome = self.do(put)
        if outcome.code == "card_expired":
            self.renew_card().must(put)
        elif not outcome.ok:
            raise RuntimeError(f"{put} was refused: {outcome.code} {outcome.words}")

    def renew_card(self) -> Filer:
        """Have the police give out a new identity card, and wait for it."""
        self.must(actions.RenewCard())
        while not self.state.account.card_renewed:
            self.must(actions.WaitForNews())
        return self

    def raise_level(self) -> Filer:
        """Have the police raise the account to level 2, and wait for it."""
        self.must(actions.RaiseLevel())
        while self.state.account.level == 1:
            self.must(actions.WaitForNews())
        return self

    def deliver(self, way: str = "") -> Filer:
        """Step 4: how the result comes."""
        wanted: Any = way or self.case.task.delivery
        self.must(actions.ChooseDelivery(dossier=self.dossier.id, delivery=wanted))
        return self

    def prepared(self, place: Place | None = None, **changed: str) -> Filer:
        """A draft that only has to be sent."""
        return self.begin(place).owner().form(**changed).attach().deliver()

    def send(self) -> Filer:
        """Send it, and pay if it costs something."""
        for _ in range(3):
            self.must(actions.SubmitDossier(dossier=self.dossier.id, accept_terms=True))
            if self.dossier.status != DRAFT or self.pay():
                break
        return self

    def pay(self) -> bool:
        """Scan and confirm the newest order; false if it ran out."""
        if not self.do(actions.ScanQr(order=self.order.id, after=PACE)).ok:
            return False
        self.must(actions.ConfirmTransfer(order=self.order.id))
        return True

    def follow(self) -> Filer:
        """Wait, and do what the office asks for, until there is no more to come."""
        for _ in range(40):
            dossier = self.dossier
            if dossier.status in NEXT_TO_NOTHING:
                break
            if dossier.waits:
                self.answer()
            elif dossier.status == SUPPLEMENT:
                self.form().attach()
                self.must(actions.SendSupplement(dossier=dossier.id))
            else:
                self.must(actions.WaitForNews())
        return self

    def news(self) -> Filer:
        """Wait for what comes next; an office that stays silent is asked first."""
        if self.must(actions.WaitForNews()).code == "still_silent":
            self.answer()
            self.must(actions.WaitForNews())
        return self

    def answer(self) -> None:
        """Do what the office waits for."""
        dossier = self.dossier
        if dossier.waits == "visit":
            self.must(actions.VisitOffice(dossier=dossier.id))
        elif dossier.waits == "ask":
            self.must(actions.AskOffice(dossier=dossier.id))
        elif dossier.waits == "collect":
            self.must(actions.CollectResult(dossier=dossier.id))
        else:
            self.must(actions.PayDuty(dossier=dossier.id))
            self.pay()

    def finish(self) -> Filer:
        """Fetch the result, rate, sign out."""
        if self.dossier.status == RETURNED:
            self.must(actions.DownloadResult(dossier=self.dossier.id))
            self.must(actions.RateOffice(dossier=self.dossier.id, grade="satisfied"))
        self.must(actions.SignOut())
        return self
