"""Lines and funnels: known truths first, then edges, then refusals."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import Areas
from analysis.drawing import dispersion, fitted_line, funnel_limits
from analysis.gradient import CannotFit

RANDOM = np.random.default_rng(7)


def authorities(count: int, *, rate: float = 0.05, per_point: float = 0.0, spread: float = 0.0) -> Areas:
    children = RANDOM.integers(10_000, 200_000, count).astype(float)
    exposure = np.linspace(5, 40, count)
    between = np.exp(RANDOM.normal(0, spread, count)) if spread else np.ones(count)
    events = RANDOM.poisson(children * rate * np.exp(per_point * exposure) * between)
    codes = [f"E{place:08d}" for place in range(count)]
    rows = pd.DataFrame({"area_code": codes, "la_code": codes, "events_count": events.astype(float),
                         "children_count": children, "exposure_pct": exposure})  # fmt: skip
    return Areas(rows=rows, excluded_count=0)


def test_the_line_is_the_rate_that_was_put_in_and_its_band_holds_it():
    line = fitted_line(authorities(150, per_point=0.02), errors="HC1")
    truth = 500 * np.exp(0.02 * line["income_deprivation_pct"])
    assert line["rate_per_10k"].to_numpy() == pytest.approx(truth.to_numpy(), rel=0.01)
    assert (line["ci_low"] < line["rate_per_10k"]).all()
    assert (line["rate_per_10k"] < line["ci_high"]).all()
    assert line["income_deprivation_pct"].iloc[[0, -1]].tolist() == [5, 40]


def test_the_band_is_narrowest_inside_the_data():
    line = fitted_line(authorities(150, per_point=0.02, spread=0.2), errors="HC1")
    width = np.log(line["ci_high"] / line["ci_low"])
    assert width.idxmin() not in (0, len(line) - 1)


def test_chance_alone_has_no_excess_dispersion():
    chance = authorities(400)
    assert dispersion(chance.rows["events_count"], 0.05 * chance.rows["children_count"]) == pytest.approx(1, abs=0.15)


def test_authorities_that_differ_widen_the_funnel():
    narrow, wide = (funnel_limits(authorities(150, spread=spread)) for spread in (0.0, 0.3))
    assert wide["dispersion"].iloc[0] > 20 * narrow["dispersion"].iloc[0]
    widths = [(limits["high_95"] - limits["low_95"]).median() for limits in (narrow, wide)]
    assert widths[1] > 4 * widths[0]


def test_a_funnel_holds_the_share_that_it_says_of_chance():
    chance = authorities(2000)
    limits = funnel_limits(chance)
    rates = 1e4 * chance.rows["events_count"] / chance.rows["children_count"]
    low, high = limits["low_95"], limits["high_95"]
    assert ((rates >= low) & (rates <= high)).mean() == pytest.approx(0.95, abs=0.03)


def test_a_limit_below_no_event_is_zero():
    rare = authorities(30, rate=1e-5)
    assert (funnel_limits(rare)["low_998"] == 0).any()
    assert (funnel_limits(rare)["low_998"] >= 0).all()


@pytest.mark.parametrize("draw", [lambda areas: fitted_line(areas, errors="HC1"), funnel_limits])
def test_too_few_areas_are_refused(draw):
    with pytest.raises(CannotFit, match="3 areas"):
        draw(authorities(3))
