"""A web server for a look at the static edition on this machine; a room of learners has its own."""

from __future__ import annotations

import asyncio
import mimetypes
from contextlib import suppress
from pathlib import Path
from typing import Any

from tornado.web import Application, StaticFileHandler

KINDS = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}
"""What browsers insist on, whatever this machine's own list says."""


class SiteFile(StaticFileHandler):
    """A file of the site; folders named after their content never change."""

    def set_extra_headers(self, path: str) -> None:
        """Let browsers keep for good what has a name of its own."""
        keeps = path.startswith("tai-")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable" if keeps else "no-cache")

    def get_content_type(self) -> str:
        """By our own list first."""
        suffix = Path(self.absolute_path or "").suffix
        return KINDS.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"


def application(folder: Path) -> Application:
    """The site as a tornado application."""
    return Application([(r"/(.*)", SiteFile, {"path": str(folder), "default_filename": "index.html"})])


def serve(folder: Path, port: int, ready: Any = None) -> None:  # noqa: ANN401 - whatever wants to be told
    """Serve until interrupted; ``ready`` is called when the address answers."""

    async def run() -> None:
        application(folder).listen(port, "127.0.0.1")
        if ready is not None:
            ready()
        await asyncio.Event().wait()

    with suppress(KeyboardInterrupt):
        asyncio.run(run())
