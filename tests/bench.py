"""Time and peak memory of the main jobs, as a person would run them: python -m tests.bench.

Seconds depend on the machine, so each is also given as a multiple of a fixed piece of work done
first. Peak memory is that of the largest process, as the operating system counts it.
"""

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import duckdb

from ingestion.paths import REPOSITORY

LIMIT_S = 1800  # of one job; the longest takes minutes
YARDSTICK = "select sum(hash(range) % 1000) from range(200000000)"


def yardstick() -> float:
    begun = time.perf_counter()
    with duckdb.connect(config={"threads": "1"}) as connection:
        connection.execute(YARDSTICK).fetchall()
    return time.perf_counter() - begun


def measured(arguments: list[str], data: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak megabytes of a command and its children."""
    begun = time.perf_counter()
    environment = os.environ | {"CSC_DATA_DIR": str(data)}
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    command = [sys.executable, "-m", *arguments]
    child = os.posix_spawn(sys.executable, command, environment, file_actions=quiet, setpgroup=0)
    limit = threading.Timer(LIMIT_S, os.killpg, (child, signal.SIGKILL))
    limit.start()
    try:
        _, status, usage = os.wait4(child, 0)
    finally:
        limit.cancel()
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # what is left of it, also where this is interrupted
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed: run it by itself to see why")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    os.chdir(REPOSITORY)
    unit = yardstick()
    jobs = {
        "sample, first": ["ingestion", "refresh", "--sample"],
        "sample, built again": ["ingestion", "refresh", "--sample", "--force"],
        "sample, nothing new": ["ingestion", "refresh", "--sample"],
    }
    if mirror := os.environ.get("CSC_MIRROR"):
        official = ["ingestion", "refresh", "--mirror", mirror]
        jobs |= {
            "official, first": official,
            "official, built again": [*official, "--force"],
            "official, nothing new": official,
        }
    jobs |= {"sample, diff": ["ingestion", "diff", "--sample"], "sample, export": ["ingestion", "export", "--sample"]}
    data = Path(tempfile.mkdtemp(prefix="bench"))
    print(f"yardstick {unit:.2f} s; {os.cpu_count()} cores")  # noqa: T201
    print(f"{'job':<24}{'wall s':>8}{'CPU s':>8}{'MB':>7}{'wall / yardstick':>18}")  # noqa: T201
    try:
        for name, arguments in jobs.items():
            wall, cpu, memory = measured(arguments, data)
            print(f"{name:<24}{wall:>8.1f}{cpu:>8.1f}{memory:>7.0f}{wall / unit:>18.1f}")  # noqa: T201
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
