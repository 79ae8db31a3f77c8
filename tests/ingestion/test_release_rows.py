"""What is written of a model's result, column by column, and what is not."""

from decimal import Decimal
from math import exp

import numpy as np
import pandas as pd
import pytest

from analysis.own_records import own_gradients
from ingestion.disclosure import Rule
from ingestion.model_rows import Basis, Public, grid_step, released_rows

PLACES = 40
FITTED = {
    "model": "poisson",
    "term": "exposure",
    "estimate": 0.0461872242,
    "se": 0.00409383,
    "ci_low": 0.0381634648,
    "ci_high": 0.0542109836,
    "score": 1.5870425329,
    "score_low": 1.4646768643,
    "score_high": 1.7196311777,
    "score_per_sd": 1.3760919893,
    "n_areas": PLACES,
    "n_la": 1,
    "events_count": 6381,
    "excluded_count": 3,
    "converged": True,
    "additive_per_10k": 284.5990980967,
    "note": None,
    "stage": "referral",
    "indicator_id": "referrals",
    "first_year": 2017,
    "financial_year_end": 2019,
    "exposure": "income_deprivation_2019",
    "exposure_sd_pp": 6.9120323972,
}
BASIS = Basis(
    neighbourhoods_count=PLACES,
    proven_count=6372,
    events_count=6380,
    children_count=127_600,
    public=Public(tuple([0.0, 20.0] * (PLACES // 2)), (300.0,) * PLACES),
)


def release_of(*rows, **basis):
    held = BASIS if not basis else Basis(**{name: getattr(BASIS, name) for name in BASIS.__slots__} | basis)
    return released_rows(list(rows), {"referral": held}, Rule())


def test_a_row_holds_the_rounded_slope_and_error_and_what_follows_from_them():
    """By hand: 0.0041 written, 0.00415 at most, so steps of 0.0005; exp(0.46) = 1.58407; 500 events per 10,000."""
    ((row,), kept) = release_of(FITTED)
    assert kept == []
    assert row == {
        "stage": "referral",
        "indicator_id": "referrals",
        "first_year": 2017,
        "financial_year_end": 2019,
        "exposure": "income_deprivation_2019",
        "model": "poisson",
        "exposure_sd_pp": 10.13,  # of 20 zeros and 20 twenties: 10 sqrt(40 / 39)
        "estimate": 0.046,
        "se": 0.0041,
        "ci_low": 0.038,
        "ci_high": 0.054,
        "score": 1.584,
        "score_low": 1.462,
        "score_high": 1.717,
        "score_per_sd": 1.594,
        "additive_per_10k": 292,
        "n_areas": PLACES,
        "events_count": 6380,
        "note": None,
    }


@pytest.mark.parametrize("nearby", [{"estimate": 0.0460000001}, {"se": 0.0041499}, {"events_count": 6379}])
def test_counts_that_differ_by_less_than_the_grid_give_the_same_row(nearby):
    of_the_model = ("ci_low", "ci_high", "score", "score_low", "score_high", "score_per_sd", "additive_per_10k")
    changed = FITTED | dict.fromkeys((*of_the_model, "exposure_sd_pp", "excluded_count"), 9.87654321) | nearby
    assert release_of(changed) == release_of(FITTED)


def test_the_grid_is_a_tenth_of_the_error_or_coarser_and_follows_from_the_written_error():
    for se in [*np.random.default_rng(1).lognormal(-4.5, 2, 500).tolist(), 0.01, 0.00995, 0.02, 0.05]:
        step = grid_step(se)
        assert (
            se / 10 <= float(step) <= se * 0.2625
        )  # 2.5 tenths where a step of 2 is just too fine, and 5 % of rounding
        assert step == grid_step(float(f"{se:.1e}"))
        assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}


def test_an_estimate_of_the_grid_has_no_more_digits_than_its_step():
    ((row,), _) = release_of(FITTED | {"estimate": -0.0123456, "se": 0.0321})
    assert grid_step(0.0321) == Decimal("0.005")
    assert (row["estimate"], row["se"]) == (-0.01, 0.032)
    assert row["score"] == pytest.approx(exp(-0.1), abs=0.05)
    assert all(len(str(row[name])) <= 6 for name in ("estimate", "ci_low", "ci_high", "score", "score_high"))


@pytest.mark.parametrize(
    ("model", "proven", "leaves"),
    [("poisson", 50, True), ("poisson", 49, False), ("nb2", 50, True), ("nb2", 49, False)],
)
def test_50_events_that_the_tables_prove_are_needed(model, proven, leaves):
    rows, kept = release_of(FITTED, FITTED | {"model": "nb2", "estimate": 0.05}, proven_count=proven)
    assert (model in {row["model"] for row in rows}) is leaves
    assert leaves or any("50 events" in line for line in kept)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"converged": False, "estimate": None, "se": None, "note": "the likelihood was not maximised"}, "maximised"),
        ({"reason": "every area has the same exposure"}, "same exposure"),
        ({"n_areas": 29}, "29 neighbourhoods"),
    ],
)
def test_what_has_not_enough_behind_it_stays_with_the_reason(changed, said):
    rows, (kept,) = release_of(FITTED | changed)
    assert rows == []
    assert kept.startswith("referral, poisson: ")
    assert said in kept


def test_nothing_is_released_of_a_stage_whose_total_is_hidden():
    rows, (kept,) = release_of(FITTED, events_count=None)
    assert (rows, "would give away a small count" in kept) == ([], True)


def test_without_every_childs_neighbourhood_there_is_no_additive_slope():
    ((row,), _) = release_of(FITTED, children_count=None)
    assert (row["additive_per_10k"], row["score"]) == (None, 1.584)


def test_counts_without_overdispersion_are_released_once_with_a_note_that_holds_no_number():
    """Draws of a Poisson model: the row of NB2 repeats slope and error of the Poisson row and says why."""
    random = np.random.default_rng(3)
    exposure, children = random.uniform(2, 40, 60).round(1), random.integers(200, 600, 60)
    events = random.binomial(children, 0.01 * np.exp(0.04 * exposure))  # varies less than a Poisson count
    rows = pd.DataFrame(
        {
            "stage": "cpp",
            "indicator_id": "cpp_started",
            "financial_year_end": 2019,
            "imd_edition": 2019,
            "area_code": [f"{number:02}" for number in range(60)],
            "la_code": "E06000001",
            "events_count": events,
            "children_count": children,
            "exposure_pct": exposure,
        }
    )
    fitted = own_gradients(rows).to_dict("records")
    basis = Basis(
        neighbourhoods_count=60,
        proven_count=int(events.sum()),
        events_count=int(events.sum()),
        children_count=int(children.sum()),
        public=Public(tuple(exposure), tuple(children.astype(float))),
    )
    (poisson, nb2), kept = released_rows(fitted, {"cpp": basis}, Rule(rounding=1))
    assert kept == []
    assert "no overdispersion" in nb2["note"]
    assert not any(letter.isdigit() for letter in nb2["note"])
    assert nb2 == poisson | {"model": "nb2", "note": nb2["note"]}
