"""Spreadsheet files that are the same at any time: the same table gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment that every file has: the first that a zip file can hold."""


def without_time(data: bytes) -> bytes:
    """The same spreadsheet file, without the moment at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", part)
            kept = zipfile.ZipInfo(item.filename, EPOCH)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, part)
    return made.getvalue()
