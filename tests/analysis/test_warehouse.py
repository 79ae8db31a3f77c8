"""What the models read has one order, so that their sums have one last digit."""

import duckdb
import numpy as np
import pytest

from analysis.warehouse import frame

AREAS = [(f"E0100{number:04}", number / 7) for number in range(1, 200)]


@pytest.mark.parametrize("rows", [AREAS[::-1], AREAS[100:] + AREAS[:100], AREAS[::2] + AREAS[1::2]])
def test_rows_come_in_one_order_however_they_were_stored(rows):
    with duckdb.connect() as connection:
        connection.execute("create table areas (area_code varchar, pct double)")
        connection.executemany("insert into areas values (?, ?)", rows)
        read = frame(connection, "select * from areas where pct > $least", {"least": 0})
    assert list(read["area_code"]) == [code for code, _ in AREAS]
    assert np.cumsum(read["pct"])[198] == np.cumsum([pct for _, pct in AREAS])[198]
