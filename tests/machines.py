"""The numeric tests as other machines compute: python -m tests.machines.

A sum in another order is another sum in the last digits. Which order it is depends on the kernel that OpenBLAS picks
for a processor, on the instructions that NumPy finds there and on the number of threads. Each configuration below is
tried with the same tests and the same tolerances; what this machine cannot execute is left out and said so.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.processes import run_limited

# What computes, and neither needs the built sample nor only puts results into words.
NUMERIC = ["tests/analysis", "tests/ingestion/test_disclosure.py", "tests/ingestion/benchmark"]
WORDS = ["brief", "documents", "reading", "sentences", "tables"]
LINES = 40  # of a run that ended before it could name a failure
LIMIT_S = 900  # of one configuration, which takes about a minute and a half on two quiet cores

# A kernel of OpenBLAS for each generation of processors, oldest first, and what NumPy calls its instructions.
KERNELS = {
    "x86_64": {"Nehalem": "X86_V2", "Haswell": "X86_V3", "SkylakeX": "X86_V4"},
    "aarch64": {"armv8": "ASIMD", "neoversen1": "ASIMDDP", "neoversev1": "SVE"},
}
PROBE = """
import json, numpy, scipy.linalg, threadpoolctl
libraries = [found for found in threadpoolctl.threadpool_info() if found["internal_api"] == "openblas"]
instructions = numpy.show_config(mode="dicts")["SIMD Extensions"]
print(json.dumps({
    "kernels": sorted({found["architecture"] for found in libraries}),
    "threads": sorted({found["num_threads"] for found in libraries}),
    "baseline": instructions["baseline"],
    "dispatched": instructions.get("found", []),
}))
"""
Found = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Configuration:
    """Variables of the environment, and what a process that starts with them must find."""

    name: str
    environment: dict[str, str]
    expected: Found


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def found(environment: dict[str, str]) -> Found:
    """Kernels and threads of what NumPy and SciPy load, and NumPy's instructions; nothing after a crash."""
    ran = run_limited([sys.executable, "-c", PROBE], env=os.environ | environment)
    return json.loads(ran.stdout) if ran.returncode == 0 else {}


def kernels(here: Found) -> Iterator[Configuration]:
    """Those that this processor can execute; it is said which it cannot."""
    if chosen := os.environ.get("OPENBLAS_CORETYPE"):
        say(f"OPENBLAS_CORETYPE={chosen} holds for this machine: no other kernel is tried")
        return
    for kernel, instructions in KERNELS.get(platform.machine(), {}).items():
        if instructions in here["baseline"] + here["dispatched"]:
            yield Configuration(f"kernel {kernel}", {"OPENBLAS_CORETYPE": kernel}, {"kernels": [kernel]})
        else:
            say(f"{f'kernel {kernel}':<22}is left out: this processor lacks {instructions}")


def configurations(here: Found) -> Iterator[Configuration]:
    """Everything in which another machine may differ from this one, one thing at a time."""
    yield from kernels(here)
    if here["dispatched"]:
        disabled = {"NPY_DISABLE_CPU_FEATURES": " ".join(here["dispatched"])}
        yield Configuration("NumPy's baseline", disabled, {"dispatched": []})
    yield Configuration("one thread", {"OPENBLAS_NUM_THREADS": "1"}, {"threads": [1]})
    yield Configuration("two threads", {"OPENBLAS_NUM_THREADS": "2"}, {"threads": [2]})
    yield Configuration("PYTHONHASHSEED=1", {"PYTHONHASHSEED": "1"}, {})


def outcome(environment: dict[str, str]) -> tuple[bool, list[str]]:
    """Whether the numeric tests pass, and what pytest says: the failures, and in the last line how many."""
    ignored = [f"--ignore=tests/analysis/{folder}" for folder in WORDS]
    command = [sys.executable, "-m", "pytest", "--quiet", "--tb=line", *NUMERIC, *ignored]
    try:
        ran = run_limited(command, env=os.environ | environment, limit_seconds=LIMIT_S)
    except TimeoutError:
        return False, [f"did not end within {LIMIT_S} s"]
    return ran.returncode == 0, (ran.stderr + ran.stdout).splitlines()


def passes(configuration: Configuration) -> bool:
    """Whether a configuration passes, printed in a line; failures follow. One that does not take hold is left out."""
    now = found(configuration.environment)
    if now | configuration.expected != now:
        say(f"{configuration.name:<22}is left out: where it is asked for there is {now or 'a crash'}")
        return True
    begun = time.monotonic()
    passed, said = outcome(configuration.environment)
    say(f"{configuration.name:<22}{said[-1].strip('= ')}, {time.monotonic() - begun:.0f} s in all")
    if not passed:
        failures = [line for line in said if line.startswith(("FAILED", "ERROR", "E  "))]
        say("\n".join(failures or said[-LINES:]))
    return passed


def main() -> None:
    here = found({})
    if not here:
        raise SystemExit("NumPy and SciPy cannot be loaded here")
    say(
        f"this machine: kernel {' '.join(here['kernels'])}, NumPy with {' '.join(here['dispatched']) or 'its baseline'}"
    )
    passed = [passes(configuration) for configuration in configurations(here)]
    if not all(passed):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
