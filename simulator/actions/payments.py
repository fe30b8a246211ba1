"""Paying an order: the banking app on the phone, the debit card, cash; and the receipt."""

from __future__ import annotations

from typing import TypeAlias

from simulator.actions.base import Action, Id, Line


class ScanQr(Action, frozen=True):
    """Scan the QR code that the computer shows."""

    order: Id


class TypeTransfer(Action, frozen=True):
    """Type a transfer by hand instead of scanning: account, amount, content."""

    account: Line
    amount: Line
    content: Line


class ConfirmTransfer(Action, frozen=True):
    """Confirm the transfer that the banking app has read from the QR code."""

    order: Id


class CancelTransfer(Action, frozen=True):
    """Leave the transfer that waits to be confirmed; the code can be scanned again."""

    order: Id


class PayByCard(Action, frozen=True):
    """Choose the bank's debit card for an order; the bank sends a one-time code."""

    order: Id


class PayAtCounter(Action, frozen=True):
    """Go to the one-stop office and pay an order in cash."""

    order: Id


class ConfirmCard(Action, frozen=True):
    """Type the bank's code on the payment page."""

    order: Id
    code: Line


class OpenReceipt(Action, frozen=True):
    """Look at the electronic receipt of a payment."""

    order: Id


PaymentAction: TypeAlias = (
    ScanQr | TypeTransfer | ConfirmTransfer | CancelTransfer | PayByCard | PayAtCounter | ConfirmCard | OpenReceipt
)
