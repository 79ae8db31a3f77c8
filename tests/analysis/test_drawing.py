"""The fitted line: the known truth first, then its band, then refusals."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import Areas
from analysis.drawing import fitted_line
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


def test_too_few_areas_are_refused():
    with pytest.raises(CannotFit, match="3 areas"):
        fitted_line(authorities(3), errors="HC1")
