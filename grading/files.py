"""Looking at files that learners or others may have put there, before they are opened."""

from __future__ import annotations

import stat
from pathlib import Path


def plain_size(path: Path) -> int | None:
    """The size of a plain file in bytes; ``None`` for links, folders, pipes and what cannot be seen."""
    try:
        known = path.lstat()
    except OSError:
        return None
    return known.st_size if stat.S_ISREG(known.st_mode) else None
