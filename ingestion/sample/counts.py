"""Events drawn from a known truth: referrals by neighbourhood, every other stage by authority."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ingestion.sample.people import MID_YEARS, Counts, Floats, People, children_at
from ingestion.sample.places import Places
from ingestion.sample.streams import stream

TRUE_RATE_RATIO_PER_10_POINTS = 1.62
LSOA_EDITION = 2011
REFERRALS_PER_10K = 545
AUTHORITY_LOG_SD = 0.15
NEIGHBOURHOOD_SHAPE = 8.0  # of the gamma that mixes the Poisson: variance = mean + mean squared / shape

YEARS = range(2013, 2026)
NEIGHBOURHOOD_YEARS = (2023, 2024, 2025)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """England's rate in the last year, the rate ratio per +10 points of the authority's mean, yearly growth."""

    per_10k: float
    rate_ratio: float
    growth: float


STAGES = {
    "Assessments_completed": Stage(per_10k=539, rate_ratio=1.64, growth=0.010),
    "At31_episodes": Stage(per_10k=334, rate_ratio=1.68, growth=0.002),
    "Section47": Stage(per_10k=190, rate_ratio=1.72, growth=0.045),
    "ICPC": Stage(per_10k=60, rate_ratio=1.76, growth=0.015),
    "CPP_start": Stage(per_10k=51, rate_ratio=1.78, growth=0.010),
    "CPP_At31": Stage(per_10k=41, rate_ratio=1.80, growth=0.008),
    "CLA_At31": Stage(per_10k=67, rate_ratio=1.95, growth=0.012),
    "CLA_started": Stage(per_10k=27, rate_ratio=1.85, growth=0.005),
    "CLA_ceased": Stage(per_10k=28, rate_ratio=1.85, growth=0.008),
}
STAGE_AUTHORITY_LOG_SD, STAGE_DRIFT_SD = 0.12, 0.03
AT_MOST = {"ICPC": "Section47", "CPP_start": "ICPC"}


def expected_referrals(places: Places, people: People, children: Counts, seed: int) -> Floats:
    """Log-linear in income deprivation, with an authority effect that does not depend on it."""
    authority, codes = pd.factorize(places.neighbourhoods["la_code"], sort=True)
    effect = stream(seed, "referral authority effects").normal(0, AUTHORITY_LOG_SD, len(codes))[authority]
    points = people.income_pct - np.average(people.income_pct, weights=children)
    relative = np.exp(np.log(TRUE_RATE_RATIO_PER_10_POINTS) * points / 10 + effect)
    return np.asarray(children * relative * REFERRALS_PER_10K / 10_000 / np.average(relative, weights=children))


def neighbourhood_referrals(places: Places, people: People, seed: int) -> pd.DataFrame:
    """lsoa_code, la_code, year, events, children; one row per LSOA of 2011 and year."""
    years = []
    for year in NEIGHBOURHOOD_YEARS:
        random = stream(seed, f"referrals {year}")
        children = children_at(people, year - 1)
        mixed = random.gamma(NEIGHBOURHOOD_SHAPE, 1 / NEIGHBOURHOOD_SHAPE, len(children))
        events = random.poisson(expected_referrals(places, people, children, seed) * mixed)
        areas = places.neighbourhoods[["lsoa_code", "la_code"]]
        years.append(areas.assign(year=year, events=events, children=children))
    return pd.concat(years, ignore_index=True)


def _by_authority(places: Places, values: Floats | Counts) -> pd.Series:
    return pd.Series(values).groupby(places.neighbourhoods["la_code"], sort=True).sum()


def authority_children(places: Places, people: People) -> pd.DataFrame:
    """Children aged 0 to 17: one row per current authority, one column per mid-year."""
    columns = {year: _by_authority(places, children_at(people, year)) for year in MID_YEARS}
    return pd.DataFrame(columns)


def authority_income_pct(places: Places, people: People) -> pd.Series:
    """Child-weighted mean income deprivation of each current authority, in percentage points."""
    children = children_at(people, MID_YEARS[-1])
    return _by_authority(places, people.income_pct * children) / _by_authority(places, children)


def _drift(random: np.random.Generator, areas: int) -> Floats:
    """A random walk back from the last year, in log points: rows are areas, columns YEARS."""
    steps = random.normal(0, STAGE_DRIFT_SD, (areas, len(YEARS)))
    steps[:, -1] = 0
    return np.asarray(np.cumsum(steps[:, ::-1], axis=1)[:, ::-1])


def stage_counts(name: str, children: pd.DataFrame, income_pct: pd.Series, seed: int) -> Counts:
    """One stage's count by current authority (rows) and financial year (columns)."""
    stage, random = STAGES[name], stream(seed, name)
    effect = random.normal(0, STAGE_AUTHORITY_LOG_SD, len(children))
    points = (income_pct - np.average(income_pct, weights=children[MID_YEARS[-1]])).to_numpy()
    level = np.log(stage.rate_ratio) * points / 10 + effect
    log_rate = level[:, None] + _drift(random, len(children)) + stage.growth * (np.array(YEARS) - YEARS[-1])
    scale = stage.per_10k / 10_000 / np.average(np.exp(log_rate[:, -1]), weights=children[MID_YEARS[-1]])
    counts: Counts = random.poisson(children.to_numpy() * np.exp(log_rate) * scale)
    return counts


def referral_counts(referrals: pd.DataFrame, seed: int) -> Counts:
    """The sum of its neighbourhoods' events in the years that have them, a smooth drift of it before."""
    known = referrals.pivot_table(index="la_code", columns="year", values="events", aggfunc="sum").sort_index()
    random = stream(seed, "referral history")
    level = known.mean(axis=1).to_numpy()
    history = random.poisson(level[:, None] * np.exp(_drift(random, len(known))))
    earlier = len(YEARS) - len(NEIGHBOURHOOD_YEARS)
    return np.hstack([history[:, :earlier], known[list(NEIGHBOURHOOD_YEARS)].to_numpy()])


def authority_stages(places: Places, people: People, referrals: pd.DataFrame, seed: int) -> pd.DataFrame:
    """One row per current authority and financial year, one column per stage: exact, nothing hidden."""
    children, income_pct = authority_children(places, people), authority_income_pct(places, people)
    index = pd.MultiIndex.from_product([children.index, YEARS], names=["la_code", "year"])
    columns = {name: stage_counts(name, children, income_pct, seed).ravel() for name in STAGES}
    columns["referral_count"] = referral_counts(referrals, seed).ravel()
    for part, whole in AT_MOST.items():
        columns[part] = np.minimum(columns[part], columns[whole])
    return pd.DataFrame(columns, index=index)
