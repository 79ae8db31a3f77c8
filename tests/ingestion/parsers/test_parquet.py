import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from ingestion.parsers.parquet import read_parquet
from ingestion.problems import DataProblem


def written(**columns: pa.Array) -> bytes:
    content = io.BytesIO()
    parquet.write_table(pa.table(columns), content)
    return content.getvalue()


def test_numbers_read_as_a_reader_would_write_them():
    table = read_parquet(written(number=pa.array([301.0, 9.25, None]), rank=pa.array([1, 2, 3])))
    assert table["number"].to_pylist() == ["301", "9.25", None]
    assert table["rank"].to_pylist() == ["1", "2", "3"]
    assert table.schema.types == [pa.string(), pa.string()]


def test_bytes_read_as_hexadecimal():
    table = read_parquet(written(geometry=pa.array([b"\x01\xff", None], pa.binary())))
    assert table["geometry"].to_pylist() == ["01ff", None]


@given(st.lists(st.one_of(st.none(), st.text())))
def test_text_comes_back_as_it_was(values):
    assert read_parquet(written(text=pa.array(values, pa.string())))["text"].to_pylist() == values


@pytest.mark.parametrize("content", [b"", b"PAR1", b"a,b\n1,2\n"])
def test_what_is_no_parquet_is_refused(content):
    with pytest.raises(DataProblem, match="it is not a Parquet table"):
        read_parquet(content)


def test_a_column_of_lists_is_refused():
    with pytest.raises(DataProblem, match="it is not a Parquet table of text, numbers and bytes"):
        read_parquet(written(lists=pa.array([[1, 2]])))
