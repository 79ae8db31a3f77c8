"""Columns, curves and scores of authorities on hostile neighbourhoods: they end, inside their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.areas import complete
from analysis.columns import design_of, scales_of
from analysis.curvature import NAIVE, SPLINE
from analysis.curves import authority_scores, rate_curves
from analysis.gradient import CannotFit
from analysis.moderators import beside
from analysis.neighbourhood import fit_surface
from analysis.outcomes.recurrence import at_risk, fit_recurrence
from tests.analysis.hostile import TROUBLES, all_finite, ended, examples, neighbourhoods

ORDINARY = {"authorities": "twelve of three", "exposure": "spread", "children": "equal", "counts": "chance"}


@examples(15)
@given(how=TROUBLES, terms=st.sampled_from((SPLINE, NAIVE)))
def test_curves_and_scores_lie_in_their_intervals(how, terms):
    areas = complete(neighbourhoods(**how))
    surface = ended(lambda: fit_surface(areas, family="poisson", terms=terms), fits=2)
    if surface is None or not surface.fit.converged:
        return
    curves, scores = rate_curves(surface), authority_scores(surface).set_index("la_code")
    assert (curves["ci_low"] <= curves["rate_per_10k"]).all()
    assert (curves["rate_per_10k"] <= curves["ci_high"]).all()
    assert set(scores.index) == set(areas.rows["la_code"])
    assert (scores["score_low"] <= scores["score_shrunk"]).all()
    assert (scores["score_shrunk"] <= scores["score_high"]).all()


@examples(15)
@given(how=TROUBLES)
def test_odds_of_recurring_end_with_ratios_or_a_reason(how):
    rows = neighbourhoods(**how)
    recurring = rows.assign(
        at_risk_count=rows["children_count"],
        events_count=np.minimum(rows["events_count"].round(), rows["children_count"]),
    )
    fit = ended(lambda: fit_recurrence(at_risk(recurring.drop(columns="children_count"))), fits=2)
    if fit is not None:
        found = fit.tidy().dropna(subset="ratio")
        assert fit.converged or fit.note
        assert all_finite(found[["estimate", "se", "ratio", "ratio_low", "ratio_high"]])
        assert (found["ratio_low"] <= found["ratio"]).all()


@pytest.fixture(scope="module")
def rows():
    return neighbourhoods(**ORDINARY).assign(
        children_per_hectare=5.0, la_spending_per_child_gbp=700.0, is_rural=0.0, la_turnover_pct=12.0
    )


@pytest.mark.parametrize(
    ("term", "column"),
    [("density", "children_per_hectare"), ("spending", "la_spending_per_child_gbp"), ("by_ln_la", "la_exposure_pct")],
)
@pytest.mark.parametrize("value", [0.0, -3.0])
def test_what_is_not_above_zero_has_no_logarithm(rows, term, column, value):
    scales = scales_of(complete(rows))
    lacking = rows.assign(**{column: rows[column].mask(rows.index < 2, value)})
    with pytest.raises(CannotFit, match=f"2 areas have no {column} above zero"):
        design_of(lacking, scales, ("exposure", term))


def test_no_area_has_no_scales(rows):
    with pytest.raises(CannotFit, match="no area has a count"):
        scales_of(complete(rows.head(0)))


def test_a_trait_that_nobody_has_is_refused(rows):
    context = pd.DataFrame({"la_code": rows["la_code"].unique(), "la_turnover_pct": np.inf})
    with pytest.raises(CannotFit, match="known of 0 authorities"):
        beside(complete(rows), context, "la_turnover_pct")
