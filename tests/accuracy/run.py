"""Runs jobs on all cores, in an order that is the same at each run."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence

from tests.accuracy.outcome import Job, Outcome


def run(jobs: Sequence[Job], done: Callable[[], None] = lambda: None) -> list[Outcome]:
    """The outcomes in the order of the jobs; `done` is called after each job."""
    outcomes: list[Outcome] = []
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for each in pool.imap(_call, jobs):
            outcomes += each
            done()
    return outcomes


def _call(job: Job) -> list[Outcome]:
    return job()
