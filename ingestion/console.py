"""How a command speaks: its shared options, progress, and problems told without a traceback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TransferSpeedColumn

from ingestion.paths import DataTree, real_tree, sample_tree
from ingestion.problems import Problem
from ingestion.refresh import Telling

console = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
OfSample = Annotated[bool, typer.Option("--sample", help="Work on the embedded synthetic sample.")]
FromMirror = Annotated[
    Path | None, typer.Option("--mirror", help="Take each file from this folder, not its publisher.")
]


def _stop(said: str, exit_code: int, as_json: bool) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps({"error": said, "exit_code": exit_code}))
    else:
        console.print("\nStopped: ", style="bold red", end="")
        console.print(said, markup=False)
    return typer.Exit(exit_code)


def tell_held(said: str) -> None:
    """Why a build is held, after what it holds; nothing where it is not."""
    if said:
        console.print("\nHeld: ", style="bold yellow", end="")
        console.print(said, markup=False)


@contextmanager
def told(as_json: bool) -> Iterator[None]:
    """A problem ends the command with one readable paragraph and its exit code, never a traceback."""
    try:
        yield
    except Problem as problem:
        raise _stop(str(problem), problem.exit_code, as_json) from problem
    except OSError as error:
        said = f"{error.filename or 'the disk'}: {error.strerror or error}. Check permissions and free space; "
        raise _stop(f"{said}CSC_DATA_DIR moves everything that is written.", 1, as_json) from error


@contextmanager
def told_live(quiet: bool) -> Iterator[Telling]:
    """One line that moves: the step under way, and the bytes of the file under way."""
    columns = (SpinnerColumn(), "{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet) as bar:
        task = bar.add_task("", total=None)
        yield Telling(
            received=lambda received, size: bar.update(task, completed=received, total=size),
            began=lambda step: bar.reset(task, description=step, total=None),
            say=(lambda line: None) if quiet else console.print,
        )


def as_json_value(value: object) -> object:
    """A vintage as a number, anything else that JSON does not know, such as a day, as text."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value)


def tree_of(sample: bool) -> DataTree:
    return sample_tree() if sample else real_tree()
