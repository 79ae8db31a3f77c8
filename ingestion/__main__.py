"""Command line: python -m ingestion COMMAND. Exits 0 ok, 1 data problem, 2 usage, 3 network."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from ingestion import generated, neighbourhood_commands
from ingestion.fetch import pins_to_paste
from ingestion.mirror import Mirror
from ingestion.paths import REPOSITORY, DataTree, real_tree, sample_tree
from ingestion.problems import DataProblem
from ingestion.prompt import prompt
from ingestion.publish import publish, published_builds, roll_back, sole_writer
from ingestion.refresh import Job, Refreshed, land, refresh
from ingestion.registry import load_sources
from ingestion.sample import Scale, make_sample
from ingestion.terminal import AsJson, console, told, told_live

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
neighbourhood_commands.add_to(app)
OfSample = Annotated[bool, typer.Option("--sample", help="Work on the embedded synthetic sample.")]
FromMirror = Annotated[
    Path | None, typer.Option("--mirror", help="Take each file from this folder, not its publisher.")
]
OfScale = Annotated[Scale, typer.Option(help="Size of the sample: 24 authorities, or 151.")]


def _tell_retry(details: RetryDetails) -> None:
    console.print(f"{details.caused_by}; trying again in {details.wait_for:.0f} s")


def tree_of(sample: bool) -> DataTree:
    return sample_tree() if sample else real_tree()


def show(done: Refreshed, tree: DataTree) -> None:
    """Pins to paste, the newest gradients, and what to type next."""
    for pin in done.pins:
        typer.echo(f"Now seen as published; to pin it, write in {pin}")
    command = [sys.executable, "-m", "analysis", "report", "--warehouse", str(done.warehouse)]
    subprocess.run(command, cwd=REPOSITORY, check=False)
    typer.echo(f"\nWarehouse  {tree.current}")
    typer.echo("Next       make app   the page\n           make sql   read-only SQL")
    if done.is_sample:
        typer.echo(
            "           make refresh MIRROR=DIR   the official files, from a local mirror or, without it, downloaded"
        )


@app.command(name="refresh")
def refresh_command(
    mirror: FromMirror = None, sample: OfSample = False, scale: OfScale = "default", as_json: AsJson = False
) -> None:
    """Land, check, build, analyse and publish: the main job."""
    if sample and mirror:
        raise typer.BadParameter("--sample makes its own files; --mirror is for official ones.")
    with told(as_json), told_live(as_json) as telling:
        sources, tree, parameters = load_sources(), tree_of(sample), {}
        if sample:
            parameters = make_sample(tree.official_layout, sources, scale=scale)
        folder = tree.official_layout if sample else mirror
        files = Mirror(folder) if folder else None
        job = Job(sources=sources, tree=tree, mirror=files, is_sample=sample, parameters=parameters)
        done = refresh(job, telling)
    if as_json:
        typer.echo(json.dumps(done.as_json()))
    else:
        show(done, tree)


@app.command()
def fetch(mirror: FromMirror = None, as_json: AsJson = False) -> None:
    """Download and verify every declared file, and stop there."""
    with told(as_json), told_live(as_json) as telling:
        files = Mirror(mirror) if mirror else None
        landed = land(Job(sources=load_sources(), tree=real_tree(), mirror=files, is_sample=False), telling.received)
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
        outdated = generated.write(declared) if write else generated.stale(declared)
        stale = ", ".join(str(path.relative_to(REPOSITORY)) for path in outdated)
        if check and stale and not write:
            raise DataProblem(f"{stale} differ from the registry: run `python -m ingestion sources --write`.")
    listed = [
        {"source": source.id, "vintage": release.vintage, "files": len(release.members), "url": release.url}
        for source in declared
        for release in source.releases
    ]
    lines = [f"{row['source']:<32} {row['vintage']}  {row['files']:>2} files  {row['url']}" for row in listed]
    typer.echo(json.dumps(listed) if as_json else "\n".join([*lines, f"rewrote {stale}" if write and stale else ""]))


@app.command(name="publish")
def publish_command(
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
    """Open a read-only SQL prompt on the published warehouse."""
    with told(False):
        tree = tree_of(sample)
        if not tree.current.exists():
            raise DataProblem(f"No warehouse at {tree.current}: run `make refresh`, or `make run` for the sample.")
        prompt(tree.current.resolve())


if __name__ == "__main__":
    set_on_retry_hooks([_tell_retry])
    app()
