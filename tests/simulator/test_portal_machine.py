"""The portal under any actions at all: what must hold whatever a learner clicks, types and waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from grading.players import PASSCODE, PASSWORD
from simulator import Outcome, Portal, actions, datasets, replay
from simulator.actions import EVERY_ACTION, Action
from simulator.journal import parse
from simulator.office import counter
from simulator.payments import orders
from simulator.people.places import HANOI, places
from simulator.state import State
from tests.simulator.desk import PROCEDURE, Desk
from tests.simulator.office.test_reception import assert_allowed

WAITS = st.one_of(st.integers(0, 30), st.sampled_from([60, 119, 120, 240, 599, 600, 900, 3600]))
TEXTS = st.one_of(
    st.sampled_from(["", "0", "3", "10", "khai sinh", "0912345678", "an@gmail.com", "001313012345", "1/1/2000"]),
    st.text(max_size=20),
)
SECRETS = st.sampled_from([PASSWORD, PASSCODE, "Khac#2027", "135792", "", "ngắn"])
PURPOSES = st.sampled_from(["activation", "sign_in", "reset"])
MESSAGES = st.integers(1, 12).map(lambda i: f"m{i}")
DOSSIERS = st.integers(1, 3).map(lambda i: f"d{i}")
ORDERS = st.integers(1, 5).map(lambda i: f"o{i}")
STRETCHES: dict[str, Callable[[Desk], object]] = {
    "nothing": lambda desk: None,
    "active": Desk.activated,
    "signed in": Desk.signed_in,
    "prepared": lambda desk: desk.signed_in().prepared(),
    "ordered": lambda desk: desk.signed_in().prepared().submit(),
    "scanned": lambda desk: desk.signed_in().prepared().scanned(),
    "paid": Desk.paid,
    "paid elsewhere": lambda desk: desk.paid(place=desk.case.relative.home),
    "supplement": lambda desk: desk.paid("empty").news(),
    "returned": Desk.returned,
}
MAY_CHANGE_THOUGH_REFUSED = ("session.wrong", "account.nfc_tries", "otp.wrong", "faults_met", "found", "personal_data")
"""Counters and notes for the report, and the last search: a refusal may touch these and nothing else."""


def any_action(kind: type[Action], desk: Desk) -> st.SearchStrategy[Action]:
    """An action of a kind with whatever values the schema lets through."""
    secret = SECRETS.map(desk.secret)
    fields: dict[str, st.SearchStrategy[Any]] = {
        "purpose": PURPOSES,
        "code": st.sampled_from(["000000", "12345", "abc"]),
        "password": secret,
        "passcode": secret,
        "again": secret,
        "questions": st.tuples(*[st.sampled_from(["teacher", "pet", "shoe_size"])] * 2),
        "answers": st.dictionaries(st.sampled_from(["name", "copies", "born", "x"]), TEXTS, max_size=4),
        "message": MESSAGES,
        "give": st.booleans(),
        "share": st.booleans(),
        "verdict": st.sampled_from(["scam", "genuine"]),
        "procedure": st.sampled_from([PROCEDURE, "1.001193", "x"]),
        "province": st.sampled_from([HANOI, desk.case.task.place.province_code, "99"]),
        "commune": st.sampled_from(["00004", desk.case.task.place.commune_code]),
        "dossier": DOSSIERS,
        "order": ORDERS,
        "visitor": st.sampled_from(["k1", "k2"]),
        "incident": st.just("i1"),
        "move": st.sampled_from(["greet", "end", "x"]),
        "way": st.just("refill"),
        "question": st.just("greeted"),
        "answer": st.sampled_from(["yes", "no"]),
        "slot": st.sampled_from(["identity", "authorisation", "x"]),
        "source": st.sampled_from(["device", "wallet"]),
        "file": st.sampled_from(["f1", "f2", "f3", "f4", "w1", "w2", "x"]),
        "delivery": st.sampled_from(["online", "post", "counter"]),
        "accept_terms": st.booleans(),
        "grade": st.sampled_from(["very_satisfied", "satisfied", "not_satisfied"]),
        "instead_of": st.just("sign_in"),
        "kind": st.sampled_from(["person_number", "phone", "card", "bank_account", "email"]),
        "account": st.just(orders.account(desk.portal)),
        "amount": st.sampled_from(["8000", "16.000đ", "0", "một"]),
        "confirm": st.sampled_from(["old_phone", "nfc"]),
        "level": st.sampled_from([1, 2]),
        "consent": st.booleans(),
        "person": st.sampled_from(["sibling", "child", "x"]),
        "topic": st.sampled_from(["late", "x"]),
        "event": st.sampled_from(["birth", "x"]),
        "petition": st.sampled_from(["p1", "p2"]),
        "sample": st.sampled_from(["a", "b", "x"]),
        "files": st.lists(st.sampled_from(["f1", "f2", "j1", "x1"]), min_size=1, max_size=4).map(tuple),
        "notice": st.sampled_from(["n1", "n2", "n3", "n4", "n5"]),
        "choice": st.sampled_from(["one", "come", "none", "pay", "code", "x"]),
        "poster": st.sampled_from(["q1", "q2", "q3", "q4"]),
        "open": st.booleans(),
        "call": st.sampled_from(["c1", "c2", "c3"]),
        "pick_up": st.booleans(),
        "reply": st.sampled_from(["ask", "give", "hang_up"]),
        "another": st.booleans(),
        "anyway": st.booleans(),
        "field": st.sampled_from(["citizen.address", "citizen.born", "citizen.name", "x"]),
        "agree": st.booleans(),
        "incoming": st.integers(1, 7).map(lambda i: f"h{i}"),
        "line": st.sampled_from(["form", "identity", "authorisation", "disability", "minutes", "marriage_ended", "x"]),
        "mark": st.sampled_from([*counter.PAPER_MARKS, *counter.FORM_MARKS]),
        "decision": st.sampled_from(["receive", "supplement", "refuse"]),
        "due": st.sampled_from(["", "05/10/2026", "x"]),
        "place": st.sampled_from(["", "a", "b", "c"]),
        "after": WAITS,
    }
    if kind is actions.TipOff:
        fields["kind"] = st.sampled_from(["theft", "x"])
    if kind is actions.UpdateApp:
        fields["source"] = st.sampled_from(["store", "link"])
    if kind is actions.LookUp:
        known = [dossier.code for dossier in desk.portal.state.dossiers if dossier.code]
        fields["code"] = st.sampled_from(["", "KQ-7-250819-0032", "H99.1-260101-0001", *known])
    values = {name: fields.get(name, TEXTS) for name in kind.__struct_fields__}
    if kind is actions.SetSecurityAnswers:
        values["answers"] = st.tuples(secret, secret)
    return st.builds(kind, **values)


def without_notes(state: State) -> dict[str, Any]:
    """The state without what a refusal may change."""
    tree: dict[str, Any] = msgspec.to_builtins(state)
    for name in ("faults_met", "found", "personal_data"):
        del tree[name]
    del tree["session"]["wrong"]
    del tree["account"]["nfc_tries"]
    cards = [order["card"] for order in tree["orders"]]
    for otp in (tree["session"]["otp"], tree["account"]["otp"], tree["account"]["reset"], *cards):
        if otp:
            del otp["wrong"]
    return tree


class AnyLearner(RuleBasedStateMachine):
    """Somebody who does anything: sensible steps, senseless ones, and waiting in between."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()

    @initialize(stretch=st.sampled_from(sorted(STRETCHES)))
    def begin(self, stretch: str) -> None:
        """Any of the lesson's stretches may lie behind already."""
        STRETCHES[stretch](self.desk)

    @property
    def state(self) -> State:
        return self.desk.portal.state

    def do(self, action: Action) -> Outcome:
        """Do it, and see that time went on and a refusal left nothing behind."""
        then = self.state.now
        before = msgspec.json.decode(msgspec.json.encode(self.state), type=State)
        outcome = self.desk.do(action)
        kept = self.desk.portal.log[-1].action
        assert self.state.now >= then + kept.after
        assert outcome.text, outcome.code
        if not outcome.ok:
            waited = Portal(self.desk.case)
            waited.state = before
            # One refusal takes time of its own: the first scan, while the bank is out of order.
            waited.pass_time(self.state.now - then)
            assert without_notes(self.state) == without_notes(waited.state), outcome.code
        return outcome

    # --- anything at all ---

    @rule(data=st.data(), kind=st.sampled_from(EVERY_ACTION))
    def anything(self, data: st.DataObject, kind: type[Action]) -> None:
        self.do(data.draw(any_action(kind, self.desk)))

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        self.do(actions.PassTime(after=seconds))

    @rule()
    def skip(self) -> None:
        self.do(actions.WaitForNews())

    # --- sensible steps, whether it is their time or not ---

    @rule(after=WAITS)
    def request_activation(self, after: int) -> None:
        case = self.desk.case
        self.do(
            actions.RequestActivation(
                person_number=case.citizen.person_number, phone=case.registered_phone, after=after
            )
        )

    @rule(purpose=PURPOSES, after=WAITS)
    def enter_the_newest_code(self, purpose: Any, after: int) -> None:
        codes = [m.words["code"] for m in self.state.messages if m.key == f"otp_{purpose}"]
        self.do(actions.EnterOtp(purpose=purpose, code=codes[-1] if codes else "000000", after=after))

    @rule(purpose=PURPOSES)
    def ask_for_a_code(self, purpose: Any) -> None:
        self.do(actions.ResendOtp(purpose=purpose))

    @rule()
    def set_everything(self) -> None:
        password, passcode = self.desk.secret(PASSWORD), self.desk.secret(PASSCODE)
        self.do(actions.SetPassword(password=password, again=password))
        self.do(actions.SetPasscode(passcode=passcode, again=passcode))
        answers = (password, passcode)
        self.do(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))

    @precondition(lambda self: self.state.account.step == "new")
    @rule()
    def activate(self) -> None:
        self.request_activation(5)
        self.ask_for_a_code("activation")
        self.enter_the_newest_code("activation", 5)
        self.set_everything()

    @rule()
    def sign_in(self) -> None:
        number = self.desk.case.citizen.person_number
        self.do(actions.SignIn(person_number=number, password=self.desk.secret(PASSWORD)))
        self.enter_the_newest_code("sign_in", 5)
        self.do(actions.GiveConsent(share=True))

    @rule(right=st.booleans())
    def start(self, right: bool) -> None:
        place = self.desk.case.task.place if right else places(HANOI)[1]
        self.do(actions.StartDossier(procedure=PROCEDURE, province=place.province_code, commune=place.commune_code))

    @rule(dossier=DOSSIERS, copies=st.integers(0, 11), right=st.booleans(), kind=st.sampled_from(["pdf", "empty"]))
    def fill(self, dossier: str, copies: int, right: bool, kind: str) -> None:
        desk = self.desk
        self.do(actions.FillOwner(dossier=dossier, phone=desk.case.registered_phone, email=""))
        answers = desk.answers(copies=str(copies), **({} if right else {"name": "Người Khác"}))
        self.do(actions.FillForm(dossier=dossier, answers=answers))
        self.do(actions.OpenWallet(passcode=desk.secret(PASSCODE)))
        self.do(actions.AttachDocument(dossier=dossier, slot="identity", source="wallet", file="w1"))
        file = desk.file("authorisation" if kind == "pdf" else "empty")
        self.do(actions.AttachDocument(dossier=dossier, slot="authorisation", source="device", file=file))
        self.do(actions.ChooseDelivery(dossier=dossier, delivery="online"))

    @rule(dossier=DOSSIERS)
    def submit(self, dossier: str) -> None:
        self.do(actions.SubmitDossier(dossier=dossier, accept_terms=True))

    @precondition(lambda self: self.state.orders)
    @rule(after=WAITS)
    def pay(self, after: int) -> None:
        order = self.state.orders[-1].id
        self.do(actions.ScanQr(order=order, after=after))
        self.do(actions.ConfirmTransfer(order=order))

    @precondition(lambda self: self.state.orders)
    @rule()
    def confirm(self) -> None:
        self.do(actions.ConfirmTransfer(order=self.state.orders[-1].id))

    @precondition(lambda self: self.state.session.step == "in")
    @rule(copies=st.integers(1, 10), right=st.booleans(), kind=st.sampled_from(["pdf", "empty"]))
    def file_it_all(self, copies: int, right: bool, kind: str) -> None:
        self.start(right=True)
        dossier = f"d{len(self.state.dossiers)}"
        self.fill(dossier, copies, right, kind)
        for _ in range(2):
            self.submit(dossier)
            if self.state.orders:
                self.pay(0)

    @rule(dossier=DOSSIERS)
    def mend(self, dossier: str) -> None:
        self.fill(dossier, int(self.desk.case.task.answers["copies"]), right=True, kind="pdf")
        self.do(actions.SendSupplement(dossier=dossier))

    @precondition(lambda self: any(m.key.startswith("scam") for m in self.state.messages))
    @rule(give=st.booleans())
    def fall_for_it(self, give: bool) -> None:
        scam = next(m.id for m in reversed(self.state.messages) if m.key.startswith("scam"))
        self.do(actions.FollowLink(message=scam))
        self.do(actions.AnswerFakePage(message=scam, give=give))

    # --- what must always hold ---

    @invariant()
    def no_money_is_lost_or_made(self) -> None:
        paid = sum(order.amount for order in self.state.orders if order.status == "paid" and order.way != "counter")
        away = sum(transfer.amount for transfer in self.state.transfers if transfer.refunded < 0)
        assert self.state.balance + paid + away + self.state.stolen == self.desk.case.balance
        assert self.state.balance >= 0

    @invariant()
    def each_dossier_is_paid_at_most_once(self) -> None:
        paid = [order.dossier for order in self.state.orders if order.status == "paid"]
        assert len(paid) == len(set(paid))
        waiting = [order.dossier for order in self.state.orders if order.status == "waiting"]
        assert len(waiting) == len(set(waiting))
        for order in self.state.orders:
            assert (order.status == "paid") == (order.paid >= 0) == bool(order.receipt)
            if order.paid >= 0:
                assert order.created <= order.paid < order.expires

    @invariant()
    def what_is_sent_is_paid(self) -> None:
        for dossier in self.state.dossiers:
            if dossier.status != 0 and dossier.fee > 0:
                paid = [o for o in self.state.orders if o.dossier == dossier.id and o.status == "paid"]
                assert [order.amount for order in paid] == [dossier.fee]
                assert dossier.fee == 8000 * int(dossier.answers["copies"])

    @invariant()
    def statuses_move_as_allowed(self) -> None:
        for dossier in self.state.dossiers:
            assert_allowed(dossier)
            times = [change.at for change in dossier.history]
            assert times == sorted(times)
            assert dossier.status == (dossier.history[-1].status if dossier.history else 0)
            assert datasets.label("status", str(dossier.status))

    @invariant()
    def what_is_to_come_lies_ahead(self) -> None:
        assert all(event.at > self.state.now for event in self.state.events)
        assert all(m.sent <= m.at <= self.state.now for m in self.state.messages)

    @invariant()
    def nothing_real_or_secret_is_kept(self) -> None:
        kept = msgspec.json.encode(self.state)
        for text in (b"0912345678", b"001313012345", b"an@gmail.com", PASSWORD.encode(), b"Khac#2027"):
            assert text not in kept

    def teardown(self) -> None:
        """The journal leads to the very same portal, digest by digest."""
        read = parse(self.desk.journal.encoded())
        assert read == self.desk.journal
        portal = replay(read, self.desk.case)
        assert portal.state == self.state
        assert portal.log == self.desk.portal.log


TestAnyLearner = AnyLearner.TestCase
TestAnyLearner.settings = settings(max_examples=60, stateful_step_count=40)
