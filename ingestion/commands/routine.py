"""Commands of the yearly routine: what is due, what is out, and the registry entry for it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from ingestion.console import AsJson, FromMirror, as_json_value, output, told, told_live
from ingestion.download import Progress, client
from ingestion.mirror import Mirror
from ingestion.problems import DataProblem, NetworkProblem, UsageProblem
from ingestion.registry import Release, Source, load_sources
from ingestion.schedule import Entry, calendar
from ingestion.updates.draft import (
    Offer,
    draft,
    from_folder,
    from_mirror,
    from_publisher,
    from_zip,
    next_address,
    previous,
)
from ingestion.updates.entry import notes_of, yaml_of
from ingestion.updates.survey import Answer, Verified, survey, verify

app = typer.Typer()


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _calendar_table(entries: list[Entry]) -> Table:
    table = _table("Publication calendar", "source", "newest", "next", "expected", "status")
    for entry in entries:
        newest = f"{entry.newest}{' (provisional)' if entry.is_provisional else ''}"
        table.add_row(
            entry.source_id, newest, str(entry.next_vintage or "-"), str(entry.expected_on or "-"), entry.status
        )
    return table


@app.command(name="calendar")
def calendar_command(as_json: AsJson = False) -> None:
    """What is due or overdue, by the day it should come out; asks nobody."""
    with told(as_json):
        entries = calendar(load_sources(), datetime.now(UTC).date())
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in entries], default=as_json_value))
    else:
        output.print(_calendar_table(entries))


def _answers_table(answers: list[Answer]) -> Table:
    table = _table("What the publishers have", "source", "we have", "newer", "they say")
    for answer in answers:
        newer = str(answer.newer or ("changed" if answer.is_changed else "?" if answer.is_unanswered else "-"))
        table.add_row(answer.source_id, str(answer.declared), newer, answer.said)
    return table


def _verified_table(verified: list[Verified]) -> Table:
    table = _table("Addresses of the registry", "source", "vintage", "answers", "with")
    for address in verified:
        table.add_row(address.source_id, str(address.vintage), "yes" if address.is_answered else "NO", address.said)
    return table


def _next_steps(answers: list[Answer], verified: list[Verified]) -> list[str]:
    steps = [
        f"make release SOURCE={answer.source_id} VINTAGE={answer.newer}   prints the entry to paste"
        for answer in answers
        if answer.newer
    ]
    return steps + [
        f"{address.line}   to write for {address.source_id} {address.vintage}" for address in verified if address.line
    ]


@app.command(name="check-updates")
def check_updates(
    verify_all: Annotated[bool, typer.Option("--verify", help="Also open every address of the registry.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the publishers for newer releases; changes nothing."""
    today = datetime.now(UTC).date()
    with told(as_json):
        sources = load_sources()
        with told_live(as_json) as telling, client() as http:
            answers = list(survey(http, sources, telling.began))
            verified = list(verify(http, sources, today, telling.began)) if verify_all else []
        entries = calendar(sources, today)
    unanswered = [answer.source_id for answer in answers if answer.is_unanswered]
    unanswered += [f"{address.source_id} {address.vintage}" for address in verified if not address.is_answered]
    if as_json:
        found = {
            "answers": [asdict(answer) for answer in answers],
            "addresses": [asdict(address) for address in verified],
            "calendar": [asdict(entry) for entry in entries],
            "exit_code": NetworkProblem.exit_code if unanswered else 0,
        }
        typer.echo(json.dumps(found, default=as_json_value))
    else:
        for table in (
            _calendar_table(entries),
            _answers_table(answers),
            *([_verified_table(verified)] if verified else []),
        ):
            output.print(table)
        for step in _next_steps(answers, verified):
            typer.echo(step)
    if unanswered:
        raise typer.Exit(NetworkProblem.exit_code)


def _source_named(source_id: str) -> Source:
    sources = {source.id: source for source in load_sources() if source.scope == "public"}
    if source_id not in sources:
        raise UsageProblem(f"{source_id!r} is not a declared source. There are: {', '.join(sources)}.")
    return sources[source_id]


def _nearest(source: Source, vintage: Decimal) -> Release:
    """The declared release that the new one is modelled on; refuses a vintage that is declared already."""
    if any(release.vintage == vintage for release in source.releases):
        raise DataProblem(
            f"{source.id} {vintage} is declared already: correct that entry in ingestion/sources/{source.id}.yml."
        )
    return min(
        (release for release, _ in previous(source, vintage).values()),
        key=lambda release: abs(release.vintage - vintage),
    )


def _offer(source: Source, nearest: Release, vintage: Decimal, files: Path | None, mirror: Path | None, url: str | None,
           progress: Progress) -> Offer:  # fmt: skip
    """The new release's files: given by hand, from a mirror, or from the publisher."""
    address = url or next_address(nearest, vintage)
    if files and files.is_file():
        return from_zip(files.read_bytes(), str(files), address)
    if files:
        return from_folder(files, address)
    if mirror:
        inside = nearest.mirror.replace(str(nearest.vintage), str(vintage))
        return from_mirror(Mirror(mirror), inside, address)
    if not address:
        raise DataProblem(
            f"The address of {source.id} {vintage} does not follow from that of {nearest.vintage}. Find it on "
            f"{source.landing_page} and give URL=, or FROM= a folder or zip of the downloaded files."
        )
    wanted = nearest.model_copy(update={"vintage": vintage, "url": address})
    with client() as http:
        return from_publisher(http, source, wanted, progress)


@app.command()
def release(
    source_id: Annotated[str, typer.Argument(metavar="SOURCE", help="Which source, as its file is named.")],
    vintage: Annotated[
        float,
        typer.Argument(min=1990, max=2100, help="Which year, such as 2026; 2026.2 for a second issue of its figures."),
    ],
    files: Annotated[Path | None, typer.Option("--from", exists=True, help="A folder or zip of its files.")] = None,
    mirror: FromMirror = None,
    url: Annotated[str | None, typer.Option(help="Its address, where that does not follow from the last.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the registry entry of a new release: its files, their hashes, and what changed in their headers."""
    with told(as_json), told_live(as_json) as telling:
        source = _source_named(source_id)
        issue = Decimal(f"{vintage:g}")
        nearest = _nearest(source, issue)
        offer = _offer(source, nearest, issue, files, mirror, url, telling.received)
        telling.began("comparing")
        drafted = draft(source, issue, offer, nearest.fetch)
        if not drafted.found:
            raise DataProblem(
                f"None of the {len(offer.files)} files offered is like one of {source.id}: "
                f"{', '.join(sorted(offer.files)[:20])}. Give the folder or zip of that publication."
            )
    if as_json:
        files_found = [{"table": file.table, "file": file.name, "sha256": file.sha256} for file in drafted.found]
        lines = {file.table: file.changes.lines for file in drafted.found}
        said = {"entry": yaml_of(drafted), "files": files_found, "lines": lines, "notes": notes_of(drafted)}
        typer.echo(json.dumps(said))
        return
    typer.echo(f"# under `releases:` in ingestion/sources/{source.id}.yml\n{yaml_of(drafted)}")
    for note in notes_of(drafted):
        typer.echo(f"\n# {note}")
