"""A learner's folder, graded: what counts, and that nothing unreadable or unfitting gives marks."""

import os
from decimal import Decimal

import msgspec
import pytest

from grading import grade as grading
from grading.class_file import ClassFile
from grading.grade import Graded, choose, grade_folder, journals_in
from grading.players import Habits
from simulator import datasets
from simulator.case import FREE_KEY
from simulator.journal import MAX_BYTES
from simulator.release import RELEASE
from tests.grading.desk import KEY, KLASS, LEARNER, LESSON, changed, graded, played, points, put


@pytest.fixture
def folder(tmp_path):
    return tmp_path / LEARNER / LESSON


def refused(result: Graded, outcome: str, reason: str) -> str:
    """Assert that there are no marks, for this reason; gives the remark."""
    assert (result.outcome, result.reason) == (outcome, reason)
    assert result.points == 0
    assert str(result.mark) == "0.0"
    assert result.attempt == 0
    assert {each.outcome for each in result.results} == {outcome}
    assert all(each.reason for each in result.results)
    assert result.remark
    return result.remark


def test_whole_journey_is_ten(folder):
    put(folder, played())
    result = graded(folder)
    assert (result.outcome, str(result.mark), result.attempt, result.remark) == ("graded", "10.0", 1, "")
    assert points(result) == ["3.00", "3.00", "2.00", "2.00"]
    assert (result.klass, result.release, result.data) == ("8A1", RELEASE, datasets.fingerprint())


def test_grading_twice_is_the_same(folder):
    put(folder, played(Habits(wrong_copies=True)))
    assert graded(folder) == graded(folder)


def test_marks_are_rounded_half_up(folder):
    put(folder, played(Habits(wrong_delivery=True, skips_rating=True)))
    result = graded(folder)
    assert result.points == Decimal("9.25")
    assert str(result.mark) == "9.3"


@pytest.mark.parametrize("there", [False, True])
def test_nothing_handed_in(folder, there):
    if there:
        folder.mkdir(parents=True)
        (folder / "di-mot-vong.ipynb").write_text("{}", encoding="utf-8")
    assert refused(graded(folder), "not_attempted", "nothing") == "Chưa có bài nộp."


def test_empty_file(folder):
    put(folder, b"")
    assert "trống" in refused(graded(folder), "not_attempted", "empty")


def test_header_torn_off(folder):
    put(folder, played().journal.encoded()[:40])
    refused(graded(folder), "not_attempted", "empty")


def test_only_opened(folder):
    put(folder, played().journal.encoded().split(b"\n")[0] + b"\n")
    result = graded(folder)
    assert (result.outcome, result.reason, result.points) == ("not_attempted", "untouched", 0)
    assert "chưa làm bước nào" in result.remark


def cut_a_line(lines):
    lines[10] = lines[10][:-5]


def swap_two_lines(lines):
    lines[10], lines[11] = lines[11], lines[10]


def drop_a_line(lines):
    del lines[10]


def change_an_action(lines):
    lines[2] = lines[2].replace(b'"after":6', b'"after":7')


def add_a_field(lines):
    lines[2] = lines[2].replace(b'"after":6', b'"after":6,"marks":10')


def nest_deeply(lines):
    lines[2] = b"[" * 9000


def put_noise(lines):
    lines[5] = b"\xff\xfe\x00"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (cut_a_line, 11),
        (swap_two_lines, 11),
        (drop_a_line, 11),
        (change_an_action, 3),
        (add_a_field, 3),
        (nest_deeply, 3),
        (put_noise, 6),
    ],
)
def test_damaged_names_the_line(folder, change, line):
    put(folder, changed(played().journal.encoded(), change))
    assert f"dòng {line} " in refused(graded(folder), "could_not_run", "damaged")


@pytest.mark.parametrize("data", [b"{}\n", b"null\n", b"\n", b"PK\x03\x04\n", b"\xef\xbb\xbf\n"])
def test_no_journal_at_all(folder, data):
    put(folder, data)
    refused(graded(folder), "could_not_run", "damaged")


def test_somebody_elses_journal(folder):
    put(folder, played(learner="8A1-01"))
    remark = refused(graded(folder), "could_not_run", "foreign")
    assert "8A1-01" in remark
    assert LEARNER in remark


def test_somebody_elses_journal_under_my_name(folder):
    def rename(lines):
        lines[0] = lines[0].replace(b"8A1-01", LEARNER.encode())

    put(folder, changed(played(learner="8A1-01").journal.encoded(), rename))
    assert refused(graded(folder), "could_not_run", "damaged")


def forged_header(work, learner):
    """A journal whose header, and every link of the chain, say that somebody else made it."""
    journal = work.journal
    claim = msgspec.structs.replace(journal.header, learner=learner)
    forged = type(journal)(claim)
    for line in journal.lines:
        forged, _ = forged.add(line.action, line.outcome)
    return forged.encoded()


def test_forged_chain_still_has_the_wrong_case(folder):
    put(folder, forged_header(played(learner="8A1-01"), LEARNER))
    assert "8A1" in refused(graded(folder), "could_not_run", "foreign")


def test_other_attempts_journal_under_another_name(folder):
    put(folder, played(attempt=2), attempt=1)
    assert "lần làm 2" in refused(graded(folder), "could_not_run", "foreign")


def test_practice_outside_the_class(folder):
    put(folder, played(key=FREE_KEY))
    assert "ngoài lớp" in refused(graded(folder), "could_not_run", "foreign")
    assert str(graded(folder, klass=None).mark) == "10.0"


def test_too_big_is_not_read(folder, monkeypatch):
    path = put(folder, b"")
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    monkeypatch.setattr(grading, "parse", lambda data: pytest.fail("was read"))
    refused(graded(folder), "could_not_run", "too_big")


def test_too_many_actions(folder, monkeypatch):
    monkeypatch.setattr("simulator.journal.MAX_ACTIONS", 5)
    put(folder, played())
    refused(graded(folder), "could_not_run", "too_big")


def as_release(work, release, case=None, outcome=None):
    journal = work.journal
    header = msgspec.structs.replace(journal.header, release=release, case=case or journal.header.case)
    made = type(journal)(header)
    for line in journal.lines:
        made, _ = made.add(line.action, outcome or line.outcome)
    return made.encoded()


def test_other_release_names_both(folder):
    put(folder, as_release(played(), "0.0.9", case="0" * 16))
    remark = refused(graded(folder), "could_not_run", "other_release")
    assert "0.0.9" in remark
    assert RELEASE in remark


def test_other_release_with_other_outcomes(folder):
    put(folder, as_release(played(), "0.0.9", outcome="0" * 16))
    refused(graded(folder), "could_not_run", "other_release")


def test_other_release_that_replays_the_same_counts(folder):
    put(folder, as_release(played(), "0.0.9"))
    assert str(graded(folder).mark) == "10.0"


def test_other_schema_names_what_it_can(folder):
    def other_schema(lines):
        lines[0] = lines[0].replace(b'"schema":1', b'"schema":9').replace(RELEASE.encode(), b"7.7.7")

    put(folder, changed(played().journal.encoded(), other_schema))
    assert "7.7.7" in refused(graded(folder), "could_not_run", "other_release")


def test_outcomes_that_the_portal_does_not_give(folder):
    put(folder, as_release(played(), RELEASE, outcome="0" * 16))
    assert "dòng 2 " in refused(graded(folder), "could_not_run", "mismatch")


def test_release_with_escape_codes_is_shown_harmlessly(folder):
    put(folder, as_release(played(), "\x1b[2J\u202e[red]", case="0" * 16))
    remark = refused(graded(folder), "could_not_run", "other_release")
    assert remark.isprintable()


def test_torn_last_line_is_accepted_and_told(folder):
    put(folder, played().journal.encoded()[:-7])
    result = graded(folder)
    assert (result.outcome, str(result.mark)) == ("graded", "9.5")
    assert "bị đứt" in result.remark
    assert result.attempts[0].torn > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_links_pipes_and_folders_are_not_read(folder, tmp_path):
    elsewhere = put(tmp_path / "elsewhere", played())
    folder.mkdir(parents=True)
    (folder / "nhat-ky-01.jsonl").symlink_to(elsewhere)
    (folder / "nhat-ky-03.jsonl").mkdir()
    os.mkfifo(folder / "nhat-ky-02.jsonl")
    refused(graded(folder), "could_not_run", "unreadable")


def test_only_names_of_journals_count(folder):
    for name in (
        "nhat-ky-1.jsonl",
        "nhat-ky-00.jsonl",
        "nhat-ky-001.jsonl",
        "nhat-ky-01.jsonl.bak",
        "Nhat-ky-01.jsonl",
    ):
        put(folder, b"").rename(folder / name)
    assert journals_in(folder) == []
    put(folder, b"", attempt=30)
    assert [found.number for found in journals_in(folder)] == [30]


def test_fault_of_ours_stops_one_attempt(folder, monkeypatch):
    put(folder, played())

    def breaks(journal, case):
        raise KeyError("ours")

    monkeypatch.setattr(grading, "replay", breaks)
    assert "KeyError" in refused(graded(folder), "could_not_run", "crashed")


# --- several attempts ----------------------------------------------------------------


def with_rule(rule):
    return ClassFile.make("8A1", KEY, LESSON, rule)


@pytest.fixture
def three(folder):
    """Good, better, and a bad last one."""
    put(folder, played(Habits(skips_rating=True), attempt=1), 1)
    put(folder, played(attempt=2), 2)
    put(folder, played(Habits(stops_after="activation"), attempt=3), 3)
    return folder


@pytest.mark.parametrize(("rule", "attempt", "mark"), [("best", 2, "10.0"), ("last", 3, "3.0")])
def test_rule_of_the_class(three, rule, attempt, mark):
    result = graded(three, klass=with_rule(rule))
    assert (result.attempt, str(result.mark), result.rule) == (attempt, mark, rule)
    assert [str(each.points) for each in result.attempts] == ["9.50", "10.00", "3.00"]


@pytest.mark.parametrize("rule", ["best", "last"])
def test_bad_attempt_spoils_no_good_one_and_is_told(folder, rule):
    put(folder, played(attempt=1), 1)
    put(folder, b"noise\n", 2)
    result = graded(folder, klass=with_rule(rule))
    assert (result.outcome, result.attempt, str(result.mark)) == ("graded", 1, "10.0")
    assert "nhat-ky-02.jsonl" in result.remark


def test_attempt_merely_opened_does_not_replace_one_that_was_done(folder):
    put(folder, played(attempt=1), 1)
    put(folder, played(attempt=2).journal.encoded().split(b"\n")[0] + b"\n", 2)
    assert graded(folder, klass=with_rule("last")).attempt == 1


def test_all_attempts_bad(folder):
    put(folder, b"noise\n", 1)
    put(folder, b"", 2)
    remark = refused(graded(folder), "could_not_run", "damaged")
    assert "nhat-ky-01" in remark
    assert "nhat-ky-02" in remark


def test_of_two_equal_attempts_the_later_counts(folder):
    put(folder, played(attempt=1), 1)
    put(folder, played(attempt=2), 2)
    assert graded(folder).attempt == 2
    assert choose((), "best") is None


def test_digest_changes_with_the_work(folder):
    put(folder, played())
    before = graded(folder).digest
    put(folder, played(Habits(skips_rating=True)))
    assert before != graded(folder).digest
    assert len(before) == 64


# --- class and lesson ------------------------------------------------------------------


def test_class_sheet_of_another_lesson(folder):
    put(folder, played())
    sheet = msgspec.structs.replace(KLASS, lesson="01-khac")
    refused(graded(folder, klass=sheet), "could_not_run", "class_file")


def test_unknown_lesson_is_our_mistake(folder):
    with pytest.raises(LookupError, match="99-khong-co"):
        grade_folder(folder, "99-khong-co", LEARNER)
