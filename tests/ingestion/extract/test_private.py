import stat
from datetime import date

import pytest

from ingestion.extract.judge import Event
from ingestion.extract.private import events_table, key_of, make_private, pseudonym
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
