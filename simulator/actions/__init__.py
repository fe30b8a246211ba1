"""Everything a learner can do, as typed records in one tagged union; the records stand in the files of their nouns.

Each record says *what* was done; ``after`` is the time in seconds since the
action before it, so that a timer on a screen is an input like a click.
Decoding is strict: unknown fields, wrong types and oversize text are refused.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from simulator.actions.base import *
from simulator.actions.identity import *
from simulator.actions.lesson import *
from simulator.actions.office import *
from simulator.actions.payments import *
from simulator.actions.phone import *
from simulator.actions.point import *
from simulator.actions.services import *

AnyAction: TypeAlias = (
    IdentityAction | PhoneAction | ServiceAction | PaymentAction | OfficeAction | LessonAction | PointAction
)

EVERY_ACTION: tuple[type[Action], ...] = AnyAction.__args__
"""All action types, in the union's order."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[AnyAction] = msgspec.json.Decoder(AnyAction)


def encode(action: Action) -> bytes:
    """The action as one line of JSON, the same bytes every time."""
    return _encoder.encode(action)


def decode(line: bytes) -> AnyAction:
    """Read one action; raises ``msgspec.ValidationError`` or ``msgspec.DecodeError``."""
    return _decoder.decode(line)
