"""A seat with short ways to the moments at which a test of the portal begins."""

from __future__ import annotations

from grading.players import PASSCODE, PASSWORD, Player, Recording
from simulator import Case, Outcome, actions
from simulator.actions import Action
from simulator.case import FIRST_LESSON
from simulator.people.places import Place
from simulator.state import Dossier, Order, State

LEARNER = "8A1-07"
PROCEDURE = "2.000635"


def case(learner: str = LEARNER, attempt: int = 1) -> Case:
    """The case of a learner in the first lesson."""
    return Case.for_learner(FIRST_LESSON, learner, attempt)


class Desk(Recording):
    """A portal with its journal; each method goes one stretch of the lesson further."""

    def __init__(self, learner: str = LEARNER) -> None:
        super().__init__(case(learner))
        self.case = self.portal.case
        self.player = Player(self)

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
        """Do an action that is known to be accepted."""
        outcome = self.do(action)
        assert outcome.ok, f"{action} was refused: {outcome.code}"
        return outcome

    def refused(self, action: Action) -> str:
        """The code with which an action is refused."""
        outcome = self.do(action)
        assert not outcome.ok, f"{action} was accepted: {outcome.code}"
        return outcome.code

    # --- the account ---

    def request_activation(self) -> Outcome:
        """Ask for activation with the right numbers."""
        number, phone = self.case.citizen.person_number, self.case.registered_phone
        return self.must(actions.RequestActivation(person_number=number, phone=phone))

    def newest_code(self, purpose: str) -> str:
        """The one-time code of the newest SMS for a purpose."""
        return next(m for m in reversed(self.state.messages) if m.key == f"otp_{purpose}").words["code"]

    def wrong_code(self, purpose: str) -> str:
        """A code of six digits that is not the newest one."""
        return f"{(int(self.newest_code(purpose)) + 1) % 1_000_000:06d}"

    def activated(self) -> Desk:
        """The account is active."""
        self.player.activation()
        return self

    def sign_in(self) -> Outcome:
        """Number and password; the one-time code is still to come."""
        number = self.case.citizen.person_number
        return self.must(actions.SignIn(person_number=number, password=self.secret(PASSWORD)))

    def at_consent(self) -> Desk:
        """Signed in as far as the consent screen."""
        self.activated().sign_in()
        self.must(actions.EnterOtp(purpose="sign_in", code=self.newest_code("sign_in")))
        return self

    def signed_in(self) -> Desk:
        """Signed in at the portal."""
        self.at_consent().must(actions.GiveConsent(share=True))
        return self

    # --- the dossier ---

    def start(self, place: Place | None = None) -> Desk:
        """A new draft at a place, the right one unless another is named."""
        place = place or self.case.task.place
        self.must(actions.StartDossier(procedure=PROCEDURE, province=place.province_code, commune=place.commune_code))
        return self

    def owner(self) -> Desk:
        """Step 1 of the newest draft."""
        email = self.case.citizen.email
        self.must(actions.FillOwner(dossier=self.dossier.id, phone=self.case.registered_phone, email=email))
        return self

    def answers(self, **changed: str) -> dict[str, str]:
        """The right answers of the e-form, with changes."""
        task, relative = self.case.task, self.case.relative
        right = {
            "relation": task.answers["relation"],
            "name": relative.name,
            "born": relative.birth_text,
            "paper": task.answers["paper"],
            "copies": task.answers["copies"],
            "purpose": task.answers["purpose"],
        }
        return right | changed

    def form(self, **changed: str) -> Desk:
        """Step 2 of the newest draft."""
        self.must(actions.FillForm(dossier=self.dossier.id, answers=self.answers(**changed)))
        return self

    def file(self, kind: str, form: str = "pdf") -> str:
        """The id of the device's file of a kind."""
        return next(f.id for f in self.case.files if f.kind == kind and f.format == form)

    def open_wallet(self) -> Desk:
        """The wallet is open."""
        self.must(actions.OpenWallet(passcode=self.secret(PASSCODE)))
        return self

    def attach(self, kind: str = "authorisation") -> Desk:
        """Step 3: the identity card from the wallet, and a file as the authorisation."""
        self.open_wallet()
        self.must(actions.AttachDocument(dossier=self.dossier.id, slot="identity", source="wallet", file="w1"))
        return self.attach_file(kind)

    def attach_file(self, kind: str) -> Desk:
        """A file of the device as the authorisation."""
        file = self.file(kind)
        self.must(actions.AttachDocument(dossier=self.dossier.id, slot="authorisation", source="device", file=file))
        return self

    def prepared(self, kind: str = "authorisation", place: Place | None = None, **changed: str) -> Desk:
        """From the portal's front to a draft that only has to be sent."""
        self.start(place).owner().form(**changed).attach(kind)
        self.must(actions.ChooseDelivery(dossier=self.dossier.id, delivery="online"))
        return self

    def submit(self) -> Outcome:
        """Send the newest draft."""
        return self.must(actions.SubmitDossier(dossier=self.dossier.id, accept_terms=True))

    def scanned(self) -> Desk:
        """Send the newest draft and scan its code, with as many codes as that takes."""
        for _ in range(2):
            self.submit()
            if self.do(actions.ScanQr(order=self.order.id)).ok:
                break
        return self

    def pay(self) -> Outcome:
        """Send the newest draft and pay for it."""
        self.scanned()
        return self.must(actions.ConfirmTransfer(order=self.order.id))

    def paid(self, kind: str = "authorisation", place: Place | None = None, **changed: str) -> Desk:
        """Signed in, filed and paid."""
        self.signed_in().prepared(kind, place, **changed).pay()
        return self

    def news(self) -> Desk:
        """Skip ahead to the next thing that happens."""
        self.must(actions.WaitForNews())
        return self

    def returned(self) -> Desk:
        """The result is there."""
        self.paid()
        while self.do(actions.WaitForNews()).ok:
            pass
        return self
