import csv
import gzip
import io
import json
import re
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from ingestion.fetch import Wanted
from ingestion.identity import BYTE_ORDER_MARK, plain
from ingestion.mirror import Mirror
from ingestion.parsers import format_of
from ingestion.problems import DataProblem
from ingestion.registry import Source, release_id
from ingestion.sample import make_sample
from ingestion.sample.tables import TABLES
from ingestion.sample.write import file_bytes

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def manifest(folder: Path) -> list[dict[str, str | int]]:
    return json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))


def test_the_same_seed_gives_identical_bytes(sample: Path, sources: list[Source], tmp_path: Path) -> None:
    make_sample(tmp_path, sources)
    assert manifest(tmp_path) == manifest(sample)
    assert all(sha256((tmp_path / str(e["path"])).read_bytes()).hexdigest() == e["sha256"] for e in manifest(tmp_path))


def test_another_seed_gives_other_figures(sample: Path, sources: list[Source], tmp_path: Path) -> None:
    make_sample(tmp_path, [source for source in sources if source.id == "dfe_children_in_need"], seed=7)
    other = {entry["path"]: entry["sha256"] for entry in manifest(tmp_path)}
    assert not set(other.values()) & {entry["sha256"] for entry in manifest(sample)}


def test_every_declared_file_of_a_known_table_is_written(
    sources: list[Source], tables: dict[str, pd.DataFrame]
) -> None:
    declared = {
        release_id(name, release.vintage)
        for source in sources
        for release in source.releases
        for name in release.members
        if name in TABLES and release.vintage in TABLES[name].vintages
    }
    assert set(tables) == declared


def test_each_file_has_exactly_the_headers_of_its_vintage(sample: Path, written: list[Wanted]) -> None:
    for wanted in written:
        if format_of(wanted.mirror_path, "csv") != "csv":
            continue
        text = plain((sample / wanted.mirror_path).read_bytes(), wanted.name).decode("utf-8-sig")
        header = next(csv.reader(io.StringIO(text)))
        assert header == list(wanted.table.headers(wanted.release.vintage).values())


def test_the_manifest_counts_the_rows_and_owns_up_to_being_synthetic(
    sample: Path, written: list[Wanted], tables: dict[str, pd.DataFrame]
) -> None:
    listed = Mirror(sample).listed
    assert all(entry.is_synthetic and not entry.is_published for entry in listed.values())
    assert {w.release_id: listed[w.mirror_path].rows for w in written} == {k: len(v) for k, v in tables.items()}


def test_every_measure_is_a_number_a_declared_marker_or_a_declared_blank(
    written: list[Wanted], tables: dict[str, pd.DataFrame]
) -> None:
    for wanted in written:
        frame, markers = tables[wanted.release_id], set(wanted.source.shared.markers)
        for name in set(wanted.table.named("measure")) & set(frame.columns):
            blank = {""} if wanted.table.columns[name].blank else set()
            odd = {text for text in frame[name].unique() if not NUMBER.fullmatch(text)} - markers - blank
            assert not odd, f"{wanted}: {name}"


def test_text_columns_match_their_declared_patterns_and_values(
    written: list[Wanted], tables: dict[str, pd.DataFrame]
) -> None:
    for wanted in written:
        for name, column in wanted.table.columns.items():
            texts = tables[wanted.release_id].get(name, pd.Series(dtype=str)).unique()
            stated = {text for text in texts if text or not column.blank}
            assert all(re.search(column.pattern, text) for text in stated if column.pattern), f"{wanted}: {name}"
            allowed = column.values  # noqa: PD011
            assert allowed is None or stated <= set(allowed), f"{wanted}: {name}"


def test_keys_are_unique(written: list[Wanted], tables: dict[str, pd.DataFrame]) -> None:
    for wanted in written:
        assert not tables[wanted.release_id].duplicated(wanted.table.grain).any(), str(wanted)


def test_no_code_collides_with_a_real_one(tables: dict[str, pd.DataFrame]) -> None:
    codes = {
        code
        for frame in tables.values()
        for name in frame.columns
        if "code" in name and "rural" not in name
        for code in frame[name].unique()
    }
    nine = {code for code in codes if re.fullmatch(r"[EW]\d{8}", code)}
    assert all(int(code[3:]) >= (900_001 if code[1:3] == "01" else 901) for code in nine)
    assert codes - nine <= {"", "U", "S", "M"} | {str(number) for number in range(944, 1000)}


def test_a_second_run_writes_nothing(sample: Path, sources: list[Source]) -> None:
    before = {path: path.stat().st_mtime_ns for path in sample.rglob("*")}
    make_sample(sample, sources)
    assert {path: path.stat().st_mtime_ns for path in sample.rglob("*")} == before


def test_a_lost_file_is_made_again(sources: list[Source], tmp_path: Path) -> None:
    lookups = [source for source in sources if source.id == "ons_rural_urban_classification"]
    make_sample(tmp_path, lookups)
    lost = tmp_path / str(manifest(tmp_path)[0]["path"])
    lost.unlink()
    make_sample(tmp_path, lookups)
    assert lost.is_file()


def test_a_renamed_header_needs_no_change_here(sources: list[Source], tmp_path: Path) -> None:
    source = next(source for source in sources if source.id == "dfe_children_looked_after")
    table = source.tables[0]
    column = table.columns["children_count"].model_copy(update={"header": "children_number"})
    renamed = table.model_copy(update={"columns": table.columns | {"children_count": column}})
    releases = [
        release.model_copy(update={"members": {table.name: release.members[table.name]}})
        for release in source.releases[-1:]
    ]
    make_sample(tmp_path, [source.model_copy(update={"tables": [renamed], "releases": releases})])
    text = (tmp_path / str(manifest(tmp_path)[0]["path"])).read_text(encoding="utf-8-sig")
    assert "children_number" in text.splitlines()[0]


def test_a_new_column_is_refused_by_name(written: list[Wanted]) -> None:
    with pytest.raises(DataProblem, match=r"The sample has no \['.*'\] for csc_lsoa_interventions 2025"):
        file_bytes(pd.DataFrame(), next(w for w in written if w.table.name == "csc__lsoa_interventions"))


def test_a_source_without_a_writer_is_left_out(sources: list[Source], tmp_path: Path) -> None:
    source = next(source for source in sources if source.id == "csc_lsoa_interventions")
    table = source.tables[0].model_copy(update={"name": "csc__unheard_of"})
    release = source.releases[0].model_copy(
        update={"members": {"csc__unheard_of": source.releases[0].members["csc__lsoa_interventions"]}}
    )
    make_sample(tmp_path, [source.model_copy(update={"tables": [table], "releases": [release]})])
    assert manifest(tmp_path) == []


def test_byte_order_marks_ends_of_lines_and_gzip_differ_as_in_the_real_files(sample: Path) -> None:
    need = sample / "children-in-need"
    marked = (need / "2024/ons_mid-year_population_estimates_2012_to_2023.csv").read_bytes()
    bare = (need / "2025/b1_children_in_need_2013_to_2025.csv").read_bytes()
    packed = (sample / "geography-lookups/all/LSOA11_LAD18_extract.csv.gz").read_bytes()
    assert marked.startswith(BYTE_ORDER_MARK)
    assert b"\r\n" in marked
    assert bare.startswith(b"time_period")
    assert b"\r" not in bare
    assert packed[4:8] == bytes(4)
    assert gzip.decompress(packed).startswith(b"LSOA11CD,")
