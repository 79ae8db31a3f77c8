"""Command line: python -m analysis COMMAND. Exits 0 ok, 1 data problem, 2 usage."""

import json
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from analysis import warehouse
from analysis.run import Results, groups_of, run_groups
from ingestion.paths import published_warehouse

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console()

LEVELS = {"between_la": "between local authorities", "neighbourhood": "neighbourhoods, synthetic"}


def _write(build: Path, results: Results) -> None:
    with warehouse.writing(build) as connection:
        connection.execute(warehouse.RESULTS)
        for table, frames in results.tables().items():
            warehouse.write(connection, table, pd.concat(frames) if frames else pd.DataFrame())


@app.command()
def run(
    build: Annotated[Path, typer.Option(envvar="CSC_BUILD", exists=True, help="A build that is not published yet.")],
    quiet: Annotated[bool, typer.Option(help="No progress bar.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fit every specification on every data set present and write results.*"""
    if build.stat().st_mode & 0o200 == 0:
        raise typer.BadParameter(f"{build} is published and never rewritten: run `make refresh`.")
    with warehouse.reading(build) as connection:
        releases = warehouse.releases(connection)
        frames = {"between_la": warehouse.authorities(connection), "neighbourhood": warehouse.neighbourhoods(connection)}
    groups = groups_of(frames, releases)
    results = run_groups(track(groups, description="fitting", disable=quiet or as_json, console=console))
    _write(build, results)
    if as_json:
        typer.echo(json.dumps({table: sum(len(frame) for frame in frames) for table, frames in results.tables().items()}))


def _interval(row: pd.Series) -> str:
    return f"{row['score']:.2f} ({row['score_low']:.2f} to {row['score_high']:.2f})"


def _caption(rows: pd.DataFrame) -> str:
    source = "SYNTHETIC SAMPLE, not real places. " if (rows["dataset_id"] == "sample").any() else ""
    return f"{source}Rate ratio per +10 percentage points of income deprivation, 95 % interval."


def report_table(rows: pd.DataFrame) -> Table:
    """One line per indicator and level, one column per edition of the Indices."""
    table = Table(title="Social gradients", caption=_caption(rows), caption_justify="left")
    exposures = sorted(rows["exposure"].unique())
    for heading in ("Evidence", "Indicator", "Year", *(f"IoD{name[-4:]}" for name in exposures)):
        table.add_column(heading)
    for (level, label, year), group in rows.groupby(["level", "label", "financial_year_end"], sort=False):
        by_exposure = {row["exposure"]: _interval(row) for _, row in group.iterrows()}
        table.add_row(LEVELS[level], label, str(year), *(by_exposure.get(name, "-") for name in exposures))
    return table


@app.command()
def report(
    path: Annotated[Path | None, typer.Option("--warehouse", help="A warehouse; the published one if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Print the newest gradients with their intervals."""
    found = path or published_warehouse()
    if found is None or not found.exists():
        typer.echo("There is no warehouse yet: run `make run` for the sample, or `make refresh`.", err=True)
        raise typer.Exit(1)
    try:
        with warehouse.reading(found) as connection:
            rows = warehouse.newest_gradients(connection)
    except duckdb.Error as error:
        typer.echo(f"{found} is not a finished warehouse ({error}): run `make refresh`.", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(rows.to_json(orient="records"))
    else:
        console.print(report_table(rows))


if __name__ == "__main__":
    app()
