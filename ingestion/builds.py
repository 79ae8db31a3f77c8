"""What a build says of itself, and which file a person means by its name."""

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from ingestion.described import describe
from ingestion.paths import DataTree
from ingestion.problems import DataProblem, UsageProblem

RECORD = """
create or replace table meta.grains (
    table_schema varchar not null, table_name varchar not null, position integer not null, column_name varchar not null,
    primary key (table_schema, table_name, position)
);
create or replace table meta.ingredients (ingredient varchar primary key, sha256 varchar not null);
"""
BUILD_ID = re.compile(r"\d{8}T\d{6,}Z")

Grains = Mapping[tuple[str, str], list[str]]


def build_id(build: Path) -> str:
    """The time at which a build was begun, which its file name carries in every state."""
    found = BUILD_ID.search(build.name)
    if not found:
        raise DataProblem(f"{build} is not named like a build, such as 20251126T093000000000Z.duckdb.")
    return found.group()


def finish(build: Path, ingredients: Mapping[str, str], grains: Grains) -> None:
    """Write into a build what it was made of, the key of each table and what its own tables mean.

    Only a whole build has this record.
    """
    keys = [
        (schema, table, position, column)
        for (schema, table), columns in grains.items()
        for position, column in enumerate(columns, start=1)
    ]
    with duckdb.connect(str(build)) as connection:
        connection.begin()
        connection.execute(RECORD)
        if keys:
            connection.executemany("insert into meta.grains values (?, ?, ?, ?)", keys)
        connection.executemany("insert into meta.ingredients values (?, ?)", list(ingredients.items()))
        describe(connection)
        connection.commit()


def ingredients_of(build: Path) -> dict[str, str]:
    """What a build was made of; nothing for one that was never finished, or from before this was recorded."""
    try:
        with duckdb.connect(str(build), read_only=True) as connection:
            return dict(connection.execute("select ingredient, sha256 from meta.ingredients order by all").fetchall())
    except duckdb.Error:
        return {}


def checks_count(build: Path) -> int:
    """How many checks a finished build has passed."""
    with duckdb.connect(str(build), read_only=True) as connection:
        found = connection.execute("select count(*) filter (passed) from meta.quality_checks").fetchone()
    return int(found[0]) if found else 0


def held_builds(tree: DataTree) -> list[Path]:
    """Finished builds that wait for a person to publish them, oldest first."""
    return sorted(tree.builds.glob("held-*.duckdb"))


def published_builds(tree: DataTree) -> list[Path]:
    """Every build that was published, oldest first."""
    return sorted(tree.builds.glob("[0-9]*.duckdb"))


def earlier_builds(tree: DataTree, build: Path) -> list[Path]:
    """The published builds that were begun before another, oldest first."""
    return [other for other in published_builds(tree) if build_id(other) < build_id(build)]


def _known(tree: DataTree) -> str:
    builds = ", ".join(build.stem for build in (*published_builds(tree), *held_builds(tree)))
    return builds or "none yet (`make refresh` makes one; SAMPLE=1 means the sample's)"


def _placed(tree: DataTree, given: str) -> Path:
    """The published build, the one before it, or the newest that waits."""
    current = tree.current.resolve() if tree.current.exists() else None
    found = {
        "current": [current] if current else [],
        "previous": earlier_builds(tree, current) if current else [],
        "held": held_builds(tree),
    }[given]
    if not found:
        raise DataProblem(f"There is no {given} build in {tree.builds}. There are: {_known(tree)}.")
    return found[-1]


def build_named(tree: DataTree, given: str) -> Path:
    """The build of a tree that `current`, `previous`, `held`, an id, the start of one or a file name means."""
    if given in {"current", "previous", "held"}:
        return _placed(tree, given)
    name = Path(given).name.removeprefix("held-").removesuffix(".duckdb")
    builds = (*published_builds(tree), *held_builds(tree))
    found = [build for build in builds if name and build_id(build).startswith(name)]
    if len(found) != 1:
        said = "means more than one build" if found else "is not a build"
        raise UsageProblem(
            f"{given!r} {said} in {tree.builds}. There are: {_known(tree)}. Give one of them, or current, previous "
            "or held."
        )
    return found[0]


def build_before(tree: DataTree, build: Path) -> Path:
    """What a build is held against: the published one where it waits to follow that, else the one published before."""
    if build in held_builds(tree) and tree.current.exists():
        return tree.current.resolve()
    earlier = earlier_builds(tree, build)
    if not earlier:
        raise DataProblem(
            f"No build in {tree.builds} is earlier than {build_id(build)}: there is nothing to hold it against yet."
        )
    return earlier[-1]
