"""The articles' figures worked out again: the same contradictions as their data set notes, and no others."""

from simulator import datasets
from simulator.city.figures import figures

FOUND = {each.name: each for each in figures()}


def test_the_wrong_share_of_online_payments_is_found():
    """116 of 220 are 52,73 %, not the printed 52,37 %; and the printed pair does not add up to 100 %."""
    paid = FOUND["paid_online"]
    assert (paid.printed, paid.again, paid.agrees) == ("52,37", "52,73", False)
    assert paid.how == "116 / (116 + 104)"
    assert FOUND["paid_in_person"].agrees
    assert (FOUND["paid_pair"].again, FOUND["paid_pair"].agrees) == ("47,63", False)


def test_what_the_data_set_calls_wrong_is_found_wrong():
    """Row by row; what only disagrees with another wrong figure is the one more."""
    noted = {row["id"] for row in datasets.table("figures/article_figures.csv") if row["check"].startswith("lệch")}
    wrong = {each.row for each in FOUND.values() if each.agrees is False and each.name != "paid_pair"}
    assert wrong == noted


def test_what_the_data_set_calls_right_is_found_right():
    """Every printed figure that is worked out here and is noted as fitting fits."""
    noted = {row["id"]: row["check"] for row in datasets.table("figures/article_figures.csv")}
    for each in FOUND.values():
        if each.row and noted[each.row].startswith("khớp") and each.name != "paid_pair":
            assert each.agrees, each


def test_what_is_not_printed_is_worked_out_all_the_same():
    """The points of 65,89 %, and the share that makes one ask."""
    assert (FOUND["satisfied_points"].again, FOUND["satisfied_points"].agrees) == ("4,39", None)
    assert FOUND["bac_tu_liem_level_4"].again == "1,22"
    assert FOUND["thanh_xuan_online"].again == "33,76"
