"""Provinces and communes by their official codes."""

from __future__ import annotations

import pytest

from simulator.people.places import HANOI, authority, now_called, place, places, province_codes


def test_hanoi_has_its_126_communes() -> None:
    """51 wards and 75 communes since July 2025."""
    names = [p.commune for p in places(HANOI)]
    assert len(names) == 126
    assert sum(name.startswith("Phường ") for name in names) == 51
    assert sum(name.startswith("Xã ") for name in names) == 75


def test_every_province_has_communes() -> None:
    """All 34 provinces, 3,321 communes together."""
    assert len(province_codes()) == 34
    assert sum(len(places(code)) for code in province_codes()) == 3321


def test_a_place_is_found_by_its_codes() -> None:
    """Both codes must fit together."""
    assert str(place("01", "00004")) == "Phường Ba Đình, Thành phố Hà Nội"
    assert place("04", "00004") is None
    assert place("01", "99999") is None
    assert place("99", "00004") is None
    assert places("99") == ()


def test_an_authority_is_named_as_on_letters() -> None:
    """UBND and the commune with a small letter."""
    assert authority("01", "00004") == "UBND phường Ba Đình, Thành phố Hà Nội"


def test_an_authority_that_does_not_exist_is_a_slip() -> None:
    """Codes that do not fit are not turned into a name."""
    with pytest.raises(LookupError, match="no commune '00004' in province '04'"):
        authority("04", "00004")


def test_an_old_ward_is_found_under_its_new_name() -> None:
    """Merged whole into one ward, or divided, the larger share first; letters' size and spaces do not matter."""
    assert [p.commune for p in now_called("Phường Thổ Quan")] == ["Phường Văn Miếu - Quốc Tử Giám"]
    assert [p.commune for p in now_called("phường  Giang Biên")] == ["Phường Việt Hưng", "Phường Phúc Lợi"]
    assert [p.commune_code for p in now_called("Thị trấn Trâu Quỳ")] == ["00565", "00577"]


def test_a_name_that_stayed_can_be_a_larger_place() -> None:
    """The old Quảng Bị and Hoàng Diệu are together in the new Quảng Bị."""
    assert now_called("Xã Quảng Bị") == now_called("Xã Hoàng Diệu") != ()


def test_a_name_that_is_not_in_the_table_is_not_guessed() -> None:
    """Nor is a name without its kind: there are wards and communes of one name."""
    assert now_called("Phường Không Có") == ()
    assert now_called("Thổ Quan") == ()
    assert now_called("") == ()
