"""The release that a journal is made with."""

from __future__ import annotations

RELEASE = "0.1.0"
SCHEMA = 1
"""Version of the journal's file format."""

SNAPSHOT = "01/11/2026"
"""The day up to which the rules in ``datasets/`` are described; shown on every screen."""
