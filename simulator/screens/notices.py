"""How a screen tells what the portal answered: which outcomes get a notice, and in which colour."""

from __future__ import annotations

from simulator.outcome import Outcome
from simulator.screens.screen import Message

FOR_BOTH = frozenset(
    "scan_qr confirm_transfer cancel_transfer pay_by_card confirm_card type_transfer pay_at_counter submit_dossier "
    "pay_duty pass_time wait_for_news lock_account ask_to_sign sign_form".split()
)
"""Actions at one device after which what the other one said may no longer be true."""

QUIET = frozenset(
    "message_read notice_read call_answered call_went_on time_passed search_found procedure_open counter_marked "
    "point_called point_done point_ended point_waited point_incident_done point_told point_over".split()
)
"""Outcomes that the screen shows by itself, without a notice."""

WARNINGS = frozenset(
    "link_fake fell_for_account fell_for_money fell_for_app file_altered notice_fell_account notice_fell_money "
    "poster_fake transfer_wrong_amount transfer_unknown transfer_twice transfer_late poster_fell_account "
    "poster_fell_money call_fell_account call_fell_money call_scam_trusted counter_back_received counter_back_early "
    "counter_back_late counter_back_asked counter_back_needless counter_back_refused counter_back_misled "
    "counter_back_elsewhere counter_complained point_walked_out".split()
)
"""What the portal did as it was asked, and what nobody should be glad of: shown in the colour of refusals."""

PLAIN = frozenset(
    "judged_scam judged_genuine result_found notice_genuine poster_scanned poster_left poster_genuine "
    "call_declined call_seen call_not_wanted call_ended call_genuine_doubted call_reported_genuine "
    "point_held_back".split()
)
"""What is neither praised nor blamed: whether it was right, the self-check says."""


def notice(outcome: Outcome) -> Message | None:
    """What stands above the page after an action; nothing where the page shows it by itself."""
    if outcome.code in QUIET:
        return None
    ok = outcome.ok and outcome.code not in WARNINGS
    return {"ok": ok, "plain": outcome.code in PLAIN, "text": outcome.text, "next": outcome.next}


def refusal(text: str) -> Message:
    """What the desk itself could not do, in words of its own."""
    return {"ok": False, "plain": False, "text": text, "next": ""}
