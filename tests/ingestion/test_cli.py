"""The command line: help, wrong usage and problems, each with its exit code."""

import json
import subprocess
import sys

import pytest
import stamina

from ingestion.paths import REPOSITORY
from tests.conftest import run_module, run_process
from tests.processes import LIMIT_S


@pytest.mark.parametrize("module", ["ingestion", "analysis"])
def test_help_names_every_command(module, tmp_path):
    ran = run_process(module, "--help", data=tmp_path)
    assert ran.returncode == 0
    assert "Commands" in ran.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingestion", "refesh"),
        ("ingestion", "refresh", "--sample", "--mirror", "."),
        ("ingestion", "publish", "no-such-file"),
        ("analysis", "run"),
        ("analysis", "report", "--no-such-option"),
    ],
)
def test_wrong_usage_exits_with_two(arguments, tmp_path):
    ran = run_module(*arguments, data=tmp_path)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingestion", "refresh", "--mirror", "no-such-folder"), "not a folder"),
        (("ingestion", "rollback"), "nothing to roll back to"),
        (("ingestion", "sql"), "run `make refresh`"),
        (("analysis", "report"), "make run"),
    ],
)
def test_a_data_problem_exits_with_one_and_says_what_to_do(arguments, said, tmp_path):
    ran = run_module(*arguments, data=tmp_path)
    assert ran.returncode == 1
    assert said in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    ran = run_module("ingestion", "refresh", "--sample", data=tmp_path / "file")
    assert ran.returncode == 1
    assert "CSC_DATA_DIR" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_network_a_download_exits_with_three(tmp_path):
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), nowhere)
    with stamina.set_testing(True, attempts=2):
        ran = run_module("ingestion", "fetch", "--json", data=tmp_path, **proxies)
    assert ran.returncode == 3
    assert json.loads(ran.stdout)["exit_code"] == 3
    assert not list(tmp_path.rglob("*.csv"))


def test_the_prompt_answers_says_that_it_is_the_sample_and_cannot_write(sample_data):
    asked = "select count(*) as headlines from marts.dim_indicators where is_headline;\ndrop table marts.dim_lsoas;\n"
    ran = subprocess.run(
        [sys.executable, "-m", "ingestion", "sql"],
        cwd=REPOSITORY,
        env={"CSC_DATA_DIR": str(sample_data), "PATH": ""},
        input=asked,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert "SYNTHETIC SAMPLE" in ran.stdout
    assert "7" in ran.stdout
    assert "read-only" in ran.stderr


def test_a_published_warehouse_is_never_written_by_the_models(sample_tree, tmp_path):
    ran = run_module("analysis", "run", "--build", str(sample_tree.current.resolve()), data=tmp_path)
    assert ran.returncode == 2
    assert "never rewritten" in " ".join(ran.stderr.replace("│", " ").split())
