"""Commands of the neighbourhood layer: benchmark, extract, release-tables."""

import json
from typing import Annotated

import duckdb
import typer

from ingestion.benchmark.calibration import value
from ingestion.benchmark.datasets import land_counts, parameters, write_counts
from ingestion.benchmark.frame import read_frame
from ingestion.benchmark.truth import DATASETS, POPULATIONS, Population, geometric_score
from ingestion.neighbourhoods import add_to_copy, published
from ingestion.paths import real_tree, sample_tree
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


def benchmark(
    population: Populations = None, seed: Seed = SEED, sample: OnSample = False, as_json: AsJson = False
) -> None:
    """Draw populations whose truth is known, and publish them beside what the warehouse holds."""
    names = chosen(population)
    tree = sample_tree() if sample or not real_tree().current.exists() else real_tree()
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


def add_to(app: typer.Typer) -> None:
    """Put the commands of this layer beside the others."""
    app.command()(benchmark)
