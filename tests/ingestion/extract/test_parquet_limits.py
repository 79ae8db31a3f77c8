"""Parquet files that would take all the memory of the machine, and those that are read whatever their types."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ingestion.extract.conftest import GOOD, HEADER, MB, events_of, refused


def shared(value, rows, kind):
    """A value that so many rows share, as a dictionary: it is written once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([value], kind))


PARQUET = {
    "columns": (lambda: pa.table({f"c{number}": [1] for number in range(5_000)}), "5,000 columns"),
    "rows": (lambda: pa.table({"a": pa.nulls(5_000_001, pa.bool_())}), "5,000,001 rows"),
    "lists": (lambda: pa.table({"child_id": ["a"], "factors": [["1A"] * 10**6]}), "list"),
    "structures": (lambda: pa.table({"child_id": ["a"], "more": [{"a": {"b": {"c": 1}}}]}), "struct"),
    "a long text that many rows share": (
        lambda: pa.table({"child_id": shared("x" * 10 * MB, 10**5, pa.string())}),
        "a value of 10,485,760 bytes",
    ),
    "a long text once": (lambda: pa.table({"child_id": ["a", "x" * 10 * MB]}), "a value of 10,485,760 bytes"),
    "long bytes that many rows share": (
        lambda: pa.table({"child_id": shared(b"x" * 10 * MB, 10**5, pa.binary())}),
        "a value of 10,485,760 bytes",
    ),
    "long bytes of one length": (
        lambda: pa.table({"child_id": pa.array([b"x" * MB] * 5, pa.binary(MB))}),
        "a value of 1,048,576 bytes",
    ),
    "a text marked as JSON": (
        lambda: pa.table({"child_id": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["1"]))}),
        "json",
    ),
    "a day beyond the calendar": (lambda: pa.table({"child_id": pa.array([2**30], pa.date32())}), "as Parquet"),
    "text that is not UTF-8": (lambda: pa.table({"child_id": pa.array([b"\xff"]).view(pa.string())}), "as Parquet"),
}


@pytest.mark.parametrize("name", PARQUET)
def test_a_parquet_file_that_unpacks_without_measure_is_refused(tmp_path, places, name):
    table, said = PARQUET[name]
    path = tmp_path / "events.parquet"
    pq.write_table(table(), path, dictionary_pagesize_limit=2**30, compression="zstd")
    with refused(said):
        events_of(path, places)


def test_a_parquet_file_that_unpacks_to_more_than_the_largest_file_is_refused(tmp_path, places, monkeypatch):
    monkeypatch.setattr("ingestion.extract.parquet_rows.LARGEST_FILE", 4 * MB)
    path = tmp_path / "events.parquet"
    table = pa.table({"child_id": ["x" * 100_000] * 15})
    with pq.ParquetWriter(path, table.schema, compression="zstd", use_dictionary=False) as file:
        for _ in range(3):
            file.write_table(table)
    with refused("unpacks to 4,"):
        events_of(path, places)


def test_a_parquet_file_of_too_many_row_groups_is_refused(tmp_path, places):
    path = tmp_path / "events.parquet"
    table = pa.table({"child_id": [1]})
    with pq.ParquetWriter(path, table.schema) as file:
        for _ in range(10_001):
            file.write_table(table)
    with refused("10,001 row groups"):
        events_of(path, places)


@pytest.mark.parametrize("part", [slice(-100, -8), slice(1_000, 2_000)])
def test_a_parquet_file_that_is_damaged_inside_is_refused(tmp_path, places, part):
    path = tmp_path / "events.parquet"
    pq.write_table(pa.table({name: [f"{name}{row}" for row in range(1_000)] for name in HEADER.split(",")}), path)
    content = bytearray(path.read_bytes())
    content[part] = b"\xff" * len(content[part])
    path.write_bytes(content)
    with refused("as Parquet"):
        events_of(path, places)


def test_texts_of_every_kind_are_read_out_of_parquet_as_they_were_written(tmp_path, places):
    kinds = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
    rows = [
        dict(zip(HEADER.split(","), GOOD.replace("c1", f"c{number}").split(","), strict=True)) for number in range(9)
    ]
    for kind in kinds:
        columns = {name: pa.array([row[name] or None for row in rows]).cast(kind) for name in HEADER.split(",")}
        pq.write_table(pa.table(columns), tmp_path / "events.parquet", row_group_size=4)
        found = events_of(tmp_path / "events.parquet", places).events
        assert [(event.child_id, event.line, str(event.day)) for event in found] == [
            (f"c{number}", number + 1, "2023-05-01") for number in range(9)
        ]
