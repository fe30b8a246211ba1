"""PINs of learners on a shared computer: four digits, set at first use, kept as a salted hash.

A PIN keeps classmates from opening each other's work by mistake or for fun. It protects nothing from
somebody who may read the disk. Times are seconds of the caller's clock.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import secrets
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

PIN_FILE = "ma-pin.json"
PIN = re.compile(r"^[0-9]{4}\Z")
PASSCODE = 6
"""So many characters at least has the passcode of the teacher's page."""

EASY = frozenset({"1234", "4321", "0123"} | {str(digit) * 4 for digit in range(10)})
"""What everybody tries first."""


FREE_TRIES = 5
"""So many wrong tries cost nothing."""

WAIT = 60
"""Seconds until the next try, after each wrong one from the fifth."""

ROUNDS = 10_000
"""Rounds of a PIN's digest in a browser: a tenth of a second there."""

STAY = 4 * 60 * 60
"""Seconds for which a browser's tab is known without the PIN: a morning at school."""


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is kept of a PIN: a salt and the hash, both as hex; wrong tries since a right one, when the next may be.

    ``tab`` is the hash of the pass that the last tab got, good until ``tab_until``.
    """

    salt: str
    digest: str
    wrong: int = 0
    next_try: float = 0
    tab: str = ""
    tab_until: float = 0


class Tried(NamedTuple):
    """Whether a PIN was right; if it was not, or was not looked at, the seconds until the next try."""

    right: bool
    wait: int = 0


def _digest(pin: str, salt: str) -> str:
    if hasattr(hashlib, "scrypt"):
        return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32).hex()
    return _slow_digest(pin.encode(), bytes.fromhex(salt)).hex()


def _slow_digest(secret: bytes, salt: bytes) -> bytes:
    """PBKDF2 with HMAC-SHA256 (RFC 8018, one block), for a browser's Python, which has neither it nor scrypt."""
    each = hmac.digest(secret, salt + b"\0\0\0\1", "sha256")
    whole = int.from_bytes(each, "big")
    for _ in range(ROUNDS - 1):
        each = hmac.digest(secret, each, "sha256")
        whole ^= int.from_bytes(each, "big")
    return whole.to_bytes(32, "big")


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
    _set(folder, pin)


def set_passcode(folder: Path, passcode: str) -> None:
    """Keep the passcode of a teacher's page in the folder of the classes, tried as PINs are.

    Raises ``ValueError`` for one that is too short, ``OSError`` if it cannot be written.
    """
    if len(passcode) < PASSCODE:
        raise ValueError(f"a passcode has at least {PASSCODE} characters")
    _set(folder, passcode)


def _set(folder: Path, secret: str) -> None:
    salt = secrets.token_hex(16)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, Kept(salt, _digest(secret, salt)))


def _write(folder: Path, kept: Kept) -> None:
    """Whole or not at all: a torn PIN lets nobody in."""
    draft = folder / f"{PIN_FILE}.part"
    draft.write_bytes(msgspec.json.encode(kept))
    draft.replace(folder / PIN_FILE)


def try_pin(folder: Path, pin: str, now: float) -> Tried:
    """Try a PIN; wrong ones are counted, and after some the next must wait.

    Raises ``OSError`` if the count cannot be kept.
    """
    kept = _kept(folder / PIN_FILE)
    if kept is None:
        return Tried(right=False)
    left = kept.next_try - now
    # Far more than the whole wait: the computer's clock was put back, and nobody should wait for it.
    if 0 < left <= WAIT + 1:
        return Tried(right=False, wait=min(WAIT, math.ceil(left)))
    if hmac.compare_digest(_digest(pin, kept.salt), kept.digest):
        if kept.wrong:
            _write(folder, msgspec.structs.replace(kept, wrong=0, next_try=0))
        return Tried(right=True)
    wrong = kept.wrong + 1
    wait = WAIT if wrong >= FREE_TRIES else 0
    _write(folder, msgspec.structs.replace(kept, wrong=wrong, next_try=now + wait if wait else 0))
    return Tried(right=False, wait=wait)


def let_in(folder: Path, now: float) -> str:
    """A random pass by which one tab is known for a while without the PIN; the one before ends.

    Raises ``OSError``.
    """
    kept, made = _kept(folder / PIN_FILE), secrets.token_urlsafe(24)
    if kept is not None:
        _write(folder, msgspec.structs.replace(kept, tab=_named(made), tab_until=now + STAY))
    return made


def known(folder: Path, tab: str, now: float) -> bool:
    """Whether a tab's pass is the last one given, and still good."""
    kept = _kept(folder / PIN_FILE)
    if kept is None or not kept.tab or not 0 < kept.tab_until - now <= STAY + 1:
        return False
    return hmac.compare_digest(_named(tab), kept.tab)


def let_out(folder: Path) -> None:
    """End the tab's pass; raises ``OSError``."""
    kept = _kept(folder / PIN_FILE)
    if kept is not None and kept.tab:
        _write(folder, msgspec.structs.replace(kept, tab="", tab_until=0))


def _named(tab: str) -> str:
    return hashlib.sha256(tab.encode()).hexdigest()


def named(folder: Path) -> str:
    """A name for the PIN that is set, which changes with it and tells nothing of it; empty for none."""
    kept = _kept(folder / PIN_FILE)
    return _named(kept.salt) if kept else ""


def forget(folder: Path) -> bool:
    """Take the PIN away, and the waiting with it, as a teacher does for who has forgotten it; whether there was one.

    The work stays.
    """
    path = folder / PIN_FILE
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there
