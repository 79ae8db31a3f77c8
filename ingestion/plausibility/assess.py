"""All plausibility checks of one build, recorded in it."""

from pathlib import Path

import duckdb

from ingestion.load import record_findings
from ingestion.plausibility import figures, limits
from ingestion.plausibility.newest_year import newest_years
from ingestion.plausibility.outcome import Outcome
from ingestion.plausibility.relations import relations
from ingestion.plausibility.revisions import (
    compare_cells,
    corrected_since_published,
    revised_authorities,
    revised_between_releases,
)

AUTHORITIES = """
select coalesce(max(authorities), 0)
from (
    select count(distinct area_code) as authorities
    from newest
    where geographic_level = 'Local authority' and figure is not null
    group by series_id, year
)
"""

RECORD = """
create table meta.implausible_changes (
    "check" varchar not null, indicator_id varchar not null, from_release_id varchar not null, from_sha256 varchar,
    to_release_id varchar not null, to_sha256 varchar not null, detail varchar not null,
    primary key ("check", indicator_id, from_release_id, to_release_id)
)
"""

INSERT = """
insert into meta.implausible_changes values (
    $check, $indicator_id, $from_release_id, $from_sha256, $to_release_id, $to_sha256, $detail
)
"""


def outcomes_of(connection: duckdb.DuckDBPyConnection, *, beside_published: bool) -> list[Outcome]:
    """Every check on the figures that are prepared in the connection."""
    figures.prepare(connection)
    ((authorities,),) = connection.execute(AUTHORITIES).fetchall()
    authorities_at_least = authorities * limits.AREAS_AT_LEAST
    cells_at_least = max(1.0, authorities * limits.CELLS_AT_LEAST)
    compare_cells(connection, "vintages", cells_at_least)
    found = [*revised_between_releases(connection), *revised_authorities(connection, "vintages")]
    if beside_published:
        compare_cells(connection, "published", cells_at_least)
        found += [*corrected_since_published(connection), *revised_authorities(connection, "published")]
    return [*found, *newest_years(connection, authorities_at_least), *relations(connection, authorities_at_least)]


def _hashes(connection: duckdb.DuckDBPyConnection, side: figures.Side) -> dict[str, str]:
    return dict(connection.execute(f"select release_id, sha256 from {side}.meta.releases").fetchall())  # noqa: S608


def _row(outcome: Outcome, built: dict[str, str], published: dict[str, str]) -> dict[str, object]:
    """A change beyond its limit, with the hashes of the files that it is about."""
    before = published if outcome.is_from_published else built
    return {
        "check": outcome.check,
        "indicator_id": outcome.indicator_id,
        "from_release_id": outcome.from_release_id,
        "from_sha256": before.get(outcome.from_release_id),
        "to_release_id": outcome.to_release_id,
        "to_sha256": built[outcome.to_release_id],
        "detail": outcome.detail,
    }


def assess(build: Path, published: Path | None) -> list[Outcome]:
    """Check the figures of a build against its own history and the published build, and record the outcomes in it."""
    with duckdb.connect() as connection:
        figures.attach(connection, build, "built")
        if published:
            figures.attach(connection, published, "published")
        outcomes = outcomes_of(connection, beside_published=published is not None)
        hashes = _hashes(connection, "built"), _hashes(connection, "published") if published else {}
    with duckdb.connect(str(build)) as connection:
        connection.execute(RECORD)
        record_findings(connection, [outcome.as_finding() for outcome in outcomes])
        for outcome in outcomes:
            if not outcome.passed:
                connection.execute(INSERT, _row(outcome, *hashes))
    return outcomes
