"""A population as a data set: its counts in Parquet, and every parameter that it was made with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.benchmark.assessments import pattern_tables
from ingestion.benchmark.calibration import STAGES, Stage, calibration, value, years
from ingestion.benchmark.counts import yearly_counts
from ingestion.benchmark.episodes import episode_tables, same
from ingestion.benchmark.frame import CHILDREN_0_17_PER_0_15, EDITION, LSOA_EDITION, Counts, Frame
from ingestion.benchmark.strata import divided, marked, marks_of, splits
from ingestion.benchmark.truth import DATASETS, Population, alpha, geometric_score
from ingestion.neighbourhoods import record_dataset
from ingestion.sample.streams import stream

TOTAL = "total"
TEXT = pa.dictionary(pa.int16(), pa.string())
SCHEMA = pa.schema({
    "dataset_id": TEXT, "lsoa_code": pa.string(), "financial_year_end": pa.int32(), "stage": TEXT,
    "stratum_type": TEXT, "stratum": TEXT, "events_count": pa.int32(), "children_0_17_count": pa.int32(),
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Events and children of every neighbourhood in one year, stage and stratum."""

    year: int
    stage: Stage
    stratum_type: str
    stratum: str
    events: Counts
    children: Counts


def _total_cells(frame: Frame, counts: dict[int, dict[Stage, Counts]]) -> Iterator[Cells]:
    for year, by_stage in counts.items():
        for stage, events in by_stage.items():
            yield Cells(
                year=year, stage=stage, stratum_type=TOTAL, stratum=TOTAL, events=events, children=frame.children
            )


def _split_cells(
    frame: Frame, population: Population, seed: int, counts: dict[int, dict[Stage, Counts]]
) -> Iterator[Cells]:
    for stage, of_stage in splits(frame, population).items():
        for split in of_stage:
            for year, by_stage in counts.items():
                random = stream(seed, f"{population} {stage} by {split.stratum_type} {year}")
                events = divided(split, by_stage[stage], random)
                for column, stratum in enumerate(split.strata):
                    yield Cells(
                        year=year, stage=stage, stratum_type=split.stratum_type, stratum=stratum,
                        events=events[:, column], children=split.children[:, column],
                    )  # fmt: skip


def _marked_cells(
    frame: Frame, population: Population, seed: int, counts: dict[int, dict[Stage, Counts]]
) -> Iterator[Cells]:
    for stage, of_stage in marks_of(frame, population).items():
        for stratum_type, strata in of_stage.items():
            for stratum, share in strata.items():
                for year, by_stage in counts.items():
                    purpose = f"{population} {stage} with {stratum_type} {stratum} {year}"
                    yield Cells(
                        year=year, stage=stage, stratum_type=stratum_type, stratum=stratum,
                        events=marked(share, by_stage[stage], seed, purpose), children=frame.children,
                    )  # fmt: skip


def cells(frame: Frame, population: Population, seed: int) -> Iterator[Cells]:
    """Totals of all years; strata of the last, which the calibration is of."""
    counts = yearly_counts(frame, population, seed)
    last = {years()[-1]: counts[years()[-1]]}
    yield from _total_cells(frame, counts)
    yield from _split_cells(frame, population, seed, last)
    yield from _marked_cells(frame, population, seed, last)


def _table(dataset_id: str, frame: Frame, of: Cells) -> pa.Table:
    rows = len(frame.children)
    texts = {"dataset_id": dataset_id, "stage": of.stage, "stratum_type": of.stratum_type, "stratum": of.stratum}
    columns = {name: same(text, rows) for name, text in texts.items()} | {
        "lsoa_code": pa.array(frame.lsoa_code),
        "financial_year_end": pa.array(np.full(rows, of.year, np.int32)),
        "events_count": pa.array(of.events.astype(np.int32)),
        "children_0_17_count": pa.array(of.children.astype(np.int32)),
    }
    return pa.table({name: columns[name] for name in SCHEMA.names}, schema=SCHEMA)


def write_counts(folder: Path, frame: Frame, population: Population, seed: int) -> Path:
    """counts.parquet of one population, one row group per year, stage and stratum."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "counts.parquet"
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for of in cells(frame, population, seed):
            writer.write_table(_table(DATASETS[population], frame, of))
    return path


def parameters(frame: Frame, population: Population, seed: int) -> dict[str, object]:
    """What a population was made with, each value with its mark, and what is true of it on this frame."""
    return {
        "population": population,
        "seed": seed,
        "lsoa_edition": LSOA_EDITION,
        "frame": {
            "imd_edition": EDITION,
            "lsoas_count": len(frame.children),
            "authorities_count": len(frame.las),
            "excluded_count": frame.excluded_count,
            "centre_pct": frame.centre_pct,
            "children_0_17_per_0_15": {"value": CHILDREN_0_17_PER_0_15, "mark": "assumed"},
        },
        "alpha": {stage: {"value": alpha(frame, population, stage), "mark": "derived"} for stage in STAGES},
        "geometric_score": {stage: round(geometric_score(frame, population, stage), 6) for stage in STAGES},
        "published_score": {stage: value("stages", stage, "score") for stage in STAGES},
        "calibration": calibration(),
    }


def land_counts(connection: duckdb.DuckDBPyConnection, path: Path, made_with: dict[str, object]) -> None:
    """Put one population's counts into a build, and say in meta.datasets what they are."""
    dataset_id = DATASETS[made_with["population"]]  # type: ignore[index]
    record_dataset(connection, dataset_id, is_synthetic=True, parameters=made_with)
    connection.execute(
        "insert into raw.csc__lsoa_counts by name "
        "select * replace (dataset_id::varchar as dataset_id) from read_parquet(?)",
        [str(path)],
    )


def land_units(connection: duckdb.DuckDBPyConnection, frame: Frame, population: Population, seed: int) -> None:
    """Put the episodes and the patterns of factors of a population's last year into a build that has its counts."""
    counts = yearly_counts(frame, population, seed)
    made = {
        "raw.csc__episodes": episode_tables(frame, population, seed, counts),
        "raw.csc__factor_patterns": pattern_tables(frame, population, seed, counts),
    }
    for table, parts in made.items():
        for part in parts:
            connection.register("part", part)
            connection.execute(f"insert into {table} by name select * from part")  # noqa: S608
            connection.unregister("part")
