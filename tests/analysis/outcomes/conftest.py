"""Children of an invented country whose recurrences and durations follow a known truth."""

import numpy as np
import pandas as pd
import pytest


def neighbourhoods(las_count=40, lsoas_count=25, seed=3):
    random = np.random.default_rng(seed)
    level = np.repeat(np.linspace(5, 25, las_count), lsoas_count)
    exposure = np.clip(random.gamma(2.2, level / 2.2), 0.4, 62)
    frame = pd.DataFrame({
        "area_code": [f"E01{place:06}" for place in range(len(level))],
        "la_code": [f"E06{place // lsoas_count:06}" for place in range(len(level))],
        "exposure_pct": exposure,
    })  # fmt: skip
    return frame.assign(la_exposure_pct=frame.groupby("la_code")["exposure_pct"].transform("mean"))


@pytest.fixture(scope="package")
def country():
    return neighbourhoods()


def centred(country):
    centre = country.groupby("la_code")["la_exposure_pct"].first().mean()
    return (country["exposure_pct"] - centre) / 10, (country["la_exposure_pct"] - centre) / 10
