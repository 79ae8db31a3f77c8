"""Traits of authorities beside the gradient: a known effect, and what is left out."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.curvature import NAIVE
from analysis.gradient import CannotFit
from analysis.moderators import beside
from analysis.neighbourhood import fit_multilevel_gradient


def context_of(areas, values):
    return pd.DataFrame({"la_code": areas.rows["la_code"].unique(), "la_turnover_pct": values})


@pytest.fixture(scope="module")
def moderated(country):
    """In the country the slope rises by 0.01 per point with every 10 points of turnover."""
    random = np.random.default_rng(5)
    codes = country["la_code"].unique()
    turnover = random.uniform(5, 35, len(codes))
    product = (country["la_code"].map(dict(zip(codes, turnover, strict=True))) - turnover.mean()) / 10
    points = country["exposure_pct"] - country["exposure_pct"].mean()
    mean = country["children_count"] * 0.05 * np.exp((0.045 + 0.01 * product) * points)
    areas = complete(country.assign(events_count=random.poisson(mean)))
    return areas, context_of(areas, turnover)


def test_a_known_moderation_is_recovered(moderated):
    areas = beside(*moderated, "la_turnover_pct")
    fitted = fit_multilevel_gradient(areas, name="m", family="poisson", terms=(*NAIVE, "turnover")).tidy()
    term = fitted.set_index("term").loc["exposure_by_turnover"]
    assert term["ci_low"] < 0.01 < term["ci_high"]
    assert term["ci_low"] > 0


def test_areas_of_an_authority_without_the_trait_are_left_out_and_counted(moderated):
    areas, context = moderated
    lacking = context.assign(la_turnover_pct=context["la_turnover_pct"].where(context.index != 0))
    kept = beside(areas, lacking, "la_turnover_pct")
    assert kept.las_count == areas.las_count - 1
    assert kept.areas_count + kept.excluded_count == areas.areas_count + areas.excluded_count


def test_a_trait_of_few_authorities_is_refused(moderated):
    areas, context = moderated
    with pytest.raises(CannotFit, match="is known of 19 authorities"):
        beside(areas, context.head(19), "la_turnover_pct")
