"""The Makefile on machines with this or that Python: invented ones in place of Python, pip and uv, and no network."""

import os
import shutil
import sys

import pytest

from ingestion.paths import REPOSITORY
from tests.processes import run_limited

# What each does is in the folder where make runs: `venv`, `pypi` and `github` are there where that can be had.
A_PYTHON = """#!/bin/sh
if [ "$2" = venv ]; then
    test -e venv || { echo "No module named venv"; exit 1; }
    mkdir -p .bootstrap/bin && cp pip .bootstrap/bin/python
else
    itself=$(readlink -f "$0")
    exec "REAL" -c "import sys; sys.version_info = VERSION; sys.base_prefix = '$itself'; exec(sys.argv[1])" "$2"
fi
"""
A_PIP = """#!/bin/sh
test -e pypi || { echo "ERROR: No matching distribution found for uv"; exit 1; }
cp uv .bootstrap/bin/uv
"""
A_UV = """#!/bin/sh
case "$1 $2" in
    "python install") test -e github || { echo "error: Failed to install cpython-$4"; exit 1; } ;;
    "python find") echo "$PWD/python3.13" ;;
    sync*) echo "$5" >> synced; mkdir -p .venv/bin; ln -sf "$5" .venv/bin/python ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with the Makefile, two of the files that it asks for, and what a machine has."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    shutil.copy(REPOSITORY / "Makefile", folder)
    for name in ("uv.lock", "pyproject.toml", "venv", "pypi", "github"):
        (folder / name).touch()
    for minor in range(6, 16):
        text = A_PYTHON.replace("VERSION", f"(3, {minor}, 0)").replace("REAL", sys.executable)
        (folder / f"python3.{minor}").write_text(text, encoding="utf-8")
    (folder / "pip").write_text(A_PIP, encoding="utf-8")
    (folder / "uv").write_text(A_UV, encoding="utf-8")
    for script in (*folder.glob("python3.*"), folder / "pip", folder / "uv"):
        script.chmod(0o755)
    return folder


@pytest.fixture
def setup(checkout):
    def make(python=None):
        chosen = [] if python is None else [f"PYTHON={checkout / python}"]
        path = f"{checkout}{os.pathsep}{os.environ['PATH']}"
        return run_limited(["make", "setup", *chosen], cwd=checkout, env={"PATH": path})

    return make


def synced(checkout):
    """The Pythons with which .venv was made, one after the other."""
    return [line.removeprefix(f"{checkout}/") for line in (checkout / "synced").read_text().splitlines()]


def sentence(ran):
    """The one line that make failed with, beside its own."""
    assert ran.returncode != 0
    (line,) = [line for line in (ran.stdout + ran.stderr).splitlines() if not line.startswith("make: ***")]
    return line


@pytest.mark.parametrize("python", ["python3.11", "python3.12", "python3.13"])
def test_a_supported_python_makes_the_environment_itself(setup, checkout, python):
    (checkout / "github").unlink()
    assert setup(python).returncode == 0
    assert synced(checkout) == [python]


@pytest.mark.parametrize("python", ["python3.10", "python3.14"])
def test_beside_an_older_or_newer_python_another_is_downloaded(setup, checkout, python):
    assert setup(python).returncode == 0
    assert synced(checkout) == ["python3.13"]


@pytest.mark.parametrize(
    ("version", "lacking"), [("3.10", "github"), ("3.14", "github"), ("3.6", "pypi"), ("3.14", "venv")]
)
def test_an_older_or_newer_python_that_can_download_none_ends_in_a_sentence(setup, checkout, version, lacking):
    (checkout / lacking).unlink()
    said = sentence(setup(f"python{version}"))
    assert said.startswith(
        f"Python 3.11, 3.12 or 3.13 is needed, {checkout}/python{version} is {version}.0, and no other"
    )
    assert "make run PYTHON=" in said


def test_a_python_without_venv_ends_in_a_sentence(setup, checkout):
    (checkout / "venv").unlink()
    assert "apt install python3-venv" in sentence(setup("python3.12"))


def test_a_machine_without_network_ends_in_a_sentence(setup, checkout):
    (checkout / "pypi").unlink()
    assert "is there a network? .bootstrap/log says what happened." in sentence(setup("python3.12"))
    assert "No matching distribution" in (checkout / ".bootstrap" / "log").read_text()


def test_a_python_that_is_not_there_ends_in_a_sentence(setup, checkout):
    assert sentence(setup("python4")).startswith(f"{checkout}/python4 does not run as Python: install Python 3.13")


def test_another_python_makes_the_environment_anew_and_the_same_does_not(setup, checkout):
    for python in ("python3.11", "python3.11", "python3.12", "python3.12", "python3.11"):
        assert setup(python).returncode == 0
    assert synced(checkout) == ["python3.11", "python3.12", "python3.11"]


def test_without_a_choice_the_environment_stays_as_it_is(setup, checkout):
    for python in ("python3.12", None, None):
        assert setup(python).returncode == 0
    assert synced(checkout) == ["python3.12"]


def test_an_environment_whose_python_is_gone_is_made_anew_with_that_of_the_machine(setup, checkout):
    setup("python3.12")
    (checkout / "python3.12").unlink()
    (checkout / "python3").symlink_to("python3.13")
    assert setup().returncode == 0
    assert synced(checkout) == ["python3.12", "python3"]
