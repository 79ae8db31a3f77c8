"""Commands of the neighbourhood layer: benchmark, extract, release-tables."""

import json
from typing import Annotated

import duckdb
import typer

from ingestion.benchmark.calibration import value
from ingestion.benchmark.census import authority_tables, write_records
from ingestion.benchmark.datasets import land_counts, parameters, write_counts
from ingestion.benchmark.frame import read_frame
from ingestion.benchmark.returns import write_return
from ingestion.benchmark.truth import DATASETS, POPULATIONS, Population, geometric_score
from ingestion.neighbourhoods import add_to_copy, published
from ingestion.paths import DataTree, real_tree, sample_tree
from ingestion.sample import SEED
from ingestion.terminal import AsJson, told, told_live

Populations = Annotated[list[str] | None, typer.Option("--population", help="Which; all four if left out.")]
Seed = Annotated[int, typer.Option(help="Another seed is another England with the same truth.")]
OnSample = Annotated[bool, typer.Option("--sample", help="On the LSOAs of the embedded sample, in its warehouse.")]


def chosen(names: list[str] | None) -> list[Population]:
    """The populations asked for; all where none is named."""
    if unknown := set(names or ()) - set(POPULATIONS):
        raise typer.BadParameter(f"there is no population {', '.join(sorted(unknown))}; there are A, B, A0 and N.")
    return [name for name in POPULATIONS if not names or name in names]


def benchmark_tree(sample: bool) -> DataTree:
    """The real warehouse, or the sample's where it is asked for or is all there is."""
    return sample_tree() if sample or not real_tree().current.exists() else real_tree()


def benchmark(
    population: Populations = None, seed: Seed = SEED, sample: OnSample = False, as_json: AsJson = False
) -> None:
    """Draw populations whose truth is known, and publish them beside what the warehouse holds."""
    names = chosen(population)
    tree = benchmark_tree(sample)
    with told(as_json), told_live(as_json) as telling:
        base = published(tree)
        frame = read_frame(base)
        telling.began("drawing")
        drawn = [
            (write_counts(tree.benchmark / DATASETS[name], frame, name, seed), parameters(frame, name, seed))
            for name in names
        ]

        def land(connection: duckdb.DuckDBPyConnection) -> None:
            for path, made_with in drawn:
                land_counts(connection, path, made_with)

        telling.began("building the marts")
        warehouse = add_to_copy(base, tree, land)
    scores = {DATASETS[name]: round(geometric_score(frame, name), 4) for name in names}
    if as_json:
        typer.echo(json.dumps({"warehouse": str(warehouse), "true_scores_of_referral": scores, "seed": seed}))
        return
    typer.echo(f"SYNTHETIC: no child in these populations exists. {len(frame.children):,} neighbourhoods, seed {seed}.")
    for dataset_id, score in scores.items():
        typer.echo(
            f"{dataset_id:<14} true score of referrals {score:.3f} (published {value('stages', 'referral', 'score')})"
        )
    typer.echo(f"Warehouse      {warehouse}")


def benchmark_records(
    population: Annotated[str, typer.Option(help="Which population: A, B, A0 or N.")] = "A",
    la: Annotated[str | None, typer.Option(help="One authority alone, which gets an XML return too.")] = None,
    seed: Seed = SEED,
    sample: OnSample = False,
    as_json: AsJson = False,
) -> None:
    """Write a population's child-level events in the layout of the children in need census."""
    tree = benchmark_tree(sample)
    (name,) = chosen([population])
    with told(as_json), told_live(as_json) as telling:
        frame = read_frame(published(tree))
        if la is not None and la not in frame.las:
            raise typer.BadParameter(f"there is no authority {la} on this frame; the first is {frame.las[0]}.")
        folder = tree.benchmark / DATASETS[name] / ("records" if la is None else f"records_{la}")
        telling.began("writing records")
        rows = write_records(folder, frame, name, seed, la_code=la)
        if la is not None:
            write_return(folder / "return.xml", dict(authority_tables(frame, name, seed, la))[la])
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "rows": rows}))
        return
    typer.echo(f"SYNTHETIC: no child in these records exists. {folder}")
    for file, count in rows.items():
        typer.echo(f"{file:<22}{count:>12,} rows")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this layer beside the others."""
    app.command()(benchmark)
    app.command()(benchmark_records)
