"""How what is done at the computer, on the portal's pages, is clicked and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from simulator import actions, datasets
from simulator.people.places import places
from simulator.services import catalogue, eforms

if TYPE_CHECKING:
    from tests.browser.hands import Hands


def _page(hands: Hands, name: str) -> Locator:
    """The computer with a page of the main menu open."""
    learner = hands.learner
    learner.pane("computer")
    # A paper has a button of the same name as the page it belongs to.
    entry = learner.computer.locator("nav").get_by_role("button", name=name, exact=True)
    entry.click()
    expect(entry).to_have_attribute("aria-current", "page")
    return learner.computer


def _step(hands: Hands, number: int) -> Locator:
    """The computer with the dossier that can be worked on, at one of its four steps."""
    learner = hands.learner
    learner.pane("computer")
    steps = learner.computer.locator(".ct-steps button")
    if not steps.count():
        learner.press(_page(hands, "Hồ sơ của tôi"), "continue")
    step = steps.nth(number - 1)
    if step.get_attribute("aria-current") != "step":
        step.click()
        expect(step).to_have_attribute("aria-current", "step")
    return learner.computer


# --- coming in, finding ---


def _sign_in(hands: Hands, action: actions.SignIn) -> None:
    computer = _page(hands, "Đăng nhập")
    hands.learner.fill(computer, "number", action.person_number)
    hands.learner.fill(computer, "password", hands.typed(action.password))
    hands.learner.press(computer, "sign-in")


def _consent(hands: Hands, action: actions.GiveConsent) -> None:
    hands.learner.pane("computer")
    computer = hands.learner.computer
    if action.share:
        computer.locator(".t-agree input").check()
    hands.learner.press(computer, "share" if action.share else "no-share")


def _sign_out(hands: Hands, _: actions.SignOut) -> None:
    hands.learner.menu("Đăng xuất")


def _search(hands: Hands, action: actions.SearchProcedures) -> None:
    computer = _page(hands, "Tìm thủ tục")
    hands.learner.fill(computer, "query", action.query)
    hands.learner.press(computer, "search")


def _open_procedure(hands: Hands, action: actions.OpenProcedure) -> None:
    """Among what was found; who has not looked for it does so first."""
    code = catalogue.procedures()[action.procedure].shown_code
    if action.procedure not in hands.portal.state.found:
        hands.do(actions.SearchProcedures(query=code))
    computer = _page(hands, "Tìm thủ tục")
    computer.locator(".t-result").filter(has_text=f"Mã: {code} ").click()


def _look_up(hands: Hands, action: actions.LookUp) -> None:
    computer = _page(hands, "Tra cứu")
    hands.learner.fill(computer, "lookup-code", action.code)
    hands.learner.press(computer, "look-up")


def _check_sample(hands: Hands, action: actions.CheckSample) -> None:
    hands.learner.press(_page(hands, "Tra cứu"), f"check-{action.sample}")


# --- the four steps ---


def _start(hands: Hands, action: actions.StartDossier) -> None:
    place = next(each for each in places(action.province) if each.commune_code == action.commune)
    hands.learner.pane("computer")
    hands.learner.choose(hands.learner.computer, "province", place.province)
    hands.learner.choose(hands.learner.computer, "commune", place.commune)
    hands.learner.press(hands.learner.computer, "start")


def _owner(hands: Hands, action: actions.FillOwner) -> None:
    computer = _step(hands, 1)
    hands.learner.fill(computer, "phone", action.phone)
    hands.learner.fill(computer, "email", action.email)
    hands.learner.press(computer, "owner-ok")


def _form(hands: Hands, action: actions.FillForm) -> None:
    """Every field as asked; what stands there rightly is left alone."""
    computer = _step(hands, 2)
    dossier = hands.portal.state.dossier(action.dossier)
    form = catalogue.procedures()[dossier.procedure].eform if dossier else None
    assert form is not None
    for name, field in form["properties"].items():
        if field.get("x-locked"):
            continue
        text, choices = action.answers.get(name, ""), eforms.choices(field)
        shown = computer.locator(f".t-field-{name}").first
        if choices:
            if shown.locator(".v-select__selection-text").all_inner_texts() != [choices[text]]:
                hands.learner.choose(computer, f"field-{name}", choices[text])
        elif shown.locator("input").first.input_value() != text:
            hands.learner.fill(computer, f"field-{name}", text)
    hands.learner.press(computer, "form-ok")


def _report_data(hands: Hands, action: actions.ReportData) -> None:
    part = _step(hands, 2).locator(".t-data")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    hands.learner.press(part, f"report-{action.field.split('.')[1]}")


def _ask_to_sign(hands: Hands, _: actions.AskToSign) -> None:
    """Where the form is read before it is signed."""
    computer = _step(hands, 3)
    hands.learner.press(computer, "form-paper")
    computer.locator(".t-paper").wait_for()
    computer.locator("button.t-sign").click()


def _shelf(hands: Hands, button: str, wanted: str) -> Locator:
    """The card of a document's place, with the list of files unfolded that this one is in."""
    computer = _step(hands, 3)
    card = computer.locator(".card").filter(has=hands.learner.page.locator(button)).first
    if not card.locator(wanted).count():
        card.locator(button).first.click()
    return card


def _open_wallet(hands: Hands, action: actions.OpenWallet) -> None:
    card = _shelf(hands, "[class*=t-from-][class*=-wallet]", ".t-passcode")
    hands.learner.fill(card, "passcode", hands.typed(action.passcode))
    hands.learner.press(card, "wallet-ok")


def _attach(hands: Hands, action: actions.AttachDocument) -> None:
    card = _shelf(hands, f".t-from-{action.slot}-{action.source}", f".t-pick-{action.file}")
    hands.learner.press(card, f"pick-{action.file}")


def _join(hands: Hands, action: actions.JoinPhotos) -> None:
    card = _shelf(hands, "[class*=t-from-][class*=-device]", f".t-photo-{action.files[0]}")
    for photo in action.files:
        hands.learner.press(card, f"photo-{photo}")
    hands.learner.press(card, "join")


def _deliver(hands: Hands, action: actions.ChooseDelivery) -> None:
    _step(hands, 4).locator(f".t-delivery-{action.delivery} input").check()


def _submit(hands: Hands, action: actions.SubmitDossier) -> None:
    computer = _step(hands, 4)
    computer.locator(".t-terms input").set_checked(action.accept_terms)
    hands.learner.press(computer, "submit")


def _supplement(hands: Hands, _: actions.SendSupplement) -> None:
    hands.learner.press(_step(hands, 3), "supplement")


# --- what has been sent ---


def _wait(hands: Hands, action: actions.WaitForNews) -> None:
    """On the page of the petitions if one is there, otherwise on that of the dossiers."""
    learner = hands.learner
    learner.pane("computer")
    asking = learner.computer.locator("nav [aria-current]").all_inner_texts() == ["Phản ánh"]
    computer = learner.computer if asking else _page(hands, "Hồ sơ của tôi")
    learner.press(computer, "anyway" if action.anyway else "wait")


def _receipt(hands: Hands, action: actions.OpenReceipt) -> None:
    assert [each.id for each in hands.portal.state.orders if each.status == "paid"] == [action.order]
    hands.learner.press(_page(hands, "Hồ sơ của tôi"), "receipt")


def _download(hands: Hands, _: actions.DownloadResult) -> None:
    hands.learner.press(_page(hands, "Hồ sơ của tôi"), "download")


def _rate(hands: Hands, action: actions.RateOffice) -> None:
    computer = _page(hands, "Hồ sơ của tôi")
    computer.locator(f".t-grade-{action.grade} input").check()
    hands.learner.fill(computer, "comment", action.comment)
    hands.learner.press(computer, "rate")


def _petition(hands: Hands, action: actions.SendPetition) -> None:
    assert not action.about
    computer = _page(hands, "Phản ánh")
    hands.learner.choose(computer, "topic", datasets.labels()["petition_topic"][action.topic])
    computer.locator(".t-text textarea").first.fill(action.text)
    hands.learner.press(computer, "send")


def _rate_answer(hands: Hands, action: actions.RateAnswer) -> None:
    hands.learner.press(_page(hands, "Phản ánh"), f"grade-{action.grade}")


COMPUTER = {
    actions.SignIn: _sign_in,
    actions.GiveConsent: _consent,
    actions.SignOut: _sign_out,
    actions.SearchProcedures: _search,
    actions.OpenProcedure: _open_procedure,
    actions.LookUp: _look_up,
    actions.CheckSample: _check_sample,
    actions.StartDossier: _start,
    actions.FillOwner: _owner,
    actions.FillForm: _form,
    actions.ReportData: _report_data,
    actions.AskToSign: _ask_to_sign,
    actions.OpenWallet: _open_wallet,
    actions.AttachDocument: _attach,
    actions.JoinPhotos: _join,
    actions.ChooseDelivery: _deliver,
    actions.SubmitDossier: _submit,
    actions.SendSupplement: _supplement,
    actions.WaitForNews: _wait,
    actions.OpenReceipt: _receipt,
    actions.DownloadResult: _download,
    actions.RateOffice: _rate,
    actions.SendPetition: _petition,
    actions.RateAnswer: _rate_answer,
}
