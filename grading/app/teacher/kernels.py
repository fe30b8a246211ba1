"""Kernels for the teacher's page that are ready before it is opened."""

from __future__ import annotations

from typing import ClassVar

from grading.app.warm import WarmKernels


class TeachersKernels(WarmKernels):
    """Kernels for the teacher's page, which needs the class folder's libraries and no lesson."""

    imports: ClassVar[str] = "import grading.app.teacher.console; grading.app.teacher.console.preload()"
