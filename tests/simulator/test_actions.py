"""Actions: one line of JSON each, decoded strictly."""

from __future__ import annotations

import json

import msgspec
import pytest

from simulator import actions
from simulator.actions import EVERY_ACTION, MAX_WAIT, Action, decode, encode
from simulator.portal import HANDLERS
from tests.simulator.desk import Desk

SECRET = (
    '{"length":1,"digit":false,"upper":false,"lower":true,"special":false,"other":false,"digest":"' + "0" * 32 + '"}'
)


def test_every_action_has_its_handler() -> None:
    """Nothing that a learner can do is forgotten by the portal, and nothing else is in its table."""
    assert set(HANDLERS) == set(EVERY_ACTION)


def test_every_action_has_its_own_name() -> None:
    """Names are the words of the class, in small letters."""
    names = [str(kind.__struct_config__.tag) for kind in EVERY_ACTION]
    assert len(set(names)) == len(names)
    assert actions.RequestActivation.__struct_config__.tag == "request_activation"
    assert actions.PassTime().name == "pass_time"


def test_every_action_of_a_lesson_survives_its_line() -> None:
    """Written and read, each action of a whole lesson is equal, and gives the same bytes."""
    for entry in Desk().returned().portal.log:
        line = encode(entry.action)
        assert decode(line) == entry.action
        assert encode(decode(line)) == line


def test_actions_cannot_be_changed() -> None:
    """What was done stays done."""
    with pytest.raises(AttributeError, match="immutable"):
        actions.PassTime().after = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"do":"pass_time","more":1}', "unknown field `more`"),
        ('{"do":"fly"}', "Invalid value 'fly'"),
        ("{}", "missing required field `do`"),
        ("[]", "Expected `object`"),
        ("null", "Expected `object`"),
        ('"pass_time"', "Expected `object`"),
        ('{"do":"sign_in"}', "missing required field `person_number`"),
        ('{"do":"pass_time","after":-1}', "Expected `int` >= 0"),
        (f'{{"do":"pass_time","after":{MAX_WAIT + 1}}}', "Expected `int` <= 3600"),
        ('{"do":"pass_time","after":1.5}', "Expected `int`, got `float`"),
        ('{"do":"pass_time","after":"1"}', "Expected `int`, got `str`"),
        ('{"do":"pass_time","after":true}', "Expected `int`, got `bool`"),
        ('{"do":"pass_time","after":NaN}', "invalid"),
        ('{"do":"pass_time","after":1e400}', "out of range|Expected `int`"),
        ('{"do":"pass_time","after":' + "9" * 5000 + "}", "out of range|Expected `int`"),
        ('{"do":"give_consent","share":1}', "Expected `bool`, got `int`"),
        ('{"do":"open_message","message":"m"}', "Expected `str` matching regex"),
        ('{"do":"open_message","message":"../x"}', "Expected `str` matching regex"),
        ('{"do":"search_procedures","query":"' + "x" * 121 + '"}', "length <= 120"),
        ('{"do":"rate_office","dossier":"d1","grade":"fine"}', "Invalid enum value 'fine'"),
        ('{"do":"fill_form","dossier":"d1","answers":{"a":1}}', "Expected `str`, got `int`"),
        (
            json.dumps({"do": "fill_form", "dossier": "d1", "answers": {f"a{i}": "x" for i in range(41)}}),
            "length <= 40",
        ),
        ('{"do":"set_password","password":"Taptap#2026","again":"Taptap#2026"}', "Expected `object`, got `str`"),
        (f'{{"do":"set_passcode","passcode":{SECRET[:-1]},"text":"x"}},"again":{SECRET}}}', "unknown field `text`"),
        (f'{{"do":"open_wallet","passcode":{SECRET.replace("0" * 32, "x")}}}', "matching regex"),
        ('{"do":"pass_time"', "truncated"),
        ("", "truncated"),
    ],
)
def test_what_does_not_fit_is_refused(line: str, message: str) -> None:
    """Unknown fields, wrong types, texts too long, numbers too big: each with a message that says where."""
    with pytest.raises(msgspec.DecodeError, match=message):
        decode(line.encode())


@pytest.mark.parametrize("kind", EVERY_ACTION, ids=lambda kind: kind.__name__)
def test_every_action_refuses_unknown_fields(kind: type[Action]) -> None:
    """No action lets a field through that it does not know."""
    tag = kind.__struct_config__.tag
    with pytest.raises(msgspec.ValidationError, match="unknown field `extra`"):
        decode(json.dumps({"do": tag, "extra": 1}).encode())


@pytest.mark.parametrize("kind", EVERY_ACTION, ids=lambda kind: kind.__name__)
def test_every_action_says_what_it_means(kind: type[Action]) -> None:
    """The docstring is the action's meaning."""
    assert (kind.__doc__ or "").strip().endswith(".")
