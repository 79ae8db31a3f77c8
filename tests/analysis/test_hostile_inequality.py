"""Indices and the fitted line on hostile areas: finite, inside their intervals, and the same in any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.areas import complete
from analysis.drawing import fitted_line
from analysis.gradient import CannotFit
from analysis.inequality import concentration_index, relative_and_slope_index, ridits, tenth_to_tenth
from tests.analysis.hostile import AREAS, all_finite, ended, examples, neighbourhoods, shuffled, with_more_children

ERRORS = st.sampled_from(["HC1", "la_clustered"])
INDICES = {
    "rii": lambda areas, errors: relative_and_slope_index(areas, errors=errors)[0],
    "sii": lambda areas, errors: relative_and_slope_index(areas, errors=errors)[1],
    "d10_d1": lambda areas, errors: tenth_to_tenth(areas, errors=errors),
    "concentration": lambda areas, errors: concentration_index(areas, errors=errors),
}


@pytest.mark.parametrize("name", INDICES)
@examples(25)
@given(areas=AREAS, errors=ERRORS)
def test_an_index_is_finite_and_inside_its_interval(name, areas, errors):
    found = ended(lambda: INDICES[name](areas, errors))
    if found is not None:
        assert all_finite(found)
        assert found.ci_low <= found.estimate <= found.ci_high


@pytest.mark.parametrize(("name", "scale"), [("rii", 1), ("sii", 0.125), ("d10_d1", 1), ("concentration", 1)])
@examples(20)
@given(areas=AREAS, errors=ERRORS)
def test_eight_times_the_children_in_another_order_change_levels_alone(name, scale, areas, errors):
    changed = with_more_children(shuffled(areas), 8)
    found, again = (ended(lambda of=of: INDICES[name](of, errors)) for of in (areas, changed))
    assert (found is None) == (again is None)
    if found is not None:
        rate = 10_000 * areas.events_count / areas.rows["children_count"].sum()
        rounding = 1e-9 * (1 + rate)
        assert again.estimate == pytest.approx(scale * found.estimate, rel=1e-6, abs=rounding)
        assert again.ci_low == pytest.approx(scale * found.ci_low, rel=1e-5, abs=10 * rounding)


@examples(20)
@given(areas=AREAS, errors=ERRORS)
def test_the_concentration_is_the_weighted_covariance_of_rate_and_rank(areas, errors):
    found = ended(lambda: concentration_index(areas, errors=errors))
    if found is not None:
        rows = areas.rows
        weight = rows["children_count"] / rows["children_count"].sum()
        rate, rank = rows["events_count"] / rows["children_count"], ridits(areas)
        covariance = weight @ (rate * rank) - (weight @ rate) * (weight @ rank)
        assert found.estimate == pytest.approx(2 * covariance / (weight @ rate), rel=1e-6, abs=1e-9)


@examples(30)
@given(areas=AREAS, errors=ERRORS)
def test_the_line_lies_in_its_band_and_its_counts_add_up(areas, errors):
    line = ended(lambda: fitted_line(areas, errors=errors))
    if line is None:
        return
    assert all_finite(line)
    assert (line["ci_low"] <= line["rate_per_10k"]).all()
    assert (line["rate_per_10k"] <= line["ci_high"]).all()
    ends = line.iloc[[0, -1]]
    slope = np.diff(np.log(ends["rate_per_10k"]))[0] / np.diff(ends["income_deprivation_pct"])[0]
    rows = areas.rows
    log_rate = np.log(ends["rate_per_10k"].iloc[0] / 10_000) + slope * (
        rows["exposure_pct"] - ends["income_deprivation_pct"].iloc[0]
    )
    assert (rows["children_count"] * np.exp(log_rate)).sum() == pytest.approx(rows["events_count"].sum(), rel=1e-5)


ORDINARY = {"authorities": "twenty-five of one", "exposure": "spread", "children": "equal"}


def test_rates_on_the_line_are_drawn_without_a_band_and_ranked_without_an_interval():
    areas = complete(neighbourhoods(**ORDINARY, counts="on the line"))
    line = fitted_line(areas, errors="HC1")
    assert line["ci_low"].to_numpy() == pytest.approx(line["rate_per_10k"], rel=1e-6)
    alike = complete(neighbourhoods(**ORDINARY, counts="constant"))
    relative, slope = relative_and_slope_index(alike, errors="HC1")
    ends = [relative.ci_low, relative.ci_high, slope.ci_low, slope.ci_high]
    assert ends == pytest.approx([1, 1, 0, 0], abs=1e-6)


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"exposure": "constant"}, "same exposure|extreme tenths"),
        ({"counts": "none"}, "no area has an event|0 events|extreme tenths"),
        ({"authorities": "one"}, "two authorities|extreme tenths"),
    ],
)
def test_areas_that_cannot_be_ranked_are_refused(name, how, reason):
    areas = complete(neighbourhoods(**({**ORDINARY, "counts": "chance"} | how)))
    with pytest.raises(CannotFit, match=reason):
        INDICES[name](areas, "la_clustered")


@pytest.mark.parametrize("end", ["most deprived", "least deprived"])
def test_events_at_one_end_alone_have_no_line_and_no_ratio(end):
    areas = complete(neighbourhoods(**ORDINARY, counts=end))
    for draw in (fitted_line, relative_and_slope_index):
        with pytest.raises(CannotFit, match="least or the greatest exposure"):
            draw(areas, errors="HC1")
