"""The suite's own options, tried on small projects: whatever a test does, the run ends and names it."""

import os
import signal
import sys
import time

import pytest

from ingestion.paths import REPOSITORY
from tests.processes import run_limited, started

LIMIT_S = 1
PLUGINS = ["-p", "xdist", "-p", "pytest_timeout", "-p", "no:cacheprovider"]  # a second less than with all there are
SLEEPS = "import time\n\ndef test_sleeps():\n    time.sleep(3600)\n"
EXITS = "import os\n\ndef test_dies():\n    os._exit(0)\n"
ABORTS = "import os\n\ndef test_dies():\n    os.abort()\n"
SPINS = "import scipy.special\n\ndef test_dies():\n    scipy.special.zeta(2.0, -1e13 + 0.5)\n"
GOES_ON = "import pytest, time\n\n@pytest.mark.parametrize('n', range(99))\ndef test_b(n):\n    time.sleep(0.9)\n"
BUILDS = """
import pytest, time
from tests.limits import longer

@pytest.fixture(scope="session")
def built(pytestconfig):
    with longer(pytestconfig, 60):
        time.sleep(1.5)

def test_builds(built):
    time.sleep(0.5)

def test_has_no_more_time_than_others(built):
    time.sleep(3600)
"""
HANGS_AFTER_A_FAILURE = """
import pytest, time

@pytest.fixture
def held():
    yield
    time.sleep(3600)

def test_fails(held):
    assert False
"""
LEAVES = """
import os

def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):
        os._exit(0)
"""
KILLED = """
import os, signal, subprocess, sys
from tests.processes import started

with started(sys.argv[1:], cwd=".", stdout=subprocess.PIPE) as child:
    child.stdout.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def suite(tmp_path):
    """Run these files, by name and content, as the suite runs its own; what it said and its exit code."""

    def run(*options, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.py").write_text(content, encoding="utf-8")
        options = [f"--timeout={LIMIT_S}", f"--rootdir={tmp_path}", "-o", "filterwarnings=", *PLUGINS, *options]
        command = [sys.executable, "-m", "pytest", "-c", str(REPOSITORY / "pyproject.toml"), *options, str(tmp_path)]
        variables = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"}
        return run_limited(command, env=os.environ | variables)

    return run


def test_a_test_that_sleeps_for_an_hour_fails_at_its_limit_and_the_run_goes_on(suite):
    ran = suite(test_a=SLEEPS, test_b="def test_passes(): pass")
    assert ran.returncode == 1
    assert "test_a.py::test_sleeps - Failed: Timeout (>1.0s)" in ran.stdout
    assert "1 failed, 1 passed" in ran.stdout


@pytest.mark.parametrize("content", [EXITS, ABORTS, SPINS], ids=["exits", "aborts", "spins in C"])
def test_a_worker_that_dies_ends_the_run_at_once_with_the_name_of_its_test(suite, content):
    begun = time.monotonic()
    ran = suite(test_a=content, test_b=GOES_ON)
    assert ran.returncode == 1
    assert "crashed while running 'test_a.py::test_dies'" in ran.stdout
    assert "replacing crashed worker" not in ran.stdout
    assert time.monotonic() - begun < 30


def test_a_worker_that_dies_after_its_last_test_fails_the_run(suite):
    ran = suite(test_a="def test_passes(): pass", conftest=LEAVES)
    assert "1 passed" in ran.stdout or "has died" in ran.stdout  # as its report or its death is heard of first
    assert ran.returncode == 1


def test_what_builds_for_several_tests_has_a_limit_of_its_own_and_they_keep_theirs(suite):
    ran = suite("-n", "0", test_a=BUILDS)
    assert "test_a.py::test_has_no_more_time_than_others - Failed: Timeout (>1.0s)" in ran.stdout
    assert "1 failed, 1 passed" in ran.stdout


def test_what_hangs_after_a_failure_ends_too(suite):
    ran = suite("-n", "0", test_a=HANGS_AFTER_A_FAILURE)
    assert "test_a.py::test_fails - Failed: Timeout (>1.0s)" in ran.stdout
    assert "test_a.py::test_fails - assert False" in ran.stdout


@pytest.fixture
def line(tmp_path):
    """A named pipe that this test listens to: silent while somebody holds it open, ended when all of them are gone."""
    os.mkfifo(tmp_path / "line")
    ear = os.open(tmp_path / "line", os.O_RDONLY | os.O_NONBLOCK)
    yield ear
    os.close(ear)


def heard(line, *, within_seconds=20):
    """What was written until nobody held it open any more."""
    said, until = b"", time.monotonic() + within_seconds
    while time.monotonic() < until:
        try:
            more = os.read(line, 100)
        except BlockingIOError:
            more = None
        if more == b"" and said:
            return said.decode().split()
        said += more or b""
        time.sleep(0.02)
    raise TimeoutError(f"somebody still lives {within_seconds} s later")


def test_a_command_that_does_not_end_is_ended_with_what_it_has_started(line, tmp_path):
    stays = "exec > line; (echo second; sleep 3600) & echo first; sleep 3600"
    with pytest.raises(TimeoutError, match="sleep 3600 did not end within 1 s"):
        run_limited(["sh", "-c", stays], limit_seconds=1, cwd=tmp_path)
    assert sorted(heard(line)) == ["first", "second"]


def test_what_a_command_leaves_behind_ends_with_it(line, tmp_path):
    leaves = "(echo left; sleep 3600) > line 2>&1 & sleep 0.5; echo said; exit 3"
    ran = run_limited(["sh", "-c", leaves], cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (3, "said\n")
    assert heard(line) == ["left"]


def test_a_command_ends_where_the_process_that_started_it_is_killed(line, tmp_path):
    stays = ["sh", "-c", "exec 2> line; echo child >&2; echo ready; exec sleep 3600"]
    with started([sys.executable, "-c", KILLED, *stays], cwd=tmp_path) as killed:
        assert killed.wait(timeout=30) == -signal.SIGKILL
        assert heard(line) == ["child"]
