"""PINs of learners on a shared computer: four digits, set at first use, kept as a salted hash.

A PIN keeps classmates from opening each other's work by mistake or for fun. It protects nothing from
somebody who may read the disk.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import Path
from typing import Literal

import msgspec

PIN_FILE = "ma-pin.json"
PIN = re.compile(r"^[0-9]{4}\Z")
EASY = frozenset({"1234", "4321", "0123"} | {str(digit) * 4 for digit in range(10)})
"""What everybody tries first."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of a PIN: a salt and the hash, both as hex."""

    salt: str
    digest: str


def _digest(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32).hex()


def state(folder: Path) -> Literal["none", "set", "broken"]:
    """Whether a learner's folder has a PIN; ``broken`` if its file cannot be read."""
    path = folder / PIN_FILE
    if not path.is_file():
        return "none"
    return "set" if _kept(path) else "broken"


def _kept(path: Path) -> Kept | None:
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Kept)
        bytes.fromhex(kept.salt)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None
    return kept


def set_pin(folder: Path, pin: str) -> None:
    """Keep a PIN; raises ``ValueError`` for what is no PIN, ``OSError`` if it cannot be written."""
    if not PIN.match(pin):
        raise ValueError("a PIN is four digits")
    salt = secrets.token_hex(16)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PIN_FILE).write_bytes(msgspec.json.encode(Kept(salt, _digest(pin, salt))))


def fits(folder: Path, pin: str) -> bool:
    """Whether this is the folder's PIN."""
    kept = _kept(folder / PIN_FILE)
    return kept is not None and hmac.compare_digest(_digest(pin, kept.salt), kept.digest)


def forget(folder: Path) -> bool:
    """Take the PIN away, as a teacher does for who has forgotten it; whether there was one. The work stays."""
    path = folder / PIN_FILE
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there
