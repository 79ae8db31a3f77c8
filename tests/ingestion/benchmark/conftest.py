"""A frame of national size, from the synthetic England's places: no warehouse, no file."""

import numpy as np
import pandas as pd
import pytest

from ingestion.benchmark.frame import Frame, frame_of
from ingestion.sample.people import children_at, make_people
from ingestion.sample.places import make_places


@pytest.fixture(scope="session")
def national() -> Frame:
    places = make_places("national", seed=1)
    people = make_people(places, seed=1)
    children = children_at(people, 2018)
    return frame_of(
        pd.DataFrame({
            "lsoa_code": places.neighbourhoods["lsoa_code"],
            "la_code": places.neighbourhoods["la_code"],
            "income_deprivation_pct": people.income_pct,
            "population_count": children * 5,
            "children_count": children,
            "is_rural": np.isin(people.rural_urban_code.astype("<U1"), ("D", "E")),
        })
    )  # fmt: skip


@pytest.fixture(scope="session")
def village() -> Frame:
    """Two authorities of twelve neighbourhoods."""
    return frame_of(
        pd.DataFrame({
            "lsoa_code": [f"E01{number:06d}" for number in range(24)],
            "la_code": ["E06000901"] * 12 + ["E06000902"] * 12,
            "income_deprivation_pct": [2.0 + 1.5 * number for number in range(24)],
            "population_count": [1500] * 24,
            "children_count": [300 + 10 * number for number in range(24)],
            "is_rural": [number % 4 == 0 for number in range(24)],
        })
    )  # fmt: skip
