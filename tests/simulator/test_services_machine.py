"""Any procedure under any actions at all: no impossible state, no lost paper, no fee that does not add up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from grading.filer import Filer
from simulator import Outcome, Portal, actions, datasets, replay
from simulator.actions import EVERY_ACTION, Action
from simulator.case import FIRST_LESSON
from simulator.clock import day_text
from simulator.identity import calls, device, population, posters
from simulator.journal import parse
from simulator.office import calendar, checking, counter, incoming, letters, news
from simulator.office.statuses import NEXT
from simulator.payments import orders
from simulator.people.places import places
from simulator.scenario import scenarios
from simulator.services import documents, drafts, fees
from simulator.state import DRAFT, IN_WORK, NEXT_TO_NOTHING, SUPPLEMENT, TO_PAY, Dossier, State
from tests.simulator.test_portal_machine import WAITS, any_action, without_notes

FILED = {name for name, each in scenarios().items() if each.point is None and not each.card_only}
LESSONS = sorted(FILED - {FIRST_LESSON})
WAYS = st.sampled_from(["online", "post", "counter"])
BAD = st.sampled_from(["", "", "", "empty", "blurred", "wrong"])
WHICH = st.integers(1, 3).map(lambda i: f"d{i}")


class AnyService(RuleBasedStateMachine):
    """Somebody with any need at all, who does sensible and senseless things, and waits in between."""

    def __init__(self) -> None:
        super().__init__()
        self.filer = Filer(LESSONS[0])
        self.closed: dict[str, bytes] = {}

    @initialize(lesson=st.sampled_from(LESSONS), learner=st.integers(1, 30))
    def begin(self, lesson: str, learner: int) -> None:
        """Every scenario, and thirty people in it."""
        self.filer = Filer(lesson, f"8A1-{learner:02d}")

    @property
    def state(self) -> State:
        return self.filer.state

    def do(self, action: Action) -> Outcome:
        """Do it; a refusal leaves nothing behind but the time that went by."""
        then = self.state.now
        before = msgspec.json.decode(msgspec.json.encode(self.state), type=State)
        outcome = self.filer.do(action)
        assert outcome.text
        assert "{" not in outcome.text + outcome.next
        if not outcome.ok:
            waited = Portal(self.filer.case)
            waited.state = before
            waited.pass_time(self.state.now - then)
            left, wanted = without_notes(self.state), without_notes(waited.state)
            if outcome.code == "app_too_old":
                # This refusal brings a message, once: the scam comes when it is most believable.
                brought = len(left["messages"]) + len(left["held"]) - len(wanted["messages"]) - len(wanted["held"])
                assert 0 <= brought <= 1
                for box in ("messages", "held"):
                    left[box] = left[box][: len(wanted[box])]
            assert left == wanted, outcome.code
        return outcome

    # --- anything at all ---

    @rule(data=st.data(), kind=st.sampled_from(EVERY_ACTION))
    def anything(self, data: st.DataObject, kind: type[Action]) -> None:
        self.do(data.draw(any_action(kind, self.filer)))  # type: ignore[arg-type]

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        self.do(actions.PassTime(after=seconds))

    @rule(times=st.integers(1, 4))
    def skip(self, times: int) -> None:
        for _ in range(times):
            self.do(actions.WaitForNews())

    # --- sensible steps, whether it is their time or not ---

    @rule(right=st.booleans(), another=st.booleans())
    def start(self, right: bool, another: bool = False) -> None:
        task = self.filer.case.task
        near = next(p for p in places(task.place.province_code) if p != task.place)
        place = task.place if right else near
        code = self.filer.procedure.code
        here = {"province": place.province_code, "commune": place.commune_code}
        self.do(actions.StartDossier(procedure=code, another=another, **here))

    @precondition(lambda self: self.state.dossiers)
    @rule(which=WHICH, right=st.booleans(), bad=BAD, way=WAYS, person=st.integers(0, 1))
    def fill(self, which: str, right: bool, bad: str, way: Any, person: int = 0) -> None:
        """All four steps, with or without a slip, for anybody who needs a dossier."""
        filer, case = self.filer, self.filer.case
        self.do(actions.FillOwner(dossier=which, phone=case.registered_phone, email=""))
        everyone = case.task.everyone
        answers = {name: text for name, text in everyone[person % len(everyone)].items() if text}
        schema = filer.procedure.eform or {}
        free = [n for n, f in schema["properties"].items() if "x-register" in f and f["type"] == "string"]
        free = [n for n in free if "enum" not in schema["properties"][n] and "format" not in schema["properties"][n]]
        if not right and free:
            answers[free[0]] = "Người Khác Hẳn"
        self.do(actions.FillForm(dossier=which, answers=answers))
        for slot in filer.procedure.documents:
            self.attach(which, slot.id, bad)
        self.do(actions.ChooseDelivery(dossier=which, delivery=way))

    def attach(self, which: str, slot_id: str, bad: str) -> None:
        filer = self.filer
        slot = filer.procedure.slot(slot_id)
        assert slot is not None
        wrong = filer.case.planted("bad_files")
        kinds = (wrong.variant if bad == "wrong" and wrong else bad,) if bad else slot.accepts
        for source in slot.sources:
            papers = filer.case.wallet if source == "wallet" else documents.files(filer.portal)
            found = [p for p in papers if p.kind in kinds]
            if found:
                self.do(actions.AttachDocument(dossier=which, slot=slot_id, source=source, file=found[0].id))  # type: ignore[arg-type]

    @rule()
    def join(self) -> None:
        photos = sorted((f for f in self.filer.case.files if f.part), key=lambda f: f.part)
        if photos:
            self.do(actions.JoinPhotos(files=tuple(photo.id for photo in photos)))

    @rule(which=WHICH)
    def submit(self, which: str) -> None:
        self.do(actions.SubmitDossier(dossier=which, accept_terms=True))

    @rule(bad=BAD, way=WAYS)
    def file_it_all(self, bad: str, way: Any) -> None:
        """A whole dossier, as the card says but for its papers."""
        self.start(right=True)
        self.join()
        which = f"d{len(self.state.dossiers)}"
        self.fill(which, right=True, bad=bad, way=way)
        for _ in range(2):
            self.submit(which)
            self.pay(0)

    @rule(after=WAITS)
    def pay(self, after: int) -> None:
        if self.state.orders:
            order = self.state.orders[-1].id
            self.do(actions.ScanQr(order=order, after=after))
            self.do(actions.ConfirmTransfer(order=order))

    @precondition(lambda self: self.state.orders)
    @rule(after=WAITS, right=st.booleans())
    def pay_by_card(self, after: int, right: bool) -> None:
        order = self.state.orders[-1].id
        self.do(actions.PayByCard(order=order))
        code = self.code("card") if right else "000000"
        self.do(actions.ConfirmCard(order=order, code=code, after=after))

    @precondition(lambda self: self.state.orders)
    @rule(after=WAITS)
    def pay_at_counter(self, after: int) -> None:
        self.do(actions.PayAtCounter(order=self.state.orders[-1].id, after=after))

    @rule(times=st.integers(1, 2))
    def wait_anyway(self, times: int) -> None:
        for _ in range(times):
            self.do(actions.WaitForNews(anyway=True))

    @rule()
    def raise_the_level(self) -> None:
        self.do(actions.RaiseLevel())

    @rule(which=WHICH)
    def mend(self, which: str) -> None:
        self.join()
        self.fill(which, right=True, bad="", way="online")
        self.do(actions.SendSupplement(dossier=which))

    @rule(which=WHICH)
    def do_what_is_asked(self, which: str) -> None:
        self.do(actions.AskOffice(dossier=which))
        self.do(actions.VisitOffice(dossier=which))
        self.do(actions.CollectResult(dossier=which))
        if self.do(actions.PayDuty(dossier=which)).ok:
            self.pay(3)

    @precondition(lambda self: self.state.orders)
    @rule(more=st.sampled_from([0, 0, 1000]), content=st.sampled_from(["", "TIEN NHA"]))
    def pay_by_hand(self, more: int, content: str) -> None:
        order = self.state.orders[-1]
        account = orders.account(self.filer.portal)
        amount, text = str(order.amount + more), content or order.content
        self.do(actions.TypeTransfer(account=account, amount=amount, content=text))

    @rule(text=st.sampled_from(["Hỏng rồi", "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai."]))
    def speak_up(self, text: str) -> None:
        self.do(actions.SendPetition(topic="place", text=text))
        self.do(actions.AddToPetition(petition="p1", text=text))
        self.do(actions.RateAnswer(petition="p1", grade="satisfied"))

    @rule(clear=st.booleans())
    def activate(self, clear: bool) -> None:
        """From the notice to the portal, with or without room for the codes."""
        filer, case = self.filer, self.filer.case
        self.do(actions.CallHotline())
        self.do(actions.RequestActivation(person_number=case.citizen.person_number, phone=case.registered_phone))
        if clear:
            self.do(actions.ClearInbox())
        self.do(actions.ResendOtp(purpose="activation"))
        self.do(actions.EnterOtp(purpose="activation", code=self.code("activation")))
        secret, key = filer.secret("Hoamai#83"), filer.secret("482915")
        self.do(actions.SetPassword(password=secret, again=secret))
        self.do(actions.SetPasscode(passcode=key, again=key))
        self.do(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=(secret, key)))
        self.do(actions.SignIn(person_number=case.citizen.person_number, password=secret))
        self.do(actions.EnterOtp(purpose="sign_in", code=self.code("sign_in")))
        self.do(actions.GiveConsent(share=True))

    @rule(link=st.booleans(), store=st.booleans())
    def get_the_phone_ready(self, link: bool, store: bool) -> None:
        """A new phone whose app is too old, updated from anywhere."""
        self.do(actions.ChangePhone(confirm="nfc"))
        scam = next((m.id for m in self.state.messages if m.key.startswith("scam_update")), "")
        if link and scam:
            self.do(actions.FollowLink(message=scam))
            self.do(actions.UpdateApp(source="link"))
        if store:
            self.do(actions.UpdateApp(source="store"))
        self.do(actions.ChangePhone(confirm="nfc"))

    @rule()
    def renew_the_card(self) -> None:
        self.do(actions.RenewCard())

    @rule()
    def lock_and_unlock(self) -> None:
        self.do(actions.LockAccount())
        self.do(actions.AskToUnlock())

    @rule()
    def sign_in_anew(self) -> None:
        """With a password set by a code, as somebody does whose practice began signed in."""
        filer = self.filer
        self.do(actions.ForgetPassword())
        secret, key = filer.secret("Hoamai#83"), filer.secret("482915")
        self.do(actions.EnterOtp(purpose="reset", code=self.code("reset")))
        self.do(actions.SetPassword(password=secret, again=secret))
        self.do(actions.SetPasscode(passcode=key, again=key))
        self.do(actions.SignIn(person_number=filer.case.citizen.person_number, password=secret))
        self.do(actions.EnterOtp(purpose="sign_in", code=self.code("sign_in")))
        self.do(actions.GiveConsent(share=True))
        self.do(actions.OpenWallet(passcode=key))

    def code(self, purpose: str) -> str:
        return next((m.words["code"] for m in reversed(self.state.messages) if m.key == f"otp_{purpose}"), "000000")

    @rule(notice=st.integers(0, 3), choice=st.integers(0, 2), report=st.booleans())
    def read_the_news(self, notice: int, choice: int, report: bool) -> None:
        """A notice is read, answered with one of its own choices, perhaps reported."""
        found = self.state.notices[notice : notice + 1]
        for each in found:
            self.do(actions.ReadNotice(notice=each.id))
            for code in list(news.texts()[each.key].choices)[choice : choice + 1]:
                self.do(actions.ReplyNotice(notice=each.id, choice=code, text="Cảm ơn"))
            if report:
                self.do(actions.ReportNotice(notice=each.id))

    @rule(poster=st.integers(0, 2), follow=st.booleans(), give=st.booleans(), report=st.booleans())
    def scan_a_poster(self, poster: int, follow: bool, give: bool, report: bool) -> None:
        """A code is scanned, opened or not, and what comes of it."""
        for each in self.state.posters[poster : poster + 1]:
            self.do(actions.ScanPoster(poster=each.id))
            self.do(actions.AnswerScan(poster=each.id, open=follow))
            if each.page_open:
                self.do(actions.AnswerPosterPage(poster=each.id, give=give))
            if report:
                self.do(actions.ReportPoster(poster=each.id))

    @precondition(lambda self: self.state.incoming)
    @rule(
        which=st.integers(0, 5),
        overlook=st.booleans(),
        decision=st.sampled_from(["receive", "supplement", "refuse"]),
        off=st.integers(-1, 1),
        place=st.sampled_from(incoming.OPTIONS),
    )
    def answer_somebody(self, which: int, overlook: bool, decision: Any, off: int, place: str) -> None:
        """A dossier on the officer's desk is checked, carefully or not, and answered, rightly or not."""
        found = self.state.incoming[which]
        for line in counter.lines(found):
            seen: Any = "ok" if overlook else counter.shortcomings(found).get(line, "ok")
            self.do(actions.MarkPaper(incoming=found.id, line=line, mark=seen))
        day = day_text(counter.due(self.filer.portal, found).date() + timedelta(days=off))
        self.do(actions.AnswerIncoming(incoming=found.id, decision=decision, due=day, place=place))

    @precondition(lambda self: self.state.calls)
    @rule(which=st.integers(0, 1), asks=st.integers(0, 3), end=st.sampled_from(["give", "hang_up", "check", ""]))
    def take_a_call(self, which: int, asks: int, end: Any) -> None:
        """A call is picked up, heard for a while, ended or left open, judged and reported."""
        for call in self.state.calls[which : which + 1]:
            self.do(actions.AnswerCall(call=call.id, pick_up=True))
            for _ in range(asks):
                self.do(actions.ReplyCall(call=call.id, reply="ask"))
            if end == "check":
                self.do(actions.CheckCall(call=call.id))
            elif end:
                self.do(actions.ReplyCall(call=call.id, reply=end))
            self.do(actions.JudgeCall(call=call.id, verdict="scam"))
            self.do(actions.ReportCall(call=call.id))

    @rule(which=WHICH, agree=st.booleans())
    def sign(self, which: str, agree: bool) -> None:
        self.do(actions.SignByHand(dossier=which))
        self.do(actions.AskToSign(dossier=which))
        self.do(actions.SignForm(dossier=which, agree=agree))

    @rule(field=st.sampled_from(population.MAY_BE_WRONG), wait=st.booleans())
    def report_data(self, field: str, wait: bool) -> None:
        self.do(actions.ReportData(field=field))
        if wait:
            self.do(actions.WaitForNews())

    @rule(which=WHICH)
    def withdraw(self, which: str) -> None:
        self.do(actions.WithdrawDossier(dossier=which))

    # --- what must always hold ---

    @invariant()
    def the_money_adds_up(self) -> None:
        state = self.state
        paid = sum(order.amount for order in state.orders if order.status == "paid" and order.way != "counter")
        away = sum(transfer.amount for transfer in state.transfers if transfer.refunded < 0)
        assert state.balance + paid + away + state.stolen == self.filer.case.balance
        assert state.balance >= 0
        for dossier in state.dossiers:
            orders = [o for o in state.orders if o.dossier == dossier.id]
            assert sum(o.status == "waiting" for o in orders) <= 1
            assert sum(o.status == "paid" for o in orders) <= 1
            if dossier.status not in (DRAFT, TO_PAY) and dossier.fee > 0 and dossier.pages == 0:
                assert [o.amount for o in orders if o.status == "paid"] == [dossier.fee]
            if dossier.status == TO_PAY:
                assert dossier.fee > 0
        for order in state.orders:
            assert (order.status == "paid") == (order.way in datasets.labels()["paid_by"]) == bool(order.receipt)

    @invariant()
    def statuses_move_as_the_table_says(self) -> None:
        for dossier in self.state.dossiers:
            moved = [change.status for change in dossier.history]
            for before, after in zip([DRAFT, *moved], moved, strict=False):
                assert after in NEXT[before]
            times = [change.at for change in dossier.history]
            assert times == sorted(times)
            assert dossier.status == (moved[-1] if moved else DRAFT)
            assert moved.count(SUPPLEMENT) <= 1, "the office asks once"

    @invariant()
    def what_is_over_stays_over(self) -> None:
        """A closed dossier loses no paper and no answer; only its result is fetched and the office rated."""
        for dossier in self.state.dossiers:
            if dossier.status in NEXT_TO_NOTHING:
                kept = self.kept(dossier)
                assert self.closed.setdefault(dossier.id, kept) == kept
                assert not dossier.waits
                assert not any(event.ref == dossier.id for event in self.state.events)

    @staticmethod
    def kept(dossier: Dossier) -> bytes:
        return msgspec.json.encode((dossier.documents, dossier.answers, dossier.history, dossier.letters, dossier.fee))

    @invariant()
    def deadlines_are_office_time(self) -> None:
        """A due moment is in working time, after the receipt; what was settled unasked-for late had its apology."""
        for dossier in self.state.dossiers:
            if not dossier.due:
                continue
            due = datetime.fromisoformat(dossier.due)
            assert calendar.is_working_day(due.date())
            received = next(c.at for c in dossier.history if c.status == 2)
            assert due > self.filer.portal.when(received)
            forms = [letter.form for letter in dossier.letters]
            assert forms.count(letters.APOLOGY) <= 1
            done = [c.at for c in dossier.history if c.status == 9]
            if done:
                assert self.filer.portal.when(done[0]) <= due
                assert all(letter.at < done[0] for letter in dossier.letters if letter.form == letters.APOLOGY)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        """Every open dossier has something coming, or waits for the citizen."""
        for dossier in self.state.dossiers:
            coming = any(event.ref == dossier.id for event in self.state.events)
            open_ = dossier.status not in NEXT_TO_NOTHING and dossier.status not in (DRAFT, SUPPLEMENT)
            assert not open_ or coming != bool(dossier.waits)
            assert dossier.waits != "duty" or dossier.status == TO_PAY
            assert not dossier.parts or len(dossier.parts) == len(self.filer.procedure.parts)
            if dossier.status > IN_WORK and dossier.pages:
                assert fees.has_duty(self.filer.procedure, dossier.province, self.filer.portal.now.date())

    @invariant()
    def the_neighbourhood_is_the_same_for_all(self) -> None:
        """Three notices, a fourth after the first sending; one thing at most stands open at a poster."""
        sent = any(dossier.submitted >= 0 for dossier in self.state.dossiers)
        expected = (4 if sent else 3) if self.filer.case.scenario.neighbourhood else 0
        assert len(self.state.notices) == expected
        for poster in self.state.posters:
            assert not (poster.asking and poster.page_open)
            assert not poster.gave or poster.sticker
            assert not poster.page_open or posters.covered(poster)

    @invariant()
    def calls_are_the_same_for_all(self) -> None:
        """One with the first draft, one with the first sending; one is open at most; only a scammer gets a thing."""
        state = self.state
        planted = self.filer.case.planted("scam_call") is not None
        sent = any(dossier.submitted >= 0 for dossier in state.dossiers)
        assert len(state.calls) == (bool(state.dossiers) + sent if planted else 0)
        assert sum(call.step == "open" for call in state.calls) <= 1
        assert sum(calls.is_scam(call) for call in state.calls) <= 1
        for call in state.calls:
            coming = any(event.ref == call.id for event in state.events)
            assert coming == (call.step == "ringing")
            assert call.line < len(calls.play(call).lines)
            assert not call.gave or (calls.is_scam(call) and call.step == "over")
            assert call.offered < 0 or not calls.is_scam(call)
            assert call.step == "over" or not (call.verdict or call.reported or call.checked)

    @invariant()
    def what_is_sent_is_signed_where_it_has_to_be(self) -> None:
        """A sent form that needs a signature bears one, of exactly what it says; a finished one has no wrong data."""
        right = population.truth(self.filer.case.citizen)
        for dossier in self.state.dossiers:
            if self.filer.procedure.signature and dossier.status not in (DRAFT, SUPPLEMENT):
                assert dossier.signature is not None
                assert dossier.signature.form == dossier.answers
            if dossier.due:
                fields = (self.filer.procedure.eform or {})["properties"].items()
                known = {name: right[f["x-prefill"]] for name, f in fields if f.get("x-prefill") in right}
                assert known.items() <= dossier.answers.items()

    @invariant()
    def two_drafts_of_one_office_are_for_two_people(self) -> None:
        """Each draft but the newest says whom it is for, and no two say the same."""
        for dossier in self.state.dossiers:
            if dossier.status == DRAFT:
                others = [drafts.person(d) for d in drafts.beside(self.filer.portal, dossier)]
                assert others.count("") <= 1
                assert not drafts.person(dossier) or drafts.person(dossier) not in others

    @invariant()
    def nobody_gets_two_results(self) -> None:
        """Where several people need one each, the office takes one for each of them."""
        if self.filer.case.task.also:
            taken = [checking.person(self.filer.portal, d) for d in self.state.dossiers if d.due and d.status != 7]
            assert len(taken) == len(set(taken))

    @invariant()
    def the_wallet_is_open_on_a_phone_that_is_ready_and_nowhere_else(self) -> None:
        """Nor is a code of the case among what waits for room in the inbox, nor anything without a full one."""
        state, portal = self.state, self.filer.portal
        if device.too_old(portal) or not device.signed_in(portal):
            assert not state.account.wallet_open
            assert not any(dossier.signature for dossier in state.dossiers)
        assert not state.held or device.inbox_full(portal)
        assert not [message for message in state.held if message.key.startswith("otp")]
        if state.account.false_app:
            assert any(message.gave for message in state.messages if device.installs(message))

    @invariant()
    def the_desk_adds_up(self) -> None:
        """Six dossiers where there is a counter; a letter for each answer, none after a second wrong one."""
        assert len(self.state.incoming) == (len(incoming.KINDS) if self.filer.case.scenario.counter else 0)
        for found in self.state.incoming:
            right = found.step in ("received", "asked", "refused")
            assert len(found.letters) == found.trips + right <= counter.MOST_TRIPS
            assert (found.step == "complained") == (found.trips == counter.MOST_TRIPS)
            assert (found.step == "waiting") == (not found.letters) == (found.answered < 0)
            assert set(found.mended) <= set(incoming.visits()[found.key].planted)
            assert found.step != "received" or not counter.shortcomings(found)
            for letter in found.letters:
                assert "{" not in " ".join(counter.reasons(found, letter))
                when = self.filer.portal.when(letter.at)
                assert calendar.opening(when) == when

    @invariant()
    def everything_can_be_shown(self) -> None:
        """Each letter's reasons and each message have their sentences."""
        for dossier in self.state.dossiers:
            for letter in dossier.letters:
                assert "{" not in " ".join(letters.reasons(self.filer.portal, dossier, letter))
                assert datasets.label("letter", letter.form)
        for message in self.state.messages:
            assert datasets.sms_texts()[message.key].text.format(**message.words)

    def teardown(self) -> None:
        """The journal leads to the very same portal."""
        read = parse(self.filer.journal.encoded())
        assert replay(read, self.filer.case).state == self.state


TestAnyService = AnyService.TestCase
TestAnyService.settings = settings(max_examples=80, stateful_step_count=40)
