"""Imports point one way: ingestion knows nobody, analysis not the app, the app neither loading nor models."""

import ast
from pathlib import Path

import pytest

from ingestion.paths import REPOSITORY

PACKAGES = {"ingestion", "analysis", "streamlit_app"}
ALLOWED = {
    "ingestion": {"ingestion"},
    "analysis": {"analysis", "ingestion.paths"},
    "streamlit_app": {
        "streamlit_app",
        "analysis.brief",
        "analysis.choice",
        "analysis.file_names",
        "analysis.palette",
        "analysis.reading",
        "analysis.sentences",
        "analysis.tables",
        "ingestion.paths",
    },
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return whole | {f"{node.module}.{alias.name}" for node in parts for alias in node.names}


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_a_package_imports_only_what_lies_below_it(package):
    for path in (REPOSITORY / package).rglob("*.py"):
        ours = {name for name in imported(path) if name.split(".")[0] in PACKAGES}
        beyond = {name for name in ours if not any(f"{name}.".startswith(f"{ok}.") for ok in ALLOWED[package])}
        assert not beyond, f"{path} imports {beyond}"


def test_only_the_app_imports_streamlit():
    for package in ("ingestion", "analysis"):
        for path in (REPOSITORY / package).rglob("*.py"):
            assert "streamlit" not in {name.split(".")[0] for name in imported(path)}, path
