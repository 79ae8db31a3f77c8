"""Durations on hostile episodes: by day and by month they end, with ratios that are numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from analysis.gradient import CannotFit, Term
from analysis.outcomes.durations import complete_spells, fit_durations_by_month, fit_durations_cox, life_table
from analysis.outcomes.fit import OutcomeFit
from tests.analysis.hostile import all_finite, ended, examples
from tests.analysis.hostile_spells import TROUBLES, spells

LEVELS = st.sampled_from(("mean", "of three", "own", "one"))
ENOUGH = st.tuples(TROUBLES, st.sampled_from((60, 150, 200, 25))).map(lambda drawn: drawn[0] | {"count": drawn[1]})
FITS = {"cox": fit_durations_cox, "discrete_time": fit_durations_by_month}


def episodes(how, level="own", copies=4):
    """Spells as the build holds them: deprivation is x, by a percentage; each spell came several times."""
    rows = spells(**how)
    exposure = (20 + 5 * rows["x"]).clip(0, 100)
    of_la = {
        "own": exposure,
        "mean": exposure.groupby(rows["la"]).transform("mean"),
        "one": pd.Series(10.0, index=rows.index),
        "of three": 5.0 + 10 * (rows["la"] % 3),
    }[level]
    frame = pd.DataFrame(
        {
            "area_code": rows.index.astype(str),
            "la_code": rows["la"].astype(str),
            "exposure_pct": exposure,
            "la_exposure_pct": of_la,
            "entered_after_days": rows["entered"],
            "duration_days": rows["lasted"] - 1,
            "is_ended": rows["is_ended"],
        }
    )
    return pd.concat([frame] * copies, ignore_index=True)


@pytest.mark.parametrize("name", FITS)
@examples(25)
@given(how=ENOUGH, level=LEVELS)
def test_episodes_have_finite_ratios_or_a_reason(name, how, level):
    fit = ended(lambda: FITS[name](complete_spells(episodes(how, level))))
    if fit is None:
        return
    rows = fit.tidy()
    assert rows["note"].notna().all() or fit.converged
    assert all_finite(rows[["estimate", "se", "ratio", "ratio_low", "ratio_high"]])
    assert (rows["ratio_low"] <= rows["ratio"]).all()
    assert (rows["ratio"] <= rows["ratio_high"]).all()


def score_by_month(table, slopes):
    """The slope of the likelihood in both columns, each period at its own best level; and what its terms add up to."""
    period = table["month"].where(table["month"] < 12, 12 + (table["month"] - 12) // 3)
    total, size = np.zeros(2), np.zeros(2)
    for _, rows in table.groupby(period):
        x = rows[["exposure", "la_exposure"]].to_numpy()
        ends, stays = rows["ended_count"].to_numpy(), (rows["at_risk_count"] - rows["ended_count"]).clip(0).to_numpy()
        if not (ends.sum() > 0 and stays.sum() > 0):
            continue

        def terms(level, x=x, ends=ends, stays=stays):
            hazard = np.exp(level + x @ slopes)
            return ends * hazard / np.expm1(np.minimum(hazard, 700)) - stays * hazard

        low, high = -60 - (x @ slopes).max(), 6 - (x @ slopes).min()
        level = brentq(lambda at, terms=terms: terms(at).sum(), low, high)
        total += terms(level) @ x
        size += np.abs(terms(level)) @ np.abs(x)
    return total, size


@examples(20)
@given(how=ENOUGH, level=LEVELS)
def test_by_month_the_slope_of_the_likelihood_is_zero_at_the_estimate(how, level):
    fit = ended(lambda: fit_durations_by_month(complete_spells(episodes(how, level))))
    if fit is not None and fit.converged:
        slopes = np.array([term.estimate for term in fit.terms])
        total, size = score_by_month(life_table(complete_spells(episodes(how, level))), slopes)
        assert (np.abs(total) <= 1e-4 * size + 1e-6).all()


PLAIN = {"count": 60, "las": 6, "column": "normal", "lasted": "in months", "ended": "half", "entered": "at once"}


@pytest.mark.parametrize(
    ("how", "level", "reason"),
    [
        ({}, "one", "column la_exposure follows"),
        ({"column": "constant"}, "of three", "column exposure follows"),
        ({"ended": "none"}, "mean", "in no month"),
        ({"ended": "all", "lasted": "equal"}, "mean", "in no month"),
        ({"las": 1}, "mean", "two authorities"),
        ({"count": 10}, "mean", "only 40 episodes"),
    ],
)
def test_months_without_an_estimate_are_refused_with_the_reason(how, level, reason):
    with pytest.raises(CannotFit, match=reason):
        fit_durations_by_month(complete_spells(episodes(PLAIN | how, level)))


def test_an_episode_of_centuries_is_refused_before_its_months_fill_the_memory():
    rows = episodes(PLAIN, "mean")
    rows.loc[0, "duration_days"] = 1_000_000
    with pytest.raises(CannotFit, match="1 episodes last for more than 25 years"):
        fit_durations_by_month(complete_spells(rows))


def test_an_episode_without_a_duration_is_left_out_and_counted():
    rows = episodes(PLAIN, "mean").astype({"duration_days": float})
    rows.loc[:4, "duration_days"] = np.nan
    found = complete_spells(rows)
    assert (found.excluded_count, len(found.rows)) == (5, len(rows) - 5)


def test_a_month_in_which_everybody_leaves_says_nothing_of_a_ratio():
    """In the first month of the second year the hazard is 1 for all: without it, the estimate is the same."""
    early = episodes(PLAIN | {"count": 150}, "mean").assign(
        duration_days=lambda rows: rows["duration_days"].clip(upper=88)
    )
    last = early.head(30)
    seen = pd.concat([early, last.assign(duration_days=380, is_ended=True)])
    unseen = pd.concat([early, last.assign(duration_days=200, is_ended=False)])
    found, expected = (fit_durations_by_month(complete_spells(rows)).terms[0] for rows in (seen, unseen))
    assert found.estimate == pytest.approx(expected.estimate, rel=1e-6)
    assert found.se == pytest.approx(expected.se, rel=1e-4)


def test_an_interval_beyond_any_ratio_is_refused():
    wide = Term(name="exposure", estimate=0.1, se=30.0, critical_value=2.0)
    counts = dict.fromkeys(("areas_count", "las_count", "at_risk_count", "events_count", "excluded_count"), 1)
    with pytest.raises(CannotFit, match="do not bound"):
        OutcomeFit(model="cox", ratio_kind="hazard_ratio", terms=(wide,), converged=True, **counts)
