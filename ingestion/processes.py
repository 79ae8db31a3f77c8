"""Other programs that a job starts: each has a limit, and ends with everything that it has started itself."""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from ingestion.problems import DataProblem

END_SECONDS = 10  # for a process that was killed to be gone


def end_whole(process: psutil.Process) -> None:
    """Kill a process, and whatever it has started and that has started in turn."""
    with suppress(psutil.NoSuchProcess):
        process.suspend()  # starts nothing more meanwhile
        family = [*process.children(recursive=True), process]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=END_SECONDS)


def run_limited(
    command: Sequence[str],
    *,
    what: str,
    limit_seconds: float,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    captured: bool = True,
) -> subprocess.CompletedProcess[str]:
    """What a command said, or where not `captured` on the terminal, once it has ended by itself.

    Raises DataProblem, saying `what` did not end, if it meets the limit. However this is left, nothing lives on.
    """
    pipe = subprocess.PIPE if captured else None
    with subprocess.Popen(command, cwd=cwd, env=environment, stdout=pipe, stderr=pipe, encoding="utf-8") as child:
        whole = psutil.Process(child.pid)
        try:
            said, errors = child.communicate(timeout=limit_seconds)
        except subprocess.TimeoutExpired as error:
            raise DataProblem(
                f"{what} did not end within {limit_seconds:g} s and was stopped: is the machine very busy, or the disk "
                "full? Try again; if it happens again, this project has a fault."
            ) from error
        finally:
            end_whole(whole)
    return subprocess.CompletedProcess(command, child.returncode, said, errors)
