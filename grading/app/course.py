"""Voilà as the course's server: its first page is the entrance, and there is no list of files."""

from __future__ import annotations

import sys
import webbrowser
from typing import Any, ClassVar

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RedirectHandler
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
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


class Missing(BaseVoilaHandler):  # type: ignore[misc]
    """There is nothing here, said in Vietnamese and with the way back."""

    async def prepare(self) -> None:
        """Before any answer."""
        await super().prepare()
        raise HTTPError(404)


class Course(Voila):  # type: ignore[misc]
    """The server of the learners' pages, or of the teacher's."""

    open_window: ClassVar[bool] = True
    entrance: ClassVar[str] = ENTRANCE
    """The notebook that everybody is led to."""
    first: ClassVar[str] = ""
    """The notebook to open now, if it is another one."""

    def init_handlers(self) -> list[Any]:
        """Voilà's handlers; the entrance is in the place of the file lists, which show who works here."""
        entrance = f"{self.base_url}voila/render/{self.entrance}.ipynb"
        missing = (Missing, {"voila_configuration": self.voila_configuration})
        instead: dict[type, tuple[Any, ...]] = {
            TornadoVoilaTreeHandler: (RedirectHandler, {"url": entrance, "permanent": False}),
            VoilaContentsHandler: missing,
            AllowListFileHandler: missing,
        }
        handlers: list[Any] = []
        for address, kind, *rest in super().init_handlers():
            handlers.append((address, *instead.get(kind, (Page if kind is TornadoVoilaHandler else kind, *rest))))
        return [*handlers, (".*", *missing)]

    def launch_browser(self) -> None:
        """Say where the course is, and open it if that was asked for; called once the port is known."""
        url = f"http://127.0.0.1:{self.port}{self.base_url}voila/render/{self.first or self.entrance}.ipynb"
        sys.stdout.write(OPEN.format(url=url))
        sys.stdout.flush()
        IOLoop.current().add_callback(self.kernel_manager.warm, 0)
        if self.open_window:
            webbrowser.open(url)
