"""Voilà as the course's server: its first page is the entrance, and there is no list of files."""

from __future__ import annotations

import sys
import webbrowser
from typing import Any, ClassVar

from tornado.web import RedirectHandler
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from grading.app.workspace import ENTRANCE

OPEN = "Cổng Tập đã mở tại {url}\nDừng lại: bấm Ctrl+C ở cửa sổ này.\n"


class Page(TornadoVoilaHandler):  # type: ignore[misc]
    """A lesson's page. It sets the cookie without which the page may not end its kernel when it is closed."""

    async def prepare(self) -> None:
        """Before any answer."""
        await super().prepare()
        _ = self.xsrf_token


class Course(Voila):  # type: ignore[misc]
    """The learners' server."""

    open_window: ClassVar[bool] = True

    def init_handlers(self) -> list[Any]:
        """Voilà's handlers, with the entrance in the place of the file lists, which show who works here."""
        entrance = f"{self.base_url}voila/render/{ENTRANCE}.ipynb"
        handlers: list[Any] = super().init_handlers()
        return [
            (handler[0], RedirectHandler, {"url": entrance, "permanent": False})
            if handler[1] is TornadoVoilaTreeHandler
            else (handler[0], Page, *handler[2:])
            if handler[1] is TornadoVoilaHandler
            else handler
            for handler in handlers
        ]

    def launch_browser(self) -> None:
        """Say where the course is, and open it if that was asked for; called once the port is known."""
        url = f"http://127.0.0.1:{self.port}{self.base_url}voila/render/{ENTRANCE}.ipynb"
        sys.stdout.write(OPEN.format(url=url))
        sys.stdout.flush()
        if self.open_window:
            webbrowser.open(url)
