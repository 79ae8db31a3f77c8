"""Land parsed files as text in schema raw of a new build, with their lineage, in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.checks import Parsed
from ingestion.findings import Finding
from ingestion.registry import Source, Table
from ingestion.sql import quoted

QUICK_TO_WRITE = "set force_compression = 'dictionary'"  # weighing every method takes twice as long as landing
META = """
create schema raw;
create schema meta;
create table meta.releases (
    release_id varchar primary key, source_id varchar not null, title varchar not null, publisher varchar not null,
    vintage decimal(5, 1) not null, table_name varchar not null, file_name varchar not null, url varchar,
    sha256 varchar not null, bytes bigint not null, archive_sha256 varchar, archive_bytes bigint,
    published_on date, as_at date, url_verified_on date, retrieved_at timestamp not null, licence varchar not null,
    authenticity varchar not null check (authenticity in ('published', 'stand_in')),
    maturity varchar not null default 'final' check (maturity in ('provisional', 'final')),
    is_synthetic boolean not null
);
create table meta.datasets (dataset_id varchar primary key, is_synthetic boolean not null, parameters json not null);
create table raw.csc__lsoa_counts (
    dataset_id varchar not null, lsoa_code varchar not null, financial_year_end integer not null,
    stage varchar not null, stratum_type varchar not null, stratum varchar not null,
    events_count integer not null, children_0_17_count integer
);
create table raw.csc__events (
    dataset_id varchar not null, child_id varchar not null, lsoa_code varchar, event_kind varchar not null,
    event_date date not null, end_date date, is_in_need boolean, age integer, sex varchar, ethnicity varchar,
    plan_category varchar, factors varchar[], previous_plans_count integer, line integer not null
);
create table raw.csc__coverage (
    dataset_id varchar not null, la_code varchar not null, lsoa_edition integer not null,
    financial_year_end integer not null, observed_from date not null
);
create table raw.csc__episodes (
    dataset_id varchar not null, line integer not null, lsoa_code varchar not null, stage varchar not null,
    entered_after_days integer not null, duration_days integer not null, is_ended boolean not null
);
create table raw.csc__factor_patterns (
    dataset_id varchar not null, lsoa_code varchar not null, financial_year_end integer not null,
    pattern varchar not null, plan_category varchar not null, assessments_count integer not null
);
create table meta.quality_checks (
    "check" varchar not null, severity varchar not null, passed boolean not null, detail varchar not null,
    "at" timestamp not null
);
create table meta.estimated_columns (
    "table" varchar not null, "column" varchar not null, vintage decimal(5, 1) not null, method varchar not null,
    error varchar not null, primary key ("table", "column", vintage)
);
"""


def _release_row(parsed: Parsed) -> dict[str, object]:
    landed = parsed.landed
    wanted, receipt = landed.wanted, landed.receipt
    return {
        "release_id": wanted.release_id,
        "source_id": wanted.source.id,
        "title": wanted.source.title,
        "publisher": wanted.source.publisher,
        "vintage": wanted.release.vintage,
        "table_name": wanted.table.name,
        "file_name": wanted.name,
        "url": wanted.release.url,
        "sha256": receipt.sha256,
        "bytes": receipt.bytes,
        "archive_sha256": receipt.archive_sha256,
        "archive_bytes": receipt.archive_bytes,
        "published_on": wanted.release.published_on,
        "as_at": wanted.release.as_at,
        "url_verified_on": wanted.release.url_verified_on,
        "retrieved_at": datetime.fromisoformat(receipt.retrieved_at).replace(tzinfo=None),
        "licence": wanted.source.licence,
        "authenticity": receipt.authenticity,
        "maturity": wanted.release.maturity,
        "is_synthetic": landed.is_synthetic,
    }


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    """Rows by column name into a table that exists."""
    if not rows:
        return
    connection.register("incoming", pa.Table.from_pylist(rows))
    connection.execute(f"insert into {table} by name select * from incoming")  # noqa: S608
    connection.unregister("incoming")


def _create_raw(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f"{quoted(name)} varchar" for name in table.columns)
    connection.execute(
        f"create table raw.{table.name} ({columns}, _release_id varchar not null, _row_number integer not null)"
    )


def _land(connection: duckdb.DuckDBPyConnection, parsed: Parsed) -> None:
    """Append one file to its raw table; columns that this vintage lacks stay null."""
    table = parsed.table
    lineage = table.append_column("_release_id", pa.array([parsed.landed.wanted.release_id] * table.num_rows))
    numbered = lineage.append_column("_row_number", pa.array(range(1, table.num_rows + 1), pa.int32()))
    connection.register("landing", numbered)
    connection.execute(f"insert into raw.{parsed.landed.wanted.table.name} by name select * from landing")  # noqa: S608
    connection.unregister("landing")


def _estimated(parsed: Parsed) -> list[dict[str, object]]:
    """The declared estimates of a stand-in; none when the file is the published one."""
    wanted = parsed.landed.wanted
    if parsed.landed.receipt.authenticity == "published" or parsed.landed.is_synthetic:
        return []
    return [
        {
            "table": f"raw.{wanted.table.name}",
            "column": column,
            "vintage": wanted.release.vintage,
            "method": declared.method,
            "error": declared.error,
        }
        for declared in wanted.table.estimated
        if declared.vintage == wanted.release.vintage
        for column in declared.columns
    ]


def record_findings(connection: duckdb.DuckDBPyConnection, findings: list[Finding]) -> None:
    at = datetime.now(UTC).replace(tzinfo=None)
    _insert(connection, "meta.quality_checks", [{**asdict(finding), "at": at} for finding in findings])


def load(
    build: Path,
    sources: list[Source],
    parsed: list[Parsed],
    findings: list[Finding],
    parameters: Mapping[str, object],
) -> None:
    """Write a new build; a raw table exists for every declared table, whether or not a file landed.

    `parameters` say what the data set was made with; nothing for published files.
    """
    synthetic = any(file.landed.is_synthetic for file in parsed)
    with duckdb.connect(str(build)) as connection:
        connection.execute(QUICK_TO_WRITE)
        connection.begin()
        connection.execute(META)
        for source in sources:
            for table in source.tables:
                _create_raw(connection, table)
        for file in parsed:
            _land(connection, file)
            _insert(connection, "meta.estimated_columns", _estimated(file))
        _insert(connection, "meta.releases", [_release_row(file) for file in parsed])
        dataset = {"dataset_id": "sample" if synthetic else "public_record", "is_synthetic": synthetic}
        _insert(connection, "meta.datasets", [{**dataset, "parameters": json.dumps(parameters)}])
        record_findings(connection, findings)
        connection.commit()
