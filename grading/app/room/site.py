"""The static site: a folder of files that every browser may read, listed once, so that an address is never a path."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import Any, NamedTuple

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler

from grading.app.room.said import RoomError, said
from grading.files import plain_size

CHUNK = 128 * 1024
HASHED = re.compile(r"[.-][0-9a-f]{8,64}\.[^/]+\Z")
"""Names with their content's digest in them: what such an address gives can never change."""

PACKED = {"br": ".br", "gzip": ".gz"}
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".data": "application/octet-stream",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
"""Spoken out, as systems' own tables differ and browsers refuse modules and WebAssembly of the wrong kind."""


class File(NamedTuple):
    """One file of the site: where, how long, its tag, and how it is packed by what browsers call it."""

    path: Path
    size: int
    tag: str
    packed: dict[str, File]


class Site:
    """The site's files by their address, as they were when the server began."""

    def __init__(self, folder: Path) -> None:
        """Raises ``RoomError`` for a folder without a first page."""
        self.files: dict[str, File] = {}
        root = folder.resolve()
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            parts = path.relative_to(root).parts
            size = plain_size(path)
            inside = size is not None and path.resolve().is_relative_to(root)
            if size is None or not inside or any(part.startswith(".") for part in parts):
                continue
            tag = f'"{size:x}-{path.stat().st_mtime_ns:x}"'
            self.files["/".join(parts)] = File(path, size, tag, {})
        if "index.html" not in self.files:
            raise RoomError("no_site", folder=folder)
        for name, file in self.files.items():
            for coding, ending in PACKED.items():
                if name + ending in self.files:
                    file.packed[coding] = self.files[name + ending]

    def find(self, address: str) -> File | None:
        """The file of an address; a folder's is its first page."""
        name = address + "index.html" if not address or address.endswith("/") else address
        return self.files.get(name)


def kind_of(name: str) -> str:
    """What a file is, for its header."""
    return KINDS.get(Path(name).suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"


class Pages(RequestHandler):
    """Any file of the site."""

    def initialize(self, site: Site) -> None:
        """Called by Tornado with what the address was entered with."""
        self.site = site

    async def head(self, address: str) -> None:
        """As ``get``, without the file."""
        await self.get(address)

    async def get(self, address: str) -> None:
        """The file, packed if the browser can unpack it and a packed one lies beside it."""
        file = self.site.find(address)
        if file is None and f"{address}/index.html" in self.site.files:
            self.redirect(f"/{address}/")
            return
        if file is None:
            raise HTTPError(404)
        self.set_header("Content-Type", kind_of(file.path.name))
        lasting = address.startswith("tai-") or HASHED.search(file.path.name)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
        sent = file
        if file.packed:
            self.set_header("Vary", "Accept-Encoding")
            wanted = re.findall(
                r"\b(br|gzip)\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))", self.request.headers.get("Accept-Encoding", "")
            )
            coding = next((each for each in PACKED if each in wanted and each in file.packed), "")
            if coding:
                self.set_header("Content-Encoding", coding)
                sent = file.packed[coding]
        self.set_header("Etag", sent.tag)
        if self.check_etag_header():
            self.set_status(304)
            return
        self.set_header("Content-Length", str(sent.size))
        if self.request.method != "HEAD":
            await self._send(sent)

    async def _send(self, file: File) -> None:
        """Piece by piece, each when the browser has taken the one before: memory stays flat."""
        left = file.size
        try:
            with file.path.open("rb") as data:
                while left and (piece := data.read(min(CHUNK, left))):
                    left -= len(piece)
                    self.write(piece)
                    await self.flush()
        except StreamClosedError:
            return

    def compute_etag(self) -> None:
        """The tag is the file's own."""

    def set_default_headers(self) -> None:
        """A file is what its kind says."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")

    def write_error(self, status_code: int, **_: Any) -> None:
        """There is nothing here, and the way back."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(said("browser", "no_page" if status_code == 404 else "no_answer"))
