"""A small read-only SQL prompt, so that an analyst needs nothing but the project."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import duckdb

from ingestion.paths import REPOSITORY

with suppress(ImportError):
    import readline  # noqa: F401  arrow keys and history, where the system has them

QUERIES = REPOSITORY / "queries"
PROMPT, MORE = "csc> ", "...> "
ROWS_AT_MOST = 200
NARROWEST, UNCUT = 100, 10_000
HELP = """\
SQL of DuckDB, over as many lines as you like, answered at each semicolon. Nothing here can change the warehouse.

.tables            the tables that are meant for questions, and what one row of each is
.columns TABLE     the columns of one, such as .columns fct_la_indicators
.queries           the ready questions
.run NAME          ask one; those about one authority want its code first: set variable la_code = 'E06000001';
.help              this
.quit              ends it, as do quit, exit and Ctrl-D; Ctrl-C gives up what was being typed or asked

An answer that is wider than the window leaves out columns in its middle, and says so: widen the window or name fewer.
docs/first-hour.md goes from here to an answer."""
TABLES = """
select schema_name || '.' || table_name as table_name, estimated_size as rows_count, trim(comment, chr(10)) as one_row
from duckdb_tables() where schema_name in ('marts', 'results', 'meta')
order by list_position(['marts', 'results', 'meta'], schema_name), table_name
"""
COLUMNS = """
select
    schema_name || '.' || table_name as table_name, column_name, lower(data_type) as type,
    trim(comment, chr(10)) as says
from duckdb_columns() where schema_name in ('marts', 'results', 'meta')
    and (table_name = $name or schema_name || '.' || table_name = $name)
order by table_name, column_index
"""
GIVEN_UP = (KeyboardInterrupt, RuntimeError)  # DuckDB makes the second of the first while it works
LEAVING = {".quit", ".exit", "quit", "exit"}


def _is_whole(typed: list[str]) -> bool:
    """Whether what was typed is a statement up to its semicolon, or a word that is none of SQL."""
    first, last = typed[0].strip(), typed[-1].rstrip()
    return last.endswith(";") or (len(typed) == 1 and (first.startswith(".") or first in LEAVING))


def statements() -> Iterator[str]:
    """What comes from the keyboard or a pipe: SQL up to each semicolon, and commands of one line."""
    typed: list[str] = []
    while True:
        try:
            line = input(MORE if typed else PROMPT) if sys.stdin.isatty() else next(sys.stdin).rstrip("\n")
        except KeyboardInterrupt:
            print()
            typed = []
            continue
        except (EOFError, StopIteration):
            break
        if typed or line.strip():
            typed.append(line)
        if typed and _is_whole(typed):
            yield "\n".join(typed)
            typed = []
    if typed:
        yield "\n".join(typed)


def _show(answer: duckdb.DuckDBPyRelation | None) -> None:
    """As wide as the window; uncut into a pipe."""
    width = max(shutil.get_terminal_size().columns, NARROWEST) if sys.stdout.isatty() else UNCUT
    if answer is not None:
        answer.show(max_rows=ROWS_AT_MOST, max_width=width)


def _help(_: duckdb.DuckDBPyConnection, __: str) -> None:
    print(HELP)


def _tables(connection: duckdb.DuckDBPyConnection, _: str) -> None:
    _show(connection.sql(TABLES))


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    found = connection.sql(COLUMNS, params={"name": name})
    if len(found):
        _show(found)
    else:
        print(f"There is no table {name or 'without a name'}: .tables lists them.", file=sys.stderr)


def _queries(_: duckdb.DuckDBPyConnection, __: str) -> None:
    for query in sorted(QUERIES.glob("*.sql")):
        print(f"{query.stem:<46}{query.read_text(encoding='utf-8').splitlines()[0].removeprefix('-- ')}")


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    path = QUERIES / f"{Path(name).stem}.sql"
    if not path.exists():
        print(f"There is no ready question {name or 'without a name'}: .queries lists them.", file=sys.stderr)
        return
    text = path.read_text(encoding="utf-8")
    has_code = connection.execute("select getvariable('la_code') is not null").fetchone() == (True,)
    if "getvariable('la_code')" in text and not has_code:
        print("It is about one authority. First: set variable la_code = 'E06000001';", file=sys.stderr)
        return
    _show(connection.sql(text))


COMMANDS: Mapping[str, Callable[[duckdb.DuckDBPyConnection, str], None]] = {
    ".help": _help,
    ".tables": _tables,
    ".columns": _columns,
    ".queries": _queries,
    ".run": _run,
}


def _answer(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    word, _, rest = statement.partition(" ")
    if word in COMMANDS:
        COMMANDS[word](connection, rest.strip().rstrip(";"))
    elif word.startswith("."):
        print(f"There is no command {word}: .help lists them.", file=sys.stderr)
    else:
        _show(connection.sql(statement))


def prompt(warehouse: Path) -> None:
    """Answer until the input ends; an error is shown and the prompt goes on."""
    print(f"{warehouse}, read only.\n.help says what can be typed here, .tables what there is; .quit ends.")
    with duckdb.connect(str(warehouse), read_only=True, config={"enable_external_access": "false"}) as connection:
        for statement in map(str.strip, statements()):
            if statement.rstrip("; ") in LEAVING:
                break
            try:
                _answer(connection, statement)
            except duckdb.Error as error:
                print(error, file=sys.stderr)
            except GIVEN_UP:
                print("given up", file=sys.stderr)
