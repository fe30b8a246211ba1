"""Journals: what is read, what is refused, and that nothing between leads to another portal in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Case, Journal, JournalError, actions, datasets, journal, replay
from simulator.case import FIRST_LESSON
from simulator.journal import MAX_ACTIONS, MAX_BYTES, MAX_LINE, Header, Line, first_link, link, parse
from simulator.release import RELEASE
from tests.simulator.desk import LEARNER, Desk, case


@cache
def small() -> Journal:
    """A journal with a few actions of different kinds."""
    desk = Desk()
    desk.do(actions.OpenMessage(message="m1", after=3))
    desk.do(actions.SearchProcedures(query="giấy khai sinh", after=4))
    desk.request_activation()
    desk.do(actions.EnterOtp(purpose="activation", code="000000", after=9))
    return desk.journal


@cache
def whole() -> Journal:
    """A whole lesson's journal."""
    desk = Desk()
    desk.player.play()
    return desk.journal


def rows(text: Journal | None = None) -> list[bytes]:
    return (text or small()).encoded().splitlines(keepends=True)


def verdict(data: bytes, claimed: Case | None = None) -> str:
    """What comes of a file: ``equal``, ``torn``, or the reason of the refusal; anything else is an error."""
    try:
        read = parse(data)
        portal = replay(read, claimed or case())
    except JournalError as fault:
        return fault.reason
    if read.torn:
        assert read.lines == small().lines[: len(read.lines)]
        return "torn"
    assert read == small()
    assert portal.state == replay(small(), case()).state
    return "equal"


def rechained(header: Header, steps: list[tuple[actions.Action, str]]) -> Journal:
    """A journal with a chain that fits, whatever its header and outcomes say."""
    lines: list[Line] = []
    chain = first_link(header)
    for number, (action, outcome) in enumerate(steps, 1):
        chain = link(chain, number, action, outcome)
        lines.append(Line(number, action, outcome, chain))  # type: ignore[arg-type]
    return Journal(header, tuple(lines))


def steps(text: Journal) -> list[tuple[actions.Action, str]]:
    return [(line.action, line.outcome) for line in text.lines]


# --- the good ones ------------------------------------------------------------------


def test_a_journal_reads_back_as_it_was_written() -> None:
    """Bytes and back, for an empty, a small and a whole one."""
    for text in (Journal.begin(case()), small(), whole()):
        assert parse(text.encoded()) == text


def test_replay_gives_the_portal_that_was_there() -> None:
    """State, log and time are those of the window in which it was made."""
    desk = Desk()
    desk.player.play()
    portal = replay(parse(desk.journal.encoded()), case())
    assert portal.state == desk.state
    assert portal.log == desk.portal.log
    assert portal.now == desk.portal.now


def test_the_header_says_what_the_journal_is() -> None:
    """Release, data, lesson, learner, attempt and case."""
    header = Journal.begin(case(attempt=2)).header
    assert (header.release, header.data) == (RELEASE, datasets.fingerprint())
    assert (header.lesson, header.learner, header.attempt) == (FIRST_LESSON, LEARNER, 2)
    assert header.case == case(attempt=2).digest()


def test_free_practice_needs_no_case() -> None:
    """Without a roster the header's own claim is taken, outside any class."""
    assert replay(small()).state == replay(small(), case()).state


def test_windows_line_ends_are_read() -> None:
    """An editor that wrote CR LF changed nothing that counts."""
    assert verdict(small().encoded().replace(b"\n", b"\r\n")) == "equal"


# --- torn ---------------------------------------------------------------------------


def test_a_tail_torn_at_any_byte_is_left_out_and_told() -> None:
    """Cut anywhere in the last line: the lines before it are read, the rest is counted."""
    *before, last = rows()
    start = b"".join(before)
    for size in range(1, len(last)):
        read = parse(start + last[:size])
        assert (read.lines, read.torn) == (small().lines[:-1], size)


def test_a_file_cut_at_any_byte_is_an_earlier_moment_or_refused() -> None:
    """Every beginning of a file is an earlier state of the same journal, or too short to be one."""
    data = small().encoded()
    header = len(rows()[0])
    for size in range(len(data)):
        if size < header:
            with pytest.raises(JournalError, match="empty"):
                parse(data[:size])
        else:
            read = parse(data[:size])
            assert read.lines == small().lines[: len(read.lines)]
            assert read.torn == size - len(Journal(read.header, read.lines).encoded())


# --- changed ------------------------------------------------------------------------


def test_every_flipped_bit_is_refused_or_harmless() -> None:
    """Each bit of each byte: the file is refused, or its torn end is told, or it is read as the very same."""
    data = small().encoded()
    verdicts = set()
    for at in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            verdicts.add(verdict(bytes(flipped)))
    assert verdicts <= {"damaged", "foreign", "other_release", "torn", "equal", "empty"}
    assert "damaged" in verdicts


@given(st.data())
@settings(max_examples=200)
def test_any_other_bytes_in_a_journal_are_refused_or_harmless(data: st.DataObject) -> None:
    """Some bytes replaced by any others, anywhere."""
    text = small().encoded()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    verdict(text[:start] + data.draw(st.binary(max_size=30)) + text[end:])


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_no_journal(data: bytes) -> None:
    """Random bytes are refused, by a ``JournalError`` and nothing else."""
    with pytest.raises(JournalError, match=r"empty|damaged"):
        parse(data)


@given(st.data())
def test_reordered_lines_are_refused(data: st.DataObject) -> None:
    """The actions in any other order than their own."""
    header, *lines = rows()
    mixed = data.draw(st.permutations(lines).filter(lambda order: list(order) != lines))
    assert verdict(header + b"".join(mixed)) == "damaged"


@pytest.mark.parametrize("at", range(4))
def test_a_line_twice_is_refused(at: int) -> None:
    """No action counts twice."""
    header, *lines = rows()
    lines.insert(at, lines[at])
    assert verdict(header + b"".join(lines)) == "damaged"


@pytest.mark.parametrize("at", range(3))
def test_a_missing_line_is_refused(at: int) -> None:
    """An action taken out of the middle leaves a gap in the numbers."""
    header, *lines = rows()
    del lines[at]
    assert verdict(header + b"".join(lines)) == "damaged"


@pytest.mark.parametrize("at", range(5))
def test_a_line_put_in_is_refused(at: int) -> None:
    """An action that was never done, with a number but without its link in the chain."""
    header, *lines = rows()
    fake = {"n": at + 1, "action": {"do": "pass_time"}, "outcome": "0" * 16, "chain": "0" * 16}
    lines.insert(at, json.dumps(fake).encode() + b"\n")
    assert verdict(header + b"".join(lines)) == "damaged"


@pytest.mark.parametrize("at", range(5))
def test_an_empty_line_is_refused(at: int) -> None:
    """Blank lines are no actions."""
    lines = rows()
    lines.insert(at, b"\n")
    assert verdict(b"".join(lines)) == "damaged"


def test_an_edited_action_is_refused() -> None:
    """A judgement turned round by hand breaks the chain, and the line is named."""
    data = small().encoded().replace(b'"m1"', b'"m2"')
    with pytest.raises(JournalError, match=r"damaged: the chain breaks here \(line 2\)") as fault:
        parse(data)
    assert (fault.value.reason, fault.value.line) == ("damaged", 2)


def test_an_edited_action_with_a_mended_chain_is_a_mismatch() -> None:
    """Who mends the chain as well still has the outcomes of another road in the file."""
    changed = [(actions.OpenMessage(message="m1", after=8), outcome) for _, outcome in steps(small())[:1]]
    forged = rechained(small().header, changed + steps(small())[1:])
    assert parse(forged.encoded()) == forged
    with pytest.raises(JournalError, match=r"mismatch: the recorded outcome .* \(line 2\)"):
        replay(forged, case())


def test_a_journal_made_by_the_program_itself_passes() -> None:
    """The chain is no signature: this is what the documentation says, and here it is shown."""
    forged = rechained(small().header, steps(small()))
    assert replay(forged, case()).state == replay(small(), case()).state


# --- of somebody or something else ----------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(lambda: case("8A1-08"), id="another learner"),
        pytest.param(lambda: case(attempt=2), id="another attempt"),
        pytest.param(lambda: Case.for_learner(FIRST_LESSON, LEARNER, 1, "another class"), id="another class key"),
    ],
)
def test_a_journal_of_another_case_is_foreign(wanted: Callable[[], Case]) -> None:
    """The header is only a claim: roster and class key say whose case it must be."""
    for text in (Journal.begin(case()), small()):
        with pytest.raises(JournalError, match="foreign"):
            replay(text, wanted())


def test_a_rewritten_header_does_not_help() -> None:
    """Another learner's name over one's own work: chain, case and outcomes all speak against it."""
    header = msgspec.structs.replace(small().header, learner="8A1-08")
    with pytest.raises(JournalError, match="chain breaks"):
        parse(Journal(header, small().lines).encoded())
    with pytest.raises(JournalError, match="foreign: case"):
        replay(rechained(header, steps(small())), case("8A1-08"))
    header = msgspec.structs.replace(header, case=case("8A1-08").digest())
    with pytest.raises(JournalError, match="mismatch"):
        replay(rechained(header, steps(small())), case("8A1-08"))


@pytest.mark.parametrize("lesson", ["99-khong-co", ""])
def test_an_unknown_lesson_is_no_case(lesson: str) -> None:
    """Without a case given, a header of a lesson that this release does not have cannot be replayed."""
    header = msgspec.structs.replace(small().header, lesson=lesson)
    with pytest.raises(JournalError, match="foreign: unknown lesson"):
        replay(rechained(header, []))


OTHERS = [("release", "0.0.9"), ("data", "0" * 16)]


@pytest.mark.parametrize(("field", "value"), OTHERS)
def test_another_build_whose_outcomes_are_equal_is_accepted(field: str, value: str) -> None:
    """A mended sentence in the data does not cost anybody their work."""
    header = msgspec.structs.replace(small().header, **{field: value})
    assert replay(rechained(header, steps(small())), case()).state == replay(small(), case()).state


@pytest.mark.parametrize(("field", "value"), OTHERS)
def test_another_build_whose_outcomes_differ_is_named(field: str, value: str) -> None:
    """Both builds stand in the message, and there is no portal to score."""
    header = msgspec.structs.replace(small().header, **{field: value})
    other = [(action, "0" * 16) for action, _ in steps(small())]
    with pytest.raises(JournalError, match=rf"other_release: made with .*{value}.*, this is {RELEASE}/.*\(line 2\)"):
        replay(rechained(header, other), case())


@pytest.mark.parametrize(("field", "value"), OTHERS)
def test_another_build_whose_case_differs_is_named(field: str, value: str) -> None:
    """Another release may deal other cases: then nothing is replayed."""
    header = msgspec.structs.replace(small().header, case="0" * 16, **{field: value})
    with pytest.raises(JournalError, match=rf"other_release: made with .*{value}"):
        replay(rechained(header, steps(small())), case())


def test_another_schema_is_another_release() -> None:
    """A file format that this release does not know is not guessed at."""
    header = msgspec.structs.replace(small().header, schema=2)
    with pytest.raises(JournalError, match="other_release: schema 2, this release reads 1"):
        parse(rechained(header, steps(small())).encoded())


# --- hostile --------------------------------------------------------------------------


def with_line(text: str) -> bytes:
    """A good header and one line of this text."""
    return rows()[0] + text.encode() + b"\n"


def deep(depth: int) -> str:
    return "[" * depth + "]" * depth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "1",
        '{"n":1}',
        '{"n":NaN,"action":{"do":"pass_time"},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":Infinity,"action":{"do":"pass_time"},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":"1","action":{"do":"pass_time"},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"pass_time"},"outcome":"0000000000000000","chain":"0000000000000000","more":1}',
        '{"n":1,"action":{"do":"pass_time","more":1},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"fly"},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"pass_time","after":3601},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":"pass_time","outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"pass_time"},"outcome":"zz","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"pass_time"},"outcome":"0000000000000000","chain":1}',
        '{"n":1,"action":{"do":"pass_time"},"outcome":"0000000000000000","chain":"0000000000000000"}',
        '{"n":1,"action":{"do":"search_procedures","query":"\\ud800"},"outcome":"0000000000000000","chain":"0"}',
        deep(10_000),
        '{"action":{"x":' + deep(10_000) + ',"do":"pass_time"}}',
        '{"x":' + '{"x":' * 6_000 + "1" + "}" * 6_001,
        '{"n":' + "9" * 10_000 + "}",
    ],
    ids=lambda text: text[:40] or "nothing",
)
def test_a_hostile_line_is_refused(text: str) -> None:
    """Wrong types, unknown fields, numbers that are none, deep nests: all damaged, none an error of another kind."""
    with pytest.raises(JournalError, match=r"damaged: .*\(line 2\)"):
        parse(with_line(text))


@pytest.mark.parametrize("opened", ['{"x":', "[", '["\\"",'], ids=["objects", "lists", "lists of quotes"])
def test_a_deep_nest_is_refused_before_it_is_decoded(opened: str) -> None:
    """How deep a decoder may follow is another matter on each Python; in a browser it can stop the machine."""
    with pytest.raises(JournalError, match=r"damaged: .*brackets.*\(line 2\)"):
        parse(with_line('{"action":{"x":' + opened * 7_000))


def test_brackets_that_were_typed_are_text() -> None:
    """Brackets, quotes and backslashes in a learner's texts nest nothing."""
    typed = '[{"\\' * 30
    form = actions.FillForm(dossier="d1", answers={f"{i}{typed}"[:40]: typed for i in range(40)})
    written = rechained(small().header, [(form, "0" * 16)])
    assert parse(written.encoded()) == written


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "1"},
        {"schema": None},
        {"release": "x" * 61},
        {"data": "xyz"},
        {"learner": 7},
        {"attempt": 1.5},
        {"attempt": "1"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_header_of_the_wrong_shape_is_refused(change: dict[str, object]) -> None:
    """The header is read as strictly as the lines."""
    header = msgspec.to_builtins(small().header) | change
    with pytest.raises(JournalError, match=r"damaged: .*\(line 1\)"):
        parse(json.dumps(header).encode() + b"\n")


@pytest.mark.parametrize("attempt", [0, -1, 100, 2**63])
def test_a_header_with_an_impossible_attempt_is_foreign(attempt: int) -> None:
    """No case has this number."""
    header = msgspec.structs.replace(small().header, attempt=attempt)
    with pytest.raises(JournalError, match="foreign"):
        replay(rechained(header, []), case())
    with pytest.raises(JournalError, match="foreign: attempt"):
        replay(rechained(header, []))


def utf16(data: bytes) -> bytes:
    return data.decode().encode("utf-16")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"{", "empty"),
        (b"\n", "damaged"),
        (b"\x00\x01\x02\xff\n\xfe", "damaged"),
        (b"PK\x03\x04\n\x14", "damaged"),
        (b'<?xml version="1.0"?>\n', "damaged"),
        (b"\xef\xbb\xbf" + Journal.begin(case()).encoded(), "damaged"),
        (utf16(Journal.begin(case()).encoded()), "damaged"),
        (Journal.begin(case()).encoded().replace(b"\n", b"\r"), "empty"),
        (Journal.begin(case()).encoded() + b"\xff\n", "damaged"),
    ],
    ids=["nothing", "no line", "blank", "binary", "zip", "xml", "byte order mark", "utf-16", "old mac", "not utf-8"],
)
def test_a_file_of_another_kind_is_refused(data: bytes, reason: str) -> None:
    """Whatever was put in the journal's place gets a reason."""
    with pytest.raises(JournalError, match=reason) as fault:
        parse(data)
    assert fault.value.reason == reason


def test_a_file_too_big_is_refused_unread() -> None:
    """More than four million bytes are not looked into."""
    with pytest.raises(JournalError, match=f"too_big: {MAX_BYTES + 1} bytes"):
        parse(b"x" * (MAX_BYTES + 1))


def test_a_line_too_long_is_refused() -> None:
    """A line that no action needs."""
    with pytest.raises(JournalError, match=r"too_big: .* bytes in one line.*\(line 2\)"):
        parse(with_line(" " * (MAX_LINE + 1)))


def test_too_many_actions_are_refused() -> None:
    """More lines than anybody can do in one lesson."""
    with pytest.raises(JournalError, match=f"too_big: {MAX_ACTIONS + 1} actions"):
        parse(rows()[0] + b"\n" * (MAX_ACTIONS + 1))


def test_the_most_actions_are_read() -> None:
    """Exactly as many as allowed pass, and are replayed."""
    desk = Desk()
    digests = []
    for _ in range(MAX_ACTIONS):
        outcome = desk.portal.do(actions.PassTime())
        digests.append((actions.PassTime(), desk.portal.digest(outcome)))
    full = rechained(small().header, digests)
    assert replay(parse(full.encoded()), case()).state == desk.state


def test_the_error_names_its_reason_and_place() -> None:
    """For reports: the reason as a word, the detail, the line from 1."""
    fault = JournalError("damaged", "the chain breaks here", 7)
    assert (fault.reason, fault.detail, fault.line) == ("damaged", "the chain breaks here", 7)
    assert str(fault) == "damaged: the chain breaks here (line 7)"
    assert str(JournalError("empty", "the file is empty")) == "empty: the file is empty"


def test_the_same_actions_give_the_same_bytes() -> None:
    """Two windows in which the same is done write the same file."""
    first, second = (Desk() for _ in range(2))
    for desk in (first, second):
        desk.player.play()
    assert first.journal.encoded() == second.journal.encoded()
    assert journal.encode(first.journal.header).endswith(b"}\n")
