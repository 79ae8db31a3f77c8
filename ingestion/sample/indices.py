"""File 7 of the English Indices of Deprivation: every score, rank, decile and denominator, by LSOA."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.sample.england import England
from ingestion.sample.people import (
    INCOME_MAX_2025,
    Counts,
    Floats,
    children_at,
    children_in_2021,
    in_2021,
    millionths,
    normal_scores,
    ordinal_ranks,
    thousandths,
)
from ingestion.sample.streams import stream

MID_YEAR_OF_EDITION = {2019: 2015, 2025: 2022}
AGED_0_15_SHARE = 0.885  # of those aged 0 to 17
INCOME_2025_LOG_SD = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A score that follows income deprivation: correlation of normal scores, then centre and spread.

    `is_rate` scores are shares of people, log-normal around the centre; `is_positive` ones are never below zero.
    """

    correlation: float
    centre: float
    spread: float
    is_rate: bool = False
    is_positive: bool = False
    weight: float = 0.0


INDICES = {
    "employment": Index(correlation=0.95, centre=0.080, spread=0.62, is_rate=True, weight=0.225),
    "education": Index(correlation=0.85, centre=16.0, spread=0.85, is_positive=True, weight=0.135),
    "health": Index(correlation=0.82, centre=0, spread=0.86, weight=0.135),
    "crime": Index(correlation=0.70, centre=0, spread=0.82, weight=0.093),
    "barriers": Index(correlation=0.15, centre=19.5, spread=0.48, is_positive=True, weight=0.093),
    "living_environment": Index(correlation=0.25, centre=17.5, spread=0.72, is_positive=True, weight=0.093),
    "idaci": Index(correlation=0.95, centre=0.125, spread=0.78, is_rate=True),
    "idaopi": Index(correlation=0.90, centre=0.128, spread=0.74, is_rate=True),
    "children_and_young_people": Index(correlation=0.80, centre=0, spread=0.87),
    "adult_skills": Index(correlation=0.82, centre=0.220, spread=0.42, is_rate=True),
    "geographical_barriers": Index(correlation=-0.35, centre=24.0, spread=0.60, is_positive=True),
    "wider_barriers": Index(correlation=0.75, centre=0, spread=3.0),
    "indoors": Index(correlation=0.15, centre=0, spread=0.63),
    "outdoors": Index(correlation=0.35, centre=0, spread=0.75),
}
INCOME_WEIGHT = 0.225
RATE_CEILING, SCORE_CEILING = 0.98, 99.5


def scored(index: Index, income_z: Floats, random: np.random.Generator) -> Floats:
    noise = random.normal(0, 1, len(income_z))
    z = index.correlation * income_z + np.sqrt(1 - index.correlation**2) * noise
    if not (index.is_rate or index.is_positive):
        return np.asarray(index.centre + index.spread * z)
    ceiling = RATE_CEILING if index.is_rate else SCORE_CEILING
    odds = index.centre / (ceiling - index.centre) * np.exp(index.spread * z)
    return np.asarray(ceiling * odds / (1 + odds))


def ranked(scores: Counts) -> Counts:
    """1 = most deprived; equal scores share the lowest rank."""
    return np.searchsorted(np.sort(-scores), -scores) + 1


def deciles(ranks: Counts) -> Counts:
    """1 = the most deprived tenth."""
    return (ranks - 1) * 10 // len(ranks) + 1


def overall(scores: dict[str, Floats]) -> Floats:
    """The official combination: exponentially transformed ranks of seven domains, then their weighted sum.

    Formula: exponential transformation in the technical report of the English Indices of Deprivation 2019.
    """
    weights = {name: index.weight for name, index in INDICES.items() if index.weight} | {"income": INCOME_WEIGHT}
    total = np.zeros(len(scores["income"]))
    for name in sorted(weights):
        scaled = (ordinal_ranks(scores[name]) - 0.5) / len(total)
        total += weights[name] * -23 * np.log(1 - scaled * (1 - np.exp(-100 / 23)))
    return total / sum(weights.values())


def _score_columns(income: Floats, random: np.random.Generator) -> pd.DataFrame:
    income_z = normal_scores(income)
    scores = {"income": income} | {name: scored(index, income_z, random) for name, index in INDICES.items()}
    columns: dict[str, Counts | NDArray[np.str_]] = {}
    for name, values in ({"imd": overall(scores)} | scores).items():
        ranks = ranked(millionths(values))
        columns[f"{name}_score"] = np.char.mod("%.3f", thousandths(millionths(values)) / 1000)
        columns[f"{name}_rank"], columns[f"{name}_decile"] = ranks, deciles(ranks)
    return pd.DataFrame(columns)


def _population_columns(children: Counts, income_z: Floats, random: np.random.Generator) -> pd.DataFrame:
    """Denominators from children aged 0 to 17: more children and fewer old people where incomes are low."""
    share, old, working = random.normal(0, 1, (3, len(children)))
    aged_0_15 = np.rint(children * AGED_0_15_SHARE).astype(np.int64)
    child_share = np.clip(0.205 + 0.010 * income_z + 0.030 * share, 0.10, 0.34)
    total = np.rint(aged_0_15 / child_share).astype(np.int64)
    aged_60_plus = np.rint(total * np.clip(0.240 - 0.035 * income_z + 0.050 * old, 0.05, 0.45)).astype(np.int64)
    aged_16_59 = total - aged_0_15 - aged_60_plus
    return pd.DataFrame({
        "population_count": total,
        "children_0_15_count": aged_0_15,
        "population_16_59_count": aged_16_59,
        "population_60_plus_count": aged_60_plus,
        "working_age_count": np.rint(aged_16_59 * np.clip(1.00 + 0.02 * working, 0.9, 1.1)).astype(np.int64),
    })  # fmt: skip


def income_2025(england: England) -> Floats:
    """By LSOA of 2021 in the order of codes: about twice the share of 2019, less so where that is high."""
    base = in_2021(england.places, england.people.income, children_at(england.people, 2022)).to_numpy()
    noise = np.exp(stream(england.seed, "income 2025").normal(0, INCOME_2025_LOG_SD, len(base)))
    return np.asarray(np.clip(2 * base / (1 + 0.75 * base) * noise, 0.002, INCOME_MAX_2025))


def _areas(england: England, edition: int) -> pd.DataFrame:
    """Each LSOA in the district of the edition: those before a county's split in 2019, those after it in 2025."""
    if edition == 2019:
        return england.places.neighbourhoods[["lsoa_code", "lsoa_name", "lad_code_2018", "lad_name_2018"]]
    columns = ["lsoa_code_2021", "lsoa_name_2021", "lad_code_2022", "lad_name_2022"]
    return england.places.pairs[columns].drop_duplicates("lsoa_code_2021").sort_values("lsoa_code_2021")


def indices_table(england: England, edition: int) -> pd.DataFrame:
    children = children_at(england.people, MID_YEAR_OF_EDITION[edition])
    income = england.people.income if edition == 2019 else income_2025(england)
    if edition != 2019:
        children = children_in_2021(england.places, children).to_numpy()
    random = stream(england.seed, f"indices {edition}")
    areas = _areas(england, edition).set_axis(["lsoa_code", "lsoa_name", "lad_code", "lad_name"], axis=1)
    scores = _score_columns(income, random)
    people = _population_columns(children, normal_scores(income), random)
    return pd.concat([areas.reset_index(drop=True), scores, people], axis=1)
