"""The ledger on the whole public record: every figure that it can give is given, and the verdicts are known."""

import pytest

from analysis.claims.judge import ON_BENCHMARK

pytestmark = pytest.mark.mirror

KNOWN = {
    "C01": "reproduced",  # 89 over 60 per 10,000
    "C06": "consistent",
    "C13": "reproduced",
    "C14": "reproduced",
    "C15": "not supported",
    "C24": "reproduced",
    "C28": "reproduced",
    "C58": "reproduced",
    "C62": "reproduced",
}


@pytest.fixture(scope="module")
def ledger(warehouse):
    return warehouse.execute("select * from results.claims order by claim_id").df().set_index("claim_id")


def test_the_ledger_is_whole_and_no_row_is_blank(ledger):
    assert len(ledger) == 65
    assert ledger.drop(columns=["estimate", "ci_low", "ci_high"]).notna().all(axis=None)
    assert (ledger["verdict"] == "statement only").sum() <= 4


def test_the_public_record_answers_every_claim_that_is_asked_of_it(ledger):
    public = ledger[ledger["evidence_level"] == "public_record"]
    assert public.index[public["estimate"].isna()].tolist() == []


def test_no_claim_is_shown_on_a_benchmark_that_is_not_there(ledger):
    synthetic = ledger[ledger["verdict"] == ON_BENCHMARK]
    assert synthetic["estimate"].isna().all()
    assert synthetic["caveat"].str.contains("make benchmark").all()


@pytest.mark.parametrize("claim_id", sorted(KNOWN))
def test_a_verdict_that_outside_figures_lead_to_expect(ledger, claim_id):
    assert ledger.loc[claim_id, "verdict"] == KNOWN[claim_id]
