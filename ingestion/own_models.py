"""What the models say of one authority's own records, and the public figures that they rest on."""

import json
import sys
from pathlib import Path

import duckdb

from ingestion.model_rows import Public, Rows
from ingestion.paths import REPOSITORY
from ingestion.problems import DataProblem
from ingestion.processes import run_limited

MODEL_SECONDS = 600.0  # the models of one authority take some seconds

COUNTED = """
select stage, count(distinct lsoa_code) filter (where children_0_17_count > 0)
from marts.fct_lsoa_interventions
where dataset_id = $dataset_id and stratum_type = 'total'
group by stage
"""

PUBLIC = """
select deprivation.income_deprivation_pct, children.children_0_17_count
from marts.fct_lsoa_deprivation as deprivation
inner join intermediate.int_lsoa_children as children
    on deprivation.lsoa_code = children.lsoa_code and deprivation.lsoa_edition = children.lsoa_edition
inner join intermediate.int_lsoas_by_la_code as lsoas
    on deprivation.lsoa_code = lsoas.lsoa_code and deprivation.lsoa_edition = lsoas.lsoa_edition
where
    lsoas.la_code = $la_code
    and deprivation.lsoa_edition = $lsoa_edition
    and deprivation.income_deprivation_pct is not null
    and children.children_0_17_count > 0
qualify deprivation.imd_edition = max(deprivation.imd_edition) over ()
order by deprivation.lsoa_code
"""


def public_figures(connection: duckdb.DuckDBPyConnection, la_code: str, lsoa_edition: int) -> Public:
    rows = connection.execute(PUBLIC, {"la_code": la_code, "lsoa_edition": lsoa_edition}).fetchall()
    return Public(tuple(float(exposure) for exposure, _ in rows), tuple(float(children) for _, children in rows))


def neighbourhoods_counted(connection: duckdb.DuckDBPyConnection, dataset_id: str) -> dict[str, int]:
    """Neighbourhoods with children that each stage has counts of."""
    return dict(connection.execute(COUNTED, {"dataset_id": dataset_id}).fetchall())


def gradients_of(warehouse: Path, dataset_id: str) -> Rows:
    """The results of the models at full precision, from the analysis: for this machine alone."""
    command = [sys.executable, "-m", "analysis", "own", "--build", str(warehouse), "--dataset", dataset_id]
    what = f"Fitting the models of {dataset_id}"
    ran = run_limited(command, what=what, limit_seconds=MODEL_SECONDS, cwd=REPOSITORY)
    if ran.returncode != 0:
        raise DataProblem(f"The models could not be fitted: {ran.stderr.strip()[-1000:]}")
    found: Rows = json.loads(ran.stdout)
    return found
