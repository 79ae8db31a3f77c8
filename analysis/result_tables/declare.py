"""What a column and a table of schema results are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A type of DuckDB and what the column says; `required` columns are never NULL."""

    type: str
    description: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One row per `key`; a table without one lists what happened. Columns in `may_lack` can be NULL here."""

    description: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    may_lack: tuple[str, ...] = ()


def optional(type_: str, description: str) -> Column:
    return Column(type_, description, required=False)
