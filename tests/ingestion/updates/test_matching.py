"""One file for one table: the assignment, and when a pair is certain."""

from itertools import permutations
from random import Random

import pyarrow as pa
import pytest

from ingestion.registry import Member
from ingestion.updates.matching import Match, assigned
from ingestion.updates.reading import Received

FILES = {
    name: Received(name=name, sheet=None, text=pa.table({}), member=Member(file=name, sha256="unpinned"))
    for name in ("w.csv", "x.csv", "y.csv", "z.csv")
}


def match(table="dfe__visits", file="x.csv", **given):
    like = {"is_named": False, "has_layout": True, "names": 0.0, "headers": 0.0, "figures": None}
    return Match(table=table, received=FILES[file], **(like | given))


@pytest.mark.parametrize(
    ("given", "certainty"),
    [
        ({"figures": 0.9}, "sure"),
        ({"figures": 0.9, "has_layout": False}, "no"),
        ({"figures": 0.4, "is_named": True}, "sure"),
        ({"figures": 0.1, "is_named": True, "headers": 1.0, "names": 1.0}, "unsure"),
        ({"figures": 0.1, "headers": 1.0, "names": 0.9}, "no"),
        ({"figures": 0.4, "headers": 1.0, "names": 0.3}, "unsure"),
        ({"is_named": True, "headers": 0.9, "names": 1.0}, "sure"),
        ({"is_named": True, "headers": 0.2, "names": 1.0}, "unsure"),
        ({"is_named": True, "headers": 0.0, "names": 1.0}, "no"),
        ({"headers": 1.0, "names": 0.9}, "unsure"),
        ({"headers": 1.0, "names": 0.2}, "no"),
        ({"headers": 0.2, "names": 0.9}, "no"),
    ],
)
def test_a_pair_is_certain_by_figures_or_by_a_name_that_they_do_not_contradict(given, certainty):
    assert match(**given).certainty == certainty


def test_a_certain_pair_comes_before_unsure_ones_however_like():
    sure = match(file="x.csv", figures=0.61)
    unsure = match(file="y.csv", headers=1.0, names=1.0)
    assert assigned([unsure, sure]) == [sure]


def drawn(random, table, file):
    return match(
        table, file, is_named=random.random() < 0.2, names=random.random(), headers=random.random(),
        figures=random.choice([None, random.random()]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(30))
def test_no_other_way_of_giving_each_table_one_file_is_better(seed):
    random = Random(seed)  # noqa: S311  not for secrets
    tables, files = ("dfe__a", "dfe__b", "dfe__c"), list(FILES)
    matches = {(table, file): drawn(random, table, file) for table in tables for file in files}
    taken = assigned(list(matches.values()))
    assert len({pair.table for pair in taken}) == len({pair.received.name for pair in taken}) == len(taken)
    best = max(
        sum(matches[table, file].score for table, file in zip(tables, order, strict=True))
        for order in permutations(files, len(tables))
    )
    assert sum(pair.score for pair in taken) == pytest.approx(best)
