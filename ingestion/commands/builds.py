"""Commands about builds: what changed, who vouches for it, publication and the way back, exports."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingestion.builds import build_before, build_named, held_builds, published_builds
from ingestion.changes.page import html_of
from ingestion.changes.report import Changes, compare
from ingestion.console import AsJson, OfSample, as_json_value, told, told_live, tree_of
from ingestion.export.package import export
from ingestion.paths import DataTree
from ingestion.publish import publish, require_finished, roll_back, sole_writer
from ingestion.qa_log import entries, record, require_sign_off, sign_off

app = typer.Typer()

IN_WORDS = "current, previous, held, or the start of a build's id."
Build = Annotated[str, typer.Option("--build", help=f"Which build: {IN_WORDS}")]


def _meant(tree: DataTree, given: str | None) -> Path:
    """The build that was named, or for none the one that waits, else the published one."""
    return build_named(tree, given or ("held" if held_builds(tree) else "current"))


def _write(tree: DataTree, changes: Changes) -> Path:
    """The report as HTML and JSON; returns the page."""
    folder = tree.reports / f"{changes.build_before}__{changes.build_after}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "changes.json").write_text(
        json.dumps(changes.as_json(), default=as_json_value, indent=1), encoding="utf-8"
    )
    page = folder / "changes.html"
    page.write_text(html_of(changes), encoding="utf-8")
    return page


@app.command()
def diff(
    before: Annotated[str | None, typer.Option("--from", help=f"The earlier build: {IN_WORDS}")] = None,
    after: Annotated[str | None, typer.Option("--to", help=f"The later build: {IN_WORDS}")] = None,
    sample: OfSample = False,
    as_json: AsJson = False,
) -> None:
    """What changed between two builds, and whether a headline finding did: an HTML page and a JSON file."""
    with told(as_json), told_live(as_json) as telling:
        telling.began("comparing")
        tree = tree_of(sample)
        later = _meant(tree, after)
        changes = compare(build_named(tree, before) if before else build_before(tree, later), later)
        page = _write(tree, changes)
    if as_json:
        typer.echo(json.dumps(changes.as_json() | {"page": str(page)}, default=as_json_value))
    else:
        typer.echo(f"{changes.build_before} to {changes.build_after}\n{changes.sentence}\nReport     {page}")


@app.command(name="sign-off")
def sign_off_command(
    name: Annotated[str, typer.Option("--name", help="Who vouches for the build.")],
    reason: Annotated[str, typer.Option("--reason", help="What was looked at, and why it is right.")],
    build: Annotated[str | None, typer.Option("--build", help=f"Which build: {IN_WORDS}")] = None,
    sample: OfSample = False,
    as_json: AsJson = False,
) -> None:
    """Put a name and a reason under a build, in the QA log."""
    with told(as_json):
        tree = tree_of(sample)
        with sole_writer(tree):
            entry = sign_off(tree, _meant(tree, build), name=name, reason=reason)
    typer.echo(json.dumps(asdict(entry)) if as_json else f"{entry.name} has signed off {entry.build_id}.")


@app.command(name="qa-log")
def qa_log(sample: OfSample = False, as_json: AsJson = False) -> None:
    """What was published, signed off, accepted and rolled back, by whom and why."""
    with told(as_json):
        said = entries(tree_of(sample))
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in said]))
        return
    for entry in said:
        typer.echo(f"{entry.at}  {entry.action:<18}  {entry.build_id}  {entry.name}: {entry.reason}")


@app.command(name="publish")
def publish_command(
    build: Annotated[str, typer.Argument(help=f"Which build: {IN_WORDS}")] = "held",
    sample: OfSample = False,
    as_json: AsJson = False,
) -> None:
    """Point readers to a finished build that a person has signed off."""
    with told(as_json):
        tree = tree_of(sample)
        with sole_writer(tree):
            named = build_named(tree, build)
            require_finished(named)
            signed = require_sign_off(tree, named)
            warehouse = publish(tree, named)
            record(tree, warehouse, "published", name=signed.name, reason=signed.reason)
    typer.echo(json.dumps({"warehouse": str(warehouse)}) if as_json else f"Published {warehouse}")


@app.command()
def rollback(sample: OfSample = False, as_json: AsJson = False) -> None:
    """Point readers back to the build before the published one."""
    with told(as_json):
        tree = tree_of(sample)
        with sole_writer(tree):
            warehouse = roll_back(tree)
            record(tree, warehouse, "rolled back", name="rollback", reason="readers were pointed back to this build")
    kept = [str(path) for path in published_builds(tree)]
    typer.echo(json.dumps({"warehouse": str(warehouse), "builds": kept}) if as_json else f"Published {warehouse}")


@app.command(name="export")
def export_command(build: Build = "current", sample: OfSample = False, as_json: AsJson = False) -> None:
    """Write every mart and result of a build as CSV and Parquet, with datapackage.json."""
    with told(as_json), told_live(as_json) as telling:
        telling.began("exporting")
        tree = tree_of(sample)
        folder, descriptor = export(tree, build_named(tree, build))
    rows = sum(resource["rows_count"] for resource in descriptor["resources"])
    counts = {"folder": str(folder), "tables": len(descriptor["resources"]), "rows": rows}
    typer.echo(
        json.dumps(counts)
        if as_json
        else f"{counts['tables']} tables, {rows:,} rows, as CSV and Parquet\nExport     {folder}"
    )
