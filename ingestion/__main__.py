"""Command line: python -m ingestion COMMAND. Exits 0 ok, 1 data problem, 2 usage, 3 network."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from ingestion import generated
from ingestion.builds import build_before
from ingestion.changes.report import compare
from ingestion.commands import builds, neighbourhood, routine
from ingestion.console import AsJson, FromMirror, OfSample, as_json_value, console, tell_held, told, told_live, tree_of
from ingestion.fetch import pins_to_paste
from ingestion.mirror import Mirror
from ingestion.model_page import write_model_page
from ingestion.neighbourhoods import published
from ingestion.paths import REPOSITORY, DataTree, published_warehouse, real_tree, sample_tree
from ingestion.plausibility.held import in_words
from ingestion.problems import DataProblem
from ingestion.processes import run_limited
from ingestion.prompt import prompt
from ingestion.publish import sole_writer
from ingestion.qa_log import require_reason
from ingestion.refresh import Job, Refreshed, land, refresh
from ingestion.registry import Source, load_sources
from ingestion.sample import Scale, make_sample

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(routine.app)
app.add_typer(builds.app)
app.add_typer(neighbourhood.app)

REPORT_SECONDS = 300.0
REASON = "the note on revisions of 30 October explains the new counts"

OfScale = Annotated[Scale, typer.Option(help="Size of the sample: 24 authorities, or 151.")]
Force = Annotated[bool, typer.Option("--force", help="Build and publish although nothing has changed.")]
Hold = Annotated[bool, typer.Option("--hold", help="Build, but leave publishing to a person.")]
Accept = Annotated[
    str | None,
    typer.Option(metavar="REASON", help="Publish although figures changed more than usual: why that is right."),
]


def _tell_retry(details: RetryDetails) -> None:
    console.print(f"{details.caused_by}; trying again in {details.wait_for:.0f} s")


def _built(done: Refreshed) -> str:
    if not done.is_new:
        return "Nothing new: the published warehouse is made of exactly these files, declarations and code."
    said = f"Changed since the published build: {', '.join(done.changed) or 'nothing, built by --force'}."
    if done.is_first:
        said = "There was no build before that this one could be compared with."
    if not done.is_held:
        return said
    return f"{said}\nHeld at {done.warehouse}. Next: make diff, make sign-off NAME=... REASON=..., make publish"


def _compared(done: Refreshed, tree: DataTree) -> str:
    """What changed in the figures, or why two builds cannot be compared."""
    try:
        return compare(build_before(tree, done.warehouse), done.warehouse).sentence
    except DataProblem as problem:
        return str(problem)


def _question(done: Refreshed, sources: list[Source], *, mirror: Path | None, sample: bool) -> str:
    """What is asked about a build that is held for its changes; nothing of any other."""
    if not done.held_changes:
        return ""
    where = f" MIRROR={mirror}" if mirror else ""
    accept = f"make refresh{where} ACCEPT_REVISIONS=1 REASON='what you looked at'"
    if sample:
        accept = ".venv/bin/python -m ingestion refresh --sample --accept-revisions 'what you looked at'"
    return in_words(done.held_changes, sources, accept=accept)


def show(done: Refreshed, tree: DataTree) -> None:
    """What changed, pins to paste, the newest gradients, and what to type next."""
    typer.echo(_built(done))
    if done.is_new and not done.is_first:
        typer.echo(_compared(done, tree))
    for pin in done.pins:
        typer.echo(f"Now seen as published; to pin it, write in {pin}")
    command = [sys.executable, "-m", "analysis", "report", "--warehouse", str(done.warehouse)]
    run_limited(command, what="The report", limit_seconds=REPORT_SECONDS, cwd=REPOSITORY, captured=False)
    if done.is_held:
        return
    typer.echo(f"\nWarehouse  {tree.current}")
    typer.echo("Next       make app       the pages, on http://localhost:8501\n           make sql       read-only SQL")
    if done.is_sample:
        typer.echo("           make refresh   the official files, downloaded; MIRROR=DIR takes them from a folder")


@app.command(name="refresh")
def refresh_command(
    mirror: FromMirror = None, sample: OfSample = False, scale: OfScale = "default", force: Force = False,
    hold: Hold = False, accept_revisions: Accept = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Land, check, build, analyse and publish: the main job. Stops early where nothing has changed.

    A build whose figures changed more than earlier releases and years explain is held, and the exit code is 1.
    """
    if sample and mirror:
        raise typer.BadParameter("--sample makes its own files; --mirror is for official ones.")
    if hold and accept_revisions is not None:
        raise typer.BadParameter(
            "--hold leaves publishing to a person; --accept-revisions publishes. Give one of them."
        )
    tree = tree_of(sample)
    with told(as_json), told_live(as_json) as telling, sole_writer(tree):
        reason = "" if accept_revisions is None else require_reason(accept_revisions, example=REASON)
        sources, parameters = load_sources(), {}
        if sample:
            parameters = make_sample(tree.official_layout, sources, scale=scale)
        folder = tree.official_layout if sample else mirror
        files = Mirror(folder) if folder else None
        done = refresh(
            Job(
                sources=sources, tree=tree, mirror=files, is_sample=sample, parameters=parameters, force=force,
                hold=hold, accepted_because=reason,
            ),
            telling,
        )  # fmt: skip
    question = _question(done, sources, mirror=mirror, sample=sample)
    if as_json:
        asked = {"error": question, "exit_code": DataProblem.exit_code} if question and not hold else {}
        typer.echo(json.dumps(done.as_json() | asked))
    else:
        show(done, tree)
        tell_held(question)
    if question and not hold:
        raise typer.Exit(DataProblem.exit_code)


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
    typer.echo(
        json.dumps(listed, default=as_json_value)
        if as_json
        else "\n".join([*lines, f"rewrote {stale}" if write and stale else ""])
    )


@app.command()
def docs(as_json: AsJson = False) -> None:
    """Write the dbt project as one page to read in a browser, without a server or a network."""
    tree, build = real_tree(), published_warehouse()
    with told(as_json), told_live(as_json) as telling, sole_writer(tree):
        telling.began("writing the page of models")
        page = write_model_page(tree, build)
    if as_json:
        typer.echo(json.dumps({"page": str(page), "build": str(build) if build else None}))
    else:
        typer.echo(f"Models     {page}\nof         {build or 'the declared models alone: nothing is published yet'}")


@app.command()
def sql(sample: OfSample = False) -> None:
    """Open a read-only SQL prompt on the published warehouse: the sample's where it is asked for or is all there is."""
    with told(False):
        found = published(sample_tree()) if sample else published_warehouse()
        if found is None:
            raise DataProblem("There is no warehouse yet: run `make refresh`, or `make run` for the sample.")
        if found.is_relative_to(sample_tree().root):
            typer.echo("SYNTHETIC SAMPLE, not real places.")
        prompt(found)


if __name__ == "__main__":
    set_on_retry_hooks([_tell_retry])
    app()
