"""The results store: what nbgrader's gradebook cannot hold, addressed by URL beside it.

For each grading: the attempt and journals that were looked at, outcome and reason, and
every check's four-valued result. Rows are only ever added, so a mark's history stays.
Points are whole hundredths in the database and ``Decimal`` outside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text, create_engine, func, select
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool

from grading.checks import Result
from grading.grade import Graded, by_exercise

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

    @property
    def by_exercise(self) -> dict[str, Decimal]:
        """Points of each exercise, in the lesson's order."""
        return by_exercise(self.results)


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


@cache
def _engine(url: str) -> Engine:
    """One engine for a database, so that its statements are compiled once.

    No connection outlives its work: a school's shared folder does not like open files.
    """
    return create_engine(url, poolclass=NullPool)


class Results:
    """The store behind one URL; tables are made at first use."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(str(url))
        _metadata.create_all(self._engine)

    def record(self, graded: Graded, submitted_at: str = "") -> bool:
        """Add a grading in one transaction, unless it is what the learner's newest row already says."""
        fingerprint = hashlib.sha256(msgspec.json.encode((graded, submitted_at))).hexdigest()
        newest = (
            select(gradings.c.fingerprint)
            .where(gradings.c.lesson == graded.lesson, gradings.c.learner == graded.learner)
            .order_by(gradings.c.id.desc())
            .limit(1)
        )
        with self._engine.begin() as connection:
            if connection.execute(newest).scalar() == fingerprint:
                return False
            row = {name: getattr(graded, name) for name in _COMMON}
            row |= {
                "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "submitted_at": submitted_at,
                "points": _hundredths(graded.points),
                "maximum": _hundredths(graded.maximum),
                "mark": str(graded.mark),
                "fingerprint": fingerprint,
            }
            key = connection.execute(gradings.insert().values(row)).inserted_primary_key
            if key is None:
                raise RuntimeError("the database gave no key for a new grading")
            self._add_details(connection, int(key[0]), graded)
        return True

    @staticmethod
    def _add_details(connection: Connection, key: int, graded: Graded) -> None:
        tried = [
            {
                "grading": key,
                "points": _hundredths(attempt.points),
                **{n: getattr(attempt, n) for n in ("number", "file", "digest", "actions", "torn", "reason", "text")},
            }
            for attempt in graded.attempts
        ]
        looked_at = [
            {
                **msgspec.structs.asdict(result),
                "grading": key,
                "position": position,
                "points": _hundredths(result.points),
                "max_points": _hundredths(result.max_points),
            }
            for position, result in enumerate(graded.results)
        ]
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

    def history(self, lesson: str, learner: str) -> list[Grading]:
        """Every grading of one learner's work, the oldest first."""
        wanted = (
            select(gradings).where(gradings.c.lesson == lesson, gradings.c.learner == learner).order_by(gradings.c.id)
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
