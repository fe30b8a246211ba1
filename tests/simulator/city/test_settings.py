"""What the city assumes: every number explained, with its source; changes by name alone."""

import pytest

from simulator import datasets
from simulator.city import needs
from simulator.city.population import TYPES
from simulator.city.settings import Settings, published
from simulator.services import catalogue


@pytest.mark.parametrize("name", sorted(published()))
def test_a_setting_says_what_it_is_and_where_it_is_from(name):
    """A meaning, a source; what nobody has measured says that it is set for exercises."""
    setting = published()[name]
    assert len(setting.meaning) > 10
    assert setting.source
    if setting.confidence == "U" and name != "year.year":
        assert "đặt cho bài tập" in setting.source.lower()


def test_a_change_is_by_a_name_that_exists():
    """Others stay as they are; a wrong name is answered with the nearest."""
    changed = Settings().changed(channels__home_willing=90)
    assert changed["channels.home_willing"] == 90
    assert changed["channels.post"] == Settings()["channels.post"]
    assert Settings()["channels.home_willing"] != 90
    with pytest.raises(LookupError, match=r"no setting 'channels\.home_wiling'.*channels\.home_willing"):
        Settings({"channels.home_wiling": 1})


def test_the_lists_fit_together():
    """A share for each band of ages, each kind of household known, each procedure one of the catalogue with a limit."""
    settings = Settings()
    bands = len(settings["population.age_bands"])
    for name in ("account_share", "phone_share", "skill_mean"):
        assert len(settings[f"population.{name}"]) == bands
    assert set(settings["population.household_types"]) == set(TYPES) == set(settings["population.head_age_shares"])
    for shares in settings["population.head_age_shares"].values():
        assert len(shares) == len(settings["population.head_age_bands"]) - 1
    assert len(settings["needs.month_weights"]) == 12
    assert len(settings["channels.hours_online"]) == len(settings["channels.hours_counter"]) == 24
    assert all(catalogue.limit_of(procedure) for procedure in needs.procedures(settings))
    with pytest.raises(LookupError, match=r"9\.999999"):
        needs.procedures(Settings({"needs.procedures": {"9.999999": {}}}))


def test_the_words_of_the_command_name_every_rate():
    """Texts are data: none missing, none too many."""
    from simulator.city.indices import MEANS, PERCENT

    assert set(datasets.toml("texts/city.toml")["rates"]) == {*PERCENT, *MEANS, "satisfied"}
