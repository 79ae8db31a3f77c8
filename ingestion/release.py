"""The one door out of the private warehouse: tables under disclosure control, and models with enough behind them."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.disclosure import Block, Cell, Rule, Shown, ShownYears, controlled_years
from ingestion.model_rows import Basis, released_rows
from ingestion.own_models import gradients_of, neighbourhoods_counted, public_figures
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.publish import sole_writer
from ingestion.release_register import record_release, require_same_rule

TOTAL = "total"
PARTITIONS = ("sex", "age", "ethnicity", "plan_category", "re_referral", "repeat_plan")
AGE_BANDS = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"), (18, "16_and_17"))

DATA_SET = "select parameters from meta.datasets where dataset_id = $dataset_id"

# Fifths and tenths are of all neighbourhoods of the authority, and children add up over whole groups of them or not at
# all: both are public then, whichever neighbourhoods the records name.
BY_NEIGHBOURHOOD = """
with
neighbourhoods as (
    select
        lsoa_code,
        imd_decile,
        ntile(5) over (order by income_deprivation_pct desc, lsoa_code) as fifth
    from marts.fct_lsoa_deprivation
    where
        la_code = $la_code
        and imd_edition = (
            select max(deprivation.imd_edition)
            from marts.fct_lsoa_deprivation as deprivation
            where deprivation.lsoa_edition = $lsoa_edition
        )
),
interventions as (
    select lsoa_code, financial_year_end, stage, events_count, children_0_17_count
    from marts.fct_lsoa_interventions
    where dataset_id = $dataset_id and stratum_type = 'total'
)
select
    years.financial_year_end,
    years.stage,
    neighbourhoods.fifth,
    neighbourhoods.imd_decile,
    cast(sum(interventions.events_count) as integer) as events_count,
    case
        when count(interventions.children_0_17_count) = count(*) then sum(interventions.children_0_17_count)
    end as children_0_17_count
from (
    select distinct financial_year_end, stage
    from interventions
    where lsoa_code in (select lsoa_code from neighbourhoods)
) as years
cross join neighbourhoods
left join interventions
    on
        neighbourhoods.lsoa_code = interventions.lsoa_code
        and years.financial_year_end = interventions.financial_year_end
        and years.stage = interventions.stage
group by all
order by all
"""

BY_STRATUM = """
select financial_year_end, stage, stratum_type, stratum, cast(sum(events_count) as integer) as events_count
from marts.fct_lsoa_interventions
where dataset_id = $dataset_id and stratum_type <> 'total'
group by all
order by all
"""

YEARS = """
select distinct financial_year_end from marts.fct_lsoa_interventions where dataset_id = $dataset_id order by all
"""

Key = tuple[str, str]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The folder of the safe files, how many counts they show and hide, and what had to stay, with the reason."""

    folder: Path
    shown_count: int
    hidden_count: int
    gradients: Rows
    kept_back: list[str]


def age_band(age: str) -> str:
    """The band of the published tables; what is not an age stays as it is."""
    if not age.isdigit():
        return age
    return next((name for below, name in AGE_BANDS if int(age) < below), "18_and_over")


def _strata(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Events by stratum of each kind, ages in the bands of the published tables."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        is_age = row["stratum_type"] == "age"
        stratum = age_band(row["stratum"]) if is_age else row["stratum"]
        found["age_band" if is_age else row["stratum_type"]][stratum] += row["events_count"]
    return found


def _by_place(rows: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The total, and the overlapping fifths and tenths; one atom per pair of them that has counts."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for atom, row in enumerate(rows):
        groups[TOTAL, TOTAL].append(atom)
        groups["fifth", str(row["fifth"])].append(atom)
        groups["tenth", str(row["imd_decile"])].append(atom)
    return [
        Cell(key=key, atoms=frozenset(atoms), count=sum(rows[atom]["events_count"] for atom in atoms))
        for key, atoms in groups.items()
    ]


def block_of(places: Sequence[Mapping[str, Any]], strata: Iterable[Mapping[str, Any]]) -> Block:
    """Everything that is shown of one year and stage, and the sums that tie it together."""
    counted = [row for row in places if row["events_count"] is not None]
    cells = _by_place(counted)
    total = cells[0].count
    atoms = [int(row["events_count"]) for row in counted]
    partitions = [cells[0].atoms]
    for stratum_type, counts in sorted(_strata(strata).items()):
        is_partition = stratum_type in {*PARTITIONS, "age_band"}
        if is_partition and (missing := total - sum(counts.values())):
            raise DataProblem(f"{stratum_type} lacks {missing} events of its total: extract the file again.")
        own = []
        for stratum, count in sorted(counts.items()):
            own.append(len(atoms))
            cells.append(Cell(key=(stratum_type, stratum), atoms=frozenset({len(atoms)}), count=count))
            atoms.append(count)
            if not is_partition:  # a child can have several: each stands beside a rest of its own
                partitions.append(frozenset({len(atoms) - 1, len(atoms)}))
                atoms.append(total - count)
        if is_partition:
            partitions.append(frozenset(own))
    return Block(cells, partitions, total, atoms)


def _children(places: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> int | None:
    """Children behind a count by place, where all neighbourhoods have them; of strata nobody publishes them."""
    column = {"fifth": "fifth", "tenth": "imd_decile"}.get(key[0])
    if key[0] != TOTAL and column is None:
        return None
    own = [row["children_0_17_count"] for row in places if column is None or str(row[column]) == key[1]]
    return None if None in own else int(sum(own))


def _row(dataset_id: str, year: int, stage: str, shown: Shown, children: int | None) -> dict[str, object]:
    has_rate = shown.count is not None and bool(children)
    return {
        "dataset_id": dataset_id,
        "financial_year_end": year,
        "stage": stage,
        "stratum_type": shown.key[0],
        "stratum": shown.key[1],
        "count": shown.count,
        "count_status": shown.count_status,
        "lower_bound": shown.lower_bound,
        "upper_bound": shown.upper_bound,
        "children_0_17_count": children,
        "value": round(10_000 * shown.count / children, 1) if has_rate else None,  # type: ignore[operator]
        "value_status": "observed" if has_rate else "suppressed" if shown.count is None else "not_available",
        "is_synthetic": False,
    }


def _queried(connection: duckdb.DuckDBPyConnection, sql: str, **bound: object) -> Rows:
    found = connection.execute(sql, bound)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """One authority's records, and the neighbourhoods that they are counted by."""

    dataset_id: str
    la_code: str
    lsoa_edition: int
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeCounts:
    """The rows that may leave; by stage, what is shown of its years, and the children of all of them added up."""

    rows: Rows
    stages: Mapping[str, ShownYears]
    children: Mapping[str, int | None]


def _data_set(connection: duckdb.DuckDBPyConnection, dataset_id: str) -> DataSet:
    found = _queried(connection, DATA_SET, dataset_id=dataset_id)
    parameters = json.loads(found[0]["parameters"]) if found else {}
    if "la_code" not in parameters:
        raise DataProblem(f"The private warehouse has no extract {dataset_id} of an authority: see `make extract`.")
    years = [row["financial_year_end"] for row in _queried(connection, YEARS, dataset_id=dataset_id)]
    return DataSet(
        dataset_id=dataset_id,
        la_code=parameters["la_code"],
        lsoa_edition=int(parameters["lsoa_edition"]),
        years=tuple(years),
    )


def _by_stage_and_year(rows: Rows) -> dict[str, dict[int, Rows]]:
    found: dict[str, dict[int, Rows]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["stage"]][row["financial_year_end"]].append(row)
    return found


def safe_counts(connection: duckdb.DuckDBPyConnection, data_set: DataSet, rule: Rule) -> SafeCounts:
    """Every count that may leave, and every one that may not with its bounds: the years of a stage audited jointly."""
    bound = {name: value for name, value in asdict(data_set).items() if name != "years"}
    places = _by_stage_and_year(_queried(connection, BY_NEIGHBOURHOOD, **bound))
    strata = _by_stage_and_year(_queried(connection, BY_STRATUM, dataset_id=data_set.dataset_id))
    rows: Rows = []
    stages, children = {}, {}
    for stage, years in places.items():
        blocks = [block_of(of_year, strata[stage][year]) for year, of_year in years.items()]
        stages[stage] = controlled_years(blocks, rule)
        for (year, of_year), cells in zip(years.items(), stages[stage].years, strict=True):
            rows += [_row(data_set.dataset_id, year, stage, cell, _children(of_year, cell.key)) for cell in cells]
        of_years = [_children(of_year, (TOTAL, TOTAL)) for of_year in years.values()]
        children[stage] = None if None in of_years else sum(count for count in of_years if count)
    rows.sort(key=lambda row: (row["financial_year_end"], row["stage"]))
    return SafeCounts(rows=rows, stages=stages, children=children)


def _basis(connection: duckdb.DuckDBPyConnection, data_set: DataSet, counts: SafeCounts) -> dict[str, Basis]:
    """What the results of each stage rest on, counted from the marts and not taken from the models."""
    public = public_figures(connection, data_set.la_code, data_set.lsoa_edition)
    counted = neighbourhoods_counted(connection, data_set.dataset_id)
    return {
        stage: Basis(
            neighbourhoods_count=counted[stage],
            proven_count=shown.proven_count,
            events_count=shown.total.count,
            children_count=counts.children[stage],
            public=public,
        )
        for stage, shown in counts.stages.items()
    }


def _write(path: Path, rows: Rows) -> None:
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else ["nothing"])
        writer.writeheader()
        writer.writerows(rows)
    unfinished.replace(path)


def release(warehouse: Path, dataset_id: str, rule: Rule, *, exports: Path, private: DataTree) -> Released:
    """Write what may be shared of one data set into `exports`, under the rule of its first release alone."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        data_set = _data_set(connection, dataset_id)
        require_same_rule(private, dataset_id, data_set.years, rule)
        counts = safe_counts(connection, data_set, rule)
        basis = _basis(connection, data_set, counts)
    gradients, kept = released_rows(gradients_of(warehouse, dataset_id), basis, rule)
    folder = exports / dataset_id
    with sole_writer(private):
        require_same_rule(private, dataset_id, data_set.years, rule)
        record_release(private, dataset_id, data_set.years, rule)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "counts.csv", counts.rows)
        _write(folder / "gradients.csv", gradients)
    hidden = sum(row["count"] is None for row in counts.rows)
    return Released(
        folder=folder, shown_count=len(counts.rows) - hidden, hidden_count=hidden, gradients=gradients, kept_back=kept
    )
