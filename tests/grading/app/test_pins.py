"""PINs where there is no scrypt, as in a browser's Python."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from grading.app import pins


def test_the_slow_digest_is_the_standards() -> None:
    """PBKDF2 as the standard library has it, where it has it."""
    assert pins._slow_digest(b"4826", b"salt") == hashlib.pbkdf2_hmac("sha256", b"4826", b"salt", pins.ROUNDS)


def test_a_pin_is_set_and_tried_without_scrypt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right and wrong ones."""
    monkeypatch.delattr(hashlib, "scrypt")
    pins.set_pin(tmp_path, "4826")
    assert pins.try_pin(tmp_path, "4826", 0).right
    assert not pins.try_pin(tmp_path, "4827", 0).right
