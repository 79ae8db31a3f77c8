"""Commands of the neighbourhood layer: benchmark, extract, release-tables."""

import json
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from ingestion.benchmark.calibration import value
from ingestion.benchmark.census import authority_tables, write_records
from ingestion.benchmark.datasets import land_counts, land_units, parameters, write_counts
from ingestion.benchmark.frame import read_frame
from ingestion.benchmark.returns import write_return
from ingestion.benchmark.truth import DATASETS, POPULATIONS, Population, geometric_score
from ingestion.console import AsJson, told, told_live
from ingestion.disclosure import LEAST_THRESHOLD, USUAL_ROUNDING, Rule
from ingestion.extract.run import Request, run_extract
from ingestion.extract.telling import as_data, as_text, beside
from ingestion.neighbourhoods import add_to_copy, published
from ingestion.paths import DataTree, private_tree, real_tree, sample_tree
from ingestion.release import release
from ingestion.release_register import require_same_rule
from ingestion.sample import SEED

app = typer.Typer()

Populations = Annotated[list[str] | None, typer.Option("--population", help="Which; all four if left out.")]
Threshold = Annotated[int, typer.Option(help="Counts from 1 to below this are hidden; 5 at least.")]
Rounding = Annotated[int, typer.Option(help="The other counts are rounded to multiples of this; 1 for none.")]
Seed = Annotated[int, typer.Option(help="Another seed is another England with the same truth.")]
OnSample = Annotated[bool, typer.Option("--sample", help="On the LSOAs of the embedded sample, in its warehouse.")]


def chosen(names: list[str] | None) -> list[Population]:
    """The populations asked for; all where none is named."""
    if unknown := set(names or ()) - set(POPULATIONS):
        raise typer.BadParameter(f"there is no population {', '.join(sorted(unknown))}; there are A, B, A0 and N.")
    return [name for name in POPULATIONS if not names or name in names]


def parsed_years(text: str) -> tuple[int, ...]:
    """2024 or 2022-2024, as financial years by the year they end in."""
    if not text:
        return ()
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and 2009 <= int(first) <= int(last or first) <= 2100):
        raise typer.BadParameter(f"{text!r} are no years: write 2024 or 2022-2024.")
    return tuple(range(int(first), int(last or first) + 1))


def benchmark_tree(sample: bool) -> DataTree:
    """The real warehouse, or the sample's where it is asked for or is all there is."""
    return sample_tree() if sample or not real_tree().current.exists() else real_tree()


@app.command()
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

        def land(connection: duckdb.DuckDBPyConnection) -> list[str]:
            for path, made_with in drawn:
                land_counts(connection, path, made_with)
            for name in names:
                land_units(connection, frame, name, seed)
            return [DATASETS[name] for name in names]

        warehouse = add_to_copy(base, tree, land, began=telling.began)
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


@app.command()
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


@app.command()
def extract(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    file: Annotated[Path, typer.Argument(help="CSV, Parquet or XML, or a folder of a return's CSV files.")],
    la: Annotated[str, typer.Option(help="The authority's ONS code, such as E06000001.")],
    children: Annotated[Path | None, typer.Option(help="Child -> lsoa_code or postcode, for a census return.")] = None,
    postcodes: Annotated[Path | None, typer.Option(help="Your lookup: postcode, lsoa_code.")] = None,
    years: Annotated[str, typer.Option(help="Financial years covered, as 2024 or 2022-2024.")] = "",
    threshold: Threshold = LEAST_THRESHOLD,
    rounding: Rounding = USUAL_ROUNDING,
    sample: OnSample = False,
    as_json: AsJson = False,
) -> None:
    """Put an authority's own records into its private warehouse, print what they show and write what may be shared.

    The first release of a year decides the rule: a later one with another threshold or rounding is refused.
    """
    wanted = Request(file=file, la_code=la, children=children, postcodes=postcodes, years=parsed_years(years))
    tree = benchmark_tree(sample)
    with told(as_json), told_live(as_json) as telling:
        rule = Rule(threshold=threshold, rounding=rounding)
        require_same_rule(private_tree(), wanted.dataset_id, wanted.years, rule)
        base = published(tree)
        done = run_extract(wanted, base, private_tree(), telling.began)
        telling.began("making safe tables")
        released = release(done.warehouse, done.dataset_id, rule, exports=real_tree().exports, private=private_tree())
        benchmarks = beside(read_frame(base), la, released.gradients)
    typer.echo(json.dumps(as_data(done, released, benchmarks)) if as_json else as_text(done, released, benchmarks))


@app.command()
def release_tables(
    dataset: Annotated[str, typer.Option(help="The data set, such as extract_e06000001.")],
    threshold: Threshold = LEAST_THRESHOLD,
    rounding: Rounding = USUAL_ROUNDING,
    as_json: AsJson = False,
) -> None:
    """Write the tables of a private data set that are safe to share, under the rule of its first release."""
    with told(as_json):
        rule = Rule(threshold=threshold, rounding=rounding)
        released = release(
            published(private_tree()), dataset, rule, exports=real_tree().exports, private=private_tree()
        )
    found = {"folder": str(released.folder), "shown": released.shown_count, "hidden": released.hidden_count}
    if as_json:
        typer.echo(json.dumps(found | {"kept_back": released.kept_back}))
        return
    typer.echo(f"{released.shown_count} counts shown, {released.hidden_count} hidden: {released.folder}")
    for line in released.kept_back:
        typer.echo(f"kept back: {line}")
