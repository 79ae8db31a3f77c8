"""When a finding counts as changed."""

import math

import pytest

from ingestion.changes.findings import Estimate, estimate_of, headlines, reasons, same_year


def estimate(score, low, high):
    return Estimate(score=score, low=low, high=high)


ROW = {
    "dataset_id": "public_record", "level": "between_la", "indicator_id": "cla_at_31_march", "label": "Looked after",
    "exposure": "income_deprivation_2025", "model": "poisson", "stratum_type": "total", "stratum": "total",
    "financial_year_end": 2025, "is_headline": True, "converged": True,
}  # fmt: skip


def row(score=1.2, low=1.1, high=1.3, **changes):
    return ROW | {"score": score, "score_low": low, "score_high": high} | changes


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((1.2, 1.1, 1.3), (1.2, 1.1, 1.3), []),
        ((1.2, 1.1, 1.3), (1.25, 1.15, 1.35), []),
        ((1.2, 1.1, 1.3), (1.4, 1.15, 1.7), ["leaves out the other"]),
        ((1.4, 1.15, 1.7), (1.2, 1.1, 1.3), ["leaves out the other"]),
        ((1.2, 1.05, 1.4), (1.15, 0.99, 1.35), ["is no longer statistically clear"]),
        ((1.15, 0.99, 1.35), (1.2, 1.05, 1.4), ["is now statistically clear"]),
        ((1.02, 0.9, 1.2), (0.98, 0.9, 1.2), ["other side of 1"]),
        ((1.2, 1.1, 1.3), (0.8, 0.7, 0.9), ["leaves out the other", "other side of 1"]),
    ],
)
def test_a_finding_changes_by_interval_by_side_or_by_standing_out(before, after, said):
    found = reasons(estimate(*before), estimate(*after))
    assert len(found) == len(said)
    assert all(part in whole for part, whole in zip(said, found, strict=True))


@pytest.mark.parametrize("change", [{"converged": False}, {"score_low": None}, {"score": math.nan}])
def test_what_did_not_converge_or_has_no_interval_is_no_estimate(change):
    assert estimate_of(row(**change)) is None
    (found,) = same_year([row()], [row(**change)])
    assert found.verdict == "gone"


def test_a_headline_moves_on_to_the_newest_year_of_each_build():
    old = [row(financial_year_end=2024, score=1.1, low=1.05, high=1.15), row()]
    (headline,) = headlines(old, [*old, row(1.6, 1.5, 1.7, financial_year_end=2026)])
    assert (headline.year_before, headline.year_after, headline.verdict) == (2025, 2026, "changed")


@pytest.mark.parametrize("change", [{"is_headline": False}, {"model": "nb2"}, {"stratum_type": "ethnic_group"}])
def test_only_the_plainest_undivided_model_of_a_headline_indicator_is_one(change):
    assert headlines([row(**change)], [row(**change)]) == []
    assert len(same_year([row(**change)], [row(**change)])) == 1


def test_a_new_year_is_new_and_an_old_one_is_held_against_itself():
    found = same_year([row()], [row(1.6, 1.5, 1.7), row(financial_year_end=2026)])
    assert [(finding.year_after, finding.verdict) for finding in found] == [(2025, "changed"), (2026, "new")]


def test_levels_of_evidence_are_never_held_against_each_other():
    found = same_year([row()], [row(level="neighbourhood")])
    assert [finding.verdict for finding in found] == ["gone", "new"]
