import numpy as np
import pytest
import statsmodels.api as sm

from ingestion.benchmark.calibration import value
from ingestion.benchmark.counts import stage_counts
from ingestion.benchmark.strata import age_scores, apportioned, divided, marked, marks_of, splits


@pytest.fixture(scope="module")
def counts(national):
    return stage_counts(national, "A0", 11, 2019)


def score(frame, events, children):
    """The pooled score, authority means held: log-linear in A0."""
    x, la = frame.income_pct - frame.centre_pct, frame.la_income_pct[frame.la_row] - frame.centre_pct
    kept = children > 0
    design = np.column_stack([np.ones(len(x)), x, la])[kept]
    fitted = sm.GLM(events[kept], design, family=sm.families.Poisson(), offset=np.log(children[kept])).fit()
    return float(np.exp(10 * fitted.params[1]))


def strata_scores(frame, counts, stage, stratum_type):
    """Score and events of each stratum; scores as a ratio to that of all events of the stage times its true one."""
    split = next(split for split in splits(frame, "A0")[stage] if split.stratum_type == stratum_type)
    events = divided(split, counts[stage], np.random.default_rng(1))
    correction = value("stages", stage, "score") / score(frame, counts[stage], frame.children)
    return {
        stratum: (correction * score(frame, events[:, column], split.children[:, column]), events[:, column].sum())
        for column, stratum in enumerate(split.strata)
    }


def tolerance(events):
    """Three Poisson errors of a score over a spread of nine points, and 2 % for the mixture's own curve."""
    return 0.02 + 3 * (10 / 9) / np.sqrt(events)


def test_whole_numbers_nearest_to_the_shares_add_up():
    parts = apportioned(np.array([10, 7, 0]), np.array([[0.5, 0.3, 0.2], [1 / 3, 1 / 3, 1 / 3], [1, 0, 0]]))
    assert parts.tolist() == [[5, 3, 2], [3, 2, 2], [0, 0, 0]]


@pytest.mark.parametrize("stage", ["cin", "cpp"])
def test_strata_add_up_to_the_neighbourhood_and_children_too(national, counts, stage):
    for split in splits(national, "A")[stage]:
        assert (divided(split, counts[stage], np.random.default_rng(1)).sum(axis=1) == counts[stage]).all()
        if split.stratum_type != "plan_category":
            assert (split.children.sum(axis=1) == national.children).all()


def test_plans_have_the_published_scores_by_ethnicity(national, counts):
    for group, (found, events) in strata_scores(national, counts, "cpp", "ethnicity").items():
        assert found == pytest.approx(value("ethnicity", group, "score"), rel=tolerance(events)), group


def test_plans_have_the_published_scores_by_category(national, counts):
    for category, (found, events) in strata_scores(national, counts, "cpp", "plan_category").items():
        assert found == pytest.approx(value("plan_categories", category, "score"), rel=tolerance(events)), category


def test_the_score_falls_with_each_year_of_school_age_and_does_not_differ_by_sex(national, counts):
    assert (age_scores()[5], age_scores()[17]) == pytest.approx((1.75, 1.48))
    assert all(older < younger for younger, older in zip(age_scores()[5:], age_scores()[6:], strict=False))
    found = strata_scores(national, counts, "cin", "age")
    assert [found[str(age)][0] for age in range(18)] == pytest.approx(age_scores(), rel=0.05)
    by_sex = strata_scores(national, counts, "cin", "sex")
    assert by_sex["male"][0] == pytest.approx(by_sex["female"][0], rel=0.01)


def test_assessments_find_each_factor_as_often_as_published_and_with_its_score(national, counts):
    correction = 1.63 / score(national, counts["assessment"], national.children)
    for factor, share in marks_of(national, "A0")["assessment"]["factor"].items():
        events = marked(share, counts["assessment"], 3, factor)
        found = correction * score(national, events, national.children)
        assert found == pytest.approx(value("factors", factor, "score"), rel=0.03), factor
        prevalence = 100 * events.sum() / counts["assessment"].sum()
        assert prevalence == pytest.approx(value("factors", factor, "prevalence_pct"), rel=0.12), factor


@pytest.mark.parametrize(("stage", "kind"), [("referral", "re_referral"), ("cpp", "repeat_plan")])
def test_recurrence_is_as_common_as_published_and_highest_in_deprived_parts_of_affluent_authorities(
    national, counts, stage, kind
):
    share = marks_of(national, "A")[stage][kind][kind]
    assert np.average(share, weights=counts[stage]) == pytest.approx(value("recurrence", kind, "share"), rel=0.03)
    affluent = national.la_income_pct[national.la_row] < 10
    deprived = national.income_pct > 25
    assert share[affluent & deprived].mean() > share[~affluent & deprived].mean() > share[~deprived].mean()


def test_the_null_has_no_gradient_in_any_stratum(national):
    for of_stage in splits(national, "N").values():
        for split in of_stage:
            assert np.ptp(split.relative_rate, axis=0) == pytest.approx(0)
