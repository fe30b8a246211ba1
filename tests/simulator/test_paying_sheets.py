"""Questions about money: they never disagree with what the portal asks, and each learner's are fair."""

from __future__ import annotations

from datetime import date

import pytest

from grading.filer import Filer
from simulator import Outcome, actions, datasets
from simulator.draw import Draw
from simulator.payments import orders
from simulator.payments.words import in_words
from simulator.people.places import Place, places, province_codes
from simulator.services import catalogue, fees
from simulator.state import DRAFT, NEW, Dossier
from simulator.worksheets import paying, sheets
from simulator.worksheets.makers import Made
from simulator.worksheets.plan import plans

LESSON = "05-thanh-toan"
DAY = Filer(LESSON).case.begins.date()
SEEDS = [str(number) for number in range(40)]
EVERYWHERE = {
    f"{commune.commune[0].lower()}{commune.commune[1:]}, {commune.province}": commune
    for code in province_codes()
    for commune in places(code)
}
FEES = plans()[LESSON].find("tt-tinh-phi")


def place_of(text: str) -> Place:
    """The place in an authority's name."""
    return EVERYWHERE[text.removeprefix("UBND ").removeprefix("Công an ")]


def asked(seed: str, maker: str) -> Made:
    return paying.MAKERS[maker](Draw(seed), "sheet/x/question", DAY)


def at_the_portal(code: str, place: Place, copies: str = "1", pages: int = 0) -> Dossier:
    """A dossier as the portal keeps it, with what its fee hangs on."""
    return Dossier(
        "d1", code, place.province_code, place.commune_code, created=0, answers={"copies": copies}, pages=pages
    )


def fee(dossier: Dossier, due: fees.Due = "filing") -> int:
    return fees.of_dossier(Filer(LESSON).portal, dossier, catalogue.procedures()[dossier.procedure], due)


def at_counter(dossier: Dossier) -> int:
    found = fees.at_counter(Filer(LESSON).portal, dossier, catalogue.procedures()[dossier.procedure])
    assert found is not None
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("maker", ["copies_elsewhere", "copies_in_hanoi"])
def test_copies_cost_what_the_portal_asks(maker: str, seed: str) -> None:
    """Online, in Hà Nội and elsewhere."""
    made = asked(seed, maker)
    place = place_of(made.words["place"])
    assert (place.province_code == "01") == (maker == "copies_in_hanoi")
    assert int(made.right) == fee(at_the_portal(paying.COPIES, place, made.words["copies"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_counter_costs_what_the_portal_says_of_it(seed: str) -> None:
    """Copies at a counter, and the change of a banknote."""
    made, change = asked(seed, "copies_at_counter"), asked(seed, "counter_change")
    place = place_of(made.words["place"])
    assert int(made.right) == at_counter(at_the_portal(paying.COPIES, place, made.words["copies"]))
    there = at_the_portal(paying.COPIES, place_of(change.words["place"]), change.words["copies"])
    assert int(change.right) == 50_000 - at_counter(there) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_two_places_are_added_up(seed: str) -> None:
    """Each by its own rows."""
    made = asked(seed, "two_places")
    parts = [(made.words["here"], made.words["mine"]), (made.words["there"], made.words["theirs"])]
    total = sum(fee(at_the_portal(paying.COPIES, place_of(place), copies)) for place, copies in parts)
    assert int(made.right) == total


@pytest.mark.parametrize("seed", SEEDS)
def test_certified_pages_cost_what_the_office_counts(seed: str) -> None:
    """By pages, from the third on less, and never more than the cap."""
    made, capped = asked(seed, "certified"), asked(seed, "certified_capped")
    place, pages = place_of(made.words["place"]), int(made.words["pages"])
    assert int(made.right) == fee(at_the_portal(paying.CERTIFIED, place, made.words["copies"], pages), "after")
    thick = at_the_portal(paying.CERTIFIED, place_of(capped.words["place"]), "1", int(capped.words["pages"]))
    assert int(capped.right) == fee(thick, "after")
    assert int(sheets.plainly(capped.words["uncapped"])) > int(capped.right)


@pytest.mark.parametrize("code", paying.RESIDENCE)
def test_residence_costs_more_at_the_counter_and_nothing_to_the_exempt(code: str) -> None:
    """Whichever of the three is drawn."""
    name = catalogue.procedures()[code].name
    made = [asked(seed, "residence_two_ways") for seed in SEEDS]
    mine = next(each for each in made if each.words["procedure"] == name)
    dossier = at_the_portal(code, place_of(mine.words["place"]))
    assert int(mine.right) == fee(dossier) + at_counter(dossier)
    assert fee(dossier) < at_counter(dossier)
    free = next(each for seed in SEEDS if (each := asked(seed, "residence_exempt")).words["procedure"] == name)
    assert (free.right, free.words["online"]) == ("0", fees.money(fee(dossier)))


def test_the_papers_of_the_exempt_question_free_from_the_fee() -> None:
    """What it names is what the portal takes as a reason to ask nothing."""
    filer = Filer("1.010038").begin().owner().form().attach(exemption="disability_certificate")
    assert fees.of_dossier(filer.portal, filer.dossier, filer.procedure) == 0
    filer.must(actions.RemoveDocument(dossier=filer.dossier.id, slot="exemption"))
    assert fees.of_dossier(filer.portal, filer.dossier, filer.procedure) > 0
    named = {asked(seed, "residence_exempt").words["paper"] for seed in SEEDS}
    slot = filer.procedure.slot("exemption")
    assert slot is not None
    assert named == {datasets.label("paper_kind", kind).partition(",")[0] for kind in slot.accepts}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_listed_wrong_amount_is_right(seed: str) -> None:
    """Nor does one listed amount stand for two mistakes."""
    assert FEES is not None
    assert FEES.sheet is not None
    for item in FEES.sheet.items:
        made = asked(seed, item.make)
        listed = [sheets.plainly(text.format(**made.words)) for text in item.why if text != "*"]
        assert made.right not in listed, item.id
        assert len(set(listed)) == len(listed) > 0, item.id


@pytest.mark.parametrize("seed", SEEDS)
def test_four_lines_of_seven_are_wrong_and_look_it(seed: str) -> None:
    """A wrong line differs from the page, a right one is the page's; the amount in words is read from the digits."""
    draw = Draw(seed)
    page = paying.payment_page(draw, "sheet/x", DAY)
    made = {line: paying.payment_line(draw, f"sheet/x/{line}", DAY) for line in paying.LINES}
    assert sum(each.right == "x" for each in made.values()) == paying.WRONG_LINES
    amount = int(sheets.plainly(page.shown["amount"]))
    shown = {**page.shown, "words": in_words(amount)}
    for line, each in made.items():
        assert (each.words["said"] == shown[line]) == (each.right == "-"), line
    assert paying.payment_line(draw, "sheet/x/receipt_amount", DAY).right == "-"


def test_neighbours_have_other_lines_to_find() -> None:
    """Which lines are wrong is drawn for each learner."""
    found = {
        tuple(paying.payment_line(Draw(seed), f"sheet/x/{line}", date(2026, 10, 5)).right for line in paying.LINES)
        for seed in SEEDS
    }
    assert len(found) > 10


def test_the_page_to_compare_with_is_the_learners_own() -> None:
    """Every gap of the rows is filled."""
    case = Filer(LESSON, "8A1-03").case
    rows = sheets.paper(LESSON, "tt-so-dong", case.sheets["tt-so-dong"])
    page = paying.payment_page(Draw(case.seed), "sheet/tt-so-dong", case.begins.date())
    assert [page.shown[key] for key in ("payer", "receiver", "account", "amount", "content")] == [
        text for label, text in rows if label != "Xin giấy"
    ]


def test_what_is_written_wrongly_has_its_own_reason() -> None:
    """However it is spelled; anything else has the general one."""
    for learner in range(1, 30):
        case = Filer(LESSON, f"8A1-{learner:02d}").case
        for drawn in case.sheets["tt-tinh-phi"]:
            if drawn.id == "elsewhere":
                reasons = {sheets.why(LESSON, "tt-tinh-phi", drawn, text) for text in ("8000", "8.000 đồng")}
                assert len(reasons) == 1
                assert reasons != {sheets.why(LESSON, "tt-tinh-phi", drawn, "một ít")}
                return
    pytest.fail("nobody was asked about copies elsewhere")


# --- what becomes of money that goes astray: the answers of the sheet are what the portal does ---


def waiting() -> Filer:
    """A dossier of the lesson whose second code can be paid."""
    filer = Filer(LESSON).prepared()
    for _ in range(2):
        filer.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
        if filer.do(actions.ScanQr(order=filer.order.id)).ok:
            filer.must(actions.CancelTransfer(order=filer.order.id))
    assert filer.order.status == "waiting"
    return filer


def typed(filer: Filer, amount: int, content: str = "", account: str = "") -> Outcome:
    """A transfer by hand."""
    return filer.do(
        actions.TypeTransfer(
            account=account or orders.account(filer.portal),
            amount=str(amount),
            content=content or filer.order.content,
        )
    )


def comes_back(filer: Filer, balance: int) -> bool:
    """Whether the money is away, and there again after some news."""
    away = filer.state.balance < balance
    for _ in range(6):
        if filer.state.balance == balance:
            break
        filer.do(actions.WaitForNews())
    return away and filer.state.balance == balance


def test_too_little_money_waits_and_comes_back() -> None:
    """Items “less” and “content”: the dossier still waits, the money is kept apart and comes back."""
    for wrong in (lambda f: typed(f, f.order.amount // 10), lambda f: typed(f, f.order.amount, "tien le phi")):
        filer = waiting()
        balance = filer.state.balance
        assert wrong(filer).ok
        assert (filer.order.status, filer.dossier.status) == ("waiting", DRAFT)
        assert comes_back(filer, balance)


def test_a_second_payment_comes_back_and_the_first_counts() -> None:
    """Item “twice”."""
    filer = waiting()
    filer.pay()
    balance = filer.state.balance
    typed(filer, filer.order.amount)
    assert (filer.order.status, filer.dossier.status) == ("paid", NEW)
    assert comes_back(filer, balance)


def test_a_code_that_ran_out_takes_nothing_and_loses_nothing() -> None:
    """Items “expired” and “late”: scanned, nothing is taken; typed, it comes back; another code can be had."""
    filer = waiting()
    balance = filer.state.balance
    filer.do(actions.PassTime(after=orders.ORDER_LIFE))
    assert filer.do(actions.ScanQr(order=filer.order.id)).code == "order_expired"
    assert filer.state.balance == balance
    assert typed(filer, filer.order.amount).code == "transfer_late"
    assert comes_back(filer, balance)
    filer.send()
    assert filer.dossier.status == NEW


def test_an_account_that_is_not_there_takes_nothing() -> None:
    """Item “account”."""
    filer = waiting()
    balance = filer.state.balance
    assert typed(filer, filer.order.amount, account="099012345670").code == "account_unknown"
    assert filer.state.balance == balance
