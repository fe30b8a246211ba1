"""Forked kernels: each in its own folder and environment, ended like others, ordinary ones in their place at need."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grading.app import forking, warm
from grading.app.forking import CAPABLE, Forked, ForkingProvisioner, Source
from grading.app.start import environment, prepare
from grading.app.warm import WarmKernels
from tests.grading.app.test_warm import said

pytestmark = pytest.mark.skipif(not CAPABLE, reason="kernels are forked on Linux only")


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A process to fork from, for this test alone."""
    made = Source()
    monkeypatch.setattr(forking, "SOURCE", made)
    for room in (forking, warm):
        monkeypatch.setattr(room, "POSSIBLE", True)
    yield made
    made.close()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IPYTHONDIR", "JUPYTER_PATH", "JUPYTER_PLATFORM_DIRS", "PATH"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    workspace = prepare(tmp_path)
    environment(workspace)
    for learner in ("8A1-07", "8A1-08"):
        (workspace.root / learner).mkdir()
    return workspace.root


def visit(root: Path, walk: Any) -> Any:
    """Run a coroutine with a kernel manager that is shut down at the end."""

    async def whole() -> Any:
        manager = WarmKernels(root_dir=str(root))
        try:
            return await walk(manager)
        finally:
            if manager._making is not None:
                manager._making.cancel()
            await manager.shutdown_all(now=True)

    # In a thread of its own: a test of the browser may have left its loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(whole())).result()


def process(manager: WarmKernels, kernel: str) -> Any:
    return manager.get_kernel(kernel).provisioner.process


@pytest.mark.slow
def test_each_forked_kernel_has_its_own_place_and_life(root: Path, source: Source) -> None:
    """Two at once: own folder, own environment; one is interrupted, shut down and restarted without the other."""

    async def walk(manager: WarmKernels) -> None:
        asked = [manager.start_kernel(path=name, env={**os.environ, "WHO": name}) for name in ("8A1-07", "8A1-08")]
        one, two = await asyncio.gather(*asked)
        for kernel, name in ((one, "8A1-07"), (two, "8A1-08")):
            assert isinstance(process(manager, kernel), Forked)
            assert await said(manager, kernel) == f"{root / name} {name} True"
        first = process(manager, one)
        await manager.restart_kernel(one)
        assert process(manager, one).pid != first.pid
        assert first.poll() == 0
        assert await said(manager, one) == f"{root / '8A1-07'} 8A1-07 True"
        ended = process(manager, one)
        await manager.shutdown_kernel(one)
        assert ended.poll() == 0
        assert await said(manager, two) == f"{root / '8A1-08'} 8A1-08 True"
        killed = process(manager, two)
        killed.kill()
        assert killed.wait() == 0
        assert not await manager.is_alive(two)
        killed.send_signal(signal.SIGTERM)  # nobody is there any more, and nobody else is hit

    visit(root, walk)


@pytest.mark.slow
def test_widgets_made_before_the_kernel_belong_to_it(root: Path, source: Source) -> None:
    """ipyvuetify makes some at its import; a browser that asks each how it is would wait for them for ever."""
    code = "from ipywidgets.widgets.widget import _instances as w; print(len(w), {e.comm.kernel for e in w.values()})"

    async def walk(manager: WarmKernels) -> str:
        kernel = await manager.start_kernel(path="8A1-07", env=dict(os.environ))
        return await said(manager, kernel, code)

    answer = visit(root, walk)
    assert int(answer.partition(" ")[0]) > 0
    assert "None" not in answer
    assert "IPythonKernel" in answer


@pytest.mark.slow
def test_kernels_end_with_what_they_were_forked_from(root: Path, source: Source) -> None:
    """A server that was killed leaves nothing running."""

    async def walk(manager: WarmKernels) -> None:
        kernel = await manager.start_kernel(path="8A1-07", env=dict(os.environ))
        forked = process(manager, kernel)
        assert source._process is not None
        source._process.kill()
        assert await asyncio.to_thread(forked.wait) == 0

    visit(root, walk)


@pytest.mark.slow
def test_without_a_source_a_kernel_starts_in_the_ordinary_way(
    root: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process cannot begin, or ends: the page gets its kernel all the same."""
    monkeypatch.setattr(forking, "ORIGIN", "grading.app.there_is_no_such_module")

    async def walk(manager: WarmKernels) -> None:
        kernel = await manager.start_kernel(path="8A1-07", env={**os.environ, "WHO": "x"})
        assert isinstance(manager.get_kernel(kernel).provisioner, ForkingProvisioner)
        assert not isinstance(process(manager, kernel), Forked)
        assert (await said(manager, kernel)).startswith(f"{root / '8A1-07'} x")
        with pytest.raises(ChildProcessError, match="before"):
            source.fork([], str(root), {})

    visit(root, walk)
