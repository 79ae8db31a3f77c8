"""Stages: the error of a difference against a bootstrap of authorities, an order, and ratios of counts."""

import numpy as np
import pytest

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit
from analysis.strata.joint import fit_joint
from analysis.strata.stages import (
    conditional_score,
    differences,
    in_common,
    per_earlier_event,
    unpreceded_events_count,
    weakest_step,
)
from tests.analysis.strata.conftest import neighbourhoods, stratum_counts

SCORES = {"referral": 1.62, "s47": 1.69, "cpp": 1.80}
REPLICATES = 150


def draw_stages(las_count=50, lsoas_count=12, **more):
    random = np.random.default_rng(8)
    cells = stratum_counts(neighbourhoods(las_count, lsoas_count, random), SCORES, random, **more)
    return {stage: complete(cells[cells["stratum"] == stage]) for stage in SCORES}


@pytest.fixture(scope="module")
def stages():
    return draw_stages()


def drawn_again(areas, times):
    """Each authority counted as often as it was drawn: its events and its children, hence its score, so often."""
    weight = times[areas.rows["la_code"]]
    counts = areas.rows[["events_count", "children_count"]].mul(weight, axis=0)
    return Areas(rows=areas.rows.assign(**counts), excluded_count=0)


def test_the_error_of_a_difference_is_that_of_a_bootstrap_of_authorities(stages):
    random = np.random.default_rng(20251)
    pair = {stage: stages[stage] for stage in ("referral", "cpp")}
    las_count = pair["cpp"].las_count
    drawn = []
    for times in random.multinomial(las_count, np.full(las_count, 1 / las_count), size=REPLICATES):
        again = {stage: drawn_again(areas, times) for stage, areas in pair.items()}
        drawn.append(fit_joint(again).difference("referral", "cpp").estimate)
    found = fit_joint(pair).difference("referral", "cpp")
    assert found.se == pytest.approx(np.std(drawn), rel=0.15)


def test_what_stages_share_leaves_their_difference(stages):
    fit = fit_joint(stages)
    alone = np.sqrt(np.diag(fit.log_score_covariance))
    found = differences(fit)
    assert list(found) == [("referral", "s47"), ("referral", "cpp"), ("s47", "cpp")]
    for (first, second), difference in found.items():
        apart = np.hypot(alone[fit.names.index(first)], alone[fit.names.index(second)])
        assert difference.se < 0.9 * apart
        assert abs(difference.estimate - np.log(SCORES[second] / SCORES[first])) < 3 * difference.se


def test_an_order_is_as_well_shown_as_its_weakest_step(stages):
    fit = fit_joint(stages)
    first, second, step = weakest_step(fit, ("referral", "s47", "cpp"))
    steps = [fit.difference("referral", "s47"), fit.difference("s47", "cpp")]
    assert step.p_not_above_zero == max(each.p_not_above_zero for each in steps)
    assert fit.difference(first, second) == step
    assert weakest_step(fit, ("cpp", "s47"))[2].p_not_above_zero > 0.5
    with pytest.raises(CannotFit, match="two stages"):
        weakest_step(fit, ("cpp",))


def test_stages_are_compared_over_the_areas_that_all_have(stages):
    fewer = stages["s47"].rows[5:]
    shared = in_common(stages | {"s47": Areas(rows=fewer, excluded_count=5)})
    assert {stage: areas.areas_count for stage, areas in shared.items()} == dict.fromkeys(SCORES, len(fewer))
    assert {areas.excluded_count for areas in shared.values()} == {5}


def test_the_ratio_of_later_to_earlier_events_has_the_ratio_of_the_scores(stages):
    found = conditional_score(per_earlier_event(stages["referral"], stages["cpp"]))
    assert abs(found.estimate - np.log(1.80 / 1.62)) < 3 * found.se


def test_areas_without_an_earlier_event_stay_for_without_them_the_ratio_is_biased():
    stages = draw_stages(las_count=80, lsoas_count=40, children=30, rate=0.03, shared_sd=0.1, own_sd=0)
    areas = per_earlier_event(stages["referral"], stages["cpp"])
    assert unpreceded_events_count(areas) > 500
    truth, all_areas = np.log(1.80 / 1.62), conditional_score(areas)
    assert abs(all_areas.estimate - truth) < 2 * all_areas.se
    preceded = areas.rows[areas.rows["children_count"] > 0].reset_index(drop=True)
    without = conditional_score(Areas(rows=preceded, excluded_count=0))
    assert abs(without.estimate - truth) > 4 * without.se
