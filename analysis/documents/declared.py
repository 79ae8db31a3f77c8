"""The tables that a reader of the warehouse meets, as dbt's contracts, its sources and schema results declare them."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from analysis.result_tables import COLUMNS, TABLES
from ingestion.paths import DBT_PROJECT

MODELS = DBT_PROJECT / "models"
BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", flags=re.DOTALL)
REFERENCE = re.compile(r"{{ doc\('(\w+)'\) }}")


@dataclass(frozen=True, slots=True)
class Column:
    """`required` is None where nothing is declared."""

    name: str
    type: str
    description: str
    required: bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """`warnings` are names of usage warnings, see analysis/documents/dictionary.py."""

    schema: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    warnings: tuple[str, ...] = ()


@cache
def _blocks() -> dict[str, str]:
    return dict(BLOCK.findall((MODELS / "columns.md").read_text(encoding="utf-8")))


def _words(description: str) -> str:
    """A description on one line, with the blocks that it refers to."""
    return " ".join(REFERENCE.sub(lambda found: _blocks()[found.group(1)], description).split())


def _column(declared: Mapping[str, Any], *, has_contract: bool) -> Column:
    required = {"type": "not_null"} in declared.get("constraints", ()) if has_contract else None
    return Column(declared["name"], declared["data_type"], _words(declared["description"]), required)


def _table(schema: str, declared: Mapping[str, Any], *, has_contract: bool) -> Table:
    meta = declared.get("config", {}).get("meta", {})
    return Table(
        schema,
        declared["name"],
        _words(declared["description"]),
        tuple(meta.get("grain", ())),
        tuple(_column(column, has_contract=has_contract) for column in declared["columns"]),
        tuple(meta.get("usage_warnings", ())),
    )


def _of_dbt(schema: str) -> Iterator[Table]:
    declared = yaml.safe_load((MODELS / schema / f"_{schema}__models.yml").read_text(encoding="utf-8"))
    return (_table(schema, model, has_contract=True) for model in declared["models"])


def _of_ingestion() -> Iterator[Table]:
    declared = yaml.safe_load((MODELS / "staging" / "meta" / "_meta__sources.yml").read_text(encoding="utf-8"))
    return (_table("meta", table, has_contract=False) for source in declared["sources"] for table in source["tables"])


def _of_analysis() -> Iterator[Table]:
    """What the columns of a table of results say of its use is a warning too."""
    for name, table in TABLES.items():
        columns = tuple(
            Column(
                column,
                COLUMNS[column].type,
                COLUMNS[column].description,
                COLUMNS[column].required and column not in table.may_lack,
            )
            for column in table.columns
        )
        told = {"level": "two_levels", "is_model_based": "model_based_scores"}
        warnings = tuple(warning for column, warning in told.items() if column in table.columns)
        yield Table("results", name, table.description, table.key, columns, warnings)


@cache
def tables() -> dict[str, list[Table]]:
    """By schema, each in the order of their names."""
    found = {
        "marts": list(_of_dbt("marts")),
        "results": list(_of_analysis()),
        "meta": [*_of_dbt("meta"), *_of_ingestion()],
    }
    return {schema: sorted(held, key=lambda table: table.name) for schema, held in found.items()}


def indicators() -> list[dict[str, str]]:
    """The rows of the seed of indicators."""
    with (DBT_PROJECT / "seeds" / "indicators.csv").open(encoding="utf-8", newline="") as seed:
        return list(csv.DictReader(seed))
