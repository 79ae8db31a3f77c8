import stat
from datetime import date

import duckdb
import pytest

from ingestion.extract.judge import Event
from ingestion.extract.private import (
    QUARANTINE,
    carry_over,
    events_table,
    key_of,
    land_cells,
    make_private,
    pseudonym,
)
from ingestion.load import META
from ingestion.neighbourhoods import forget_benchmarks, record_dataset
from ingestion.paths import DataTree
from ingestion.problems import DataProblem


@pytest.fixture
def tree(tmp_path):
    made = DataTree(tmp_path / "private")
    make_private(made)
    return made


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_key_lies_beside_the_warehouse_and_only_its_owner_can_read_it(tree):
    key = key_of(tree)
    assert (len(key), mode(tree.root / "key"), mode(tree.root)) == (32, 0o600, 0o700)
    assert key_of(tree) == key


def test_a_damaged_key_is_refused_so_that_pseudonyms_never_change_silently(tree):
    key_of(tree)
    (tree.root / "key").write_bytes(b"short")
    with pytest.raises(DataProblem, match="restore it"):
        key_of(tree)


def test_a_pseudonym_is_the_same_under_one_key_and_another_under_any_other():
    first, second = bytes(32), b"1" * 32
    assert pseudonym(first, "E06000901", "c1") == pseudonym(first, "E06000901", "c1")
    others = [(second, "E06000901", "c1"), (first, "E06000902", "c1"), (first, "E06000901", "c2")]
    assert len({pseudonym(first, "E06000901", "c1"), *(pseudonym(*other) for other in others)}) == 4


def layer(path):
    """A build with nothing in it but the tables of the layer."""
    connection = duckdb.connect(str(path))
    connection.execute(META)
    return connection


def test_earlier_extracts_come_over_into_a_new_build_and_benchmarks_do_not(tmp_path):
    event = "insert into raw.csc__events by name select ? as dataset_id, 'c' as child_id, 'cpp' as event_kind, "
    with layer(tmp_path / "earlier.duckdb") as earlier:
        earlier.execute(QUARANTINE)
        for dataset in ("extract_x", "extract_y", "benchmark_a"):
            record_dataset(earlier, dataset, is_synthetic=False, parameters={})
            earlier.execute(f"{event} date '2023-05-01' as event_date, 1 as line", [dataset])
    with layer(tmp_path / "new.duckdb") as new:
        new.begin()
        assert carry_over(new, tmp_path / "earlier.duckdb", replaced="extract_y") == ["extract_x"]
        record_dataset(new, "extract_y", is_synthetic=False, parameters={})
        new.commit()
        assert new.execute("select dataset_id from raw.csc__events").fetchall() == [("extract_x",)]
        assert new.execute("select dataset_id from meta.datasets order by all").fetchall() == [
            ("extract_x",), ("extract_y",),
        ]  # fmt: skip


def test_a_private_build_forgets_the_benchmarks_of_the_public_one_and_their_results(tmp_path):
    with layer(tmp_path / "build.duckdb") as build:
        build.execute("create schema results; create table results.gradients (dataset_id varchar)")
        for dataset in ("benchmark_a", "sample"):
            record_dataset(build, dataset, is_synthetic=True, parameters={})
            build.execute("insert into results.gradients values (?)", [dataset])
        forget_benchmarks(build)
        assert build.execute("select dataset_id from meta.datasets").fetchall() == [("sample",)]
        assert build.execute("select dataset_id from results.gradients").fetchall() == [("sample",)]


def test_counts_without_children_get_those_of_the_warehouse(tmp_path):
    cells = [("E01000001", 2024, "cpp", "total", "total", 2, None), ("E01000002", 2024, "cpp", "total", "total", 2, 50)]
    with layer(tmp_path / "build.duckdb") as build:
        build.execute("create schema intermediate")
        build.execute(
            "create table intermediate.int_lsoa_children as select unnest(['E01000001', 'E01000002']) as lsoa_code, "
            "2021 as lsoa_edition, 300 as children_0_17_count"
        )
        land_cells(build, "extract_x", cells, 2021)
        assert build.execute("select children_0_17_count from raw.csc__lsoa_counts order by lsoa_code").fetchall() == [
            (300,), (50,),
        ]  # fmt: skip


def test_neither_id_nor_file_nor_day_of_birth_is_in_what_is_kept():
    event = Event(
        file="f", line=9, child_id="JANE-ROE-1", kind="cpp", day=date(2023, 5, 1), end=None, episode="1",
        is_in_need=None, age=7, sex="female", ethnicity="White", category="neglect", factors=None, previous_plans=0,
        place="E01900001",
    )  # fmt: skip
    table = events_table("extract_x", [event], bytes(32), "E06000901")
    assert "JANE" not in str(table.to_pylist())
    assert not {"birth_date", "file", "episode"} & set(table.column_names)
    assert table.column("age").to_pylist() == [7]
