"""What the teacher gives back and puts right from the wall: an exam's marks, work done under a wrong number."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from tornado.web import HTTPError, RequestHandler

from grading.app.room.errands import ErrandError
from grading.app.room.people import number_of
from grading.app.room.said import RoomError
from grading.app.room.teacher import ROOT, Setting, Teachers


class WantedLesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which lesson is meant."""

    lesson: Annotated[str, Meta(max_length=60)]


class WantedMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose work of which lesson is to be whose, by number."""

    lesson: Annotated[str, Meta(max_length=60)]
    source: Annotated[str, Meta(max_length=10)]
    target: Annotated[str, Meta(max_length=10)]


class GiveBack(Teachers):
    """``POST tra-bai``: everybody may read the own mark of an exam."""

    async def post(self) -> None:
        """From now on, also of what is graded later."""
        lesson = self.told(WantedLesson).lesson
        if self.room.sheets.of(lesson) is None:
            raise HTTPError(404)
        await self.room.give_back(lesson)
        self.answer({"lesson": lesson})


class Move(Teachers):
    """``POST chuyen``: what was done under a wrong number goes to the right one."""

    async def post(self) -> None:
        """Done, or why not."""
        wanted = self.told(WantedMove)
        named = [self._learner(number) for number in (wanted.source, wanted.target)]
        try:
            if self.room.sheets.of(wanted.lesson) is None or "" in named:
                raise RoomError("move_number")  # noqa: TRY301 - told as every other fault
            if named[0] == named[1]:
                raise RoomError("move_same")  # noqa: TRY301
            text = await self.room.move(wanted.lesson, *named)
        except (ErrandError, RoomError) as fault:
            self.set_status(409)
            self.answer({"text": str(fault)})
            return
        self.answer({"text": text})

    def _learner(self, number: str) -> str:
        """The learner of a number on the wall; empty for none, or for more than one."""
        found = [
            each for each in self.room.people.learners() if number_of(each).lstrip("0") == number.strip().lstrip("0")
        ]
        return found[0] if len(found) == 1 else ""


def handlers(given: Setting) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """By address."""
    return [(f"{ROOT}tra-bai", GiveBack, {"given": given}), (f"{ROOT}chuyen", Move, {"given": given})]
