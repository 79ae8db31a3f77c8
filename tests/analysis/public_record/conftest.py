"""Authorities and neighbourhoods of an invented country."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete


def authorities(score=1.5, spread=0.0, count=120, seed=5, children=30_000):
    """Authorities from affluent to deprived around a log-linear rate; `spread` is that of ln of their rates."""
    random = np.random.default_rng(seed)
    exposure = np.linspace(5, 40, count)
    mean = children * 0.01 * score ** (exposure / 10) * np.exp(random.normal(0, spread, count))
    codes = [f"E0600{place:04}" for place in range(count)]
    return pd.DataFrame(
        {
            "area_code": codes,
            "la_code": codes,
            "events_count": random.poisson(mean).astype(float),
            "children_count": float(children),
            "exposure_pct": exposure,
        }
    )


@pytest.fixture(scope="session")
def areas_of():
    return lambda **how: complete(authorities(**how))
