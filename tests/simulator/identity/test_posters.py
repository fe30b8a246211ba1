"""Posters with QR codes: read before they are opened, and what a code that was stuck over another does."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions
from simulator.identity import posters
from simulator.identity.scams import STEAL_LEAVES
from simulator.scenario import scenarios
from simulator.state import Poster

FREE = [name for name, scenario in scenarios().items() if scenario.neighbourhood]
STUCK = [name for name in FREE if "qr_sticker" in scenarios()[name].faults]


def stuck(page: str = "") -> tuple[Filer, Poster]:
    """A learner, and the poster whose code is covered; ``page`` is what the false page wants."""
    for number in range(1, 60):
        filer = Filer("2.001159", f"8A1-{number:02d}")
        for poster in filer.state.posters:
            sticker = posters.covered(poster)
            if sticker and page in ("", sticker.page):
                return filer, poster
    raise LookupError(page)


@pytest.mark.parametrize("lesson", FREE)
def test_the_ward_shows_the_posters_that_everybody_gets(lesson: str) -> None:
    """Three at three places, one about the own procedure; covered is that one, and only where it is planted."""
    for number in range(1, 20):
        filer = Filer(lesson, f"8A1-{number:02d}")
        hung = filer.state.posters
        codes = [poster.procedure for poster in hung]
        assert len(set(codes)) == len({poster.board for poster in hung}) == posters.HOW_MANY
        assert filer.case.task.procedure in codes
        covered = [poster.procedure for poster in hung if posters.covered(poster)]
        assert covered == ([filer.case.task.procedure] if lesson in STUCK else [])


def test_a_genuine_code_leads_to_the_procedures_page() -> None:
    """Only after it was scanned and opened; then the page counts as read."""
    filer = Filer("1.001193")
    poster = filer.state.posters[0]
    assert filer.do(actions.AnswerScan(poster=poster.id, open=True)).code == "poster_not_scanned"
    outcome = filer.must(actions.ScanPoster(poster=poster.id))
    assert outcome.words["site"] == "https://dichvucong.gov.vn"
    assert filer.state.procedures_read == []
    assert filer.must(actions.AnswerScan(poster=poster.id, open=True)).words["code"] == poster.procedure
    assert filer.state.procedures_read == [poster.procedure]
    assert "qr_sticker" not in filer.state.faults_met


def test_a_code_that_is_left_opens_nothing() -> None:
    """Covered or not."""
    for filer, poster in ((f := Filer("1.001193"), f.state.posters[0]), stuck()):
        filer.must(actions.ScanPoster(poster=poster.id))
        assert filer.must(actions.AnswerScan(poster=poster.id, open=False)).code == "poster_left"
        assert (poster.asking, poster.opened, poster.page_open) == (False, False, False)
        assert filer.state.procedures_read == []


@pytest.mark.parametrize("page", ["money", "account"])
def test_a_covered_code_leads_to_a_false_page(page: str) -> None:
    """Its address is not the printed one; giving what it wants costs as with a scam message, leaving costs nothing."""
    filer, poster = stuck(page)
    site = filer.must(actions.ScanPoster(poster=poster.id)).words["site"]
    assert site != posters.data().address
    assert filer.state.faults_met == ["qr_sticker"]
    assert filer.must(actions.AnswerScan(poster=poster.id, open=True)).code == "poster_fake"
    assert filer.must(actions.AnswerPosterPage(poster=poster.id, give=False)).code == "poster_page_left"
    assert filer.state.stolen == 0
    filer.must(actions.ScanPoster(poster=poster.id))
    filer.must(actions.AnswerScan(poster=poster.id, open=True))
    assert filer.must(actions.AnswerPosterPage(poster=poster.id, give=True)).code == f"poster_fell_{page}"
    assert poster.gave
    assert filer.state.stolen == (filer.case.balance - STEAL_LEAVES if page == "money" else 0)
    assert filer.do(actions.AnswerPosterPage(poster=poster.id, give=True)).code == "poster_not_scanned"
    assert filer.state.procedures_read == []


def test_a_reported_sticker_is_taken_off() -> None:
    """Then the code below it leads where it should; the open false page is closed."""
    filer, poster = stuck()
    before = posters.look(poster)
    filer.must(actions.ScanPoster(poster=poster.id))
    filer.must(actions.AnswerScan(poster=poster.id, open=True))
    assert filer.must(actions.ReportPoster(poster=poster.id)).code == "poster_false"
    assert not poster.page_open
    assert posters.look(poster) != before
    filer.must(actions.ScanPoster(poster=poster.id))
    assert filer.must(actions.AnswerScan(poster=poster.id, open=True)).code == "poster_opened"
    assert filer.do(actions.ReportPoster(poster=poster.id)).code == "poster_reported_already"


def test_a_genuine_code_that_is_reported_stays() -> None:
    """Somebody looks, and nothing changes."""
    filer = Filer("1.001193")
    poster = filer.state.posters[0]
    assert filer.must(actions.ReportPoster(poster=poster.id)).code == "poster_genuine"
    filer.must(actions.ScanPoster(poster=poster.id))
    assert filer.must(actions.AnswerScan(poster=poster.id, open=True)).code == "poster_opened"
