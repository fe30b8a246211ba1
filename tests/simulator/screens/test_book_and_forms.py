"""Form 07, the office's register, and what the forms were called before September 2025."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions, datasets
from simulator.clock import day_text
from simulator.office import letters
from simulator.people.places import places
from simulator.screens.dossiers_view import dossiers_view
from simulator.screens.papers_view import paper

COLUMNS = datasets.labels()["book_column"]


def lines(filer: Filer) -> list[dict[str, str]]:
    """The book's lines by the names of its columns."""
    table = paper(filer.portal, "book/mine")["table"]
    assert table["head"] == list(COLUMNS.values())
    return [dict(zip(COLUMNS, row, strict=True)) for row in table["rows"]]


def test_the_book_has_a_line_for_each_dossier_that_was_sent() -> None:
    """A refused one and one that goes on; a draft is in no office's book."""
    filer = Filer("1.001193")
    near = next(p for p in places(filer.case.task.place.province_code) if p != filer.case.task.place)
    filer.prepared(place=near).send().must(actions.WaitForNews())
    filer.prepared().send()
    filer.begin(place=near)
    assert [line["number"] for line in lines(filer)] == ["1", "2"]
    assert [line["note"] for line in lines(filer)] == ["Không được tiếp nhận", "Mới đăng ký"]
    assert [line["received"] for line in lines(filer)] == ["chưa", "chưa"]


def test_a_line_follows_its_dossier() -> None:
    """Received, promised, returned: the days that the dossier's own history has."""
    filer = Filer("1.001193").prepared().send().follow()
    (line,) = lines(filer)
    times = {change.status: day_text(filer.portal.when(change.at).date()) for change in filer.dossier.history}
    assert (line["received"], line["returned"]) == (times[2], times[10])
    assert filer.dossier.letters[0].due.endswith(line["due"])
    assert line["code"] == filer.dossier.code


def test_the_book_is_offered_once_there_is_something_in_it() -> None:
    """Not before the first dossier was sent."""
    filer = Filer("1.001193").prepared()
    assert dossiers_view(filer.portal, "")["book"] is False
    filer.send()
    assert dossiers_view(filer.portal, "")["book"] is True


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (letters.APOLOGY, "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (letters.STOP, "Mẫu mới"),
        ("06", "Mẫu số 05"),
        ("07", "Mẫu số 06"),
    ],
)
def test_a_form_says_what_it_was_called_before(form: str, said: str) -> None:
    """Only the forms whose names or numbers were others."""
    told = datasets.labels()["form_before"]
    assert said in told[form]
    assert "Thông tư 01/2018/TT-VPCP" in told[form]
    assert set(told) == {"04", "05", "06", "07"}


def test_the_older_name_stands_on_the_paper_itself() -> None:
    """On the letter of apology, the sheet of control and the book; a receipt has always been form 01."""
    filer = Filer("1.001776").prepared().send().follow()
    forms = [letter.form for letter in filer.dossier.letters]
    apology = paper(filer.portal, f"letter/d1/{forms.index(letters.APOLOGY)}")
    assert "Phiếu xin lỗi" in apology["before"]
    assert paper(filer.portal, f"letter/d1/{forms.index(letters.RECEIPT)}")["before"] == ""
    assert "Mẫu số 05" in paper(filer.portal, "control/d1")["before"]
    assert "Mẫu số 06" in paper(filer.portal, "book/mine")["before"]
