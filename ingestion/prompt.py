"""A small read-only SQL prompt, so that an analyst needs nothing but the project."""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

PROMPT = "csc> "


def statements() -> Iterator[str]:
    """SQL from the keyboard or a pipe, up to each semicolon."""
    typed: list[str] = []
    while True:
        try:
            line = input(PROMPT if not typed else "...> ") if sys.stdin.isatty() else next(sys.stdin).rstrip("\n")
        except (EOFError, StopIteration, KeyboardInterrupt):
            break
        typed.append(line)
        if line.rstrip().endswith(";"):
            yield "\n".join(typed)
            typed = []
    if "".join(typed).strip():
        yield "\n".join(typed)


def prompt(warehouse: Path) -> None:
    """Answer statements until the input ends; an error is shown and the prompt goes on."""
    print(f"{warehouse}, read only. `show all tables;` lists what there is; Ctrl-D ends.")
    with duckdb.connect(str(warehouse), read_only=True, config={"enable_external_access": "false"}) as connection:
        for statement in statements():
            try:
                answer = connection.sql(statement)
            except duckdb.Error as error:
                print(error, file=sys.stderr)
                continue
            if answer is not None:
                answer.show(max_rows=200, max_width=200)
