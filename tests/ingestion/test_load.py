"""Landing: text as received, with its lineage, whole or not at all."""

from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest

from ingestion.checks import Parsed
from ingestion.fetch import Landed, Receipt, Wanted
from ingestion.findings import Finding
from ingestion.load import load
from ingestion.registry import load_sources

TABLE = "ons__lsoa_rural_urban"


@pytest.fixture(scope="module")
def sources():
    return load_sources()


class TextTable(Parsed):
    """A parsed file whose table is given instead of read."""


def parsed(sources, vintage, rows, authenticity="stand_in", kind="reconstructed"):
    source = next(source for source in sources if source.id == "ons_rural_urban_classification")
    release = next(release for release in source.releases if release.vintage == vintage)
    wanted = Wanted(source=source, release=release, table=source.table(TABLE), member=release.members[TABLE])
    receipt = Receipt(
        sha256="a" * 64, received_sha256="b" * 64, bytes=10, origin="test", retrieved_at="2026-01-02T03:04:05+00:00",
        authenticity=authenticity, kind=kind,
    )  # fmt: skip
    file = TextTable(Landed(wanted=wanted, path=None, receipt=receipt))
    headers = wanted.table.headers(vintage)
    file.__dict__["table"] = pa.table({name: [row.get(name) for row in rows] for name in headers}, pa.schema(
        [(name, pa.string()) for name in headers]
    ))  # fmt: skip
    return file


@pytest.fixture
def build(sources, tmp_path):
    path = tmp_path / "build.duckdb"
    files = [
        parsed(sources, 2011, [{"lsoa_code": "E01000001", "rural_urban_code": "A1"}]),
        parsed(sources, 2021, [{"lsoa_code": "E01000001", "rural_urban_code": "c"}, {"lsoa_code": "E01000002"}]),
    ]
    load(path, sources, files, [Finding(check="one", severity="error", passed=True, detail="")], {"seed": 1})
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_vintages_of_a_table_land_together_as_text_with_their_lineage(build):
    rows = build.execute(
        f"select lsoa_code, rural_urban_code, urban_rural_flag, _release_id, _row_number from raw.{TABLE} order by all"  # noqa: S608
    ).fetchall()
    assert rows == [
        ("E01000001", "A1", None, f"{TABLE}@2011", 1),
        ("E01000001", "c", None, f"{TABLE}@2021", 1),
        ("E01000002", None, None, f"{TABLE}@2021", 2),
    ]


def test_every_declared_table_exists_though_no_file_of_it_landed(build, sources):
    made = {
        name for (name,) in build.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    }
    layer = {
        "csc__lsoa_counts", "csc__events", "csc__coverage", "csc__episodes", "csc__factor_patterns",
    }  # fmt: skip
    assert made == {table.name for source in sources for table in source.tables} | layer


def test_the_release_is_recorded_with_hash_and_authenticity(build):
    row = build.execute(
        "select source_id, vintage, sha256, authenticity, is_synthetic, retrieved_at::varchar from meta.releases "
        "where vintage = 2021"
    ).fetchone()
    expected = ("ons_rural_urban_classification", 2021, "a" * 64, "stand_in", False, "2026-01-02 03:04:05")
    assert row == expected


def test_provisional_figures_are_on_record_as_such_and_others_as_final(sources, tmp_path):
    final = parsed(sources, 2011, [{"lsoa_code": "E01000001"}])
    wanted = parsed(sources, 2021, [{"lsoa_code": "E01000001"}]).landed.wanted
    release = wanted.release.model_copy(update={"maturity": "provisional"})
    landed = replace(final.landed, wanted=replace(wanted, release=release))
    provisional = TextTable(landed)
    provisional.__dict__["table"] = parsed(sources, 2021, [{"lsoa_code": "E01000001"}]).table
    load(tmp_path / "build.duckdb", sources, [final, provisional], [], {})
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        recorded = connection.execute("select vintage, maturity from meta.releases order by vintage").fetchall()
    assert recorded == [(2011, "final"), (2021, "provisional")]


def test_the_data_set_and_the_findings_are_recorded(build):
    assert build.execute("select dataset_id, is_synthetic from meta.datasets").fetchall() == [("public_record", False)]
    assert build.execute('select "check", passed from meta.quality_checks').fetchall() == [("one", True)]


def test_a_failure_part_way_leaves_no_table_behind(sources, tmp_path):
    path = tmp_path / "build.duckdb"
    broken = parsed(sources, 2021, [{"lsoa_code": "E01000001"}])
    broken.__dict__["table"] = broken.table.append_column("undeclared", pa.array(["x"]))
    with pytest.raises(duckdb.Error):
        load(path, sources, [parsed(sources, 2011, []), broken], [], {})
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from duckdb_tables()").fetchone() == (0,)


def test_estimates_are_recorded_for_a_stand_in_and_not_for_the_published_file(sources, tmp_path):
    indices = next(source for source in sources if source.id == "mhclg_indices_of_deprivation")
    release = next(release for release in indices.releases if release.vintage == 2025)
    member = release.members["mhclg__lsoa_indices"]
    wanted = Wanted(source=indices, release=release, table=indices.table("mhclg__lsoa_indices"), member=member)
    for authenticity, expected in (("stand_in", True), ("published", False)):
        receipt = Receipt(
            sha256="a", received_sha256="b", bytes=1, origin="test", retrieved_at="2026-01-02T03:04:05+00:00",
            authenticity=authenticity, kind="x",
        )  # fmt: skip
        file = TextTable(Landed(wanted=wanted, path=None, receipt=receipt))
        names = list(wanted.table.headers(2025))
        file.__dict__["table"] = pa.table({name: pa.array([], pa.string()) for name in names})
        path = tmp_path / f"{authenticity}.duckdb"
        load(path, sources, [file], [], {})
        with duckdb.connect(str(path), read_only=True) as connection:
            columns = connection.execute('select "column" from meta.estimated_columns').fetchall()
        assert (("idaci_score",) in columns) is expected
