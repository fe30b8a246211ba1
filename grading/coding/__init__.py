"""Lessons with code cells: a learner's functions run in a process apart, and are judged in this one."""
