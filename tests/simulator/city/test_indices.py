"""The service index: by hand on a small table, in its official whole, and out of pieces as out of the whole."""

import numpy as np
import pytest

from simulator.city import indices
from simulator.city.counts import MEASURES, add_up
from simulator.city.settings import Settings
from simulator.city.year import City

SETTINGS = Settings()


def counts(**given):
    """One place with these counts, nothing else."""
    return np.array([float(given.get(name, 0)) for name in MEASURES])


HAND = counts(
    filed=1000, received=800, settled=700, online=300, online_electronic=160, electronic=350, digitised=280, reused=70,
    synced=500, on_time=720, late=80, with_fee=220, paid_online=116, complaining=40, rated=100, unhappy=8,
    petitions=20, petitions_in_time=18, petitions_happy=15, at_counter=400, waited_minutes=2000, worked_hours=1400,
    supplemented=60, helped=50, apologised=20,
)  # fmt: skip


def test_points_by_hand():
    """Each item that the city makes, worked out with pencil and paper."""
    found = indices.item_points(SETTINGS, HAND)
    assert found["1.4"] == pytest.approx(6 * 0.5)
    assert found["2.1"] == pytest.approx(20 * 720 / 800)
    # 160 of 800 are 20 %, times half of them synchronised 10 %; 50 % would be all 4 points.
    assert found["3.3"] == pytest.approx(4 * 10 / 50)
    assert found["3.6"] == pytest.approx(6 * 116 / 220)
    assert found["4.1"] == pytest.approx(6 * 0.5)
    # 40 % of what 80 % would give.
    assert found["4.2"] == pytest.approx(6 * 40 / 80)
    assert found["4.3"] == pytest.approx(4 * 10 / 80)
    assert found["5.2"] == pytest.approx(6 * 0.9)
    assert found["5.3"] == pytest.approx(6 * 0.75)
    # 100 % less 10 % late less 5 % complaining is 85 %; 90 % would be all 6 points.
    assert found["5.4"] == pytest.approx(6 * 85 / 90)
    groups = indices.group_points(SETTINGS, HAND)
    assert groups["5"] == pytest.approx(5.4 + 4.5 + 6 * 85 / 90)
    assert groups["total"] == pytest.approx(sum(found.values()))


def test_rates_by_hand():
    """What is printed beside the index."""
    found = indices.rates(HAND)
    assert found["filed_online"] == 30
    assert found["on_time"] == 90
    assert found["paid_online"] == pytest.approx(52.73, abs=0.005)
    assert found["satisfied"] == 92
    assert found["wait_at_counter_minutes"] == 5
    assert found["working_hours"] == 2


def test_the_articles_satisfaction_gives_its_points():
    """65,89 % are 4,39 of 6 points; nothing gives more than all of them."""
    assert indices.points(65.89, 6, 90) == pytest.approx(4.39, abs=0.005)
    assert indices.points(95, 6, 90) == 6
    assert indices.points(0, 6) == 0


def test_the_index_has_a_hundred_points():
    """Groups of 18, 20, 22 (12 and 10), 22 and 18; their items add up to them; the best place gets them all."""
    groups = SETTINGS["indices.groups"]
    assert [group["most"] for group in groups.values()] == [18, 20, 12, 10, 22, 18]
    for name, group in groups.items():
        items = [item for item in SETTINGS["indices.items"].values() if item["group"] == name]
        assert sum(item["most"] for item in items) == group["most"], name
        for item in items:
            named = [item.get("of"), item.get("out_of"), *item.get("minus", [])]
            assert {each for each in named if each} <= set(MEASURES)
    perfect = dict.fromkeys(MEASURES, 100) | {"late": 0, "complaining": 0}
    all_there = Settings({"indices.items": {n: i | ({"fixed": 100} if "fixed" in i else {}) for n, i in SETTINGS["indices.items"].items()}})  # fmt: skip # noqa: E501
    assert indices.group_points(all_there, counts(**perfect))["total"] == pytest.approx(100)


def test_satisfaction_by_hand():
    """Each of the five factors begins at its best and loses for what goes wrong; the total is their mean."""
    factors = {
        "access": {"name": "", "best": 90, "less": {"travel_minutes": 0.5, "wait_at_counter_minutes": 1}},
        "feedback": {"name": "", "best": 95, "less": {}, "missing": {"petitions_in_time": 0.5, "on_time": 1}},
    }
    settings = Settings({"indices.sipas": factors, "offices.travel_minutes": 20})
    found = indices.satisfaction(settings, HAND)
    # 400 of 1,000 go 20 minutes: 8 each; they wait 5 minutes.
    assert found["access"] == pytest.approx(90 - 0.5 * 8 - 5)
    # 90 % of petitions in time, 90 % of dossiers on time.
    assert found["feedback"] == pytest.approx(95 - 0.5 * 10 - 10)
    assert found["total"] == pytest.approx((81 + 80) / 2)
    assert len(SETTINGS["indices.sipas"]) == 5
    near = indices.satisfaction(Settings({"offices.units": 4}), HAND)
    assert near["access"] > indices.satisfaction(SETTINGS, HAND)["access"], "four places are nearer than one"


def test_where_there_is_nothing_to_count_the_rate_is_open():
    """No petitions: no rate, and the points that the setting gives; the whole can still be printed."""
    empty = counts(filed=10, received=10, on_time=10)
    assert np.isnan(indices.rates(empty)["petitions_in_time"])
    assert indices.item_points(SETTINGS, empty)["5.2"] == 6
    strict = Settings({"indices.nothing_to_count": 0})
    assert indices.item_points(strict, empty)["5.2"] == 0
    assert indices.of_city(SETTINGS, empty[:, None, None])["rates"]["paid_online"] is None


def test_counts_of_a_year_add_up():
    """Wards and months to the city's whole; pieces to what the year counts in one; parts to their whole."""
    city = City("test", 20_000)
    whole = add_up([city.wards(0, 126)], 2026)
    pieces = add_up(City("test", 20_000, piece=500).pieces(), 2026)
    assert np.allclose(whole, pieces)
    number = dict(zip(MEASURES, whole.sum(axis=(1, 2)), strict=True))
    assert number["filed"] == 20_000
    assert number["online"] + number["at_counter"] + number["by_post"] == number["filed"]
    assert number["on_time"] + number["late"] == number["received"]
    assert sum(number[each] for each in ("refused", "stopped", "withdrawn", "returned", "open")) == number["filed"]
    by_ward, by_month = indices.by_ward(SETTINGS, whole), indices.by_month(SETTINGS, whole)
    assert (len(by_ward), len(by_month)) == (126, 12)
    assert by_ward["filed"].sum() == by_month["filed"].sum() == 20_000
    total = indices.of_city(SETTINGS, whole)["total"]
    assert by_ward["total"].min() <= total <= by_ward["total"].max()
    assert total == pytest.approx(
        sum(g["points"] for g in indices.of_city(SETTINGS, whole)["groups"].values()), abs=0.05
    )
