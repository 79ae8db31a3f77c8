"""The studies in a process of their own: one that does not end within its limit is stopped, and the others go on."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analysis import warehouse
from analysis.evidence import Evidence
from analysis.run import planned, results_of
from analysis.studies import BY_NAME
from analysis.study import Rows
from analysis.warehouse import Wanted

STUDY_SECONDS = 300.0
START_SECONDS = 300.0  # to import the models and open the build, on a machine that is busy
END_SECONDS = 30.0  # to end after the last study


class StudyFailed(RuntimeError):
    """The process of the studies did not start, or ended by itself: its standard error stream says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Studies by name, in order, on the `wanted` data sets of a build (None for all)."""

    build: Path
    studies: tuple[str, ...]
    wanted: Wanted = None


def one_thread() -> AbstractContextManager[object]:
    """Linear algebra in one thread: on vectors as short as ours, threads spend their time waiting for each other."""
    limits: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limits


def _work(work: Work, messages: Connection) -> None:
    """In the process: an empty message once the build is open, then the rows of each study."""
    with one_thread(), warehouse.reading(work.build) as connection:
        evidence = Evidence(connection, work.wanted)
        messages.send({})
        for name in work.studies:
            messages.send(results_of(planned([BY_NAME[name]], evidence)))


class _Worker:
    """A process at work. It is started anew, never forked: a fork would copy locks that other threads hold."""

    def __init__(self, work: Work) -> None:
        context = get_context("spawn")
        self._messages, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(work, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def received(self, doing: str, seconds: float) -> Rows | None:
        """The next message, or None if none comes in time."""
        if not self._messages.poll(seconds):
            return None
        try:
            rows: Rows = self._messages.recv()
        except EOFError as error:
            self._process.join(END_SECONDS)
            raise StudyFailed(f"{doing} ended its process (exit code {self._process.exitcode})") from error
        return rows

    def end(self, seconds: float) -> None:
        """Wait so long for it to end by itself, then stop it."""
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._messages.close()


def _stopped(study: str, datasets: Iterable[str], seconds: float) -> Rows:
    reason = (
        f"stopped after {seconds:g} s, the limit of one study: this build is without its results. CSC_STUDY_SECONDS "
        "sets another limit"
    )
    return {"not_fitted": pd.DataFrame([{"dataset_id": name, "study": study, "reason": reason} for name in datasets])}


def run_studies(work: Work, *, datasets: Iterable[str], limit_seconds: float) -> Iterator[tuple[str, Rows]]:
    """Each study with its rows by results table, in order; of one that met the limit, a row of not_fitted per data set.

    Raises StudyFailed where the process does not start or ends by itself.
    """
    waiting = list(work.studies)
    while waiting:
        worker, patience = _Worker(replace(work, studies=tuple(waiting))), 0.0
        try:
            if worker.received("reading the build", START_SECONDS) is None:
                raise StudyFailed(f"the studies did not begin within {START_SECONDS:g} s")
            while waiting:
                rows = worker.received(f"the study {waiting[0]}", limit_seconds)
                name = waiting.pop(0)
                yield name, _stopped(name, datasets, limit_seconds) if rows is None else rows
                if rows is None:
                    break
            else:
                patience = END_SECONDS
        finally:
            worker.end(patience)
