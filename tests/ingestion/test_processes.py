"""A command that a job starts ends within its limit, with everything that it has started."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from ingestion.problems import DataProblem
from ingestion.processes import run_limited

# A command that starts another, writes the process ids of both down, and does not end.
PARENT = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
{end}
"""


def parent(tmp_path: Path, end: str) -> list[str]:
    return [sys.executable, "-c", PARENT.replace("{end}", end), str(tmp_path / "pids")]


def alive(tmp_path: Path) -> list[int]:
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def test_a_command_says_what_it_has_to_say_and_how_it_ended(tmp_path):
    script = "import sys; print('café'); print('no', file=sys.stderr); sys.exit(3)"
    ran = run_limited([sys.executable, "-X", "utf8", "-c", script], what="It", limit_seconds=30, cwd=tmp_path)
    assert (ran.returncode, ran.stdout.strip(), ran.stderr.strip()) == (3, "café", "no")


@pytest.mark.parametrize(
    "end", ["time.sleep(3600)", "import itertools, collections; collections.deque(itertools.count(), 0)"]
)
def test_at_its_limit_a_command_is_stopped_with_what_it_has_started(tmp_path, end):
    """Asleep, or busy in code that never returns to Python."""
    begun = time.monotonic()
    with pytest.raises(DataProblem, match="The models did not end within 2 s and was stopped"):
        run_limited(parent(tmp_path, end), what="The models", limit_seconds=2, cwd=tmp_path)
    assert time.monotonic() - begun < 20
    assert alive(tmp_path) == []


def test_a_job_that_is_interrupted_leaves_nothing_running(tmp_path, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text():
            time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr("subprocess.Popen.communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_limited(parent(tmp_path, "time.sleep(3600)"), what="It", limit_seconds=60, cwd=tmp_path)
    assert alive(tmp_path) == []
