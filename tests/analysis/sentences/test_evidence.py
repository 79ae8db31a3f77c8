import pandas as pd
import pytest

from analysis.sentences import evidence
from analysis.sentences.neighbourhoods import group_name
from analysis.sentences.numbers import MINUS


def claim(**changed: object) -> dict[str, object]:
    row = {"evidence_level": "public_record", "estimate": 1.25, "ci_low": 1.1, "ci_high": 1.4, "verdict": "reproduced"}
    return row | changed


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (claim(), "1.25 (1.10 to 1.40)"),
        (claim(evidence_level="benchmark"), "Synthetic: 1.25 (1.10 to 1.40)"),
        (claim(estimate=32837.0, ci_low=None), "32,837"),
        (claim(estimate=3e-20, ci_low=None), "less than 0.001"),
        (claim(estimate=-0.0134, ci_low=-0.0142, ci_high=-0.0126), "~0.013 (~0.014 to ~0.013)"),
        (claim(estimate=None, ci_low=None), "no figure in this build"),
        (claim(evidence_level="none", estimate=None), "nothing to compute"),
    ],
)
def test_a_figure_reads_with_its_interval_and_an_invented_one_says_so_first(row, words):
    assert evidence.claim_estimate(row) == words.replace("~", MINUS)


def test_a_claim_without_a_figure_is_not_counted_as_unsupported():
    found = pd.DataFrame([claim(estimate=None, verdict="not supported"), claim(verdict="not supported")])
    assert "2 can be held against public figures (1 no figure in this build, 1 not supported)" in evidence.claims(found)


def test_names_of_the_tables_are_words():
    assert evidence.shown("alcohol_parent, child_sexual_exploitation") == "alcohol (parent), child sexual exploitation"
    assert (group_name("age", "17"), group_name("plan_category", "sexual")) == ("Age 17", "Sexual abuse")


def test_a_figure_that_rests_on_anything_invented_is_read_as_invented():
    row = claim(evidence_level="benchmark and public_record", verdict="not supported")
    assert evidence.claim_estimate(row).startswith("Synthetic: ")
    assert evidence.claim_verdict(row) == "not supported on the benchmark"
    assert "1 need neighbourhood data" in evidence.claims(pd.DataFrame([row]))
    assert evidence.kind(row["evidence_level"]).startswith("synthetic benchmark: shows the method")
