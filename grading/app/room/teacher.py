"""The teacher's pages of a room: the wall, the room's settings, the address for the projector, PIN cards."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Meta
from tornado.escape import xhtml_escape
from tornado.web import HTTPError, RequestHandler

from grading.app import pins
from grading.app.room import cards
from grading.app.room.doors import Doors
from grading.app.room.errands import ErrandError
from grading.app.room.folder import MAX_MESSAGE, Settings, now_utc
from grading.app.room.people import counted, number_of
from grading.app.room.room import Room
from grading.app.room.said import said, sayings
from grading.words import title_of
from simulator.clock import VIETNAM

PAGES = Path(__file__).parent / "pages"
FILES = {"room.css": "text/css; charset=utf-8", "wall.js": "text/javascript; charset=utf-8"}
ROOT = "/thay-co/"
COOKIE = "congtap_phong"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:"
POLICY += "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

T = TypeVar("T", bound=msgspec.Struct)
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z|^\Z")]


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the teacher wants the room; times are today's, in Vietnam, empty for none."""

    open: bool
    message: Annotated[str, Meta(max_length=MAX_MESSAGE)]
    starts: Clock
    ends: Clock


class WantedMode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a lesson is to be."""

    lesson: Annotated[str, Meta(max_length=60)]
    mode: Literal["practice", "exam"]


class Setting(NamedTuple):
    """What the teacher's pages are given."""

    room: Room
    doors: Doors
    join: tuple[str, ...]


class Teachers(RequestHandler):
    """A teacher's page: only from the right computer, and behind the passcode unless ``at_door``."""

    at_door = False

    def initialize(self, given: Setting) -> None:
        """Called by Tornado with what the address was entered with."""
        self.room, self.doors, self.join = given

    def set_default_headers(self) -> None:
        """Nothing of another place is loaded, and no other page may show this one."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")

    def prepare(self) -> None:
        """Before any answer."""
        if not self.doors.admits(self.request.remote_ip or "", self.request.host):
            raise HTTPError(403)
        if self.request.method == "POST":
            self.check_xsrf_cookie()
        if not self.at_door and not self.doors.knows(self.get_cookie(COOKIE, "") or ""):
            if self.request.method == "GET" and self.request.path == ROOT:
                self.door()
                return
            raise HTTPError(401)

    def door(self, fault: str = "") -> None:
        """Ask for the passcode, or for the first one."""
        first = not self.doors.is_set
        self.page("door.html", "door", first=first, fault=fault, shortest=pins.PASSCODE)

    def page(self, name: str, group: str, **given: Any) -> None:
        """Answer with a page of ``pages/``."""
        self.render(name, t=sayings(group), klass=self.room.course, root=ROOT, **given)

    def answer(self, found: object) -> None:
        """Answer with a record."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(msgspec.json.encode(found))

    def told(self, kind: type[T]) -> T:
        """The body as a record; raises ``HTTPError``."""
        try:
            return msgspec.json.decode(self.request.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise HTTPError(400) from None

    def write_error(self, status_code: int, **_: Any) -> None:
        """What is wrong, as a page that needs nothing else."""
        key = {401: "again", 403: "not_here"}.get(status_code, "wrong")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(said("door", "page", text=said("door", key)))


class File(Teachers):
    """A style sheet or script of these pages."""

    at_door = True

    def get(self, name: str) -> None:
        """One of those that there are."""
        if name not in FILES:
            raise HTTPError(404)
        self.set_header("Content-Type", FILES[name])
        self.finish((PAGES / name).read_bytes())


class Enter(Teachers):
    """``POST vao``: the passcode."""

    at_door = True

    async def post(self) -> None:
        """In, or back to the door with what was wrong."""
        code = self.get_body_argument("code", "", strip=False)[:200]
        if not self.doors.is_set:
            if code != self.get_body_argument("again", "", strip=False)[:200]:
                self.door(said("door", "differs"))
                return
            try:
                await self.room.in_thread(self.doors.begin, code)
            except ValueError:
                self.door(said("door", "short", shortest=pins.PASSCODE))
                return
        tried = await self.room.in_thread(self.doors.try_passcode, code)
        if not tried.right:
            self.door(said("door", "wait", wait=tried.wait) if tried.wait else said("door", "wrong_code"))
            return
        self.set_cookie(
            COOKIE, self.doors.let_in(), path=ROOT, httponly=True, samesite="Strict", secure=self.doors.secure
        )
        self.redirect(ROOT, status=303)


class Leave(Teachers):
    """``POST ra``: end the session."""

    def post(self) -> None:
        """Back to the door."""
        self.doors.let_out(self.get_cookie(COOKIE, "") or "")
        self.clear_cookie(COOKIE, path=ROOT)
        self.redirect(ROOT, status=303)


class Wall(Teachers):
    """The live wall."""

    def get(self) -> None:
        """The page; what is on it comes after."""
        words = msgspec.json.encode(sayings("wall")).decode()
        lessons = [(name, title_of(name), sheet.mode) for name, sheet in self.room.lessons().items()]
        self.page("wall.html", "wall", words=words, join=self.join[0], lessons=lessons, longest=MAX_MESSAGE)


class Board(Teachers):
    """``GET bang``: what the wall shows, without names."""

    def get(self) -> None:
        """Everybody's row, and how the room is set."""
        room, now = self.room, self.room.clock()
        rows = room.people.rows(now)
        settings = room.settings
        self.answer(
            {
                "rows": rows,
                "counts": counted(rows),
                "open": room.is_open,
                "wanted": settings.open,
                "message": settings.message,
                "starts": _clock(settings.starts),
                "ends": _clock(settings.ends),
                "time": _clock(now_utc(now)),
                "modes": {name: sheet.mode for name, sheet in room.lessons().items()},
                "returned": sorted(room.returning.exams),
                "pin": room.pin,
                "trouble": room.trouble,
            }
        )


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M}" if moment else ""


class Names(Teachers):
    """``GET ten``: the names, asked for when the teacher wants to see them."""

    async def get(self) -> None:
        """By learner id."""
        self.answer(await self.room.errands.do("names"))


class Set(Teachers):
    """``POST phong``: open or close, message, from when to when."""

    async def post(self) -> None:
        """Kept, then in force."""
        wanted = self.told(Wanted)
        starts, ends = _today(wanted.starts, self.room.clock()), _today(wanted.ends, self.room.clock())
        if starts and ends and ends <= starts:
            ends += timedelta(days=1)
        await self.room.set(Settings(wanted.open, wanted.message.strip(), starts, ends))
        self.answer({"open": self.room.is_open})


def _today(text: str, now: float) -> datetime | None:
    """A clock's time as today's moment in Vietnam."""
    if not text:
        return None
    return datetime.combine(now_utc(now).astimezone(VIETNAM).date(), time.fromisoformat(text), VIETNAM)


class SetMode(Teachers):
    """``POST che-do``: a lesson becomes an exam, or practice again."""

    async def post(self) -> None:
        """In every copy of the sheet."""
        wanted = self.told(WantedMode)
        if self.room.sheets.of(wanted.lesson) is None:
            raise HTTPError(404)
        try:
            await self.room.set_mode(wanted.lesson, wanted.mode)
        except ErrandError as fault:
            self.set_status(409)
            self.answer({"text": str(fault)})
            return
        self.answer({"mode": wanted.mode})


class Projector(Teachers):
    """``GET chieu``: the address for everybody to see, as a picture and as a line to type."""

    def get(self) -> None:
        """The one that was chosen, where this computer is in several networks."""
        chosen = self.get_query_argument("so", "0")
        place = int(chosen) if chosen in map(str, range(len(self.join))) else 0
        address = self.join[place]
        short = address.removeprefix("http://")
        self.page(
            "projector.html", "projector", address=short, picture=cards.picture(address, 12), all=self.join, place=place
        )


class Cards(Teachers):
    """``POST the``: new PINs on cards to print, for everybody or for some."""

    async def post(self) -> None:
        """Told this once."""
        text = self.get_body_argument("number", "").strip()[:200]
        numbers = {each: int(number_of(each)) for each in self.room.people.learners()}
        try:
            wanted = cards.numbers_in(text) if text else set(numbers.values())
        except ValueError:
            wanted = set()
        learners = [each for each, number in numbers.items() if number in wanted]
        unknown = wanted - set(numbers.values())
        if not learners or unknown:
            missing = ", ".join(str(number) for number in sorted(unknown)[:5]) or text
            self.set_status(400)
            self.finish(said("door", "page", text=xhtml_escape(said("cards", "no_number", number=missing))))
            return
        made = await self.room.in_thread(cards.make, self.room.folder, learners)
        for learner in learners:
            self.room.passes.renewed(learner)
            self.room.people.must_come_anew(learner)
        self.room.pin = True
        short = self.join[0].removeprefix("http://")
        self.page("cards.html", "cards", cards=made, address=short, picture=cards.picture(self.join[0], 2))


def handlers(room: Room, doors: Doors, join: tuple[str, ...]) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """The teacher's pages by address."""
    given = {"given": Setting(room, doors, join)}
    pages: dict[str, type[RequestHandler]] = {
        "": Wall,
        r"tep/([a-z.]+)": File,
        "vao": Enter,
        "ra": Leave,
        "bang": Board,
        "ten": Names,
        "phong": Set,
        "che-do": SetMode,
        "chieu": Projector,
        "the": Cards,
    }
    return [(ROOT + address, kind, given) for address, kind in pages.items()]


def settings(*, secure: bool) -> dict[str, Any]:
    """What the application has to know for these pages."""
    kept = {"httponly": True, "samesite": "Strict", "path": ROOT, "secure": secure}
    return {"template_path": str(PAGES), "xsrf_cookie_name": "congtap_xsrf", "xsrf_cookie_kwargs": kept}
