"""The one way to the data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator import datasets


def test_the_fingerprint_is_that_of_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed byte or name is another fingerprint; notes in Markdown and line ends of Windows are not."""

    def printed() -> str:
        datasets.fingerprint.cache_clear()
        return datasets.fingerprint()

    monkeypatch.setattr(datasets, "root", lambda: tmp_path)
    try:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "b.csv").write_bytes(b"x,y\n1,2\n")
        first = printed()
        assert re.fullmatch(r"[0-9a-f]{16}", first)
        (tmp_path / "a" / "b.csv").write_bytes(b"x,y\r\n1,2\r\n")
        (tmp_path / "README.md").write_text("notes", encoding="utf-8")
        assert printed() == first
        (tmp_path / "a" / "b.csv").write_bytes(b"x,y\n1,3\n")
        second = printed()
        (tmp_path / "a" / "b.csv").rename(tmp_path / "a" / "c.csv")
        assert len({first, second, printed()}) == 3
    finally:
        datasets.fingerprint.cache_clear()


def test_unknown_words_are_a_slip_of_ours() -> None:
    """A wording that is not in the data is not made up."""
    with pytest.raises(KeyError, match="no such key"):
        datasets.label("status", "no such key")


def test_tables_and_texts_are_read_as_they_are() -> None:
    """A table's rows by column, a text by its code."""
    assert datasets.table("places/provinces.csv")[0]["short_name"] == "Hà Nội"
    assert datasets.outcome_texts()["time_passed"].text == "Thời gian trôi qua."
    assert datasets.sms_texts()["approved"].site == "https://vneid.gov.vn"
