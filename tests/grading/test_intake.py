"""A heap of files: each known by its content, the newest valid one taken, nothing overwritten, nothing run."""

import hashlib
import io
import os
import shutil
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from grading import heap, intake
from grading.app.tables import left_out_text
from grading.batch import collect
from grading.class_file import write_class
from grading.classroom import make_class
from grading.handin import Handed, ZipHeader, submit
from grading.heap import COMPANIONS
from grading.intake import Klass, take
from grading.moved import reassigned
from grading.players import Habits
from simulator.journal import MAX_BYTES
from tests.grading.desk import KLASS, LEARNER, LESSON, changed, played, put

NOW = datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)
OTHER = "8A1-08"
ZEROS = "0" * 64


@pytest.fixture
def klass(tmp_path):
    return Klass(tmp_path / "lop", "8A1", {LEARNER, OTHER}, {LESSON: KLASS})


@pytest.fixture
def tray(tmp_path):
    """Where the teacher has put what came in."""
    (tmp_path / "tai-ve").mkdir()
    return tmp_path / "tai-ve"


def packed(tmp_path, work, learner=LEARNER, now=NOW, attempt=1):
    """What the page's button makes, as bytes."""
    workspace = tmp_path / "may" / learner / LESSON
    put(workspace, work, attempt)
    path = submit(workspace, None, "8A1", LESSON, learner, tmp_path / "may" / "bai-nop", now).path
    return Path(path).read_bytes()


def zipped(entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in entries:
            bundle.writestr(name, content)
    return data.getvalue()


def results(klass, *paths, now=NOW + timedelta(days=1)):
    return [row.result for row in take(klass, paths, now).rows]


def one(klass, tray, data, name="bai cua em (1).zip", now=NOW + timedelta(days=1)):
    (tray / name).write_bytes(data)
    (row,) = take(klass, [tray / name], now).rows
    assert row.text
    return row


def submission(klass, learner=LEARNER):
    return klass.directory / "submitted" / learner / LESSON


def tree(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- what is recognised -------------------------------------------------------------


def test_a_zip_is_known_by_its_content_under_any_name(klass, tray, tmp_path):
    work = played()
    row = one(klass, tray, packed(tmp_path, work), "Nguyễn Văn An – Copy of Copy.ZIP")
    assert (row.result, row.learner, row.lesson, row.clock) == ("taken", LEARNER, LESSON, "student")
    assert (submission(klass) / "nhat-ky-01.jsonl").read_bytes() == work.journal.encoded()
    assert (submission(klass) / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-09 01:02:03.000000 UTC"
    assert [path.name for path in submission(klass).parent.iterdir()] == [LESSON]


def test_a_bare_journal_is_known_by_its_content_and_its_time_is_the_files(klass, tray):
    path = tray / "an.txt"
    path.write_bytes(played(attempt=2).journal.encoded())
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    (row,) = take(klass, [path], NOW + timedelta(days=1)).rows
    assert (row.result, row.learner, row.clock, row.time) == ("taken", LEARNER, "file", NOW.isoformat())
    assert (submission(klass) / "nhat-ky-02.jsonl").is_file()


def test_a_zip_of_zips_with_folders_rubbish_and_two_classes(klass, tray, tmp_path):
    inner = zipped([("Nguyễn Văn An_123/bai.zip", packed(tmp_path, played())), ("a/__MACOSX/._bai", b"x")])
    stranger = packed(tmp_path, played(learner="8A1-09"), "8A1-09")
    other_class = packed(tmp_path, played(learner="8A2-01"), "8A2-01")
    whole = zipped(
        [
            ("lms/An.zip", inner),
            ("lms/Bình.jsonl", played(learner=OTHER).journal.encoded()),
            ("lms/la.zip", stranger),
            ("lms/lop khac.zip", other_class),
            ("lms/anh.png", b"\x89PNG\r\n"),
        ]
    )
    (tray / "8A1.zip").write_bytes(whole)
    assert results(klass, tray / "8A1.zip") == ["taken", "taken", "stranger", "other_class", "not_ours"]
    assert submission(klass).is_dir()
    assert submission(klass, OTHER).is_dir()
    assert not submission(klass, "8A1-09").exists()


def test_what_a_browser_has_unpacked_by_itself_is_a_hand_in_again(klass, tray, tmp_path):
    """Two hand-ins unpacked into one folder, so that the names have numbers."""
    for learner, number in ((LEARNER, ""), (OTHER, " (1)")):
        with zipfile.ZipFile(io.BytesIO(packed(tmp_path, played(learner=learner), learner))) as bundle:
            for name in bundle.namelist():
                (tray / f"{name}{number}").write_bytes(bundle.read(name))
    assert results(klass, tray) == ["taken", "taken"]
    assert (submission(klass, OTHER) / "timestamp.txt").read_text(encoding="utf-8").startswith("2026-11-09 01:02:03")


def test_a_workspace_or_an_exchange_as_it_is_gives_its_journals(klass, tray):
    """The class sheet, the notebook and nbgrader's own files beside a journal are no news."""
    put(tray / LEARNER / LESSON, played())
    write_class(tray / LEARNER / LESSON, KLASS)
    for name in ("ban-sao.ipynb", "timestamp.txt", "submission_secret.txt"):
        (tray / LEARNER / LESSON / name).write_text("{}", encoding="utf-8")
    assert results(klass, tray) == ["taken"]


def test_a_notebook_or_sheet_without_a_journal_is_told(klass, tray):
    """Somebody meant to hand in, and nothing that can be graded came."""
    write_class(tray, KLASS)
    (tray / "bai.ipynb").write_text("{}", encoding="utf-8")
    assert sorted(results(klass, tray)) == ["not_ours", "sheet"]


# --- which one counts ----------------------------------------------------------------


def test_the_newest_counts_in_whatever_order_and_what_it_replaces_is_kept_aside(klass, tray, tmp_path):
    first = packed(tmp_path, played(Habits(skips_rating=True)), now=NOW)
    assert one(klass, tray, first).result == "taken"
    before = (submission(klass) / "nhat-ky-01.jsonl").read_bytes()
    for name, hours, habits in (
        ("1", 3, Habits(skips_receipt=True)),
        ("2", 5, Habits()),
        ("3", 4, Habits(attaches="empty")),
    ):
        (tray / name).write_bytes(packed(tmp_path, played(habits), now=NOW + timedelta(hours=hours)))
    heaped = tree(tray)
    rows = take(klass, [tray], NOW + timedelta(days=1)).rows
    assert [row.result for row in rows] == ["older", "taken", "older", "older"]
    assert tree(tray) == heaped
    assert (submission(klass) / "nhat-ky-01.jsonl").read_bytes() == played().journal.encoded()
    kept = list((klass.directory / "bai-nop" / "da-thay").rglob("*.jsonl"))
    assert [path.read_bytes() for path in kept] == [before]


def test_the_same_again_is_a_duplicate_and_changes_nothing(klass, tray, tmp_path):
    data = packed(tmp_path, played())
    one(klass, tray, data)
    before = tree(klass.directory)
    assert one(klass, tray, data, "khac ten").result == "duplicate"
    assert tree(klass.directory) == before


def test_work_that_goes_on_is_newer_though_the_clock_says_otherwise(klass, tray, tmp_path):
    """A school computer whose battery is flat thinks that it is 2009."""
    whole = played().journal.encoded()
    half = b"".join(whole.splitlines(keepends=True)[:20])
    assert one(klass, tray, packed(tmp_path, half)).result == "taken"
    row = one(klass, tray, packed(tmp_path, whole, now=datetime(2009, 1, 1, tzinfo=UTC)))
    assert (row.result, row.doubt, row.time) == ("taken", "backwards", "2026-11-09T01:02:04+00:00")
    assert one(klass, tray, packed(tmp_path, half, now=NOW + timedelta(hours=9))).result == "older"
    assert (submission(klass) / "nhat-ky-01.jsonl").read_bytes() == whole


def test_a_time_in_the_future_is_flagged_and_gains_nothing(klass, tray, tmp_path):
    late = packed(tmp_path, played(Habits(skips_rating=True)), now=NOW + timedelta(days=400))
    path = tray / "bai"
    path.write_bytes(late)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    (row,) = take(klass, [path], NOW + timedelta(hours=1)).rows
    assert (row.result, row.doubt, row.time) == ("taken", "future", NOW.isoformat())
    assert intake.texts()["doubt_future"] in row.text
    newer = packed(tmp_path, played(), now=NOW + timedelta(hours=2))
    assert one(klass, tray, newer, "moi").result == "taken"
    assert results(klass, path) == ["older"]


@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")
def test_a_time_in_the_future_is_flagged_in_the_exchange_too(tmp_path):
    made = make_class(tmp_path / "lop", "8A1", [LEARNER, OTHER])
    for learner, year in ((LEARNER, 2099), (OTHER, 2026)):
        name = f"{learner}+{LESSON}+{year}-01-02 01:02:03.000000 UTC+ab"
        put(made.exchange_root / "8A1" / "inbound" / name, played(learner=learner))
    flagged = collect(made, LESSON)
    assert [(each.learner, each.reason) for each in flagged] == [(LEARNER, "future")]
    assert "đồng hồ" in left_out_text(flagged[0], made.directory)
    assert all((made.directory / "submitted" / learner / LESSON).is_dir() for learner in (LEARNER, OTHER))


def test_a_bare_journal_joins_the_other_attempts(klass, tray, tmp_path):
    one(klass, tray, packed(tmp_path, played()))
    row = one(klass, tray, played(attempt=2).journal.encoded(), "nhật ký lần hai")
    assert row.result == "taken"
    assert [path.name for path in sorted(submission(klass).glob("*.jsonl"))] == ["nhat-ky-01.jsonl", "nhat-ky-02.jsonl"]
    assert one(klass, tray, played().journal.encoded(), "lan mot").result == "duplicate"


def test_an_older_valid_one_counts_where_the_newest_is_damaged(klass, tray, tmp_path):
    (tray / "cu").write_bytes(packed(tmp_path, played()))
    (tray / "moi").write_bytes(packed(tmp_path, b"noise\n", now=NOW + timedelta(hours=1)))
    assert results(klass, tray) == ["taken", "damaged"]


def test_one_bad_attempt_spoils_no_good_one(klass, tray, tmp_path):
    put(tmp_path / "may" / LEARNER / LESSON, b"noise\n", 2)
    assert one(klass, tray, packed(tmp_path, played())).result == "taken"
    assert (submission(klass) / "nhat-ky-02.jsonl").read_bytes() == b"noise\n"


def test_a_disk_that_refuses_loses_nothing(klass, tray, tmp_path):
    one(klass, tray, packed(tmp_path, played(Habits(skips_rating=True))))
    before = tree(submission(klass))
    (klass.directory / "bai-nop").write_text("no folder", encoding="utf-8")
    assert one(klass, tray, packed(tmp_path, played(), now=NOW + timedelta(hours=1))).result == "not_written"
    assert tree(submission(klass)) == before


def test_feedback_stays_reachable_after_a_newer_hand_in(klass, tray, tmp_path):
    one(klass, tray, packed(tmp_path, played(Habits(skips_rating=True))))
    (submission(klass) / "submission_secret.txt").write_text("s" * 128, encoding="ascii")
    one(klass, tray, packed(tmp_path, played(), now=NOW + timedelta(hours=1)))
    assert (submission(klass) / "submission_secret.txt").read_text(encoding="ascii") == "s" * 128


# --- the hostile set -----------------------------------------------------------------


WHEN = NOW.isoformat()


def header_of(*files, learner=LEARNER, time=WHEN):
    return msgspec.json.encode(ZipHeader(learner, LESSON, time, "0.1.0", "x", files))


def signed(data, **words):
    header = header_of(Handed("nhat-ky-01.jsonl", hashlib.sha256(data).hexdigest()), **words)
    return zipped([("bai-nop.json", header), ("nhat-ky-01.jsonl", data)])


@pytest.mark.parametrize(
    ("data", "result"),
    [
        (b"", "empty"),
        (b"{}", "not_ours"),
        (b"\x00\xff" * 500, "not_ours"),
        (b"PK\x03\x04" + b"x" * 500, "damaged"),
        (b"Rar!\x1a\x07\x01\x00" + b"x" * 50, "packed"),
        (b"7z\xbc\xaf\x27\x1c" + b"x" * 50, "packed"),
        (played().journal.encoded()[:40], "empty"),
        (changed(played().journal.encoded(), lambda rows: rows.__setitem__(5, rows[5][:-9])), "damaged"),
        (b"[" * 100_000, "not_ours"),
        (b'{"schema": 99}\n', "other_release"),
    ],
)
def test_rubbish_is_told_apart(klass, tray, data, result):
    assert one(klass, tray, data, "nhat-ky-01.jsonl").result == result
    assert not klass.directory.exists()


@pytest.mark.parametrize(
    ("make", "result"),
    [
        (lambda: signed(played().journal.encoded(), learner="../../x"), "damaged"),
        (lambda: signed(played().journal.encoded(), time="hôm qua"), "damaged"),
        (lambda: signed(played().journal.encoded(), time="2026-11-09T01:02:03"), "damaged"),
        (lambda: signed(played(key="mot-lop-khac").journal.encoded()), "other_key"),
        (lambda: signed(b""), "empty"),
        (lambda: zipped([("bai-nop.json", header_of(Handed("nhat-ky-01.jsonl", ZEROS)))]), "damaged"),
        (lambda: zipped([("bai-nop.json", header_of(Handed("../../x", ZEROS)))]), "damaged"),
        (lambda: zipped([("bai-nop.json", header_of())]), "damaged"),
        (lambda: zipped([("bai-nop.json", header_of(*[Handed("nhat-ky-01.jsonl", ZEROS)] * 2))]), "damaged"),
        (lambda: packed_from(played)[:-30], "damaged"),
        (lambda: zipped([]), "empty"),
    ],
)
def test_a_zip_that_is_not_what_it_says_is_not_taken(klass, tray, make, result):
    assert one(klass, tray, make()).result == result
    assert not submission(klass).exists()


def moved_to(target, journal):
    """The class as the teacher has put it right: this journal counts for somebody else."""
    return msgspec.structs.replace(KLASS, moved=reassigned((), [journal], target))


def test_a_journal_begun_under_a_wrong_number_is_taken_once_it_is_moved(klass, tray):
    """In a zip of its new owner, and bare; before the move it is kept without being taken."""
    work = played().journal
    assert one(klass, tray, signed(work.encoded(), learner=OTHER)).result == "not_own"
    assert submission(klass, OTHER).is_dir()
    right = klass._replace(sheets={LESSON: moved_to(OTHER, work)})
    assert one(right, tray, signed(work.encoded(), learner=OTHER)).result == "duplicate"
    assert one(right, tray, work.encoded(), "bai.jsonl").learner == OTHER
    assert not submission(klass).exists()


def test_what_nbgrader_lays_beside_a_hand_in_is_no_news(klass, tray):
    """A folder of the exchange, dragged in whole; a journal under such a name is still seen by its content."""
    (tray / "8A1-07").mkdir()
    for name in COMPANIONS:
        (tray / "8A1-07" / name).write_text("2026-11-09 01:02:03.000000 UTC", encoding="utf-8")
    assert take(klass, [tray], NOW).rows == ()
    (tray / "8A1-07" / COMPANIONS[0]).write_bytes(played().journal.encoded())
    assert [row.result for row in take(klass, [tray], NOW + timedelta(days=400)).rows] == ["taken"]


def test_somebody_elses_journal_stands_in_nobodys_way(klass, tray):
    """One's own hand-in is taken though it is older, and work that counts is never replaced by a friend's."""
    friends = signed(played().journal.encoded(), learner=OTHER, time="2026-11-09T05:00:00Z")
    own = signed(played(learner=OTHER).journal.encoded(), learner=OTHER, time="2026-11-09T01:00:00Z")
    assert one(klass, tray, friends, "ban.zip").result == "not_own"
    assert one(klass, tray, own, "minh.zip").result == "taken"
    kept = tree(submission(klass, OTHER))
    assert one(klass, tray, friends, "ban.zip").result == "not_own"
    assert tree(submission(klass, OTHER)) == kept


def packed_from(work):
    return signed(work().journal.encoded())


def test_a_replayed_other_lesson_counts_for_no_lesson_but_its_own(tmp_path, tray):
    """The zip says lesson 1, the journal inside is of lesson 0."""
    first = "01-dich-vu-cong-la-gi"
    sheets = {LESSON: KLASS, first: msgspec.structs.replace(KLASS, lesson=first)}
    klass = Klass(tmp_path / "lop", "8A1", {LEARNER}, sheets)
    data = played().journal.encoded()
    files = (Handed("nhat-ky-01.jsonl", hashlib.sha256(data).hexdigest()),)
    header = msgspec.json.encode(ZipHeader(LEARNER, first, NOW.isoformat(), "0.1.0", "x", files))
    row = one(klass, tray, zipped([("bai-nop.json", header), ("nhat-ky-01.jsonl", data)]))
    assert row.result == "wrong_lesson"
    assert not klass.directory.exists()
    klass = klass._replace(sheets={first: KLASS})
    assert one(klass, tray, data).result == "no_lesson"


def test_another_release_is_told(klass, tray):
    header = msgspec.json.decode(played().journal.encoded().split(b"\n")[0])
    changed_header = msgspec.json.encode({**header, "release": "0.0.1", "case": "0" * 16}) + b"\n"
    assert one(klass, tray, changed_header).result == "other_release"


def test_a_hundred_megabytes_are_not_read(klass, tray):
    for name, start in (("a.jsonl", b"{"), ("b.zip", b"PK\x03\x04")):
        (tray / name).write_bytes(start)
        os.truncate(tray / name, 100_000_000)
    (tray / "c.zip").write_bytes(b"PK\x03\x04")
    os.truncate(tray / "c.zip", heap.MAX_ZIP + 1)
    assert results(klass, tray) == ["too_big", "damaged", "too_big"]


def test_bombs_are_not_unpacked(klass, tray, monkeypatch):
    flat = zipped([("nhat-ky-01.jsonl", b"\0" * (MAX_BYTES - 1))])
    assert one(klass, tray, flat).result == "bomb"
    nested = flat
    for depth in range(heap.MAX_DEPTH + 1):
        nested = zipped([(f"{depth}.zip", nested)])
    assert one(klass, tray, nested).result == "too_deep"
    monkeypatch.setattr(heap, "MAX_UNPACKED", 50_000)
    assert "bomb" in results_of_many(klass, tray, [(f"{n}.txt", os.urandom(20_000)) for n in range(6)])
    monkeypatch.setattr(heap, "MAX_FILES", 5)
    assert results_of_many(klass, tray, [(f"{n}.txt", b"x") for n in range(6)]) == ["too_many"]
    assert not klass.directory.exists()


def results_of_many(klass, tray, entries):
    (tray / "nhieu.zip").write_bytes(zipped(entries))
    return results(klass, tray / "nhieu.zip")


@pytest.mark.parametrize("wide", [False, True])
def test_a_zip_with_a_huge_table_of_contents_is_not_opened(klass, tray, wide):
    """Its length is read from the end of the file, in both formats of a zip."""
    data = bytearray(zipped([("a", b"x")]))
    at = data.rfind(b"PK\x05\x06")
    if wide:
        record = b"PK\x06\x06" + bytes(36) + struct.pack("<QQ", 10**9, 0)
        locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
        data[at:at] = record + locator
    else:
        data[at + 12 : at + 16] = struct.pack("<L", 10**9)
    assert one(klass, tray, bytes(data)).result == "too_many"


def test_names_in_a_zip_lead_nowhere(klass, tray, tmp_path):
    data = played().journal.encoded()
    evil = zipped([("../../../lop/submitted/x", b"x"), ("/etc/passwd", b"x"), ("..\\..\\y\x1b[31m", data)])
    (tray / "a.zip").write_bytes(evil)
    rows = take(klass, [tray / "a.zip"], NOW).rows
    assert [row.result for row in rows] == ["not_ours", "not_ours", "taken"]
    assert [row.file for row in rows] == ["a.zip/x", "a.zip/passwd", "a.zip/y[31m"]
    assert {path.name for path in submission(klass).iterdir()} == {"nhat-ky-01.jsonl", "timestamp.txt"}
    assert {path.name for path in tmp_path.iterdir()} == {"lop", "tai-ve"}


def test_an_encrypted_zip_is_told(klass, tray, tmp_path):
    data = bytearray(packed(tmp_path, played()))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + place] |= 1
    (tray / "a.zip").write_bytes(data)
    assert set(results(klass, tray)) == {"encrypted"}


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="needs symbolic links")
def test_links_are_not_followed(klass, tray, tmp_path):
    outside = put(tmp_path / "ngoai", played())
    (tray / "nhat-ky-01.jsonl").symlink_to(outside)
    (tray / "thu-muc").symlink_to(outside.parent, target_is_directory=True)
    (tray / "vong").symlink_to(tray, target_is_directory=True)
    assert results(klass, tray) == ["no_file", "no_file", "no_file"]
    assert results(klass, tray / "thu-muc") == ["no_file"]


def test_a_folder_named_like_a_file_is_a_folder(klass, tray):
    put(tray / "nhat-ky-01.jsonl" / "bai.zip", played())
    assert results(klass, tray) == ["taken"]
    assert results(klass, tray / "khong-co.zip") == ["missing"]


def test_every_result_has_its_words():
    words = dict.fromkeys("learner lesson course when".split(), "…")
    assert all("{" not in text.format(**words) for text in intake.texts().values())


def test_a_hundred_learners_cost_one_look_each(klass, tray, tmp_path):
    """Nothing of a heap is held: rows are all that grows."""
    data = played().journal.encoded()
    for number in range(30):
        (tray / f"{number}.jsonl").write_bytes(data)
    assert results(klass, tray) == ["taken"] + ["duplicate"] * 29
    shutil.rmtree(tray)
