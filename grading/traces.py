"""What a replayed journal tells beside its marks, kept so that looking at a class never replays.

A trace is derived: it can be thrown away and made again. It lies in the results store's database, by learner,
lesson and the journal's digest, and goes with the learner's gradings when somebody is forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

import msgspec
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, create_engine, delete, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from grading.classroom import ClassroomError
from grading.debrief import steps_of
from grading.survey import BEFORE, NOW, answers_of
from simulator import Portal, actions, datasets
from simulator.identity import calls
from simulator.identity.scam_catalogue import scams
from simulator.office import news
from simulator.worksheets.plan import plans

PAUSE = 180
"""Seconds that one wait counts at most: who stays away longer has been at something else (our own choice)."""

VERSION = 1
"""Goes up when a trace would be made otherwise; older ones are then made again."""

_metadata = MetaData()

_traces = Table(
    "congtap_trace",
    _metadata,
    Column("lesson", String(60), primary_key=True),
    Column("learner", String(20), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)


class Trace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One attempt: seconds by stage, long pauses cut short, steps, refusals by code, scams met and fallen for.

    ``last`` is the stage of the last action; ``answers`` are those of the course's survey, by item.
    """

    seconds: dict[str, int]
    pauses: int
    steps: int
    refused: dict[str, int]
    met: tuple[str, ...]
    fell: tuple[str, ...]
    hints: int
    last: str
    answers: dict[str, str] = {}

    @property
    def reminders(self) -> int:
        """How often the portal refused."""
        return sum(self.refused.values())


@cache
def texts() -> dict[str, dict[str, str]]:
    """The words of looking at a class, but for those of actions."""
    return {group: words for group, words in datasets.toml("texts/look.toml").items() if group != "do"}


@cache
def _done() -> dict[str, tuple[str, str]]:
    return msgspec.convert(datasets.toml("texts/look.toml")["do"], dict[str, tuple[str, str]])


def length(seconds: int) -> str:
    """A length of time in words: ``40 giây``, ``3 phút 20 giây``."""
    said, (minutes, rest) = texts()["time"], divmod(seconds, 60)
    if not minutes:
        return said["short"].format(seconds=rest)
    return said["long" if rest else "whole"].format(minutes=minutes, seconds=f"{rest:02d}")


class LookError(ClassroomError):
    """Something about looking at a class that the teacher has to know."""

    def __init__(self, code: str, **words: object) -> None:
        Exception.__init__(self, texts()["errors"][code].format(**words))
        self.code = code


def told(action: actions.Action) -> str:
    """How an action is told, with gaps for what it holds."""
    return _done()[action.name][1]


def stage_of(action: actions.Action, before: str = "other") -> str:
    """The part of a lesson that an action belongs to: a worksheet's id, or a key of the data's stages.

    A hint and a wait belong to what was being done ``before``.
    """
    if isinstance(action, actions.FillSheet):
        return action.sheet
    if isinstance(action, actions.TakeHint | actions.PassTime | actions.PersonalDataTyped):
        return before
    return _done()[action.name][0]


def stage_name(lesson: str, stage: str) -> str:
    """What a stage is called."""
    found = plans()[lesson].find(stage) if lesson in plans() else None
    return found.title if found else texts()["stage"].get(stage, stage)


def trace_of(portal: Portal) -> Trace:
    """What there is to tell of a replayed attempt."""
    seconds: Counter[str] = Counter()
    pauses, stage = 0, "other"
    for entry in portal.log:
        stage = stage_of(entry.action, stage)
        pauses += entry.action.after > PAUSE
        seconds[stage] += min(entry.action.after, PAUSE)
    lesson = portal.case.lesson
    met, fell = _scams(portal)
    asked = next((sheet for name, sheet in (BEFORE, NOW) if name == lesson), "")
    return Trace(
        seconds=dict(seconds),
        pauses=pauses,
        steps=steps_of(portal),
        refused=dict(Counter(entry.outcome.code for entry in portal.log if not entry.outcome.ok)),
        met=met,
        fell=fell,
        hints=sum(portal.state.hints.values()),
        last=stage,
        answers=answers_of(portal, asked) if asked else {},
    )


def _scams(portal: Portal) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which scams came to the learner, and which of them got what they wanted, each as ``channel/key``."""
    state, sms = portal.state, datasets.sms_texts()
    found = [(f"sms/{m.key}", m.gave) for m in state.messages if sms[m.key].scam]
    found += [(f"call/{c.key}", bool(c.gave)) for c in state.calls if calls.is_scam(c)]
    found += [(f"news/{n.key}", n.gave) for n in state.notices if news.texts()[n.key].false]
    # A sticker that nobody scanned was not met.
    scanned = "qr_sticker" in state.faults_met
    found += [("qr/sticker", p.gave) for p in state.posters if p.sticker and (scanned or p.reported)]
    return tuple(sorted({key for key, _ in found})), tuple(sorted({key for key, gave in found if gave}))


def scam_title(key: str) -> str:
    """What a scam of a trace is called."""
    channel, _, name = key.partition("/")
    if channel == "qr":
        return texts()["scams"]["sticker"]
    return news.texts()[name].title if channel == "news" else scams()[name].title


@cache
def _engine(url: str) -> Engine:
    """One engine for a database; no connection stays open."""
    return create_engine(url, poolclass=NullPool)


class TraceStore:
    """The traces of a class, in the database of its results."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(str(url))
        _metadata.create_all(self._engine)

    def of(self, lesson: str) -> dict[tuple[str, str], Trace]:
        """Every trace of a lesson by learner and journal's digest."""
        wanted = select(_traces).where(_traces.c.lesson == lesson, _traces.c.version == VERSION)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
        return {(row.learner, row.digest): _decoder.decode(row.body) for row in rows}

    def known(self, lesson: str) -> set[tuple[str, str]]:
        """Learner and digest of each trace that is there."""
        wanted = select(_traces.c.learner, _traces.c.digest)
        wanted = wanted.where(_traces.c.lesson == lesson, _traces.c.version == VERSION)
        with self._engine.connect() as connection:
            return {(row.learner, row.digest) for row in connection.execute(wanted)}

    def keep(self, lesson: str, new: Iterable[tuple[str, str, Trace]]) -> None:
        """Write traces down, by learner and digest, in one transaction; an older one of the same work goes."""
        rows = [
            {"lesson": lesson, "learner": name, "digest": digest, "version": VERSION, "body": _encode(trace)}
            for name, digest, trace in new
        ]
        with self._engine.begin() as connection:
            for row in rows:
                same = [_traces.c[key] == row[key] for key in ("lesson", "learner", "digest")]
                connection.execute(delete(_traces).where(*same))
            if rows:
                connection.execute(insert(_traces), rows)

    def forget(self, learners: Collection[str]) -> None:
        """Delete learners' traces for good."""
        with self._engine.begin() as connection:
            connection.execute(delete(_traces).where(_traces.c.learner.in_(learners)))


_decoder = msgspec.json.Decoder(Trace)


def _encode(trace: Trace) -> str:
    return msgspec.json.encode(trace).decode()
