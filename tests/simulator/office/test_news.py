"""The neighbourhood's news: dealt alike to all, answered, reported, and what a false notice costs."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions
from simulator.identity.scams import STEAL_LEAVES
from simulator.office import news
from simulator.scenario import scenarios
from tests.simulator.desk import Desk

FREE = [name for name, scenario in scenarios().items() if scenario.neighbourhood]


def with_false(page: str = "money") -> tuple[Filer, str]:
    """A learner among whose first notices is the false one of this aim, and its id."""
    for number in range(1, 60):
        seat = Filer("1.001193", f"8A1-{number:02d}")
        for notice in seat.state.notices:
            if news.texts()[notice.key].page == page:
                return seat, notice.id
    raise LookupError(page)


@pytest.mark.parametrize("lesson", FREE)
def test_everybody_gets_as_many_of_each_kind(lesson: str) -> None:
    """Three at first, one after sending; among them one false one, and at least one that asks for an answer."""
    for number in range(1, 40):
        filer = Filer(lesson, f"8A1-{number:02d}")
        dealt = news.dealt(filer.portal)
        texts = [news.texts()[key] for key in dealt]
        assert len(set(dealt)) == 4
        assert len(filer.state.notices) == 3
        assert [text.false for text in texts].count(True) == 1
        assert [bool(text.choices) and not text.false for text in texts].count(True) == 1


def test_which_ones_come_differs() -> None:
    """Over a school every notice of the data is met, and the false one comes early and late."""
    portals = [
        Filer("1.001193", f"{grade}A{room}-{n:02d}").portal for grade in (6, 8) for room in (1, 2) for n in range(1, 50)
    ]
    dealt = [news.dealt(portal) for portal in portals]
    assert {key for each in dealt for key in each} == set(news.texts())
    assert {[news.texts()[key].false for key in each].index(True) for each in dealt} == {0, 1, 2, 3}


def test_the_fourth_comes_with_the_first_dossier_and_no_other() -> None:
    """Once: a second dossier brings no more."""
    filer = Filer("2.001159").prepared()
    assert len(filer.state.notices) == 3
    filer.send()
    assert len(filer.state.notices) == 4
    assert filer.state.notices[-1].at == filer.dossier.submitted
    filer.must(actions.WithdrawDossier(dossier="d1"))
    filer.prepared().send()
    assert len(filer.state.notices) == 4


def test_the_first_lesson_has_no_news() -> None:
    """Nor posters: its cases are what they were."""
    desk = Desk().paid()
    assert desk.state.notices == []
    assert desk.state.posters == []
    assert desk.refused(actions.ReadNotice(notice="n1")) == "notice_unknown"


def test_a_notice_names_a_day_to_come_and_the_own_group() -> None:
    """The day lies ahead when the case begins; in a ward it is a residential group, in a commune a village."""
    seen = set()
    for number in range(1, 60):
        portal = Filer("1.001193", f"8A1-{number:02d}").portal
        words = news.words(portal, news.texts()["cleaning"])
        assert words["day"].startswith("chủ nhật ")
        day, month = map(int, words["day"].split()[-1].split("/"))
        ahead = (portal.now.replace(day=day, month=month) - portal.now).days
        assert news.AHEAD <= ahead < news.AHEAD + 7
        ward = portal.case.citizen.home.commune.startswith("Phường")
        assert words["group"].startswith("Tổ dân phố số " if ward else "Thôn ")
        assert (words["unit"], words["head"]) == (("phường", "tổ trưởng") if ward else ("xã", "trưởng thôn"))
        seen.add(ward)
    assert seen == {True, False}


def test_an_answer_can_be_changed_and_carries_a_few_words() -> None:
    """The last one counts; a choice that the notice does not have is refused and changes nothing."""
    for number in range(1, 30):
        filer = Filer("1.001193", f"8A1-{number:02d}")
        found = [n for n in filer.state.notices if news.texts()[n.key].choices and not news.texts()[n.key].false]
        if found:
            break
    notice, codes = found[0], list(news.texts()[found[0].key].choices)
    filer.must(actions.ReplyNotice(notice=notice.id, choice=codes[0], text="  Cháu  đến sớm dọn ghế "))
    assert (notice.reply, notice.words, notice.read) == (codes[0], "Cháu đến sớm dọn ghế", True)
    filer.must(actions.ReplyNotice(notice=notice.id, choice=codes[1]))
    assert (notice.reply, notice.words) == (codes[1], "")
    assert filer.do(actions.ReplyNotice(notice=notice.id, choice="fly")).code == "notice_choice_unknown"
    assert notice.reply == codes[1]


def test_a_real_number_in_an_answer_is_not_kept() -> None:
    """As everywhere: only its kind is told."""
    filer, which = with_false("account")
    outcome = filer.do(actions.ReplyNotice(notice=which, choice="code", text="0912345678"))
    assert outcome.code == "personal_data"
    assert filer.state.notice(which).reply == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("page", ["money", "account"])
def test_who_gives_what_a_false_notice_wants_pays_for_it(page: str) -> None:
    """Money is lost down to a rest, once; a code costs none here; asking back costs nothing."""
    filer, which = with_false(page)
    notice = filer.state.notice(which)
    assert notice is not None
    filer.must(actions.ReplyNotice(notice=which, choice="ask"))
    assert not notice.gave
    gives = news.texts()[notice.key].gives
    for _ in range(2):
        assert filer.must(actions.ReplyNotice(notice=which, choice=gives)).code == f"notice_fell_{page}"
    assert notice.gave
    lost = filer.case.balance - STEAL_LEAVES if page == "money" else 0
    assert filer.state.stolen == lost
    assert filer.state.balance == filer.case.balance - lost


def test_a_reported_false_notice_is_blocked_and_a_genuine_one_is_not() -> None:
    """Who reports by mistake can still answer."""
    filer, which = with_false()
    assert filer.must(actions.ReportNotice(notice=which)).code == "notice_false"
    assert filer.do(actions.ReplyNotice(notice=which, choice="pay")).code == "notice_blocked"
    assert filer.do(actions.ReportNotice(notice=which)).code == "notice_reported_already"
    for notice in filer.state.notices:
        text = news.texts()[notice.key]
        if text.choices and not text.false:
            assert filer.must(actions.ReportNotice(notice=notice.id)).code == "notice_genuine"
            assert filer.must(actions.ReplyNotice(notice=notice.id, choice=next(iter(text.choices)))).ok
