"""The registry of faults: what people meet, and truly whether the portal simulates it."""

from __future__ import annotations

import re

import pytest

from simulator import datasets
from simulator.case import FAULTS
from simulator.datasets import KnownFault
from simulator.identity.privacy import real_looking

KNOWN = datasets.known_faults()
every = pytest.mark.parametrize("fault", KNOWN.values(), ids=KNOWN.keys())

REPORTED = """
    sms_delayed otp_wrong_five otp_expired phone_differs passcode_forgotten second_device nfc_fails card_expired
    already_activated seven_days_passed consent_refused prefilled_wrong several_drafts file_empty file_wrong_type
    file_too_big scan_blurred wrong_paper photos_not_joined wrong_authority supplement_not_sent second_supplement
    refused late_office silent_dossier form_not_saved wrong_amount qr_expired paid_twice bank_out_of_order qr_sticker
    scam_sms_link scam_fee terms_unexplained fear_of_submit scam_call
""".split()
"""The faults that people report of the real services: none may be dropped from the registry."""


def exists(where: str) -> bool:
    """Whether the data or the code has what is named."""
    kind, _, name = where.partition(":")
    if kind == "outcome":
        return name in datasets.outcome_texts()
    if kind == "sms":
        return name in datasets.sms_texts()
    if kind == "fault":
        return name in FAULTS
    group, _, key = name.partition(".")
    return kind == "label" and key in datasets.labels().get(group, {})


def test_every_reported_fault_is_in_the_registry() -> None:
    """In every room; names are keys."""
    assert set(REPORTED) <= set(KNOWN)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in KNOWN)
    assert {fault.room for fault in KNOWN.values()} == {"identity", "services", "payments", "office", "people"}


@every
def test_a_fault_is_whole(fault: KnownFault) -> None:
    """What makes it happen, what is seen, the way out, and where that is known from."""
    texts = (fault.title, fault.trigger, fault.seen, fault.way_out, fault.source)
    assert all(text and text == " ".join(text.split()) for text in texts)
    assert fault.confidence in tuple("PSLAGU")
    assert all(real_looking(text) is None for text in texts)


@every
def test_what_is_called_simulated_is_shown_by_the_portal(fault: KnownFault) -> None:
    """It names what shows it, all of which exists; what is not simulated names nothing."""
    assert (fault.status != "not yet") == bool(fault.where)
    assert [where for where in fault.where if not exists(where)] == []
    assert len(set(fault.where)) == len(fault.where)
    assert fault.status == "not yet" or [where for where in fault.where if not where.startswith("fault:")]


def test_every_fault_that_can_be_planted_is_in_the_registry() -> None:
    """Nothing is planted that nobody reports."""
    named = {where.removeprefix("fault:") for fault in KNOWN.values() for where in fault.where}
    assert set(FAULTS) <= named


def test_a_name_that_does_not_exist_is_noticed() -> None:
    """The check can fail: an unknown outcome, message, kind of fault, label or kind of name."""
    names = ["outcome:no_such", "sms:no_such", "fault:no_such", "label:status.no", "label:no.0", "page:status.0"]
    assert [name for name in names if exists(name)] == []
