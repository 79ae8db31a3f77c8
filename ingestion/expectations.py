"""The door: what Great Expectations asks of each file, built from the registry's entry.

Importing the library takes seconds: import this module only where a file has no cached verdict.
"""

import os
import warnings
from typing import Any

import pandas as pd

from ingestion.findings import Finding
from ingestion.registry import RowRange, Table

os.environ["GX_ANALYTICS_ENABLED"] = "false"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations as gx
    import great_expectations.expectations as gxe


IN_WORDS = {
    "expect_table_row_count_to_be_between": "number of rows",
    "expect_compound_columns_to_be_unique": "unique key",
    "expect_column_values_to_be_unique": "unique key",
}


def key_expectations(table: Table, rows: RowRange) -> list[Any]:
    """Row range and a key that is unique, blanks in it included, on our column names."""
    unique = (
        gxe.ExpectCompoundColumnsToBeUnique(column_list=table.grain, ignore_row_if="never")
        if len(table.grain) > 1
        else gxe.ExpectColumnValuesToBeUnique(column=table.grain[0])
    )
    return [gxe.ExpectTableRowCountToBeBetween(min_value=rows.min, max_value=rows.max), unique]


def _detail(result: Any) -> str:
    """What was seen, short enough to read."""
    outcome = result.result or {}
    details = outcome.get("details", {}).get("mismatched") or {}
    parts = [f"{name} {found}" for name, found in details.items()]
    if absent := outcome.get("partial_missing_list"):
        parts.append(f"missing {absent}")
    if unexpected := outcome.get("partial_unexpected_list"):
        parts.append(f"{outcome.get('unexpected_count')} cells, such as {unexpected[:5]}")
    if not parts and outcome.get("observed_value") is not None:
        parts.append(f"found {str(outcome['observed_value'])[:300]}")
    if result.exception_info and result.exception_info.get("raised_exception"):
        parts.append(str(result.exception_info.get("exception_message")))
    return "; ".join(parts)


def _finding(result: Any, subject: str) -> Finding:
    config = result.expectation_config
    columns = config.kwargs.get("column") or ", ".join(config.kwargs.get("column_list", []))
    return Finding(
        check=f"{subject}: {IN_WORDS[config.type]} {columns}".strip(),
        severity="error",
        passed=bool(result.success),
        detail="" if result.success else _detail(result),
    )


def validate(frame: pd.DataFrame, expectations: list[Any], subject: str) -> list[Finding]:
    """Run expectations over one frame in a context that leaves nothing behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        batch = (
            context.data_sources.add_pandas(name="received")
            .add_dataframe_asset(name=subject)
            .add_batch_definition_whole_dataframe("all")
            .get_batch(batch_parameters={"dataframe": frame})
        )
        results = batch.validate(gx.ExpectationSuite(name=subject, expectations=expectations))
    return [_finding(result, subject) for result in results.results]
