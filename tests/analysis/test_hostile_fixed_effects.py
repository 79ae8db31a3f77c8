"""Slopes within authorities on hostile areas: they end, and solve the equations of the model with a level for each."""

import numpy as np
import pytest
from hypothesis import given

from analysis.fixed_effects import fit_within
from analysis.gradient import CannotFit
from tests.analysis.hostile import TROUBLES, all_finite, ended, examples, neighbourhoods


def fitted(rows, columns=("exposure_pct",)):
    return fit_within(
        counts=rows["events_count"],
        design=rows[list(columns)],
        groups=rows["la_code"],
        offset=np.log(rows["children_count"]),
    )


@examples(75)
@given(how=TROUBLES)
def test_fitted_counts_add_up_in_each_authority_and_over_the_exposure(how):
    rows = neighbourhoods(**how)
    fit = ended(lambda: fitted(rows))
    if fit is None or not fit.converged:
        return
    assert all_finite(fit)
    residual = rows["events_count"].to_numpy() - fit.fitted
    of_authorities = np.bincount(rows["la_code"].factorize()[0], residual)
    size = rows["events_count"].sum()
    assert of_authorities == pytest.approx(np.zeros(len(of_authorities)), abs=1e-9 * size)
    assert residual @ rows["exposure_pct"] == pytest.approx(0, abs=1e-6 * size)


@examples(30)
@given(how=TROUBLES)
def test_neither_the_order_of_areas_nor_the_number_of_children_matters(how):
    rows = neighbourhoods(**how)
    changed = rows.assign(children_count=10 * rows["children_count"]).sample(frac=1, random_state=2)
    fit, again = (ended(lambda of=of: fitted(of)) for of in (rows, changed))
    assert (fit is None) == (again is None)
    if fit is not None and fit.converged:
        assert again.params == pytest.approx(fit.params, rel=1e-6, abs=1e-9)
        assert again.se == pytest.approx(fit.se, rel=1e-5, abs=1e-9)


@examples(30)
@given(how=TROUBLES)
def test_two_columns_end_too(how):
    rows = neighbourhoods(**how).assign(square=lambda rows: rows["exposure_pct"] ** 2)
    fit = ended(lambda: fitted(rows, ["exposure_pct", "square"]))
    assert fit is None or not fit.converged or all_finite(fit)


PLAIN = {"authorities": "twelve of three", "exposure": "spread", "children": "equal", "counts": "chance"}


def with_events_only_at_the_top(rows):
    top = rows.groupby("la_code")["exposure_pct"].transform("max")
    return rows.assign(events_count=np.where(rows["exposure_pct"] == top, 3.0, 0.0))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows.head(0), "no area has a count"),
        (lambda rows: rows.assign(children_count=0), "lack a count, children"),
        (lambda rows: rows.assign(exposure_pct=np.nan), "lack a count, children or a column"),
        (lambda rows: rows.assign(exposure_pct=20 + 1e-9 * rows["exposure_pct"]), "does not vary within"),
        (with_events_only_at_the_top, "rises without end"),
        (lambda rows: rows.assign(events_count=(rows["la_code"] == "E06000003") * 4.0), "two authorities with events"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_areas_without_a_slope_are_refused_with_the_reason(change, reason):
    with pytest.raises(CannotFit, match=reason):
        fitted(change(neighbourhoods(**PLAIN)))
