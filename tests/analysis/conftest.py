"""Neighbourhoods of an invented country, large enough for the protocol to tell a curve from an interaction."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from tests.benchmark_draws import draw


def neighbourhoods(las_count=60, lsoas_count=60, seed=11):
    """Authorities from affluent to deprived, each with skewed neighbourhoods around its own level."""
    random = np.random.default_rng(seed)
    level = np.repeat(np.linspace(4.5, 25, las_count), lsoas_count)
    exposure = np.clip(random.gamma(2.2, level / 2.2), 0.4, 62).round(1)
    frame = pd.DataFrame(
        {
            "area_code": [f"E01{place:06}" for place in range(len(level))],
            "la_code": [f"E06{place // lsoas_count:06}" for place in range(len(level))],
            "exposure_pct": exposure,
            "children_count": random.integers(200, 600, len(level)),
            "is_rural": random.random(len(level)) < 0.2,
            "children_per_hectare": random.gamma(2, 5, len(level)) + 0.1,
        }
    )
    return frame.assign(la_exposure_pct=frame.groupby("la_code")["exposure_pct"].transform("mean"))


@pytest.fixture(scope="session")
def country():
    return neighbourhoods()


@pytest.fixture(scope="session")
def areas_of(country):
    """Referrals of a benchmark population in that country, by its name."""
    return lambda population: complete(country.assign(events_count=draw(country, population, seed=3).counts))
