"""Commands of the yearly routine: what is due, what is out, and the registry entry for it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich import box
from rich.table import Table

from ingestion.console import AsJson, FromMirror, as_json_value, output, told, told_live
from ingestion.download import Progress, client
from ingestion.mirror import Mirror
from ingestion.paths import real_tree
from ingestion.problems import DataProblem, NetworkProblem, UsageProblem
from ingestion.registry import Release, Source, load_sources
from ingestion.schedule import Entry, calendar
from ingestion.updates.candidates import (
    CandidateFiles,
    copy_into,
    from_folder,
    from_mirror,
    from_publisher,
    from_zip,
    mirror_folder,
    next_address,
)
from ingestion.updates.comparison import previous
from ingestion.updates.draft import Draft, draft
from ingestion.updates.earlier import EarlierFiles
from ingestion.updates.entry import notes_of, yaml_of
from ingestion.updates.survey import Answer, Verified, survey, verify
from ingestion.years import Vintage

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
    same_year = [release.vintage for release in source.releases if int(release.vintage) == int(vintage)]
    numbered = (int(vintage) + Decimal(issue) / 10 for issue in range(1, 10))
    free = next((issue for issue in numbered if issue not in same_year), vintage)
    if vintage in same_year:
        raise DataProblem(
            f"{source.id} {vintage} is declared already: correct that entry in ingestion/sources/{source.id}.yml, or "
            f"draft another issue of the same year as {free}."
        )
    if same_year and vintage == int(vintage):
        raise DataProblem(
            f"{source.id} has {same_year[0]}, one issue of {vintage}: give this one a number too, such as {free}."
        )
    return min(
        (release for declared in previous(source, vintage).values() for release, _ in declared),
        key=lambda release: abs(release.vintage - vintage),
    )


def _given(files: Path, address: str | None) -> CandidateFiles:
    """The files of a folder or zip."""
    return from_zip(files.read_bytes(), str(files), address) if files.is_file() else from_folder(files, address)


def _candidates(source: Source, nearest: Release, vintage: Decimal, files: Path | None, mirror: Path | None,
                url: str | None, progress: Progress) -> CandidateFiles:  # fmt: skip
    """The new release's files: given by hand (and copied into a mirror), from a mirror, or from the publisher."""
    address = url or next_address(nearest, vintage)
    inside = mirror_folder(source, nearest, vintage)
    if files and not mirror:
        return _given(files, address)
    if files and mirror:
        copy_into(_given(files, address), mirror, inside)
    if mirror:
        return from_mirror(Mirror(mirror), inside, address)
    if not address:
        raise DataProblem(
            f"The address of {source.id} {vintage} does not follow from that of {nearest.vintage}. Find it on "
            f"{source.landing_page} and give URL=, or FROM= a folder or zip of the downloaded files."
        )
    wanted = nearest.model_copy(update={"vintage": vintage, "url": address})
    with client() as http:
        return from_publisher(http, source, wanted, progress)


def _issue(text: str) -> Decimal:
    """A vintage as it is typed: a year, or a year and the number of an issue."""
    try:
        return TypeAdapter(Vintage).validate_python(Decimal(text))
    except (ArithmeticError, ValueError) as error:
        raise typer.BadParameter(f"{text!r} is no vintage: write a year such as 2026, or 2026.2") from error


def _print_draft(drafted: Draft, mirror: Path | None) -> None:
    """The entry, what else to write, and what to run next."""
    source = drafted.source
    typer.echo(f"# under `releases:` in ingestion/sources/{source.id}.yml\n{yaml_of(drafted)}")
    for note in notes_of(drafted):
        typer.echo(f"\n# {note}")
    where = f" MIRROR={mirror}" if drafted.candidates.mirror else ""
    typer.echo(f"\n# next: paste, then make docs, then make refresh HOLD=1{where}")


@app.command()
def release(
    source_id: Annotated[str, typer.Argument(metavar="SOURCE", help="Which source, as its file is named.")],
    vintage: Annotated[
        Decimal,
        typer.Argument(parser=_issue, help="Which year, such as 2026; 2026.2 for a second issue of its figures."),
    ],
    files: Annotated[Path | None, typer.Option("--from", exists=True, help="A folder or zip of its files.")] = None,
    mirror: FromMirror = None,
    url: Annotated[str | None, typer.Option(help="Its address, where that does not follow from the last.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the registry entry of a new release: which file is which table's, and what changed in their headers.

    With --from and --mirror the files are copied into the mirror first, so that a refresh finds them there.
    """
    with told(as_json), told_live(as_json) as telling:
        source = _source_named(source_id)
        nearest = _nearest(source, vintage)
        candidates = _candidates(source, nearest, vintage, files, mirror, url, telling.received)
        telling.began("comparing")
        earlier = EarlierFiles(source, tree=real_tree(), mirror=Mirror(mirror) if mirror else None)
        drafted = draft(source, vintage, candidates, nearest.fetch, earlier)
        if not drafted.found:
            raise DataProblem(
                f"None of the {len(candidates.files)} files offered is like one of {source.id}: "
                f"{', '.join(sorted(candidates.files)[:20])}. Give the folder or zip of that publication."
            )
    if not as_json:
        _print_draft(drafted, mirror)
        return
    files_found = [
        {"table": file.table, "file": file.name, "sha256": file.sha256, "is_sure": not file.look}
        for file in drafted.found
    ]
    lines = {file.table: file.changes.lines for file in drafted.found}
    said = {"entry": yaml_of(drafted), "files": files_found, "lines": lines, "notes": notes_of(drafted)}
    typer.echo(json.dumps(said))
