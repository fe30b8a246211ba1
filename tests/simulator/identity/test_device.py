"""The phone: a full inbox, an app that is too old with its false update, a new phone after a loss."""

from __future__ import annotations

import msgspec
import pytest

from grading.filer import Filer
from simulator import Portal, actions, datasets
from simulator.actions import Action
from simulator.case import Fault
from simulator.identity import lifecycle
from simulator.identity.scams import is_scam
from simulator.scenario import scenarios
from simulator.state import RETURNED, Message

LATE, LOST = "2.001159-kich-hoat-muon", "1.001612-mat-may"


def asked() -> Filer:
    """The hotline has helped, and a code was asked for while the inbox was full."""
    filer = Filer(LATE)
    filer.must(actions.CallHotline())
    number, phone = filer.case.citizen.person_number, filer.case.registered_phone
    assert filer.must(actions.RequestActivation(person_number=number, phone=phone)).code == "otp_sent"
    return filer


def updated() -> Filer:
    """The app on the new phone opens, and nobody has signed in to it."""
    filer = Filer(LOST)
    filer.must(actions.UpdateApp(source="store"))
    return filer


def with_page() -> tuple[Filer, Message]:
    """The app was too old, and the link of the message that came then was followed."""
    filer = Filer(LOST)
    filer.do(actions.ChangePhone(confirm="nfc"))
    message = filer.state.messages[-1]
    filer.must(actions.FollowLink(message=message.id))
    return filer, message


def deceived() -> Filer:
    """The false app is on the phone."""
    filer, _ = with_page()
    filer.must(actions.UpdateApp(source="link"))
    return filer


def codes(filer: Filer) -> list[str]:
    return [message.words["code"] for message in filer.state.messages if message.key.startswith("otp")]


def secrets_anew(filer: Filer) -> None:
    """Password and passcode, with a code by SMS."""
    filer.must(actions.ForgetPassword())
    filer.enter_code("reset")
    password, passcode = filer.secret("Hoamai#83x"), filer.secret("482915")
    filer.must(actions.SetPassword(password=password, again=password))
    filer.must(actions.SetPasscode(passcode=passcode, again=passcode))


# --- the inbox ---


def test_codes_find_no_room_until_the_inbox_is_cleared() -> None:
    """Neither the first nor another one; then a new one comes, and the lost ones never do."""
    filer = asked()
    filer.must(actions.ResendOtp(purpose="activation"))
    assert codes(filer) == []
    assert filer.state.faults_met == ["late_activation", "sms_blocked"]
    filer.must(actions.ClearInbox())
    assert codes(filer) == []
    filer.must(actions.ResendOtp(purpose="activation"))
    assert len(codes(filer)) == 1
    filer.enter_code("activation")
    assert filer.do(actions.ClearInbox()).code == "inbox_not_full"


def test_a_cleared_inbox_stays_so() -> None:
    """Every later code comes; clearing takes none of the practice's messages away."""
    filer = asked()
    before = [message.id for message in filer.state.messages]
    filer.must(actions.ClearInbox())
    assert [message.id for message in filer.state.messages] == before
    for _ in range(3):
        filer.must(actions.ResendOtp(purpose="activation"))
    assert len(codes(filer)) == 3


def test_other_messages_wait_for_room() -> None:
    """Where the practice begins signed in, any first code finds the inbox full; what offices write comes later."""
    filer = Filer("1.001193")
    filer.portal = Portal(msgspec.structs.replace(filer.case, faults=(Fault("sms_blocked", "full"),)))
    filer.must(actions.ForgetPassword())
    filer.must(actions.LockAccount())
    assert filer.state.messages == []
    filer.must(actions.PassTime(after=600))
    filer.must(actions.ClearInbox())
    (message,) = filer.state.messages
    assert (message.id, message.key) == ("m1", "account_locked")
    assert message.at == filer.state.now > message.sent
    filer.must(actions.AskToUnlock())
    filer.must(actions.WaitForNews())
    assert [m.id for m in filer.state.messages] == ["m1", "m2"]


def test_the_notice_of_a_late_activation_is_as_old_as_the_story_says() -> None:
    """Nine days, more than the seven that the rule gives; in time it comes at the beginning."""
    (late,) = Filer(LATE).state.messages
    assert late.key == "approved"
    assert late.at == late.sent == -lifecycle.NOTICED * 24 * 3600
    assert lifecycle.NOTICED > lifecycle.ACTIVATE_WITHIN
    assert "chín hôm" in scenarios()[LATE].story
    assert [m.at for m in Filer("00-di-mot-vong").state.messages] == [0]


# --- the app ---


def uses(filer: Filer) -> list[Action]:
    """What is done in the identity app."""
    key = filer.secret("482915")
    return [
        actions.OpenWallet(passcode=key),
        actions.SignForm(dossier="d1", agree=True),
        actions.RegisterChild(person="spouse", level=1, consent=True),
        actions.TipOff(kind="theft", text="Mất điện thoại trên xe buýt chiều qua"),
        actions.RenewCard(),
    ]


@pytest.mark.parametrize("number", range(5))
def test_an_app_that_is_too_old_does_nothing(number: int) -> None:
    """Whatever is tried first; with it comes the message about an update, once, one of three wordings."""
    filer = Filer(LOST)
    use = uses(filer)[number]
    assert filer.do(use).code == "app_too_old"
    assert [is_scam(m) for m in filer.state.messages] == [True]
    assert filer.state.messages[0].key in datasets.toml("scams/variants.toml")["app_too_old"]
    for other in (actions.ChangePhone(confirm="nfc"), actions.ForgetPassword(), use):
        assert filer.do(other).code == "app_too_old"
    assert len(filer.state.messages) == 1
    filer.must(actions.UpdateApp(source="store"))
    assert filer.do(use).code == "phone_not_signed_in"
    assert filer.do(actions.UpdateApp(source="store")).code == "app_up_to_date"


def test_an_activation_wants_a_new_app_too() -> None:
    """Nothing of the request is looked at before the update."""
    filer = Filer(LATE)
    filer.portal = Portal(msgspec.structs.replace(filer.case, faults=(Fault("app_too_old", "scam_update_1"),)))
    ask = actions.RequestActivation(person_number=filer.case.citizen.person_number, phone=filer.case.registered_phone)
    assert filer.do(ask).code == "app_too_old"
    filer.must(actions.UpdateApp(source="store"))
    filer.must(ask)


@pytest.mark.parametrize("by_action", [True, False])
def test_a_false_update_is_told_and_noted(by_action: bool) -> None:
    """It updates nothing; what was given stays noted when the phone is clean again."""
    filer, message = with_page()
    install: Action = actions.UpdateApp(source="link")
    if not by_action:
        install = actions.AnswerFakePage(message=message.id, give=True)
    assert filer.must(install).code == "fell_for_app"
    assert (message.gave, message.page_open, filer.state.account.false_app) == (True, False, "there")
    assert filer.do(actions.ChangePhone(confirm="nfc")).code == "app_too_old"
    assert filer.must(actions.UpdateApp(source="store")).code == "false_app_removed"
    assert (message.gave, filer.state.account.false_app) == (True, "gone")


def test_a_false_update_that_is_left_installs_nothing() -> None:
    """Following the link is not installing; without its page there is nothing to install."""
    filer, message = with_page()
    filer.must(actions.AnswerFakePage(message=message.id, give=False))
    assert filer.do(actions.UpdateApp(source="link")).code == "update_page_closed"
    assert (message.followed, message.gave, filer.state.account.false_app) == (True, False, "")


def test_the_way_out_of_a_false_update() -> None:
    """Locked, removed and updated, set anew, unlocked, signed in: the dossier still gets to its result."""
    filer = deceived()
    filer.must(actions.LockAccount())
    filer.must(actions.UpdateApp(source="store"))
    secrets_anew(filer)
    assert filer.state.account.false_app == ""
    filer.must(actions.AskToUnlock())
    filer.must(actions.WaitForNews())
    filer.ready()
    number = filer.case.citizen.person_number
    filer.must(actions.SignIn(person_number=number, password=filer.secret("Hoamai#83x")))
    filer.enter_code("sign_in")
    filer.must(actions.GiveConsent(share=True))
    filer.must(actions.OpenWallet(passcode=filer.secret("482915")))
    assert filer.prepared().send().follow().dossier.status == RETURNED


def test_a_password_set_beside_a_false_app_is_not_safe() -> None:
    """The notice goes only with secrets that are set after the app was removed."""
    filer, message = with_page()
    filer.must(actions.UpdateApp(source="store"))
    assert filer.state.messages[-1] is message
    filer.must(actions.UpdateApp(source="link"))
    secrets_anew(filer)
    assert filer.state.account.false_app == "there"
    filer.must(actions.UpdateApp(source="store"))
    secrets_anew(filer)
    assert filer.state.account.false_app == ""


# --- the new phone ---


def test_a_new_phone_is_signed_in_by_the_chip_alone() -> None:
    """The lost one confirms nothing; after two or three tries everything opens."""
    filer = updated()
    assert not filer.state.account.wallet_open
    assert filer.do(actions.ChangePhone(confirm="old_phone")).code == "old_phone_lost"
    tried = [filer.do(actions.ChangePhone(confirm="nfc")).code for _ in range(3)]
    assert tried[0] == "nfc_failed"
    assert "phone_changed" in tried[1:]
    assert filer.do(actions.TipOff(kind="theft", text="Mất điện thoại trên xe buýt chiều qua")).ok
    secrets_anew(filer)
    assert filer.must(actions.OpenWallet(passcode=filer.secret("482915"))).code == "wallet_open"
    assert filer.do(actions.ChangePhone(confirm="old_phone")).code == "phone_changed"


def test_a_form_is_signed_only_on_a_phone_that_is_signed_in() -> None:
    """It waits there, and is not lost."""
    filer = updated()
    filer.careful = False
    code, place = filer.procedure.code, filer.case.task.place
    filer.must(actions.StartDossier(procedure=code, province=place.province_code, commune=place.commune_code))
    filer.owner().form()
    filer.must(actions.AskToSign(dossier="d1"))
    sign = actions.SignForm(dossier="d1", agree=True)
    assert filer.do(sign).code == "phone_not_signed_in"
    assert filer.dossier.sign_asked
    filer.ready().must(sign)


def test_the_account_can_be_locked_before_anything_else() -> None:
    """By the hotline, without the app; unlocked, the new phone is signed in to as ever."""
    filer = Filer(LOST)
    filer.must(actions.LockAccount())
    assert filer.state.session.step == "out"
    filer.must(actions.AskToUnlock())
    filer.must(actions.WaitForNews())
    assert not filer.state.account.locked
    filer.ready()
    assert filer.state.account.phones == 2


def test_no_other_practice_has_a_lost_phone_an_old_app_or_a_full_inbox() -> None:
    """Everything else goes on as before: the wallet is open where one begins signed in."""
    kinds = {"lost_phone", "app_too_old", "sms_blocked", "level_one"}
    others = [name for name, s in scenarios().items() if s.begins == "signed_in" and not kinds & set(s.faults)]
    assert len(others) >= 15
    assert all(Filer(name).state.account.wallet_open for name in others)
