"""Strata and stages on hostile areas: each comparison ends, its p-values between 0 and 1, its counts adding up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit
from analysis.strata import compare_stages, compare_strata
from analysis.strata.cross_strata import summary_row
from analysis.strata.designs import slope_at_mean_authority
from analysis.strata.equality import equal_slopes, strata_of, trend
from analysis.strata.joint import Contrast, fit_at_mean_authority, fit_joint
from analysis.strata.maihda import crossed, crossing_rows, fit_maihda, quintile_of
from analysis.strata.stages import conditional_score, in_common, per_earlier_event
from tests.analysis.hostile import (
    AREAS,
    COUNTS,
    PLACES,
    all_finite,
    ended,
    examples,
    neighbourhoods,
    one_of,
    shuffled,
    with_more_children,
)

STRATA = st.fixed_dictionaries({**PLACES, "counts": st.lists(one_of(COUNTS), min_size=2, max_size=4)})
ORDINARY = {"authorities": "twelve of three", "exposure": "spread", "children": "varied"}


def cells_of(how):
    """The same areas with the counts of several strata."""
    places = {name: value for name, value in how.items() if name != "counts"}
    each = [
        neighbourhoods(**places, counts=counts, draw=number).assign(stratum=str(6 + number))
        for number, counts in enumerate(how["counts"])
    ]
    return pd.concat(each, ignore_index=True)


def params_of(fit):
    return dict(zip(fit.terms, fit.params[0], strict=True))


@examples(40)
@given(areas=AREAS)
def test_fitted_counts_add_up_over_areas_and_over_their_exposure(areas):
    fit = ended(lambda: fit_joint({"all": areas}))
    if fit is None:
        return
    assert all_finite((fit.params, fit.covariance, fit.slope_shares, fit.contrast(np.ones(1))))
    found = params_of(fit)
    rows = areas.rows
    mean = rows["children_count"] * np.exp(found["intercept"] + found["exposure"] * rows["exposure_pct"])
    for column in (np.ones(len(rows)), rows["exposure_pct"] / 100):
        assert column @ mean == pytest.approx(column @ rows["events_count"], rel=1e-8)


@examples(30)
@given(areas=AREAS)
def test_the_score_depends_neither_on_order_nor_on_the_number_of_children(areas):
    fits = [
        ended(lambda of=of: fit_joint({"all": of})) for of in (areas, shuffled(areas), with_more_children(areas, 8))
    ]
    assert len({fit is None for fit in fits}) == 1
    if fits[0] is not None:
        scores = [fit.contrast(np.ones(1)) for fit in fits]
        assert [each.estimate for each in scores] == pytest.approx([scores[0].estimate] * 3, rel=1e-7, abs=1e-10)
        assert [each.se for each in scores] == pytest.approx([scores[0].se] * 3, rel=1e-5, abs=1e-9)


@examples(40)
@given(areas=AREAS)
def test_the_gradient_in_the_mean_authority_ends(areas):
    fit = ended(lambda: fit_at_mean_authority(areas, name="pooled_poisson_by_ln_la"))
    if fit is not None:
        row = fit.tidy().set_index("term").loc["exposure"]
        assert row["score_low"] <= row["score"] <= row["score_high"]


@examples(25)
@given(how=STRATA, model=st.sampled_from(sorted(compare_strata.MODELS)))
def test_a_test_of_equal_gradients_ends_with_a_p_value(how, model):
    found = ended(lambda: compare_strata.compare(*strata_of(cells_of(how)), model))
    if found is not None:
        _, test = found
        assert test["p_value"].between(0, 1).all()
        assert (test["score_ratio_low"] <= test["score_ratio"]).all()
        assert (test["score_ratio"] <= test["score_ratio_high"]).all()


@examples(25)
@given(how=STRATA, model=st.sampled_from(sorted(compare_strata.MODELS)))
def test_a_comparison_of_stages_ends_with_p_values(how, model):
    cells = cells_of(how)
    names = dict(zip(sorted(set(cells["stratum"])), ("referral", "cin", "s47", "cpp"), strict=False))
    stages = {name: complete(cells[cells["stratum"] == stratum]) for stratum, name in names.items()}
    rows = ended(lambda: compare_stages.compare(in_common(stages), model)) if len(stages) > 1 else None
    if rows is not None:
        assert rows["p_value"].between(0, 1).all()
        assert (rows["score_ratio_low"] <= rows["score_ratio"]).all()
        assert (rows["score_ratio"] <= rows["score_ratio_high"]).all()


@pytest.fixture(scope="module")
def ordinary():
    return neighbourhoods(**ORDINARY, counts="overdispersed")


@pytest.mark.parametrize("times", [1, 3])
def test_strata_with_the_same_events_or_three_times_as_many_have_one_score_for_certain(ordinary, times):
    fit = fit_joint(
        {
            "a": complete(ordinary),
            "b": complete(ordinary.assign(events_count=times * ordinary["events_count"])),
        }
    )
    found = fit.difference("a", "b")
    assert found.estimate == pytest.approx(0, abs=1e-12)
    assert found.p_value == pytest.approx(1)
    assert found.p_not_above_zero == pytest.approx(0.5)
    with pytest.raises(CannotFit, match="move together"):
        equal_slopes(fit)


def test_scores_known_without_error_differ_for_certain_or_not_at_all():
    known = {"se": 0.0, "degrees_of_freedom": 11}
    assert Contrast(estimate=0.2, **known).p_value == 0
    assert Contrast(estimate=-0.2, **known).p_value == 0
    assert Contrast(estimate=0.2, **known).p_not_above_zero == 0
    assert Contrast(estimate=-0.2, **known).p_not_above_zero == 1
    assert Contrast(estimate=0.0, **known).p_value == 1


def test_counts_on_the_line_have_the_score_that_they_were_drawn_with_and_hardly_an_error():
    areas = complete(neighbourhoods(**ORDINARY, counts="on the line"))
    found = fit_joint({"all": areas}).contrast(np.ones(1))
    assert np.exp(found.estimate) == pytest.approx(1.6, rel=1e-9)
    assert 0 <= found.se < 1e-9


def test_ages_whose_counts_lie_on_the_line_have_a_trend():
    rows = neighbourhoods(**ORDINARY, counts="on the line")
    by_age = {
        str(age): complete(rows.assign(events_count=rows["events_count"] * np.exp(0.001 * age * rows["exposure_pct"])))
        for age in (6, 7, 8)
    }
    assert trend(fit_joint(by_age), {"6": 6, "7": 7, "8": 8}).estimate == pytest.approx(0.01, rel=1e-6)


def test_one_event_among_children_by_the_million_leaves_a_score_or_a_reason():
    rows = neighbourhoods(
        authorities="twelve of three", exposure="pairs", children="a million each", counts="one event"
    )
    fit = ended(lambda: fit_joint({"all": complete(rows)}))
    assert fit is None or all_finite(fit.covariance)


def test_a_first_step_that_overshoots_is_halved():
    """Nearly all events lie where hardly any children do: whole steps of Newton's method lead away from the maximum."""
    rows = neighbourhoods(authorities="twelve of three", exposure="spread", children="equal", counts="chance")
    far = rows["exposure_pct"] > rows["exposure_pct"].median()
    rows = rows.assign(
        children_count=np.where(far, 1.0, 1e6), events_count=np.where(far, 1e6, rows["events_count"] % 3)
    )
    fit = fit_joint({"all": complete(rows)})
    found = params_of(fit)
    mean = rows["children_count"] * np.exp(found["intercept"] + found["exposure"] * rows["exposure_pct"])
    assert mean.sum() == pytest.approx(rows["events_count"].sum(), rel=1e-9)


def test_later_events_only_where_no_earlier_one_was_have_no_ratio():
    earlier = neighbourhoods(authorities="twelve of three", exposure="two values", children="equal", counts="constant")
    low = earlier["exposure_pct"] < 10
    first = complete(earlier.assign(events_count=np.where(low, 5.0, 0.0)))
    later = complete(earlier.assign(events_count=np.where(low, 1.0, 4.0)))
    with pytest.raises(CannotFit):
        conditional_score(per_earlier_event(first, later))


def test_no_earlier_event_at_all_is_nothing_to_count_later_ones_per():
    rows = neighbourhoods(**ORDINARY, counts="chance")
    none = complete(rows.assign(events_count=0.0))
    with pytest.raises(CannotFit, match="nothing is there to count events per"):
        conditional_score(per_earlier_event(none, complete(rows)))


@pytest.mark.parametrize("counts", ["empty", "zero level"])
def test_areas_that_the_mean_authority_cannot_be_found_of_are_refused(counts):
    rows = neighbourhoods(**ORDINARY, counts="chance")
    areas = complete(rows.head(0) if counts == "empty" else rows.assign(la_exposure_pct=0.0))
    reason = "no area has a count" if counts == "empty" else "too few distinct exposures"
    with pytest.raises(CannotFit, match=reason):
        slope_at_mean_authority(areas)


def test_one_authority_without_deprivation_has_no_logarithm_of_it():
    rows = neighbourhoods(**ORDINARY, counts="chance")
    one = rows["la_code"] == rows["la_code"].iloc[0]
    areas = complete(rows.assign(la_exposure_pct=rows["la_exposure_pct"].mask(one, 0.0)))
    with pytest.raises(CannotFit, match="3 areas have no la_exposure_pct above zero"):
        fit_at_mean_authority(areas, name="m")


def crossings_of(how):
    cells = cells_of(how)
    return crossed(cells.assign(fifth=np.arange(len(cells)) % 5), ("stratum", "fifth"))[0]


@examples(10)
@given(how=STRATA)
def test_crossed_strata_end_with_shares_of_variance(how):
    found = ended(lambda: fit_maihda(crossings_of(how), ("stratum", "fifth")))
    if found is not None and found.null.converged and found.additive.converged:
        row = summary_row(found).iloc[0]
        assert 0 <= row["null_vpc"] <= 1
        assert row["pcv"] <= 1
        assert all_finite(crossing_rows(found))


@pytest.mark.parametrize("counts", ["constant", "ten million each"])
def test_crossings_of_one_rate_have_no_variance_to_explain(counts):
    how = ORDINARY | {"children": "equal", "counts": [counts] * 3, "seed": 0}
    with pytest.raises(CannotFit, match="no variance to explain"):
        fit_maihda(crossings_of(how), ("stratum", "fifth"))


def test_fifths_of_no_neighbourhood_are_refused():
    with pytest.raises(CannotFit, match="no neighbourhood has an exposure"):
        quintile_of(pd.Series([1.0]), pd.Series([np.nan]))


def test_no_stratum_at_all_is_refused():
    with pytest.raises(CannotFit, match="there is none"):
        compare_strata.compare({}, {}, "pooled_poisson")
    with pytest.raises(CannotFit, match="two authorities"):
        fit_joint({"all": Areas(rows=neighbourhoods(**ORDINARY, counts="chance").head(0), excluded_count=0)})
