"""Episodes as an observer of one year sees them: the law of the records, cut at both ends."""

import numpy as np
import pytest
from scipy.stats import weibull_min

from ingestion.benchmark.calibration import value
from ingestion.benchmark.episodes import episode_tables, episodes_of, seen
from ingestion.benchmark.traits import time_ratios

SEED = 6


@pytest.fixture(scope="module")
def counts(national):
    """Twenty starts in every neighbourhood and year."""
    same = np.full(len(national.children), 20)
    return {year: {"cin": same, "cpp": same} for year in (2018, 2019)}


def test_an_episode_is_seen_if_it_is_open_on_a_day_watched():
    """Watched from day 10 to day 20: over on day 9 or begun on day 21 it is not there."""
    start, lasted = np.array([5, 5, 10, 12, 20, 21]), np.array([4, 5, 0, 30, 0, 3])
    found = seen(np.arange(6), start, lasted, begins=10, ends=20)
    assert found.row.tolist() == [1, 2, 3, 4]
    assert found.entered.tolist() == [5, 0, 0, 0]
    assert found.duration.tolist() == [5, 0, 8, 0]
    assert found.is_ended.tolist() == [True, True, False, True]


def surviving(found, days):
    """The share still open after each day, from those at risk on it alone (Kaplan and Meier)."""
    came, went = np.bincount(found.entered, minlength=days), np.bincount(found.duration + 1, minlength=days)
    at_risk = np.cumsum(came[:days] - went[:days])
    ended = np.bincount(found.duration[found.is_ended], minlength=days)[:days]
    return np.cumprod(1 - ended / at_risk)


def test_at_risk_from_when_they_were_seen_as_many_last_as_the_weibull_says(national, counts):
    found = episodes_of(national, "N", SEED, "cin", counts)
    law = weibull_min(value("durations", "cin_weibull_shape"), scale=value("durations", "cin_weibull_scale_days"))
    kept = surviving(found, 600)
    for day in (0, 30, 91, 183, 364, 599):
        assert kept[day] == pytest.approx(law.sf(day + 1), abs=0.003)


def test_an_episode_lasts_longer_where_it_is_deprived_and_not_in_the_null(national, counts):
    deprived = national.income_pct > np.quantile(national.income_pct, 0.8)
    assert time_ratios(national, "A")[deprived].mean() > 1
    assert (time_ratios(national, "N") == 1).all()
    found = episodes_of(national, "A", SEED, "cin", counts)
    ended = found.is_ended & (found.entered == 0)
    assert ended[deprived[found.row]].mean() < ended[~deprived[found.row]].mean()


def test_the_same_seed_gives_the_same_episodes_each_with_a_line_of_its_own(village):
    counts = {2019: {"cin": np.full(24, 5), "cpp": np.full(24, 2)}}
    first, again = ([part.to_pandas() for part in episode_tables(village, "B", 3, counts)] for _ in range(2))
    assert all(one.equals(other) for one, other in zip(first, again, strict=True))
    lines = np.concatenate([part["line"] for part in first])
    assert (lines == np.arange(1, 24 * 7 + 1)).all()
