"""Assessments of a known seven classes, whose shares follow deprivation."""

import numpy as np
import pandas as pd
import pytest

SHARES = np.array([0.24, 0.19, 0.16, 0.13, 0.11, 0.09, 0.08])
FACTORS = 9


def profiles():
    """Each class finds three factors in most assessments, each of them shared with others, and the rest in few."""
    marked = np.full((len(SHARES), FACTORS), 0.04)
    for number in range(len(SHARES)):
        marked[number, [number, (number + 3) % FACTORS, (number + 4) % FACTORS]] = 0.9
    return marked


def assessments(slope, *, seed=4, las_count=20, lsoas_count=10, per_lsoa=60):
    """The share of the first class grows by exp(slope) per point of the neighbourhood's exposure."""
    random = np.random.default_rng(seed)
    areas = pd.DataFrame({
        "area_code": [f"E01{place:06}" for place in range(las_count * lsoas_count)],
        "la_code": np.repeat([f"E06{place:06}" for place in range(las_count)], lsoas_count),
        "exposure_pct": np.clip(random.gamma(2, 7, las_count * lsoas_count), 0, 60),
    })  # fmt: skip
    rows = areas.loc[np.repeat(areas.index, per_lsoa)].reset_index(drop=True)
    weight = np.tile(SHARES, (len(rows), 1))
    weight[:, 0] *= np.exp(slope * (rows["exposure_pct"] - 14))
    reached = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    truth = (reached < random.random(len(rows))[:, None]).sum(axis=1)
    found = random.random((len(rows), FACTORS)) < profiles()[truth]
    text = [",".join(f"f{column}" for column in np.flatnonzero(row)) or "none_found" for row in found]
    return rows.assign(pattern=text, truth=truth)


def as_read(rows):
    """In the columns of the two queries: by pattern and plan, and by neighbourhood and pattern."""
    numbered = rows.assign(place=pd.factorize(rows["pattern"], sort=True)[0], plan_category="no_plan")
    by_plan = numbered.groupby(["place", "pattern", "plan_category"]).size().rename("assessments_count").reset_index()
    of_area = ["area_code", "la_code", "exposure_pct", "place"]
    return by_plan, numbered.groupby(of_area).size().rename("assessments_count").reset_index()


@pytest.fixture(scope="package")
def rows():
    return assessments(0.04)


@pytest.fixture(scope="package")
def read(rows):
    return as_read(rows)
