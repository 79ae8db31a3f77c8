"""What is expected, regions, other choices and years, on hostile authorities: all end, by sums of their own."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit
from analysis.public_record.composition import CURVES, composition_of, contextual_ratio
from analysis.public_record.funnel import observed_and_expected, overdispersion
from analysis.public_record.regions import fit_poisson_region
from analysis.public_record.sensitivity import Places, grid, summary
from analysis.public_record.strata import denominators_of, stratum_gradient
from analysis.public_record.trends import slope_over_years
from tests.analysis.hostile import TROUBLES, all_finite, ended, examples, neighbourhoods, shuffled

YEARS = range(2015, 2019)
HOW = {"authorities": "twenty-five of one", "exposure": "spread", "children": "equal", "counts": "chance"}


def of_regions(rows, count=3):
    """The region of each authority: so many, dealt out in turn."""
    codes = rows["la_code"].unique()
    return pd.Series([f"region {place % count}" for place in range(len(codes))], index=codes, dtype=object)


@examples(30)
@given(how=TROUBLES)
def test_what_is_expected_is_a_number_above_zero_in_any_order(how):
    areas = complete(neighbourhoods(**how))
    rows, again = (ended(lambda of=of: observed_and_expected(of)) for of in (areas, shuffled(areas)))
    assert (rows is None) == (again is None)
    if rows is not None:
        assert all_finite(rows)
        assert (rows["expected"] > 0).all()
        assert (rows["ratio_low"] <= rows["ratio"] + 1e-12).all()
        assert (rows["ratio"] <= rows["ratio_high"] + 1e-12).all()
        assert (rows["chance_low"] <= rows["ratio"] + 1e-12).all()
        assert sorted(again["expected"]) == pytest.approx(sorted(rows["expected"]), rel=1e-4)


def test_one_authority_of_ten_million_leaves_a_spread_between_the_others():
    """Its weight is all but the whole of the sum, which the weights of the others must not be lost in."""
    expected = np.array([1e17, *[4.0] * 12])
    found = overdispersion(np.array([1e17, *[0.0, 9.0] * 6]), expected)
    weights = [Fraction(4 * 10**17), *[Fraction(16)] * 12]
    spread = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    assert found.tau**2 == pytest.approx((13 * found.phi - 12) / float(spread), rel=1e-9)


@examples(30)
@given(how=TROUBLES)
def test_a_composition_test_ends_with_a_ratio_or_a_reason(how):
    rows = neighbourhoods(**how)
    made = composition_of(rows[["la_code", "exposure_pct", "children_count"]], CURVES["power_0.77"])
    found = ended(lambda: contextual_ratio(complete(rows), made))
    if found is not None and found["converged"].all():
        assert all_finite(found)
        assert (found["ratio_low"] <= found["ratio"]).all()
        assert (found["ratio"] <= found["ratio_high"]).all()


def is_at_the_maximum(rows, groups, columns, slopes):
    """Whether the Poisson likelihood is level in the slopes, each group at its own best level."""
    relative = rows["children_count"] * np.exp(columns @ slopes - (columns @ slopes).max())
    mean = relative / relative.groupby(groups).transform("sum") * rows["events_count"].groupby(groups).transform("sum")
    size = np.abs(columns).T @ (rows["events_count"] + mean)
    return (np.abs(columns.T @ (rows["events_count"] - mean)) <= 1e-6 * size).all()


@examples(40)
@given(how=TROUBLES)
def test_the_slope_within_regions_is_where_the_likelihood_is_level(how):
    rows = neighbourhoods(**how)
    regions = of_regions(rows)
    fit = ended(lambda: fit_poisson_region(complete(rows), regions))
    if fit is not None and fit.converged:
        (slope,) = fit.terms
        assert all_finite(slope)
        columns = rows[["exposure_pct"]].to_numpy()
        assert is_at_the_maximum(rows, rows["la_code"].map(regions), columns, np.array([slope.estimate]))


@pytest.fixture(scope="module")
def ordinary():
    return neighbourhoods(
        authorities="twenty-five of one", exposure="spread", children="varied", counts="overdispersed"
    )


def test_a_region_without_an_event_is_left_out_and_counted(ordinary):
    regions = of_regions(ordinary)
    is_empty = ordinary["la_code"].map(regions) == "region 1"
    rows = ordinary.assign(events_count=ordinary["events_count"].mask(is_empty, 0.0))
    found, without = (fit_poisson_region(complete(of), regions) for of in (rows, rows[~is_empty]))
    assert found.terms[0].estimate == pytest.approx(without.terms[0].estimate, rel=1e-9)
    assert found.terms[0].se == pytest.approx(without.terms[0].se, rel=1e-9)
    assert (found.areas_count, found.excluded_count) == ((~is_empty).sum(), is_empty.sum())
    assert found.note == "an intercept for each of 2 regions"


@pytest.mark.parametrize(
    ("change", "regions_count", "reason"),
    [
        (
            lambda rows: rows.assign(exposure_pct=rows["la_code"].map(of_regions(rows)).str[-1].astype(float)),
            3,
            "follows",
        ),
        (lambda rows: rows, 25, "rows cannot carry"),
        (lambda rows: rows.assign(events_count=rows["events_count"] * (rows.index % 3 == 0)), 3, "without an event"),
    ],
)
def test_slopes_that_regions_leave_nothing_of_are_refused(ordinary, change, regions_count, reason):
    rows = change(ordinary)
    with pytest.raises(CannotFit, match=reason):
        fit_poisson_region(complete(rows), of_regions(rows, regions_count))


def test_events_at_the_top_of_each_region_alone_are_separated():
    rows = neighbourhoods(**(HOW | {"exposure": "of the authority"}))
    regions = of_regions(rows)
    top = rows.groupby(rows["la_code"].map(regions))["exposure_pct"].transform("max")
    rows = rows.assign(events_count=np.where(rows["exposure_pct"] == top, 4.0, 0.0))
    with pytest.raises(CannotFit, match="separated"):
        fit_poisson_region(complete(rows), regions)


@examples(20)
@given(how=TROUBLES)
def test_other_choices_end_with_one_reference(how):
    rows = neighbourhoods(**how)
    places = Places(region=of_regions(rows), incomplete=frozenset(rows["la_code"].head(1)))
    found = ended(lambda: grid({"income": complete(rows)}, places), fits=3)
    if found is not None:
        assert found["is_reference"].sum() == 1
        assert found["sign_agrees"][found["is_reference"]].all()
        assert summary(found)["specifications_count"].tolist() == [len(found)]


def test_a_choice_that_cannot_be_fitted_leaves_the_others(ordinary):
    alone = Places(region=pd.Series("North", index=ordinary["la_code"].unique()), incomplete=frozenset())
    found = grid({"income": complete(ordinary)}, alone)
    assert found["model"].tolist() == ["poisson", "nb2"]


def test_without_the_reference_there_is_nothing_to_compare_with(ordinary):
    places = Places(region=of_regions(ordinary), incomplete=frozenset())
    flat = Areas(rows=ordinary.assign(exposure_pct=7.0), excluded_count=0)
    with pytest.raises(CannotFit, match="same exposure"):
        grid({"income": flat, "idaci": complete(ordinary)}, places)


def years_of(how):
    return {year: complete(neighbourhoods(**how, draw=year)) for year in YEARS}


@examples(30)
@given(how=TROUBLES)
def test_the_change_of_the_slope_is_where_the_likelihood_is_level(how):
    by_year = years_of(how)
    result = ended(lambda: slope_over_years(by_year))
    if result is None:
        return
    found, ends = result
    assert all_finite(found)
    rows = pd.concat([areas.rows.assign(year=year) for year, areas in by_year.items()], ignore_index=True)
    rows = rows[rows.groupby("year")["events_count"].transform("sum") > 0]
    since = rows["year"] - rows["year"].mean()
    columns = np.column_stack([rows["exposure_pct"], rows["exposure_pct"] * since])
    years = np.array([ends["from_year"], ends["to_year"]])
    log_scores = np.log([ends["from_value"], ends["to_value"]])
    change = np.diff(log_scores)[0] / np.diff(years)[0]
    assert found.estimate == pytest.approx(change, rel=1e-6, abs=1e-9)
    middle = log_scores[0] - change * (years[0] - rows["year"].mean())
    assert is_at_the_maximum(rows, rows["year"], columns, np.array([middle, change]) / 10)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (HOW | {"counts": "none"}, "only 0 years"),
        (HOW | {"exposure": "constant"}, "column exposure follows"),
        (HOW | {"authorities": "one"}, "two authorities"),
        (HOW | {"counts": "most deprived"}, "separated"),
        (HOW | {"authorities": "empty"}, "only 0 years"),
    ],
)
def test_years_without_a_change_of_slope_are_refused_with_the_reason(how, reason):
    with pytest.raises(CannotFit, match=reason):
        slope_over_years(years_of(how))


def test_a_year_without_an_event_is_left_out():
    by_year = years_of(HOW)
    none = Areas(rows=by_year[2015].rows.assign(events_count=0.0), excluded_count=0)
    found, ends = slope_over_years(by_year | {2014: none})
    expected, _ = slope_over_years(by_year)
    assert found.estimate == pytest.approx(expected.estimate, rel=1e-9)
    assert ends["from_year"] == 2015


def test_a_group_that_no_population_is_known_of_is_refused():
    with pytest.raises(CannotFit, match="no population is known for the age group 18 to 25"):
        denominators_of({}, "age", "18 to 25", 2019)
    counts = pd.DataFrame({"la_code": [], "events_count": [], "stratum_type": [], "stratum": []})
    with pytest.raises(CannotFit, match="no authority has a count of the group"):
        stratum_gradient(counts, pd.Series(dtype=float), {})
