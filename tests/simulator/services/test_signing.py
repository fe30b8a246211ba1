"""Signing a form: asked for, confirmed on the phone, lost when the form changes, told when it is missing."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions
from simulator.scenario import scenarios
from simulator.services import catalogue, signing
from simulator.state import RETURNED, SUPPLEMENT

WANTED = [name for name, s in scenarios().items() if catalogue.procedures()[s.procedure].signature]
FREELY = "1.001193"


def filled(lesson: str) -> Filer:
    """Step 2 done with the data as they should be, nothing signed."""
    filer = Filer(lesson)
    filer.careful = False
    return filer.begin().owner().mend_data().form()


def changed(filer: Filer) -> Filer:
    """The same form with another text in one of its fields."""
    form = filer.procedure.eform or {}
    free = (n for n, f in form["properties"].items() if "x-register" in f and not {"enum", "format"} & set(f))
    name = next(free)
    return filer.form(**{name: filer.right[name] + " Hai"})


def test_some_procedure_wants_a_signature() -> None:
    """Otherwise nobody would learn to sign."""
    assert WANTED


@pytest.mark.parametrize("lesson", WANTED)
def test_an_unsigned_form_is_told_at_once(lesson: str) -> None:
    """Sending is refused in plain words with the draft kept; signed, it goes out and to the end."""
    filer = filled(lesson).attach().deliver()
    submit = actions.SubmitDossier(dossier="d1", accept_terms=True)
    assert filer.do(submit).code == "signature_missing"
    assert (filer.dossier.step, filer.dossier.submitted) == (4, -1)
    filer.sign().send().follow()
    assert filer.dossier.status == RETURNED
    assert filer.dossier.signature is not None
    assert filer.dossier.signature.form == filer.dossier.answers


@pytest.mark.parametrize("lesson", [*WANTED, FREELY])
def test_a_changed_form_loses_its_signature(lesson: str) -> None:
    """Saved with the same content it keeps it; with another it says that it has to be signed again."""
    filer = filled(lesson).sign()
    assert signing.signed(filer.portal, filer.dossier)
    filer.form()
    assert filer.portal.log[-1].outcome.code == "form_saved"
    assert signing.signed(filer.portal, filer.dossier)
    changed(filer)
    assert filer.portal.log[-1].outcome.code == "form_saved_unsigned"
    assert not signing.signed(filer.portal, filer.dossier)


@pytest.mark.parametrize("lesson", WANTED)
def test_a_supplement_with_a_changed_form_is_signed_anew(lesson: str) -> None:
    """What goes to the office a second time is signed as it is then."""
    filer = changed(filled(lesson)).sign().attach().deliver().send()
    filer.news()
    assert filer.dossier.status == SUPPLEMENT
    filer.form()
    assert filer.do(actions.SendSupplement(dossier="d1")).code == "signature_missing"
    filer.sign()
    filer.must(actions.SendSupplement(dossier="d1"))
    assert filer.follow().dossier.status == RETURNED


def test_where_no_signature_is_wanted_nobody_has_to_sign() -> None:
    """The form goes out either way; a signature that was given is kept."""
    assert filled(FREELY).attach().deliver().send().follow().dossier.status == RETURNED
    filer = filled(FREELY).sign().attach().deliver().send()
    assert filer.dossier.signature is not None


def test_the_phone_signs_only_what_was_asked_for() -> None:
    """Nothing waits there before; declined or signed, it waits no more; a sent form is not signed after the fact."""
    filer = filled(FREELY)
    sign = actions.SignForm(dossier="d1", agree=True)
    assert filer.do(sign).code == "sign_not_asked"
    assert signing.wanted_now(filer.portal) == []
    filer.must(actions.AskToSign(dossier="d1"))
    assert signing.wanted_now(filer.portal) == [filer.dossier]
    assert filer.must(actions.SignForm(dossier="d1", agree=False)).code == "sign_declined"
    assert filer.dossier.signature is None
    assert filer.do(sign).code == "sign_not_asked"
    filer.must(actions.AskToSign(dossier="d1"))
    filer.attach().deliver().send()
    assert filer.do(sign).code == "sign_not_asked"


def test_an_empty_form_cannot_be_signed() -> None:
    """Step 2 comes first."""
    filer = Filer(FREELY).begin().owner()
    outcome = filer.do(actions.AskToSign(dossier="d1"))
    assert (outcome.code, outcome.words["step"]) == ("step_missing", "Kê khai")


def test_a_locked_account_signs_nothing() -> None:
    """Whoever has the phone then may not be its owner."""
    filer = filled(FREELY)
    filer.must(actions.AskToSign(dossier="d1"))
    filer.must(actions.LockAccount())
    assert filer.do(actions.SignForm(dossier="d1", agree=True)).code == "account_is_locked"


def test_data_that_are_mended_after_signing_want_a_new_signature() -> None:
    """The form says something else than what was signed."""
    filer = Filer("1.010038")
    filer.careful = False
    filer.begin().owner().form().sign()
    filer.must(actions.ReportData(field=filer.case.fault("wrong_prefill").variant))
    filer.news()
    assert not signing.signed(filer.portal, filer.dossier)
