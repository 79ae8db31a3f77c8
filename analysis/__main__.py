"""Command line: python -m analysis COMMAND. Exits 0 ok, 1 data problem, 2 usage."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.progress import track

from analysis import warehouse
from analysis.brief import files as briefs
from analysis.documents import stale as documents_out_of_date
from analysis.own_records import own_gradients
from analysis.report import ledger_table, table_of
from analysis.run import together
from analysis.studies import BY_NAME
from analysis.study import Rows
from analysis.worker import STUDY_SECONDS, StudyFailed, Work, one_thread, run_studies
from analysis.writing import clear, write, write_claims, writing
from ingestion.paths import REPOSITORY, published_warehouse

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console()

WRITABLE = 0o200
Build = Annotated[Path, typer.Option(envvar="CSC_BUILD", exists=True, help="A build that is not published yet.")]
Warehouse = Annotated[Path | None, typer.Option("--warehouse", help="A warehouse; the published one if left out.")]
Only = Annotated[str | None, typer.Option(help="One model or study by name; the other results stay.")]
Datasets = Annotated[
    list[str] | None, typer.Option("--dataset", help="One data set, and again for each more; the other results stay.")
]
StudySeconds = Annotated[
    float, typer.Option(envvar="CSC_STUDY_SECONDS", min=0.1, help="How long one study may take before it is stopped.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def refuse_published(build: Path) -> None:
    if build.stat().st_mode & WRITABLE == 0:
        raise typer.BadParameter(f"{build} is published and never rewritten: run `make refresh`.")


@contextmanager
def finished(path: Path | None) -> Iterator[Path]:
    """The warehouse at the path, or else the published one; what to do where it is missing or half built."""
    found = path or published_warehouse()
    if found is None or not found.exists():
        typer.echo("There is no warehouse yet: run `make run` for the sample, or `make refresh`.", err=True)
        raise typer.Exit(1)
    try:
        yield found
    except duckdb.Error as error:
        typer.echo(f"{found} is not a finished warehouse ({error}): run `make refresh`.", err=True)
        raise typer.Exit(1) from error


def read(path: Path | None, rows: Callable[[duckdb.DuckDBPyConnection], pd.DataFrame]) -> pd.DataFrame:
    with finished(path) as found, warehouse.reading(found) as connection:
        return rows(connection)


def _fitted(work: Work, *, limit_seconds: float, quiet: bool) -> Rows:
    """Rows by results table of every study, each within its limit."""
    with warehouse.reading(work.build) as connection:
        known = warehouse.known_datasets(connection)
    if unknown := sorted(set(work.wanted or ()) - set(known)):
        raise typer.BadParameter(f"{work.build} has no data set {', '.join(unknown)}; it has {', '.join(known)}.")
    found = run_studies(work, datasets=work.wanted or known, limit_seconds=limit_seconds)
    bar = track(found, description="fitting", total=len(work.studies), disable=quiet, console=console)
    return together(rows for _, rows in bar)


@app.command()
def run(
    build: Build,
    only: Only = None,
    dataset: Datasets = None,
    study_seconds: StudySeconds = STUDY_SECONDS,
    quiet: Annotated[bool, typer.Option(help="No progress bar.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run every study on every data set present, or on those named, and write results.* into a build."""
    refuse_published(build)
    if only is not None and only not in BY_NAME:
        raise typer.BadParameter(f"there is no study by the name {only}; there is {', '.join(sorted(BY_NAME))}.")
    study = BY_NAME[only] if only else None
    work = Work(build=build, studies=(study.name,) if study else tuple(BY_NAME), wanted=dataset or None)
    try:
        results = _fitted(work, limit_seconds=study_seconds, quiet=quiet or as_json)
    except StudyFailed as failure:
        typer.echo(f"{failure}; nothing was written into {build}.", err=True)
        raise typer.Exit(1) from failure
    try:
        with writing(build) as connection:
            clear(connection, study, dataset or None)
            write(connection, results)
            write_claims(connection)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        typer.echo(f"{build} holds results of another version of this project ({error}): run `make refresh`.", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps({table: len(rows) for table, rows in results.items()}))


@app.command()
def own(
    build: Build,
    dataset: Annotated[str, typer.Option(help="The data set alone that is looked at, such as extract_e06000001.")],
) -> None:
    """Print, as JSON, the gradients over the neighbourhoods of one authority's own records, all years together."""
    with warehouse.reading(build) as connection:
        rows = warehouse.neighbourhoods(connection, dataset_id=dataset)
    newest = rows[rows["imd_edition"] == rows["imd_edition"].max()]
    with one_thread():
        typer.echo(own_gradients(newest).to_json(orient="records"))


@app.command()
def claims(
    build: Annotated[
        Path | None, typer.Option(envvar="CSC_BUILD", exists=True, help="Judge them anew in a build not published yet.")
    ] = None,
    path: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Print the ledger of claims: what the research said, and what the warehouse can say to it."""
    if build is not None:
        refuse_published(build)
        with writing(build) as connection:
            write_claims(connection)
    rows = read(build or path, warehouse.ledger)
    if as_json:
        typer.echo(rows.to_json(orient="records"))
    else:
        console.print(ledger_table(rows))


@app.command()
def documents(
    write: Annotated[bool, typer.Option("--write", help="Rewrite those that are out of date.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail when one is out of date.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say which generated documents, the data dictionary and the glossary, are out of date."""
    stale = documents_out_of_date()
    for path, text in stale.items() if write else ():
        path.write_text(text, encoding="utf-8")
    names = [path.relative_to(REPOSITORY).as_posix() for path in stale]
    if as_json:
        typer.echo(json.dumps({"rewritten" if write else "out_of_date": names}))
    elif names and write:
        typer.echo(f"rewrote {', '.join(names)}")
    elif names:
        typer.echo(
            f"{', '.join(names)} differ from what is declared: run `python -m analysis documents --write`.", err=True
        )
    if check and names and not write:
        raise typer.Exit(1)


@app.command()
def report(path: Warehouse = None, as_json: AsJson = False) -> None:
    """Print the newest gradients with their intervals."""
    rows = read(path, warehouse.newest_gradients)
    if as_json:
        typer.echo(rows.to_json(orient="records"))
    else:
        console.print(table_of(rows))


@app.command()
def brief(
    la: Annotated[str | None, typer.Argument(help="An authority of today, by its code or its name.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All authorities of today, a file each.")] = False,
    to: Annotated[
        Path | None, typer.Option(help="A folder; exports/briefs in the data directory if left out.", file_okay=False)
    ] = None,
    path: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Write the area brief: one HTML file per authority that needs nothing else and prints on two pages of A4."""
    if (la is None) != every:
        raise typer.BadParameter("name one authority, or ask for --all.")
    with finished(path) as found:
        try:
            areas = briefs.asked_for(found.resolve(), la)
        except briefs.UnknownPlace as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error
        bar = track(areas, description="writing", disable=as_json or not every, console=console)
        written = [str(briefs.write(found.resolve(), area, to)) for area in bar]
    typer.echo(json.dumps(written) if as_json else "\n".join(written))


if __name__ == "__main__":
    app()
