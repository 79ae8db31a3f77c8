"""Command line: python -m ingestion COMMAND. Exits 0 ok, 1 data problem, 2 usage, 3 network."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

from ingestion import dbt_sources
from ingestion.paths import REPOSITORY, DataTree, real_tree, sample_tree
from ingestion.problems import DataProblem, Problem
from ingestion.publish import publish, published_builds, roll_back, sole_writer
from ingestion.registry import load_sources

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
OfSample = Annotated[bool, typer.Option("--sample", help="Work on the embedded synthetic sample.")]
FromMirror = Annotated[
    Path | None,
    typer.Option("--mirror", help="Take each file from this folder instead of its publisher."),
]


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """A problem ends the command with one readable paragraph and its exit code, never a traceback."""
    try:
        yield
    except Problem as problem:
        if as_json:
            typer.echo(json.dumps({"error": str(problem), "exit_code": problem.exit_code}))
        else:
            console.print(f"\n[bold red]Stopped:[/] {problem}", highlight=False, soft_wrap=True)
        raise typer.Exit(problem.exit_code) from problem


@contextmanager
def progress_bar(quiet: bool) -> Iterator["ProgressOf"]:
    with Progress("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console,
                  transient=True, disable=quiet) as bar:  # fmt: skip
        yield ProgressOf(bar)


class ProgressOf:
    """Bytes received of the file under way."""

    def __init__(self, bar: Progress) -> None:
        self.bar, self.task = bar, bar.add_task("fetching", total=None, visible=False)

    def __call__(self, received: int, size: int | None) -> None:
        self.bar.update(self.task, completed=received, total=size, visible=True)


def tree_of(sample: bool) -> DataTree:
    return sample_tree() if sample else real_tree()


@app.command()
def refresh(
    mirror: FromMirror = None,
    sample: OfSample = False,
    scale: Annotated[Literal["default", "national"], typer.Option(help="Size of the sample.")] = "default",
    as_json: AsJson = False,
) -> None:
    """Land, check, build, analyse and publish: the main job."""
    from ingestion.mirror import Mirror
    from ingestion.refresh import refresh as run
    from ingestion.sample import make_sample

    if sample and mirror:
        raise typer.BadParameter("--sample makes its own files; --mirror is for official ones.")
    with told(as_json), progress_bar(as_json) as progress:
        sources, tree = load_sources(), tree_of(sample)
        if sample:
            make_sample(tree.official_layout, sources, scale=scale)
        folder = tree.official_layout if sample else mirror
        done = run(
            sources,
            tree,
            mirror=Mirror(folder) if folder else None,
            sample=sample,
            progress=progress,
            say=(lambda line: None) if as_json else lambda line: console.print(line, highlight=False),
        )
    if as_json:
        shown = {"warehouse": str(done.warehouse), "seconds": done.seconds, "files": done.files_count, "pins": done.pins}
        typer.echo(json.dumps(shown))
        return
    for pin in done.pins:
        typer.echo(f"Now seen as published; to pin it, write in {pin}")
    subprocess.run([sys.executable, "-m", "analysis", "report", "--warehouse", str(done.warehouse)], cwd=REPOSITORY, check=False)
    typer.echo(f"\nWarehouse  {tree.current}\nNext       make app   (the page)      make sql   (read-only SQL)")


@app.command()
def fetch(mirror: FromMirror = None, as_json: AsJson = False) -> None:
    """Download and verify every declared file, and stop there."""
    from ingestion.fetch import pins_to_paste
    from ingestion.mirror import Mirror
    from ingestion.refresh import land

    with told(as_json), progress_bar(as_json) as progress:
        landed = land(load_sources(), real_tree(), mirror=Mirror(mirror) if mirror else None, sample=False, progress=progress)
    if as_json:
        typer.echo(json.dumps({file.wanted.release_id: str(file.path) for file in landed}))
        return
    for file in landed:
        typer.echo(f"{file.receipt.authenticity:<10} {file.receipt.bytes:>12,}  {file.wanted}")
    for pin in pins_to_paste(landed):
        typer.echo(f"to pin it, write in {pin}")


@app.command()
def sources(
    write: Annotated[bool, typer.Option("--write", help="Rewrite the generated dbt files.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Fail when a generated dbt file is out of date.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what is declared; keep dbt's source files in step with it."""
    with told(as_json):
        declared = load_sources()
        if write:
            for path in dbt_sources.write(declared):
                typer.echo(f"wrote {path.relative_to(REPOSITORY)}")
            return
        if check and (stale := dbt_sources.stale(declared)):
            names = ", ".join(str(path.relative_to(REPOSITORY)) for path in stale)
            raise DataProblem(f"{names} differ from the registry: run `python -m ingestion sources --write`.")
    listed = [
        {"source": source.id, "vintage": release.vintage, "files": len(release.members), "published_on": str(release.published_on)}
        for source in declared
        for release in source.releases
    ]
    typer.echo(json.dumps(listed) if as_json else "\n".join(
        f"{row['source']:<32} {row['vintage']}  {row['files']:>2} files  published {row['published_on']}" for row in listed
    ))  # fmt: skip


@app.command(name="publish")
def publish_build(
    build: Annotated[Path, typer.Argument(help="A finished build that is not published.", exists=True)],
    sample: OfSample = False,
    as_json: AsJson = False,
) -> None:
    """Point readers to a build that has been made but not published."""
    with told(as_json):
        tree = tree_of(sample)
        with sole_writer(tree):
            warehouse = publish(tree, build.resolve())
    typer.echo(json.dumps({"warehouse": str(warehouse)}) if as_json else f"Published {warehouse}")


@app.command()
def rollback(sample: OfSample = False, as_json: AsJson = False) -> None:
    """Point readers back to the build before the published one."""
    with told(as_json):
        tree = tree_of(sample)
        with sole_writer(tree):
            warehouse = roll_back(tree)
    kept = [str(path) for path in published_builds(tree)]
    typer.echo(json.dumps({"warehouse": str(warehouse), "builds": kept}) if as_json else f"Published {warehouse}")


@app.command()
def sql(sample: OfSample = False) -> None:
    """A read-only SQL prompt on the published warehouse."""
    from ingestion.prompt import prompt

    with told(False):
        tree = tree_of(sample)
        if not tree.current.exists():
            raise DataProblem(f"There is no warehouse at {tree.current}: run `make refresh`, or `make run` for the sample.")
        prompt(tree.current.resolve())


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "120")
    app()
