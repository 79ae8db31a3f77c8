"""What the macros make of a published cell, asked of dbt itself."""

import json

import duckdb
import jinja2
import pytest

from ingestion.paths import DBT_PROJECT

CELLS = {
    "0": (0, "observed"),
    "1510": (1510, "observed"),
    "-21.5": (-21.5, "observed"),
    "3:4": (40, "observed"),
    "00:10": (10, "observed"),
    "c": (None, "suppressed"),
    "x": (None, "not_available"),
    ":": (None, "not_available"),
    "..": (None, "not_available"),
    "z": (None, "not_applicable"),
    "u": (None, "low_reliability"),
    "k": (None, "rounds_to_zero"),
    "~": (None, "rounds_to_zero"),
    "low": (None, "rounds_to_zero"),
    "q": (None, "unknown_marker"),
    "1,510": (None, "unknown_marker"),
}
QUERY = """
select
    cell, {{ number_in('cell') }} as number, {{ status_of('cell', 'ees') }} as status,
    case when regexp_matches(cell, '^(20|19)\\d+$') then {{ year_ending('cell') }} end as year
from (values CELLS) as cells (cell)
"""
YEARS = {"2025": 2025, "202425": 2025, "199900": 2000}


@pytest.fixture(scope="module")
def shown(dbt):
    cells = ", ".join(f"('{cell.replace(chr(39), chr(39) * 2)}')" for cell in [*CELLS, *YEARS])
    query = QUERY.replace("CELLS", cells)
    ran = dbt("--quiet", "show", "--inline", query, "--limit", "100", "--output", "json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return {row["cell"]: row for row in json.loads(ran.stdout)["show"]}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_a_number_or_a_reason_and_never_both(shown, cell):
    number, status = CELLS[cell]
    assert (shown[cell]["number"], shown[cell]["status"]) == (number, status)


@pytest.mark.parametrize("period", YEARS)
def test_a_period_is_known_by_the_year_it_ends_in(shown, period):
    assert shown[period]["year"] == YEARS[period]


def test_a_weighted_mean_has_the_same_last_digit_whatever_the_order_of_the_rows():
    macro = (DBT_PROJECT / "macros" / "weighted_mean.sql").read_text(encoding="utf-8")
    mean = jinja2.Environment(autoescape=False).from_string(macro).module.weighted_mean("pct", "people")  # noqa: S701
    areas = [(f"E0100{number:04}", number / 7, number) for number in range(1, 200)]
    means = set()
    for rows in (areas, areas[::-1], areas[100:] + areas[:100]):
        with duckdb.connect() as connection:
            connection.execute("create table areas (lsoa_code varchar, pct double, people integer)")
            connection.executemany("insert into areas values (?, ?, ?)", rows)
            means.add(connection.execute(f"select {mean} from areas").fetchone()[0])  # noqa: S608
    assert len(means) == 1
    assert means.pop() == pytest.approx(133 / 7)
