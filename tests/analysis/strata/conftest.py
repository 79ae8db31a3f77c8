"""Groups of children in the same neighbourhoods, whose authorities have effects of their own."""

import numpy as np
import pandas as pd
import pytest


def neighbourhoods(las_count, lsoas_count, random):
    """Areas of authorities from affluent to deprived; the authority's own level is the mean of its areas."""
    las = np.repeat(np.arange(las_count), lsoas_count)
    exposure = random.gamma(2, (4 + 18 * las / las_count) / 2).clip(0.5, 60)
    frame = pd.DataFrame(
        {
            "area_code": [f"E01{place:06}" for place in range(len(las))],
            "la_code": las,
            "exposure_pct": exposure,
        }
    )
    return frame.assign(la_exposure_pct=frame.groupby("la_code")["exposure_pct"].transform("mean"))


def stratum_counts(frame, scores, random, *, children=200, rate=0.05, shared_sd=0.25, own_sd=0.05):
    """Counts of each stratum around its score; authorities differ in level, and a little in slope by stratum."""
    las = pd.factorize(frame["la_code"])[0]
    steps = (frame["exposure_pct"].to_numpy() - 14) / 10
    level = random.normal(0, shared_sd, las.max() + 1)[las]
    rows = []
    for stratum, score in scores.items():
        slope = np.log(score) + random.normal(0, own_sd, las.max() + 1)[las]
        mean = children * rate * np.exp(level + slope * steps)
        rows.append(frame.assign(stratum=stratum, events_count=random.poisson(mean), children_count=children))
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="session")
def small():
    """Three groups of children in twelve authorities of ten neighbourhoods, with different gradients."""
    random = np.random.default_rng(5)
    return stratum_counts(neighbourhoods(12, 10, random), {"Black": 1.27, "Mixed": 1.65, "White": 1.91}, random)
