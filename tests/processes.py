"""Commands that tests start: each ends within its limit, and with everything that it started."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingestion.paths import REPOSITORY

# The shell becomes the command. What it leaves behind waits for the end of a pipe that only this process holds open,
# and then kills the whole process group: at the end of the block below, and where this process itself is killed.
WATCHED = 'exec 3<&0 </dev/null; (read _ <&3; kill -s KILL -- -$$) >/dev/null 2>&1 & exec "$@" 3<&-'
LIMIT_S = 50  # below the limit of a test, so that its failure names the command


@contextmanager
def started(
    command: Sequence[str], *, cwd: Path = REPOSITORY, env: Mapping[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """A command in a process group of its own, for as long as the block lasts."""
    watched, held = os.pipe()
    options = {"cwd": cwd, "env": env, "stdin": watched, "text": True, "start_new_session": True} | options
    whole = ["/bin/sh", "-c", WATCHED, "sh", *command]
    with os.fdopen(watched), subprocess.Popen(whole, **options) as process, os.fdopen(held, "w"):
        yield process


def run_limited(
    command: Sequence[str],
    *,
    limit_seconds: float = LIMIT_S,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What a command said, once it has ended by itself."""
    with started(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            stdout, stderr = process.communicate(timeout=limit_seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{' '.join(command)} did not end within {limit_seconds:g} s") from None
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)
