"""The index month by month: the same numbers as worked out for that month, or for the months until then, alone."""

import numpy as np
import pytest

from simulator.city import indices, over_time
from simulator.city.counts import add_up
from simulator.city.population import wards
from simulator.city.settings import Settings
from simulator.city.year import City

SETTINGS = Settings()
CITY = City("test", 20_000)
COUNTS = add_up(CITY.pieces(), 2026)


def test_the_citys_month_is_the_index_of_that_month_alone():
    """And to date it is the index of all months until then; in December that of the year."""
    found = over_time.of_city(SETTINGS, COUNTS)
    assert found["month"].tolist() == list(range(1, 13))
    assert found["total"].tolist() == indices.by_month(SETTINGS, COUNTS)["total"].tolist()
    for month in (1, 6, 12):
        until = indices.of_city(SETTINGS, COUNTS[:, :, :month])
        assert found["total_to_date"][month - 1] == until["total"]
    groups = [f"group_{name}" for name in SETTINGS["indices.groups"]]
    assert found[groups].sum(axis=1).to_numpy() == pytest.approx(found["total"].to_numpy(), abs=0.05)


def test_every_ward_has_every_month():
    """In the order of wards; each cell is the index of one ward in one month."""
    found = over_time.of_wards(SETTINGS, COUNTS)
    assert len(found) == 126 * 12
    assert found["commune_code"][::12].tolist() == [place.commune_code for place in wards()]
    row = found.iloc[40 * 12 + 4]
    assert row["month"] == 5
    cell = indices.group_points(SETTINGS, COUNTS[:, 40, 4])
    assert row["total"] == pytest.approx(float(cell["total"]), abs=0.005)
    assert found["filed"].sum() == 20_000
    by_ward = indices.by_ward(SETTINGS, COUNTS)["total"]
    assert found["total_to_date"][11::12].tolist() == by_ward.tolist()


def test_a_month_without_dossiers_has_no_index():
    """Open, not full marks; the index to date goes on with what there was before."""
    some = COUNTS.copy()
    some[:, 7, 0] = some[:, 7, 3] = 0
    found = over_time.of_wards(SETTINGS, some)
    mine = found[found["commune_code"] == wards()[7].commune_code].reset_index()
    assert mine["total"].isna().tolist() == [month in (0, 3) for month in range(12)]
    assert np.isnan(mine["total_to_date"][0])
    assert mine["total_to_date"][3] == mine["total_to_date"][2]
    assert mine["filed"][3] == 0
