"""A certificate that this computer makes for itself, so that nobody in the room's air can read along.

The system's ``openssl`` makes it: no library for it is worth carrying to every school for a choice that few make.
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Collection
from pathlib import Path

from grading.app.room.folder import RoomFolder, write_whole
from grading.app.room.said import RoomError

CERTIFICATE_FILE = "chung-chi.pem"
DAYS = 397
"""Browsers refuse certificates that are good for longer."""


def context(klass: Path, addresses: Collection[str]) -> ssl.SSLContext:
    """TLS with a certificate for these addresses, made anew at each start; raises ``RoomError``."""
    folder = RoomFolder(klass)
    if not folder.klass.is_dir():
        raise RoomError("no_class", folder=klass)
    folder.make()
    path, program = folder.root / CERTIFICATE_FILE, shutil.which("openssl")
    if program is None:
        raise RoomError("no_openssl")
    names = ",".join(f"IP:{each}" for each in sorted({"127.0.0.1", *addresses}))
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=Cong Tap", "-addext", f"subjectAltName={names}", "-days", str(DAYS)]
    try:
        made = subprocess.run([*command, "-keyout", "-", "-out", "-"], check=True, capture_output=True, timeout=60)
    except (subprocess.SubprocessError, OSError) as fault:
        raise RoomError("no_certificate", error=fault) from fault
    write_whole(path, made.stdout, mode=0o600)
    found = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    found.load_cert_chain(path)
    return found
