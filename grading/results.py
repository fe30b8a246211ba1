"""The results store: what nbgrader's gradebook cannot hold, addressed by URL beside it.

For each grading: the attempt and journals that were looked at, outcome and reason, and
every check's four-valued result. Rows are only ever added, so a mark's history stays.
Points are whole hundredths in the database and ``Decimal`` outside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    create_engine,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool

from grading.checks import Result
from grading.grade import Graded, GradedOutcome, by_exercise

RESULTS_FILE = "ket-qua.db"

_metadata = MetaData()

gradings = Table(
    "congtap_grading",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("graded_at", String(40), nullable=False),
    Column("submitted_at", String(40), nullable=False),
    Column("lesson", String(60), nullable=False, index=True),
    Column("learner", String(20), nullable=False, index=True),
    Column("klass", String(20), nullable=False),
    Column("rule", String(10), nullable=False),
    Column("release", String(60), nullable=False),
    Column("data", String(60), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("remark", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("points", Integer, nullable=False),
    Column("maximum", Integer, nullable=False),
    Column("mark", String(5), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("for_teacher", Text, nullable=False, server_default=""),
)

attempts = Table(
    "congtap_attempt",
    _metadata,
    Column("grading", ForeignKey("congtap_grading.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("file", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("actions", Integer, nullable=False),
    Column("torn", Integer, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("points", Integer, nullable=False),
)

checks = Table(
    "congtap_check",
    _metadata,
    Column("grading", ForeignKey("congtap_grading.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String(60), nullable=False),
    Column("exercise", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("points", Integer, nullable=False),
    Column("max_points", Integer, nullable=False),
    Column("description", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("help", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("actual", Text, nullable=False),
)

_OF_ATTEMPT = ("number", "file", "digest", "actions", "torn", "reason", "text")
_COMMON = ("lesson", "learner", "klass", "rule", "release", "data", "outcome", "reason", "remark", "attempt", "digest")


class Grading(msgspec.Struct, frozen=True):
    """One row of the history: one learner's work as it was graded at one time (UTC)."""

    id: int
    graded_at: str
    submitted_at: str
    lesson: str
    learner: str
    klass: str
    rule: str
    outcome: str
    reason: str
    remark: str
    attempt: int
    digest: str
    release: str
    data: str
    points: Decimal
    maximum: Decimal
    mark: Decimal
    results: tuple[Result, ...]
    for_teacher: str = ""

    @property
    def said_to_teacher(self) -> str:
        """What a teacher reads beside the mark; the learner's remark where a store is older than that."""
        return self.for_teacher or self.remark

    @property
    def by_exercise(self) -> dict[str, Decimal]:
        """Points of each exercise, in the lesson's order."""
        return by_exercise(self.results)


class MarkOnly(msgspec.Struct, frozen=True):
    """The mark of a grading, for tables of whole classes."""

    learner: str
    outcome: GradedOutcome
    remark: str
    graded_at: str
    release: str
    mark: Decimal
    for_teacher: str

    @property
    def said_to_teacher(self) -> str:
        """As of ``Grading``."""
        return self.for_teacher or self.remark


class Looked(msgspec.Struct, frozen=True):
    """One attempt that a grading looked at: its file, the file's SHA-256, and why it does not count, if so."""

    number: int
    file: str
    digest: str
    actions: int
    reason: str


def results_url(gradebook_url: str) -> str:
    """Where the results go for a gradebook: a file beside a SQLite one, else the same database."""
    url = make_url(gradebook_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return gradebook_url
    folder, _, _ = url.database.replace("\\", "/").rpartition("/")
    return f"sqlite:///{folder}/{RESULTS_FILE}" if folder else f"sqlite:///{RESULTS_FILE}"


def _hundredths(points: Decimal) -> int:
    exact = points * 100
    if exact != int(exact):
        raise ValueError(f"{points} points are finer than hundredths")
    return int(exact)


def _row(graded: Graded, submitted_at: str, fingerprint: str) -> dict[str, Any]:
    return {name: getattr(graded, name) for name in _COMMON} | {
        "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "submitted_at": submitted_at,
        "points": _hundredths(graded.points),
        "maximum": _hundredths(graded.maximum),
        "mark": str(graded.mark),
        "fingerprint": fingerprint,
        "for_teacher": graded.for_teacher,
    }


@cache
def _engine(url: str) -> Engine:
    """One engine for a database, so that its statements are compiled once.

    No connection outlives its work: a school's shared folder does not like open files.
    """
    return create_engine(url, poolclass=NullPool)


def _renew(engine: Engine) -> None:
    """Give a store of an earlier release the column that it lacks."""
    if any(column["name"] == "for_teacher" for column in inspect(engine).get_columns(gradings.name)):
        return
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {gradings.name} ADD COLUMN for_teacher TEXT NOT NULL DEFAULT ''"))


class Results:
    """The store behind one URL; tables are made at first use."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(str(url))
        _metadata.create_all(self._engine)
        _renew(self._engine)

    def record(self, graded: Graded, submitted_at: str = "") -> bool:
        """Add a grading in one transaction, unless it is what the learner's newest row already says."""
        return bool(self.record_all([(graded, submitted_at)]))

    def record_all(self, batch: Sequence[tuple[Graded, str]]) -> int:
        """Add many learners' gradings of one lesson, each with its hand-in's time, in one transaction.

        What a learner's newest row already says is not added again; gives how many were.
        """
        if not batch:
            return 0
        lesson = batch[0][0].lesson
        newest = (
            select(func.max(gradings.c.id))
            .where(gradings.c.lesson == lesson, gradings.c.learner.in_([graded.learner for graded, _ in batch]))
            .group_by(gradings.c.learner)
        )
        known = select(gradings.c.learner, gradings.c.fingerprint).where(gradings.c.id.in_(newest))
        with self._engine.begin() as connection:
            said = {row.learner: row.fingerprint for row in connection.execute(known)}
            new = []
            for graded, submitted_at in batch:
                fingerprint = hashlib.sha256(msgspec.json.encode((graded, submitted_at))).hexdigest()
                if said.get(graded.learner) != fingerprint:
                    new.append((graded, _row(graded, submitted_at, fingerprint)))
            if new:
                added = gradings.insert().returning(gradings.c.id, sort_by_parameter_order=True)
                keys = connection.execute(added, [row for _, row in new]).scalars().all()
                self._add_details(connection, zip(keys, (graded for graded, _ in new), strict=True))
        return len(new)

    def learners(self, lesson: str) -> frozenset[str]:
        """Who has a grading of a lesson."""
        with self._engine.connect() as connection:
            wanted = select(gradings.c.learner).where(gradings.c.lesson == lesson).distinct()
            return frozenset(connection.execute(wanted).scalars())

    def times(self) -> dict[tuple[str, str], str]:
        """When each learner's lesson was graded last, by learner and lesson."""
        wanted = select(gradings.c.learner, gradings.c.lesson, func.max(gradings.c.graded_at))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.group_by(gradings.c.learner, gradings.c.lesson))
            return {(learner, lesson): moment for learner, lesson, moment in rows}

    def held(self) -> set[str]:
        """The lessons of which somebody's work was looked at."""
        wanted = select(gradings.c.lesson).where(gradings.c.outcome != "not_attempted").distinct()
        with self._engine.connect() as connection:
            return set(connection.execute(wanted).scalars())

    @staticmethod
    def _add_details(connection: Connection, new: Iterable[tuple[int, Graded]]) -> None:
        tried: list[dict[str, Any]] = []
        looked_at: list[dict[str, Any]] = []
        for key, graded in new:
            for attempt in graded.attempts:
                kept = {name: getattr(attempt, name) for name in _OF_ATTEMPT}
                tried.append({"grading": key, "points": _hundredths(attempt.points), **kept})
            for position, result in enumerate(graded.results):
                points = {"points": _hundredths(result.points), "max_points": _hundredths(result.max_points)}
                looked_at.append({"grading": key, "position": position, **msgspec.structs.asdict(result), **points})
        if tried:
            connection.execute(attempts.insert(), tried)
        if looked_at:
            connection.execute(checks.insert(), looked_at)

    def latest(self, lesson: str, learner: str | None = None) -> dict[str, Grading]:
        """Each learner's newest grading of a lesson, by learner id; or just one learner's."""
        newest = select(func.max(gradings.c.id)).where(gradings.c.lesson == lesson).group_by(gradings.c.learner)
        if learner is not None:
            newest = newest.where(gradings.c.learner == learner)
        with self._engine.connect() as connection:
            rows = connection.execute(select(gradings).where(gradings.c.id.in_(newest)).order_by(gradings.c.learner))
            return {grading.learner: grading for grading in self._whole(connection, rows.mappings().all())}

    def marks(self, lesson: str) -> dict[str, MarkOnly]:
        """Each learner's newest mark of a lesson, by learner id, without the checks behind it."""
        newest = select(func.max(gradings.c.id)).where(gradings.c.lesson == lesson).group_by(gradings.c.learner)
        columns = [gradings.c[name] for name in MarkOnly.__struct_fields__]
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(gradings.c.id.in_(newest))).mappings()
            return {row["learner"]: MarkOnly(**{**row, "mark": Decimal(row["mark"])}) for row in rows}

    def attempts(self, lesson: str) -> dict[str, tuple[Looked, ...]]:
        """The attempts that each learner's newest grading of a lesson looked at, by learner id."""
        newest = select(func.max(gradings.c.id)).where(gradings.c.lesson == lesson).group_by(gradings.c.learner)
        columns = [attempts.c[name] for name in Looked.__struct_fields__]
        wanted = select(gradings.c.learner, *columns).join(gradings, gradings.c.id == attempts.c.grading)
        found: dict[str, tuple[Looked, ...]] = {}
        with self._engine.connect() as connection:
            ordered = wanted.where(gradings.c.id.in_(newest)).order_by(gradings.c.learner, attempts.c.number)
            for learner, *values in connection.execute(ordered):
                found[learner] = (*found.get(learner, ()), Looked(*values))
        return found

    def history(self, lesson: str, learner: str) -> list[Grading]:
        """Every grading of one learner's work, the oldest first."""
        wanted = (
            select(gradings).where(gradings.c.lesson == lesson, gradings.c.learner == learner).order_by(gradings.c.id)
        )
        with self._engine.connect() as connection:
            return self._whole(connection, connection.execute(wanted).mappings().all())

    def graded_journals(self, lesson: str, learner: str, digests: Sequence[str]) -> list[Grading]:
        """A learner's gradings whose attempt that counted was one of these journals, byte for byte; the oldest first.

        ``digests`` are the journals' own, not their common name.
        """
        counted = attempts.c.grading == gradings.c.id, attempts.c.number == gradings.c.attempt
        wanted = (
            select(gradings)
            .join(attempts, and_(*counted))
            .where(gradings.c.lesson == lesson, gradings.c.learner == learner, gradings.c.outcome == "graded")
            .where(attempts.c.digest.in_(digests))
            .order_by(gradings.c.id)
        )
        with self._engine.connect() as connection:
            return self._whole(connection, connection.execute(wanted).mappings().all())

    def by_digest(self, beginning: str) -> list[Grading]:
        """Every grading of exactly the journals whose common name begins so, the oldest first."""
        wanted = (
            select(gradings).where(gradings.c.digest.startswith(beginning, autoescape=True)).order_by(gradings.c.id)
        )
        with self._engine.connect() as connection:
            return self._whole(connection, connection.execute(wanted).mappings().all())

    def lessons_of(self, learner: str) -> list[str]:
        """The lessons of which a learner has gradings."""
        wanted = select(gradings.c.lesson).where(gradings.c.learner == learner).distinct().order_by(gradings.c.lesson)
        with self._engine.connect() as connection:
            return list(connection.execute(wanted).scalars())

    def forget(self, learner: str) -> int:
        """Delete a learner's whole history for good; gives how many gradings there were."""
        keys = select(gradings.c.id).where(gradings.c.learner == learner)
        with self._engine.begin() as connection:
            for table in (attempts, checks):
                connection.execute(table.delete().where(table.c.grading.in_(keys)))
            return int(connection.execute(gradings.delete().where(gradings.c.learner == learner)).rowcount)

    @staticmethod
    def _whole(connection: Connection, rows: Iterable[Any]) -> list[Grading]:
        rows = list(rows)
        keys = [row["id"] for row in rows]
        found: dict[int, list[Result]] = {key: [] for key in keys}
        details = select(checks).where(checks.c.grading.in_(keys)).order_by(checks.c.grading, checks.c.position)
        for row in connection.execute(details).mappings():
            values = {name: row[name] for name in Result.__struct_fields__}
            values["points"] = Decimal(row["points"]) / 100
            values["max_points"] = Decimal(row["max_points"]) / 100
            found[row["grading"]].append(Result(**values))
        return [
            Grading(
                **{name: row[name] for name in Grading.__struct_fields__ if name not in _COMPUTED},
                points=Decimal(row["points"]) / 100,
                maximum=Decimal(row["maximum"]) / 100,
                mark=Decimal(row["mark"]),
                results=tuple(found[row["id"]]),
            )
            for row in rows
        ]


_COMPUTED = ("points", "maximum", "mark", "results")
