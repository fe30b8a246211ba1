"""A kernel stands ready before a page is asked for, and enters the page's folder when it is."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grading.app.start import environment, prepare
from grading.app.warm import WarmKernels

ASK = "import os, sys; print(os.getcwd(), os.environ['WHO'], 'grading.app.lesson' in sys.modules)"


async def said(manager: WarmKernels, kernel: str, code: str = ASK) -> str:
    """What a kernel prints: where it is, whom it serves, and what it has imported, if nothing else is asked."""
    client = manager.get_kernel(kernel).client()
    client.start_channels()
    printed: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        printed.append(message["content"].get("text", ""))

    try:
        await client.wait_for_ready(timeout=60)
        await client.execute_interactive(code, timeout=60, output_hook=hear)
    finally:
        client.stop_channels()
    return "".join(printed).strip()


async def visits(root: Path) -> list[str]:
    """A cold visit, a warm one, and one after the ready kernel has died."""
    manager = WarmKernels(root_dir=str(root))
    answers = []
    try:
        for visit in ("cold", "warm", "after a death"):
            ready = list(manager._ready)
            if visit == "after a death":
                await manager.shutdown_kernel(ready[0], now=True)
            kernel = await manager.start_kernel(path="8A1-07", env={"WHO": "8A1-07 'a' %magic !cmd?", "N": "1"})
            assert (kernel in ready) == (visit == "warm")
            answers.append(await said(manager, kernel))
            assert manager._making is not None
            manager._making.cancel()
            manager._making = None
            manager.warm(0)
            await manager._making
            assert len(manager._ready) == 1
            await manager.cull_kernel_if_idle(manager._ready[0])
            assert manager._ready[0] in manager
    finally:
        await manager.shutdown_all(now=True)
    return answers


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::RuntimeWarning", "ignore::DeprecationWarning")
def test_a_page_gets_the_kernel_that_stands_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its folder, with its environment; ours are imported already; a dead one is passed over."""
    # As it is where kernels cannot be forked.
    monkeypatch.setattr("grading.app.warm.POSSIBLE", False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    workspace = prepare(tmp_path)
    environment(workspace)
    (tmp_path / "8A1-07").mkdir()
    # In a thread of its own: a test of the browser may have left its loop in this one.
    with ThreadPoolExecutor(1) as pool:
        cold, warm, after = pool.submit(lambda: asyncio.run(visits(tmp_path))).result()
    there = f"{tmp_path / '8A1-07'} 8A1-07 'a' %magic !cmd?"
    assert (cold, warm, after) == (f"{there} False", f"{there} True", f"{there} False")
