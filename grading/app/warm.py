"""A kernel that is ready before anybody asks: started and our modules imported, while nobody waits.

Voilà's own pre-heating executes a whole notebook ahead, for one place and before anybody has come; a lesson
needs its learner's folder. Here only what all pages share is done ahead, and the folder is entered when it is
known.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from typing import Any, ClassVar

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from grading.app.forking import POSSIBLE, SOURCE, ForkingKernelManager

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

IMPORTS = "import grading.app.lesson, grading.app.entrance"
"""What every page of ours needs: most of the time that a fresh kernel takes."""
ENTER = """
def _enter(cwd, env):
    import base64, json, os
    os.chdir(cwd)
    os.environ.update(json.loads(base64.b64decode(env)))
_enter({cwd!r}, {env!r})
del _enter
"""
"""The environment goes in disguise: IPython would read some of what stands in it as its own commands."""
REST = 6
"""Seconds that a page has for itself before the next kernel is made."""
READY_WITHIN = 60
"""Seconds after which a kernel that does not answer is given up."""


class WarmKernels(AsyncMappingKernelManager):  # type: ignore[misc]
    """Kernels for pages; one more than are in use stands ready."""

    imports: ClassVar[str] = IMPORTS

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        if POSSIBLE:
            self.kernel_manager_class = f"{ForkingKernelManager.__module__}.{ForkingKernelManager.__name__}"
        self._ready: list[str] = []
        self._making: asyncio.Task[None] | None = None

    async def start_kernel(self, *, kernel_id: str | None = None, path: str | None = None, **settings: Any) -> str:
        """A kernel for a page: the one that stands ready if there is one, else a fresh one."""
        found = await self._take(path, settings.get("env") or {}) if kernel_id is None else None
        if found is None:
            found = await super().start_kernel(kernel_id=kernel_id, path=path, **settings)
        self.warm()
        return str(found)

    def warm(self, rest: float = REST) -> None:
        """See to it that one stands ready soon, after so many seconds; does nothing while one is being made."""
        if not self._ready and (self._making is None or self._making.done()):
            self._making = asyncio.ensure_future(self._make(rest))

    async def _make(self, rest: float) -> None:
        await asyncio.sleep(rest)
        try:
            made = await super().start_kernel(path="")
            if await self._run(made, self.imports, starting=True):
                self._ready.append(made)
            else:
                await self.shutdown_kernel(made, now=True)
        except Exception as fault:  # noqa: BLE001 - without a warm one, pages take a fresh one
            log.warning("no kernel could be made ready: %r", fault)

    async def _take(self, path: str | None, env: dict[str, str]) -> str | None:
        while self._ready:
            found = self._ready.pop()
            if found not in self or not await self.is_alive(found):
                continue
            packed = base64.b64encode(json.dumps({key: str(value) for key, value in env.items()}).encode()).decode()
            if await self._run(found, ENTER.format(cwd=self.cwd_for_path(path or ""), env=packed)):
                return found
        return None

    async def is_alive(self, kernel_id: str) -> bool:
        """Whether a kernel still runs."""
        return bool(await self.get_kernel(kernel_id).is_alive())

    async def _run(self, kernel_id: str, code: str, *, starting: bool = False) -> bool:
        """Execute something that leaves no trace; whether it went well."""
        client = self.get_kernel(kernel_id).client()
        client.start_channels()
        try:
            if starting:
                # It ends by listening for a fifth of a second: too long where somebody waits.
                await client.wait_for_ready(timeout=READY_WITHIN)
            reply = await client.execute(code, silent=True, store_history=False, reply=True, timeout=READY_WITHIN)
            if reply["content"]["status"] != "ok":
                log.warning("a kernel refused %r: %r", code[:80], reply["content"])
            return bool(reply["content"]["status"] == "ok")
        except (RuntimeError, TimeoutError) as fault:
            log.warning("a kernel did not answer: %r", fault)
            return False
        finally:
            client.stop_channels()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Kernels that nobody needs go; the one that stands ready stays."""
        if kernel_id not in self._ready:
            await super().cull_kernel_if_idle(kernel_id)

    async def shutdown_all(self, now: bool = False) -> None:
        """End all kernels, and what they were forked from."""
        await super().shutdown_all(now=now)
        await asyncio.to_thread(SOURCE.close)
