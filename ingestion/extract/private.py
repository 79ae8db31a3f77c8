"""The private warehouse: pseudonyms under a key that lies outside it, files that only their owner can read."""

import secrets
from hashlib import blake2b
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.extract.counts_file import Cell
from ingestion.extract.judge import Event
from ingestion.extract.sift import Rejected
from ingestion.neighbourhoods import PRIVATE_FILE, PRIVATE_FOLDER
from ingestion.paths import DataTree
from ingestion.problems import DataProblem

KEY_BYTES, PSEUDONYM_BYTES = 32, 16

QUARANTINE = """
create table if not exists raw.csc__quarantine (
    dataset_id varchar not null, file varchar not null, line integer not null, kind varchar not null,
    reason varchar not null, detail varchar not null
)
"""
HELD_BACK = {"file": pa.string(), "line": pa.int32(), "kind": pa.string(), "reason": pa.string(), "detail": pa.string()}
CELL = {
    "lsoa_code": pa.string(),
    "financial_year_end": pa.int32(),
    "stage": pa.string(),
    "stratum_type": pa.string(),
    "stratum": pa.string(),
    "events_count": pa.int32(),
    "children_0_17_count": pa.int32(),
}
LAYER = ("raw.csc__lsoa_counts", "raw.csc__events", "raw.csc__coverage", "raw.csc__quarantine", "meta.datasets")


def make_private(tree: DataTree) -> None:
    """The folders, closed to everyone else whatever the machine's default is."""
    for folder in (tree.root, tree.warehouse, tree.builds, tree.dbt):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)


def key_of(tree: DataTree) -> bytes:
    """The key of the pseudonyms: made once, kept beside the warehouse and never in it."""
    path = tree.root / "key"
    if not path.exists():
        path.touch(mode=PRIVATE_FILE)
        path.write_bytes(secrets.token_bytes(KEY_BYTES))
    path.chmod(PRIVATE_FILE)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise DataProblem(f"{path} is not a key of {KEY_BYTES} bytes: restore it, or delete it and extract again.")
    return key


def pseudonym(key: bytes, la_code: str, child_id: str) -> str:
    """The same child has the same one in every extract of the authority on this machine; without the key, nobody."""
    return blake2b(f"{la_code}\0{child_id}".encode(), key=key, digest_size=PSEUDONYM_BYTES).hexdigest()


def events_table(dataset_id: str, events: list[Event], key: bytes, la_code: str) -> pa.Table:
    """The events in the columns of raw.csc__events; ids and days of birth stay behind."""
    return pa.table(
        {
            "dataset_id": pa.repeat(dataset_id, len(events)),
            "child_id": pa.array([pseudonym(key, la_code, event.child_id) for event in events], pa.string()),
            "lsoa_code": pa.array([event.place or None for event in events], pa.string()),
            "event_kind": pa.array([event.kind for event in events], pa.string()),
            "event_date": pa.array([event.day for event in events], pa.date32()),
            "end_date": pa.array([event.end for event in events], pa.date32()),
            "is_in_need": pa.array([event.is_in_need for event in events], pa.bool_()),
            "age": pa.array([event.age for event in events], pa.int32()),
            "sex": pa.array([event.sex for event in events], pa.string()),
            "ethnicity": pa.array([event.ethnicity for event in events], pa.string()),
            "plan_category": pa.array([event.category for event in events], pa.string()),
            "factors": pa.array([event.factors for event in events], pa.list_(pa.string())),
            "previous_plans_count": pa.array([event.previous_plans for event in events], pa.int32()),
            "line": pa.array(range(1, len(events) + 1), pa.int32()),
        }
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("rows_to_land", rows)
    connection.execute(f"insert into {table} by name select * from rows_to_land")  # noqa: S608
    connection.unregister("rows_to_land")


def land_events(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
    _insert(connection, "raw.csc__events", table)


CHILDREN = """
update raw.csc__lsoa_counts as counts
set children_0_17_count = children.children_0_17_count
from intermediate.int_lsoa_children as children
where
    counts.lsoa_code = children.lsoa_code and children.lsoa_edition = $lsoa_edition
    and counts.dataset_id = $dataset_id and counts.stratum_type = 'total' and counts.children_0_17_count is null
"""


def land_cells(connection: duckdb.DuckDBPyConnection, dataset_id: str, cells: list[Cell], lsoa_edition: int) -> None:
    """Counts, with the warehouse's children where the authority gave none."""
    columns = {
        name: pa.array([cell[number] for cell in cells], kind) for number, (name, kind) in enumerate(CELL.items())
    }
    _insert(connection, "raw.csc__lsoa_counts", pa.table({"dataset_id": pa.repeat(dataset_id, len(cells)), **columns}))
    connection.execute(CHILDREN, {"lsoa_edition": lsoa_edition, "dataset_id": dataset_id})


def land_quarantine(connection: duckdb.DuckDBPyConnection, dataset_id: str, rejected: list[Rejected]) -> None:
    connection.execute(QUARANTINE)
    connection.execute("delete from raw.csc__quarantine where dataset_id = ?", [dataset_id])
    columns = {name: pa.array([getattr(one, name) for one in rejected], kind) for name, kind in HELD_BACK.items()}
    _insert(
        connection, "raw.csc__quarantine", pa.table({"dataset_id": pa.repeat(dataset_id, len(rejected)), **columns})
    )


def carry_over(connection: duckdb.DuckDBPyConnection, earlier: Path, *, replaced: str) -> list[str]:
    """The extracts that an earlier private build holds, but for the one to be replaced, into the copy; their names."""
    connection.execute(QUARANTINE)
    connection.execute(f"attach '{str(earlier).replace(chr(39), chr(39) * 2)}' as earlier (read_only)")
    for table in LAYER:
        connection.execute(
            f"insert into {table} by name select * from earlier.{table} "  # noqa: S608
            "where starts_with(dataset_id, 'extract_') and dataset_id <> ?",
            [replaced],
        )
    carried = connection.execute("select dataset_id from meta.datasets where starts_with(dataset_id, 'extract_')")
    return [str(name) for (name,) in carried.fetchall()]
