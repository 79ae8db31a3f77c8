"""Classes on hostile patterns: each step ends, and what it gives is a maximum by other sums than the code's own."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.demand import classes as demand
from analysis.demand.combinations import factor_combinations, plans_by_assessed_need
from analysis.demand.invariance import compare_authorities
from analysis.demand.latent import (
    Classes,
    assignment_errors,
    entropy,
    fit_classes,
    largest_pair_residual,
    memberships,
)
from analysis.demand.patterns import patterns_of
from analysis.demand.three_step import fit_class_slopes
from analysis.gradient import CannotFit
from tests.analysis.hostile import all_finite, ended, examples

NEVER = 1 / (1 + np.exp(12.0))  # of a factor, where a class as good as never finds it
FOUND = ("any", "one factor each", "all alike", "everything", "nothing")
COUNTED = ("any", "once", "one of a million")


def patterns(found, counted, factors, most, seed):
    """Different patterns (m, J) and how often each was found."""
    random = np.random.default_rng(seed)
    rows = {
        "any": random.random((most, factors)) < random.random(factors),
        "one factor each": np.eye(max(most, factors))[:most, :factors],
        "all alike": np.repeat(random.random((most, 1)) < 0.5, factors, axis=1),
        "everything": np.ones((most, factors)),
        "nothing": np.zeros((most, factors)),
    }[found]
    distinct = np.unique(rows.astype(float), axis=0)
    count = {
        "any": random.integers(1, 1_000, len(distinct)),
        "once": np.ones(len(distinct)),
        "one of a million": np.where(np.arange(len(distinct)) == 0, 1_000_000, 1),
    }[counted]
    return distinct, count.astype(float)


PATTERNS = st.builds(
    patterns,
    st.sampled_from(FOUND),
    st.sampled_from(COUNTED),
    st.sampled_from((4, 6, 2, 1)),
    st.sampled_from((40, 12, 5, 1, 0)),
    st.integers(0, 99),
)


def chance_of(found, classes):
    """The probability of each pattern and class together, by its definition (m, K)."""
    each = np.where(found[:, None, :] == 1, classes.profiles, 1 - classes.profiles)
    return each.prod(axis=2) * classes.shares


@examples(25)
@given(drawn=PATTERNS, number=st.sampled_from((2, 3, 1, 6)))
def test_classes_are_a_maximum_of_the_likelihood(drawn, number):
    found, count = drawn
    fit = ended(lambda: fit_classes(found, count, classes=number, seed=1, starts=3, finishers=1))
    if fit is None:
        return
    together = chance_of(found, fit)
    assert fit.loglik == pytest.approx(count @ np.log(together.sum(axis=1)), rel=1e-9, abs=1e-6)
    one = np.clip(count @ found / count.sum(), NEVER, 1 - NEVER)
    of_one_class = count @ (found * np.log(one) + (1 - found) * np.log(1 - one)).sum(axis=1)
    assert fit.loglik >= of_one_class - 1e-6 * count.sum()
    if fit.converged:
        member = together / together.sum(axis=1, keepdims=True)
        assert count @ member / count.sum() == pytest.approx(fit.shares, abs=1e-4)
    assert np.isfinite([entropy(found, count, fit) or 0.0, largest_pair_residual(found, count, fit)]).all()


@examples(20)
@given(drawn=PATTERNS, times=st.sampled_from((1, 100, 10_000)))
def test_the_search_for_a_number_of_classes_ends(drawn, times):
    found, count = drawn
    text = [",".join(f"f{factor}" for factor in np.flatnonzero(row)) or "none_found" for row in found]
    by_plan = pd.DataFrame({"place": range(len(found)), "pattern": text, "plan_category": "no_plan"})
    by_plan["assessments_count"] = (times * count).astype(int)
    sought = ended(lambda: demand.find_classes(by_plan, starts=2, finishers=1), fits=4)
    if sought is not None:
        rows = demand.numbers_of_classes(sought)
        assert np.isfinite(rows[["loglik", "bic", "largest_pair_residual", "best_share"]].to_numpy(float)).all()
        assert rows["is_chosen"].sum() == 1
        assert all_finite(demand.profiles(sought))


@pytest.fixture(scope="module")
def four_patterns():
    """Four factors in four patterns, as clearly apart as can be: BIC would go on to as many classes."""
    return pd.DataFrame(
        {
            "place": range(4),
            "pattern": ["f0", "f1", "f2,f3", "f0,f1,f2,f3"],
            "plan_category": "no_plan",
            "assessments_count": [5_000, 4_000, 3_000, 2_000],
        }
    )


def test_as_many_classes_as_patterns_or_cells_are_the_most_and_what_was_found_until_then_is_kept(four_patterns):
    """Four factors make sixteen cells, which can tell three classes of five parameters each apart."""
    found = demand.find_classes(four_patterns, starts=3, finishers=1)
    assert len(found.fits) == 3


def test_no_assessment_with_a_record_is_refused_or_counted_as_none():
    none = pd.DataFrame({"place": [], "pattern": [], "plan_category": [], "assessments_count": []})
    unrecorded = none.astype({"pattern": str, "plan_category": str})
    for rows in (none, unrecorded):
        assert patterns_of(rows).total == 0
        assert factor_combinations(rows)["found_share"].isna().all()
        assert (plans_by_assessed_need(rows)["plans_count"] == 0).all()
        with pytest.raises(CannotFit, match="0 assessments are too few"):
            demand.find_classes(rows)


@pytest.mark.parametrize("found", [np.zeros((0, 3)), np.full((2, 3), np.nan)])
def test_patterns_that_are_none_are_refused(found):
    with pytest.raises(CannotFit, match=r"patterns cannot be told apart|no assessment has a pattern"):
        fit_classes(found, np.ones(len(found)), classes=1, seed=1)


def made_of(profiles, shares):
    return Classes(shares=np.array(shares), profiles=np.array(profiles), loglik=0.0, best_share=1.0, converged=True)


def test_many_factors_do_not_take_a_likelihood_to_nothing():
    """At a logit of 12 for half of 140 factors, the chance of a pattern is less than any number that is held."""
    classes = made_of([[NEVER] * 140, [1 - NEVER] * 140], [0.5, 0.5])
    mixed = np.tile([1.0, 0.0], (2, 70))
    found = compare_authorities([(mixed[:1], np.array([30.0])), (mixed[1:], np.array([20.0]))], classes)
    assert found.common_loglik == pytest.approx(50 * 70 * (np.log(NEVER) + np.log1p(-NEVER)), rel=1e-9)
    assert np.isfinite([found.own_loglik, found.common_bic, found.own_bic]).all()


@examples(20)
@given(drawn=PATTERNS, number=st.sampled_from((2, 1, 3)))
def test_own_profiles_fit_no_worse_than_common_ones_and_neither_better_than_the_counts_themselves(drawn, number):
    found, count = drawn
    fit = ended(lambda: fit_classes(found, count, classes=number, seed=1, starts=2, finishers=1))
    if fit is None:
        return
    authorities = [(found, count), (found[:1], count[:1]), (found[:0], count[:0]), (found[-2:], count[-2:])]
    judged = ended(lambda: compare_authorities(iter(authorities), fit))
    if judged is not None:
        saturated = sum(of @ np.log(of / of.sum()) for _, of in authorities if len(of))
        assert judged.authorities_count == 3
        assert judged.common_loglik <= judged.own_loglik + 1e-6 * abs(judged.own_loglik) + 1e-6
        assert judged.own_loglik <= saturated + 1e-6 * abs(saturated) + 1e-6


def test_a_class_that_no_pattern_belongs_to_is_refused():
    with pytest.raises(CannotFit, match="holds no assessment"):
        assignment_errors(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([5.0, 5.0]))


ERRORS = {
    "none": np.eye,
    "some": lambda count: 0.8 * np.eye(count) + 0.2 / count,
    "nearly all": lambda count: 0.01 * np.eye(count) + 0.99 / count,
    "all": lambda count: np.full((count, count), 1 / count),
    "one class like another": lambda count: np.eye(count)[np.minimum(np.arange(count), max(count - 2, 0))],
}
PUT = ("by chance", "rarely", "by the million", "first half apart", "into one", "nowhere")


def put_into(kind, areas, classes, random):
    apart = np.where(np.arange(areas)[:, None] < areas / 2, np.eye(classes)[0], np.eye(classes)[-1])
    return {
        "by chance": lambda: random.poisson(5, (areas, classes)),
        "rarely": lambda: random.poisson(0.2, (areas, classes)),
        "by the million": lambda: random.poisson(1e6, (areas, classes)),
        "first half apart": lambda: 5 * apart,
        "into one": lambda: 3 * np.tile(np.eye(classes)[0], (areas, 1)),
        "nowhere": lambda: np.zeros((areas, classes)),
    }[kind]().astype(float)


def exposures(kind, areas, random):
    return {
        "spread": random.gamma(2, 7, areas),
        "in order": np.arange(areas, dtype=float),
        "two": np.arange(areas) % 2 * 50.0,
        "constant": np.full(areas, 9.0),
    }[kind]


@st.composite
def slopes_data(draw, classes=(3, 2, 6, 1), errors=tuple(ERRORS)):
    count, areas = draw(st.sampled_from(classes)), draw(st.sampled_from((60, 24, 10, 2, 0)))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    return {
        "put": put_into(draw(st.sampled_from(PUT)), areas, count, random),
        "exposure": exposures(draw(st.sampled_from(("spread", "in order", "two", "constant"))), areas, random),
        "errors": ERRORS[draw(st.sampled_from(errors))](count),
        "groups": np.arange(areas) % draw(st.sampled_from((6, 12, 2, 1))),
    }


@examples(60)
@given(data=slopes_data())
def test_slopes_of_shares_end_and_do_not_depend_on_the_order_of_areas_or_classes(data):
    fit = ended(lambda: fit_class_slopes(**data))
    if fit is None or not fit.converged:
        return
    assert all_finite(fit)
    turned = slice(None, None, -1)
    changed = {
        "put": data["put"][turned, turned],
        "exposure": data["exposure"][turned],
        "errors": data["errors"][turned, turned],
        "groups": data["groups"][turned],
    }
    again = ended(lambda: fit_class_slopes(**changed))
    assert again is not None
    assert again.slope[turned] == pytest.approx(fit.slope, rel=1e-5, abs=1e-7)
    assert again.se[turned] == pytest.approx(fit.se, rel=1e-4, abs=1e-7)


@examples(25)
@given(data=slopes_data(classes=(2,), errors=("none",)))
def test_two_classes_without_misplacing_have_the_slope_of_a_logistic_regression(data):
    fit = ended(lambda: fit_class_slopes(**data))
    counted = data["put"].sum(axis=1) > 0
    if fit is not None and fit.converged and counted.sum() > 2:
        design = sm.add_constant(data["exposure"][counted] - data["exposure"][counted].mean())
        logistic = sm.GLM(data["put"][counted][:, ::-1], design, family=sm.families.Binomial()).fit(tol=1e-12)
        assert fit.slope[1] - fit.slope[0] == pytest.approx(logistic.params[1], rel=1e-6, abs=1e-8)


ORDINARY = {
    "put": np.random.default_rng(1).poisson(5, (24, 3)).astype(float),
    "exposure": np.linspace(2, 40, 24),
    "errors": ERRORS["some"](3),
    "groups": np.arange(24) % 6,
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exposure": np.full(24, 9.0)}, "same exposure"),
        ({"exposure": np.full(24, np.nan)}, "lack an exposure"),
        ({"errors": ERRORS["all"](3)}, "cannot be told apart"),
        ({"errors": ERRORS["one class like another"](3)}, "cannot be told apart"),
        ({"errors": np.full((3, 3), np.nan)}, "lack an exposure or assessments, or a class"),
        ({"put": put_into("into one", 24, 3, None)}, "nothing is put into one"),
        ({"put": put_into("nowhere", 24, 3, None)}, "nothing is put into one"),
        ({"put": np.ones((24, 1)), "errors": np.ones((1, 1))}, "one class alone"),
        ({"put": put_into("first half apart", 24, 2, None), "errors": np.eye(2)}, "rises without end"),
    ],
)
def test_areas_without_a_slope_of_shares_are_refused_with_the_reason(change, reason):
    with pytest.raises(CannotFit, match=reason):
        fit_class_slopes(**(ORDINARY | change))


def test_shares_that_never_change_have_a_slope_of_nothing_without_an_error():
    fit = fit_class_slopes(**(ORDINARY | {"put": np.ones((24, 3)), "errors": np.eye(3)}))
    assert fit.slope == pytest.approx(np.zeros(3), abs=1e-12)
    assert fit.se == pytest.approx(np.zeros(3), abs=1e-9)


def test_the_member_of_a_class_without_a_share_is_nobody():
    with np.errstate(divide="ignore"):
        member, loglik = memberships(np.array([[1.0, 0.0]]), np.array([1.0, 0.0]), np.array([[0.5, 0.5], [0.9, 0.1]]))
    assert member.tolist() == [[1.0, 0.0]]
    assert loglik[0] == pytest.approx(np.log(0.25))
