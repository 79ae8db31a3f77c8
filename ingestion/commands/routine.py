"""Commands of the yearly routine: what is due, what is out, and the registry entry for it."""

import typer

app = typer.Typer()
