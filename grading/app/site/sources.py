"""What the static edition takes from the package indexes: fetched once, kept, checked by hash each time."""

from __future__ import annotations

import hashlib
import os
import tomllib
import urllib.request
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

SOURCES = Path(__file__).parent / "sources.toml"
CHUNK = 1 << 16
MAX_BYTES = 60_000_000
TIMEOUT = 60
"""Seconds without an answer after which fetching gives up."""


Progress = Callable[[str, int, int], None]
"""Told an archive's name, bytes so far and bytes in all (0 where that is unknown)."""


class SourceError(Exception):
    """Something that the static edition needs could not be had; ``words`` say what and why."""

    def __init__(self, code: str, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.code, self.words = code, {"name": name, "reason": reason}


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One archive: its version, where it is published, the SHA-256 of its bytes, what is used of it."""

    version: str
    url: str
    sha256: str
    holds: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The archive's own name."""
        return self.url.rpartition("/")[2]


@cache
def sources() -> dict[str, Source]:
    """The archives, by name."""
    return msgspec.convert(tomllib.loads(SOURCES.read_text(encoding="utf-8")), dict[str, Source])


def store() -> Path:
    """Where archives are kept between builds: ``CONGTAP_DOWNLOADS``, else a folder of this user's."""
    named = os.environ.get("CONGTAP_DOWNLOADS")
    return Path(named) if named else Path.home() / ".congtap" / "tai-ve"


def archive(name: str, progress: Progress = lambda *_: None) -> bytes:
    """The bytes of an archive; from the store if they are there and whole, else from where they are published.

    ``progress`` is told the archive's name, bytes so far and bytes in all (0 where that is unknown). Raises
    ``SourceError``.
    """
    source = sources()[name]
    kept = store() / source.file
    try:
        data = kept.read_bytes()
        if hashlib.sha256(data).hexdigest() == source.sha256:
            return data
    except OSError:
        pass
    data = _fetch(name, source, progress)
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        raise SourceError("other_bytes", source.file, f"its SHA-256 is {found}, not {source.sha256}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_name(f"{kept.name}.part")
        draft.write_bytes(data)
        draft.replace(kept)
    except OSError:
        # What cannot be kept is fetched again at the next build.
        pass
    return data


def _fetch(name: str, source: Source, progress: Progress) -> bytes:
    pieces, size = [], 0
    try:
        with urllib.request.urlopen(source.url, timeout=TIMEOUT) as answer:  # noqa: S310 - the addresses are ours, https
            whole = int(answer.headers.get("Content-Length") or 0)
            while piece := answer.read(CHUNK):
                pieces.append(piece)
                size += len(piece)
                if size > MAX_BYTES:
                    raise SourceError("other_bytes", source.file, f"it has more than {MAX_BYTES} bytes")
                progress(name, size, whole)
    except (OSError, ValueError) as fault:
        raise SourceError("not_fetched", source.file, str(fault)) from fault
    return b"".join(pieces)
