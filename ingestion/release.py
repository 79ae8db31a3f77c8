"""The one door out of the private warehouse: tables under disclosure control, and models with enough behind them."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.disclosure import Block, Cell, Rule, Shown, controlled, may_leave
from ingestion.paths import REPOSITORY, DataTree
from ingestion.problems import DataProblem

TOTAL = "total"
PARTITIONS = ("sex", "age", "ethnicity", "plan_category", "re_referral", "repeat_plan")
AGE_BANDS = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"), (18, "16_and_17"))

BY_NEIGHBOURHOOD = """
with
neighbourhoods as (
    select
        lsoa_code,
        imd_decile,
        ntile(5) over (order by income_deprivation_pct desc, lsoa_code) as fifth
    from marts.fct_lsoa_deprivation
    where
        imd_edition = (
            select max(deprivation.imd_edition)
            from marts.fct_lsoa_deprivation as deprivation
            where deprivation.lsoa_edition = $lsoa_edition
        )
        and lsoa_code in (select lsoa_code from marts.fct_lsoa_interventions where dataset_id = $dataset_id)
)
select
    interventions.financial_year_end,
    interventions.stage,
    neighbourhoods.fifth,
    neighbourhoods.imd_decile,
    cast(sum(interventions.events_count) as integer) as events_count,
    sum(interventions.children_0_17_count) as children_0_17_count
from marts.fct_lsoa_interventions as interventions
inner join neighbourhoods on interventions.lsoa_code = neighbourhoods.lsoa_code
where interventions.dataset_id = $dataset_id and interventions.stratum_type = 'total'
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

BEHIND = """
select stage, count(distinct lsoa_code) as neighbourhoods_count, sum(events_count) as events_count
from marts.fct_lsoa_interventions
where dataset_id = $dataset_id and stratum_type = 'total' and children_0_17_count > 0
group by stage
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
    """The total, and the overlapping fifths and tenths; one atom per pair of them."""
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
    cells = _by_place(places)
    total = cells[0].count
    atoms = [int(row["events_count"]) for row in places]
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
    """Children behind a count by place: population estimates, which are public; of strata nobody publishes them."""
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


def safe_counts(connection: duckdb.DuckDBPyConnection, dataset_id: str, lsoa_edition: int, rule: Rule) -> Rows:
    """Every count that may leave, and every one that may not with its bounds."""
    places = _queried(connection, BY_NEIGHBOURHOOD, dataset_id=dataset_id, lsoa_edition=lsoa_edition)
    strata = _queried(connection, BY_STRATUM, dataset_id=dataset_id)
    rows: Rows = []
    for year, stage in sorted({(row["financial_year_end"], row["stage"]) for row in places}):
        own = [row for row in places if (row["financial_year_end"], row["stage"]) == (year, stage)]
        of_stage = [row for row in strata if (row["financial_year_end"], row["stage"]) == (year, stage)]
        for shown in controlled(block_of(own, of_stage), rule):
            rows.append(_row(dataset_id, year, stage, shown, _children(own, shown.key)))
    return rows


def gradients_of(warehouse: Path, dataset_id: str) -> Rows:
    """What the models say of one data set, from the analysis."""
    command = [sys.executable, "-m", "analysis", "own", "--build", str(warehouse), "--dataset", dataset_id]
    ran = subprocess.run(command, check=False, cwd=REPOSITORY, capture_output=True, text=True)
    if ran.returncode != 0:
        raise DataProblem(f"The models could not be fitted: {ran.stderr.strip()[-1000:]}")
    found: Rows = json.loads(ran.stdout)
    return found


def _safe_gradients(gradients: Rows, behind: Mapping[str, Mapping[str, Any]], rule: Rule) -> tuple[Rows, list[str]]:
    """Results with enough behind them, counted again from the mart and not taken from the model."""
    safe, kept = [], []
    for row in gradients:
        if row.get("reason"):
            kept.append(f"{row['stage']}, {row['model']}: {row['reason']}")
            continue
        counted = behind.get(row["stage"], {"neighbourhoods_count": 0, "events_count": 0})
        why = may_leave(
            neighbourhoods_count=min(int(row["n_areas"]), int(counted["neighbourhoods_count"])),
            authorities_count=int(row["n_la"]),
            events_count=min(int(row["events_count"]), int(counted["events_count"])),
            rule=rule,
        )
        if why:
            kept.append(f"{row['stage']}, {row['model']}: {why}")
        else:
            safe.append(row | {"events_count": rule.rounded(int(row["events_count"]))})
    return safe, kept


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else ["nothing"])
        writer.writeheader()
        writer.writerows(rows)


def release(warehouse: Path, dataset_id: str, tree: DataTree, rule: Rule) -> Released:
    """Write what may be shared of one data set into exports/<dataset_id>/, whole or not at all."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = _queried(
            connection, "select parameters from meta.datasets where dataset_id = $dataset_id", dataset_id=dataset_id
        )
        if not found:
            raise DataProblem(f"The private warehouse has no data set {dataset_id}: see `make extract`.")
        edition = int(json.loads(found[0]["parameters"])["lsoa_edition"])
        counts = safe_counts(connection, dataset_id, edition, rule)
        behind = {row["stage"]: row for row in _queried(connection, BEHIND, dataset_id=dataset_id)}
    gradients, kept = _safe_gradients(gradients_of(warehouse, dataset_id), behind, rule)
    folder = tree.root / "exports" / dataset_id
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "counts.csv", counts)
    _write(folder / "gradients.csv", gradients)
    hidden = sum(row["count"] is None for row in counts)
    return Released(
        folder=folder, shown_count=len(counts) - hidden, hidden_count=hidden, gradients=gradients, kept_back=kept
    )
