"""The checks of lesson 06, following a dossier: a supplement sent once, the result looked after, a clear petition."""

from __future__ import annotations

import re

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal, actions, datasets
from simulator.clock import day_text
from simulator.office import checking, petitions
from simulator.services import lookups
from simulator.services.already_sent import FIRST
from simulator.services.catalogue import plain
from simulator.state import NEW, RETURNED, STOPPED, SUPPLEMENT, WITHDRAWN, Dossier, Petition

LESSON = "06-theo-doi-va-nhan-ket-qua"
CHECKS: Checks = checks_of(LESSON)


# --- td-ho-so ------------------------------------------------------------------------


@CHECKS.add("td-ho-so", "1.0")
def supplement_complete(portal: Portal) -> Verdict:
    """Em sửa đủ mọi chỗ trong phiếu rồi gửi bổ sung một lần."""
    dossier = portal.state.dossier(FIRST)
    if dossier is None or (dossier.status == NEW and not dossier.supplements):
        return not_attempted("not_asked")
    if dossier.status == WITHDRAWN:
        return failed(say("withdrawn"))
    if dossier.status == STOPPED:
        lapsed = "not_supplemented" in dossier.letters[-1].reasons
        return failed(say("lapsed" if lapsed else "still_wrong"))
    if dossier.status == SUPPLEMENT:
        whole = not checking.shortcomings(portal, dossier)
        return failed(say("not_sent")) if whole else not_attempted("asked")
    return not_attempted("no_answer") if dossier.status == NEW else passed()


def _returned(portal: Portal) -> Dossier | None:
    """The newest dossier whose result is with the citizen."""
    return next((d for d in reversed(portal.state.dossiers) if d.status == RETURNED), None)


def _not_yet(portal: Portal) -> Verdict:
    status = portal.state.dossiers[-1].status
    word = datasets.label("status", str(status))
    return failed(say("over", status=word)) if status in (STOPPED, WITHDRAWN) else not_attempted("not_yet", status=word)


@CHECKS.add("td-ho-so", "0.5")
def result_fetched(portal: Portal) -> Verdict:
    """Em chờ đến khi có kết quả và tải kết quả về."""
    dossier = _returned(portal)
    if dossier is None:
        return _not_yet(portal)
    return passed() if dossier.result_downloaded else not_attempted("not_fetched")


@CHECKS.add("td-ho-so", "0.5")
def service_rated(portal: Portal) -> Verdict:
    """Em đánh giá cơ quan sau khi nhận kết quả."""
    dossier = _returned(portal)
    if dossier is None:
        return _not_yet(portal)
    return passed() if dossier.rating else not_attempted("not_rated")


def _looked_up(portal: Portal) -> set[str]:
    """The codes that were looked up and found."""
    entries = [each for each in portal.log if isinstance(each.action, actions.LookUp) and each.outcome.ok]
    return {lookups.tidy_code(each.action.code) for each in entries if isinstance(each.action, actions.LookUp)}


@CHECKS.add("td-ho-so", "0.5")
def own_result_looked_up(portal: Portal) -> Verdict:
    """Em tra cứu mã in trên kết quả của mình."""
    dossier, codes = _returned(portal), _looked_up(portal)
    if dossier is not None and lookups.result_code(dossier) in codes:
        return passed()
    if codes & {each.code for each in portal.state.dossiers}:
        return failed(say("dossier_code"))
    return failed(say("sample_code")) if codes else not_attempted("nothing")


@CHECKS.add("td-ho-so", "0.5")
def altered_paper_found(portal: Portal) -> Verdict:
    """Em tìm ra tờ mẫu đã bị sửa: tra mã để so từng dòng, rồi kiểm tra chữ ký của tệp."""
    checked = {e.action.sample for e in portal.log if isinstance(e.action, actions.CheckSample) and e.outcome.ok}
    codes = _looked_up(portal)
    samples = lookups.samples()
    altered = next(name for name, sample in samples.items() if sample.altered)
    compared = samples[altered].code in codes
    if altered in checked:
        return passed() if compared else failed(say("not_compared"))
    if checked:
        return failed(say("whole_only"))
    return failed(say("not_checked")) if compared else not_attempted("nothing")


# --- td-phan-anh ---------------------------------------------------------------------

TOPIC = "place"
"""What the petition of the story is about."""
LOUD = 0.6
"""Above this share of capitals among its letters a text shouts; the office's own name has a few."""


def manners() -> dict[str, list[str]]:
    """The words that make a petition ``rude``, and those that say a ``wish``; a short list, no judge of tone."""
    return datasets.toml("texts/manners.toml")


def _has(text: str, phrases: list[str]) -> bool:
    """Whether one of these phrases stands in a text as whole words, whatever the case."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return any(f" {phrase} " in f" {words} " for phrase in phrases)


def _manner(text: str) -> list[str]:
    """How a text would offend who reads it: ``rude`` words, ``shouting``."""
    letters = [c for c in text if c.isalpha()]
    loud = sum(c.isupper() for c in letters) > LOUD * len(letters) or "!!!" in text
    return [key for key, there in {"rude": _has(text, manners()["rude"]), "shouting": loud}.items() if there]


def _missing(portal: Portal, petition: Petition) -> list[str]:
    """Which of what, where, when and wish a petition does not tell; it may use its own words for them."""
    if len(petition.text) < petitions.ENOUGH:
        return ["short"]
    text, day, case = plain(petition.text), portal.case.begins.date(), portal.case
    commune = case.citizen.home.commune.partition(" ")[2]
    trouble = set(plain(case.drawn.choices["trouble"]).replace(",", "").split())
    dates = {day_text(day), f"{day.day}/{day.month}", f"{day.day:02d}/{day.month:02d}", f"{day.day} thang {day.month}"}
    same_day = portal.when(petition.history[0][1]).date() == day
    days = {*dates, *(("hom nay", "sang nay") if same_day else ())}
    told = {
        "what": len(trouble & set(re.findall(r"[\w-]+", text))) >= 2,
        "where": any(plain(place) in text for place in ("một cửa", commune)),
        "when": any(written in text for written in days),
        "wish": _has(petition.text, manners()["wish"]),
    }
    return [key for key, there in told.items() if not there]


def _best(portal: Portal) -> tuple[list[str], list[str]] | None:
    """What is missing from the best petition, and how it offends: the latest one of the fewest faults."""
    found = [(_missing(portal, each), _manner(each.text)) for each in reversed(portal.state.petitions)]
    return min(found, key=lambda faults: len(faults[0]) + len(faults[1]), default=None)


@CHECKS.add("td-phan-anh", "0.75", version=2)
def petition_tells_all(portal: Portal) -> Verdict:
    """Phản ánh nói rõ việc gì, ở đâu, khi nào và em mong điều gì."""
    best = _best(portal)
    if best is None:
        return not_attempted("not_sent")
    return failed(*map(say, best[0])) if best[0] else passed()


@CHECKS.add("td-phan-anh", "0.5")
def petition_courteous(portal: Portal) -> Verdict:
    """Phản ánh dùng lời lịch sự."""
    best = _best(portal)
    if best is None:
        return not_attempted("not_sent")
    return failed(*map(say, best[1])) if best[1] else passed()


@CHECKS.add("td-phan-anh", "0.25")
def petition_topic_fits(portal: Portal) -> Verdict:
    """Em chọn đúng loại việc khi gửi phản ánh."""
    sent = portal.state.petitions
    if not sent:
        return not_attempted("not_sent")
    if any(petition.topic == TOPIC for petition in sent):
        return passed()
    return failed(say("other", actual=datasets.label("petition_topic", sent[-1].topic)))


@CHECKS.add("td-phan-anh", "0.5")
def answer_read_and_rated(portal: Portal) -> Verdict:
    """Em chờ câu trả lời của cơ quan và đánh giá câu trả lời."""
    sent = portal.state.petitions
    if not sent:
        return not_attempted("not_sent")
    if any(petition.rating for petition in sent):
        return passed()
    statuses = {petition.status for petition in sent}
    if "answered" in statuses:
        return failed(say("not_rated"))
    return failed(say("asked")) if "asked" in statuses else not_attempted("waiting")


enter_sheets(CHECKS)
