"""What a build is made of, as one hash per ingredient: two builds of the same ingredients hold the same figures."""

import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from ingestion.fetch import Landed
from ingestion.paths import REPOSITORY
from ingestion.registry import Source

PROJECT_FILES = {".sql", ".yml", ".csv", ".md"}
MADE_BY_DBT = {"target", "logs"}


def _hash(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()


def _registry(sources: list[Source]) -> Iterable[str]:
    for source in sources:
        yield source.model_dump_json()
        yield source.shared.model_dump_json()


def _files(landed: list[Landed]) -> Iterable[str]:
    for file in sorted(landed, key=lambda file: file.wanted.release_id):
        yield f"{file.wanted.release_id} {file.receipt.received_sha256} {file.receipt.authenticity}"


def _texts(folder: Path, suffixes: set[str]) -> Iterable[str]:
    """Every text below a folder, by its path; what dbt and Python write there for themselves is left out."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in suffixes and not MADE_BY_DBT & set(inside.parts) and not path.name.startswith("."):
            yield f"{inside} {sha256(path.read_bytes()).hexdigest()}"


def installed() -> list[str]:
    """Name and version of every installed package, and of Python."""
    packages = {f"{package.name}=={package.version}" for package in distributions()}
    return [f"python=={sys.version.split()[0]}", *sorted(packages)]


def ingredients(
    sources: list[Source],
    landed: list[Landed],
    parameters: Mapping[str, object],
    *,
    repository: Path = REPOSITORY,
    packages: list[str] | None = None,
) -> dict[str, str]:
    """One sha256 for each thing that goes into a build, by its name in plain words."""
    return {
        "registry": _hash(_registry(sources)),
        "landed files": _hash(_files(landed)),
        "parameters of the sample": _hash(f"{name}={value}" for name, value in sorted(parameters.items())),
        "dbt project": _hash(_texts(repository / "dbt_project", PROJECT_FILES)),
        "ingestion code": _hash(_texts(repository / "ingestion", {".py"})),
        "analysis code": _hash(_texts(repository / "analysis", {".py"})),
        "versions of the packages": _hash(installed() if packages is None else packages),
    }
